"""What the gradebook knows beyond the grader's results: names, late penalties, and what a person entered by hand.

It reads nbgrader's own database, in one pass, and never writes. A course without a gradebook has an empty `Marks`. The
teacher's comments on mistakes (`comments`) come with them, as whatever shows points shows these too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.grading.gradebook.comments import Comments, read_comments
from autograde.grading.platforms.received import read_attempts
from autograde.grading.platforms.roster import Roster, read_roster

SQLITE = "sqlite:///"
DIGITS = 9  # of a sum: its last ones depend on the order in which a database adds


@dataclass(frozen=True)
class Score:
    """One graded cell of one submission: its points by the grader and by a person, and the person's comment."""

    most: float
    auto: float | None = None
    manual: float | None = None
    extra: float = 0.0
    waits: bool = False
    comment: str = ""


@dataclass(frozen=True)
class StudentRow:
    """A student as the gradebook knows them; any field but the id may be empty."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms: str = ""


@dataclass(frozen=True)
class SubmissionRow:
    """A submission as the gradebook knows it: its points before the penalty for lateness, that penalty, and when."""

    score: float
    penalty: float = 0.0
    timestamp: str = ""
    late: bool = False  # after the due date, an extension included


@dataclass
class Marks:
    """The gradebook in plain data; submissions and cells by (lesson, student), cells below that by exercise."""

    people: dict[str, StudentRow] = field(default_factory=dict)
    lessons: dict[str, tuple[str, float]] = field(default_factory=dict)  # due date, most points
    handed: dict[tuple[str, str], SubmissionRow] = field(default_factory=dict)
    cells: dict[tuple[str, str], dict[str, Score]] = field(default_factory=dict)
    comments: Comments = field(default_factory=dict)


def needs_a_person(auto: float | None, before: float | None, manual: float | None, asked: bool) -> bool:
    """Whether a person has to look at an exercise after a grading, whichever command graded it.

    auto, before: the grader's points now and before.   manual: points by hand.   asked: whether one had to look before.
    """
    return auto is None if manual is None else asked or auto != before


def read_marks(course: Course, comments: bool = True) -> Marks:
    """The course's gradebook, an empty one where there is no database yet, and the teacher's comments if asked for."""
    said = read_comments(course) if comments else {}
    settings = nbgrader_config(course.root).CourseDirectory
    url = str(settings.db_url)
    if (path := file_of(url)) and not path.is_file():
        return Marks(comments=said)
    from nbgrader.api import Gradebook  # slow to import

    from autograde.grading.gradebook.access import plainly

    with plainly(course, url, "read"), Gradebook(url, settings.course_id) as gradebook:
        marks = of_the_class(read_database(gradebook.db), read_roster(course))
        handed = {key: replace(row, late=row.late or told_late(course, *key)) for key, row in marks.handed.items()}
        return replace(marks, handed=handed, comments=said)


def file_of(url: str) -> Path | None:
    """The file of an SQLite gradebook: file_of("sqlite:////srv/g.db?timeout=60") -> /srv/g.db; None for a server's."""
    return Path(url.removeprefix(SQLITE).partition("?")[0]) if url.startswith(SQLITE) else None


def told_late(course: Course, lesson: str, student: str) -> bool:
    """Whether the platform called the attempt that counts late: some do so without saying when it came."""
    return any(attempt.late for attempt in read_attempts(course, lesson, student) if attempt.chosen)


def of_the_class(marks: Marks, roster: Roster) -> Marks:
    """The same without whoever has dropped the course, and without other names of people."""
    return Marks(
        {student: person for student, person in marks.people.items() if not roster.is_left_out(student)},
        marks.lessons,
        {key: row for key, row in marks.handed.items() if not roster.is_left_out(key[1])},
        {key: cells for key, cells in marks.cells.items() if not roster.is_left_out(key[1])},
    )


def read_database(session: Any) -> Marks:
    """All that pages and exports need, from an open session of nbgrader's database."""
    from nbgrader import api

    marks = Marks()
    for row in session.query(api.Student).order_by(api.Student.last_name, api.Student.first_name, api.Student.id):
        known = [row.first_name, row.last_name, row.email, row.lms_user_id]
        marks.people[row.id] = StudentRow(row.id, *(text or "" for text in known))
    for name, due, most in session.query(api.Assignment.name, api.Assignment.duedate, api.Assignment.max_score):
        marks.lessons[name] = ("" if due is None else str(due), most)
    handed = (api.SubmittedAssignment.score, api.SubmittedAssignment.late_submission_penalty)
    times = (api.SubmittedAssignment.timestamp, api.Assignment.duedate, api.SubmittedAssignment.extension)
    for name, student, when, due, extension, score, penalty in (
        session.query(api.Assignment.name, api.SubmittedAssignment.student_id, *times, *handed)
        .select_from(api.SubmittedAssignment)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
    ):
        marks.handed[name, student] = SubmissionRow(
            round(score or 0.0, DIGITS),
            round(penalty or 0.0, DIGITS),
            "" if when is None else str(when),
            when is not None and due is not None and when > due + (extension or timedelta()),
        )
    comments = {row[:3]: row[3] for row in of_cells(session, api, api.Comment, (api.Comment.manual_comment,))}
    wanted = ("max_score", "auto_score", "manual_score", "extra_credit", "needs_manual_grade")
    grades = tuple(getattr(api.Grade, name) for name in wanted)
    rows = of_cells(session, api, api.Grade, grades)
    taken = {(name, cell) for name, _, cell, *_ in rows}
    for name, student, cell, most, auto, manual, extra, waits in rows:
        bare = cell.removeprefix("test_")
        exercise = cell if (name, bare) in taken else bare  # an assignment may grade both an answer and its tests
        comment = comments.get((name, student, exercise)) or comments.get((name, student, cell)) or ""
        mark = Score(most, auto, manual, extra or 0.0, bool(waits), comment)
        marks.cells.setdefault((name, student), {})[exercise] = mark
    return marks


def of_cells(session: Any, api: Any, table: Any, columns: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Rows (lesson, student, cell, …) of a table that has one row for each cell of each submission."""
    return [
        tuple(row)
        for row in session.query(api.Assignment.name, api.SubmittedAssignment.student_id, api.BaseCell.name, *columns)
        .select_from(table)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == table.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == table.cell_id)
        .order_by(api.BaseCell.name)
    ]
