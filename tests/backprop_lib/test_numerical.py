"""Central differences against slopes known in closed form, on every kind of x, and with functions that misbehave."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backprop_lib import numerical_derivative, numerical_gradient, numerical_vjp


@pytest.mark.parametrize(
    ("f", "slope"), [(math.sin, math.cos), (math.exp, math.exp), (lambda x: x**3, lambda x: 3 * x * x)]
)
@pytest.mark.parametrize("x", [-2.3, -0.4, 0.7, 1.9, 3])
def test_derivative_of_known_functions(f: Callable[[float], float], slope: Callable[[float], float], x: float) -> None:
    assert numerical_derivative(f, x) == pytest.approx(slope(x), abs=1e-8)


def test_difference_is_central_and_h_is_honoured() -> None:
    assert numerical_derivative(lambda x: x**3, 2.0, h=0.5) == 12.25  # 3x² + h²; forward would give 15.25
    assert numerical_gradient(lambda v: (v**3).sum(), [2.0, 3.0], h=0.5).tolist() == [12.25, 27.25]
    assert numerical_vjp(lambda v: v**3, [2.0, 3.0], [1.0, 10.0], h=0.5).tolist() == [12.25, 272.5]


def test_derivative_hands_out_floats_and_returns_one() -> None:
    seen: list[type] = []

    def f(x: float) -> float:
        seen.append(type(x))
        return x * x

    assert type(numerical_derivative(f, 3)) is float
    for x in (np.float32(3), np.array(3)):
        assert type(numerical_derivative(f, x)) is float  # type: ignore[arg-type]
    assert set(seen) == {float}


def test_distance_is_what_rounding_left_of_it() -> None:
    assert numerical_derivative(lambda x: x, 123456.789) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize(
    "x",
    [
        np.array([3, 4]),
        [3, 4],
        np.array([[1.5, -2.0, 0.5], [3.0, 4.0, -1.0]], order="F"),
        np.arange(24, dtype=np.float32).reshape(2, 3, 4)[:, ::2],
        np.array(2.5),
        3,
        np.empty((0, 3)),
    ],
    ids=["int", "list", "2-D", "3-D view", "0-D", "number", "empty"],
)
def test_gradient_of_a_sum_of_squares_on_every_kind_of_x(x: Any) -> None:
    before = np.array(x)
    gradient = numerical_gradient(lambda v: float((v * v).sum()), x)
    assert gradient.dtype == np.float64 and gradient.shape == before.shape
    assert gradient == pytest.approx(2.0 * before, rel=1e-7, abs=1e-7)
    assert np.array_equal(np.array(x), before)
    assert not (isinstance(x, np.ndarray) and np.shares_memory(gradient, x))


def test_x_may_be_read_only_and_f_may_scribble() -> None:
    x = np.array([1.5, -2.0])
    x.flags.writeable = False

    def f(v: np.ndarray) -> float:
        assert v.dtype == np.float64
        total = float((v * v).sum())
        v[:] = 99.0
        return total

    assert numerical_gradient(f, x) == pytest.approx([3.0, -4.0], abs=1e-8)


def test_f_may_return_the_same_buffer_each_time() -> None:
    buffer = np.empty(2)

    def f(v: np.ndarray) -> np.ndarray:
        buffer[:] = v * v
        return buffer

    assert numerical_vjp(f, [3.0, 4.0], [10.0, 100.0]) == pytest.approx([60.0, 800.0])


def test_vjp_of_a_linear_map_is_the_transposed_product() -> None:
    rng = np.random.default_rng(3)
    W, X, g = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    assert numerical_vjp(lambda v: W @ v, X, g) == pytest.approx(W.T @ g, abs=1e-9)
    assert numerical_vjp(lambda v: v @ X, W, g) == pytest.approx(g @ X.T, abs=1e-9)


def test_a_kink_reads_the_mean_of_both_sides() -> None:
    assert numerical_derivative(abs, 0.0) == 0.0
    assert numerical_derivative(lambda x: max(x, 0.0), 0.0) == pytest.approx(0.5)


def _sum(v: np.ndarray) -> float:
    return float(v.sum())


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: numerical_derivative(math.sin, 1.0, h=0), ValueError, "h is 0; it must be a positive number"),
        (lambda: numerical_gradient(_sum, [1.0], h=-1e-5), ValueError, "h is -1e-05"),
        (lambda: numerical_gradient(_sum, [1.0], h=math.nan), ValueError, "h is nan"),
        (lambda: numerical_gradient(_sum, [1.0], h=math.inf), ValueError, "h is inf"),
        (lambda: numerical_derivative(math.sin, 1e20), ValueError, "lost in rounding: 1e[+]20"),
        (lambda: numerical_gradient(lambda v: v, [1.0, 2.0]), ValueError, r"array of shape \(2,\), not one number"),
        (lambda: numerical_gradient(lambda v: v, [1.0]), ValueError, r"array of shape \(1,\), not one number"),
        (lambda: numerical_gradient(lambda v: None, [1.0]), TypeError, r"returned None \(NoneType\), not a number"),
        (lambda: numerical_gradient(lambda v: (1.0, {}), [1.0]), TypeError, r"returned \(1.0, {}\) \(tuple\)"),
        (lambda: numerical_gradient(lambda v: [[1.0], [1.0, 2.0]], [1.0]), TypeError, r"\(list\), not a number"),
        (lambda: numerical_gradient(lambda v: v[0] > 0, [1.0]), TypeError, "bool"),
        (lambda: numerical_gradient(lambda v: 1j, [1.0]), TypeError, "1j"),
        (lambda: numerical_gradient(lambda v: "1.0", [1.0]), TypeError, "'1.0'"),
        (lambda: numerical_derivative(lambda x: math.nan, 1.0), ValueError, "gives nan at x = 1.00001"),
        (lambda: numerical_derivative(lambda x: math.inf if x > 2 else x, 2.0), ValueError, "gives inf"),
        (lambda: numerical_derivative(math.sin, [1.0, 2.0]), TypeError, "Use numerical_gradient"),  # type: ignore[arg-type]
        (lambda: numerical_gradient(_sum, "abc"), TypeError, "x must hold real numbers, not 'abc'"),
        (lambda: numerical_gradient(_sum, [1.0, math.nan]), ValueError, "x holds nan"),
        (lambda: numerical_vjp(lambda v: v, [1.0, 2.0], [1.0, 2.0, 3.0]), ValueError, r"\(2,\).* g has shape \(3,\)"),
        (lambda: numerical_vjp(lambda v: v, [1.0, 2.0], [[1.0], [2.0]]), ValueError, r"g has shape \(2, 1\)"),
        (lambda: numerical_vjp(lambda v: v, [1.0, 2.0], None), TypeError, "upstream gradient g must hold real numbers"),
    ],
)
def test_errors_say_what_came(call: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()
