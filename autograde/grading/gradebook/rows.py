"""What the gradebook should say about a submission, from its stored result. Left out: writing it (`record`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from autograde.grading.gradebook.results import unwritten
from autograde.grading.records import Result


@dataclass(frozen=True)
class Row:
    """What the gradebook should say about one submission."""

    student: str
    points: Mapping[str, float]  # by exercise; one that is missing has no points yet and needs a person
    untouched: frozenset[str] = frozenset()  # exercises without an answer
    timestamp: datetime | None = None  # in UTC; None leaves the gradebook's as it is
    answered_anew: bool = False  # whether what a person has graded may have changed


def row_of(result: Result, timestamp: datetime | None = None, answered_anew: bool = False) -> Row:
    """The row for a stored result."""
    reports = result.reports.items()
    untouched = (name for name, report in reports if not report["points"] and unwritten(report))
    points = {name: report["points"] for name, report in reports}
    return Row(result.student, points, frozenset(untouched), timestamp, answered_anew)
