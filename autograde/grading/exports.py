"""Grades as tables for Canvas, for Moodle and in the columns of `nbgrader export`.

Canvas: the columns and the row “Points Possible” that its importer looks for (canvas-lms, lib/gradebook_importer.rb:
the first header holds “Student”, the second “ID”, then SIS User ID, SIS Login ID, Section; students are found by ID,
then SIS User ID, then SIS Login ID, then name). Moodle: a header and one row a student, whose columns are mapped when
the file is uploaded (docs.moodle.org, “Grade import”; feedback must come together with its grade, an empty grade means
no grade). nbgrader: the columns of its CsvExportPlugin, in its order.

Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP ASVS 1.2.10). Points include what a
person changed and the penalty for lateness. A grade that still needs a person is left empty, never 0.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograde import words
from autograde.course import Course
from autograde.grading.marks import Handed, Marks, Person
from autograde.grading.results import Result, causes, is_graded, section_of, student_names, waits
from autograde.grading.store import replace

FORMULA = "=+-@"
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("First name", "Last name", "ID number", "Email address")
NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
Lessons = Mapping[str, Sequence[Result]]
Row = Sequence[object]


@dataclass(frozen=True)
class Grade:
    """A student's grade in a lesson: points, or None while a person has to look; "" as feedback says nothing."""

    points: float | None
    feedback: str = ""


def write_exports(course: Course, lessons: Lessons, marks: Marks) -> tuple[list[Path], int]:
    """Write the three tables; returns their places and how many grades were left empty for a person."""
    folder = course.root / "work" / "report"
    tables = {"canvas": canvas(lessons, marks), "moodle": moodle(lessons, marks), "grades": nbgrader(lessons, marks)}
    for name, rows in tables.items():
        replace(folder / f"{name}.csv", table(rows))
    grades = [grade_of(result, marks) for results in lessons.values() for result in results]
    return [folder / f"{name}.csv" for name in tables], sum(grade.points is None for grade in grades)


def grade_of(result: Result, marks: Marks) -> Grade:
    """One student's grade in one lesson."""
    key = (result["lesson"], result["student"])
    if waits(result) or any(mark.waits for mark in marks.cells.get(key, {}).values()):
        return Grade(None)
    points = result["points"]
    if key in marks.handed:
        points = max(0.0, marks.handed[key].score - marks.handed[key].penalty)
    return Grade(round(points, 9), feedback_for(result))


def feedback_for(result: Result) -> str:
    """A result in one line: "grad_mul 0 of 2 (not swapped; section “Hold one input still”)"."""
    if not is_graded(result):
        return " ".join(result["notes"]) or "The notebook could not be read."
    parts = []
    for name, report in result["reports"].items():
        said = f"{name} {words.points(report['points'])} of {words.points(report['max_points'])}"
        for function, cause in causes(report)[:1]:
            section = section_of(result["lesson"], name, function, cause)[0]
            said += f" ({cause}; section “{section}”)"
        parts.append(said)
    return ", ".join(parts)


def canvas(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table for Canvas: Grades, Import."""
    grades = by_student(lessons, marks)
    rows: list[Row] = [(*CANVAS, *lessons), ("    Points Possible", "", "", "", "", *most_points(lessons, marks))]
    for name in student_names(list(lessons.values())):
        person = marks.people.get(name, Person(name))
        full = ", ".join(part for part in (person.last, person.first) if part) or name
        own = (grades.get((lesson, name), Grade(None)).points for lesson in lessons)
        rows.append((full, person.lms, "", name, "", *own))
    return rows


def moodle(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table for Moodle: Grades, Import, CSV file; each lesson's points and one line of feedback."""
    grades = by_student(lessons, marks)
    rows: list[Row] = [(*MOODLE, *(text for lesson in lessons for text in (lesson, f"{lesson} (feedback)")))]
    for name in student_names(list(lessons.values())):
        person = marks.people.get(name, Person(name))
        own = [grades.get((lesson, name), Grade(None)) for lesson in lessons]
        cells = (cell for grade in own for cell in (grade.points, grade.feedback))
        rows.append((person.first, person.last, name, person.email, *cells))
    return rows


def nbgrader(lessons: Lessons, marks: Marks) -> list[Row]:
    """The table of `nbgrader export`; a course without a gradebook gets it from the results."""
    rows: list[Row] = [NBGRADER]
    grades = by_student(lessons, marks)
    for lesson, most in zip(lessons, most_points(lessons, marks), strict=True):
        due = marks.lessons.get(lesson, ("", 0.0))[0]
        for name in list(marks.people) or student_names(list(lessons.values())):
            person = marks.people.get(name, Person(name))
            known = (name, person.last, person.first, person.email)
            given = 0.0 if marks.people else grades.get((lesson, name), Grade(0.0)).points
            handed = marks.handed.get((lesson, name), Handed(given or 0.0))
            score = "" if given is None else max(0.0, handed.score - handed.penalty)
            points = ("" if given is None else handed.score, handed.penalty, score, most)
            rows.append((lesson, due, handed.timestamp, *known, *points))
    return rows


def by_student(lessons: Lessons, marks: Marks) -> dict[tuple[str, str], Grade]:
    """All grades by (lesson, student)."""
    return {(lesson, r["student"]): grade_of(r, marks) for lesson, results in lessons.items() for r in results}


def most_points(lessons: Lessons, marks: Marks) -> list[float]:
    """What each lesson is worth."""
    return [
        marks.lessons[lesson][1] if lesson in marks.lessons else max((r["max_points"] for r in results), default=0.0)
        for lesson, results in lessons.items()
    ]


def table(rows: Iterable[Row]) -> str:
    """Rows as comma-separated text, with every text made harmless."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """The text on one line, and with an apostrophe in front where a spreadsheet would take it for a formula."""
    line = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in text)
    first = unicodedata.normalize("NFKC", line).lstrip()[:1]
    return f"'{line}" if first and first in FORMULA else line
