"""Which student a row of a platform's table belongs to: by what stands for one person alone, a name last, no guess.

Moodle numbers participants anew in each assignment. So such a number counts only where a row says nothing else of a
person, and first as it stands in what was handed in for that lesson. Left out: which columns there are
(`roster_tables`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.exported_table import Exported
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.platforms.roster_tables import clean, columns, complete, name_key

KEYS = ("canvas_id", "sis_id", "login", "id", "moodle_id", "email")  # the surest first
PLAIN = ("sis_id", "login", "id", "moodle_id", "email")  # fields that a student's id may be taken from


class RowOwner:
    """A roster prepared for looking up the rows of a table."""

    def __init__(self, roster: Roster, table: Exported, participants: Mapping[str, str] | None = None) -> None:
        """participants: Moodle's number in this assignment -> student."""
        self.fields = columns(table.head, table.rows)
        self.participants = participants or {}
        self.keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.people = {person.id: person for person in roster.people}
        for person in roster.people:
            for key in keys_of(person):
                self.keys[key].add(person.id)

    def __call__(self, row: Sequence[str]) -> Person | None:
        """The person of a row, dropped ones too; None for a row that is nobody's, or not certainly somebody's."""
        found = complete({name: clean(row[place]) for place, name in self.fields.items()})
        says = {name: text.casefold() for name, text in found.items()}
        for field in KEYS:
            if (text := says.get(field, "")) and (owner := self.one((field, text))):
                return owner
        if number := says.get("participant", ""):
            student = self.participants.get(number)
            if student in self.people:
                return self.people[student]
        named = self.one(("name", name_key(says["full"]))) if says.get("full") else None
        if named or says.get("full") or any(says.get(field) for field in KEYS):
            return named
        return self.one(("participant", number)) if number else None

    def one(self, key: tuple[str, str]) -> Person | None:
        """The person for whom alone a key stands."""
        owners = self.keys.get(key, set())
        return self.people[next(iter(owners))] if len(owners) == 1 else None


def keys_of(person: Person) -> Iterable[tuple[str, str]]:
    """What stands for a person in a platform's columns."""
    for field in KEYS:
        if text := getattr(person, field):
            yield field, text.casefold()
    for field in PLAIN:
        for text in (person.id, *person.aliases):
            yield field, text.casefold()
    if person.participant:
        yield "participant", person.participant
    for name in {person.full, f"{person.first} {person.last}".strip(), f"{person.last} {person.first}".strip()} - {""}:
        yield "name", name_key(normal(name))


def participant_in(path: str) -> str:
    """Moodle's number in the name of a file or folder that Moodle named; "" where there is none."""
    found = re.search(r"_(\d+)_assignsubmission_", path) or re.search(r"(?:^|/)\D+_(\d+)_", path)
    return found[1] if found else ""
