"""What tests of hints share: the texts by exercise, and whether a text shows what was computed."""

import math
import re

import numpy as np

from autograde import hints
from backprop_lib.numerical import numerical_gradient
from tests.course_copy import COURSE

TEXTS = {name: texts for lesson in COURSE.lessons for name, texts in hints.read(COURSE.part(lesson, "hints")).items()}


def holds(name, *shown, key="parallel"):
    """Whether an exercise's hint shows each of these texts and numbers, in this order; no number within another."""
    text, place = " ".join(TEXTS[name][key].split()), 0
    for item in shown:
        found = re.compile(rf"(?<![\d.−]){re.escape(written(item))}(?![\d]|\.\d)").search(text, place)
        assert found, f"{written(item)} is not in {text[place:]}"
        place = found.start()


def written(value):
    """A number, or an array, as hints write it: seven digits at the most, a true minus sign."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, np.ndarray)):
        return f"[{', '.join(map(written, value))}]"
    return f"{round(float(value), 7):.10g}".replace("-", "−")


def slopes(f, *point):
    """The gradient by nudging, rounded to six decimals."""
    return [round(float(slope), 6) for slope in numerical_gradient(lambda v: f(*v), np.array(point, float))]


def ran(name, **given):
    """What the Python in an exercise's parallel case defines when it is run."""
    names = {"np": np, "math": math, **given}
    for block in re.findall(r"```python\n(.*?)```", TEXTS[name]["parallel"], re.DOTALL):
        exec(block, names)
    return names
