"""Right answers to the exercises of lesson 13, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_lib.names import END, LETTERS, encode
from backprop_lib.optim import SGD, Adam
from backprop_lib.tensor import Tensor

Array = np.ndarray


# ---- norm_backward ---------------------------------------------------------------------------------------------------


def rms_by_jacobians(g: Array, x: Array) -> Array:
    """Each row's whole Jacobian, (I − y yᵀ / D) / r."""
    rows = []
    for arrived, row in zip(g, x, strict=True):
        r = math.sqrt(np.mean(row**2))
        y = row / r
        rows.append((np.eye(len(row)) - np.outer(y, y) / len(row)) / r @ arrived)
    return np.vstack(rows)


def layer_by_jacobians(g: Array, x: Array, gamma: Array) -> tuple[Array, Array, Array]:
    dx, dgamma = np.zeros(x.shape), np.zeros(gamma.shape)
    for n, row in enumerate(x):
        size, apart = len(row), row - row.mean()
        s = math.sqrt(np.mean(apart**2))
        jacobian = (np.eye(size) - 1 / size - np.outer(apart, apart) / (size * s * s)) / s
        dx[n] = jacobian @ (g[n] * gamma)
        dgamma += g[n] * apart / s
    return dx, dgamma, np.sum(g, axis=0)


def rms_by_gates(g: Array, x: Array) -> Array:
    """Backward gate by gate: division, root, mean, square."""
    squares = np.mean(x * x, axis=-1, keepdims=True)
    r = np.sqrt(squares)
    dx = g / r
    dr = np.sum(g * -x / r**2, axis=-1, keepdims=True)
    dsquares = dr * 0.5 / r
    return dx + dsquares * 2 * x / x.shape[-1]


def layer_by_gates(g: Array, x: Array, gamma: Array) -> list[Array]:
    """Gate by gate; a list comes back."""
    apart = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((apart**2).mean(axis=1, keepdims=True))
    dz = g * gamma
    dapart = dz / s
    ds = (dz * -apart / s**2).sum(axis=1, keepdims=True)
    dapart = dapart + ds * apart / (s * x.shape[1])
    dx = dapart - dapart.mean(axis=1, keepdims=True)
    return [dx, np.einsum("nd,nd->d", g, apart / s), np.einsum("nd->d", g)]


def rms_by_numbers(g: Array, x: Array) -> Array:
    """Number by number in plain Python."""
    result = np.zeros(x.shape)
    for n, row in enumerate(x.tolist()):
        square = sum(a * a for a in row) / len(row)
        along = sum(b * a for a, b in zip(row, g[n].tolist(), strict=True)) / len(row)
        for d, a in enumerate(row):
            result[n, d] = g[n, d] * square**-0.5 - a * along * square**-1.5
    return result


def layer_by_two_projections(g: Array, x: Array, gamma: Array) -> tuple[Array, Array, Array]:
    """What arrives, less its parts along the row of ones and along the normalised row."""
    D = x.shape[1]
    z = x - x.mean(1)[:, None]
    s = np.linalg.norm(z, axis=1)[:, None] / D**0.5
    unit = z / (s * D**0.5)
    d = g * gamma
    d = d - (d.sum(1) / D)[:, None]
    return (d - unit * (d * unit).sum(1)[:, None]) / s, (z / s * g).sum(0), g.sum(0)


# ---- causal_attention and attention_backward -------------------------------------------------------------------------


def attention_by_places(q: Array, k: Array, v: Array) -> tuple[Array, Array]:
    T, D = q.shape
    weights = np.zeros((T, T))
    for t in range(T):
        scores = k[: t + 1] @ q[t] / math.sqrt(D)
        grown = np.exp(scores - scores.max())
        weights[t, : t + 1] = grown / grown.sum()
    return weights @ v, weights


def attention_by_a_large_number(q: Array, k: Array, v: Array) -> list[Array]:
    """A mask of −10⁹ added to the scores; a list comes back."""
    scores = np.einsum("td,sd->ts", q, k) * len(q[0]) ** -0.5 - 1e9 * np.triu(np.ones((len(q), len(q))), 1)
    weights = np.exp(scores - np.max(scores, axis=-1)[:, None])
    weights /= np.sum(weights, axis=-1)[:, None]
    return [np.einsum("ts,sm->tm", weights, v), weights]


def attention_by_logs(q: Array, k: Array, v: Array) -> tuple[Array, Array]:
    scores = (q / np.sqrt(q.shape[1])) @ k.T
    scores[np.triu_indices(len(q), 1)] = -np.inf
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    return weights.dot(v), weights


def backward_by_places(g: Array, q: Array, k: Array, v: Array) -> tuple[Array, Array, Array]:
    """One place at a time, with the softmax's whole Jacobian."""
    weights = attention_by_places(q, k, v)[1]
    dq, dk, dv = np.zeros(q.shape), np.zeros(k.shape), np.zeros(v.shape)
    for t in range(len(q)):
        w = weights[t]
        dscores = (np.diag(w) - np.outer(w, w)) @ (v @ g[t]) / math.sqrt(q.shape[1])
        dq[t] = dscores @ k
        dk += np.outer(dscores, q[t])
        dv += np.outer(w, g[t])
    return dq, dk, dv


def backward_through_out(g: Array, q: Array, k: Array, v: Array) -> tuple[Array, Array, Array]:
    """The shared part of each row as g · out."""
    out, w = attention_by_logs(q, k, v)
    dscores = w * (g @ v.T - (g * out).sum(axis=1, keepdims=True)) * q.shape[1] ** -0.5
    return np.matmul(dscores, k), np.matmul(dscores.T, q), np.matmul(w.T, g)


def backward_by_sums(g: Array, q: Array, k: Array, v: Array) -> list[Array]:
    w = attention_by_a_large_number(q, k, v)[1]
    dw = np.einsum("tm,sm->ts", g, v)
    ds = np.einsum("ts,ts->ts", w, dw) - w * np.einsum("ts,ts->t", w, dw)[:, None]
    ds /= math.sqrt(k.shape[1])
    return [np.einsum("ts,sd->td", ds, k), np.einsum("ts,td->sd", ds, q), np.einsum("ts,tm->sm", w, g)]


# ---- train_names -----------------------------------------------------------------------------------------------------


def three_letters_by_hand(names: Sequence[str], seed: int) -> Callable[[str], Array]:
    """The last three letters and the place into one tanh layer, in NumPy with gradients by hand, momentum."""
    rng = np.random.default_rng(seed)
    back, size, hidden = 3, 10, 80

    def windows(some: Sequence[str]) -> tuple[Array, Array]:
        rows = [
            [*([END] * back + encode(name)[1 : t + 1])[-back:], 27 + min(t, 11)]
            for name in some
            for t in range(len(name) + 1)
        ]
        return np.array(rows), np.array([mark for name in some for mark in encode(name)[1:]])

    X, y = windows(names)
    E = rng.normal(0, 0.5, (39, size))
    W1, b1 = rng.normal(0, 1 / math.sqrt(size * (back + 1)), (size * (back + 1), hidden)), np.zeros(hidden)
    W2, b2 = np.zeros((hidden, 27)), np.zeros(27)
    optimizer = SGD(0.1, momentum=0.9)
    params = {"E": E, "W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def forward(X: Array) -> tuple[Array, Array, Array]:
        x = E[X].reshape(len(X), -1)  # (N, 40)
        a = np.tanh(x @ W1 + b1)
        s = a @ W2 + b2
        p = np.exp(s - s.max(axis=1, keepdims=True))
        return x, a, p / p.sum(axis=1, keepdims=True)

    for step in range(450):
        rows = rng.integers(0, len(y), 160)
        x, a, p = forward(X[rows])
        p[np.arange(160), y[rows]] -= 1
        p /= 160
        dz = (p @ W2.T) * (1 - a * a)
        dE = np.zeros(E.shape)
        np.add.at(dE, X[rows], (dz @ W1.T).reshape(160, back + 1, size))
        grads = {"E": dE, "W1": x.T @ dz, "b1": dz.sum(axis=0), "W2": a.T @ p, "b2": p.sum(axis=0)}
        optimizer.lr = 0.1 * (1 - step / 450)
        optimizer.step(params, grads)

    def next_probabilities(prefix: str) -> Array:
        marks = [END] * (back - 1) + encode(prefix)[:-1]
        return forward(np.array([[*marks[-back:], 27 + min(len(prefix), 11)]]))[2][0]

    return next_probabilities


class Reader:
    """Attention and a hidden layer behind it; every batch holds names of one length. Its method is handed out."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        draw = self.rng.normal
        self.letters, self.places = Tensor(draw(0, 0.3, (27, 20))), Tensor(draw(0, 0.3, (13, 20)))
        self.q, self.k = Tensor(draw(0, 0.2, (20, 8))), Tensor(draw(0, 0.2, (20, 8)))
        self.v, self.out = Tensor(draw(0, 0.2, (20, 20))), Tensor(draw(0, 0.2, (20, 27)))
        self.up, self.down = Tensor(draw(0, 0.3, (20, 48))), Tensor(draw(0, 0.1, (48, 20)))

    def scores(self, X: Array) -> Tensor:
        count = X.shape[1]
        x = self.letters.rows(X) + self.places.rows(range(count))  # (N, T, 20)
        n = x.rmsnorm()
        seen = np.where(np.tri(count) > 0, 0.0, -1e9)
        w = ((n @ self.q) @ (n @ self.k).transpose(0, 2, 1) / 8**0.5 + seen).softmax()
        x = x + w @ (n @ self.v)
        x = x + (x.rmsnorm() @ self.up).relu() @ self.down
        return x.rmsnorm() @ self.out  # (N, T, 27)

    def learn(self, names: Sequence[str], steps: int) -> None:
        parts = {name: value for name, value in vars(self).items() if isinstance(value, Tensor)}
        optimizer, lengths = Adam(0.015), [len(name) for name in names]
        of_length = {n: [encode(name) for name in names if len(name) == n] for n in set(lengths)}
        for step in range(steps):
            same = of_length[int(self.rng.choice(lengths))]
            marks = np.array([same[i] for i in self.rng.integers(0, len(same), 32)])
            loss = self.scores(marks[:, :-1]).cross_entropy(marks[:, 1:])
            loss.zero_grad()
            loss.backward()
            optimizer.lr = 0.015 * (1 - step / steps)
            moving = {n: p for n, p in parts.items() if p.grad is not None}
            optimizer.step({n: p.data for n, p in moving.items()}, {n: p.grad for n, p in moving.items()})

    def probabilities(self, prefix: str) -> list[float]:
        scores = self.scores(np.array([encode(prefix)[:-1]])).data[0, -1]
        grown = [math.exp(score) for score in scores - scores.max()]
        return [part / sum(grown) for part in grown]


def with_a_class(names: Sequence[str], seed: int) -> Callable[[str], list[float]]:
    reader = Reader(seed)
    reader.learn(names, 300)
    return reader.probabilities


def two_heads(names: Sequence[str], seed: int) -> Callable[[str], Array]:
    """Two attentions side by side, padded rows with a weight for each task, probabilities of the softmax node."""
    rng = np.random.default_rng(seed)
    D, T = 16, 13
    p = {f"{part}{head}": Tensor(rng.normal(0, 0.25, (D, 8))) for part in "qkv" for head in (0, 1)}
    p |= {"o0": Tensor(rng.normal(0, 0.1, (8, D))), "o1": Tensor(rng.normal(0, 0.1, (8, D)))}
    p |= {"e": Tensor(rng.normal(0, 0.2, (27, D))), "t": Tensor(rng.normal(0, 0.2, (T, D)))}
    p |= {"u": Tensor(rng.normal(0, 0.35, (D, 40))), "d": Tensor(rng.normal(0, 0.05, (40, D)))}
    p["out"] = Tensor(rng.normal(0, 0.2, (D, 27)))

    def run(X: Array) -> Tensor:
        x = (p["e"].rows(X) + p["t"].rows(np.arange(X.shape[1]))).rmsnorm()
        late = np.triu(np.full((X.shape[1], X.shape[1]), -np.inf), 1)
        mixed = x
        for head in "01":
            looks = (x @ p["q" + head]) @ (x @ p["k" + head]).transpose(0, 2, 1) / math.sqrt(8) + late
            mixed = mixed + looks.softmax() @ (x @ p["v" + head]) @ p["o" + head]
        return (mixed + (mixed.rmsnorm() @ p["u"]).relu() @ p["d"]).rmsnorm() @ p["out"]

    coded = [encode(name) for name in names]
    optimizer = Adam(0.016, betas=(0.9, 0.98))
    for step in range(180):
        some = [coded[i] for i in rng.choice(len(coded), 32, replace=False)]
        X = np.full((len(some), T), END)
        for row, marks in enumerate(some):
            X[row, : len(marks) - 1] = marks[:-1]
        places = np.concatenate([row * T + np.arange(len(marks) - 1) for row, marks in enumerate(some)])
        labels = np.concatenate([marks[1:] for marks in some])
        loss = run(X).reshape(-1, 27).rows(places).cross_entropy(labels)
        loss.zero_grad()
        loss.backward()
        optimizer.lr = 0.016 * (1 - step / 180)
        optimizer.step({n: t.data for n, t in p.items()}, {n: t.grad for n, t in p.items()})
    return lambda prefix: run(np.array([[END, *map(LETTERS.index, prefix)]])).softmax().data[0, len(prefix)]


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "norm_backward": [
        (rms_by_jacobians, layer_by_jacobians),
        (rms_by_gates, layer_by_gates),
        (rms_by_numbers, layer_by_two_projections),
    ],
    "causal_attention": [(attention_by_places,), (attention_by_a_large_number,), (attention_by_logs,)],
    "attention_backward": [(backward_by_places,), (backward_through_out,), (backward_by_sums,)],
    "train_names": [(three_letters_by_hand,), (with_a_class,), (two_heads,)],
}
