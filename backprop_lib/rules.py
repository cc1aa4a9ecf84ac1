"""What each operation on arrays computes, and what it passes back to each of its inputs: one table.

`RULES[op].forward(*inputs, *settings)` is the result; `RULES[op].backward[i](g, out, *inputs, *settings)` is what input
i receives when g, of the result's shape, arrives at the result `out`. Every function is pure, so that a recorded
calculation can be run again. Where an input was broadcast, a gradient may come back in the wide shape: `tensor` adds it
up (`layers.unbroadcast`), in one place for all rules. Corners are those of `layers`: ReLU passes 0 at exactly 0.

Left out: checks of shapes beyond NumPy's own, and second derivatives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray
EPS = 1e-5  # keeps rmsnorm of a row of zeros finite


class Rule(NamedTuple):
    """An operation: its result, and for each input what is passed back to it."""

    forward: Callable[..., Any]
    backward: tuple[Callable[..., Any], ...]


def matmul(x: Array, W: Array) -> Array:
    """x @ W for matrices, or for stacks of matrices along the axes in front."""
    if x.ndim < 2 or W.ndim < 2:
        raise ValueError(f"matmul: the shapes are {x.shape} and {W.shape}. Both need two axes or more; use reshape.")
    return x @ W


def matmul_dx(g: Array, out: Array, x: Array, W: Array) -> Array:
    """Undo x @ W for x: g @ Wᵀ."""
    return g @ W.swapaxes(-1, -2)


def matmul_dW(g: Array, out: Array, x: Array, W: Array) -> Array:
    """Undo x @ W for W: xᵀ @ g, summed over all stacks that share W."""
    if W.ndim == 2:  # one W for all batches: their rows are so many rows of one matrix
        return x.reshape(-1, x.shape[-1]).T @ g.reshape(-1, g.shape[-1])  # (D, N) @ (N, M)
    return x.swapaxes(-1, -2) @ g


def rows_dx(g: Array, out: Array, x: Array, indices: Array) -> Array:
    """Give each row of g back to the row it was taken from."""
    dx = np.zeros_like(x)
    np.add.at(dx, indices, g)  # a row that was taken twice receives twice; dx[indices] += g would keep the last
    return dx


def sum_dx(g: Array, out: Array, x: Array, axis: Any, keepdims: bool) -> Array:
    """Hand g to every entry that was added."""
    return np.broadcast_to(g if axis is None or keepdims else np.expand_dims(g, axis), x.shape)


def mean_dx(g: Array, out: Array, x: Array, axis: Any, keepdims: bool) -> Array:
    """Hand every entry its share of g."""
    return sum_dx(g, out, x, axis, keepdims) * (out.size / x.size)


def transpose_dx(g: Array, out: Array, x: Array, axes: tuple[int, ...]) -> Array:
    """Put the axes of g back in their places."""
    return g.transpose(np.argsort(axes))


def softmax(x: Array) -> Array:
    """Shares along the last axis, e^x / Σ e^x, without overflow; an entry of −inf gets 0."""
    grown = np.exp(x - x.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def softmax_dx(g: Array, out: Array, x: Array) -> Array:
    """Undo softmax: each share times (g − the mean of g, weighted with the shares)."""
    return out * (g - (g * out).sum(axis=-1, keepdims=True))


def cross_entropy(logits: Array, labels: Array) -> Array:
    """Mean of −log(share of the right class) over all rows: logits (..., K), labels (...) -> ()."""
    logits, labels = logits.reshape(-1, logits.shape[-1]), labels.reshape(-1)  # (N, K), (N,)
    shifted = logits - logits.max(axis=1, keepdims=True)
    costs = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]  # (N,)
    return costs.mean()


def cross_entropy_dlogits(g: Array, out: Array, logits: Array, labels: Array) -> Array:
    """Shares minus 1 at the right class, divided by the number of rows."""
    dlogits = softmax(logits.reshape(-1, logits.shape[-1]))  # (N, K)
    dlogits[np.arange(labels.size), labels.reshape(-1)] -= 1.0
    return (dlogits * (g / labels.size)).reshape(logits.shape)


def rmsnorm(x: Array) -> Array:
    """Each row along the last axis, divided by its root mean square."""
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPS)


def rmsnorm_dx(g: Array, out: Array, x: Array) -> Array:
    """Undo rmsnorm: what is left of g without its part along the result, divided by the root mean square."""
    rms = np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPS)
    return (g - out * (g * out).mean(axis=-1, keepdims=True)) / rms


RULES: dict[str, Rule] = {
    "add": Rule(lambda x, y: x + y, (lambda g, out, x, y: g, lambda g, out, x, y: g)),
    "sub": Rule(lambda x, y: x - y, (lambda g, out, x, y: g, lambda g, out, x, y: -g)),
    "mul": Rule(lambda x, y: x * y, (lambda g, out, x, y: g * y, lambda g, out, x, y: g * x)),
    "div": Rule(lambda x, y: x / y, (lambda g, out, x, y: g / y, lambda g, out, x, y: -g * out / y)),
    "power": Rule(lambda x, n: x**n, (lambda g, out, x, n: g * n * x ** (n - 1),)),
    "exp": Rule(np.exp, (lambda g, out, x: g * out,)),
    "log": Rule(np.log, (lambda g, out, x: g / x,)),
    "tanh": Rule(np.tanh, (lambda g, out, x: g * (1 - out * out),)),
    "relu": Rule(lambda x: np.where(x <= 0, 0.0, x), (lambda g, out, x: np.where(x <= 0, 0.0, g),)),
    "matmul": Rule(matmul, (matmul_dx, matmul_dW)),
    "rows": Rule(lambda x, indices: x[indices], (rows_dx,)),
    "sum": Rule(lambda x, axis, keepdims: x.sum(axis=axis, keepdims=keepdims), (sum_dx,)),
    "mean": Rule(lambda x, axis, keepdims: x.mean(axis=axis, keepdims=keepdims), (mean_dx,)),
    "transpose": Rule(lambda x, axes: x.transpose(axes), (transpose_dx,)),
    "reshape": Rule(lambda x, shape: x.reshape(shape), (lambda g, out, x, shape: g.reshape(x.shape),)),
    "softmax": Rule(softmax, (softmax_dx,)),
    "cross_entropy": Rule(cross_entropy, (cross_entropy_dlogits,)),
    "rmsnorm": Rule(rmsnorm, (rmsnorm_dx,)),
}
