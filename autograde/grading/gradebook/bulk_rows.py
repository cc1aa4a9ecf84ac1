"""What the gradebook has of some submissions, read in three queries, and a list of changes, written in a few.

Rows are read and written in bulk because nbgrader's own calls commit once a cell. Left out: which changes (`record`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook, new_uuid
from sqlalchemy import insert, select, update

TABLES = (SubmittedAssignment, SubmittedNotebook, Grade, Comment)  # in the order in which they refer to each other


@dataclass
class Entry:
    """One submission in the gradebook: its ids ("" for rows that are not there), its grades and comments by cell."""

    submission: str = ""
    notebook: str = ""
    timestamp: datetime | None = None
    extension: timedelta | None = None
    penalty: float | None = None
    grades: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, Any] = field(default_factory=dict)


@dataclass
class Changes:
    """Rows to add and rows to change, and whose submissions they belong to."""

    added: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES})
    changed: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES})
    students: set[str] = field(default_factory=set)

    def add(self, student: str, table: Any, **values: Any) -> str:
        """A new row; returns its id."""
        row = {"id": new_uuid(), **values}
        self.added[table].append(row)
        self.students.add(student)
        return str(row["id"])

    def change(self, student: str, table: Any, row: str, **values: Any) -> None:
        """New values for a row."""
        self.changed[table].append({"id": row, **values})
        self.students.add(student)

    def write(self, db: Any) -> None:
        """Send everything to the database; committing is the caller's."""
        for table in TABLES:
            if self.added[table]:
                db.execute(insert(table), self.added[table])
            if self.changed[table]:
                db.execute(update(table), self.changed[table])


def entries(db: Any, assignment: str, notebook: str, students: Sequence[str]) -> dict[str, Entry]:
    """What the gradebook has of these students' submissions of an assignment's notebook."""
    of_these = select(SubmittedAssignment.id).where(
        SubmittedAssignment.assignment_id == assignment, SubmittedAssignment.student_id.in_(students)
    )
    found: dict[str, Entry] = {}
    by_notebook: dict[str, Entry] = {}
    belongs = (SubmittedNotebook.assignment_id == SubmittedAssignment.id) & (SubmittedNotebook.notebook_id == notebook)
    submissions = select(
        SubmittedAssignment.student_id,
        SubmittedAssignment.id,
        SubmittedNotebook.id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
        SubmittedNotebook.late_submission_penalty,
    ).outerjoin(SubmittedNotebook, belongs)
    for student, submission, its_notebook, *details in db.execute(
        submissions.where(SubmittedAssignment.id.in_(of_these))
    ):
        found[student] = by_notebook[its_notebook] = Entry(submission, its_notebook or "", *details)
    mine = select(SubmittedNotebook.id).where(
        SubmittedNotebook.assignment_id.in_(of_these), SubmittedNotebook.notebook_id == notebook
    )
    columns = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
    grades = select(Grade.notebook_id, Grade.cell_id, Grade.id, *columns).where(Grade.notebook_id.in_(mine))
    for row in db.execute(grades):
        by_notebook[row.notebook_id].grades[row.cell_id] = row
    comments = select(Comment.notebook_id, Comment.cell_id, Comment.id, Comment.auto_comment)
    for row in db.execute(comments.where(Comment.notebook_id.in_(mine))):
        by_notebook[row.notebook_id].comments[row.cell_id] = row
    return found
