"""The exercises of lesson 11: softmax with cross-entropy, a network for three spirals, ten numbers of the tutorials.

Expected values are closed forms: sums of single exponentials; for a new point of the spirals the arm that is nearest
once the arms are unwound; for each repaired number its arithmetic. Two networks never draw the same borders, so wrong
results of `train_spirals` are told apart by what they look like (`symptom`). Left out: whether a network was trained at
all; only its answers are looked at. `soft`, `naive`, `nearest` and `asked` are also what mistakes.toml is written with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Probe
from autograde.players import capstone
from autograde.probe_numbers import draw
from backprop_lib.picture import Picture
from backprop_lib.words import number

LESSON = "11_capstone"
PRICE = "What a share costs"
BUILD = "A plan, and a check at every stage"
REPAIR = "Ten sentences that survived"

Array = np.ndarray


# ---- softmax_cross_entropy -------------------------------------------------------------------------------------------


LARGE = ("scores of ±1000", "a share of 0")


def softmax_probes(rng: np.random.Generator) -> list[Probe]:
    cases = [
        (np.array([[1.3, -0.7, 0.4]]), np.array([2]), "one row"),
        (np.array([[0.6, 1.7, -1.4], [-0.3, 0.9, 2.2]]), np.array([1, 0]), ""),
        (draw(rng, 5, 3), np.array([2, 0, 0, 1, 2]), ""),
        (draw(rng, 3, 4), rng.permutation(4)[:3], "four classes"),
        (np.array([[1000.0, -1000.0, 998.7], [-1000.0, -1000.4, -1001.9]]), np.array([2, 1]), LARGE[0]),
        (np.array([[1000.0, -1000.0, 300.0], [0.7, 1000.0, -0.6]]), np.array([1, 1]), LARGE[1]),
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
)


# ---- train_spirals ---------------------------------------------------------------------------------------------------

TRAIN = "train_spirals"
EACH, NEW = 100, 100  # points of each arm: to train on, and new ones to be asked about
SIDE = np.linspace(-1.15, 1.15, 25)  # a grid that shows the borders
GRID = np.array([(u, v) for v in SIDE for u in SIDE])  # row by row from below
EASY, FULL = "80 % of new points", "95 % of new points"
ASKED = {EASY: 0.80, FULL: 0.95}


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


def labels_of(probe: Probe, value: Any) -> Array | None:
    """The labels of all points as an array, where the result is one whole number a point."""
    found = value.get("labels") if isinstance(value, dict) else None
    if isinstance(found, list) and all(isinstance(item, (int, float)) for item in found):
        found = np.array(found)
    if not isinstance(found, np.ndarray) or found.shape != (len(probe.args[3]),) or found.dtype.kind not in "iuf":
        return None
    return found if bool(np.all(found == np.round(found))) else None


def right_share(probe: Probe, labels: Array) -> float:
    """Share of the new points with the right label."""
    return float(np.mean(labels[: 3 * NEW] == spiral_expected(probe)))


def trained_share(probe: Probe, labels: Array) -> float:
    """Share of the training points with the right label."""
    return float(np.mean(labels[3 * NEW : -len(GRID)] == probe.args[1]))


def spiral_accepts(probe: Probe, value: Any, expected: Any) -> bool:
    labels = labels_of(probe, value)
    return labels is not None and right_share(probe, labels) >= ASKED[probe.part]


def in_one_piece(line: Array) -> bool:
    """Whether every label of a row of points stands in one stretch."""
    return int(np.count_nonzero(np.diff(line))) + 1 == len(np.unique(line))


def straight(labels: Array) -> bool:
    """Whether the regions could be cut by straight lines: along every row and column of the grid in one piece."""
    grid = labels[-len(GRID) :].reshape(len(SIDE), len(SIDE))
    return all(in_one_piece(line) for line in (*grid, *grid.T))


def symptom(probe: Probe, value: Any) -> str:
    """What a wrong result looks like, in one or two words; equal words mean the same mistake."""
    if "returned" in value:
        return "no function"
    labels = labels_of(probe, value)
    if labels is None:
        return form(probe, value["labels"])
    new, right = labels[: 3 * NEW], right_share(probe, labels)
    if not np.isin(labels, range(3)).all():
        return "other names"
    if trained_share(probe, labels) >= 0.95 and right < 0.9:
        return "by heart"
    if len(np.unique(new)) == 1:
        return "one label"
    expected = spiral_expected(probe)
    if max(float(np.mean(np.array(names)[new.astype(int)] == expected)) for names in permutations(range(3))) > 0.9:
        return "almost" if right > 0.9 else "names"
    if straight(labels):
        return "straight"
    return "guessing" if right < 0.55 else "almost"


def form(probe: Probe, found: Any) -> str:
    """In which way a result is not one label a point."""
    points, rows = len(probe.args[3]), len(probe.args[1])
    shape = np.shape(found) if isinstance(found, (np.ndarray, int, float)) else None
    known = {(points, 3): "scores", (points, 1): "column", (3,): "axis", (): "one number", (rows,): "training labels"}
    if shape is None:
        return "no labels"
    return known.get(shape, "fractions" if shape == (points,) else "no labels")


def spiral_alike(probe: Probe, value: Any, other: Any, expected: Any) -> bool:
    mine, known = symptom(probe, value), symptom(probe, other)
    return mine == known or (known == "guessing" and mine in ("straight", "one label"))


def spiral_call(probe: Probe) -> str:
    return f"train_spirals(X, y, seed={probe.args[2]})"


def spiral_tells(probe: Probe, value: Any, expected: Any) -> str:
    """How many of the new points and of the training points are right, or what came back instead of labels."""
    points = len(probe.args[3])
    if "returned" in value:
        return f"{spiral_call(probe)} returned an object of type {value['returned']:.40}; expected a function, predict."
    labels = labels_of(probe, value)
    what = f"After {spiral_call(probe)}, predict of {points} points"
    if labels is None:
        found = value["labels"]
        shown = f"an array of shape {np.shape(found)}" if isinstance(found, np.ndarray) else f"a {type(found).__name__}"
        return f"{what} returned {shown}; expected shape ({points},), whole numbers 0, 1 or 2."
    if not np.isin(labels, range(3)).all():
        some = ", ".join(number(float(label)) for label in np.unique(labels)[:6])
        return f"{what} returned the labels {some}; expected 0, 1 and 2."
    return (
        f"After {spiral_call(probe)}, {right_share(probe, labels):.0%} of {3 * NEW} new points are right "
        f"(asked for: {ASKED[probe.part]:.0%}), and {trained_share(probe, labels):.0%} of the {len(probe.args[1])} "
        "points it was trained on."
    )


def spiral_draws(probe: Probe, value: Any, expected: Any) -> Picture | None:
    """The regions that the student's function draws, with the training points."""
    labels = labels_of(probe, value)
    if labels is None or not np.isin(labels, range(3)).all():
        return None
    from backprop_lib.plots.regions import regions  # needs Matplotlib, which a check loads only for a picture

    grid = labels[-len(GRID) :].reshape(len(SIDE), len(SIDE)).astype(int)
    caption = "What your function answers over the plane, and the points it was trained on."
    return regions({"training points": grid}, probe.args[0], probe.args[1], caption=caption)


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
    points=4,
    functions=("train_spirals(X, y, seed)",),
    parts={EASY: 2.0, FULL: 2.0},
    probes=spiral_probes,
    expected=spiral_expected,
    accepts=spiral_accepts,
    run=capstone.train_and_ask,
    right={TRAIN: asked(nearest_arm)},
    calls=spiral_call,
    tells=spiral_tells,
    draws=spiral_draws,
    alike=spiral_alike,
    seconds=capstone.SECONDS,
    rounds=1,
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


def close_to(value: Any, wanted: float) -> bool:
    """Whether a number is this one, up to rounding to four digits."""
    return isinstance(value, (int, float)) and abs(value - wanted) <= DIGITS * abs(wanted)


def repair_tells(probe: Probe, value: Any, expected: Any) -> str:
    """What stands in the dictionary; never what should."""
    entry = f'{TABLE}["{probe.function}"]'
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{entry} holds no plain number. Write a float, such as 0.25."
    near = abs(value - expected) <= 0.01 * abs(expected)
    verdict = "close, but not exact to four digits" if near else "not the number"
    return f"{entry} = {number(float(value), 6)} is {verdict}."


REPAIRS = Exercise(
    name="repair_the_tutorial",
    lesson=LESSON,
    section=REPAIR,
    points=3,
    functions=tuple(NUMBERS),
    probes=repair_probes,
    expected=repair_expected,
    rtol=DIGITS,
    run=capstone.look_up,
    alike=lambda probe, value, other, expected: close_to(value, other),
    tells=repair_tells,
    calls=lambda probe: f'{TABLE}["{probe.function}"]',
    table=TABLE,
)
