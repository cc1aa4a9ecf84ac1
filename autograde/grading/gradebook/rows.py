"""What the gradebook should say about a submission, from its stored result. Left out: writing it (`record`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograde.grading.records import Result


@dataclass(frozen=True)
class Row:
    """What the gradebook should say about one submission."""

    student: str
    points: Mapping[str, float]  # by exercise; one that is missing has no points yet and needs a person
    untouched: frozenset[str] = frozenset()  # exercises without an answer
    timestamp: datetime | None = None  # in UTC; None leaves the gradebook's as it is


def row_of(result: Result, timestamp: datetime | None = None) -> Row:
    """The row for a stored result."""
    reports = result.reports.items()
    untouched = (name for name, report in reports if not report["points"] and unwritten(report))
    return Row(result.student, {name: report["points"] for name, report in reports}, frozenset(untouched), timestamp)


def unwritten(report: Mapping[str, Any]) -> bool:
    """Whether none of an exercise's functions has been written."""
    return bool(report["findings"]) and all(finding["name"] == "not written" for finding in report["findings"])
