"""The class as the gradebook has it: everybody of the roster, also who has handed in nothing, with names and addresses.

What a person entered in the gradebook stays where the roster knows nothing better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbgrader.api import Student
from sqlalchemy import insert, select, update

from autograde.grading.platforms.roster import Person


def learn_people(db: Any, people: Sequence[Person]) -> None:
    """Make the gradebook say of these people what the roster says; only what differs is written."""
    columns = ("first_name", "last_name", "email", "lms_user_id")
    there = {row[0]: row[1:] for row in db.execute(select(Student.id, *(getattr(Student, name) for name in columns)))}
    for person in people:
        first = person.first or ("" if person.last else person.full)
        values = dict(zip(columns, (first, person.last, person.email, person.canvas_id), strict=True))
        told = {name: text for name, text in values.items() if text}
        if person.id not in there:
            db.execute(insert(Student).values(id=person.id, **told))
        elif new := {n: text for n, text in told.items() if text != there[person.id][columns.index(n)]}:
            db.execute(update(Student).where(Student.id == person.id).values(**new))
