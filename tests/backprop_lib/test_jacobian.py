"""Jacobians against closed forms and torch, and the vector products against numerical_vjp."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lib import numerical_vjp
from backprop_lib.jacobian import jacobian, vjp
from tests.torch_here import torch_or_skip

torch = torch_or_skip()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 5), st.integers(0, 5))
def test_jacobian_of_a_linear_map_is_its_matrix(seed: int, m: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    A, x, g = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=m)
    J = jacobian(lambda v: A @ v, x)
    assert J.shape == (m, n) and J.dtype == np.float64
    assert pytest.approx(A, abs=1e-9) == J
    left = torch.tensor(x, requires_grad=True)
    (torch.tensor(A) @ left).backward(torch.tensor(g))
    theirs = left.grad.numpy()
    assert np.abs(vjp(A, g) - theirs).max(initial=0.0) <= 1e-12 * np.abs(theirs).max(initial=0.0)


def test_rows_are_outputs_and_h_is_honoured() -> None:
    def f(v: np.ndarray) -> np.ndarray:
        return np.array([v[0] ** 3, v[0] * v[1], np.sin(v[1])])

    x = np.array([2.0, 0.7])
    assert jacobian(f, x) == pytest.approx(np.array([[12.0, 0.0], [0.7, 2.0], [0.0, np.cos(0.7)]]), abs=1e-8)
    assert jacobian(f, x, h=0.5)[0, 0] == 12.25  # 3x² + h²


def test_only_elementwise_maps_have_a_diagonal_jacobian() -> None:
    x = np.array([0.4, -1.3, 2.2])
    J = jacobian(np.tanh, x)
    assert pytest.approx(np.diag(1 - np.tanh(x) ** 2), abs=1e-9) == J
    assert np.count_nonzero(J - np.diag(np.diag(J))) == 0


def test_vjp_of_the_jacobian_is_numerical_vjp() -> None:
    x, g = np.array([0.4, -1.3, 2.2]), np.array([1.7, -0.6])

    def f(v: np.ndarray) -> np.ndarray:
        return np.array([v.prod(), np.exp(v[0]) + v[2] ** 2])

    assert vjp(jacobian(f, x), g) == pytest.approx(numerical_vjp(f, x, g), rel=1e-8)


def test_the_worked_values_in_the_docstrings() -> None:
    J = jacobian(lambda v: np.array([v[0] * v[1], v[0], v[1]]), [3.0, 5.0])
    assert pytest.approx(np.array([[5.0, 3.0], [1.0, 0.0], [0.0, 1.0]]), abs=1e-9) == J
    assert vjp([[5.0, 3.0], [1.0, 0.0], [0.0, 1.0]], [10.0, 100.0, 1000.0]).tolist() == [150.0, 1030.0]


def test_x_may_hold_integers_and_is_left_alone() -> None:
    x = np.array([3, 4])
    assert jacobian(lambda v: v * v, x) == pytest.approx(np.diag([6.0, 8.0]))
    assert x.tolist() == [3, 4] and x.dtype == np.array([3]).dtype


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: jacobian(lambda v: v, np.zeros((2, 2))), r"x has shape \(2, 2\).* flatten arrays with .ravel"),
        (lambda: jacobian(lambda v: v.sum(), np.zeros(3)), r"f returned shape \(\).* use numerical_gradient"),
        (lambda: jacobian(lambda v: v, np.zeros(3), h=0), "h is 0"),
        (lambda: jacobian(lambda v: v / 0.0 if v[0] else v, [0.0]), "gives inf"),
        (lambda: vjp(np.zeros((2, 3)), np.zeros(3)), r"J has shape \(2, 3\) and g has shape \(3,\)"),
        (lambda: vjp(np.zeros(3), np.zeros(3)), "one entry of g for each output"),
    ],
)
def test_refusals_say_what_came(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(ValueError, match=says), np.errstate(divide="ignore"):
        call()
