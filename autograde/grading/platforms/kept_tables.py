"""Untouched copies of platforms' tables in `work/roster`: grades go back in their columns and rows.

A table of another class is refused, and one of a few people takes no fuller one's place. Left out: what the copies are
filled with (`return_files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.platforms.lesson_of import lesson_named
from autograde.grading.platforms.roster import Person
from autograde.grading.platforms.roster_merge import Merged, merge
from autograde.grading.platforms.roster_tables import Table
from autograde.handed_in.candidates import printable
from autograde.whole_file import replace


def refuse_another_class(path: Path, table: Table, merged: Merged) -> None:
    """AutogradeError for a table in which nobody of the class is, nor anybody who may be."""
    if not merged.known and not merged.unclear:
        count = f"{len(table.rows)} people" if len(table.rows) > 1 else "one person"
        raise AutogradeError(
            f"{printable(path.name)} is of another class ({count}): nobody in it is in work/roster.csv. "
            "Nothing was changed. To begin a new class, move work/roster.csv away; "
            "for a class of several parts, give the tables of all parts in one command then."
        )


def keep_table(course: Course, path: Path, table: Table, lesson: str | None, people: Sequence[Person]) -> list[str]:
    """Keep a copy of a platform's table; returns what is told where the one before stays."""
    name = table.kind
    if name == "moodle" and (of := lesson or lesson_named(course.lessons, path.stem)):
        name = f"moodle-{of}"
    kept = course.root / "work" / "roster" / f"{name}.csv"
    from_there = {one.id for one in people if not one.dropped and is_of(one, table.platform)}
    inside = from_there & set(merge(people, table).known)
    if kept.is_file() and 2 * len(inside) < len(from_there):
        return [
            f"{printable(path.name)} has {len(inside)} of the {len(from_there)} people of this platform: "
            f"{course.shown(kept)} stays as it was, and grades go back in its rows. "
            "To have the new table in its place, move that file away and read the new one again."
        ]
    replace(kept, path.read_bytes())
    return []


def is_of(person: Person, platform: str) -> bool:
    """Whether a person is known from this platform's tables."""
    return bool({"canvas": person.canvas_id, "moodle": person.participant or person.moodle_id}.get(platform))
