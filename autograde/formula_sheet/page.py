"""The formula sheet as one HTML page: two pages of A4 on paper, one or two columns on a screen, nothing fetched.

Formulas become MathML, which browsers set themselves and read aloud. Links lead to the exercises' headings in the
notebooks and are relative to the lessons' folder. Equal lessons give equal bytes. Left out: what it says (`rules`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader
from latex2mathml import converter
from markupsafe import Markup

from autograde import lesson as lessons
from autograde import settings
from autograde.course import Course
from autograde.exercise import Exercise
from autograde.exercises import of_lesson
from autograde.formula_sheet import pictures, proofs, rules
from autograde.formula_sheet.rules import Rule
from autograde.standings import Row

QUAD = re.compile(r"\\q?quad")


def render(course: Course, names: Sequence[str] = ()) -> bytes | None:
    """The page of these lessons (of all that are taught, when none is named); None where no lesson has a rule."""
    taught = names or course.folders
    chapters = [(title(course, lesson), found) for lesson in taught if (found := rules.of_lesson(course, lesson))]
    if not chapters:
        return None
    links = {exercise.name: link(course, exercise) for lesson in taught for exercise in of_lesson(lesson, course)}
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("page.html.j2").render(
        title=settings.read(course.root, own=False).title,
        chapters=chapters,
        links=links,
        formula=formula,
        picture=picture,
        numbers=numbers,
    )
    return page.encode()


def title(course: Course, lesson: str) -> str:
    """The first heading of a lesson's text."""
    return lessons.read(course.text(lesson), of_lesson(lesson, course)).headings[0]


def link(course: Course, exercise: Exercise) -> tuple[str, str]:
    """Number and address of an exercise: its heading in its notebook."""
    names = [item.name for item in of_lesson(exercise.lesson, course)]
    row = Row(names.index(exercise.name) + 1, exercise, 0)
    return row.number, f"{exercise.lesson}/{exercise.lesson}.ipynb{row.link}"


def formula(tex: str) -> Markup:
    """A line of formulas as MathML; where TeX has a \\quad, the line may break."""
    return Markup(" ").join(Markup(converter.convert(part)) for part in QUAD.split(tex))


def picture(rule: Rule) -> Markup:
    """The rule's picture, its texts escaped."""
    return Markup(pictures.draw(rule))


def numbers(rule: Rule) -> str:
    """The rule's example in a line, where all that it takes and gives are numbers: "g = 2, x = 3: −0.2222"."""
    at: Mapping[str, Any] = rule.example.get("at", {})
    if not at or not all(isinstance(value, (int, float)) for value in at.values()):
        return ""
    given = ", ".join(f"{name} = {short(value)}" for name, value in at.items())
    given = f"{rule.example['call']}({given})" if "call" in rule.example else given
    return f"{given} → {', '.join(short(float(value)) for value in map(np.asarray, proofs.values(rule.example)))}"


def short(value: float) -> str:
    """A number with four significant digits and a proper minus."""
    return f"{value + 0.0:.4g}".replace("-", "−")
