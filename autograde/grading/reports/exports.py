"""Grades as tables for Canvas, for Moodle and in the columns of `nbgrader export`.

Canvas: the columns and the row “Points Possible” that its importer looks for (canvas-lms, lib/gradebook_importer.rb:
the first header holds “Student”, the second “ID”, then SIS User ID, SIS Login ID, Section; students are found by ID,
then SIS User ID, then SIS Login ID, then name). Moodle: a header and one row a student, whose columns are mapped when
the file is uploaded (docs.moodle.org, “Grade import”; feedback must come together with its grade, an empty grade means
no grade). nbgrader: the columns of its CsvExportPlugin, in its order.

Text that a spreadsheet would take for a formula gets an apostrophe in front (`formulas`). Points include what a
person changed and the penalty for lateness. A grade that still needs a person is left empty, never 0;
only nbgrader's own columns show what nbgrader itself shows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.grading.formulas import harmless
from autograde.grading.gradebook.final import Final, Lessons, Line, exact, finals
from autograde.grading.gradebook.gradebook_reader import Marks, StudentRow, SubmissionRow
from autograde.grading.gradebook.results import causes, is_graded, section_of, student_names
from autograde.grading.gradebook.store import write_whole
from autograde.grading.records import UNREADABLE, Result

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("First name", "Last name", "ID number", "Email address")
NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
Row = Sequence[object]


def write_exports(course: Course, lessons: Lessons, marks: Marks) -> tuple[list[Path], int]:
    """Write the three tables; returns their places and how many grades were left empty for a person."""
    folder = course.root / "work" / "report"
    tables = {"canvas": canvas(lessons, marks), "moodle": moodle(lessons, marks), "grades": nbgrader(lessons, marks)}
    for name, rows in tables.items():
        write_whole(folder / f"{name}.csv", table(rows))
    return [folder / f"{name}.csv" for name in tables], sum(
        bool(final.why) for final in finals(lessons, marks).values()
    )


def feedback_for(final: Final, result: Result | None) -> str:
    """A grade in one line that adds up to it: "grad_mul 0 of 2 (not swapped; section “Hold one input still”), …"."""
    notes = "" if result is None or is_graded(result) else " ".join(result.notes)
    if result is not None and result.status == UNREADABLE:
        notes = notes or "The notebook could not be read."
        if not final.points and not any(line.mark.comment for line in final.lines):
            return notes
    reports = {name.removeprefix("test_"): report for name, report in (result.reports if result else {}).items()}
    parts = [told(final.lesson, line, reports.get(line.name)) for line in final.lines]
    if final.penalty:
        parts.append(f"handed in late −{exact(final.penalty)}{' (down to 0)' if not final.points else ''}")
    return f"{notes} {', '.join(parts)}. Together {exact(final.points)} of {exact(final.most)}.".strip()


def told(lesson: str, line: Line, report: Mapping[str, Any] | None) -> str:
    """One exercise in a line of feedback: its points, where they come from, and what a person wrote."""
    by_hand = line.mark.manual is not None
    about = [
        "by hand" if line.mark.auto in (None, line.mark.manual) else f"by hand; the check gave {exact(line.mark.auto)}"
    ]
    about = about if by_hand else []
    for function, cause in causes(report)[:1] if report and not by_hand else ():
        about += [cause, f"section “{section_of(lesson, line.name, function, cause)[0]}”"]
    details = f" ({'; '.join(about)})" if about else ""
    said = f"{line.name} {exact(line.points)} of {exact(line.mark.most)}{details}"
    if line.mark.extra:
        said += f", extra credit for {line.name} {exact(line.mark.extra)}"
    remarks = [(line.name, line.mark.comment)] if line.mark.comment else []
    remarks += [(f"“{mistake}”", " ".join(words.split())) for mistake, words in line.comments]
    return ", ".join([said, *(f"comment on {about}: “{words}”" for about, words in remarks)])


def canvas(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table for Canvas: Grades, Import."""
    grades = finals(lessons, marks)
    rows: list[Row] = [(*CANVAS, *lessons), ("    Points Possible", "", "", "", "", *most_points(lessons, marks))]
    for name in sorted({student for _, student in grades}):
        person = marks.people.get(name, StudentRow(name))
        full = ", ".join(part for part in (person.last, person.first) if part) or name
        own = (grades[lesson, name].graded if (lesson, name) in grades else None for lesson in lessons)
        rows.append((full, person.lms, "", name, "", *own))
    return rows


def moodle(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table for Moodle: Grades, Import, CSV file; each lesson's points and one line of feedback."""
    grades = finals(lessons, marks)
    results = {(lesson, result.student): result for lesson, given in lessons.items() for result in given}
    rows: list[Row] = [(*MOODLE, *(text for lesson in lessons for text in (lesson, f"{lesson} (feedback)")))]
    for name in sorted({student for _, student in grades}):
        person = marks.people.get(name, StudentRow(name))
        cells: list[object] = []
        for key in ((lesson, name) for lesson in lessons):
            final = grades.get(key)
            ready = final is not None and not final.why
            cells += [final.points, feedback_for(final, results.get(key))] if final and ready else [None, ""]
        rows.append((person.first, person.last, name, person.email, *cells))
    return rows


def nbgrader(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table of `nbgrader export`; a course without a gradebook gets it from the results."""
    rows: list[Row] = [NBGRADER]
    grades = finals(lessons, marks)
    for lesson, most in zip(lessons, most_points(lessons, marks), strict=True):
        due = marks.lessons.get(lesson, ("", 0.0))[0]
        for name in list(marks.people) or student_names(list(lessons.values())):
            person = marks.people.get(name, StudentRow(name))
            known = (name, person.last, person.first, person.email)
            final = None if marks.people else grades.get((lesson, name))
            handed = marks.handed.get((lesson, name), SubmissionRow(final.points if final else 0.0))
            points: Row = (handed.score, handed.penalty, round(max(0.0, handed.score - handed.penalty), 9))
            if final is not None and final.why:
                points = ("", 0.0, "")
            rows.append((lesson, due, handed.timestamp, *known, *points, most))
    return rows


def most_points(lessons: Lessons, marks: Marks) -> list[float]:
    """What each lesson is worth."""
    return [
        marks.lessons[lesson][1] if lesson in marks.lessons else max((r.max_points for r in results), default=0.0)
        for lesson, results in lessons.items()
    ]


def table(rows: Iterable[Row]) -> str:
    """Rows as comma-separated text, with every text made harmless."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()
