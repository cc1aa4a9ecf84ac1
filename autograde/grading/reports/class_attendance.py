"""Who handed in a lesson: how many of how many, who is missing, who was late; and how the points lie.

Enrolled students come from the roster; without one nobody is missing. Left out: where the roster comes from.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograde.grading.gradebook.final import Finals
from autograde.grading.gradebook.gradebook_reader import Marks

BINS = 12  # of the distribution, at most


@dataclass(frozen=True)
class Attendance:
    """Of one lesson: ids of who handed in, of enrolled students who did not, and of who was late (None: not due)."""

    handed: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...] | None
    known: bool  # whether there is a roster

    @property
    def said(self) -> str:
        """How many handed in: "15 of 16", or "15" where nobody knows of how many."""
        everybody = len(self.handed) + len(self.missing)
        return f"{len(self.handed)} of {everybody}" if self.known else f"{len(self.handed)}"


def attendance(lesson: str, found: Finals, marks: Marks, enrolled: Mapping[str, str]) -> Attendance:
    """The attendance of a lesson. enrolled: id → name of everybody on the roster."""
    handed = tuple(student for name, student in found if name == lesson)
    due = bool(marks.lessons.get(lesson, ("", 0.0))[0])
    rows = ((student, marks.handed.get((lesson, student))) for student in handed)
    late = tuple(student for student, row in rows if row is not None and row.late)
    return Attendance(handed, tuple(sorted(set(enrolled) - set(handed))), late if due else None, bool(enrolled))


@dataclass(frozen=True)
class Bin:
    """How many students have points from `low` to below the next bin's; `share` of the fullest bin."""

    low: int
    students: int
    share: float


def distribution(points: Sequence[float], most: float) -> list[Bin]:
    """The points of a class in bins of whole points; the last one holds full points alone where it can."""
    step = max(1, math.ceil(most / (BINS - 1)))
    last = math.floor(most / step)
    counts = Counter(min(last, math.floor(round(value, 9) / step)) for value in points)
    fullest = max(counts.values(), default=1)
    return [Bin(place * step, counts[place], counts[place] / fullest) for place in range(last + 1)]
