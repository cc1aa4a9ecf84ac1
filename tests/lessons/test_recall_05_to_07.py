"""What the warm-ups ask of lessons 05 to 07, answered again by the library from the numbers in each question."""

import re

import numpy as np
import pytest

from autograde import recall
from backprop_lib import Value, layers, numerical_vjp
from backprop_lib.circuit import topological_order
from backprop_lib.jacobian import jacobian


def ones(*sides):
    return np.ones([int(side) for side in sides])


def slope(root, leaf, g=1.0):
    root.backward(g)
    return leaf.grad


def nodes_of_a_ladder(gates):
    node = Value(1.0)
    for _ in range(int(gates)):
        node = node + node
    return len(topological_order(node))


def square(g, a):
    leaf = Value(a)
    return slope(leaf * leaf, leaf, g)


def missing(c):
    u = Value(2.0)
    return slope(u + c * u, u) - 1.0  # 1 is what f itself sends to u


def rounds(d, _zero, n):
    leaf = Value(1.0)
    for _ in range(int(n)):
        (d * leaf).backward()
    return leaf.grad


def divisor(a, b, arrives):
    bottom = Value(b)
    return slope(Value(a) / bottom, bottom, arrives)


def terms(n, m, _m, k):
    return numerical_vjp(lambda W: W @ ones(m, k), ones(n, m), ones(n, k))[0, 0]


def bias(n, g, _place):
    return numerical_vjp(lambda b: ones(n, 3) + b, ones(3), g * ones(n, 3))[0]


def numbers_in_dW(d, m, n):
    return layers.linear_backward(ones(n, m), ones(n, d), ones(d, m))[1].size


def relu(g, x):
    leaf = Value(x)
    return slope(leaf.relu(), leaf, g)


def one_unit(x, w, v, d):
    weight = Value(w)
    return slope((weight * x).relu() * v, weight, d)


def slope_of_mse(rows, outputs, miss):
    outp = 0 * ones(rows, outputs)
    outp[0, 0] = miss
    return numerical_vjp(lambda o: np.mean(o**2), outp, 1.0)[0, 0]


def error(a, b, _a, c, _lesson):
    return np.abs(np.subtract([a, b], [a, c])).max() / np.abs([a, b, c]).max()


def without_g(s, g):
    leaf = Value(3.0)
    return abs(slope(s * leaf, leaf, g) - s)


ANSWERS = {  # the answer to each question from the numbers in its text, in their order
    ("05_engine", "topo_order"): nodes_of_a_ladder,
    ("05_engine", "value_ops"): square,
    ("05_engine", "backward"): missing,
    ("05_engine", "zero_grad"): rounds,
    ("05_engine", "value_functions"): divisor,
    ("06_matrices", "matmul_backward"): terms,
    ("06_matrices", "unbroadcast"): bias,
    ("06_matrices", "linear_backward"): numbers_in_dW,
    ("06_matrices", "jacobian"): lambda n, _zero: np.count_nonzero(jacobian(np.tanh, ones(n))),
    ("06_matrices", "reduce_backward"): lambda g, n, m: layers.mean_backward(g, (int(n), int(m)), None)[0, 0],
    ("07_two_layer_net", "mse_backward"): slope_of_mse,
    ("07_two_layer_net", "relu_backward"): relu,
    ("07_two_layer_net", "forward_backward"): one_unit,
    ("07_two_layer_net", "grad_check"): error,
    ("07_two_layer_net", "find_bugs"): without_g,
}
QUESTIONS = [
    (lesson, question) for lesson in sorted({place[0] for place in ANSWERS}) for question in recall.of_lesson(lesson)
]


def numbers_in(text):
    return [float(number.replace("−", "-")) for number in re.findall(r"(?<![\w.])−?\d+(?:\.\d+)?(?![\w])", text)]


@pytest.mark.parametrize(("lesson", "question"), QUESTIONS, ids=lambda value: getattr(value, "exercise", value))
def test_the_answer_is_what_the_library_finds(lesson, question):
    for text, answer in question.variants:
        assert ANSWERS[lesson, question.exercise](*numbers_in(text)) == pytest.approx(answer, abs=1e-6), text


def test_each_lesson_asks_of_every_exercise_and_has_one_hardest():
    assert {(lesson, question.exercise) for lesson, question in QUESTIONS} == set(ANSWERS)
    for lesson in {lesson for lesson, _ in QUESTIONS}:
        assert sum(question.hardest for own, question in QUESTIONS if own == lesson) == 1
