"""Gates for whole arrays: what each computes forward and what it passes back, side by side.

As in `gates`: `layer(inputs)` computes, `layer_backward(g, ...)` turns the upstream gradient g, which has the shape of
the output, into gradients that have the shapes of the inputs. Rows are samples. Every result is a new float64 array.

Sizes in the docstrings: N rows, D numbers a row going in, M coming out, K columns of any kind.
No rows at all (N = 0) are allowed where the result is defined; the mean of nothing is refused.
`sigmoid` and `tanh` of `gates` take arrays as they are; `relu`, whose gate is for one number, has its array form here.
Left out: recording who feeds whom, parameters and training (`mlp`).
Longer than other modules because every forward stands beside its backward.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def linear(x: Any, W: Any, b: Any) -> np.ndarray:
    """Mix the columns of every row and add b: y = x @ W + b.

    x (N, D), W (D, M), b (M,) -> y (N, M). ValueError for shapes that do not fit.
    Example: linear([[1., 2.]], [[3.], [5.]], [7.]) -> [[20.]].
    """
    x, W, b = _float64(x), _float64(W), _float64(b)
    if x.ndim != 2 or W.ndim != 2 or x.shape[1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(
            f"linear: x {x.shape}, W {W.shape} and b {b.shape} do not fit. They must be (N, D), (D, M) and (M,)."
        )
    return x @ W + b


def linear_backward(g: Any, x: Any, W: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Undo linear: dx = g @ Wᵀ, dW = xᵀ @ g, db = the sum of g's rows, for every row pushes on the same b.

    g (N, M), x (N, D), W (D, M) -> dx (N, D), dW (D, M), db (M,). ValueError for shapes that do not fit.
    Example: linear_backward([[10.]], [[1., 2.]], [[3.], [5.]]) -> ([[30., 50.]], [[10.], [20.]], [10.]).
    """
    g, x, W = _float64(g), _float64(x), _float64(W)
    if x.ndim != 2 or W.ndim != 2 or g.shape != (x.shape[0], W.shape[1]) or x.shape[1] != W.shape[0]:
        raise ValueError(
            f"linear_backward: g {g.shape}, x {x.shape} and W {W.shape} do not fit. "
            "They must be (N, M), (N, D) and (D, M): g has the shape of the layer's output."
        )
    return g @ W.T, x.T @ g, g.sum(axis=0)


def matmul(W: Any, X: Any) -> np.ndarray:
    """Multiply two matrices: D = W @ X.

    W (N, D), X (D, M) -> (N, M). ValueError for shapes that do not fit.
    Example: matmul([[1., 2.]], [[3.], [5.]]) -> [[13.]].
    """
    W, X = _float64(W), _float64(X)
    if W.ndim != 2 or X.ndim != 2 or W.shape[1] != X.shape[0]:
        raise ValueError(f"matmul: W {W.shape} and X {X.shape} do not fit. They must be (N, D) and (D, M).")
    return W @ X


def matmul_backward(g: Any, W: Any, X: Any) -> tuple[np.ndarray, np.ndarray]:
    """Undo matmul: dW = g @ Xᵀ, dX = Wᵀ @ g.

    g (N, M), W (N, D), X (D, M) -> dW (N, D), dX (D, M). ValueError for shapes that do not fit.
    Example: matmul_backward([[10.]], [[1., 2.]], [[3.], [5.]]) -> ([[30., 50.]], [[10.], [20.]]).
    """
    g, W, X = _float64(g), _float64(W), _float64(X)
    if W.ndim != 2 or X.ndim != 2 or g.shape != (W.shape[0], X.shape[1]) or W.shape[1] != X.shape[0]:
        raise ValueError(
            f"matmul_backward: g {g.shape}, W {W.shape} and X {X.shape} do not fit. "
            "They must be (N, M), (N, D) and (D, M): g has the shape of the product."
        )
    return g @ X.T, W.T @ g


def relu(x: Any) -> np.ndarray:
    """Keep what is positive, entry by entry: f = max(0, x); NaN stays NaN.

    x of any shape -> the same shape. Example: relu([2.5, -2.5]) -> [2.5, 0.].
    """
    x = _float64(x)
    return np.where(x <= 0, 0.0, x)


def relu_backward(g: Any, x: Any) -> np.ndarray:
    """Pass g where the input was positive, 0 elsewhere and at exactly 0: dx = g if x > 0, else 0.

    g and x of the same shape -> that shape; ValueError for others.
    Example: relu_backward([3., 3.], [2.5, 0.]) -> [3., 0.].
    """
    g, x = _float64(g), _float64(x)
    if g.shape != x.shape:
        raise ValueError(f"relu_backward: g has shape {g.shape}, x has shape {x.shape}. They must be the same.")
    return np.where(x <= 0, 0.0, g)


def mse(outp: Any, targ: Any) -> float:
    """Average the squared errors over all entries: L = Σ (outp − targ)² / size.

    outp of any shape, targ of the same shape, or (N,) where outp is (N, 1) -> one float.
    ValueError for other shapes, which NumPy would silently broadcast, and for empty arrays.
    Example: mse([[1.], [4.]], [3., 4.]) -> 2.0.
    """
    error = _error("mse", outp, targ)
    return float(np.vdot(error, error) / error.size)


def mse_backward(outp: Any, targ: Any) -> np.ndarray:
    """Slope of the mean squared error for every output: 2 · (outp − targ) / size. The loss itself is not needed.

    Shapes and errors as in mse; the result has outp's shape.
    Example: mse_backward([[1.], [4.]], [3., 4.]) -> [[-2.], [0.]].
    """
    error = _error("mse_backward", outp, targ)
    return error * (2.0 / error.size)


def total(x: Any, axis: int | None = None) -> np.ndarray:
    """Add up all entries, or those along one axis, which is dropped.

    x of any shape -> its shape without that axis; () for axis None. ValueError for an axis that x does not have.
    Example: total([[1., 2.], [3., 5.]], 0) -> [4., 7.].
    """
    x = _float64(x)
    _reduced("total", x.shape, axis)
    return np.asarray(x.sum(axis=axis))


def total_backward(g: Any, shape: tuple[int, ...], axis: int | None = None) -> np.ndarray:
    """Hand g to every entry that was added: a sum is a wide add gate.

    g of the sum's shape, shape = the input's -> that shape. ValueError for an axis or a g that does not fit.
    Example: total_backward([10., 20.], (3, 2), 0) -> [[10., 20.], [10., 20.], [10., 20.]].
    """
    return _spread("total_backward", g, shape, axis)


def mean(x: Any, axis: int | None = None) -> np.ndarray:
    """Average all entries, or those along one axis, which is dropped.

    x of any shape -> its shape without that axis; () for axis None.
    Errors as in total, and ValueError for the mean of nothing.
    Example: mean([[1., 2.], [3., 5.]], 0) -> [2., 3.5].
    """
    x = _float64(x)
    return np.asarray(x.sum(axis=axis) / _count("mean", x.shape, axis))


def mean_backward(g: Any, shape: tuple[int, ...], axis: int | None = None) -> np.ndarray:
    """Hand every entry its share of g: g / (how many numbers each mean was taken over).

    Shapes and errors as in total_backward and mean.
    Example: mean_backward([9., 6.], (3, 2), 0) -> [[3., 2.], [3., 2.], [3., 2.]].
    """
    return _spread("mean_backward", g, shape, axis) / _count("mean_backward", shape, axis)


def unbroadcast(g: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Undo a broadcast: add up the gradients of all copies of each entry.

    g of a shape that `shape` broadcasts to -> a new array of `shape`. ValueError where it does not.
    Example: unbroadcast([[1., 2.], [10., 20.]], (2, 1)) -> [[3.], [30.]].
    """
    g = _float64(g)
    new = g.ndim - len(shape)  # axes that broadcasting put in front
    if new < 0 or any(size not in (1, wide) for size, wide in zip(shape, g.shape[new:], strict=True)):
        raise ValueError(f"unbroadcast: shape {shape} does not broadcast to g's shape {g.shape}.")
    stretched = tuple(new + i for i, size in enumerate(shape) if size == 1)
    return np.array(g.sum(axis=(*range(new), *stretched)).reshape(shape))


def _float64(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)


def _error(name: str, outp: Any, targ: Any) -> np.ndarray:
    """Difference outp − targ in outp's shape, or a refusal."""
    outp, targ = _float64(outp), _float64(targ)
    if targ.shape != outp.shape and outp.shape != (*targ.shape, 1):
        raise ValueError(
            f"{name}: outp has shape {outp.shape}, targ has shape {targ.shape}. They must be the same, "
            "or (N, 1) and (N,); anything else would be broadcast to errors between outputs and other rows' targets."
        )
    if outp.size == 0:
        raise ValueError(f"{name}: outp has shape {outp.shape}, so there is nothing to average. Give at least one row.")
    return outp - targ.reshape(outp.shape)


def _reduced(name: str, shape: tuple[int, ...], axis: int | None) -> tuple[int, ...]:
    """Shape that is left when the axis is dropped."""
    if axis is None:
        return ()
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"{name}: an array of shape {shape} has no axis {axis}.")
    axis %= len(shape)
    return (*shape[:axis], *shape[axis + 1 :])


def _count(name: str, shape: tuple[int, ...], axis: int | None) -> int:
    """How many numbers each mean is taken over; refuses a mean of nothing."""
    left = _reduced(name, shape, axis)
    count = int(np.prod(shape)) if axis is None else shape[axis]
    if count == 0 and 0 not in left:
        raise ValueError(
            f"{name}: shape {shape} along axis {axis} holds no numbers, and the mean of nothing is undefined."
        )
    return max(count, 1)


def _spread(name: str, g: Any, shape: tuple[int, ...], axis: int | None) -> np.ndarray:
    """Copy g along the axis that the reduction dropped."""
    g, left = _float64(g), _reduced(name, shape, axis)
    if g.shape != left:
        raise ValueError(f"{name}: g has shape {g.shape}, but reducing {shape} along axis {axis} leaves {left}.")
    return np.array(np.broadcast_to(g if axis is None else np.expand_dims(g, axis), shape))
