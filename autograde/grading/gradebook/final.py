"""What a student has in a lesson: the one reader of points for pages, reports and tables, and why they are not final.

The gradebook says it: points by hand, extra credit and penalties included, summed by nbgrader itself, so that all
agree with `nbgrader export`. (There alone a sum may show the noise of binary fractions, as in 2.0999999999999996.)
Where there is no gradebook, the stored results say it. Left out: the gradebook's tables (`gradebook_reader`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograde.grading.gradebook.comments import comments_on
from autograde.grading.gradebook.gradebook_reader import Marks, Score
from autograde.grading.gradebook.results import is_graded, waits
from autograde.grading.records import FOR_A_PERSON, GRADED, GRADER_ERROR, Result

Lessons = Mapping[str, Sequence[Result]]
WAITS = "A person will look at it; until then there are no points."
NOT_RECORDED = "the gradebook does not hold this notebook yet. Run `autograde grade`"


@dataclass(frozen=True)
class Line:
    """One exercise: the points that count without extra credit, where they come from, and words on mistakes shown.

    comments: (mistake, what the teacher says to everybody who shows it).
    """

    name: str
    points: float
    mark: Score
    comments: tuple[tuple[str, str], ...] = ()

    @property
    def with_extra(self) -> float:
        """What the exercise adds to the lesson's points."""
        return self.points + self.mark.extra


@dataclass(frozen=True)
class Final:
    """A student's points in a lesson, line by line; `why` says why they are not final, "" where they are."""

    lesson: str
    student: str
    lines: tuple[Line, ...]
    penalty: float
    points: float  # what counts, penalty and all
    most: float
    why: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether a person gave any of the points."""
        return any(line.mark.manual is not None for line in self.lines)

    @property
    def graded(self) -> float | None:
        """The points as a grade; None while a person has to look."""
        return None if self.why else self.points


Finals = Mapping[tuple[str, str], Final]


def finals(lessons: Lessons, marks: Marks) -> dict[tuple[str, str], Final]:
    """The points of every student who handed in one of these lessons, as results or the gradebook know them."""
    results = {(lesson, result.student): result for lesson, given in lessons.items() for result in given}
    keys = sorted({*results, *(key for key in marks.handed if key[0] in lessons)})
    return {key: final_of(key, results.get(key), marks) for key in keys}


def final_of(key: tuple[str, str], result: Result | None, marks: Marks) -> Final:
    """The points of one student in one lesson."""
    reports = {name.removeprefix("test_"): report for name, report in (result.reports if result else {}).items()}
    by_grader = {name: Score(report["max_points"], report["points"]) for name, report in reports.items()}
    cells, handed = marks.cells.get(key, {}), marks.handed.get(key)
    shown = reports if result is not None and is_graded(result) else {}
    lines = tuple(
        Line(name, counted(mark), mark, comments_on(marks.comments, key[0], name, shown.get(name)))
        for name, mark in {**by_grader, **cells}.items()
    )
    penalty = handed.penalty if handed else 0.0
    score = handed.score if handed else round(sum(line.with_extra for line in lines), 9)
    most = round(sum(line.mark.most for line in lines), 9) or (result.max_points if result else 0.0)
    why = waiting(lines, result, key in marks.handed)
    if not why and handed is None and key[0] in marks.lessons:
        why = NOT_RECORDED
    return Final(*key, lines, penalty, round(max(0.0, score - penalty), 9), most, why)


def counted(mark: Score) -> float:
    """The points of an exercise that count, as nbgrader has it: those by hand before those of the grader."""
    return (mark.auto if mark.manual is None else mark.manual) or 0.0


def waiting(lines: Sequence[Line], result: Result | None, recorded: bool) -> str:
    """Why points are not final; "" when they are. Where a person gave points by hand, the gradebook knows better."""
    open_ones = [line for line in lines if line.mark.waits]
    failed = result is not None and waits(result)
    if result is not None and failed and (not recorded or any(line.mark.manual is None for line in open_ones)):
        return reason(result)
    return "; ".join(question(line) for line in open_ones)


def question(line: Line) -> str:
    """What a person has to decide about one exercise."""
    if line.mark.manual is None:
        return f"{line.name} waits for points by hand"
    now = "gives none now" if line.mark.auto is None else f"gives {exact(line.mark.auto)} now"
    return f"{line.name}: {exact(line.mark.manual)} by hand, but the check's points under them changed: it {now}"


def reason(result: Result) -> str:
    """Why a notebook waits for a person, in the grader's words."""
    said = " ".join(result.notes) or "no reason was recorded"
    return f"grader error. {said}" if result.status == GRADER_ERROR else f"{said} {WAITS}"


def as_final(result: Result, final: Final) -> Result:
    """A result with the points that count in place of the grader's, for counting a class."""
    points = {line.name: line.with_extra for line in final.lines}
    reports = {
        name: {**report, "points": points.get(name.removeprefix("test_"), report["points"])}
        for name, report in result.reports.items()
    }
    if reports:  # answers that a person alone grades count as well
        known = {name.removeprefix("test_") for name in reports} | set(reports)
        given = [line for line in final.lines if line.name not in known and line.mark.manual is not None]
        reports |= {line.name: by_a_person(line) for line in given}
    status = FOR_A_PERSON if final.why else GRADED if waits(result) or final.by_hand else result.status
    return replace(result, reports=reports, points=final.graded, status=status)


def by_a_person(line: Line) -> dict[str, Any]:
    """What a person gave, in the form of a report."""
    return {"points": line.with_extra, "max_points": line.mark.most, "findings": [], "diagnosis": None}


def exact(points: float) -> str:
    """Points to the last digit, without the noise of binary fractions: "2", "1.5", "0.3"."""
    return f"{round(points, 9) + 0.0:.12g}"


def exact_full(points: float) -> str:
    """What something is worth, in words: "1 point", "2.5 points"."""
    return f"{exact(points)} point{'' if points == 1 else 's'}"
