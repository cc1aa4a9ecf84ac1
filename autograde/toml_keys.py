"""Which key of a table in TOML is misspelt or missing, by its name: nobody has to compare two lists of words.

Left out: what the values are (`mistakes`, `hints`, `recall`).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any


def fault(table: Any, keys: Sequence[str], needed: Sequence[str] = ()) -> str:
    """What is wrong with the keys of a table, as the end of a message; "" where nothing is."""
    if not isinstance(table, dict):
        return f"is no table. Its keys are {', '.join(keys)}."
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            return f"has no key `{key}`. " + (f"Did you mean `{near[0]}`?" if near else f"Keys: {', '.join(keys)}.")
    missing = [f"`{key}`" for key in needed if key not in table]
    return f"lacks {' and '.join(missing)}. Write {'it' if len(missing) == 1 else 'them'}." if missing else ""
