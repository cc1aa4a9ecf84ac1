"""Right answers to the exercises of lesson 06, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray


# ---- matmul_backward -------------------------------------------------------------------------------------------------


def matmul_by_products(dD: Array, W: Array, X: Array) -> tuple[Array, Array]:
    return dD @ X.T, W.T @ dD


def matmul_by_transposes(dD: Array, W: Array, X: Array) -> list[Array]:
    return [(X @ dD.T).T, (dD.T @ W).T]


def matmul_by_einsum(dD: Array, W: Array, X: Array) -> tuple[Array, Array]:
    return np.einsum("nm,dm->nd", dD, X), np.einsum("nd,nm->dm", W, dD)


def matmul_by_columns(dD: Array, W: Array, X: Array) -> tuple[Array, Array]:
    """Column by column: each column of D is W times a column of X."""
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for k in range(X.shape[1]):
        dW += np.outer(dD[:, k], X[:, k])
        dX[:, k] = W.T @ dD[:, k]
    return dW, dX


# ---- unbroadcast -----------------------------------------------------------------------------------------------------


def unbroadcast_by_axes(g: Array, shape: tuple[int, ...]) -> Array:
    new = g.ndim - len(shape)
    stretched = [new + i for i, size in enumerate(shape) if size == 1]
    return np.array(g.sum(axis=(*range(new), *stretched)).reshape(shape))


def unbroadcast_step_by_step(g: Array, shape: tuple[int, ...]) -> Array:
    g = g.copy()
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def unbroadcast_by_accumulation(g: Array, shape: tuple[int, ...]) -> Array:
    result = np.zeros(shape)
    for index in np.ndindex(*g.shape):
        own = index[len(index) - len(shape) :]
        result[tuple(0 if size == 1 else i for i, size in zip(own, shape, strict=True))] += g[index]
    return result


# ---- linear_backward -------------------------------------------------------------------------------------------------


def linear_by_products(g: Array, x: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    return g @ W.T, x.T @ g, g.sum(axis=0)


def linear_by_einsum(g: Array, x: Array, W: Array, b: Array) -> list[Array]:
    return [np.einsum("nm,dm->nd", g, W), np.einsum("nd,nm->dm", x, g), np.einsum("nm->m", g)]


def linear_by_samples(g: Array, x: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros_like(b)
    for n in range(len(x)):
        dx[n] = W @ g[n]
        dW += np.outer(x[n], g[n])
        db += g[n]
    return dx, dW, db


def linear_with_a_column_of_ones(g: Array, x: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """The bias as a weight of an input that is always 1."""
    both = np.hstack([x, np.ones((len(x), 1))]).T @ g
    return g @ W.T, both[:-1], both[-1]


# ---- jacobian and vjp ------------------------------------------------------------------------------------------------


def jacobian_by_columns(f: Callable[[Array], Array], x: Array, h: float = 1e-5) -> Array:
    J = np.zeros((len(f(x)), len(x)))
    for j in range(len(x)):
        step = np.zeros(len(x))
        step[j] = h
        J[:, j] = (f(x + step) - f(x - step)) / (2 * h)
    return J


def jacobian_by_stacking(f: Callable[[Array], Array], x: Array, h: float = 1e-5) -> Array:
    return np.stack([(f(x + step) - f(x - step)) / (2 * h) for step in h * np.eye(x.size)], axis=-1)


def jacobian_in_place(f: Callable[[Array], Array], x: Array, h: float = 1e-5) -> Array:
    work, columns = x.copy(), []
    for j, old in enumerate(x):
        work[j] = old + h
        up = f(work)
        work[j] = old - h
        down = f(work)
        work[j] = old
        columns.append((up - down) / (2 * h))
    return np.array(columns).T


def vjp_by_sum(J: Array, g: Array) -> Array:
    return (g[:, None] * J).sum(axis=0)


def vjp_by_rows(J: Array, g: Array) -> Array:
    total = np.zeros(J.shape[1])
    for slope, row in zip(g, J, strict=True):
        total += slope * row
    return total


# ---- sum_backward and mean_backward ----------------------------------------------------------------------------------


def sum_by_broadcast(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    if axis is not None:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape).copy()


def mean_by_broadcast(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    taken = np.prod(shape) if axis is None else shape[axis]
    return sum_by_broadcast(g, shape, axis) / taken


def sum_by_ones(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    return np.ones(shape) * (g if axis is None else np.expand_dims(g, axis))


def mean_by_ones(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    ones = np.ones(shape)
    return ones * (g if axis is None else np.expand_dims(g, axis)) / ones.sum(axis=axis).flat[0]


def sum_by_repeating(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    return np.full(shape, g) if axis is None else np.stack([g] * shape[axis], axis=axis)


def mean_by_repeating(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    if axis is None:
        return np.full(shape, g / np.prod(shape))
    return np.repeat(np.expand_dims(g / shape[axis], axis), shape[axis], axis=axis)


def sum_by_a_new_axis(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    spread = {None: lambda: g, 0: lambda: g[np.newaxis, ...], 1: lambda: g[..., np.newaxis]}
    return np.zeros(shape) + spread[axis]()


def mean_by_a_new_axis(g: Any, shape: tuple[int, ...], axis: int | None) -> Array:
    spread = sum_by_a_new_axis(g, shape, axis)
    return spread / (spread.size if axis is None else spread.size // g.size)


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "matmul_backward": [(matmul_by_products,), (matmul_by_transposes,), (matmul_by_einsum,), (matmul_by_columns,)],
    "unbroadcast": [(unbroadcast_by_axes,), (unbroadcast_step_by_step,), (unbroadcast_by_accumulation,)],
    "linear_backward": [
        (linear_by_products,),
        (linear_by_einsum,),
        (linear_by_samples,),
        (linear_with_a_column_of_ones,),
    ],
    "jacobian": [
        (jacobian_by_columns, lambda J, g: g @ J),
        (jacobian_by_stacking, lambda J, g: J.T @ g),
        (jacobian_in_place, vjp_by_sum),
        (jacobian_by_columns, vjp_by_rows),
    ],
    "reduce_backward": [
        (sum_by_broadcast, mean_by_broadcast),
        (sum_by_ones, mean_by_ones),
        (sum_by_repeating, mean_by_repeating),
        (sum_by_a_new_axis, mean_by_a_new_axis),
    ],
}
