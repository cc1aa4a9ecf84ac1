"""Every gate against numerical differentiation and torch in float64, and at its ties, corners and forbidden inputs."""

import ast
import inspect
import math
import random
import re
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from backprop_lib import gates, numerical_gradient
from tests.torch_here import torch_or_skip

torch = torch_or_skip()

PUBLIC = {
    name: f
    for name, f in vars(gates).items()
    if inspect.isfunction(f) and f.__module__ == gates.__name__ and name[0] != "_"
}
FORWARD = [name for name in PUBLIC if not name.endswith("_backward")]


class Case(NamedTuple):
    """A gate as a function of its inputs alone: backward(g, *inputs) gives one gradient an input."""

    forward: Callable[..., float]
    backward: Callable[..., tuple[float, ...]]
    torch: Callable[..., Any]
    points: list[tuple[float, ...]]


def _points(n: int, low: float = -3.0, high: float = 3.0) -> list[tuple[float, ...]]:
    rng = random.Random(7)
    return [tuple(round(rng.uniform(low, high), 3) for _ in range(n)) for _ in range(12)]


def _power_case(n: float, points: list[tuple[float, ...]]) -> Case:
    return Case(lambda x: gates.power(x, n), lambda g, x: (gates.power_backward(g, x, n),), lambda x: x**n, points)


CASES = {
    "add": Case(gates.add, lambda g, x, y: gates.add_backward(g), lambda x, y: x + y, _points(2)),
    "mul": Case(gates.mul, gates.mul_backward, lambda x, y: x * y, _points(2)),
    "maximum": Case(gates.maximum, gates.maximum_backward, torch.maximum, _points(2)),
    "reciprocal": Case(
        gates.reciprocal, lambda g, x: (gates.reciprocal_backward(g, x),), torch.reciprocal, [*_points(1, 0.4), (-1.7,)]
    ),
    "exp": Case(gates.exp, lambda g, x: (gates.exp_backward(g, x),), torch.exp, _points(1)),
    "log": Case(gates.log, lambda g, x: (gates.log_backward(g, x),), torch.log, _points(1, 0.3)),
    "add_constant": Case(
        lambda x: gates.add_constant(-1.7, x),
        lambda g, x: (gates.add_constant_backward(g, -1.7),),
        lambda x: x - 1.7,
        _points(1),
    ),
    "scale": Case(
        lambda x: gates.scale(-1.7, x), lambda g, x: (gates.scale_backward(g, -1.7),), lambda x: -1.7 * x, _points(1)
    ),
    "relu": Case(gates.relu, lambda g, x: (gates.relu_backward(g, x),), torch.relu, _points(1)),
    "sigmoid": Case(
        gates.sigmoid, lambda g, x: (gates.sigmoid_backward(g, gates.sigmoid(x)),), torch.sigmoid, _points(1)
    ),
    "tanh": Case(gates.tanh, lambda g, x: (gates.tanh_backward(g, gates.tanh(x)),), torch.tanh, _points(1)),
    "power 3": _power_case(3, _points(1)),
    "power 2.7": _power_case(2.7, _points(1, 0.4)),
    "power -2": _power_case(-2, _points(1, 0.4)),
    "power 0": _power_case(0, _points(1)),
    "power 1": _power_case(1, [(-1.3,), (0.0,)]),
}


def test_every_gate_has_a_backward_and_a_case() -> None:
    assert sorted(FORWARD) == sorted({name.split()[0] for name in CASES})
    assert sorted(PUBLIC) == sorted(FORWARD + [f"{name}_backward" for name in FORWARD])


@pytest.mark.parametrize("name", CASES)
def test_backward_agrees_with_nudging(name: str) -> None:
    case = CASES[name]
    for point in case.points:
        estimate = numerical_gradient(lambda x: case.forward(*map(float, x)), point)
        assert case.backward(-1.6, *point) == pytest.approx(-1.6 * estimate, rel=1e-7, abs=1e-8), point


@pytest.mark.parametrize("name", CASES)
def test_forward_and_backward_agree_with_torch(name: str) -> None:
    case = CASES[name]
    for point in case.points:
        inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in point]
        output = case.torch(*inputs)
        output.backward(torch.tensor(-1.6, dtype=torch.float64))
        assert case.forward(*point) == pytest.approx(output.item(), rel=1e-14, abs=1e-15), point
        gradients = [x.grad.item() for x in inputs if x.grad is not None]
        assert case.backward(-1.6, *point) == pytest.approx(gradients, rel=1e-13, abs=1e-15), point


@pytest.mark.parametrize("name", PUBLIC)
def test_the_worked_value_in_the_docstring_is_right(name: str) -> None:
    examples = re.findall(r"(\w+\([^()]*\)) -> (\(.*?\)|-?\d+(?:\.\d+)?)(\.\.\.)?", PUBLIC[name].__doc__ or "")
    assert examples, f"{name} has no worked value"
    for call, value, cut in examples:
        assert call.startswith(f"{name}(")
        got = eval(call, dict(PUBLIC))
        if cut:
            assert repr(got).startswith(value)
        else:
            assert got == pytest.approx(ast.literal_eval(value), rel=1e-15)


@pytest.mark.parametrize("name", PUBLIC)
def test_floats_give_plain_floats(name: str) -> None:
    for number in (float, np.float64):
        result = PUBLIC[name](*(number(0.7 + k) for k in range(len(inspect.signature(PUBLIC[name]).parameters))))
        for value in result if isinstance(result, tuple) else (result,):
            assert isinstance(value, float)


def test_a_tie_splits_the_gradient_and_the_shares_sum_to_g() -> None:
    assert gates.maximum_backward(3.0, 1.5, 1.5) == (1.5, 1.5)
    assert gates.maximum_backward(3.0, 0.0, -0.0) == (1.5, 1.5)
    assert gates.maximum_backward(3.0, -1.5, 1.5) == (0.0, 3.0)
    assert gates.maximum_backward(3.0, 1.5, -1.5) == (3.0, 0.0)


@pytest.mark.parametrize("zero", [0.0, -0.0, 0])
def test_relu_passes_nothing_at_zero(zero: float) -> None:
    assert gates.relu(zero) == 0.0 and math.copysign(1, gates.relu(zero)) == 1
    assert gates.relu_backward(math.inf, zero) == 0.0
    assert gates.relu_backward(3.0, 5e-324) == 3.0


def test_nan_does_not_vanish_on_the_way_forward() -> None:
    assert all(math.isnan(gates.maximum(*pair)) for pair in ((math.nan, 1.0), (1.0, math.nan)))
    assert all(math.isnan(f(math.nan)) for f in (gates.relu, gates.sigmoid, gates.tanh, gates.exp, gates.log))


def test_sigmoid_is_stable_and_silent_far_out() -> None:
    far = np.array([-1000.0, -745.0, -30.0, 0.0, 30.0, 745.0, 1000.0])
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        values = gates.sigmoid(far)
        assert [gates.sigmoid(float(x)) for x in far] == pytest.approx(values.tolist(), rel=1e-15)
    assert values[0] == 0.0 and values[-1] == 1.0 and values[3] == 0.5
    assert values[2] == pytest.approx(math.exp(-30), rel=1e-12)  # small, but not rounded away
    assert values + values[::-1] == pytest.approx(np.ones(7), rel=1e-15)


@pytest.mark.parametrize("gate", [gates.sigmoid, gates.tanh])
def test_squashing_gates_take_arrays_and_leave_them_alone(gate: Callable[[Any], Any]) -> None:
    for x in (np.array([[1, -2, 3]]), np.array([[0.5, -0.7, 0.9]], dtype=np.float32), np.empty((0, 2))):
        before, result = x.copy(), gate(x)
        assert result.shape == x.shape and result.dtype == np.float64
        assert np.array_equal(x, before) and not np.shares_memory(x, result)
        assert result.ravel().tolist() == pytest.approx([gate(float(entry)) for entry in x.ravel()], rel=1e-15)
    s = gate(np.array([0.5, -0.7]))
    backward = PUBLIC[f"{gate.__name__}_backward"]
    assert backward(np.array([3.0, -2.0]), s).tolist() == [backward(3.0, s[0]), backward(-2.0, s[1])]


@pytest.mark.parametrize(
    ("call", "error", "names"),
    [
        (lambda: gates.log(0.0), ValueError, "log(0.0)"),
        (lambda: gates.log(-1.5), ValueError, "log(-1.5)"),
        (lambda: gates.log_backward(2.0, -1.5), ValueError, "log(-1.5)"),
        (lambda: gates.reciprocal(0.0), ZeroDivisionError, "reciprocal(0.0)"),
        (lambda: gates.reciprocal(np.float64(0)), ZeroDivisionError, "reciprocal("),
        (lambda: gates.reciprocal_backward(2.0, 0.0), ZeroDivisionError, "reciprocal(0.0)"),
        (lambda: gates.power(-8.0, 1 / 3), ValueError, "power(-8.0, 0.333"),
        (lambda: gates.power_backward(2.0, -8.0, 0.5), ValueError, "power(-8.0, 0.5)"),
        (lambda: gates.power(0.0, -2), ZeroDivisionError, "power(0.0, -2)"),
        (lambda: gates.power_backward(2.0, 0.0, -2), ZeroDivisionError, "power(0.0, -2)"),
        (lambda: gates.power_backward(2.0, 0.0, 0.5), ZeroDivisionError, "power(0.0, 0.5)"),
        (lambda: gates.power(10.0, 400), OverflowError, "power(10.0, 400)"),
        (lambda: gates.exp(1000.0), OverflowError, "exp(1000.0)"),
        (lambda: gates.exp_backward(2.0, 1000.0), OverflowError, "exp(1000.0)"),
    ],
)
def test_forbidden_inputs_name_gate_input_and_next_step(
    call: Callable[[], float], error: type[Exception], names: str
) -> None:
    with pytest.raises(error, match=re.escape(names)) as caught:
        call()
    assert type(caught.value) is error
    assert re.search(r"\. (Keep|Use|Make|Look)|; for|, or ", str(caught.value)), "the message ends with what to do"


def test_corners_that_are_allowed() -> None:
    assert gates.power(0.0, 0) == 1.0 and gates.power_backward(3.0, 0.0, 0) == 0.0
    assert gates.power_backward(3.0, 0.0, 1) == 3.0 and gates.power_backward(3.0, 0.0, 2) == 0.0
    assert gates.power(-3.0, 3.0) == -27.0
    assert gates.reciprocal_backward(1.0, 1e-200) == -math.inf  # x² would underflow to 0 and divide by it
