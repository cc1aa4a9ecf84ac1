"""Read the results that grading left in work/results, and say in one word how an exercise stands.

Pages, statistics and exports all start from here. Left out: what a person changed afterwards (`gradebook_reader`).
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.diagnosis import NOT_WRITTEN
from autograde.errors import AutogradeError
from autograde.exercises import of_lesson
from autograde.grading.gradebook.store import read_result
from autograde.grading.intake.student_ids import fits, trouble
from autograde.grading.platforms.roster import read_roster
from autograde.grading.records import GRADED, UNREADABLE, Result

SOLVED, PARTLY, WRONG, UNTRIED = "solved", "partly solved", "not solved", "not tried"
STANDINGS = (SOLVED, PARTLY, WRONG, UNTRIED)


def folder(course: Course, lesson: str) -> Path:
    """Where a lesson's results lie."""
    return course.root / "work" / "results" / lesson


def graded_lessons(course: Course, names: tuple[str, ...] = ()) -> list[str]:
    """The named lessons, or every one that has results; AutogradeError when there is nothing to read."""
    wanted = course.select_assignments(names)
    found = [lesson for lesson in wanted if any(folder(course, lesson).glob("*.json"))]
    missing = [lesson for lesson in wanted if lesson not in found] if names else []
    if missing:
        place = course.shown(folder(course, missing[0]))
        raise AutogradeError(f"{place} holds no results. Run `autograde grade {missing[0]}` first.")
    if not found:
        raise AutogradeError("work/results holds no results. Run `autograde grade` first.")
    return found


def read_results(course: Course, lesson: str, patterns: Sequence[str] = ("*",)) -> list[Result]:
    """A lesson's results of all students whose name fits one of the patterns, in order of their names.

    Whoever has dropped the course is left out, and whatever was graded under another name of somebody's.
    """
    paths = [path for path in folder(course, lesson).glob("*.json") if not trouble(path.stem)]
    roster = read_roster(course)
    wanted = [path for path in sorted(paths) if fits(path.stem, patterns) and not roster.is_left_out(path.stem)]
    return [sure_result(course, path) for path in wanted]


def sure_result(course: Course, path: Path) -> Result:
    """One result; AutogradeError names a file that is none."""
    result = read_result(path)
    if result is None or result.student != path.stem:
        raise AutogradeError(
            f"{course.shown(path)} is not a result of grading. Remove it, then run "
            f"`autograde grade {path.parent.name} --student {path.stem}`."
        )
    return result


def is_graded(result: Result) -> bool:
    """Whether the submission was read and judged; the others are listed, not counted."""
    return result.status == GRADED


def waits(result: Result) -> bool:
    """Whether there are no points before a person has looked: the grader failed, or it is a wrong notebook."""
    return result.status not in (GRADED, UNREADABLE)


def standing(report: Mapping[str, Any]) -> str:
    """How an exercise stands, one of STANDINGS."""
    if report["points"] >= report["max_points"]:
        return SOLVED
    if report["points"] > 0:
        return PARTLY
    return UNTRIED if unwritten(report) else WRONG


def unwritten(report: Mapping[str, Any]) -> bool:
    """Whether none of an exercise's functions has been written."""
    return bool(report["findings"]) and all(finding["name"] == NOT_WRITTEN for finding in report["findings"])


def cause(name: str) -> str:
    """The name of a finding as it may be counted and shared: an exception that Python does not have loses its name."""
    kind = name.removeprefix("raised ")
    if kind == name:
        return name
    known = getattr(builtins, kind, None)
    return name if isinstance(known, type) and issubclass(known, BaseException) else "raised another exception"


def causes(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was found wrong, as pairs (function, cause), each once; nothing for what was not written."""
    found = [(finding["function"], cause(finding["name"])) for finding in report["findings"]]
    return [pair for pair in dict.fromkeys(found) if pair[1] != NOT_WRITTEN]


def section_of(lesson: str, exercise: str, function: str = "", name: str = "") -> tuple[str, str]:
    """The section to revisit for a finding, and the catalogue's question about it ("" when it has none)."""
    known = next((item for item in of_lesson(lesson) if item.name == exercise), None)
    if known is None:
        return "", ""
    for misconception in known.misconceptions:
        if misconception.name == name and misconception.function == function:
            return misconception.section or known.section, misconception.message
    return known.section, ""


def student_names(all_results: Sequence[Sequence[Result]]) -> list[str]:
    """Every student with a result in any of the lessons, in order."""
    return sorted({result.student for results in all_results for result in results})
