"""All exercises, one module a lesson; the answers' side: nothing here is imported beside a student's code.

Each module defines EXERCISES in lesson order. A lesson's module is imported when one of its exercises is asked for.
"""

from __future__ import annotations

import difflib
import importlib
import traceback

from autograde.errors import LessonError, UnknownExercise
from autograde.exercise import Exercise

LESSONS = {
    "01_slopes": "slopes",
    "02_circuits": "circuits",
    "03_sigmoid_neuron": "sigmoid_neuron",
    "04_staged": "staged",
    "05_engine": "engine",
    "06_matrices": "matrices",
    "07_two_layer_net": "two_layer_net",
    "08_training": "training",
    "09_vanishing": "vanishing",
    "10_pytorch": "pytorch",
    "11_capstone": "capstone",
}


def of_lesson(lesson: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in its order; none for a lesson without exercises."""
    if lesson not in LESSONS:
        return ()
    try:
        exercises: tuple[Exercise, ...] = importlib.import_module(f"{__name__}.{LESSONS[lesson]}").EXERCISES
    except (SyntaxError, TypeError, NameError, AttributeError, ValueError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if LESSONS[lesson] in frame.filename]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        where = f"autograde/exercises/{LESSONS[lesson]}.py:{line or 1}"
        raise LessonError(f"{where}: {type(error).__name__}: {getattr(error, 'msg', error)}. Mend the line.") from error
    return exercises


def every() -> dict[str, Exercise]:
    """All exercises by name, in the order of the course."""
    return {exercise.name: exercise for lesson in LESSONS for exercise in of_lesson(lesson)}


def find(name: str) -> Exercise:
    """The exercise of that name; UnknownExercise with the nearest names if there is none."""
    exercises = every()
    if name in exercises:
        return exercises[name]
    near = difflib.get_close_matches(str(name), exercises, n=1, cutoff=0.4)
    hint = f' did you mean "{near[0]}"?' if near else f" known exercises: {', '.join(exercises)}."
    raise UnknownExercise(f'unknown exercise "{name}",{hint}' if near else f'unknown exercise "{name}";{hint}')
