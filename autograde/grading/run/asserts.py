"""Points of tests cells that hold plain asserts instead of an exercise of this course.

Such a cell runs in the sandbox, beside the student's code. It earns full points if it ran without an error; if it
showed a number from 0 to its points, that number; for anything else nothing, so that the rule fails closed where
nbgrader's own gives full points. Left out: protection against a student's code that changes what an assert sees.
Nothing in the same process can give that, so such points carry a note (NOTE).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograde.diagnosis import Finding
from autograde.handed_in.cells import LessonCell
from autograde.report import Part, Report

NOTE = "The tests are not exercises of this course: they ran beside the student's code, so points are not tamper-proof."
NUMBER_LENGTH = 60  # characters
NUMBER = re.compile(r"(?:np\.\w+\()?([-+]?[\d.]+(?:e[-+]?\d+)?)\)?", re.IGNORECASE)  # as it is or as NumPy writes it


def judge_asserts(cell: LessonCell, outputs: Sequence[Mapping[str, Any]] | None, reason: str = "did not run") -> Report:
    """The report on a tests cell from what it showed; None stands for one that did not run, for the reason given."""
    name, full = cell.exercise, float(cell.points)
    points = 0.0
    finding: Finding | None = Finding(name, "no answer", f"The code of this exercise {reason}.")
    if outputs is not None:
        points, finding = verdict(name, full, outputs)
    return Report(name, (Part(name, points, full),), (finding,) if finding else (), hidden=True)


def verdict(name: str, full: float, outputs: Sequence[Mapping[str, Any]]) -> tuple[float, Finding | None]:
    """The points, and what was found unless they are full."""
    for output in outputs:
        if output["output_type"] == "error":
            seen = f"These tests ended in {output['ename']}: {output['evalue'][:500]}"
            return 0.0, Finding(name, f"raised {output['ename']}", seen.rstrip(": "))
    shown = [output["data"].get("text/plain", "") for output in outputs if output["output_type"] == "execute_result"]
    if not shown:
        return full, None
    points = number_in(shown[0])
    if points is None or not 0 <= points <= full:
        seen = f"These tests showed “{shown[0].strip()[:80]}”, which is not a number of points from 0 to {full:g}."
        return 0.0, Finding(name, "no number of points", seen, "Whoever wrote them can fix that.")
    return points, None if points == full else Finding(name, "partial credit", f"These tests gave {points:g} points.")


def number_in(text: str) -> float | None:
    """The number that a text is, None for any other text."""
    found = NUMBER.fullmatch(text[:NUMBER_LENGTH].strip())
    if len(text) > NUMBER_LENGTH:
        return None
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None
