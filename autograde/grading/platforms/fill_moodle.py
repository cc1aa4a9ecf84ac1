"""Moodle's tables as they were exported, with points: an assignment's grading worksheet, and the course's grades.

Rules of the worksheet's importer (moodle, mod/assign/feedback/offline): rows are found by Identifier; an empty grade is
passed over, and so, without a word, is one above the maximum grade; a feedback comment that differs is written, even an
empty one; a grade that changed in Moodle after “Last modified (grade)” wins. So rows without final points stay as
exported, grades above the maximum are told, and no column is left out. In the course's grades an empty cell removes a
grade, so a cell without final points stays as it was there too, and other activities' columns are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from autograde.grading.formulas import harmless
from autograde.grading.gradebook.final import exact
from autograde.grading.platforms.columns import Columns, find_columns
from autograde.grading.platforms.exported_table import Exported
from autograde.grading.platforms.filling import MOST_NAMES, Filled, Filling, number
from autograde.grading.platforms.points_to_return import ReturnedPoints
from autograde.grading.platforms.roster import Roster
from autograde.grading.platforms.roster_tables import columns
from autograde.grading.platforms.row_owner import RowOwner

GRADE = ("grade", "bewertung", "note", "calificación", "成绩")
MOST = ("maximum grade", "bestwertung", "höchstbewertung", "note maximale", "calificación máxima", "最高成绩", "最高分")
OPEN = ("grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée", "允许更改成绩")
COMMENTS = (
    *("feedback comments", "feedback als kommentar", "feedback par commentaires", "feedback par commentaire"),
    *("comentarios de retroalimentación", "反馈评论", "反馈意见"),
)
CAN_BE = ("yes", "ja", "oui", "sí", "是", "")
NO_COMMENTS = (
    "has no column of feedback comments: switch “Feedback comments” on in the assignment, and export again, "
    "if students should read them there."
)


def is_worksheet(table: Exported) -> bool:
    """Whether a table is the grading worksheet of one assignment."""
    return "participant" in columns(table.head, table.rows).values() and table.column(*GRADE) is not None


def fill_worksheet(
    table: Exported, lesson: str, given: ReturnedPoints, roster: Roster, participants: Mapping[str, str], shown: str
) -> Filled:
    """The worksheet of a lesson with points and feedback comments; participants: Moodle's number -> student."""
    grade, most, open_, comments = (table.column(*names) for names in (GRADE, MOST, OPEN, COMMENTS))
    assert grade is not None, "not a worksheet"
    filling = Filling(table, shown, given, Columns({grade: lesson}), RowOwner(roster, table, participants))
    limits, above, locked = set(), [], []
    for row, owner in filling.people():
        points, limit = given.grade(lesson, owner.id), None if most is None else number(row[most])
        limits.add(limit)
        if points is None:
            filling.leave(row, grade, owner.id)
        elif limit is not None and points > limit:
            above.append(f"{owner.name} ({exact(points)})")
        elif open_ is not None and row[open_].strip().casefold() not in CAN_BE:
            locked.append(owner.name)
        else:
            filling.write(row, grade, points)
            if comments is not None:
                row[comments] = harmless(given.texts[lesson, owner.id])
    filling.remarks += about_scale(shown, lesson, given.most[lesson], limits, above)
    if locked:
        names = ", ".join(locked[:MOST_NAMES])
        filling.remarks.append(f"{shown}: Moodle has locked the grades of {names}; their rows stay as they were.")
    if comments is None:
        filling.remarks.append(f"{shown} {NO_COMMENTS}")
    return filling.done()


def about_scale(
    shown: str, lesson: str, most: float, limits: Iterable[float | None], above: list[str]
) -> Iterator[str]:
    """What is said where Moodle's maximum grade is not what the lesson is worth."""
    for limit in sorted({limit for limit in limits if limit is not None} - {most}):
        yield (
            f"{shown}: Moodle's maximum grade is {exact(limit)}, {lesson} is worth {exact(most)} points. Points are "
            f"written as they are: set the assignment's maximum grade to {exact(most)} before importing."
        )
    if above:
        names = ", ".join(above[:MOST_NAMES])
        yield (
            f"{shown}: above the maximum grade, so that Moodle would pass them over without a word, and not written: "
            f"{names}. Raise the assignment's maximum grade, export again, and return again."
        )


def fill_course_grades(
    table: Exported, given: ReturnedPoints, roster: Roster, settings: Mapping[str, str], shown: str
) -> Filled:
    """The course's grades with points in the lessons' columns."""
    people = columns(table.head, table.rows)
    others = [place for place in range(len(table.head)) if place not in people]
    found = find_columns(table.head, others, given.titles, settings, shown)
    if not found.places:
        return Filled(None, found.doubts)
    filling = Filling(table, shown, given, found, RowOwner(roster, table))
    for row, owner in filling.people():
        for place, points in filling.wanted(owner.id).items():
            if points is None:
                filling.leave(row, place, owner.id)
            else:
                filling.write(row, place, points)
    return filling.done({*people, *found.places})
