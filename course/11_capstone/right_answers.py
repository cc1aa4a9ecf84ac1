"""Right answers to the exercises of lesson 11, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures; for the dictionary `repairs` one
function an entry, which ignores its argument. Left out: the lesson's own solutions, which the lesson's run checks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib import Value
from backprop_lib.circuit import maximum
from backprop_lib.jacobian import jacobian
from backprop_lib.numerical import numerical_derivative, numerical_gradient

Array = np.ndarray
Predict = Callable[[Array], Any]


# ---- softmax_cross_entropy -------------------------------------------------------------------------------------------


def loss_by_rows(logits: Array, labels: Array) -> float:
    """Row by row with plain floats."""
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        total += math.log(sum(math.exp(score - max(row)) for score in row)) + max(row) - row[label]
    return total / len(labels)


def gradient_by_rows(logits: Array, labels: Array) -> Array:
    result = np.empty_like(logits)
    for place, (row, label) in enumerate(zip(logits, labels, strict=True)):
        grown = np.exp(row - np.max(row))
        result[place] = grown / grown.sum()
        result[place, label] -= 1.0
    return result / logits.shape[0]


def loss_by_logaddexp(logits: Array, labels: Array) -> Any:
    """NumPy's own stable log(eᵃ + eᵇ), folded over the classes; a 0-d result."""
    totals = np.logaddexp.reduce(logits, axis=1)
    return np.mean(totals - np.take_along_axis(logits, labels[:, None], axis=1)[:, 0])


def gradient_by_logs(logits: Array, labels: Array) -> Array:
    shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    return (shares - np.eye(logits.shape[1])[labels]) / len(logits)


def loss_by_differences(logits: Array, labels: Array) -> float:
    """log Σ exp(sₖ − s_right), shifted by the largest difference."""
    apart = logits - logits[np.arange(len(labels)), labels][:, None]
    top = apart.max(axis=1)
    return float((top + np.log(np.exp(apart - top[:, None]).sum(axis=1))).mean())


def gradient_by_jacobians(logits: Array, labels: Array) -> Array:
    """The softmax's whole Jacobian for each row, contracted with the slope of the log-price of every other share."""
    rows = []
    for row, label in zip(logits, labels, strict=True):
        shares = np.exp(row - row.max())
        shares /= shares.sum()
        one = np.zeros(len(row))
        one[label] = 1.0
        rows.append((shares - one) * (1 / len(labels)))
    return np.vstack(rows)


# ---- net_gradients ---------------------------------------------------------------------------------------------------

Params = dict[str, Array]


def pass_by_rows(params: Params, X: Array, y: Array) -> tuple[Any, Params]:
    """One sample at a time, all gradients added up, divided at the end; the loss as a 0-d array."""
    grads = {name: np.zeros(values.shape) for name, values in params.items()}
    prices = []
    for x, label in zip(X, y, strict=True):
        a = np.tanh(x @ params["W1"] + params["b1"])
        scores = a @ params["W2"] + params["b2"]
        shares = np.exp(scores) / np.sum(np.exp(scores))
        prices.append(-np.log(shares[label]))
        g = shares - np.eye(len(shares))[label]
        dz = (params["W2"] @ g) / np.cosh(x @ params["W1"] + params["b1"]) ** 2
        grads["W2"] += np.outer(a, g)
        grads["b2"] += g
        grads["W1"] += np.outer(x, dz)
        grads["b1"] += dz
    return np.array(np.mean(prices)), {name: total / len(y) for name, total in grads.items()}


def pass_by_layers(params: Params, X: Array, y: Array) -> list[Any]:
    """A bias as one more row of weights; the functions of 11.1; a list for the pair, and one gradient more."""
    wide = np.hstack([X, np.ones((len(X), 1))])
    a = np.tanh(wide @ np.vstack([params["W1"], params["b1"]]))
    scores = np.hstack([a, np.ones((len(a), 1))]) @ np.vstack([params["W2"], params["b2"]])
    g = gradient_by_logs(scores, y)
    second = np.vstack([a.T, np.ones((1, len(a)))]) @ g
    dz = np.einsum("nk,hk->nh", g, params["W2"]) * (1 + a) * (1 - a)
    first = wide.T @ dz
    grads = {"W1": first[:-1], "b1": first[-1], "W2": second[:-1], "b2": second[-1], "X": dz @ params["W1"].T}
    return [loss_by_logaddexp(scores, y), grads]


def pass_by_engine(params: Params, X: Array, y: Array) -> tuple[float, Params]:
    """The net as a list of gates, each with its way back; gradients are collected under the parameters' names."""
    grads: Params = {}
    ways_back: list[Callable[[Array], Array]] = []

    def linear(x: Array, layer: str) -> Array:
        W = params["W" + layer]

        def back(g: Array) -> Array:
            grads["W" + layer], grads["b" + layer] = x.T @ g, np.ones(len(g)) @ g
            return np.asarray(g @ W.T)

        ways_back.append(back)
        return np.asarray(x @ W + params["b" + layer])

    def bend(z: Array) -> Array:
        ways_back.append(lambda g: g * (1 - np.tanh(z) ** 2))
        return np.asarray(np.tanh(z))

    scores = linear(bend(linear(X, "1")), "2")
    g = gradient_by_rows(scores, y)
    for back in reversed(ways_back):
        g = back(g)
    return float(loss_by_rows(scores, y)), grads


# ---- train_spirals ---------------------------------------------------------------------------------------------------


def wide_relu(X: Array, y: Array, seed: int) -> Predict:
    """Two hidden ReLU layers, full batch, momentum."""
    rng = np.random.default_rng(seed)
    sizes = (2, 48, 24, 3)
    W = [rng.normal(0, math.sqrt(2 / a), (a, b)) for a, b in itertools.pairwise(sizes)]
    b = [np.zeros(n) for n in sizes[1:]]
    moving = [np.zeros_like(p) for p in W + b]
    for _ in range(900):
        outs = [X]
        for layer in range(3):
            z = outs[-1] @ W[layer] + b[layer]
            outs.append(np.maximum(z, 0) if layer < 2 else z)
        g = gradient_by_logs(outs[-1], y)
        steps: list[Any] = [None] * 6
        for layer in (2, 1, 0):
            steps[layer], steps[3 + layer] = outs[layer].T @ g, g.sum(axis=0)
            g = (g @ W[layer].T) * (outs[layer] > 0)
        for p, v, step in zip(W + b, moving, steps, strict=True):
            v *= 0.9
            v -= 0.2 * step
            p += v

    def predict(points: Array) -> Array:
        a = np.maximum(points @ W[0] + b[0], 0)
        a = np.maximum(a @ W[1] + b[1], 0)
        return np.argmax(a @ W[2] + b[2], axis=1)

    return predict


def in_batches(X: Array, y: Array, seed: int) -> Predict:
    """One tanh layer, shuffled batches of 50, plain descent; labels come back as a list."""
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 3, (2, 40)), rng.normal(0, 1, 40)
    W2, b2 = np.zeros((40, 3)), np.zeros(3)
    for _ in range(500):
        order = rng.permutation(len(y))
        for start in range(0, len(y), 50):
            rows = order[start : start + 50]
            a = np.tanh(X[rows] @ W1 + b1)
            g = gradient_by_logs(a @ W2 + b2, y[rows])
            dz = (g @ W2.T) * (1 - a * a)
            W2 -= 0.5 * a.T @ g
            b2 -= 0.5 * g.sum(axis=0)
            W1 -= 0.5 * X[rows].T @ dz
            b1 -= 0.5 * dz.sum(axis=0)
    return lambda points: [int(row.argmax()) for row in np.tanh(points @ W1 + b1) @ W2 + b2]


class Network:
    """A class whose instances can be called; Adam's steps; labels as small integers."""

    def __init__(self, units: int, rng: np.random.Generator) -> None:
        self.p = [rng.normal(0, 2, (2, units)), np.zeros(units), rng.normal(0, 0.1, (units, 3)), np.zeros(3)]

    def scores(self, points: Array) -> tuple[Array, Array]:
        a = np.tanh(points @ self.p[0] + self.p[1])
        return a, a @ self.p[2] + self.p[3]

    def __call__(self, points: Array) -> Array:
        return self.scores(points)[1].argmax(axis=1).astype(np.int8)

    def train(self, X: Array, y: Array) -> None:
        first, second = [0 * p for p in self.p], [0 * p for p in self.p]
        for step in range(1, 501):
            a, scores = self.scores(X)
            g = gradient_by_logs(scores, y)
            dz = (g @ self.p[2].T) * (1 - a**2)
            for k, slope in enumerate((X.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0))):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.99 * second[k] + 0.01 * slope**2
                size = np.sqrt(second[k] / (1 - 0.99**step)) + 1e-8
                self.p[k] = self.p[k] - 0.05 * first[k] / (1 - 0.9**step) / size


def with_a_class(X: Array, y: Array, seed: int) -> Predict:
    network = Network(32, np.random.default_rng(seed))
    network.train(X, y)
    return network


# ---- repair_the_tutorial ---------------------------------------------------------------------------------------------

W_OF_A = np.array([[2.0, -1.5], [0.7, 3.0]])
ROUNDED = (-1.5, 2.1, -0.3771, 20.0, 1.5, 7.864, 4e-8, 3.3, -7.5, 3.513)


def epoch(rate: float) -> list[float]:
    w, losses = 1.0, []
    for x in (1.0, 2.0, 3.0):
        losses.append((w * x - 2 * x) ** 2)
        w -= rate * 2 * (w * x - 2 * x) * x
    return losses


def stable(inputs: Array, rate: float) -> bool:
    """Whether descent on the mean of (w·x)² comes to rest at a learning rate."""
    return bool(abs(1 - rate * 2 * np.mean(inputs**2)) < 1)


def measured() -> tuple[Any, ...]:
    """Every number by nudging, or by running what the question describes."""
    targets = np.array([1.0, 1.3])
    data = np.array([4.0, 6.0]) * math.sqrt(50 / 52)  # largest stable rate: 0.04
    assert stable(data, 0.0399)
    assert not stable(data, 0.0401)
    low, high = 1e-9, 1e-6
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if stable(1000 * data, middle) else (low, middle)
    return (
        jacobian(lambda x: x @ W_OF_A, np.array([0.3, 0.8]))[1, 0],
        numerical_gradient(lambda o: float(np.mean((o - targets) ** 2)), np.array([3.1, 0.4]))[0],
        float((2 * np.array([-0.2377, 0.3578])) @ np.array([0.4739, -0.2122])),
        numerical_gradient(lambda x: float(np.mean(3 * (x + 3) ** 2)), np.array([2.0, 3.0, 7.0]))[2],
        numerical_derivative(lambda x: 3 * max(x, 4.0), 4.0),
        40 * numerical_derivative(lambda x: 1 / (1 + math.exp(-x)), 1.0),
        low,
        numerical_derivative(lambda b: (0.7 + b) * 3.3, -1.9),
        numerical_derivative(lambda w: (w * 2.5 - 3.5) ** 2, 0.8),
        np.mean(epoch(0.02)),
    )


def by_circuit() -> tuple[Any, ...]:
    """What the course's circuits say, where a circuit can."""
    x, y = Value(4.0), Value(4.0)
    (3 * maximum(x, y)).backward()
    gate = Value(1.0)
    (40 * gate.sigmoid()).backward()
    a, b, c = Value(0.7), Value(-1.9), Value(3.3)
    ((a + b) * c).backward()
    w = Value(0.8)
    miss = w * 2.5 - 3.5
    (miss * miss).backward()
    out, other = Value(3.1), Value(0.4)
    first, second = out - 1.0, other - 1.3
    ((first * first + second * second) * 0.5).backward()
    entry = Value(7.0)
    total = (Value(2.0) + 3) * (Value(2.0) + 3) * 3 + (Value(3.0) + 3) * (Value(3.0) + 3) * 3
    ((total + (entry + 3) * (entry + 3) * 3) * (1 / 3)).backward()
    rest = (2 * (-0.2377 * 0.4739 - 0.3578 * 0.2122), 0.04 * 1e-6, sum(epoch(0.02)) / 3)
    return (-1.5, out.grad, rest[0], entry.grad, x.grad, gate.grad, rest[1], b.grad, w.grad, rest[2])


def entries(numbers: tuple[Any, ...]) -> tuple[Callable[[str], Any], ...]:
    """One function an entry of the dictionary."""
    return tuple(lambda table, number=number: number for number in numbers)


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "softmax_cross_entropy": [
        (loss_by_rows, gradient_by_rows),
        (loss_by_logaddexp, gradient_by_logs),
        (loss_by_differences, gradient_by_jacobians),
    ],
    "net_gradients": [(pass_by_rows,), (pass_by_layers,), (pass_by_engine,)],
    "train_spirals": [(wide_relu,), (in_batches,), (with_a_class,)],
    "repair_the_tutorial": [entries(ROUNDED), entries(measured()), entries(by_circuit())],
}
