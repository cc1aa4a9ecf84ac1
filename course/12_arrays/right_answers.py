"""Right answers to the exercises of lesson 12, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Gates make their nodes with the
class of their operands; training runs use the bare class that the check takes when none is handed over.
Left out: the lesson's own solutions, which the lesson's run checks.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograde.players.array_engine import Tensor

Array = np.ndarray
Predict = Callable[[Array], Any]


# ---- tensor_ops ------------------------------------------------------------------------------------------------------


def summed_to(g: Array, shape: tuple[int, ...]) -> Array:
    """Copies added up, axis by axis."""
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def add_by_axes(a: Any, b: Any) -> Any:
    out = type(a)(a.data + b.data, (a, b))

    def hand_on() -> None:
        for x in (a, b):
            x.grad = x.grad + summed_to(out.grad, x.data.shape)

    out._backward = hand_on
    return out


def mul_by_axes(a: Any, b: Any) -> Any:
    out = type(a)(np.multiply(a.data, b.data), [a, b])

    def hand_on() -> None:
        for x, other in ((a, b), (b, a)):
            x.grad = x.grad + summed_to(out.grad * other.data, x.data.shape)

    out._backward = hand_on
    return out


def relu_by_where(a: Any) -> Any:
    out = type(a)(np.where(a.data > 0, a.data, 0), (a,))

    def hand_on() -> None:
        a.grad += np.where(a.data > 0, out.grad, 0.0)

    out._backward = hand_on
    return out


def send(out: Any, pairs: Any) -> None:
    """Add to each operand what its function makes of the gradient that arrived, in the operand's shape."""
    for operand, slope in pairs:
        amount = out.grad * slope
        extra = tuple(range(amount.ndim - operand.data.ndim))
        flat = amount.sum(axis=extra)
        kept = tuple(k for k, size in enumerate(operand.data.shape) if size == 1 and flat.shape[k] > 1)
        operand.grad += flat.sum(axis=kept, keepdims=True)


def add_by_table(a: Any, b: Any) -> Any:
    out = type(a)(b.data + a.data, (a, b))
    out._backward = partial(send, out, ((a, 1.0), (b, 1.0)))
    return out


def mul_by_table(a: Any, b: Any) -> Any:
    out = type(a)(a.data * b.data, (a, b))
    out._backward = partial(send, out, ((a, b.data), (b, a.data)))
    return out


def relu_by_table(a: Any) -> Any:
    slope = (a.data > 0).astype(float)
    out = type(a)(a.data * slope, (a,))
    out._backward = partial(send, out, ((a, slope),))
    return out


def entries(g: Array, shape: tuple[int, ...], factor: Any) -> Array:
    """What an operand of this shape receives, one entry of g after the other."""
    received = np.zeros(shape)
    places = np.broadcast_to(np.arange(max(received.size, 1)).reshape(shape), g.shape)
    np.add.at(received.reshape(-1), places.reshape(-1), (g * factor).reshape(-1))
    return received


def add_by_places(a: Any, b: Any) -> Any:
    out = type(a)(a.data + b.data, (a, b))

    def way_back() -> None:
        a.grad += entries(out.grad, a.data.shape, 1.0)
        b.grad += entries(out.grad, b.data.shape, 1.0)

    out._backward = way_back
    return out


def mul_by_places(a: Any, b: Any) -> Any:
    out = type(a)(a.data * b.data, (a, b))

    def way_back() -> None:
        a.grad += entries(out.grad, a.data.shape, b.data)
        b.grad += entries(out.grad, b.data.shape, a.data)

    out._backward = way_back
    return out


def relu_by_mask(a: Any) -> Any:
    open_ = a.data > 0
    out = type(a)(np.maximum(0, a.data), (a,))

    def way_back() -> None:
        a.grad[open_] += out.grad[open_]

    out._backward = way_back
    return out


# ---- tensor_matmul ---------------------------------------------------------------------------------------------------


def matmul_by_einsum(a: Any, b: Any) -> Any:
    out = type(a)(np.einsum("nd,dm->nm", a.data, b.data), (a, b))

    def way_back() -> None:
        a.grad = a.grad + np.einsum("nm,dm->nd", out.grad, b.data)
        b.grad = b.grad + np.einsum("nd,nm->dm", a.data, out.grad)

    out._backward = way_back
    return out


def matmul_by_rows(a: Any, b: Any) -> Any:
    """One sample after the other: each row pushes on the same weights."""
    out = type(a)(np.dot(a.data, b.data), (a, b))

    def way_back() -> None:
        for n, g in enumerate(out.grad):
            a.grad[n] += b.data @ g
            b.grad += np.outer(a.data[n], g)

    out._backward = way_back
    return out


def matmul_transposed(a: Any, b: Any) -> Any:
    out = type(a)(a.data @ b.data, [a, b])

    def way_back() -> None:
        turned = out.grad.T  # (M, N)
        a.grad += (b.data @ turned).T
        b.grad += (turned @ a.data).T

    out._backward = way_back
    return out


# ---- tensor_rows -----------------------------------------------------------------------------------------------------


def rows_one_by_one(a: Any, indices: Array) -> Any:
    out = type(a)(np.stack([a.data[i] for i in indices]), (a,))

    def way_back() -> None:
        for place, i in enumerate(indices):
            a.grad[i] += out.grad[place]

    out._backward = way_back
    return out


def total_by_broadcast(a: Any, axis: int | None) -> Any:
    out = type(a)(np.sum(a.data, axis=axis), (a,))

    def way_back() -> None:
        shape = [1 if axis is None or k == axis else size for k, size in enumerate(a.data.shape)]
        a.grad = a.grad + np.broadcast_to(np.reshape(out.grad, shape), a.data.shape)

    out._backward = way_back
    return out


def rows_by_one_hot(a: Any, indices: Array) -> Any:
    taken = np.eye(len(a.data))[indices]  # (n, N), a 1 in the column of the row that is taken
    out = type(a)(np.tensordot(taken, a.data, 1), (a,))

    def way_back() -> None:
        a.grad += np.tensordot(taken.T, out.grad, 1)

    out._backward = way_back
    return out


def total_by_repeat(a: Any, axis: int | None) -> Any:
    out = type(a)(a.data.sum() if axis is None else a.data.sum(axis), (a,))

    def way_back() -> None:
        if axis is None:
            a.grad += float(out.grad)
        else:
            a.grad += np.repeat(np.expand_dims(out.grad, axis), a.data.shape[axis], axis)

    out._backward = way_back
    return out


def rows_by_take(a: Any, indices: Array) -> Any:
    out = type(a)(a.data.take(indices, axis=0), (a,))

    def way_back() -> None:
        received = np.zeros(a.data.shape)
        np.add.at(received, indices, out.grad)
        a.grad = a.grad + received

    out._backward = way_back
    return out


def total_by_moved_axis(a: Any, axis: int | None) -> Any:
    out = type(a)(a.data.sum(axis=axis), (a,))

    def way_back() -> None:
        if axis is None:
            a.grad = a.grad + np.full(a.data.shape, out.grad)
        else:
            np.moveaxis(a.grad, axis, 0)[...] += out.grad

    out._backward = way_back
    return out


# ---- cross_entropy ---------------------------------------------------------------------------------------------------


def price_by_logaddexp(logits: Any, labels: Array) -> Any:
    totals = np.logaddexp.reduce(logits.data, axis=1, keepdims=True)  # (N, 1)
    logs = logits.data - totals  # (N, K)
    out = type(logits)(-np.take_along_axis(logs, labels[:, None], 1).mean(), (logits,))

    def way_back() -> None:
        logits.grad += out.grad * (np.exp(logs) - np.eye(logs.shape[1])[labels]) / len(logs)

    out._backward = way_back
    return out


def price_by_rows(logits: Any, labels: Array) -> Any:
    slopes, prices = [], []
    for row, label in zip(logits.data, labels, strict=True):
        grown = np.exp(row - row.max())
        prices.append(np.log(grown.sum()) + row.max() - row[label])
        shares = grown / grown.sum()
        shares[label] -= 1
        slopes.append(shares)
    out = type(logits)(sum(prices) / len(prices), (logits,))

    def way_back() -> None:
        logits.grad = logits.grad + np.array(slopes) * (out.grad / len(slopes))

    out._backward = way_back
    return out


def price_by_differences(logits: Any, labels: Array) -> Any:
    """log Σ exp(sₖ − s_right), shifted by the largest difference."""
    places = np.arange(len(labels))
    apart = logits.data - logits.data[places, labels][:, None]
    top = apart.max(axis=1, keepdims=True)
    sums = np.exp(apart - top).sum(axis=1, keepdims=True)
    out = type(logits)((top + np.log(sums)).mean(), (logits,))

    def way_back() -> None:
        each = float(out.grad) / len(labels)
        logits.grad += each * np.exp(apart - top) / sums
        logits.grad[places, labels] -= each

    out._backward = way_back
    return out


# ---- train_digits ----------------------------------------------------------------------------------------------------


def sweep(root: Tensor, nodes: list[Tensor]) -> None:
    """Nodes in the order in which they were made; each sends once, from the last to the first."""
    root.grad = np.ones_like(root.data)
    for node in reversed(nodes):
        node._backward()


def adam_wide(X: Array, y: Array, seed: int) -> Predict:
    """80 hidden units, Adam, batches of 64, gates from above."""
    rng = np.random.default_rng(seed)
    p = {
        "W1": rng.normal(0, 0.18, (64, 80)),
        "b1": np.zeros(80),
        "W2": rng.normal(0, 0.1, (80, 10)),
        "b2": np.zeros(10),
    }
    leaves = {name: Tensor(values) for name, values in p.items()}
    m, s = ({name: np.zeros_like(values) for name, values in p.items()} for _ in range(2))

    def forward(pictures: Array) -> list[Tensor]:
        z = matmul_by_einsum(Tensor(pictures / 16.0), leaves["W1"])
        z1 = add_by_axes(z, leaves["b1"])
        a1 = relu_by_where(z1)
        z2 = matmul_by_einsum(a1, leaves["W2"])
        return [z, z1, a1, z2, add_by_axes(z2, leaves["b2"])]

    t = 0
    for _ in range(6):
        for batch in np.array_split(rng.permutation(len(X)), max(len(X) // 64, 1)):
            t += 1
            for leaf in leaves.values():
                leaf.grad = np.zeros_like(leaf.data)
            nodes = forward(X[batch])
            price = price_by_logaddexp(nodes[-1], y[batch])
            sweep(price, [*nodes, price])
            for name, leaf in leaves.items():
                m[name] = 0.9 * m[name] + 0.1 * leaf.grad
                s[name] = 0.999 * s[name] + 0.001 * leaf.grad**2
                leaf.data = leaf.data - 0.01 * (m[name] / (1 - 0.9**t)) / (np.sqrt(s[name] / (1 - 0.999**t)) + 1e-8)
    return lambda pictures: forward(pictures)[-1].data.argmax(axis=1).tolist()


def columns_and_new_leaves(X: Array, y: Array, seed: int) -> Predict:
    """Samples in columns, W (H, 64), plain descent with a long stride, and a new leaf for every step."""
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(0, 0.18, (64, 64))[:40], np.zeros((40, 1)), rng.normal(0, 0.15, (10, 40)), np.zeros((10, 1))]

    def forward(pictures: Array, leaves: list[Tensor]) -> list[Tensor]:
        W1, b1, W2, b2 = leaves
        z = matmul_transposed(W1, Tensor(pictures.T / 16.0))  # (40, N)
        z1 = add_by_table(z, b1)
        a1 = relu_by_table(z1)
        z2 = matmul_transposed(W2, a1)  # (10, N)
        return [z, z1, a1, z2, add_by_table(z2, b2)]

    for epoch in range(7):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 30):
            batch = order[start : start + 30]
            leaves = [Tensor(array) for array in arrays]
            nodes = forward(X[batch], leaves)
            scores = nodes[-1].data
            shares = np.exp(scores - scores.max(axis=0))
            shares /= shares.sum(axis=0)
            shares[y[batch], np.arange(len(batch))] -= 1
            nodes[-1].grad = shares / len(batch)
            for node in reversed(nodes):
                node._backward()
            rate = 0.6 if epoch < 5 else 0.15
            arrays = [leaf.data - rate * leaf.grad for leaf in leaves]
    return lambda pictures: forward(pictures, [Tensor(array) for array in arrays])[-1].data.argmax(axis=0)


def two_hidden_layers(X: Array, y: Array, seed: int) -> Predict:
    """Two hidden layers, momentum with a rate that shrinks, pixels around 0."""
    rng = np.random.default_rng(seed)
    sizes = (64, 56, 32, 10)
    Ws = [Tensor(rng.normal(0, np.sqrt(2 / n), (n, m))) for n, m in itertools.pairwise(sizes)]
    bs = [Tensor(np.zeros((1, m))) for m in sizes[1:]]
    moving = [np.zeros_like(p.data) for p in (*Ws, *bs)]

    def forward(pictures: Array) -> list[Tensor]:
        nodes = [Tensor(pictures / 16.0 - 0.3)]
        for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
            nodes.append(matmul_by_rows(nodes[-1], W) if len(pictures) < 3 else matmul_transposed(nodes[-1], W))
            nodes.append(add_by_places(nodes[-1], b))
            if layer < 2:
                nodes.append(relu_by_mask(nodes[-1]))
        return nodes

    for epoch in range(8):
        for batch in np.array_split(rng.permutation(len(X)), max(len(X) // 40, 1)):
            nodes = forward(X[batch])
            price = price_by_differences(nodes[-1], y[batch])
            for p in (*Ws, *bs):
                p.grad = np.zeros_like(p.data)
            sweep(price, [*nodes, price])
            for k, p in enumerate((*Ws, *bs)):
                moving[k] = 0.9 * moving[k] - 0.1 * (1 - epoch / 8) * p.grad
                p.data = p.data + moving[k]
    return lambda pictures: forward(pictures)[-1].data.argmax(axis=1)


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "tensor_ops": [
        (add_by_axes, mul_by_axes, relu_by_where),
        (add_by_table, mul_by_table, relu_by_table),
        (add_by_places, mul_by_places, relu_by_mask),
    ],
    "tensor_matmul": [(matmul_by_einsum,), (matmul_by_rows,), (matmul_transposed,)],
    "tensor_rows": [
        (rows_one_by_one, total_by_broadcast),
        (rows_by_one_hot, total_by_repeat),
        (rows_by_take, total_by_moved_axis),
    ],
    "cross_entropy": [(price_by_logaddexp,), (price_by_rows,), (price_by_differences,)],
    "train_digits": [(adam_wide,), (columns_and_new_leaves,), (two_hidden_layers,)],
}
