"""The exercises of lesson 11: softmax with cross-entropy, a net's gradients, three spirals, ten repaired numbers.

Expected values are closed forms: sums of single exponentials; a net's gradients path by path; for a new point of the
spirals the arm that is nearest once the arms are unwound; for each repaired number its arithmetic. Two networks never
draw the same borders, so wrong results of `train_spirals` are told apart by what they look like (`predicted_labels`).
Left out: whether a network was trained at all, of which only the answers are looked at; `net_gradients` asks for its
backward pass. `soft`, `naive`, `net`, `nearest` and `asked` are also what mistakes.toml is written with.
Longer than other modules because the probes and closed forms of four exercises stand together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import called, losses, predicted_labels, shunned_labels, tables
from autograde.players import capstone
from autograde.probe_numbers import draw

LESSON = "11_capstone"
PRICE = "What a share costs"
BUILD = "A plan, and a check at every stage"
REPAIR = "Ten sentences that survived"

Array = np.ndarray


# ---- softmax_cross_entropy -------------------------------------------------------------------------------------------


LARGE = ("scores of ±1000", "a share of 0", "all scores near 1000")


def softmax_probes(rng: np.random.Generator) -> list[Probe]:
    cases = [
        (np.array([[1.3, -0.7, 0.4]]), np.array([2]), "one row"),
        (np.array([[0.6, 1.7, -1.4], [-0.3, 0.9, 2.2]]), np.array([1, 0]), ""),
        (draw(rng, 5, 3), np.array([2, 0, 0, 1, 2]), ""),
        (draw(rng, 3, 4), rng.permutation(4)[:3], "four classes"),
        (np.array([[1000.0, -1000.0, 998.7], [-1000.0, -1000.4, -1001.9]]), np.array([2, 1]), LARGE[0]),
        (np.array([[1000.0, -1000.0, 300.0], [0.7, 1000.0, -0.6]]), np.array([1, 1]), LARGE[1]),
        (np.array([[1000.0, 998.7, 999.5], [1001.2, 999.0, 1000.3]]), np.array([1, 2]), LARGE[2]),
    ]
    probes = []
    for name, part in (("softmax_cross_entropy", "loss"), ("softmax_cross_entropy_backward", "gradient")):
        for logits, labels, note in cases:
            where = f"{part} at ±1000" if note in LARGE else part
            probes.append(Probe(name, (logits, labels.astype(np.int64)), where, note))
    return probes


def shares_of(row: list[float]) -> list[float]:
    """The shares of one row of scores, one exponential at a time."""
    top = max(row)
    grown = [math.exp(score - top) for score in row]
    return [part / math.fsum(grown) for part in grown]


def softmax_expected(probe: Probe) -> Any:
    logits, labels = probe.args
    rows = [list(map(float, row)) for row in logits]
    if probe.function == "softmax_cross_entropy":
        prices = [
            max(row) + math.log(math.fsum(math.exp(score - max(row)) for score in row)) - row[label]
            for row, label in zip(rows, labels, strict=True)
        ]
        return math.fsum(prices) / len(rows)
    return np.array(
        [
            [(share - (place == label)) / len(rows) for place, share in enumerate(shares_of(row))]
            for row, label in zip(rows, labels, strict=True)
        ]
    )


def soft(logits: Array, axis: int = 1) -> Array:
    """Shares along an axis, without overflow."""
    grown = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(grown / grown.sum(axis=axis, keepdims=True))


def naive(logits: Array, axis: int = 1) -> Array:
    """Shares as the formula has them, with overflow."""
    return np.asarray(np.exp(logits) / np.exp(logits).sum(axis=axis, keepdims=True))


SOFTMAX = Exercise(
    name="softmax_cross_entropy",
    lesson=LESSON,
    section=PRICE,
    points=3,
    functions=("softmax_cross_entropy(logits, labels)", "softmax_cross_entropy_backward(logits, labels)"),
    parts={"loss": 0.75, "loss at ±1000": 0.25, "gradient": 1.5, "gradient at ±1000": 0.5},
    probes=softmax_probes,
    expected=softmax_expected,
    rtol=1e-10,
    quiet=True,
    closes=("rules.softmax", "rules.cross_entropy"),
)


# ---- net_gradients ---------------------------------------------------------------------------------------------------

Params = dict[str, Array]
ONE, BATCH = "one row", "a batch"
NET = "net_gradients"


def net_probes(rng: np.random.Generator) -> list[Probe]:
    """Nets of several sizes: one row, where no mean goes wrong; batches; square weights, which fit both ways round."""
    by_hand = np.random.default_rng(139)  # small numbers, the same for everyone; the first z is near 1: tanh bends
    probes = []
    for draws, (N, D, H, K), part, note in (
        (by_hand, (1, 2, 1, 3), ONE, "one hidden unit"),
        (rng, (1, 2, 4, 3), ONE, ""),
        (by_hand, (3, 2, 2, 3), BATCH, "two hidden units"),
        (rng, (6, 2, 4, 3), BATCH, ""),
        (rng, (5, 3, 3, 3), BATCH, "as many inputs as units and classes"),
        (rng, (4, 2, 5, 4), BATCH, "four classes"),
    ):
        params = {"W1": draw(draws, D, H, largest=1.6), "b1": draw(draws, H, largest=0.9)}
        params |= {"W2": draw(draws, H, K, largest=1.6), "b2": draw(draws, K, largest=0.9)}
        X, y = draw(draws, N, D, largest=1.6), (np.arange(N) * 2 + draws.integers(K)) % K
        call = f"{NET} with X {X.shape}, {H} hidden unit{'s' if H > 1 else ''} and {K} classes"
        probes.append(Probe(NET, (params, X, y.astype(np.int64)), part, note, {"call": call}))
    return probes


def net_expected(probe: Probe) -> tuple[float, Params]:
    """Row by row, unit by unit, class by class: the price, and every path from a parameter to it."""
    params, X, y = probe.args
    W1, b1, W2, b2 = (params[name].tolist() for name in ("W1", "b1", "W2", "b2"))
    grads, loss = {name: np.zeros_like(values) for name, values in params.items()}, 0.0
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        reach = [math.fsum(v * W1[d][h] for d, v in enumerate(row)) + bias for h, bias in enumerate(b1)]
        scores = [math.fsum(math.tanh(z) * W2[h][k] for h, z in enumerate(reach)) + bias for k, bias in enumerate(b2)]
        shares = shares_of(scores)
        loss -= math.log(shares[label]) / len(y)
        for k, share in enumerate(shares):
            slope = (share - (k == label)) / len(y)
            grads["b2"][k] += slope
            for h, z in enumerate(reach):
                grads["W2"][h, k] += slope * math.tanh(z)
                before = slope * W2[h][k] / math.cosh(z) ** 2
                grads["b1"][h] += before
                for d, v in enumerate(row):
                    grads["W1"][d, h] += before * v
    return loss, grads


def net(params: Params, X: Array, y: Array) -> tuple[Array, float, Array]:
    """Hidden values, loss, and the gradient on the scores of the mean price."""
    a1 = np.tanh(X @ params["W1"] + params["b1"])
    g, rows = soft(a1 @ params["W2"] + params["b2"]), np.arange(len(y))
    loss = float(-np.log(g[rows, y]).mean())
    g[rows, y] -= 1
    return a1, loss, g / len(y)


NET_GRADIENTS = Exercise(
    name=NET,
    lesson=LESSON,
    section=BUILD,
    points=2,
    functions=("net_gradients(params, X, y)",),
    parts={ONE: 0.5, BATCH: 1.5},
    probes=net_probes,
    expected=net_expected,
    kind=Kind(
        run=capstone.gradients_of,
        calls=called.call,
        tells=partial(losses.tells, backwards=("b2", "W2", "b1", "W1")),
    ),
)


# ---- train_spirals ---------------------------------------------------------------------------------------------------

TRAIN = "train_spirals"
EACH, NEW = 100, 100  # points of each arm: to train on, and new ones to be asked about
SIDE = np.linspace(-1.15, 1.15, 25)  # a grid that shows the borders
GRID = np.array([(u, v) for v in SIDE for u in SIDE])  # row by row from below
EASY, FULL = "80 % of new points", "95 % of new points"
ASKED = {EASY: 0.80, FULL: 0.95}
SHUNNED, NAMED = 0.12, 0.9  # shares of new points: guessing never gets so few right; the regions are known


def spiral(rng: np.random.Generator, turn: float, names: Array, along: Array, noise: float) -> tuple[Array, Array]:
    """Points of three arms of one turn, radius 0.1 to 1, turned by an angle; names[arm] is the label of an arm."""
    arm = np.repeat(np.arange(3), len(along))
    far = np.tile(along, 3)
    angle = 2 * np.pi * (far + arm / 3) + turn + noise * rng.normal(size=arm.size)
    return (0.1 + 0.9 * far)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), names[arm]


def unwound(points: Array) -> Array:
    """The angle at which a point's arm leaves the centre."""
    far = (np.hypot(points[:, 0], points[:, 1]) - 0.1) / 0.9
    return np.asarray(np.arctan2(points[:, 1], points[:, 0]) - 2 * np.pi * far)


def nearest_arm(X: Array, y: Array, points: Array) -> Array:
    """Labels of points by their arm: the closed form that only those who know the shape can use."""
    starts = [np.angle(np.exp(1j * unwound(X[y == label])).mean()) for label in range(3)]
    apart = np.cos(unwound(points)[:, None] - np.array(starts))  # (M, 3)
    return np.asarray(apart.argmax(axis=1))


def spiral_probes(rng: np.random.Generator) -> list[Probe]:
    """Three data sets: the first as `data.spirals` draws them but turned, the others in any order of rows and names."""
    probes = []
    for turn, part in enumerate((EASY, FULL, FULL)):
        angle, names = float(rng.uniform(0.3, 1.8)), rng.permutation(3) if turn else np.arange(3)
        X, y = spiral(rng, angle, names, np.linspace(0, 1, EACH), 0.05 if turn == 0 else 0.1)
        order = rng.permutation(len(y)) if turn else np.arange(len(y))
        new, _ = spiral(rng, angle, names, rng.uniform(0, 1, NEW), 0.05 if turn == 0 else 0.1)
        note = "rows and names of arms in any order" if turn else "arms turned"
        points = np.concatenate([new[rng.permutation(len(new))], X[order], GRID])
        probes.append(
            Probe(TRAIN, (X[order], y[order].astype(np.int64), int(rng.integers(1, 1000)), points), part, note)
        )
    return probes


def spiral_expected(probe: Probe) -> Array:
    X, y, _, points = probe.args
    return nearest_arm(X, y, points[: 3 * NEW])


Predict = Callable[[Array], Any]


def nearest(X: Array, y: Array, points: Array) -> Array:
    """The label of the nearest training point."""
    return np.asarray(y[((X**2).sum(axis=1) - 2 * points @ X.T).argmin(axis=1)])


def asked(answer: Callable[[Array, Array, Array], Any]) -> Callable[[Array, Array, int], Predict]:
    """A wrong answer that learns nothing: its predict is a function of training points, labels and points."""

    def train(X: Array, y: Array, seed: int) -> Predict:
        return lambda points: answer(X, y, points)

    return train


TRAIN_SPIRALS = Exercise(
    name=TRAIN,
    lesson=LESSON,
    section=BUILD,
    points=2,
    functions=("train_spirals(X, y, seed)",),
    parts={EASY: 1.0, FULL: 1.0},
    probes=spiral_probes,
    expected=spiral_expected,
    kind=Kind(
        accepts=partial(predicted_labels.accepts, asked=ASKED),
        run=capstone.train_and_ask,
        calls=predicted_labels.training_call,
        tells=partial(predicted_labels.tells, asked=ASKED),
        draws=predicted_labels.draws,
        shows=predicted_labels.shows,
        alike=partial(shunned_labels.alike, few=SHUNNED, named=NAMED, learnt=0.95, good=0.9, chance=0.55),
        seconds=capstone.SECONDS,
        rounds=1,
    ),
)


# ---- repair_the_tutorial ---------------------------------------------------------------------------------------------

TABLE = "repairs"
DIGITS = 2e-4  # relative: a number rounded to four digits passes, one rounded to three does not


def sigma(x: float) -> float:
    """1/(1 + e⁻ˣ)."""
    return 1 / (1 + math.exp(-x))


def one_epoch(w: float, rate: float) -> tuple[list[float], float]:
    """Losses of the samples of one epoch, each before its own update, and the last w."""
    losses = []
    for x, y in ((1.0, 2.0), (2.0, 4.0), (3.0, 6.0)):
        losses.append((w * x - y) ** 2)
        w -= rate * 2 * x * (w * x - y)
    return losses, w


EPOCH, END = one_epoch(1.0, 0.02)
NUMBERS: dict[str, float] = {
    "jacobian": -1.5,  # W[0, 1]
    "sent_back": 2 * (3.1 - 1.0) / 2,
    "without_biases": 2 * (-0.2377 * 0.4739 + 0.3578 * -0.2122),
    "three_inputs": 6 * (7.0 + 3) / 3,
    "tie": 3 * 0.5,
    "four_digits": 40 * sigma(1.0) * (1 - sigma(1.0)),
    "learning_rate": 0.04 / 1000**2,
    "fork": 3.3,  # c
    "received": 2 * (0.8 * 2.5 - 3.5) * 2.5,
    "epoch_loss": math.fsum(EPOCH) / 3,
}


def repair_probes(rng: np.random.Generator) -> list[Probe]:
    return [Probe(name, (TABLE,)) for name in NUMBERS]


def repair_expected(probe: Probe) -> float:
    return NUMBERS[probe.function]


REPAIRS = Exercise(
    name="repair_the_tutorial",
    lesson=LESSON,
    section=REPAIR,
    points=3,
    functions=tuple(NUMBERS),
    probes=repair_probes,
    expected=repair_expected,
    rtol=DIGITS,
    kind=Kind(
        run=capstone.look_up,
        alike=partial(tables.alike, rtol=DIGITS),
        tells=partial(tables.tells, exact="four digits"),
        calls=tables.entry,
        table=TABLE,
    ),
)
