"""One picture of a class: a row for each exercise, a column for each student, and how each of them stands there.

Students stand in the order of their points, then of what the columns themselves show: whoever shows the same looks the
same, and the order tells nothing of names. In a small class each square holds a sign or the letter of its topic; in a
large one there is no room for signs, and a square's height says what its colour says.
Left out: how a strip is drawn (`templates/picture.html.j2`), and the letters (`class_topics`).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograde.grading.gradebook.results import (
    PARTLY,
    SOLVED,
    UNTRIED,
    WRONG,
    causes,
    is_graded,
    section_of,
    standing,
)
from autograde.grading.records import Result
from autograde.grading.reports.feedback import SIGNS
from autograde.grading.reports.item_statistics import Lesson

NAMED, ABSENT = "named mistake", "no result"
WITH_SIGNS = 36  # students beyond whom squares are too narrow for signs
TALL = 12  # units of a strip's height
HEIGHTS = {SOLVED: 12, PARTLY: 9, NAMED: 6, WRONG: 3.5, UNTRIED: 1, ABSENT: 0}
CLASSES = {SOLVED: "solved", PARTLY: "partly", NAMED: "named", WRONG: "other", UNTRIED: "untried", ABSENT: "absent"}
WORDS = {WRONG: "another mistake"}
Letters = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Square:
    """How one student stands at one exercise, and the sign for it."""

    kind: str
    sign: str


@dataclass(frozen=True)
class Bar:
    """A rectangle of a strip: neighbours that look the same are one."""

    style: str
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        return TALL - self.height


@dataclass(frozen=True)
class Strip:
    """A row of the picture: its bars from left to right, its signs where there is room, what one would see."""

    name: str
    bars: tuple[Bar, ...]
    signs: tuple[Square, ...]
    words: str


@dataclass(frozen=True)
class Picture:
    """The picture of a class: how many columns, its rows, and the legend as pairs (style, sign, words)."""

    students: int
    strips: tuple[Strip, ...]
    legend: tuple[tuple[str, str, str, float], ...]


def picture_of(lesson: Lesson, results: Sequence[Result], letters: Letters) -> Picture:
    """The picture of a lesson's graded results."""
    names = [item.name for item in lesson.items]
    graded = [result for result in results if is_graded(result)]
    columns = [[square(lesson.name, name, result.reports.get(name), letters) for name in names] for result in graded]
    order = list(HEIGHTS)
    points = [result.points or 0.0 for result in graded]
    ranked = sorted(
        zip(points, columns, strict=True),
        key=lambda pair: (-pair[0], [(order.index(one.kind), one.sign) for one in pair[1]]),
    )
    rows = zip(*(column for _, column in ranked), strict=True)
    strips = tuple(strip(name, row) for name, row in zip(names, rows, strict=True)) if ranked else ()
    return Picture(len(ranked), strips, legend(0 < len(ranked) <= WITH_SIGNS, letters))


def square(lesson: str, exercise: str, report: Mapping[str, Any] | None, letters: Letters) -> Square:
    """How a report stands: the letter of its topic where it has one."""
    if report is None:
        return Square(ABSENT, "")
    kind, found = standing(report), causes(report)
    if kind == WRONG and any(section_of(lesson, exercise, *pair)[1] for pair in found):
        kind = NAMED
    known = [letters[exercise, *pair] for pair in found if (exercise, *pair) in letters]
    return Square(kind, min(known) if known and kind in (PARTLY, NAMED, WRONG) else sign(kind))


def sign(kind: str) -> str:
    """The sign of a standing without a letter."""
    return SIGNS[WRONG if kind == NAMED else kind]


def strip(name: str, row: Sequence[Square]) -> Strip:
    """The row of an exercise."""
    counts = Counter(one.kind for one in row)
    words = ", ".join(f"{counts[kind]} {WORDS.get(kind, kind)}" for kind in HEIGHTS if counts[kind])
    if len(row) <= WITH_SIGNS:
        bars = [Bar(CLASSES[one.kind], x + 0.03, 0.94, TALL) for x, one in enumerate(row)]
        return Strip(name, tuple(bars), tuple(row), words)
    bars, x = [], 0
    for kind, run in itertools.groupby(row, key=lambda one: one.kind):
        length = len(list(run))
        bars.append(Bar(CLASSES[kind], x, length, HEIGHTS[kind]))
        x += length
    return Strip(name, tuple(bars), (), words)


def legend(signs: bool, letters: Letters) -> tuple[tuple[str, str, str, float], ...]:
    """What colours, heights and signs mean: (style, sign, words, height)."""
    kinds = [kind for kind in HEIGHTS if kind != ABSENT]
    shown = {kind: sign(kind) for kind in kinds} | ({NAMED: "A"} if letters else {})
    return tuple(
        (CLASSES[kind], shown[kind] if signs else "", WORDS.get(kind, kind), TALL if signs else HEIGHTS[kind])
        for kind in kinds
    )
