"""What must hold of a lesson's part of the formula sheet; each problem names the file and the rule.

Its exercises exist; its formulas convert; a picture is drawn;
the words that it quotes stand in the text; and its numbers are right: the formula, written once more in NumPy, gives
what the exercise expects (`call`), or what nudging measures of an expression (`of`, by each name in `by`).
Left out: that the TeX and its NumPy say the same; the numbers printed beside a formula let a reader check that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from latex2mathml import converter

from autograde import built
from autograde import lesson as lessons
from autograde.course import Course
from autograde.errors import LessonError
from autograde.exercise import Exercise, Probe
from autograde.exercises import of_lesson
from autograde.formula_sheet import pictures, rules
from autograde.formula_sheet.rules import Rule
from backprop_lib.numerical import numerical_gradient

ERRORS = (ArithmeticError, AttributeError, LookupError, NameError, SyntaxError, TypeError, ValueError)


def problems(course: Course, lesson: str) -> list[str]:
    """Everything that is wrong with the lesson's rules."""
    where = course.shown(course.part(lesson, "sheet"))
    try:
        found, made = rules.of_lesson(course, lesson), built.in_lesson(course, lesson)
    except LessonError as error:
        return [str(error)]
    exercises = {item.name: item for name in course.folders for item in of_lesson(name, course)}
    own = [item.name for item in of_lesson(lesson, course)]
    strange = [name for name in made.exercises if name not in own] if made else []
    wrong = [f"[built] names {name!r}, which is no exercise of the lesson." for name in strange]
    for rule in found:
        wrong += [f"the rule {rule.name!r} {problem}" for problem in problems_of(course, rule, exercises)]
    return [f"{where}: {problem}" for problem in wrong]


def text_of(course: Course, lesson: str) -> str:
    """The lesson's prose, its white space evened out."""
    cells = lessons.read(course.text(lesson), of_lesson(lesson, course)).cells
    return evened(" ".join(cell.source for cell in cells if cell.kind == "markdown"))


def evened(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())


def problems_of(course: Course, rule: Rule, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """What is wrong with one rule."""
    for name in rule.exercises:
        if name not in exercises:
            yield f"names {name!r}, which is no exercise."
    if not any(evened(rule.said) in text_of(course, name) for name in course.folders if name >= rule.lesson):
        yield f"quotes “{rule.said}”, which no lesson from here on says. Quote the text, or say the rule in it."
    for tex in rule.tex:
        try:
            converter.convert(tex)
        except Exception as error:  # the converter's own errors have no common class
            yield f"has a formula that cannot be converted: {tex} ({type(error).__name__})."
    try:
        pictures.draw(rule)
    except ERRORS as error:
        yield f"has a picture that cannot be drawn: {error!r}."
    if rule.example:
        try:
            yield from problems_of_example(rule, exercises)
        except ERRORS as error:
            yield f"has an example that does not run: {error!r}."


def problems_of_example(rule: Rule, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Whether the formula gives what the exercise expects, or what nudging measures."""
    example = rule.example
    found = values(example)
    right = expected(example, [exercises[name] for name in rule.exercises])
    ours, theirs = flat(found), flat(right)
    if ours.shape != theirs.shape or not np.allclose(ours, theirs, rtol=1e-7, atol=1e-9):
        yield f"says {ours.round(6).tolist()} for its example; right is {theirs.round(6).tolist()}."


def values(example: Mapping[str, Any]) -> list[Any]:
    """What the example's formulas give."""
    known = names_of(example)
    for name, text in example.get("where", {}).items():
        known[name] = evaluated(text, known)
    return [evaluated(text, known) for text in example["formula"]]


def expected(example: Mapping[str, Any], exercises: Sequence[Exercise]) -> Any:
    """What they should give: the exercise's own reference, or slopes by nudging."""
    if "call" in example:
        called = example["call"]
        exercise = next(item for item in exercises if called in item.function_names)
        return exercise.expected(Probe(called, tuple(map(plain, example["at"].values()))))
    known = names_of(example)
    return [slope(example["of"], known, name) for name in example["by"]]


def slope(text: str, known: Mapping[str, Any], name: str) -> Any:
    """The gradient of an expression by one of its names, by nudging."""
    at = np.asarray(known[name], dtype=float)
    return numerical_gradient(lambda x: float(np.sum(evaluated(text, {**known, name: x}))), at)


def names_of(example: Mapping[str, Any]) -> dict[str, Any]:
    """The example's arguments by name, lists of numbers as arrays."""
    return {name: plain(value) for name, value in example["at"].items()}


def plain(value: Any) -> Any:
    """A list of numbers, or of equally long rows of them, as an array; anything else as it is."""
    try:
        made = np.array(value)
    except ValueError:  # rows of different lengths
        return [plain(item) for item in value]
    if not isinstance(value, list) or made.dtype.kind not in "if":
        return [tuple(item) if isinstance(item, list) else item for item in value] if isinstance(value, list) else value
    return made


def evaluated(text: str, known: Mapping[str, Any]) -> Any:
    """An author's expression in NumPy."""
    return eval(text, {"np": np, **known})


def flat(value: Any) -> np.ndarray:
    """All numbers in a result, in order, as one row."""
    if isinstance(value, (list, tuple)):
        return np.concatenate([flat(item) for item in value])
    return np.asarray(value, dtype=float).ravel()
