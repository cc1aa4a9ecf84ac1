"""What a reader has built by the end of a lesson, for the page of all points: [built] in `course/NN_name/sheet.toml`.

    [built]
    what = "an engine that records, orders and accumulates"
    exercises = ["topo_order", "backward"]    # it is built when these are solved

In the students' edition all of it stands in one file. Left out: the rules in the same file
(`formula_sheet.rules`), and who has built what (`totals`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograde import compiled
from autograde.course import Course
from autograde.errors import LessonError

FILE = "built.json"  # beside the lessons' folders in the students' edition


@dataclass(frozen=True)
class Built:
    """What was built, in a few words, and the exercises that it is made of."""

    what: str
    exercises: tuple[str, ...]


def whole(course: Course | None = None) -> dict[str, Built]:
    """What each lesson that says so lets its reader build, from the course's folders or from the students' edition."""
    if course is None and compiled.lessons():
        data = json.loads((compiled.FOLDER / FILE).read_text(encoding="utf-8"))
        return {lesson: Built(what, tuple(exercises)) for lesson, (what, exercises) in data.items()}
    course = course or Course.around()
    return {lesson: made for lesson in course.lessons if (made := in_lesson(course, lesson))}


def text_of(found: Mapping[str, Built]) -> str:
    """The content of the file that the students' edition holds."""
    return json.dumps({lesson: [made.what, made.exercises] for lesson, made in found.items()}, ensure_ascii=False)


def in_lesson(course: Course, lesson: str) -> Built | None:
    """What a lesson says its reader has built; None where it says nothing."""
    path = course.part(lesson, "sheet")
    where = course.shown(path)
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8")).get("built") if path.is_file() else None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(f"{where}: {error}. Write it as TOML in UTF-8.") from error
    if table is None:
        return None
    if not isinstance(table, dict) or table.keys() != {"what", "exercises"}:
        raise LessonError(f"{where}: [built] needs `what` and `exercises`, and nothing else.")
    return Built(table["what"], tuple(table["exercises"]))
