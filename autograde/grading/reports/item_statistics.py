"""What a class's results say about each exercise: how many solved it, how hard it is, whether it tells students apart.

Plain numbers from plain results, without names. Every graded submission counts, an untried exercise with no points;
submissions that could not be read are counted beside. Left out: pictures and words (`class_charts`, `class_report`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from autograde.grading.gradebook.results import (
    SOLVED,
    STANDINGS,
    causes,
    is_graded,
    section_of,
    standing,
    waits,
)
from autograde.grading.records import UNREADABLE, Result

LEAST = 20  # submissions below which a correlation says nothing
EASY, MEDIUM = 0.8, 0.5  # shares of the points earned
CLEAR, WEAK = 0.3, 0.1  # discriminations


@dataclass(frozen=True)
class Cause:
    """Something found wrong: the function, its name, how many students, the section to revisit, what to ask them."""

    function: str
    name: str
    students: int
    section: str
    question: str

    @property
    def catalogued(self) -> bool:
        """Whether it is one of the exercise's misconceptions, as against a cause of a general kind."""
        return bool(self.question)


@dataclass(frozen=True)
class Discrimination:
    """How solving this exercise goes with the points of the lesson's others: −1 to 1, and where the truth may lie.

    Where it cannot be told, `value` is None and `reason` says why.
    """

    value: float | None = None
    low: float = 0.0
    high: float = 0.0
    reason: str = ""

    @property
    def word(self) -> str:
        """What the value means."""
        if self.value is None:
            return self.reason
        if self.value >= CLEAR:
            return "separates well"
        if self.value >= WEAK:
            return "separates weakly"
        return "does not separate" if self.value > -WEAK else "runs against the rest"


@dataclass(frozen=True)
class Item:
    """One exercise in a class."""

    name: str
    most: float
    counts: Mapping[str, int]
    mean: float
    discrimination: Discrimination
    causes: tuple[Cause, ...]

    @property
    def graded(self) -> int:
        """How many submissions count."""
        return sum(self.counts.values())

    @property
    def tried(self) -> int:
        """How many of them hold an attempt."""
        return self.graded - self.counts[STANDINGS[-1]]

    @property
    def earned(self) -> float:
        """The share of all points that was earned."""
        return self.mean / self.most if self.most else 0.0

    @property
    def difficulty(self) -> str:
        """The share in a word."""
        return "easy" if self.earned >= EASY else "medium" if self.earned >= MEDIUM else "hard"


@dataclass(frozen=True)
class Lesson:
    """A lesson in a class: counts of submissions, their points, the seconds that grading took, and the exercises."""

    name: str
    handed: int
    unreadable: int
    waiting: int
    most: float
    points: tuple[float, ...]
    seconds: tuple[float, ...]
    items: tuple[Item, ...]

    @property
    def mean(self) -> float:
        return fmean(self.points) if self.points else 0.0

    @property
    def middle(self) -> float:
        return median(self.points) if self.points else 0.0


def lesson_statistics(lesson: str, results: Sequence[Result]) -> Lesson:
    """The statistics of one lesson."""
    graded = [result for result in results if is_graded(result)]
    names = list(dict.fromkeys(name for result in graded for name in result.reports))
    return Lesson(
        name=lesson,
        handed=len(results),
        unreadable=sum(result.status == UNREADABLE for result in results),
        waiting=sum(waits(result) for result in results),
        most=max((result.max_points for result in graded), default=0.0),
        points=tuple(result.points or 0.0 for result in graded),
        seconds=tuple(result.seconds for result in results if not waits(result)),
        items=tuple(item_statistics(lesson, name, [r for r in graded if name in r.reports]) for name in names),
    )


def item_statistics(lesson: str, name: str, graded: Sequence[Result]) -> Item:
    """The statistics of one exercise over the graded submissions that hold it."""
    reports = [result.reports[name] for result in graded]
    counts = Counter(standing(report) for report in reports)
    solved = [standing(report) == SOLVED for report in reports]
    rest = [(result.points or 0.0) - result.reports[name]["points"] for result in graded]
    return Item(
        name=name,
        most=max(report["max_points"] for report in reports),
        counts={key: counts[key] for key in STANDINGS},
        mean=fmean(report["points"] for report in reports),
        discrimination=discrimination(solved, rest),
        causes=counted_causes(lesson, name, reports),
    )


def counted_causes(lesson: str, name: str, reports: Sequence[Mapping[str, Any]]) -> tuple[Cause, ...]:
    """What was found wrong, most frequent first."""
    counts = Counter(pair for report in reports for pair in causes(report))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Cause(*pair, students, *section_of(lesson, name, *pair)) for pair, students in ordered)


def discrimination(solved: Sequence[bool], rest: Sequence[float]) -> Discrimination:
    """Point-biserial correlation of solving an exercise with the points of the others, and its 95 % interval.

    r = (mean rest of the solvers − mean rest of the others) / spread of the rest · √(p·(1 − p)); p: share of solvers.
    """
    n, p = len(solved), sum(solved) / len(solved) if solved else 0.0
    if n < LEAST:
        return Discrimination(reason="too few to tell")
    if p in (0.0, 1.0):
        return Discrimination(reason="everybody solved it" if p else "nobody solved it")
    middle = fmean(rest)
    spread = math.sqrt(fmean((points - middle) ** 2 for points in rest))
    if spread < 1e-9:
        return Discrimination(reason="all have the same points elsewhere")
    with_it = fmean(points for points, right in zip(rest, solved, strict=True) if right)
    without = fmean(points for points, right in zip(rest, solved, strict=True) if not right)
    value = (with_it - without) / spread * math.sqrt(p * (1 - p))
    z, step = math.atanh(max(-0.9999, min(0.9999, value))), 1.96 / math.sqrt(n - 3)  # Fisher's transformation
    return Discrimination(value, math.tanh(z - step), math.tanh(z + step))
