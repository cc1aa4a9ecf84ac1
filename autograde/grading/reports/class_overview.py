"""A class over several lessons: a row for each lesson, a column for each student, and how much of it they earned.

Students stand in the order of the share of all points that they earned, so a column is one student in all rows and the
order tells nothing of names. Left out: single exercises (`class_picture`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograde.grading.gradebook.results import is_graded
from autograde.grading.records import Result
from autograde.grading.reports.class_picture import TALL, WITH_SIGNS, Bar, Strip

LEAST = 0.7  # units of height of what earned nothing, so that it is seen to be there


def overview_of(lessons: Mapping[str, Sequence[Result]]) -> tuple[int, tuple[Strip, ...]]:
    """How many students there are, and the strip of each lesson."""
    shares = {
        lesson: {r.student: (r.points or 0.0) / r.max_points for r in results if is_graded(r) and r.max_points}
        for lesson, results in lessons.items()
    }
    everybody = {student for given in shares.values() for student in given}
    columns = [[given.get(student) for given in shares.values()] for student in everybody]
    columns.sort(key=lambda column: (-sum(share or 0 for share in column), [-1 if s is None else -s for s in column]))
    rows = zip(*columns, strict=True) if columns else [() for _ in shares]
    return len(columns), tuple(strip(lesson, row) for lesson, row in zip(shares, rows, strict=True))


def strip(lesson: str, row: Sequence[float | None]) -> Strip:
    """The row of a lesson: a bar as high as the share of its points, none where there is no graded notebook."""
    gap = 0.06 if len(row) <= WITH_SIGNS else 0.0
    bars = [
        Bar("share", x + gap / 2, 1 - gap, max(LEAST, TALL * min(1.0, share)))
        for x, share in enumerate(row)
        if share is not None
    ]
    full, half = (sum(share is not None and share >= limit for share in row) for limit in (0.999, 0.5))
    words = f"{len(bars)} graded: {full} with all points, {half - full} with half or more, {len(bars) - half} with less"
    return Strip(lesson, tuple(bars), (), words)
