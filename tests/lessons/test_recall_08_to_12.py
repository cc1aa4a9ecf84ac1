"""What the warm-ups ask of lessons 08 to 12, answered again by the library from the numbers in each question."""

import math
import re

import numpy as np
import pytest

from autograde import recall
from backprop_lib import Value, numerical_vjp
from backprop_lib.gates import sigmoid
from backprop_lib.mlp import MLP
from backprop_lib.numerical import numerical_derivative
from backprop_lib.optim import Adam
from backprop_lib.tensor import Tensor


def curvature(*xs):
    """The second derivative of the mean of (w·x)², the same at every w."""
    return numerical_derivative(
        lambda w: numerical_derivative(lambda v: sum((v * x) ** 2 for x in xs) / len(xs), w, h=1e-3), 1.0, h=1e-3
    )


def on_the_output(p, label, rows):
    return numerical_derivative(lambda o: (np.log(1 + np.exp(o)) - label * o) / rows, math.log(p / (1 - p)))


def steepest(w, layers):
    return math.prod([w * numerical_derivative(sigmoid, 0.0)] * int(layers))


def one_weight(x, z, g):
    return abs(numerical_vjp(lambda W: np.array([[x], [z]]) @ W, np.ones((1, 1)), np.full((2, 1), g))[0, 0])


def spread(inputs):
    z = np.linspace(-8, 8, 20001)
    density = np.exp(-(z**2) / 2) / np.sum(np.exp(-(z**2) / 2))
    return (inputs * np.sum(np.maximum(z, 0) ** 2 * density)) ** -0.5


def dead(*z):
    return float(np.mean(np.reshape(z, (2, 4)).max(axis=0) <= 0))


def twice(w):
    leaf = Value(w)
    for _ in range(2):
        (leaf * leaf).backward()
    return leaf.grad


def price(scores, right):
    return -math.log(np.exp(scores[right]) / np.exp(scores).sum())


def on_the_right_score(p, q, r, chosen, rows):
    scores, right = np.log([p, q, r]), [p, q, r].index(chosen)
    return (
        numerical_derivative(lambda s: price(np.where(np.arange(3) == right, s, scores), right), scores[right]) / rows
    )


def third_slope(a, b):
    third_is_right = a > 0 and b > 0
    shares = [a + (a < 0), b + (b < 0)]
    return 1 - sum(shares) - third_is_right


def remembered(m, _m, v, *gradients):
    for g in gradients:
        v = m * v + g
    return v


def copied(_shape, b, *entries_and_arriving):
    *entries, arriving = entries_and_arriving
    bias = Tensor([b])
    (bias * Tensor(entries)).backward([arriving] * len(entries))
    return bias.grad[0]


def sides(n, m, _m):
    bias = Tensor(np.zeros(int(m)))
    (Tensor(np.zeros((int(n), int(m)))) + bias).sum().backward()
    return bias.grad.size


def product(_a, _b, _c, _d, p, q, g):
    a = Tensor([[1.0, 1.0]])
    (a @ Tensor([[p], [q]])).backward([[g]])
    return a.grad[0, 0]


def taken(i, j, k, *amounts):
    table = Tensor(np.zeros(3))
    table.rows(np.array([i, j, k], dtype=int)).backward(amounts[:3])
    return table.grad[2]


def first_step(rate, g):
    moved = np.zeros(1)
    Adam(lr=rate).step({"w": moved}, {"w": np.array([g])})
    return abs(moved[0])


AGAIN = {  # a lesson's questions with numbers for answers, in order
    "08_training": (
        lambda *xs: 2 / curvature(*xs),
        lambda rate, k: rate * curvature(1.0) / curvature(k),
        lambda *sizes: MLP([int(size) for size in sizes]).count,
        on_the_output,
    ),
    "09_vanishing": (steepest, one_weight, spread, dead, lambda a, b, m, _: a / max(1, math.hypot(a, b) / m)),
    "10_pytorch": (
        lambda k, n, x: numerical_derivative(lambda v: k * v * v / n, x),
        twice,
        lambda a, c, b, d, x: numerical_derivative(lambda v: c * (a * v + b) + d, x),
        lambda _inputs, units: units,  # the shape that the lesson prints for Linear(3, 2): test_numbers_10
        lambda s, g: g * numerical_derivative(sigmoid, math.log(s / (1 - s))),
    ),
    "11_capstone": (
        lambda k, s: np.exp(s) / np.exp([s] * int(k)).sum(),
        on_the_right_score,
        third_slope,
        lambda *g: numerical_vjp(lambda b: np.zeros((len(g), 1)) + b, np.ones(1), np.reshape(g, (-1, 1)))[0],
        remembered,
    ),
    "12_arrays": (copied, sides, product, taken, first_step),
}


@pytest.mark.parametrize("lesson", AGAIN)
def test_the_answers_found_a_second_way(lesson, course):
    asked = [one for one in recall.of_lesson(lesson, course) if not isinstance(one.variants[0][1], str)]
    for question, again in zip(asked, AGAIN[lesson], strict=True):
        for text, answer in question.variants:
            numbers = [float(one.replace("−", "-")) for one in re.findall(r"−?\d+(?:\.\d+)?", text)]
            assert again(*numbers) == pytest.approx(answer, rel=1e-4, abs=1e-6), text
