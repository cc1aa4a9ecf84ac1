"""The exercises of lesson 11: softmax with cross-entropy, a network for three spirals, ten numbers of the tutorials.

Expected values are closed forms: sums of single exponentials; for a new point of the spirals the arm that is nearest
once the arms are unwound; for each repaired number its arithmetic. Two networks never draw the same borders, so wrong
results of `train_spirals` are told apart by what they look like (`symptom`). Left out: whether a network was trained at
all; only its answers are looked at.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import capstone
from autograde.probe_numbers import draw
from backprop_lib.picture import Picture
from backprop_lib.words import number

LESSON = "11_capstone"
SHARES = "From scores to shares"
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


def hot(logits: Array, labels: Array) -> Array:
    """1 at each row's label, 0 elsewhere."""
    return np.asarray((np.arange(logits.shape[1]) == labels[:, None]).astype(float))


def logs(logits: Array, axis: int = 1) -> Array:
    """Logarithms of the shares along an axis, exact for large scores."""
    top = logits.max(axis=axis, keepdims=True)
    return np.asarray(logits - top - np.log(np.exp(logits - top).sum(axis=axis, keepdims=True)))


def picked(table: Array, labels: Array) -> Array:
    """Each row's entry at its label."""
    return np.asarray(table[np.arange(len(labels)), labels])


def naive(logits: Array, axis: int = 1) -> Array:
    """Shares as the formula has them, with overflow."""
    return np.asarray(np.exp(logits) / np.exp(logits).sum(axis=axis, keepdims=True))


def one_top_loss(logits: Array, labels: Array) -> float:
    """The loss with the largest score of the whole table taken off every row."""
    down = logits - logits.max()
    return float(np.mean(np.log(np.exp(down).sum(axis=1)) - picked(down, labels)))


def columns_less_1(logits: Array, labels: Array) -> Array:
    """The shares, less 1 in every column that some row has for a label."""
    result = soft(logits)
    result[:, labels] -= 1
    return np.asarray(result / len(labels))


def lossy(price: Callable[[Array, Array], Any]) -> Callable[[Array, Array], float]:
    """A wrong loss from an expression in logits and labels."""

    def wrong(logits: Array, labels: Array) -> float:
        return float(price(logits, labels))

    return wrong


OVERFLOW = (
    "Right for ordinary scores, and no number where a score is 1000: e¹⁰⁰⁰ is more than a float holds. "
    "Add the same number to all scores of a row: what happens to its shares, and which number would help here?"
)
AXIS = (
    "The shares were taken down the columns: samples compete with each other. "
    "Rows are samples; which numbers have to sum to 1?"
)
MEAN = (
    "Right for one row and N times too large for N. If ten samples become twenty of the same kind, "
    "should the price per sample double?"
)
TABLE_MAX = (
    "Right while all rows are of one size, and useless where one row lies 2000 below another: the same constant was "
    "taken off the whole table. You may choose it for each row: along which axis is the largest to be sought?"
)
COLUMNS = (
    "Right for one row. With several rows the index took whole columns, every row at every label. "
    "Each row has one right class: how do you name one row and one column for each entry?"
)
LABELS = (
    "The labels were subtracted as numbers, so class 2 weighs twice as much as class 1 and class 0 nothing. "
    "They are names, and point to a column: in how many columns of a row does the right class make a difference?"
)
UNUSED = (
    "Every score is pushed down, the right one too, and the labels were never used. "
    "In a right answer each row sums to 0: what is missing from yours?"
)
BACK = "softmax_cross_entropy_backward"

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
    misconceptions=(
        Misconception(
            "loss: sum for mean",
            lossy(lambda z, y: -picked(logs(z), y).sum()),
            MEAN,
        ),
        Misconception(
            "loss: mean over all entries",
            lossy(lambda z, y: -picked(logs(z), y).sum() / z.size),
            "It comes out K times too small. The mean runs over the samples: "
            "how many prices does a row pay, one or one for each class?",
        ),
        Misconception(
            "loss: sign",
            lossy(lambda z, y: picked(logs(z), y).mean()),
            "The size is right and the sign is not. The logarithm of a share is never positive: "
            "should a loss rise or fall as the right share grows?",
        ),
        Misconception(
            "loss: overflow",
            lossy(lambda z, y: -np.log(picked(naive(z), y)).mean()),
            OVERFLOW,
            section=SHARES,
        ),
        Misconception(
            "loss: logarithm of a 0",
            lossy(lambda z, y: -np.log(picked(soft(z), y)).mean()),
            "Where the right share is tiny it becomes 0, and its logarithm −∞, though the price is a modest number. "
            "The share is an exponential over a sum: what does the logarithm of that come to before you compute it?",
        ),
        Misconception(
            "loss: floor under the shares",
            lossy(lambda z, y: -np.log(np.clip(picked(soft(z), y), 1e-12, None)).mean()),
            "A small number keeps the logarithm finite, and caps the price of every bad miss at the same value. "
            "If two misses cost the same, what is left to learn from? And can the price be had without the share?",
        ),
        Misconception(
            "loss: small number added",
            lossy(lambda z, y: -np.log(picked(soft(z), y) + 1e-9).mean()),
            "A small number was added before the logarithm, so every price is slightly off and a bad miss is capped. "
            "Can the price be had from the scores without computing the share first?",
        ),
        Misconception(
            "loss: wrong axis",
            lossy(lambda z, y: -picked(logs(z, axis=0), y).mean()),
            AXIS,
            section=SHARES,
        ),
        *(
            Misconception(f"loss: {slip}, {how}", lossy(wrong), message, section=section)
            for slip, message, section, wrong, how in (
                ("sum for mean", MEAN, "", lambda z, y: -np.log(picked(soft(z), y)).sum(), "logarithm of a 0"),
                ("sum for mean", MEAN, "", lambda z, y: -np.log(picked(naive(z), y)).sum(), "overflow"),
                ("wrong axis", AXIS, SHARES, lambda z, y: -np.log(picked(soft(z, 0), y)).mean(), "logarithm of a 0"),
                ("wrong axis", AXIS, SHARES, lambda z, y: -np.log(picked(naive(z, 0), y)).mean(), "overflow"),
                ("columns for entries", COLUMNS, "", lambda z, y: -logs(z)[:, y].mean(), "exact"),
                ("columns for entries", COLUMNS, "", lambda z, y: -np.log(soft(z)[:, y]).mean(), "logarithm of a 0"),
                ("columns for entries", COLUMNS, "", lambda z, y: -np.log(naive(z)[:, y]).mean(), "overflow"),
                ("one constant for all rows", TABLE_MAX, SHARES, one_top_loss, "logarithm of the sum"),
                (
                    *("one constant for all rows", TABLE_MAX, SHARES),
                    *(lambda z, y: -np.log(picked(naive(z - z.max()), y)).mean(), "logarithm of the share"),
                ),
            )
        ),
        Misconception(
            "loss: no logarithm",
            lossy(lambda z, y: (1 - picked(soft(z), y)).mean()),
            "This is the missing share, not its price. A share of one in a million and one of one in a thousand "
            "would cost nearly the same: which function tells them apart?",
        ),
        Misconception(
            "loss: every class pays",
            lossy(lambda z, y: -logs(z).sum(axis=1).mean()),
            "All K logarithms were added. A sample has one right class: what should the other classes' shares cost, "
            "given that all of them sum to 1?",
        ),
        Misconception(
            "loss: no softmax",
            lossy(lambda z, y: -picked(z, y).mean()),
            "The scores went in as they are, so raising all of them would lower the loss without end. "
            "What turns scores into shares that compete?",
            section=SHARES,
        ),
        Misconception(
            "loss: squared error",
            lossy(lambda z, y: ((soft(z) - hot(z, y)) ** 2).mean()),
            "This is the mean squared error of the shares. "
            "What does it charge for being sure of the wrong class, and what does cross-entropy charge?",
        ),
        Misconception(
            "no 1/N",
            lambda logits, labels: soft(logits) - hot(logits, labels),
            "Right for one row and N times too large for N. The loss is a mean over the rows: "
            "how much of one row's price arrives in it?",
            function=BACK,
        ),
        Misconception(
            "/size",
            lambda logits, labels: (soft(logits) - hot(logits, labels)) / logits.size,
            "K times too small. The loss averages over samples: how many prices were averaged, N or N·K?",
            function=BACK,
        ),
        Misconception(
            "sign",
            lambda logits, labels: (hot(logits, labels) - soft(logits)) / len(labels),
            "The right sizes, turned round. If the score of the right class rises a little, does the loss rise?",
            function=BACK,
        ),
        Misconception(
            "p only",
            lambda logits, labels: soft(logits) / len(labels),
            UNUSED,
            function=BACK,
        ),
        Misconception("p only, no 1/N", lambda logits, labels: soft(logits), UNUSED, function=BACK),
        Misconception("columns for entries", columns_less_1, COLUMNS, function=BACK),
        Misconception(
            "labels as numbers",
            lambda logits, labels: (soft(logits) - labels[:, None]) / len(labels),
            LABELS,
            function=BACK,
        ),
        Misconception(
            "one constant for all rows",
            lambda logits, labels: (naive(logits - logits.max()) - hot(logits, labels)) / len(labels),
            TABLE_MAX,
            function=BACK,
            section=SHARES,
        ),
        Misconception(
            "softmax over the wrong axis",
            lambda logits, labels: (soft(logits, axis=0) - hot(logits, labels)) / len(labels),
            AXIS,
            function=BACK,
            section=SHARES,
        ),
        Misconception(
            "p(1−p)",
            lambda logits, labels: soft(logits) * (1 - soft(logits)) / len(labels),
            "This is how a share reacts to its own score, for every class. The loss asks how the price of the right "
            "share reacts. Which factor stands between share and price, and what do the other scores do to that share?",
            function=BACK,
        ),
        Misconception(
            "slope of the share",
            lambda logits, labels: (
                picked(soft(logits), labels)[:, None] * (soft(logits) - hot(logits, labels)) / len(labels)
            ),
            "This is how the right *share* falls, with each row scaled by that share. The price is a logarithm of the "
            "share: by what does the chain rule multiply, and what is left after that?",
            function=BACK,
        ),
        Misconception(
            "scores for shares",
            lambda logits, labels: (logits - hot(logits, labels)) / len(labels),
            "The scores themselves were compared with the labels. Which numbers of the forward pass lie between 0 and "
            "1 and say how much of the row each class got?",
            function=BACK,
        ),
        Misconception(
            "right class only",
            lambda logits, labels: (soft(logits) - hot(logits, labels)) * hot(logits, labels) / len(labels),
            "Only the right class has a gradient. If the score of a wrong class rises, its share grows: "
            "from whom is that taken?",
            function=BACK,
        ),
        Misconception(
            "overflow",
            lambda logits, labels: (naive(logits) - hot(logits, labels)) / len(labels),
            OVERFLOW,
            function=BACK,
            section=SHARES,
        ),
        Misconception(
            "no 1/N, overflow",
            lambda logits, labels: naive(logits) - hot(logits, labels),
            "Right for one row and N times too large for N, and no number where a score is 1000. Begin with the mean: "
            "how much of one row's price arrives in it?",
            function=BACK,
        ),
        Misconception(
            "p only, overflow",
            lambda logits, labels: naive(logits) / len(labels),
            "Every score is pushed down, the right one too: the labels were never used. In a right answer each row "
            "sums to 0: what is missing? (And e¹⁰⁰⁰ is more than a float holds.)",
            function=BACK,
        ),
        Misconception(
            "squared error",
            lambda logits, labels: 2 * (soft(logits) - hot(logits, labels)) / logits.size,
            "This is the slope of a mean squared error on its outputs, shares taken for outputs. "
            "The gradient is asked for on the scores, one gate further back, and of another loss: which one?",
            function=BACK,
        ),
    ),
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


def spiral_accepts(probe: Probe, value: Any) -> bool:
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


def spiral_alike(probe: Probe, value: Any, other: Any) -> bool:
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


def by_lines(X: Array, y: Array, points: Array) -> Array:
    """The best linear scores in the sense of least squares."""
    wide = np.column_stack([X, np.ones(len(X))])
    fitted, *_ = np.linalg.lstsq(wide, np.eye(3)[y], rcond=None)
    return np.asarray((np.column_stack([points, np.ones(len(points))]) @ fitted).argmax(axis=1))


def memory(X: Array, y: Array, points: Array) -> Array:
    """Right where a training point lies exactly, 0 elsewhere."""
    known = {tuple(point) for point in X}
    there = np.array([tuple(point) in known for point in points])
    return np.where(there, nearest(X, y, points), 0)


def without_the_middle(X: Array, y: Array, points: Array) -> Array:
    """Right in the outer half, one label inside."""
    return np.where(np.hypot(points[:, 0], points[:, 1]) > 0.55, nearest(X, y, points), 0)


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
    misconceptions=(
        Misconception(
            "returns no function",
            lambda X, y, seed: y.copy(),
            "What came back cannot be called. Whoever uses your network has points of their own and asks later: "
            "what can you define inside a function, and hand out, that still sees the trained weights?",
        ),
        Misconception(
            "scores instead of labels",
            asked(lambda X, y, points: np.eye(3)[nearest(X, y, points)]),
            "Each point got three numbers, one for each class. Which of the three names the class, "
            "and how do you ask an array for its place?",
        ),
        Misconception(
            "column of labels",
            asked(lambda X, y, points: nearest(X, y, points)[:, None]),
            "The labels are there, in a column. A flat array was asked for: which step kept the second axis?",
        ),
        Misconception(
            "largest down the columns",
            asked(lambda X, y, points: np.eye(3)[nearest(X, y, points)].argmax(axis=0)),
            "Three numbers came back, one for each class: the search for the largest score went down the columns. "
            "Along which axis do the scores of one point stand?",
        ),
        Misconception(
            "one number for all points",
            asked(lambda X, y, points: int(np.eye(3)[nearest(X, y, points)].argmax())),
            "The largest score was sought in the whole array, and its place came back as one number. "
            "How many answers do M points need?",
        ),
        Misconception(
            "labels of the training points",
            asked(lambda X, y, points: y),
            "As many labels came back as there were training points, whatever was asked. "
            "Does predict use its argument, or something left over from training?",
        ),
        Misconception(
            "labels from 1",
            asked(lambda X, y, points: nearest(X, y, points) + 1),
            "The names of the classes are 0, 1 and 2. Where does another number come into your labels?",
        ),
        Misconception(
            "names mixed up",
            asked(lambda X, y, points: (nearest(X, y, points) + 1) % 3),
            "The borders are right and the names on the regions are not. In which column does the score of class 0 "
            "stand when you train, and in which when you predict?",
        ),
        Misconception(
            "by heart",
            asked(memory),
            "The training points are right and points between them are not. "
            "What does your function do with a point it has never seen?",
        ),
        Misconception(
            "one label everywhere",
            asked(lambda X, y, points: np.full(len(points), 1)),
            "Every new point gets the same label. Print the loss of the first and of the last step: "
            "are they numbers, and did the loss fall? (Where scores are not a number, the first class always wins.)",
        ),
        Misconception(
            "straight borders",
            asked(by_lines),
            "The regions meet along straight lines, as they do without a hidden layer that bends. "
            "What stands between your layers, and has training gone on long enough for it to bend?",
            section="Three arms, and what straight lines can do",
        ),
        Misconception(
            "no better than guessing",
            asked(lambda X, y, points: (np.floor(3 * points).sum(axis=1) % 3).astype(int)),
            "Too few are right for the arms to have been found; guessing gets a third. Print the first and last loss. "
            "Never below log 3 ≈ 1.1, the price of guessing: does each row still meet its own label, do the steps go "
            "downhill? Below, and stuck: does every gradient agree with nudging?",
        ),
        Misconception(
            "not there yet",
            asked(without_the_middle),
            "Many new points are right and not yet enough. Print the last hundred losses. Still falling: would more "
            "steps, a larger rate or more hidden units help? Level: does every weight and bias still move?",
        ),
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
SEEDS: dict[str, tuple[float, str]] = {
    "jacobian": (
        0.0,
        "That is what a diagonal matrix would have there. Lesson 06, “All the slopes at once”: a matrix is diagonal "
        "where each output has one input of its own. Does y₂ depend on x₁ here?",
    ),
    "sent_back": (
        2.61,
        "That is the value of the loss. Lesson 07, “Where the backward pass starts”: add 1000 to the loss. "
        "Should what is sent back change?",
    ),
    "without_biases": (
        0.0318,
        "That is the whole network's output, as the tutorial has it. Lesson 04, “A small net is a bundle of paths”: "
        "which terms of the output does the printed formula hold, and what do you get when you put the numbers in?",
    ),
    "three_inputs": (
        30.0,
        "That is the tutorial's 3(x + 3), which holds for two numbers alone. Lesson 10, “Three formulas, one example”: "
        "where does the number of entries enter the slope of a mean?",
    ),
    "tie": (
        3.0,
        "With this, y gets 3 as well, and the two shares sum to 6 where 3 arrives. Lesson 01, “One rule for ties”: "
        "what do the two shares of a max gate sum to?",
    ),
    "four_digits": (
        8.0,
        "That is 40 times a slope rounded to one digit. Lesson 03, “Four digits, or the check lies”: "
        "how far may a number be rounded before it is used again?",
    ),
    "learning_rate": (
        0.04 / 1000,
        "The gradient grows by 1000 if what arrives stays as it is. Here the error grows with x as well. "
        "Lesson 08, “Metres or millimetres?”: with which power of x does (wx − y)² bend?",
    ),
    "fork": (
        3.3 + (0.7 - 1.9),
        "Two paths were added. Lesson 04, “What b does, it does twice”: draw (a + b)·c. How many wires leave b?",
    ),
    "received": (
        2 * (0.8 * 2.5 - 3.5) * 0.8 * 2.5,
        "The slope on x was taken for what arrives. Lesson 02, “What a gate knows”: "
        "the slope of the loss on which of the gate's wires comes back to it?",
    ),
    "epoch_loss": (
        EPOCH[-1],
        "That is the loss of the third sample, the last one that the loop has seen. Lesson 08, “What does a loss "
        "curve average?”: which three losses belong to this epoch?",
    ),
}
OTHERS: tuple[tuple[str, str, float, str], ...] = (
    (
        "jacobian",
        "transposed",
        0.7,
        "That is the slope of y₁ on x₂. Write y₂ as a sum of products (y = x @ W). Which entry of W multiplies x₁?",
    ),
    (
        "jacobian",
        "first of the diagonal",
        2.0,
        "That is the slope of y₁ on x₁. Write y₂ as a sum of products (y = x @ W). Which entry of W multiplies x₁?",
    ),
    (
        "jacobian",
        "last of the diagonal",
        3.0,
        "That is the slope of y₂ on x₂. Write y₂ as a sum of products (y = x @ W). Which entry of W multiplies x₁?",
    ),
    (
        "sent_back",
        "sign",
        -2.1,
        "This points downhill. What is sent back is the slope itself: "
        "if the output 3.1 rises a little, away from its target, does the loss rise or fall?",
    ),
    (
        "sent_back",
        "no 2",
        1.05,
        "Half of it. The loss holds a square (lesson 07, “Where the backward pass starts”): "
        "how fast does a square grow with its side?",
    ),
    (
        "sent_back",
        "no mean",
        4.2,
        "Twice too large. Two squares were averaged: how much of one of them arrives in the mean?",
    ),
    (
        "without_biases",
        "slope for output",
        -0.2377 * 0.4739 + 0.3578 * -0.2122,
        "That is the slope on the input, which lesson 04 asked for. The formula has the input as a factor: "
        "what is it for input 2?",
    ),
    (
        "three_inputs",
        "no mean",
        60.0,
        "That is the slope of 3(x + 3)² itself. Three such terms are averaged: how much of one arrives?",
    ),
    (
        "three_inputs",
        "no 2",
        10.0,
        "That is x + 3 for the last entry, and the slope on the first one too. Which entry is asked for, "
        "and how fast does a square grow with its side?",
    ),
    (
        "tie",
        "printed rule without the 3",
        1.0,
        "That is the printed rule for the max gate alone. Lesson 01, “One rule for ties”: what do the two shares sum "
        "to, and what arrives from the multiplication by 3?",
    ),
    (
        "tie",
        "neither",
        0.0,
        "If neither input gets anything, a rise of both leaves the output where it is. "
        "Lesson 01, “One rule for ties”: by how much does 3·max(x, y) rise when both do?",
    ),
    (
        "tie",
        "upstream ignored",
        0.5,
        "That is the max gate's own share. What arrives at the gate from the multiplication by 3?",
    ),
    (
        "four_digits",
        "0.73 was rounded before",
        40 * 0.73 * 0.27,
        "Two digits agree, and the third shows that 0.73 was put in for σ(1). "
        "Lesson 03, “Four digits, or the check lies”: what is σ(1) to six digits?",
    ),
    (
        "four_digits",
        "upstream ignored",
        sigma(1.0) * (1 - sigma(1.0)),
        "That is the gate's own slope, to four digits. What does the gate do with the 40 that arrives?",
    ),
    (
        "learning_rate",
        "unchanged",
        0.04,
        "The data are a thousand times larger. At the old rate, how large would the first step of w be?",
    ),
    (
        "fork",
        "one path counted twice",
        6.6,
        "What arrives through x was added to itself. Lesson 04, “What b does, it does twice”: draw (a + b)·c. "
        "How many wires leave b, and does y hear of b at all?",
    ),
    (
        "fork",
        "local slope",
        1.0,
        "That is the add gate's own slope. Lesson 02, “What a gate knows”: what arrives from the product behind it?",
    ),
    (
        "fork",
        "the sum",
        0.7 - 1.9,
        "That is a + b, the slope on c. Lesson 02, “Add distributes, max routes, multiply swaps”: "
        "on which wire of the product does b lie?",
    ),
    (
        "received",
        "slope on x",
        2 * (0.8 * 2.5 - 3.5) * 0.8,
        "That is the slope on x. Which factor does ω have in ω·x, and which one does x have?",
    ),
    (
        "received",
        "nothing arrives",
        2.5,
        "That is the gate's own slope on ω. What arrives from the loss?",
    ),
    (
        "received",
        "as it arrives",
        2 * (0.8 * 2.5 - 3.5),
        "That is what arrives at the unit. Lesson 02, “What a gate knows”: what does a gate do with it before it hands "
        "it on?",
    ),
    (
        "received",
        "sign",
        7.5,
        "z is below 3.5 and rises with ω. Does the loss rise or fall when ω grows a little?",
    ),
    (
        "epoch_loss",
        "no updates between",
        14 / 3,
        "w was kept at 1 for all three samples. The tutorial updates after each one: what is w when the second comes?",
    ),
    (
        "epoch_loss",
        "after the epoch",
        14 / 3 * (END - 2) ** 2,
        "All three losses were measured with the w that the epoch ended with. "
        "Lesson 08, “What does a loss curve average?”: which w did each sample meet?",
    ),
    (
        "epoch_loss",
        "sum",
        math.fsum(EPOCH),
        "The three losses are right, and their sum was written down. What does a mean do besides?",
    ),
)


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


def always(value: float) -> Callable[[str], float]:
    """A wrong entry."""
    return lambda table: value


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
    alike=lambda probe, value, other: close_to(value, other),
    tells=repair_tells,
    calls=lambda probe: f'{TABLE}["{probe.function}"]',
    table=TABLE,
    misconceptions=(
        *(
            Misconception(f"{name}: as printed", always(wrong), message, function=name)
            for name, (wrong, message) in SEEDS.items()
        ),
        *(
            Misconception(f"{name}: {label}", always(wrong), message, function=name)
            for name, label, wrong, message in OTHERS
        ),
    ),
)
