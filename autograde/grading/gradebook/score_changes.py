"""What a grading did: per lesson how many notebooks became what, and after a regrade who moved and why. No output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograde import words
from autograde.grading.records import UNREADABLE, Result


@dataclass(frozen=True)
class Change:
    """One exercise of one notebook that has other points than before."""

    exercise: str
    before: float | None
    after: float | None
    cause_before: str
    cause_after: str

    def __str__(self) -> str:
        return f"{self.exercise} {shown(self.before)} → {shown(self.after)} ({self.cause_before} → {self.cause_after})"


@dataclass(frozen=True)
class Move:
    """One notebook that has other points than before, and why it was graded again."""

    student: str
    lesson: str
    before: float | None
    after: float | None
    max_points: float
    why: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        points = f"{shown(self.before)} → {shown(self.after)} of {words.points(self.max_points)}"
        return f"{self.student}, {self.lesson}: {points}, {self.why}: {'; '.join(map(str, self.changes))}"


def shown(points: float | None) -> str:
    """Points in words; None is a notebook or an exercise that has none yet."""
    return "none" if points is None else words.points(points)


def movement(before: Result | None, after: Result, why: str) -> Move | None:
    """How the points of a notebook differ from its last grading; None when it is new or none of them does."""
    if before is None:
        return None
    changes = []
    for name in dict.fromkeys([*before.reports, *after.reports]):
        old, new = (result.reports.get(name, {}) for result in (before, after))
        if old.get("points") != new.get("points"):
            changes.append(Change(name, old.get("points"), new.get("points"), cause(old), cause(new)))
    if not changes and before.points == after.points:
        return None
    return Move(after.student, after.lesson, before.points, after.points, after.max_points, why, tuple(changes))


def cause(report: Mapping[str, Any]) -> str:
    """Why an exercise has the points it has, in a word or two."""
    if not report:
        return "not graded"
    return "solved" if report["passed"] else report["diagnosis"] or "not solved"


@dataclass
class Tally:
    """One lesson's notebooks, counted."""

    lesson: str
    graded_now: int = 0
    unchanged: int = 0
    unreadable: int = 0
    need_a_person: int = 0
    max_points: float = 0.0
    points: float = 0.0
    with_points: int = 0  # and readable

    def add(self, result: Result, graded_now: bool) -> None:
        """Count one notebook."""
        self.graded_now += graded_now
        self.unchanged += not graded_now
        self.unreadable += result.status == UNREADABLE
        self.max_points = max(self.max_points, result.max_points)

    def count(self, points: float | None, readable: bool) -> None:
        """Count one notebook's points as the gradebook has them; None while a person has to look."""
        self.need_a_person += points is None
        if points is not None and readable:
            self.points += points
            self.with_points += 1

    @property
    def mean(self) -> float | None:
        """The mean of the notebooks that could be read and have points, as in the class report."""
        return self.points / self.with_points if self.with_points else None
