"""The rules of a lesson as data, `course/NN_name/sheet.toml`.

    [[rule]]
    name = "Multiply swaps"
    tex = ['z=xy', 'dx=g\\,y']        # a formula a line
    types = "numbers"                # of arguments and results, or their shapes
    exercises = ["gate_backward"]    # where one derived it
    said = "multiply swaps"          # the words of the lessons' text that say it, in this lesson or a later one
    alt = "A times gate …"           # the picture in words
    gate = { op = "×", … }           # the picture: gate, boxes, curve or graph (`pictures`)
    [rule.example]                   # numbers that the formula must be right for (`proofs`)

Left out: whether all this is right (`proofs`), how it looks (`page`), and the file's [built] (`autograde.built`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograde.course import Course
from autograde.errors import LessonError

PICTURES = ("gate", "boxes", "curve", "graph")
KEYS: Mapping[str, type] = {
    **dict.fromkeys(("name", "types", "said", "alt"), str),
    **dict.fromkeys(("tex", "exercises"), list),
}


@dataclass(frozen=True)
class Rule:
    """One rule of the sheet. picture: its kind and what is drawn.   example: numbers, or nothing."""

    lesson: str
    name: str
    tex: tuple[str, ...]
    types: str
    exercises: tuple[str, ...]
    said: str
    alt: str
    picture: tuple[str, Any]
    example: Mapping[str, Any] = field(default_factory=dict)


def of_lesson(course: Course, lesson: str) -> list[Rule]:
    """The lesson's rules in their order; none where the lesson has no sheet.toml."""
    return [rule_of(lesson, table) for table in tables(course, lesson).get("rule", [])]


def tables(course: Course, lesson: str) -> Mapping[str, Any]:
    """The lesson's sheet.toml as it stands."""
    path = course.part(lesson, "sheet")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{course.shown(path)}: {error}. Write it as TOML in UTF-8.") from error


def rule_of(lesson: str, table: Mapping[str, Any]) -> Rule:
    """A rule from its table; LessonError names the key that is missing, unknown or of the wrong type."""
    where = f"course/{lesson}/sheet.toml: the rule {table.get('name', 'without a name')!r}"
    pictures = [kind for kind in PICTURES if kind in table]
    if len(pictures) != 1:
        raise LessonError(f"{where} needs one picture: {', '.join(PICTURES)} (autograde/formula_sheet/pictures.py).")
    if unknown := set(table) - {*KEYS, *PICTURES, "example"}:
        raise LessonError(f"{where} has unknown keys: {', '.join(sorted(unknown))}.")
    for key, kind in KEYS.items():
        if not table.get(key) or not isinstance(table[key], kind):
            raise LessonError(f"{where} needs `{key}`, a {'text' if kind is str else 'list of texts'}.")
    read: dict[str, Any] = {key: table[key] if kind is str else tuple(table[key]) for key, kind in KEYS.items()}
    return Rule(lesson, **read, picture=(pictures[0], table[pictures[0]]), example=table.get("example", {}))
