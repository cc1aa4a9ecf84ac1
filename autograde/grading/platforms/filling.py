"""A platform's table while points are written into it: row by row, each person once, and what has to be told of it.

Rows of people who dropped are left out; rows that are nobody's, or a person's second, stay as they were.
Left out: the rules of each platform (`fill_canvas`, `fill_moodle`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograde.grading.gradebook.final import exact
from autograde.grading.platforms.columns import TOTAL, Columns
from autograde.grading.platforms.exported_table import NUMBER, Exported
from autograde.grading.platforms.points_to_return import ReturnedPoints, names_of
from autograde.grading.platforms.roster import Person
from autograde.handed_in.candidates import printable

MOST_NAMES = 5


@dataclass(frozen=True)
class Filled:
    """A table to be imported, and what a person should know of it; None where it has no column of ours."""

    table: Exported | None
    remarks: tuple[str, ...]
    cells: int = 0  # points written


@dataclass
class Filling:
    """A table, how messages call it, and what became of its rows so far."""

    table: Exported
    shown: str
    given: ReturnedPoints
    columns: Columns
    owner_of: Callable[[Sequence[str]], Person | None]
    rows: list[list[str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # who waits, and has an older grade on the platform
    remarks: list[str] = field(default_factory=list)
    cells: int = 0

    def people(self, is_person: Callable[[Sequence[str]], bool] = any) -> Iterator[tuple[list[str], Person]]:
        """The rows to be filled, with their people; is_person tells which rows are anybody's at all."""
        for row in self.table.rows:
            owner = self.owner_of(row) if is_person(row) else None
            if owner is not None and owner.dropped:
                continue
            self.rows.append(list(row))
            if owner is not None and owner.id not in self.seen:
                self.seen.add(owner.id)
                yield self.rows[-1], owner
            elif is_person(row):
                again = f" (a second row of {owner.name})" if owner else ""
                self.strangers.append(printable(row[0]) + again)

    def wanted(self, student: str) -> Mapping[int, float | None]:
        """A student's points by column; None where there are none, or none yet."""
        points = {place: self.given.grade(lesson, student) for place, lesson in self.columns.lessons.items()}
        return points if self.columns.total is None else points | {self.columns.total: self.given.total(student)}

    def write(self, row: list[str], place: int, points: float) -> None:
        """Write points into a cell."""
        row[place] = self.table.number(points)
        self.cells += 1

    def leave(self, row: Sequence[str], place: int, student: str) -> None:
        """Leave a cell as it was exported; who waits although the platform has a grade is told."""
        lessons = [self.columns.lessons[place]] if place in self.columns.lessons else list(self.given.titles)
        if number(row[place]) is not None and any(self.given.waits(lesson, student) for lesson in lessons):
            self.kept.append(student)

    def done(self, keep: Iterable[int] | None = None) -> Filled:
        """The filled table, of its columns those to keep, and everything that is told."""
        lines = [*self.columns.doubts, *self.remarks, *self.about_people()]
        return Filled(self.table.with_rows(self.rows, None if keep is None else sorted(keep)), tuple(lines), self.cells)

    def about_people(self) -> Iterator[str]:
        """What is said of people: not in the table, in nobody's row, or with an older grade that stays."""
        lessons = set(self.columns.lessons.values())
        if absent := sorted({who for lesson, who in self.given.finals if lesson in lessons} - self.seen):
            yield (
                f"{self.shown} has no row for {names_of(self.given, absent)}, who handed in. Export the table again, "
                "give it to `autograde roster`, then return again."
            )
        if self.strangers:
            more = len(self.strangers) - MOST_NAMES
            rest = f"; and {more} more" if more > 0 else ""
            names = "; ".join(self.strangers[:MOST_NAMES]) + rest
            yield f"{self.shown}: not matched with a person of the roster: {names}. These rows stay as they were."
        if self.kept:
            names = names_of(self.given, list(dict.fromkeys(self.kept)))
            yield f"{self.shown}: a person has to look at {names} first; the grade that the platform has stays."

    def about_worth(self, possible: Sequence[str]) -> Iterator[str]:
        """What is said where the platform counts a column for more or less than it is worth here."""
        worth = {place: (lesson, self.given.most[lesson]) for place, lesson in self.columns.lessons.items()}
        if self.columns.total is not None:
            worth[self.columns.total] = (TOTAL, sum(self.given.most.values()))
        for place, (name, most) in worth.items():
            counts = number(possible[place])
            if counts is not None and counts != most:
                yield (
                    f"{self.shown}: {self.table.head[place]} counts {exact(counts)} points, {name} is worth "
                    f"{exact(most)}. Points are written as they are; change what the platform counts if they should "
                    "agree."
                )


def number(cell: str) -> float | None:
    """A cell as a number; None for any other."""
    return float(cell.strip().replace(",", ".")) if NUMBER.fullmatch(cell.strip()) else None
