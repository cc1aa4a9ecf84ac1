"""What a lesson's text announces must be what its exercises are: their headings, their sections, how many, how much.

Left out: marks, markers and code of the text (`lesson`).
"""

from __future__ import annotations

import ast
import difflib
import re
from typing import TYPE_CHECKING

from autograde import words
from autograde.exercise import Exercise
from autograde.standings import Row

if TYPE_CHECKING:
    from autograde.lesson import Lesson, Problems

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def check_headings(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """Every exercise is announced by a heading with number, name and points, and practises a section that exists."""
    problems: Problems = []
    for place, exercise in enumerate(exercises, 1):
        wanted = Row(place, exercise, 0).heading
        if wanted not in lesson.headings:
            problems.append((1, f"no heading `{wanted}`. Give the exercise's statement that heading."))
        sections = {exercise.section, *(item.section for item in exercise.misconceptions if item.section)}
        for section in sorted(sections - set(lesson.headings)):
            near = difflib.get_close_matches(section, lesson.headings, n=1)
            step = f"Did you mean “{near[0]}”?" if near else "Write that heading, or name another section."
            lacks = f"{exercise.name} points to the section “{section}”, which the lesson does not have."
            problems.append((1, f"{lacks} {step}"))
    return problems


def check_opening(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """The first cell says how many exercises there are and what they are worth: "Five exercises, 10 points"."""
    count, points = len(exercises), sum(exercise.points for exercise in exercises)
    if not count:
        return []
    number = COUNTS[count] if count < len(COUNTS) else str(count)
    wanted = f"{number} exercise{'s' * (count > 1)}, {words.full_points(points)}"
    opening = " ".join(lesson.cells[0].source.split()) if lesson.cells else ""
    if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", opening):
        return []
    return [(1, f"the first cell should say “{wanted}”: so many are in exercises.py.")]
