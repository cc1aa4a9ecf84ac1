"""Which lesson a notebook is handed in for: by the exercises in it and by names, never guessed against the two.

A platform's archive is of one assignment, so its notebooks decide together, and one of another lesson among them is a
wrong upload. In a plain folder each file decides for itself: the folder's name, the file's, then the exercises.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from autograde.errors import AutogradeError
from autograde.grading.intake.recognise import lessons_in
from autograde.handed_in.submitted_cells import parse_notebook, readable

MOST = 2 / 3  # of an archive's notebooks that have to agree


def lesson_in(data: bytes) -> str | None:
    """The lesson whose exercises a notebook holds; "" where it holds none or as many of two, None for no notebook."""
    cells = parse_notebook(data, [])
    if cells is None:
        return None
    cells = readable(cells, [])
    counts = lessons_in(cells, {name for cell in cells for name in (cell.id, cell.grade_id)})
    best = [lesson for lesson, count in counts.items() if count == max(counts.values())]
    return best[0] if len(best) == 1 else ""


def lesson_named(lessons: Sequence[str], text: str) -> str:
    """The one lesson that a name names, with its number or without: “01 Slopes”, “slopes (1).ipynb”; "" for none."""
    words = "_".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])
    whole = [lesson for lesson in lessons if f"_{lesson}_" in words]
    found = whole or [lesson for lesson in lessons if f"_{lesson.partition('_')[2]}_" in words]
    return found[0] if len(found) == 1 else ""


def lesson_of_archive(lessons: Sequence[str], held: Iterable[str], names: Iterable[str], archive: str) -> str:
    """The lesson of a platform's archive; "" where its notebooks do not agree and its name does not tell.

    held: the lesson that each notebook holds.   names: how the files are called.
    """
    for votes in (held, (lesson_named(lessons, name) for name in names)):
        counts = Counter(vote for vote in votes if vote in lessons)
        best, count = next(iter(counts.most_common(1)), ("", 0))
        if count and count >= MOST * counts.total():
            return best
    return lesson_named(lessons, archive)


def refuse_another_lesson(asked: str, held: Iterable[str | None], archive: str) -> None:
    """AutogradeError where most of the notebooks that tell a lesson tell another one than was asked for."""
    counts = Counter(lesson for lesson in held if lesson)
    other, count = next(((lesson, number) for lesson, number in counts.most_common() if lesson != asked), ("", 0))
    if 2 * counts[asked] < counts.total():
        raise AutogradeError(
            f"{archive} holds {count} of {counts.total()} notebooks of {other}, and {counts[asked]} of {asked}. "
            "Nothing was collected. Give the command without --lesson: each archive's notebooks tell their lesson."
        )
