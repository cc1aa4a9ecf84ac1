"""The questions for warm-ups, course/NN_name/recall.toml: enough in each lesson, short, fair, and rightly answered.

The answers of lessons 01 to 04 are found here a second time, by nudging or counting, from the numbers that a
question's text shows. Left out: what the gate sees to (whose exercise, which is hardest), and how questions are asked.
"""

import math
import re

import pytest

from autograde import recall
from autograde.course import Course
from backprop_lib.numerical import numerical_derivative
from tests.course_copy import ROOT

LESSONS = Course(ROOT).lessons[:-1]  # nothing comes after the last lesson


def sigma(x):
    return 1 / (1 + math.exp(-x))


def inverse(s):
    """The x at which σ has this value."""
    return math.log(s / (1 - s))


def slope(f, x):
    return numerical_derivative(f, x)


AGAIN = {  # what a question comes to, of the numbers in its text, in order
    ("01_slopes", "grad_mul"): lambda x, y: slope(lambda v: v * y, x),
    ("01_slopes", "predict_change"): lambda dx, dy, up, down: dx * up + dy * -down,
    ("01_slopes", "grad_max"): lambda x, y: slope(lambda v: max(v, y), x),
    ("01_slopes", "numerical_derivative"): lambda error, h, smaller: error / (h / smaller) ** 2,
    ("01_slopes", "numerical_gradient"): lambda count: sum(2 for _ in range(int(count))),
    ("02_circuits", "xyz_backward"): lambda x, y, z: slope(lambda v: (x + y) * v, z),
    ("02_circuits", "gate_backward"): lambda x, y, g: g * slope(lambda v: v * y, x),
    ("02_circuits", "unary_backward"): lambda x, g: g * slope(lambda v: 1 / v, x),
    ("02_circuits", "patterns_backward"): lambda k, z, w: slope(lambda v: k * max(z, v), w),
    ("03_sigmoid_neuron", "sigmoid"): lambda s: sigma(-inverse(s)),
    ("03_sigmoid_neuron", "sigmoid_backward"): lambda s, g: g * slope(sigma, inverse(s)),
    ("03_sigmoid_neuron", "sigmoid_staged"): lambda e: slope(sigma, -math.log(e)),
    ("03_sigmoid_neuron", "tanh_backward"): lambda t, g: g * slope(math.tanh, math.atanh(t)),
    ("04_staged", "fork_backward"): lambda a, b, c: slope(lambda v: (a + v) * (v + c), b),
    ("04_staged", "sum_over_paths"): lambda p, q, r, s: slope(lambda a: q * (p * a) + s * (r * a), 1.3),
    ("04_staged", "count_paths"): lambda rungs: math.prod([2] * int(rungs)),
}


@pytest.fixture(scope="module", params=LESSONS)
def questions(request, course):
    return request.param, recall.of_lesson(request.param, course)


def test_every_lesson_leaves_questions_behind(questions):
    assert len(questions[1]) >= 4


def test_a_question_is_short_and_does_not_hold_its_answer(questions):
    for question in questions[1]:
        assert question.says.endswith(".") and len(question.says) <= 200
        answers = {answer for _, answer in question.variants}
        assert len(answers) > 1 or isinstance(min(answers), str), f"{question.variants[0][0]} has one number for answer"
        for text, answer in question.variants:
            assert len(text) <= 260 and text.endswith(("?", ".", ".)")), text
            named = isinstance(answer, str) and answer.casefold() in re.findall(r"\w+", text.casefold())
            assert not named or " or " in text, f"{text} names its answer and no other"


def test_the_answers_of_the_first_lessons_found_a_second_way(questions):
    lesson, asked = questions
    for question in asked if lesson in LESSONS[:4] else ():
        again = AGAIN.get((lesson, question.exercise))
        for text, answer in question.variants if isinstance(question.variants[0][1], float) else ():
            numbers = [float(one.replace("−", "-")) for one in re.findall(r"(?<![\w^₀₁₂])−?\d+(?:\.\d+)?(?!/)", text)]
            if lesson == "03_sigmoid_neuron" and question.exercise == "neuron_backward":
                again = weight if "gradient on w₀" in text or "is it on w₀" in text else bias
            if lesson == "04_staged" and question.exercise == "staged_backward":
                again = lost if "dx =" in text else square
            assert again is not None, f"{question.exercise}: find its answer a second way here"
            given = numbers[: again.__code__.co_argcount]
            assert again(*given) == pytest.approx(answer, rel=1e-6, abs=1e-6), text


def weight(w, x, d):
    return d * slope(lambda v: v * x, w)


def bias(x, b, d):
    return d * slope(lambda v: 0.7 * x + v, b)


def lost(p, q, r):
    dx = 0.0
    for share in (p, q, r):
        dx = share
    return p + q + r - dx


def square(u, g):
    return g * slope(lambda v: v * v, u)
