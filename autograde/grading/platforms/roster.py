"""Who is in the class: `work/roster.csv`, one row a person, read and written here alone.

A person has one id in the gradebook and any number of names elsewhere: the platforms' numbers, an e-mail address, and
aliases, which are whatever else stands for the same person. Who dropped the course stays in the file, with the date.
Without a file the roster is empty, and nobody is left out. Left out: platforms' tables (`roster_tables`), whom a
platform's name means (`identify`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.formulas import harmless, without_guard
from autograde.grading.intake.student_ids import normal, trouble
from autograde.whole_file import replace

COLUMNS = {  # heading in the file -> field
    "student_id": "id",
    "first_name": "first",
    "last_name": "last",
    "full_name": "full",
    "email": "email",
    "canvas_id": "canvas_id",
    "sis_id": "sis_id",
    "login": "login",
    "moodle_id": "moodle_id",
    "moodle_participant": "participant",
    "aliases": "aliases",
    "dropped": "dropped",
}
SEPARATOR = ";"  # between aliases


@dataclass(frozen=True)
class Person:
    """A member of the class; texts are "" where nothing is known."""

    id: str
    first: str = ""
    last: str = ""
    full: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    moodle_id: str = ""
    participant: str = ""  # Moodle's number of the person in an assignment, without the word before it
    aliases: tuple[str, ...] = ()
    dropped: str = ""  # a date

    @property
    def name(self) -> str:
        """The person as a page names them: the full name, else the id."""
        return self.full or " ".join(part for part in (self.first, self.last) if part) or self.id

    @property
    def keys(self) -> set[str]:
        """Everything but names that stands for this person alone."""
        numbers = {f"Participant {self.participant}"} if self.participant else set()
        return numbers | {self.id, *self.aliases} - {""}


@dataclass(frozen=True)
class Roster:
    """All people who are or were in the class, in the order of the file."""

    people: tuple[Person, ...] = ()
    by_key: Mapping[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {key: person for person in self.people for key in person.keys})

    def __bool__(self) -> bool:
        return bool(self.people)

    @cached_property
    def enrolled(self) -> tuple[Person, ...]:
        """Everybody who has not dropped the course."""
        return tuple(person for person in self.people if not person.dropped)

    def find(self, key: str) -> Person | None:
        """The person with this id, alias, or Moodle's “Participant 88000”; None where there is none."""
        return self.by_key.get(normal(key.strip()))

    def is_left_out(self, student: str) -> bool:
        """Whether an id appears in no plan, page or table: of somebody who dropped, or another name of a person."""
        person = self.find(student)
        return person is not None and (bool(person.dropped) or student != person.id)


def read_roster(course: Course) -> Roster:
    """The roster of a course; an empty one where there is no file. AutogradeError names a row that cannot be."""
    path = course.root / "work" / "roster.csv"
    if not path.is_file():
        return Roster()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise AutogradeError(f"work/roster.csv cannot be read: {error}. Save it as CSV in UTF-8.") from error
    if rows and "student_id" not in rows[0]:
        raise AutogradeError("work/roster.csv has no column student_id. Make it with `autograde roster FILE`.")
    people = [person_of(row) for row in rows]
    check(people)
    return Roster(tuple(people))


def person_of(row: Mapping[str, str | None]) -> Person:
    """The person in a row of the file; columns that are missing are empty."""
    found = {name: normal(without_guard((row.get(heading) or "").strip())) for heading, name in COLUMNS.items()}
    aliases = tuple(part.strip() for part in found.pop("aliases").split(SEPARATOR) if part.strip())
    return Person(**found, aliases=aliases)


def check(people: Iterable[Person]) -> None:
    """AutogradeError for an id that cannot be one, and for a key of two people."""
    owners: dict[str, str] = {}
    for number, person in enumerate(people, 2):
        if why := trouble(person.id):
            raise AutogradeError(f"work/roster.csv, line {number}: the student_id “{person.id}” {why}.")
        for key in sorted(person.keys):
            if owners.setdefault(key, person.id) != person.id or (key == person.id and owners.get(f"\0{key}")):
                raise AutogradeError(
                    f"work/roster.csv, line {number}: “{key}” stands for {owners[key]} and for {person.id}. "
                    "Each id and alias belongs to one person."
                )
        owners[f"\0{person.id}"] = person.id


def write_roster(course: Course, people: Iterable[Person]) -> None:
    """Write the file whole, in the place of the one before."""
    people = list(people)
    check(people)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for person in people:
        values = {item.name: getattr(person, item.name) for item in fields(person)}
        values["aliases"] = SEPARATOR.join(person.aliases)
        writer.writerow([harmless(values[name]) for name in COLUMNS.values()])
    replace(course.root / "work" / "roster.csv", text.getvalue().encode(), lasting=True)
