"""The fonts that Matplotlib has found on this machine before, for a sandbox that would open each of them again.

Matplotlib keeps its list in the home of whoever grades, which a sandbox does not have; without the list, every start
takes a fifth of a second longer, or seconds where many fonts are installed. Fonts that a sandbox cannot reach are left
out. Left out: making the list, which Matplotlib does when the course draws something outside.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = "matplotlib"  # in a cache folder here, in the temporary folder inside
LISTS = "fontlist-v*.json"  # each release of Matplotlib has its own
LONGEST = 4 << 20  # bytes
SYSTEM = "/usr/"  # where fonts lie that everybody may know of


def known_fonts() -> dict[str, str]:
    """Matplotlib's lists of fonts, file name -> hexadecimal digits; none where nothing was drawn here yet."""
    found = {}
    for path in sorted(cache().glob(LISTS)):
        try:
            if path.stat().st_size <= LONGEST:
                found[path.name] = json.dumps(reachable(json.loads(path.read_bytes()))).encode().hex()
        except (OSError, ValueError, TypeError, KeyError):
            continue  # the sandbox looks for itself
    return found


def cache() -> Path:
    """Where Matplotlib keeps its list outside."""
    own = os.environ.get("MPLCONFIGDIR")
    return Path(own or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "" if own else FOLDER)


def reachable(fonts: dict[str, Any]) -> dict[str, Any]:
    """The list without fonts in anybody's home; those that Matplotlib brings with it have no place in their names."""
    kept = {
        name: [font for font in fonts[name] if not os.path.isabs(font["fname"]) or font["fname"].startswith(SYSTEM)]
        for name in ("ttflist", "afmlist")
    }
    return {**fonts, **kept}
