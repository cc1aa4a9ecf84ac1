"""Pictures that one can touch: an SVG that stands on its own, and a small script that brings its numbers to life.

The scripts are plain ES modules in this folder, in the anywidget form (`render({ model, el })`). A picture carries the
modules that it needs within its own output, so it moves without a kernel, in an exported page, and after the notebook
was closed; no address is fetched. Where scripts do not run (GitHub, print, a notebook that is not trusted), the SVG
stands. Weighed against anywidget itself: its pictures need the widget manager, which an exported page fetches from
elsewhere, and their state lives in the notebook's metadata, which marks it as changed when it is run.
Left out: what each picture shows (`draw`, `visits`).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.mjs";\n', re.MULTILINE)


@functools.cache
def script(name: str) -> str:
    """A module and those that it imports, as one expression whose value is its default export."""
    found: list[str] = []
    _gather(name, found)
    body = "\n".join(_plain(FOLDER / f"{module}.mjs") for module in found)
    return f"(() => {{\n{body}}})()"


def _gather(name: str, found: list[str]) -> None:
    """Add the modules that `name` needs to those found, each once and after what it imports, then `name` itself."""
    text = (FOLDER / f"{name}.mjs").read_text(encoding="utf-8")
    for needed in IMPORT.findall(text):
        if needed not in found:
            _gather(needed, found)
    found.append(name)


def _plain(path: Path) -> str:
    """A module's text without its imports, exports and comments."""
    text = IMPORT.sub("", path.read_text(encoding="utf-8"))
    text = re.sub(r"^export default ", "return ", text, flags=re.MULTILINE)
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    return re.sub(r"^ *// .*\n", "", text, flags=re.MULTILINE).lstrip("\n")


def alive(svg: ET.Element, name: str, state: Mapping[str, Any]) -> str:
    """The markup of a picture: the SVG, what the module `name` has to know, and the module."""
    element = ET.Element("div", {"class": "bp-touch", "data-state": json.dumps(state, separators=(",", ":"))})
    element.append(svg)
    start = (
        f"{{const el = document.currentScript.previousElementSibling, state = JSON.parse(el.dataset.state);\n"
        f"{script(name)}.render({{ model: {{ get: () => state }}, el }});}}"
    )
    return f"{ET.tostring(element, encoding='unicode')}<script>{start}</script>"
