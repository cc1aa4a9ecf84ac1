"""Every rule of the table: against differences, against lesson 06's functions, and at the corners."""

from typing import Any

import numpy as np
import pytest

from backprop_lib import layers, numerical_vjp
from backprop_lib.rules import RULES

rng = np.random.default_rng(12)
X, Y = rng.uniform(0.4, 2.5, (2, 3, 4))
W = rng.normal(size=(4, 5))
STACK = rng.normal(size=(2, 3, 4))
LABELS = np.array([[2, 0, 3], [1, 1, 0]])

CASES: list[tuple[str, tuple[np.ndarray, ...], tuple[Any, ...]]] = [
    *((op, (X, Y), ()) for op in ("add", "sub", "mul", "div")),
    ("power", (X,), (-1.7,)),
    *((op, (X - 1.2 if op == "relu" else X,), ()) for op in ("exp", "log", "tanh", "relu")),
    ("matmul", (X, W), ()),
    ("matmul", (STACK, W), ()),
    ("matmul", (STACK, STACK.transpose(0, 2, 1) + 1), ()),
    ("rows", (X,), (np.array([2, 0, 2, 2]),)),
    ("rows", (X,), (np.array([[1, 0], [1, 1]]),)),
    *((op, (STACK,), (axis, keep)) for op in ("sum", "mean") for axis in (None, 0, -1) for keep in (False, True)),
    ("transpose", (STACK,), ((1, 2, 0),)),
    ("reshape", (STACK,), ((4, 6),)),
    ("softmax", (STACK,), ()),
    ("rmsnorm", (STACK,), ()),
    ("cross_entropy", (W, np.array([4, 0, 1, 4])), ()),
    ("cross_entropy", (STACK, LABELS), ()),
]


@pytest.mark.parametrize(("op", "inputs", "settings"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_rule_agrees_with_differences(op: str, inputs: Any, settings: Any) -> None:
    rule = RULES[op]
    inputs, settings = inputs[: len(rule.backward)], (*inputs[len(rule.backward) :], *settings)
    out = np.asarray(rule.forward(*inputs, *settings))
    g = np.random.default_rng(3).normal(size=out.shape)
    for place, passed in enumerate(rule.backward):

        def moved(x: np.ndarray, place: int = place) -> np.ndarray:
            return np.asarray(rule.forward(*inputs[:place], x, *inputs[place + 1 :], *settings))

        dx = layers.unbroadcast(passed(g, out, *inputs, *settings), inputs[place].shape)
        np.testing.assert_allclose(dx, numerical_vjp(moved, inputs[place], g), rtol=1e-6, atol=1e-8)


def test_every_rule_is_tried() -> None:
    assert {case[0] for case in CASES} == set(RULES)


def test_the_rules_are_those_of_lesson_06() -> None:
    g = rng.normal(size=(3, 5))
    for found, right in zip(
        [passed(g, None, X, W) for passed in RULES["matmul"].backward], layers.matmul_backward(g, X, W), strict=True
    ):
        np.testing.assert_allclose(found, right, rtol=1e-15)
    for axis in (None, 0, 1):
        upstream = np.asarray(rng.normal(size=np.shape(X.sum(axis=axis))))
        for op, known in (("sum", layers.total_backward), ("mean", layers.mean_backward)):
            out = np.asarray(RULES[op].forward(X, axis, False))
            np.testing.assert_allclose(
                RULES[op].backward[0](upstream, out, X, axis, False), known(upstream, X.shape, axis), rtol=1e-15
            )
    corner = np.array([-1.3, -0.0, 0.0, 1.7, np.nan])
    np.testing.assert_array_equal(RULES["relu"].forward(corner), layers.relu(corner))
    np.testing.assert_array_equal(
        RULES["relu"].backward[0](np.full(5, 3.0), None, corner), layers.relu_backward(np.full(5, 3.0), corner)
    )


def test_large_scores_overflow_nowhere() -> None:
    scores, labels = np.array([[1000.0, -1000.0, 998.7], [-np.inf, 0.3, 0.3]]), np.array([1, 2])
    assert RULES["cross_entropy"].forward(scores, labels) == pytest.approx((2000 + 0.2412 + np.log(2)) / 2, abs=1e-4)
    slope = RULES["cross_entropy"].backward[0](np.array(1.0), None, scores, labels)
    np.testing.assert_allclose(slope.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_array_equal(RULES["softmax"].forward(scores)[1], [0, 0.5, 0.5])


def test_a_product_with_a_vector_is_refused_by_its_shapes() -> None:
    with pytest.raises(ValueError, match=r"matmul: the shapes are \(3, 4\) and \(4,\)"):
        RULES["matmul"].forward(X, W[:, 0])
