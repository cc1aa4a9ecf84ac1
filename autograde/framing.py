"""The cells that the build puts around a lesson's own: a warm-up behind its imports, where it stands at its end.

Left out: what they show (`warm_ups`, `standings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

WARM_UP = """\
## Warm-up

Three questions from earlier lessons, each time with other numbers. Run the cell with Ctrl+Enter, go to the first field
with Tab or a click, type an answer and press Enter. They cost and earn nothing; trying to remember is what they are
for."""
STANDING = """\
## Where you stand

Run the cell: it shows the points of this lesson, as its checks last found them, and leads on to what comes next."""

TEXTS = (WARM_UP, STANDING)  # the same in every lesson


def warm_up_cells(lesson: str) -> list[Any]:
    """The warm-up of a lesson."""
    code = f'from autograde import warm_up\n\nwarm_up("{lesson}")'
    return [new_markdown_cell(WARM_UP, id="warm_up_text"), new_code_cell(code, id="warm_up")]


def standing_cells(lesson: str) -> list[Any]:
    """The end of a lesson."""
    code = f'from autograde import standing\n\nstanding("{lesson}")'
    return [new_markdown_cell(STANDING, id="standing_text"), new_code_cell(code, id="standing")]


def framed(cells: Sequence[Any], lesson: str, begins: bool) -> list[Any]:
    """A lesson's cells with those around them; the lesson that begins the course has nothing to warm up from."""
    first = next((at for at, cell in enumerate(cells) if cell.cell_type == "code"), -1) + 1
    warm_up = [] if begins else warm_up_cells(lesson)
    return [*cells[:first], *warm_up, *cells[first:], *standing_cells(lesson)]
