"""Which column of a platform's table is which lesson's: by number and name where that is certain, else by the settings.

A heading is a lesson's when nothing is left of it but the lesson's name or title, its number, and words such as
“Homework”: “01 Slopes (901)”, “Assignment: HW 1 – Slopes (Real)”. Everything less is doubtful; it is told with the line
of the settings that decides, and left alone. Left out: what is written into a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograde.errors import AutogradeError
from autograde.handed_in.candidates import printable

TOTAL = "total"  # the setting that names the column of all lessons together
END = re.compile(r"\s*\([^()]*\)\s*$")  # Canvas's number, Moodle's “(Real)”
GENERIC = """
assignment assignments homework homeworks hw lesson lessons notebook lab exercise exercises unit week problem set
aufgabe übung hausaufgabe lektion devoir leçon exercice tarea lección ejercicio 作业 课
"""


@dataclass(frozen=True)
class Columns:
    """The lessons' columns by their place, the total's, and what has to be told."""

    lessons: Mapping[int, str] = field(default_factory=dict)
    total: int | None = None
    doubts: tuple[str, ...] = ()

    @property
    def places(self) -> set[int]:
        """Every column that points are written into."""
        return {*self.lessons, *(() if self.total is None else (self.total,))}


def find_columns(
    head: Sequence[str], places: Sequence[int], titles: Mapping[str, str], settings: Mapping[str, str], shown: str
) -> Columns:
    """Lessons' columns among these places of a table.

    titles: lesson -> its title.   settings: lesson or "total" -> heading, "" for none.   shown: the table's name.
    """
    named: dict[int, str] = {}
    doubts: list[str] = []
    total = None
    for lesson, heading in settings.items():
        if lesson != TOTAL and lesson not in titles:
            continue  # of a lesson that is not given back now
        found = [place for place in places if heading and heading in (head[place].strip(), END.sub("", head[place]))]
        if len(found) > 1 or (heading and not found):
            what = "two columns" if found else "no column"
            doubts.append(f"{shown} has {what} “{printable(heading, 80)}”, which [columns] names for {lesson}.")
        elif found and found[0] in named:
            raise AutogradeError(f"work/course.toml: [columns] gives “{heading}” to {named[found[0]]} and to {lesson}.")
        elif found and lesson == TOTAL:
            total = found[0]
        elif found:
            named[found[0]] = lesson
    left = [lesson for lesson in titles if lesson not in settings]
    open_places = [place for place in places if place not in named and place != total]
    certain, likely = sort_out([head[place] for place in open_places], {one: titles[one] for one in left})
    named |= {open_places[place]: lesson for place, lesson in certain.items()}
    for lesson in left:
        if lesson not in named.values():
            near = [head[open_places[place]] for place in likely.get(lesson, ())]
            doubts.append(doubt(shown, lesson, near))
    return Columns(named, total, tuple(doubts))


def sort_out(headings: Sequence[str], titles: Mapping[str, str]) -> tuple[dict[int, str], dict[str, list[int]]]:
    """Headings that are certainly a lesson's, by their place; and those that may be, by lesson."""
    sure: dict[str, list[int]] = {}
    maybe: dict[str, list[int]] = {}
    for lesson, title in titles.items():
        for place, heading in enumerate(headings):
            how_sure = fit(heading, lesson, title)
            if how_sure:
                (sure if how_sure == 2 else maybe).setdefault(lesson, []).append(place)
    owners = [place for places in sure.values() for place in places]
    certain = {
        places[0]: lesson for lesson, places in sure.items() if len(places) == 1 and owners.count(places[0]) == 1
    }
    likely = {lesson: [*sure.get(lesson, ()), *maybe.get(lesson, ())] for lesson in titles}
    return certain, {lesson: [one for one in places if one not in certain] for lesson, places in likely.items()}


def fit(heading: str, lesson: str, title: str) -> int:
    """2 where a heading is certainly a lesson's, 1 where it may be, 0 where nothing speaks for it."""
    number, *name = words(lesson)
    titled = [words(part) for part in (title, title.partition(":")[0])]
    names = [name, *([word for word in one if word not in ordinal(number)] for one in titled)]
    found = words(END.sub("", heading))
    numbers = [word for word in found if word.isdigit()]
    rest = [word for word in found if not word.isdigit() and word not in GENERIC.split()]
    right_number = all(one in ordinal(number) for one in numbers)
    if right_number and rest in names:
        return 2
    near = any(one and set(one) <= set(rest) for one in names)
    return 1 if near or (numbers and right_number) else 0


def words(text: str) -> list[str]:
    """The words and numbers of a text, “HW1” as two."""
    return re.findall(r"\d+|[^\W\d_]+", text.casefold())


def ordinal(number: str) -> set[str]:
    """A lesson's number as headings write it."""
    return {number, str(int(number))}


def doubt(shown: str, lesson: str, near: Sequence[str]) -> str:
    """What is said of a lesson without a column, with the line that settles it."""
    heading = near[0].strip() if near else "…"
    maybe = f" It may be {' or '.join(f'“{printable(one.strip(), 60)}”' for one in near[:3])}." if near else ""
    return (
        f"{shown}: no column is certainly {lesson}'s, and none was filled for it.{maybe} "
        f'Name it in work/course.toml, or leave it out with "":\n    [columns]\n    {lesson} = {quoted(heading)}'
    )


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + printable(text, 200).replace("\\", "\\\\").replace('"', '\\"') + '"'
