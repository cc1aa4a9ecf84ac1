"""Every layer against torch in float64 over drawn shapes, rows of 0 and 1 included, and its refusals."""

import inspect
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lib import gates, layers, numerical_vjp
from tests.torch_here import torch_or_skip

torch = torch_or_skip()

PUBLIC = {name: f for name, f in vars(layers).items() if inspect.isfunction(f) and name[0] != "_"}
SIZES = st.integers(0, 4)
SOME = st.integers(1, 4)
SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=60, deadline=None)


def _drawn(seed: int, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) * 10.0 ** rng.integers(-3, 4) for shape in shapes]


def _agree(ours: Any, theirs: Any) -> None:
    """Equal to 1e-12 of the largest entry, and equal in shape and dtype."""
    ours, theirs = np.asarray(ours), theirs.detach().numpy()
    assert ours.shape == theirs.shape and ours.dtype == np.float64
    assert np.abs(ours - theirs).max(initial=0.0) <= 1e-12 * np.abs(theirs).max(initial=0.0)


def _torch_backward(f: Any, g: np.ndarray, *inputs: np.ndarray) -> tuple[Any, list[Any]]:
    leaves = [torch.tensor(entry, requires_grad=True) for entry in inputs]
    output = f(*leaves)
    output.backward(torch.tensor(g))
    return output, [leaf.grad for leaf in leaves]


@few
@given(SEEDS, SIZES, SIZES, SIZES)
def test_linear(seed: int, N: int, D: int, M: int) -> None:
    x, W, b, g = _drawn(seed, (N, D), (D, M), (M,), (N, M))
    output, gradients = _torch_backward(lambda x, W, b: x @ W + b, g, x, W, b)
    _agree(layers.linear(x, W, b), output)
    for ours, theirs in zip(layers.linear_backward(g, x, W), gradients, strict=True):
        _agree(ours, theirs)


@few
@given(SEEDS, SIZES, SIZES, SIZES)
def test_matmul(seed: int, N: int, D: int, M: int) -> None:
    W, X, g = _drawn(seed, (N, D), (D, M), (N, M))
    output, gradients = _torch_backward(torch.matmul, g, W, X)
    _agree(layers.matmul(W, X), output)
    for ours, theirs in zip(layers.matmul_backward(g, W, X), gradients, strict=True):
        _agree(ours, theirs)


@few
@given(SEEDS, st.lists(SIZES, max_size=3))
def test_elementwise(seed: int, shape: list[int]) -> None:
    x, g = _drawn(seed, tuple(shape), tuple(shape))
    x = np.clip(x, -3, 3)  # further out 1 − s loses digits, in every library
    output, (dx,) = _torch_backward(torch.relu, g, x)
    _agree(layers.relu(x), output)
    _agree(layers.relu_backward(g, x), dx)
    for forward, backward, theirs in (
        (gates.sigmoid, gates.sigmoid_backward, torch.sigmoid),
        (gates.tanh, gates.tanh_backward, torch.tanh),
    ):
        output, (dx,) = _torch_backward(theirs, g, x)
        _agree(forward(x), output)
        _agree(backward(g, forward(x)), dx)


@few
@given(SEEDS, SOME, st.none() | SOME, st.booleans())
def test_mse(seed: int, n: int, k: int | None, flat: bool) -> None:
    shape = (n,) if k is None else (n, k)
    outp, targ = _drawn(seed, shape, shape)
    output, (d, _) = _torch_backward(lambda o, t: torch.mean((o - t) ** 2), np.array(1.0), outp, targ)
    given_targ = targ[:, 0] if k == 1 and flat else targ
    _agree(layers.mse(outp, given_targ), output)
    _agree(layers.mse_backward(outp, given_targ), d)
    assert type(layers.mse(outp, given_targ)) is float


@few
@given(SEEDS, st.lists(SIZES, max_size=3), st.data())
def test_total_and_mean(seed: int, sizes: list[int], data: st.DataObject) -> None:
    shape = tuple(sizes)
    axis = data.draw(st.none() | st.integers(-len(shape), len(shape) - 1)) if shape else None
    left = () if axis is None else tuple(np.delete(shape, axis).tolist())
    x, g = _drawn(seed, shape, left)
    options = {} if axis is None else {"dim": axis}
    output, (dx,) = _torch_backward(lambda x: torch.sum(x, **options), g, x)
    _agree(layers.total(x, axis), output)
    _agree(layers.total_backward(g, shape, axis), dx)
    if math.prod(left) and not (math.prod(shape)):
        for call in (lambda: layers.mean(x, axis), lambda: layers.mean_backward(g, shape, axis)):
            with pytest.raises(ValueError, match="the mean of nothing is undefined"):
                call()
        return
    output, (dx,) = _torch_backward(lambda x: torch.mean(x, **options), g, x)
    _agree(layers.mean(x, axis), output)
    _agree(layers.mean_backward(g, shape, axis), dx)


@few
@given(SEEDS, st.lists(st.tuples(SIZES, st.booleans()), max_size=3), st.lists(SIZES, max_size=2))
def test_unbroadcast_is_the_backward_of_expand(seed: int, axes: list[tuple[int, bool]], front: list[int]) -> None:
    shape = tuple(1 if stretched else size for size, stretched in axes)
    wide = (*front, *(size for size, _ in axes))
    x, g = _drawn(seed, shape, wide)
    _, (dx,) = _torch_backward(lambda x: x.expand(wide), g, x)
    result = layers.unbroadcast(g, shape)
    _agree(result, dx)
    assert not np.shares_memory(result, g)


def test_linear_agrees_with_nudging() -> None:
    x, W, b, g = _drawn(5, (4, 3), (3, 2), (2,), (4, 2))
    dx, dW, db = layers.linear_backward(g, x, W)
    assert dx == pytest.approx(numerical_vjp(lambda v: layers.linear(v, W, b), x, g), rel=1e-6, abs=1e-6)
    assert dW == pytest.approx(numerical_vjp(lambda v: layers.linear(x, v, b), W, g), rel=1e-6, abs=1e-6)
    assert db == pytest.approx(numerical_vjp(lambda v: layers.linear(x, W, v), b, g), rel=1e-6, abs=1e-6)


def test_relu_is_the_gate_entry_by_entry() -> None:
    x = np.array([2.5, -2.5, 0.0, -0.0, 5e-324, math.inf, -math.inf, math.nan])
    for got, entry in zip(layers.relu(x), x, strict=True):
        assert repr(float(got)) == repr(float(gates.relu(float(entry))))
    assert layers.relu_backward(np.full(8, math.inf), x).tolist() == [math.inf, 0, 0, 0, *[math.inf] * 2, 0, math.inf]
    assert layers.relu_backward(np.full(8, -3.0), x).tolist() == [gates.relu_backward(-3.0, float(e)) for e in x]


@pytest.mark.parametrize("name", PUBLIC)
def test_the_worked_value_in_the_docstring_is_right(name: str) -> None:
    doc = PUBLIC[name].__doc__ or ""
    found = re.search(rf"Example: ({name}\(.*\)) -> (.+)\.\n", doc)
    assert found, f"{name} has no worked value"
    got, said = eval(found[1], dict(PUBLIC)), eval(found[2])
    for one, other in zip(got, said, strict=True) if isinstance(said, tuple) else [(got, said)]:
        assert np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-15)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name.endswith("_backward")])
def test_every_backward_has_its_forward_beside_it(name: str) -> None:
    assert name.removesuffix("_backward") in PUBLIC


def test_inputs_are_left_alone_and_results_are_new() -> None:
    x, W, b, g = _drawn(3, (4, 3), (3, 2), (2,), (4, 2))
    results = {
        "linear": (lambda: layers.linear(x, W, b),),
        "back": (lambda: layers.linear_backward(g, x, W), lambda: layers.matmul_backward(g, x, W)),
        "same shape": (
            lambda: layers.unbroadcast(g, (4, 2)),
            lambda: layers.relu_backward(g, g),
            lambda: layers.relu(g),
        ),
        "spread": (lambda: layers.total_backward(b, (4, 2), 0), lambda: layers.mean_backward(b, (4, 2), 0)),
        "no axis": (lambda: layers.mse_backward(g, g), lambda: layers.total(g[0, 0]), lambda: layers.mean(g[0, 0])),
    }
    before = [entry.copy() for entry in (x, W, b, g)]
    for calls in results.values():
        for call in calls:
            result = call()
            for array in result if isinstance(result, tuple) else (result,):
                assert array.flags.writeable and not any(np.shares_memory(array, entry) for entry in (x, W, b, g))
    assert all(np.array_equal(one, other) for one, other in zip(before, (x, W, b, g), strict=True))


def test_integers_and_lists_come_back_as_float64() -> None:
    assert layers.matmul([[1, 2]], [[3], [4]]).dtype == np.float64
    assert layers.mse_backward(np.array([[1], [4]]), np.array([3, 4])).dtype == np.float64
    assert layers.unbroadcast(np.ones((2, 3), dtype=np.int64), (3,)).dtype == np.float64


Z = np.zeros


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: layers.linear(Z((4, 3)), Z((2, 3)), Z(3)), r"x \(4, 3\), W \(2, 3\) and b \(3,\) do not fit"),
        (lambda: layers.linear(Z((4, 3)), Z((3, 2)), Z((1, 2))), r"must be \(N, D\), \(D, M\) and \(M,\)"),
        (lambda: layers.linear(Z(3), Z((3, 2)), Z(2)), r"x \(3,\)"),
        (lambda: layers.linear_backward(Z((3, 2)), Z((4, 3)), Z((3, 2))), "g has the shape of the layer's output"),
        (lambda: layers.linear_backward(Z((4, 2)), Z((4, 3)), Z((2, 3))), "do not fit"),
        (lambda: layers.matmul(Z((4, 3)), Z((4, 3))), "do not fit"),
        (lambda: layers.matmul(Z(3), Z((3, 2))), r"W \(3,\)"),
        (lambda: layers.matmul_backward(Z((2, 4)), Z((4, 3)), Z((3, 2))), "g has the shape of the product"),
        (lambda: layers.relu_backward(Z((4, 1)), Z(4)), r"g has shape \(4, 1\), x has shape \(4,\)"),
        (lambda: layers.mse(Z((4, 1)), Z((1, 4))), "other rows' targets"),
        (lambda: layers.mse(Z(4), Z((4, 1))), "They must be the same"),
        (lambda: layers.mse_backward(Z((4, 2)), Z(4)), "They must be the same"),
        (lambda: layers.mse(Z((0, 1)), Z(0)), "nothing to average"),
        (lambda: layers.mse_backward(Z((0, 3)), Z((0, 3))), "Give at least one row"),
        (lambda: layers.total(Z((4, 3)), 2), r"shape \(4, 3\) has no axis 2"),
        (
            lambda: layers.total_backward(Z(4), (4, 3), 0),
            r"g has shape \(4,\), but reducing \(4, 3\) along axis 0 leaves",
        ),
        (lambda: layers.mean_backward(Z((3, 1)), (4, 3), 0), "leaves"),
        (lambda: layers.mean(Z((0, 3)), 0), "mean of nothing is undefined"),
        (lambda: layers.mean(Z(0)), "mean of nothing is undefined"),
        (lambda: layers.unbroadcast(Z((4, 3)), (4,)), r"shape \(4,\) does not broadcast to g's shape \(4, 3\)"),
        (lambda: layers.unbroadcast(Z(3), (1, 3)), "does not broadcast"),
    ],
)
def test_refusals_name_the_shapes(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
