"""Canvas's gradebook as it was exported, with points in the lessons' columns: Grades, Import takes it as it is.

Rules of its importer (canvas-lms, lib/gradebook_importer.rb and process_gradebook_upload): a heading without its number
makes a new assignment; a score that differs from Canvas's is written, and an *empty* cell over a score deletes it. So
the cell of whoever has no final points here stays as it was exported, and all other assignments' columns are left
out: what somebody graded in them since the export would be undone. Read-only columns, which the importer passes over,
and everything that tells who is who stay. “EX” (excused) and “N/A” (not assigned) are never written over.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograde.grading.gradebook.final import exact
from autograde.grading.platforms.columns import find_columns
from autograde.grading.platforms.exported_table import Exported
from autograde.grading.platforms.filling import Filled, Filling
from autograde.grading.platforms.points_to_return import ReturnedPoints
from autograde.grading.platforms.roster import Roster
from autograde.grading.platforms.roster_tables import TEST_STUDENT
from autograde.grading.platforms.row_owner import RowOwner

POSSIBLE, READ_ONLY = "points possible", "read only"
STAYS = {"EX": "excused", "N/A": "not assigned"}


def is_canvas(table: Exported) -> bool:
    """Whether a table is Canvas's gradebook."""
    return table.column("student", "lastname") == 0 and table.column("id") is not None


def fill_canvas(
    table: Exported, given: ReturnedPoints, roster: Roster, settings: Mapping[str, str], shown: str
) -> Filled:
    """The table with points."""
    number = table.column("id") or 1
    section = table.column("section")
    first = (number if section is None else section) + 1
    possible = next((row for row in table.rows if POSSIBLE in row[0].casefold()), ("",) * len(table.head))
    read_only = [place for place in range(first, len(table.head)) if READ_ONLY in possible[place].casefold()]
    others = [place for place in range(first, len(table.head)) if place not in read_only]
    found = find_columns(table.head, others, given.titles, settings, shown)
    if not found.places:
        return Filled(None, found.doubts)
    filling = Filling(table, shown, given, found, RowOwner(roster, table))
    filling.remarks += filling.about_worth(possible)
    for row, owner in filling.people(lambda row: bool(row[number].strip()) and row[0].casefold() not in TEST_STUDENT):
        for place, points in filling.wanted(owner.id).items():
            state = STAYS.get(row[place].strip().upper())
            if points is None:
                filling.leave(row, place, owner.id)
            elif state:
                filling.remarks.append(
                    f"{shown}: {owner.name} is {state} in {table.head[place]}; {exact(points)} points were not "
                    "written over that."
                )
            else:
                filling.write(row, place, points)
    return filling.done({*range(first), *read_only, *found.places})
