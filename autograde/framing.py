"""The cells that the build puts around a lesson's own: a warm-up behind its imports, where it stands at its end.

Left out: what they show (`warm_ups`, `standings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

WARM_UP = """\
## Warm-up

Three questions from earlier lessons, each time with other numbers. Run the cell, type an answer and press Enter. They
cost and earn nothing; trying to remember is what they are for."""
STANDING = "## Where you stand\n\nRun the cell to see your points of this lesson, as its checks last found them."
NEXT = "\n\nThe next lesson: [{number}]({link})."


def warm_up_cells(lesson: str) -> list[Any]:
    """The warm-up of a lesson."""
    code = f'from autograde import warm_up\n\nwarm_up("{lesson}")'
    return [new_markdown_cell(WARM_UP, id="warm_up_text"), new_code_cell(code, id="warm_up")]


def standing_cells(lesson: str, following: str | None) -> list[Any]:
    """The end of a lesson, with a link to the one that follows, if one does."""
    text = STANDING
    if following:
        text += NEXT.format(number=following[:2], link=f"../{following}/{following}.ipynb")
    code = f'from autograde import standing\n\nstanding("{lesson}")'
    return [new_markdown_cell(text, id="standing_text"), new_code_cell(code, id="standing")]


def framed(cells: Sequence[Any], lesson: str, lessons: Sequence[str]) -> list[Any]:
    """A lesson's cells with those around them; the first lesson has nothing to warm up from."""
    place = lessons.index(lesson)
    following = lessons[place + 1] if place + 1 < len(lessons) else None
    first = next((at for at, cell in enumerate(cells) if cell.cell_type == "code"), -1) + 1
    begin = warm_up_cells(lesson) if place else []
    return [*cells[:first], *begin, *cells[first:], *standing_cells(lesson, following)]
