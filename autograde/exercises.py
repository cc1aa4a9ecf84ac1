"""The exercises of a course: `course/NN_name/exercises.py`, loaded when one of the lesson's exercises is asked for.

Whatever object of the module is an Exercise counts, in the order of the marks in the lesson's text. The course is the
one around the working folder, else this package's own clone, unless it is named. The answers' side: nothing here is
imported beside a student's code. Left out: what an exercise is made of (`exercise`).
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib.util
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from autograde import compiled, mistakes
from autograde.course import Course
from autograde.errors import LessonError, UnknownExercise
from autograde.exercise import Exercise

MARK = re.compile(r'^# %% solution="(\w+)"', re.MULTILINE)


def of_lesson(lesson: str, course: Course | None = None) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in the order of its text; none for a lesson without exercises."""
    return _of_lesson((course or Course.around()).root, lesson)


def every(course: Course | None = None) -> dict[str, Exercise]:
    """All exercises by name, in the order of the course."""
    if course is None and (held := compiled.lessons()):
        return {name: compiled.find(lesson, name) for lesson, names in held.items() for name in names}
    course = course or Course.around()
    return {exercise.name: exercise for lesson in course.lessons for exercise in of_lesson(lesson, course)}


def find(name: str, course: Course | None = None) -> Exercise:
    """The exercise of that name; UnknownExercise with the nearest names if there is none. Loads its lesson alone."""
    if course is None and (held := compiled.lessons()):
        if lesson := lesson_of(name):
            return compiled.find(lesson, name)
        raise unknown(name, [name for names in held.values() for name in names])
    course = course or Course.around()
    lesson = _marked(course.root).get(name)
    found = [exercise for exercise in of_lesson(lesson, course) if exercise.name == name] if lesson else []
    if found:
        return found[0]
    exercises = every(course)
    if name in exercises:
        return exercises[name]
    raise unknown(name, list(exercises))


def lesson_of(name: str) -> str | None:
    """The lesson of an exercise, found without loading any; None where there is no exercise of that name."""
    if held := compiled.lessons():
        return next((lesson for lesson, names in held.items() if name in names), None)
    return _marked(Course.around().root).get(name)


def unknown(name: str, known: Sequence[str]) -> UnknownExercise:
    """The error for a name that no exercise has, with the nearest one or all."""
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.4)
    hint = f' did you mean "{near[0]}"?' if near else f" known exercises: {', '.join(known)}."
    return UnknownExercise(f'unknown exercise "{name}",{hint}' if near else f'unknown exercise "{name}";{hint}')


def right_answers(exercise: Exercise, course: Course | None = None) -> Sequence[Sequence[Callable[..., Any]]]:
    """Differently written right answers to an exercise, each its functions in order; none where there is no file."""
    path = (course or Course.around()).part(exercise.lesson, "right_answers")
    answers: dict[str, Sequence[Sequence[Callable[..., Any]]]] = load(path).RIGHT if path.is_file() else {}
    return answers.get(exercise.name, [])


@functools.cache
def load(path: Path) -> ModuleType:
    """The module in a file of a lesson's folder; LessonError with its line where it does not run."""
    name = f"{path.parent.name}.{path.stem}.{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        where = f"course/{path.parent.name}/{path.name}:{line or 1}"
        raise LessonError(f"{where}: {type(error).__name__}: {getattr(error, 'msg', error)}. Fix the line.") from error
    return module


@functools.cache
def _of_lesson(root: Path, lesson: str) -> tuple[Exercise, ...]:
    course = Course(root)
    path = course.part(lesson, "exercises")
    if not path.is_file():
        return ()
    beside = vars(load(path))
    found = {item.name: item for item in beside.values() if isinstance(item, Exercise)}
    wrong = mistakes.of_exercises(course.part(lesson, "mistakes"), tuple(found.values()), beside)
    found = {name: replace(item, misconceptions=wrong.get(name, ())) for name, item in found.items()}
    order = [name for name, place in _marked(root).items() if place == lesson and name in found]
    return tuple(found[name] for name in dict.fromkeys([*order, *found]))


@functools.cache
def _marked(root: Path) -> dict[str, str]:
    """The lesson of every exercise that a lesson's text marks, in order."""
    course = Course(root)
    texts = {lesson: course.text(lesson).read_text(encoding="utf-8", errors="replace") for lesson in course.lessons}
    return {name: lesson for lesson, text in texts.items() for name in MARK.findall(text)}
