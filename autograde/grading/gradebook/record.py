"""The one writer to nbgrader's gradebook: it makes the gradebook say what the stored results say, and no more.

Only what differs is written, many submissions in one transaction, so that a run may end anywhere and be repeated any
number of times. Points, comments and extra credit that a person entered, and extensions, are never touched; a person's
points go on counting. Where the grader's own points change under them, the exercise is marked for a person to look at,
as nbgrader does. Late penalties follow from nbgrader's own plugin, as configured for AssignLatePenalties.
Left out: the lesson's cells (`learn_lesson`), who may write now (`lock`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from alembic.script import ScriptDirectory
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import create_engine, inspect, select, text

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.grading.gradebook.access import WAIT_IN_DATABASE, plainly
from autograde.grading.gradebook.bulk_rows import Changes, Entry, entries
from autograde.grading.gradebook.gradebook_reader import needs_a_person
from autograde.grading.gradebook.learn_lesson import learn
from autograde.grading.gradebook.people import learn_people
from autograde.grading.gradebook.rows import Row
from autograde.grading.platforms.roster import read_roster

NO_RESPONSE = "No response."  # nbgrader's comment on a solution that was not touched


@dataclass(frozen=True)
class Lesson:
    """Where a lesson's submissions belong in the gradebook: ids of assignment, notebook, and cells by name."""

    assignment: str
    notebook: str
    graded: Mapping[str, str]
    answered: Mapping[str, str]


class Recorder:
    """The gradebook of a course, open for writing."""

    def __init__(self, course: Course) -> None:
        self.course = course
        config = nbgrader_config(course.root)
        settings = CourseDirectory(config=config)
        self.penalties = AssignLatePenalties(config=config)
        self.penalties.init_plugin()
        self.lessons: dict[str, Lesson] = {}
        self.url = str(settings.db_url)
        with plainly(course, self.url, "opened"):
            stamp_version(self.url)
            self.gradebook = Gradebook(self.url, settings.course_id)

    def close(self) -> None:
        """Close the connection."""
        self.gradebook.close()

    def begin(self, lessons: Sequence[str], students: Sequence[str]) -> None:
        """Make sure that lessons and students are known, in this order, whatever is graded first."""
        with self.transaction() as db:
            learn_people(db, students, read_roster(self.course).enrolled)
        for lesson in lessons:
            with self.transaction():
                learn(self.gradebook, self.course, lesson)
            with self.transaction():
                assignment = self.gradebook.find_assignment(lesson)
                notebook = self.gradebook.find_notebook(lesson, lesson)
                graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
                answered = {cell.name: cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]}
                self.lessons[lesson] = Lesson(assignment.id, notebook.id, graded, answered)

    def record(self, lesson: str, rows: Sequence[Row]) -> int:
        """Write what differs, in one transaction; returns how many submissions did."""
        known = self.lessons[lesson]
        changes = Changes()
        with self.transaction() as db:
            due = db.scalar(select(Assignment.duedate).where(Assignment.id == known.assignment))
            there = entries(db, known.assignment, known.notebook, [row.student for row in rows])
            for row in rows:
                entry = there.get(row.student, Entry())
                complete(changes, known, row, entry)
                if row.timestamp is not None and entry.timestamp != row.timestamp:
                    entry.timestamp = row.timestamp
                    changes.change(row.student, SubmittedAssignment, entry.submission, timestamp=row.timestamp)
                anew = known.answered if row.answered_anew else ()  # what a person grades, if it may have changed
                score = sum(grade(changes, row, entry, name, cell, name in anew) for name, cell in known.graded.items())
                for name, cell in known.answered.items():
                    comment(changes, row, entry, name, cell)
                penalty = self.penalty(row.student, entry, due, score)
                if penalty != entry.penalty:
                    changes.change(row.student, SubmittedNotebook, entry.notebook, late_submission_penalty=penalty)
            changes.write(db)
        return len(changes.students)

    def penalty(self, student: str, entry: Entry, due: datetime | None, score: float) -> float | None:
        """The late penalty, as AssignLatePenalties would work it out; None for no penalty."""
        if due is None or entry.timestamp is None:
            return None
        seconds = (entry.timestamp - due - (entry.extension or timedelta())).total_seconds()
        if seconds <= 0:
            return None
        penalty = self.penalties.plugin_inst.late_submission_penalty(student, score, seconds)
        if penalty is None:
            return None
        return float(self.penalties._check_late_penalty(SimpleNamespace(score=score), penalty))

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A database session that is committed as a whole or not at all."""
        db = self.gradebook.db
        with plainly(self.course, self.url, "written"):
            try:
                if self.gradebook.engine.dialect.name == "postgresql":
                    db.execute(text(WAIT_IN_DATABASE))
                yield db
                db.commit()
            finally:
                db.remove()  # rolls back what was not committed


def complete(changes: Changes, known: Lesson, row: Row, entry: Entry) -> None:
    """Add the rows of a submission that the gradebook does not have."""
    if not entry.submission:
        ids = {"assignment_id": known.assignment, "student_id": row.student}
        entry.submission = changes.add(row.student, SubmittedAssignment, **ids, timestamp=row.timestamp)
        entry.timestamp = row.timestamp
    if not entry.notebook:
        ids = {"assignment_id": entry.submission, "notebook_id": known.notebook}
        entry.notebook = changes.add(row.student, SubmittedNotebook, **ids)


def grade(changes: Changes, row: Row, entry: Entry, name: str, cell: str, anew: bool = False) -> float:
    """Set the grader's points of one cell where they differ, and return the points that count for it.

    anew: whether a person has to look again.
    """
    auto = row.points.get(name, row.points.get(name.removeprefix("test_")))
    there = entry.grades.get(cell)
    if there is None:
        ids = {"cell_id": cell, "notebook_id": entry.notebook}
        changes.add(row.student, Grade, **ids, auto_score=auto, needs_manual_grade=auto is None)
        return auto or 0.0
    manual, asked = there.manual_score, bool(there.needs_manual_grade)
    needs = needs_a_person(auto, there.auto_score, manual, asked or anew)
    if (there.auto_score, asked) != (auto, needs):
        changes.change(row.student, Grade, there.id, auto_score=auto, needs_manual_grade=needs)
    return float((auto if manual is None else manual) or 0.0) + float(there.extra_credit or 0.0)


def comment(changes: Changes, row: Row, entry: Entry, name: str, cell: str) -> None:
    """Set the grader's comment on one cell where it differs."""
    text, there = NO_RESPONSE if name in row.untouched else None, entry.comments.get(cell)
    if there is None:
        changes.add(row.student, Comment, cell_id=cell, notebook_id=entry.notebook, auto_comment=text)
    elif there.auto_comment != text:
        changes.change(row.student, Comment, there.id, auto_comment=text)


def stamp_version(url: str) -> None:
    """Note in an empty database which version of the gradebook it will hold, before any table is made.

    nbgrader does so after making the tables; a run killed in between would leave a gradebook that cannot be upgraded.
    And it asks the command `alembic` for the version, which takes seconds and may be another environment's.
    """
    engine = create_engine(url)
    with engine.begin() as connection:
        tables = set(inspect(connection).get_table_names())
        if tables <= {"alembic_version"}:
            connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
            if connection.scalar(text("SELECT count(*) FROM alembic_version")) == 0:
                values = {"version": ScriptDirectory(ALEMBIC_DIR).get_current_head()}
                connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), values)
    engine.dispose()
