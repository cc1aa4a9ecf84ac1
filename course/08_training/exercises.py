"""The exercises of lesson 08: descent on one weight, collapsing layers, training on circles, sick curves, a figure.

Expected values: products of affine maps (`sgd_linear`), loops over single entries (`linear_stack`), slopes by complex
steps (`train`), a table of rules (`diagnose_curve`). Long training runs are judged by where they end
(`players.training`), figures by their lines, labels and scales (`players.figures`).
Left out: batches, momentum, and everything that is read off a picture rather than off its data.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from math import inf, isfinite, isnan, nan
from typing import Any

import numpy as np

from autograde import words
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.plain import numeric
from autograde.players import figures, training
from autograde.probe_numbers import draw
from backprop_lib.data import circles
from backprop_lib.words import number

LESSON = "08_training"
DOWN = "One weight goes downhill"
AVERAGE = "What does a loss curve average?"
COLLAPSE = "Layers that collapse into one"
OUTPUT = "Two classes: what arrives at the output"
PROOF = "A run that can prove something"
CLINIC = "The clinic of loss curves"
FIGURE = "A curve that others can read"

Array = np.ndarray
# ---- sgd_linear ------------------------------------------------------------------------------------------------------

Run = tuple[float, list[float]]


def linear_probes(rng: np.random.Generator) -> list[Probe]:
    name = "sgd_linear"
    probes = [
        Probe(name, ([1.4, -0.7], [3.3, 0.6], 0.3, 0.04, 1), note="one epoch"),
        Probe(name, ([1.4, -0.7, 2.6], [3.3, 0.6, 4.7], -0.8, 0.03, 2)),
        Probe(name, ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], 1.0, 0.01, 3), note="the data of the lesson"),
    ]
    for samples, epochs in ((3, 4), (5, 3), (4, 6)):
        xs, ys = draw(rng, samples, largest=2.9).tolist(), draw(rng, samples, largest=4.5).tolist()
        w, lr = float(draw(rng, 1, largest=2.9)[0]), round(float(rng.uniform(0.011, 0.049)), 3)
        probes.append(Probe(name, (xs, ys, w, lr, epochs)))
    return probes


def linear_expected(probe: Probe) -> Run:
    """Every update is an affine map of w; the weight before sample k is the product of all maps before it."""
    xs, ys, w, lr, epochs = probe.args
    slope, shift, history = 1.0, 0.0, []
    for _ in range(epochs):
        losses = []
        for x, y in zip(xs, ys, strict=True):
            losses.append((x * (slope * w + shift) - y) ** 2)
            shrink = 1 - 2 * lr * x * x
            slope, shift = shrink * slope, shrink * shift + 2 * lr * x * y
        history.append(sum(losses) / len(losses))
    return slope * w + shift, history


def descend(
    xs: Sequence[float],
    ys: Sequence[float],
    w: float,
    lr: float,
    epochs: int,
    *,
    slope: Callable[..., float] = lambda w, x, y: 2 * (w * x - y) * x,
    loss: Callable[[float, float, float], float] = lambda w, x, y: (w * x - y) ** 2,
    keeps: str = "",
    after: bool = False,
    batch: Callable[[Sequence[float]], float] | None = None,
    record: Callable[[list[float]], Any] = lambda losses: sum(losses) / len(losses),
    restart: bool = False,
    backwards: bool = False,
) -> Run:
    """Descent with one slip; every keyword is one place where it can happen."""
    start, history, kept = w, [], 0.0
    samples = list(zip(xs, ys, strict=True))[:: -1 if backwards else 1]
    for _ in range(epochs):
        w = start if restart else w
        kept = 0.0 if keeps == "epoch" else kept
        losses, slopes, before = [], [], w
        for x, y in samples:
            g = slope(before if batch else w, x, y)
            measured = loss(before if batch else w, x, y)
            kept = kept + g if keeps else g
            slopes.append(g)
            if not batch:
                w -= lr * kept
            losses.append(loss(w, x, y) if after else measured)
        if batch:
            w -= lr * batch(slopes)
        history.append(record(losses))
    return w, history


def epoch_ends(xs: Sequence[float], ys: Sequence[float], w: float, lr: float, epochs: int, first: bool) -> Run:
    """The loss over all samples at one weight, before or after the epoch's updates."""
    history = []
    for _ in range(epochs):
        before = w
        w, _ = descend(xs, ys, w, lr, 1)
        at = before if first else w
        history.append(sum((at * x - y) ** 2 for x, y in zip(xs, ys, strict=True)) / len(xs))
    return w, history


def every_sample(xs: Sequence[float], ys: Sequence[float], w: float, lr: float, epochs: int) -> Run:
    nested: list[list[float]] = []
    w, _ = descend(xs, ys, w, lr, epochs, record=nested.append)
    return w, [loss for losses in nested for loss in losses]


def never_emptied(xs: Sequence[float], ys: Sequence[float], w: float, lr: float, epochs: int) -> Run:
    """One list of losses for all epochs: each mean takes in the epochs before."""
    kept: list[float] = []

    def mean_so_far(losses: list[float]) -> float:
        kept.extend(losses)
        return sum(kept) / len(kept)

    return descend(xs, ys, w, lr, epochs, record=mean_so_far)


def last_epoch_only(xs: Sequence[float], ys: Sequence[float], w: float, lr: float, epochs: int) -> Run:
    w, history = descend(xs, ys, w, lr, epochs)
    return w, history[-1:]


def steps_as_epochs(xs: Sequence[float], ys: Sequence[float], w: float, lr: float, epochs: int) -> Run:
    """One sample an epoch, in turn."""
    history = []
    for epoch in range(epochs):
        x, y = xs[epoch % len(xs)], ys[epoch % len(ys)]
        history.append((w * x - y) ** 2)
        w -= lr * 2 * (w * x - y) * x
    return w, history


SGD_CATALOGUE: tuple[tuple[str, Callable[..., Any], str, str], ...] = (
    (
        "ascent",
        partial(descend, slope=lambda w, x, y: -2 * (w * x - y) * x),
        "w moves the other way, uphill. The gradient says which way the loss rises; which way do you want to go?",
        DOWN,
    ),
    (
        "gradients not zeroed",
        partial(descend, keeps="run"),
        "Each update uses the sum of all slopes so far, as if nothing had set the gradient back. "
        "What should the second sample's update know of the first one's slope?",
        DOWN,
    ),
    (
        "gradients not zeroed within an epoch",
        partial(descend, keeps="epoch"),
        "Within an epoch each update uses the sum of the slopes so far. "
        "What should the second sample's update know of the first one's slope?",
        DOWN,
    ),
    (
        "last-sample loss",
        partial(descend, record=lambda losses: losses[-1]),
        "w is right; the history holds the last sample's loss of each epoch. "
        "If the samples stood in another order, would the curve be the same kind of number?",
        AVERAGE,
    ),
    (
        "first-sample loss",
        partial(descend, record=lambda losses: losses[0]),
        "w is right; the history holds the first sample's loss of each epoch. What became of the others?",
        AVERAGE,
    ),
    (
        "total instead of mean",
        partial(descend, record=sum),
        "w is right; each entry is the sum of the epoch's losses. With a hundred times the samples, "
        "should the curve stand a hundred times higher?",
        AVERAGE,
    ),
    (
        "loss after the update",
        partial(descend, after=True),
        "w is right; each loss was measured after its sample had already moved w. "
        "Which weight made the prediction that the update corrects?",
        AVERAGE,
    ),
    (
        "loss at the epoch's end",
        partial(epoch_ends, first=False),
        "w is right; the losses were measured in one go after all updates of the epoch. "
        "The history asked for is made of losses that were measured when?",
        AVERAGE,
    ),
    (
        "loss at the epoch's start",
        partial(epoch_ends, first=True),
        "w is right; the losses were all measured with the weight from the epoch's start. "
        "Which weight does the second sample meet?",
        AVERAGE,
    ),
    (
        "every sample's loss",
        every_sample,
        "w is right; the history has an entry for each sample. How many epochs were there, and how many entries?",
        AVERAGE,
    ),
    (
        "losses of earlier epochs averaged in",
        never_emptied,
        "w is right, and so is the first entry; later ones average the losses of earlier epochs in. "
        "Where in your loops does an epoch's list of losses begin?",
        AVERAGE,
    ),
    (
        "last epoch only",
        last_epoch_only,
        "w is right; of the history only the last epoch's entry came back. "
        "How often does the line run that makes the history empty?",
        AVERAGE,
    ),
    (
        "error instead of loss",
        partial(descend, loss=lambda w, x, y: abs(w * x - y)),
        "w is right; the history averages the sizes of the errors. Which function of the error is the loss here?",
        AVERAGE,
    ),
    (
        "signed error instead of loss",
        partial(descend, loss=lambda w, x, y: w * x - y),
        "w is right; the history averages the errors with their signs. "
        "One sample is 2 too high and one 2 too low: is the loss 0?",
        AVERAGE,
    ),
    (
        "half the loss",
        partial(descend, loss=lambda w, x, y: (w * x - y) ** 2 / 2),
        "w is right; every loss is half of what it should be. Is there a ½ in the loss of this exercise?",
        AVERAGE,
    ),
    (
        "batch instead",
        partial(descend, batch=lambda slopes: sum(slopes) / len(slopes)),
        "w moved once an epoch, by the mean of all slopes. How many updates does an epoch of three samples have here?",
        DOWN,
    ),
    (
        "batch sum instead",
        partial(descend, batch=sum),
        "w moved once an epoch, by the sum of all slopes. How many updates does an epoch of three samples have here?",
        DOWN,
    ),
    (
        "no x",
        partial(descend, slope=lambda w, x, y: 2 * (w * x - y)),
        "The slope stops at the prediction: it says how the loss reacts to ŷ. "
        "How far does ŷ move when w moves by 0.001 and x is 3?",
        DOWN,
    ),
    (
        "only x",
        partial(descend, slope=lambda w, x, y: x),
        "The slope is that of the prediction: it says how ŷ reacts to w, and never looks at y. "
        "Would a perfect w stay where it is?",
        DOWN,
    ),
    (
        "w for x",
        partial(descend, slope=lambda w, x, y: 2 * (w * x - y) * w),
        "This is how the loss reacts to x, the data. Which of the two factors of w·x do you move, "
        "and which one stands in its slope?",
        DOWN,
    ),
    (
        "no 2",
        partial(descend, slope=lambda w, x, y: (w * x - y) * x),
        "w moves half as far as it should. How fast does the area of a square grow when its side does?",
        DOWN,
    ),
    (
        "slope shared out among the samples",
        lambda xs, ys, w, lr, epochs: descend(xs, ys, w, lr / len(xs), epochs),
        "Each step is too short by a factor of the number of samples. How many samples does one update look at?",
        DOWN,
    ),
    (
        "no error",
        partial(descend, slope=lambda w, x, y: 2 * x),
        "The slope does not depend on how wrong the prediction was. Would a perfect w stay where it is?",
        DOWN,
    ),
    (
        "starts over each epoch",
        partial(descend, restart=True),
        "Every epoch starts from the first weight again. What should the second epoch inherit from the first?",
        DOWN,
    ),
    (
        "last sample first",
        partial(descend, backwards=True),
        "The samples were taken from the end. In which order were they given?",
        DOWN,
    ),
    (
        "one sample an epoch",
        steps_as_epochs,
        "Each epoch used a single sample. How many samples does one epoch go through?",
        DOWN,
    ),
)


def linear_tells(probe: Probe, value: Any, expected: Run) -> str:
    """Whether w, the history, or both are wrong, with the first number that is."""
    xs, ys, w, lr, epochs = probe.args

    def listed(values: Sequence[float]) -> str:
        return "[" + ", ".join(number(each) for each in values) + "]"

    call = f"sgd_linear({listed(xs)}, {listed(ys)}, {number(w)}, {number(lr)}, {epochs})"
    call += f" ({probe.note})" if probe.note else ""
    pair = isinstance(value, (tuple, list)) and len(value) == 2
    if not pair or not isinstance(value[0], (int, float)) or not np.iterable(value[1]):
        return f"{call} should return a pair (w, history): a float and a list with one loss for each epoch."
    got_w, history = value[0], list(value[1])
    if len(history) != epochs:
        return f"{call}: the history has {counted(len(history), 'entry', 'entries')} for {counted(epochs, 'epoch')}."
    right_w, right = expected
    parts = [told("w", got_w, right_w)]
    first = next((k for k in range(epochs) if told("", history[k], right[k]) != " is right"), 0)
    return f"{call}: {parts[0]}; {told(f'history[{first}]', history[first], right[first])}."


def counted(count: int, one: str, many: str = "") -> str:
    """counted(1, "entry", "entries") -> "1 entry"."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def told(name: str, got: Any, expected: float) -> str:
    """One number: right, or what it is and what was expected."""
    if isinstance(got, (int, float)) and abs(got - expected) <= 1e-10 * max(abs(expected), 1e-12):
        return f"{name} is right"
    return f"{name} is {number(got, 5)}, expected {number(expected, 5)}"


SGD_LINEAR = Exercise(
    name="sgd_linear",
    lesson=LESSON,
    section=DOWN,
    points=2,
    functions=("sgd_linear(xs, ys, w, lr, epochs)",),
    probes=linear_probes,
    expected=linear_expected,
    tells=linear_tells,
    rtol=1e-11,
    misconceptions=tuple(Misconception(name, wrong, text, "", where) for name, wrong, text, where in SGD_CATALOGUE),
)


# ---- linear_stack ----------------------------------------------------------------------------------------------------


def stack_probes(rng: np.random.Generator) -> list[Probe]:
    """collapse: square matrices first, where a wrong order passes; then shapes (M, H) and (H, D) that differ."""
    probes = []
    for d, h, m, note in ((2, 2, 2, "square matrices"), (3, 2, 4, ""), (3, 3, 3, "square matrices"), (4, 5, 2, "")):
        args = tuple(draw(rng, *shape, largest=2.9) for shape in ((h, d), (h,), (m, h), (m,)))
        probes.append(Probe("collapse", args, note=note))
    sizes = tuple(int(size) for size in rng.permutation(range(3, 10))[:4])
    counted = ((3, 4), (4, 3, 5), (5, 6, 7, 7, 6, 5), sizes)
    probes += [Probe("count_parameters", (each,), note="biases counted") for each in counted]
    probes += [Probe("count_parameters", (each, False), note="without biases") for each in counted]
    return probes


def stack_expected(probe: Probe) -> Any:
    if probe.function == "count_parameters":
        sizes, *rest = probe.args
        total = 0
        for layer in range(1, len(sizes)):
            for _ in range(sizes[layer]):  # each unit has its wires, and a bias
                total += sizes[layer - 1] + (rest[0] if rest else True)
        return total
    W1, b1, W2, b2 = (part.tolist() for part in probe.args)
    W, b = np.zeros((len(W2), len(W1[0]))), np.array(b2)
    for m, row in enumerate(W2):
        for h, through in enumerate(row):
            b[m] += through * b1[h]
            for d, weight in enumerate(W1[h]):
                W[m, d] += through * weight
    return W, b


def stack_tells(probe: Probe, value: Any, expected: Any) -> str:
    """For collapse which of W and b is wrong; for count_parameters both numbers."""
    if probe.function == "count_parameters":
        sizes, *rest = probe.args
        call = f"count_parameters({', '.join(map(str, [list(sizes), *rest]))})"
        got = number(value, 8) if isinstance(value, (int, float)) and not isinstance(value, bool) else repr(value)[:40]
        return f"{call} returned {got}; expected {expected}."
    W1, _, W2, _ = probe.args
    call = f"collapse with W1 {W1.shape} and W2 {W2.shape}" + (f" ({probe.note})" if probe.note else "")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return f"{call} should return a pair of arrays (W, b)."
    parts = []
    for name, got, right in zip(("W", "b"), value, expected, strict=True):
        if not isinstance(got, np.ndarray):
            parts.append(f"{name} is a {type(got).__name__}, an array of shape {right.shape} was expected")
        elif got.shape != right.shape:
            parts.append(f"{name} has shape {got.shape}, expected {right.shape}")
        elif not (off := ~(np.abs(np.subtract(got, right, dtype=float)) <= 1e-12 * np.abs(right).max())).any():
            parts.append(f"{name} is right")
        else:
            place = tuple(int(i) for i in np.argwhere(off)[0])
            index = ", ".join(map(str, place))
            parts.append(f"{name}[{index}] is {number(got[place])}, expected {number(right[place])}")
    return f"{call}: {'; '.join(parts)}."


def right_W(W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return np.einsum("mh,hd->md", W2, W1)


def right_b(W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return np.einsum("mh,h->m", W2, b1) + b2


EXCHANGED = (
    "W multiplies the two layers in the other order; square matrices let it pass, with wrong numbers. "
    "Which matrix does x meet first, and which one therefore stands right beside it?"
)
WRONG_W: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("W1 W2", lambda W1, b1, W2, b2: W1 @ W2, EXCHANGED),
    (
        "element by element",
        lambda W1, b1, W2, b2: W1 * W2,
        "W multiplies entries at the same place. One weight of the first layer reaches how many outputs of the second?",
    ),
    (
        "W transposed",
        lambda W1, b1, W2, b2: (W2 @ W1).T,
        "W comes back transposed, as for samples in rows. Here x is a column: on which side of it does W stand?",
    ),
    (
        "W1 + W2",
        lambda W1, b1, W2, b2: W1 + W2,
        "W adds the two layers. Two layers in a row: if one triples its input and the next makes it four times as "
        "large, by how much has it grown?",
    ),
)
WRONG_B: tuple[tuple[str, Callable[..., Any], str], ...] = (
    (
        "b1+b2",
        lambda W1, b1, W2, b2: b1 + b2,
        "The two biases were added as they are. b1 is added before the second layer: what happens to it on its way "
        "through that layer?",
    ),
    (
        "b2",
        lambda W1, b1, W2, b2: b2.copy(),
        "b is the second layer's bias alone. Put x = 0 into the two layers: what comes out?",
    ),
    (
        "W1b1+b2",
        lambda W1, b1, W2, b2: W1 @ b1 + b2,
        "b1 was sent through the first layer, at whose end it is added. Which layer does it still have before it?",
    ),
    (
        "b2 forgotten",
        lambda W1, b1, W2, b2: W2 @ b1,
        "b stops before the second layer adds its own bias. Put x = 0 into the two layers: what comes out?",
    ),
    (
        "b2 itself",
        lambda W1, b1, W2, b2: b2,
        "b is the second layer's bias, handed back as it came. Put x = 0 into the two layers: what comes out?",
    ),
    (
        "b as a column",
        lambda W1, b1, W2, b2: right_b(W1, b1, W2, b2)[:, None],
        "b came back as a column. For x of shape (D,), which shape has W @ x, and which one has W @ x + b?",
    ),
    (
        "both through W2",
        lambda W1, b1, W2, b2: W2 @ (b1 + b2),
        "Both biases went through the second layer. Is b2 added before that layer's product or after it?",
    ),
    (
        "b1 scaled by itself",
        lambda W1, b1, W2, b2: W2.sum(axis=1) + b2,
        "b counts b1 as if all its entries were 1. What does the second layer receive when x = 0?",
    ),
)


def collapse_wrong(name: str, wrong_W: Callable[..., Any], wrong_b: Callable[..., Any], text: str) -> Misconception:
    return Misconception(name, lambda *args: (wrong_W(*args), wrong_b(*args)), text, function="collapse")


def count_wrong(name: str, wrong: Callable[..., Any], text: str) -> Misconception:
    return Misconception(name, wrong, text, function="count_parameters")


def weights(sizes: Sequence[int]) -> int:
    return sum(before * here for before, here in itertools.pairwise(sizes))


LINEAR_STACK = Exercise(
    name="linear_stack",
    lesson=LESSON,
    section=COLLAPSE,
    points=2,
    functions=("collapse(W1, b1, W2, b2)", "count_parameters(sizes, bias=True)"),
    probes=stack_probes,
    expected=stack_expected,
    tells=stack_tells,
    misconceptions=(
        *(collapse_wrong(name, wrong, right_b, text) for name, wrong, text in WRONG_W),
        *(collapse_wrong(name, right_W, wrong, text) for name, wrong, text in WRONG_B),
        *(
            collapse_wrong(f"W1 W2, {name}", WRONG_W[0][1], wrong, f"{EXCHANGED} The bias is wrong too.")
            for name, wrong, _ in WRONG_B
        ),
        collapse_wrong(
            "layers exchanged",
            lambda W1, b1, W2, b2: W1 @ W2,
            lambda W1, b1, W2, b2: W1 @ b2 + b1,
            "The two layers stand in the other order, weights and biases. Which of them does x meet first?",
        ),
        collapse_wrong(
            "samples in rows",
            lambda W1, b1, W2, b2: W1 @ W2,
            lambda W1, b1, W2, b2: b1 @ W2 + b2,
            "This is the layer for samples in rows. Here x is a column: on which side of it does a matrix stand?",
        ),
        Misconception(
            "the right pair, exchanged",
            lambda *args: (right_b(*args), right_W(*args)),
            "Both arrays are right and come back in the wrong order. Which one was asked for first?",
            function="collapse",
        ),
        count_wrong(
            "sum of sizes",
            lambda sizes, bias=True: sum(sizes),
            "These are the units. How many wires run from a layer of 4 units to a layer of 3?",
        ),
        count_wrong(
            "sum of sizes without the input",
            lambda sizes, bias=True: sum(sizes[1:]),
            "These are the biases alone, one for each unit after the input. "
            "How many wires run from a layer of 4 units to a layer of 3?",
        ),
        count_wrong(
            "biases on the input layer",
            lambda sizes, bias=True: weights(sizes) + (sum(sizes) if bias else 0),
            "The input layer was given biases. Who computes the input, and what would there be to add to?",
        ),
        count_wrong(
            "no biases on the last layer",
            lambda sizes, bias=True: weights(sizes) + (sum(sizes[1:-1]) if bias else 0),
            "The last layer went without biases. Which layers compute x @ W + b, hidden ones only?",
        ),
        count_wrong(
            "biases of the layer before",
            lambda sizes, bias=True: weights(sizes) + (sum(sizes[:-1]) if bias else 0),
            "Each layer got as many biases as it has inputs. A bias is added to what, to an input or to an output?",
        ),
        count_wrong(
            "one bias a layer",
            lambda sizes, bias=True: weights(sizes) + (len(sizes) - 1 if bias else 0),
            "Each layer got a single bias. Which shape has b in x @ W + b?",
        ),
        count_wrong(
            "biases never",
            lambda sizes, bias=True: weights(sizes),
            "These are the weights, whether biases were asked for or not. What else does training move?",
        ),
        count_wrong(
            "biases always",
            lambda sizes, bias=True: weights(sizes) + sum(sizes[1:]),
            "Biases were counted even where `bias` says that there are none. Does the second parameter play a part?",
        ),
        count_wrong(
            "product of all sizes",
            lambda sizes, bias=True: int(np.prod(sizes)),
            "All sizes were multiplied with each other. Is there a wire for every way through the net, "
            "or for every pair of neighbours?",
        ),
        count_wrong(
            "the last pair left out",
            lambda sizes, bias=True: weights(sizes[:-1]) + (sum(sizes[1:-1]) if bias else 0),
            "The wires into the last layer, and its biases, were left out. "
            "How many pairs of neighbours are there among three layers, and how many rounds does your loop make?",
        ),
        count_wrong(
            "the first layer joined to the last",
            lambda sizes, bias=True: weights(sizes) + sizes[-1] * sizes[0] + (sum(sizes) if bias else 0),
            "The first layer got wires and biases too, as if the last one stood before it. "
            "Which layer does `sizes[-1]` name, and where does your loop begin?",
        ),
        count_wrong(
            "first and last layer only",
            lambda sizes, bias=True: sizes[0] * sizes[1] + sizes[-2] * sizes[-1] + (sum(sizes[1:]) if bias else 0),
            "Only the wires at the two ends were counted. Which layers do the hidden ones join?",
        ),
        count_wrong(
            "every layer with every other",
            lambda sizes, bias=True: (
                sum(a * b for k, a in enumerate(sizes) for b in sizes[k + 1 :]) + (sum(sizes[1:]) if bias else 0)
            ),
            "Every layer was joined with every later one. Which layers does a wire join in a stack?",
        ),
    ),
)


# ---- train -----------------------------------------------------------------------------------------------------------

Params = Mapping[str, Array]
Trained = tuple[dict[str, Array], Any]
NAMES = ("W1", "b1", "W2", "b2")
RATE, STEPS, UNITS, POINTS = 5.0, 400, 8, 100  # the long runs: every listed bug ends far above, right code far below


def network(rng: np.random.Generator, units: int) -> dict[str, Array]:
    """Parameters of 2 inputs, so many hidden units and 1 output; no bias is 0, no unit far into saturation."""
    W1, b1, W2 = draw(rng, 2, units, largest=1.2), draw(rng, units, largest=0.9), draw(rng, units, 1, largest=1.4)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": draw(rng, 1, largest=0.9)}


def ring_run(seed: int) -> tuple[Array, Array, dict[str, Array], float, int]:
    """The arguments of a long run: circles, and a network as one would start it."""
    X, y = circles(POINTS, noise=0.05, seed=seed)
    rng = np.random.default_rng(100 + seed)
    W1, W2 = rng.normal(0, 0.5, (2, UNITS)), rng.normal(0, 0.5, (UNITS, 1))
    return X, y, {"W1": W1, "b1": np.zeros(UNITS), "W2": W2, "b2": np.zeros(1)}, RATE, STEPS


def train_probes(rng: np.random.Generator) -> list[Probe]:
    name, short, rings = "train", "step by step", "circles"
    probes = []
    for rows, units, steps in ((3, 2, 1), (3, 2, 2), (5, 3, 3), (4, 4, 6)):
        y = np.resize([0.0, 1.0, 1.0], rows)
        lr = round(float(rng.uniform(0.21, 0.49)), 2)
        X = draw(rng, rows, 2, largest=1.8)
        probes.append(Probe(name, (X, y, network(rng, units), lr, steps), short))
    seeds = rng.integers(0, 10_000, 3)
    return probes + [Probe(name, ring_run(int(seed)), rings, "circles") for seed in seeds]


def cross_entropy(X: Array, y: Array, params: Mapping[str, Any]) -> Any:
    """Mean of log(1 + e^o) − y·o over the rows, for real or complex parameters."""
    o = (np.tanh(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"])[:, 0]
    return np.mean(np.log(1 + np.exp(o)) - y * o)


def complex_slopes(X: Array, y: Array, params: Params) -> dict[str, Array]:
    """Slopes of the loss for all parameters: its imaginary part after a tiny imaginary nudge, exact to rounding."""
    slopes = {name: np.zeros_like(values) for name, values in params.items()}
    for name, values in params.items():
        for index in np.ndindex(values.shape):
            nudged = values.astype(complex)
            nudged[index] += 1e-30j
            slopes[name][index] = cross_entropy(X, y, {**params, name: nudged}).imag / 1e-30
    return slopes


def train_expected(probe: Probe) -> Any:
    X, y, params, lr, steps = probe.args
    if steps > training.LONG:
        return {"losses": steps, "ends": "low", "unmoved": []}
    here, history = {name: values.copy() for name, values in params.items()}, []
    for _ in range(steps):
        history.append(float(cross_entropy(X, y, here)))
        slopes = complex_slopes(X, y, here)
        here = {name: here[name] - lr * slopes[name] for name in here}
    return here, history


def sigma(o: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(o / 2)))


def go(
    X: Array,
    y: Array,
    params: Params,
    lr: float,
    steps: int,
    *,
    first: Callable[[Array, Array, float], Array] = lambda o, y, n: (sigma(o) - y) / n,
    gate: Callable[[Array, Array, Array], Array] = lambda g, z, a: g * (1 - a * a),
    bend: Callable[[Array], Array] = np.tanh,
    back: Callable[[Array, Array], Array] = lambda g, W2: g @ W2.T,
    frozen: Sequence[str] = (),
    after: Callable[[dict[str, Array], int], None] = lambda grads, n: None,
    during: bool = False,
    order: str = "before",
    in_place: bool = False,
    keep: str = "",
    loss: Callable[[Array, Array], Any] = lambda o, y: float(np.mean(np.logaddexp(0, o) - y * o)),
) -> Trained:
    """Training with one slip; every keyword is one place where it can happen."""
    p = dict(params) if in_place else {name: values.copy() for name, values in params.items()}
    target, kept, history = y.reshape(-1, 1), None, []

    def forward() -> tuple[Array, Array, Array]:
        z = X @ p["W1"] + p["b1"]
        a = bend(z)
        return z, a, a @ p["W2"] + p["b2"]

    with np.errstate(all="ignore"):
        for _ in range(steps):
            z, a, o = forward()
            history.append(loss(o, target))
            g = first(o, target, len(X))
            grads = {"W2": a.T @ g, "b2": g.sum(axis=0)}
            if during:
                p["W2"] -= lr * grads["W2"]
                p["b2"] -= lr * grads["b2"]
            dz = gate(back(g, p["W2"]), z, a)
            grads |= {"W1": X.T @ dz, "b1": dz.sum(axis=0)}
            after(grads, len(X))
            if keep == "stale":
                kept = grads if kept is None else kept
                grads = kept
            elif keep == "sum":
                kept = grads if kept is None else {name: kept[name] + grads[name] for name in grads}
                grads = kept
            for name in NAMES:
                if name not in frozen and not (during and name in ("W2", "b2")):
                    p[name] -= lr * grads[name]
            if order == "after":
                history[-1] = loss(forward()[2], target)
        if order == "both":
            history.append(loss(forward()[2], target))
    return p, history


def slip(**places: Any) -> Callable[..., Any]:
    """A wrong answer: `go` with one of its places changed. Long runs are kept, for proofs ask for them many times."""
    kept: dict[tuple[bytes, bytes, float, int], Trained] = {}

    def wrong(X: Array, y: Array, params: Params, lr: float, steps: int) -> Trained:
        if steps <= training.LONG or "in_place" in places:
            return go(X, y, params, lr, steps, **places)
        key = X.tobytes(), params["W1"].tobytes(), lr, steps
        if key not in kept:
            if len(kept) >= 12:
                kept.clear()
            kept[key] = go(X, y, params, lr, steps, **places)
        trained, history = kept[key]
        return {name: values.copy() for name, values in trained.items()}, history.copy()

    return wrong


def scaled(factor: Callable[[int], float], *names: str) -> Callable[[dict[str, Array], int], None]:
    """Multiply the named gradients (all, without names)."""

    def scale(grads: dict[str, Array], n: int) -> None:
        for name in names or NAMES:
            grads[name] = grads[name] * factor(n)

    return scale


def broadcasts(
    X: Array, y: Array, params: Params, lr: float, steps: int, product: Callable[..., Any] = np.matmul
) -> Trained:
    """Outputs (N, 1) minus labels (N,): (N, N); the product on the way back through W2 fails."""
    p, history = {name: values.copy() for name, values in params.items()}, []
    for _ in range(steps):
        a = np.tanh(X @ p["W1"] + p["b1"])
        o = a @ p["W2"] + p["b2"]
        history.append(float(np.mean(np.logaddexp(0, o) - y * o)))
        g = (sigma(o) - y) / len(X)  # (N, N)
        dz = product(g, p["W2"].T) * (1 - a * a)  # (N, N) times (1, H): ValueError
        p = {"W1": p["W1"] - lr * X.T @ dz, "b1": p["b1"], "W2": p["W2"], "b2": p["b2"]}
    return p, history


def only(pick: Callable[[Trained, float], Any]) -> Callable[..., Any]:
    """A right training of which something else is returned."""
    return lambda X, y, params, lr, steps: pick(go(X, y, params, lr, steps), lr)


def one_step_less(X: Array, y: Array, params: Params, lr: float, steps: int) -> Trained:
    """The last loss is measured and its update left out."""
    _, history = go(X, y, params, lr, steps)
    return go(X, y, params, lr, steps - 1)[0], history


GATE = "The hidden layer's step is wrong: W2 and b2 move as they should, W1 and b1 do not."
TRAIN_CATALOGUE: tuple[tuple[str, Callable[..., Any], str, str], ...] = (
    (
        "activation gradient missing",
        slip(gate=lambda g, z, a: g),
        f"{GATE} The gradient went past tanh as if it were not there. "
        "Where a hidden unit is saturated at 0.99, does it still follow its input one to one?",
        PROOF,
    ),
    (
        "slope of tanh at its input",
        slip(gate=lambda g, z, a: g * (1 - z * z)),
        f"{GATE} The slope of tanh was worked out from its input. The rule of lesson 03 is written in terms of what?",
        PROOF,
    ),
    (
        "sigmoid's rule for tanh",
        slip(gate=lambda g, z, a: g * a * (1 - a)),
        f"{GATE} That is the slope of the sigmoid. How steep is tanh where its output is 0, and how steep the sigmoid?",
        PROOF,
    ),
    (
        "1−a for tanh",
        slip(gate=lambda g, z, a: g * (1 - a)),
        f"{GATE} The slope used for tanh is different at 0.6 and at −0.6. Is tanh?",
        PROOF,
    ),
    (
        "tanh of a tanh",
        slip(gate=lambda g, z, a: g * (1 - np.tanh(a) ** 2)),
        f"{GATE} The slope was taken one tanh too far on. What does a unit's output already hold?",
        PROOF,
    ),
    (
        "ReLU's mask for tanh",
        slip(gate=lambda g, z, a: np.where(z > 0, g, 0.0)),
        f"{GATE} The gradient was masked as for ReLU. Which activation stands between these two layers?",
        PROOF,
    ),
    (
        "W2 left out on the way back",
        slip(back=lambda g, W2: g @ np.ones_like(W2).T),
        f"{GATE} Every hidden unit received the same gradient. It may train all the same; the slopes are still wrong. "
        "Through what did each unit reach the output?",
        PROOF,
    ),
    (
        "b1 never updated",
        slip(frozen=("b1",)),
        "b1 is still what it was. Does every ring around the origin look the same to units whose bends all go "
        "through it?",
        PROOF,
    ),
    ("b2 never updated", slip(frozen=("b2",)), "b2 is still what it was. Which four arrays are trained?", PROOF),
    (
        "biases never updated",
        slip(frozen=("b1", "b2")),
        "Both biases are still what they were. Which four arrays are trained?",
        PROOF,
    ),
    (
        "W1 frozen",
        slip(frozen=("W1",)),
        "W1 is still what it was: its layer draws the same lines as at the start. Which four arrays are trained?",
        PROOF,
    ),
    (
        "first layer frozen",
        slip(frozen=("W1", "b1")),
        "The first layer is still what it was; only the second one learns. How far back does the gradient have to go?",
        PROOF,
    ),
    (
        "second layer frozen",
        slip(frozen=("W2", "b2")),
        "The second layer is still what it was; only the first one learns. Which four arrays are trained?",
        PROOF,
    ),
    (
        "linear",
        slip(bend=lambda z: z, gate=lambda g, z, a: g),
        "Even the first loss is off: there is no tanh between the layers. What do two linear layers in a row come to?",
        COLLAPSE,
    ),
    (
        "linear forward, tanh backward",
        slip(bend=lambda z: z),
        "Even the first loss is off: the hidden units hand on what they receive. Only the way back knows of a tanh: "
        "of what is it the slope?",
        COLLAPSE,
    ),
    (
        "ReLU for tanh",
        slip(bend=lambda z: np.maximum(z, 0), gate=lambda g, z, a: np.where(z > 0, g, 0.0)),
        "Even the first loss is off: the hidden units are ReLU's, forward and backward. Which bend does the task name?",
        PROOF,
    ),
    (
        "sigmoid for tanh",
        slip(bend=sigma, gate=lambda g, z, a: g * a * (1 - a)),
        "Even the first loss is off: the hidden units are sigmoids, forward and backward. "
        "Which bend does the task name?",
        PROOF,
    ),
    (
        "updates during backward",
        slip(during=True),
        f"{GATE} The gradient went back through a W2 that had already been changed. "
        "With which W2 was the loss made that you differentiate?",
        PROOF,
    ),
    (
        "sign",
        slip(after=scaled(lambda n: -1.0)),
        "Every parameter moves the other way, uphill. Which way does the gradient point, and where do you want to go?",
        DOWN,
    ),
    (
        "σ′ once too often",
        slip(first=lambda o, y, n: (sigma(o) - y) * sigma(o) * (1 - sigma(o)) / n),
        "Every gradient is too small, most where the output is sure of itself. "
        "Nudge an output as in the section's table: is there a σ′ in what you find?",
        OUTPUT,
    ),
    (
        "gradient of squared error",
        slip(first=lambda o, y, n: 2 * (sigma(o) - y) * sigma(o) * (1 - sigma(o)) / n),
        "The losses are cross-entropies and the gradients belong to squared errors. "
        "Which loss does the table of nudges in the section belong to?",
        OUTPUT,
    ),
    (
        "output taken for a probability",
        slip(first=lambda o, y, n: (o - y) / n),
        "The label was subtracted from the raw output. An output of 7 for a 1: too much, or very right?",
        OUTPUT,
    ),
    (
        "no 1/N",
        slip(first=lambda o, y, n: sigma(o) - y),
        "Every step is N times too long. The loss is a mean: what share of it does one row own?",
        OUTPUT,
    ),
    (
        "1/N twice",
        slip(after=scaled(lambda n: 1 / n)),
        "Every step is N times too short. Which part of the pipeline contains the mean, and how often was it taken?",
        OUTPUT,
    ),
    (
        "biases averaged",
        slip(after=scaled(lambda n: 1 / n, "b1", "b2")),
        "The weights are right and the biases move too little. "
        "Every row of the batch pushes on the same bias: what becomes of N pushes?",
        OUTPUT,
    ),
    (
        "gradients not zeroed",
        slip(keep="sum"),
        "The first step is right, and later ones carry the slopes of all steps before. "
        "What should step two know of the slopes of step one?",
        CLINIC,
    ),
    (
        "gradient computed once",
        slip(keep="stale"),
        "The first step is right, and every later one repeats its slopes. The parameters have moved since: "
        "has the slope stayed the same?",
        DOWN,
    ),
    *(
        (
            name,
            wrong,
            "A column of outputs minus a flat array of labels is a square. What are the shapes on both sides of the "
            "minus sign?",
            OUTPUT,
        )
        for name, wrong in (("y broadcasts", broadcasts), ("y broadcasts, np.dot", partial(broadcasts, product=np.dot)))
    ),
    (
        "y broadcasts in the loss",
        slip(loss=lambda o, y: float(np.mean(np.logaddexp(0, o) - y[:, 0] * o))),
        "The parameters are right; each loss pairs every output with every label. "
        "What is the shape of the product that the labels stand in?",
        OUTPUT,
    ),
    (
        "loss after the update",
        slip(order="after"),
        "The parameters are right; each loss was measured after its update. "
        "With which parameters were the outputs made that the step corrects?",
        AVERAGE,
    ),
    (
        "one loss too many",
        slip(order="both"),
        "The parameters are right; the history has an entry for the state after the last step too. "
        "How many entries does a run of `steps` steps have?",
        AVERAGE,
    ),
    (
        "one step too few",
        one_step_less,
        "The losses are right and the parameters are those before the last step. "
        "The last loss was measured: what did it lead to?",
        DOWN,
    ),
    (
        "summed loss",
        slip(loss=lambda o, y: float(np.sum(np.logaddexp(0, o) - y * o))),
        "The parameters are right; each loss is the sum over the rows. Which word in the task says how rows are "
        "put together?",
        AVERAGE,
    ),
    (
        "squared error in the history",
        slip(loss=lambda o, y: float(np.mean((sigma(o) - y) ** 2))),
        "The parameters are right; the history holds mean squared errors. Which loss do the steps make smaller?",
        OUTPUT,
    ),
    (
        "squared error throughout",
        slip(
            first=lambda o, y, n: 2 * (sigma(o) - y) * sigma(o) * (1 - sigma(o)) / n,
            loss=lambda o, y: float(np.mean((sigma(o) - y) ** 2)),
        ),
        "Losses and steps belong to squared errors of σ(o). Which loss does the task name?",
        OUTPUT,
    ),
    (
        "squared error of the raw output",
        slip(first=lambda o, y, n: 2 * (o - y) / n, loss=lambda o, y: float(np.mean((o - y) ** 2))),
        "Losses and steps belong to squared errors of the raw output, as in lesson 07. Which loss does the task name?",
        OUTPUT,
    ),
    (
        "the given parameters returned",
        lambda X, y, params, lr, steps: (params, go(X, y, params, lr, steps)[1]),
        "The history is right, and the parameters that came back are the ones that were handed in. "
        "Which dictionary holds what the steps have changed?",
        PROOF,
    ),
    (
        "changes the given parameters",
        slip(in_place=True),
        "The result is right, and the caller's arrays have changed with it. "
        "If a second run should start from the same place, where would it start?",
        PROOF,
    ),
    (
        "parameters only",
        only(lambda run, lr: run[0]),
        "Only the parameters came back. What else was asked for?",
        PROOF,
    ),
    (
        "last loss only",
        only(lambda run, lr: (run[0], run[1][-1])),
        "One loss came back in place of the history. How does one see from it whether the loss still falls?",
        AVERAGE,
    ),
    (
        "the pair exchanged",
        only(lambda run, lr: (run[1], run[0])),
        "History and parameters came back in the wrong order. Which of them is asked for first?",
        PROOF,
    ),
)


def train_call(probe: Probe) -> str:
    """A call of train in shapes and sizes; its arrays would fill the page."""
    X, _, params, lr, steps = probe.args
    return f"train with X {X.shape}, {params['b1'].size} hidden units, lr {number(lr)}, {counted(steps, 'step')}"


def train_tells(probe: Probe, value: Any, expected: Any) -> str:
    """For a long run where it ended; for a short one which parameters are wrong, and the first wrong number."""
    call, params, steps = train_call(probe), probe.args[2], probe.args[4]
    if isinstance(value, dict) and "ends" in value:
        return told_of_rings(call, value)
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[0], dict):
        return f"{call} should return a pair (params, history): a dictionary and a list of losses."
    trained, history = value
    missing = [name for name in NAMES if name not in trained]
    if missing:
        return f"{call} returned no {' and no '.join(missing)}."
    found: dict[str, Array] = {}
    for name in NAMES:
        array = numeric(trained[name])
        if array is None:
            return f"{call}: {name} came back as {words.kind_of(trained[name])} that holds not only numbers."
        if array.shape != params[name].shape:
            return f"{call}: {name} came back with shape {array.shape}, it had {params[name].shape}."
        found[name] = array
    listed = numeric(history)
    if listed is None or listed.ndim != 1:
        return f"{call} returned a history that is no list of losses ({type(history).__name__})."
    if steps > training.LONG:
        return f"{call} returned a history whose entries are no plain numbers."
    if len(listed) != steps:
        return f"{call}: the history has {counted(len(listed), 'entry', 'entries')}."
    wanted, losses = expected
    off = {name: not np.allclose(found[name], wanted[name], rtol=0, atol=1e-9) for name in NAMES}
    off["history"] = not np.allclose(listed, losses, rtol=1e-9, atol=0)
    wrong, right = ([name for name, is_off in off.items() if is_off is truth] for truth in (True, False))
    if not wrong:  # the numbers are right, and what holds them is no array of floats
        name = next((n for n in NAMES if not isinstance(trained[n], np.ndarray) or trained[n].dtype != float), "W1")
        return f"{call}: {name} holds the right numbers and is {words.numbers_in(trained[name])}; expected float64."
    text = f"{call}: wrong {', '.join(wrong)}; right {', '.join(right) or 'none'}."
    if off["history"]:
        first = int(np.argmax(~np.isclose(listed, losses, rtol=1e-9, atol=0)))
        return f"{text} history[{first}] is {number(listed[first])}; expected {number(losses[first])}."
    name = next((name for name in ("b2", "W2", "b1", "W1") if name in wrong), "W1")
    gap = np.abs(found[name] - wanted[name])
    place = np.unravel_index(int(np.nan_to_num(gap, nan=inf).argmax()), gap.shape)
    index = ", ".join(str(int(i)) for i in place)
    got, wanted_one = number(found[name][place], 6), number(wanted[name][place], 6)
    still = [name for name in wrong if name in found and np.array_equal(found[name], params[name])]
    text += f" {' and '.join(still)} never moved." if still else ""
    return f"{text} {name}[{index}] went from {number(params[name][place], 6)} to {got}; expected {wanted_one}."


def told_of_rings(call: str, value: Mapping[str, Any]) -> str:
    """What is wrong with a long run on circles."""
    if value["losses"] != STEPS:
        return f"{call}: the history has {counted(value['losses'], 'entry', 'entries')}."
    if value["unmoved"]:
        return f"{call}: on the circles, {' and '.join(value['unmoved'])} never moved."
    where = {"high": "above 0.3", "middling": "between 0.05 and 0.3"}[value["ends"]]
    return f"{call}: on the circles, the last loss is {where}; it should be at most 0.05."


TRAIN = Exercise(
    name="train",
    lesson=LESSON,
    section=PROOF,
    points=2,
    functions=("train(X, y, params, lr, steps)",),
    parts={"step by step": 1.5, "circles": 0.5},
    probes=train_probes,
    expected=train_expected,
    run=training.run,
    tells=train_tells,
    calls=train_call,
    phrases=("size 1 is different from", "!= 1 (dim 0)"),  # what @ and np.dot say of a square where a column should be
    rtol=1e-10,
    rounds=1,
    misconceptions=tuple(Misconception(name, wrong, text, "", where) for name, wrong, text, where in TRAIN_CATALOGUE),
)


# ---- diagnose_curve --------------------------------------------------------------------------------------------------

Curve = list[float]
WORDS = ("diverged", "flat_bug", "ok", "lr_high", "no_zero_grad", "lr_low")


def noisy(rng: np.random.Generator, losses: Any, level: float) -> Curve:
    """A curve whose every loss is off by up to `level` of itself, rounded to five digits."""
    losses = np.asarray(losses, dtype=float)
    return [float(f"{loss:.5g}") for loss in losses * (1 + level * rng.uniform(-1, 1, losses.shape))]


def falling(rng: np.random.Generator, steps: int, start: float, end: float, level: float = 0.0) -> Curve:
    """From start to start · end, ever more slowly."""
    pace = np.exp(-np.arange(steps) / (steps * rng.uniform(0.15, 0.45)))
    pace = (pace - pace[-1]) / (1 - pace[-1])
    return noisy(rng, start * (end + (1 - end) * pace), level)


def flat(rng: np.random.Generator, steps: int, start: float, level: float = 0.009) -> Curve:
    return noisy(rng, np.full(steps, start), level)


def growing(rng: np.random.Generator, steps: int, start: float, factor: float) -> Curve:
    return noisy(rng, start * factor ** np.linspace(0, 1, steps), 0.01)


def jumping(rng: np.random.Generator, steps: int, start: float, level: float = 0.02) -> Curve:
    """Up and down from step to step by a third and more of the start; the last loss lies above a quarter of it."""
    side = np.where(np.arange(steps) % 2, 1, -1) * rng.uniform(0.25, 0.55, steps)
    side[0] = 0.0
    return noisy(rng, start * (0.85 + side), level)


def waving(rng: np.random.Generator, start: float, waves: float, period: int, level: float = 0.02) -> Curve:
    """Waves of so many steps between the start and almost 0; they do not die out."""
    steps = np.arange(round(waves * period) + 1)
    return noisy(rng, start * (0.03 + 0.97 * np.cos(np.pi * steps / period) ** 2), level)


def spiked(losses: Curve, at: int, height: float) -> Curve:
    return [loss * height if place == at else loss for place, loss in enumerate(losses)]


def curve_probes(rng: np.random.Generator) -> list[Probe]:
    falls, broken, shakes = "ok and lr_low", "diverged and flat_bug", "lr_high and no_zero_grad"
    start = [float(each) for each in rng.choice((0.031, 0.37, 0.69, 2.6, 38.0, 740.0), 12)]
    period = [int(each) for each in rng.integers(16, 40, 4)]
    curves: list[tuple[Curve, str]] = [
        ([2.4, 1.1, 0.6, 0.31, 0.16, 0.08], falls),
        ([2.4, 2.35, 2.3, 2.26, 2.22, 2.18], falls),
        ([2.4, 2.7, 3.9, 8.2, 21.0, 66.0], broken),
        ([2.4, 5.2, 61.0, 8.1e4, inf, nan], broken),
        ([2.4, 9.7, 1.4e5, 6.2e9, inf, inf], broken),
        ([2.41, 2.4, 2.42, 2.41, 2.4, 2.41], broken),
        ([2.4, 1.1, 2.9, 0.9, 3.2, 1.3, 2.8, 1.2], shakes),
        (falling(rng, 40, start[0], float(rng.uniform(0.005, 0.07))), falls),
        (falling(rng, 90, start[1], float(rng.uniform(0.01, 0.07)), 0.02), falls),
        (spiked(falling(rng, 60, start[2], 0.03, 0.01), 7, 6.0), falls),
        (falling(rng, 50, start[3], float(rng.uniform(0.15, 0.4))), falls),
        (falling(rng, 80, start[4], float(rng.uniform(0.6, 0.9)), 0.02), falls),
        (falling(rng, 120, start[5], 0.3, 0.02), falls),
        (flat(rng, 60, start[6]), broken),
        (flat(rng, 30, start[7], 0.0), broken),
        (growing(rng, 40, start[8], float(rng.uniform(4, 9))), broken),
        ([*falling(rng, 20, start[9], 0.4), nan, nan, nan], broken),
        (jumping(rng, 41, start[10]), shakes),
        (jumping(rng, 80, start[11]), shakes),
        (waving(rng, start[0], 3, period[0]), shakes),
        (waving(rng, start[1], 2.8, period[1]), shakes),
        (waving(rng, start[3], 4.15, period[2], 0.0), shakes),
        (waving(rng, start[5], 2, period[3]), shakes),
    ]
    return [Probe("diagnose_curve", (losses,), part) for losses, part in curves]


def stays(h: Curve) -> bool:
    """Whether no loss is more than 2 % away from the first."""
    return max(abs(loss - h[0]) for loss in h) <= 0.02 * h[0]


def falls(h: Curve, noise: float = 0.06) -> bool:
    """Whether no loss rises above the one before by more than noise."""
    return all(b <= (1 + noise) * a for a, b in itertools.pairwise(h))


def rule(
    history: Curve,
    *,
    undefined: str = "diverged",
    grown: Callable[[Curve], bool] = lambda h: h[-1] > 3 * h[0],
    still: Callable[[Curve], bool] = stays,
    done: Callable[[Curve], bool] = lambda h: h[-1] < 0.1 * h[0],
    steady: Callable[[Curve], bool] = falls,
    names: Mapping[str, str] | None = None,
    first_shakes: bool = False,
) -> str:
    """The curve's diagnosis, from the first rule that fits; every keyword is a place for a slip."""
    answer = _rule(history, undefined, grown, still, done, steady, first_shakes)
    return (names or {}).get(answer, answer)


def _rule(
    h: Curve,
    undefined: str,
    grown: Callable[[Curve], bool],
    still: Callable[[Curve], bool],
    done: Callable[[Curve], bool],
    steady: Callable[[Curve], bool],
    first_shakes: bool,
) -> str:
    if not all(map(isfinite, h)):
        return undefined
    if grown(h):
        return "diverged"
    if still(h):
        return "flat_bug"
    shakes = "lr_high" if turns(h) > len(h) / 3 else "no_zero_grad"
    if first_shakes and not steady(h):
        return shakes
    if done(h):
        return "ok"
    return "lr_low" if steady(h) else shakes


def turns(h: Curve) -> int:
    """How often the curve changes direction by more than 6 % of a loss, from one step to the next."""
    moves = [b - a if abs(b - a) > 0.06 * max(a, b) else 0.0 for a, b in itertools.pairwise(h)]
    return sum(one * other < 0 for one, other in itertools.pairwise(moves))


def compared_with_nan(history: Curve) -> str:
    """NaN passes through every comparison as false, and ends in the last branch."""
    if not any(map(isnan, history)):
        return rule(history)
    return "lr_low"


def nan_alone(history: Curve) -> str:
    """Infinity is noticed; a nan that no infinity goes before is not."""
    return rule(history) if inf in history or not any(map(isnan, history)) else "lr_low"


def one_jump(history: Curve) -> str:
    """A single long step up decides before the end of the curve is looked at."""
    found = rule(history)
    rises = [b - a for a, b in itertools.pairwise(history)]
    return "lr_high" if found == "ok" and max(rises) > 0.3 * history[0] else found


FINITE = "Comparisons with nan are false, all of them."
CURVE_CATALOGUE: tuple[tuple[str, Callable[..., str], str], ...] = (
    (
        "nan→lr_low",
        compared_with_nan,
        f"A curve that ends in nan was called lr_low. {FINITE} Through which of your branches does a nan fall?",
    ),
    (
        "nan without inf→lr_low",
        nan_alone,
        "A curve with inf in it was recognised, and one that goes straight to nan was called lr_low. "
        f"{FINITE} Through which of your branches does a nan fall?",
    ),
    (
        "not finite→lr_low",
        partial(rule, undefined="lr_low"),
        "A curve with inf or nan in it was called lr_low. Can a run go on learning slowly from there?",
    ),
    (
        "not finite→lr_high",
        partial(rule, undefined="lr_high"),
        "A curve with inf or nan in it was called lr_high. That may well be its cause; which word does the table have "
        "for a run that has left the finite numbers?",
    ),
    (
        "not finite→flat_bug",
        partial(rule, undefined="flat_bug"),
        "A curve with inf or nan in it was called flat_bug. Did it stay at its start?",
    ),
    (
        "only inf and nan diverge",
        partial(rule, grown=lambda h: False),
        "A finite curve that ended far above its start was not called diverged. "
        "How far above its start may a run end by the table?",
    ),
    (
        "anything above its start diverges",
        partial(rule, grown=lambda h: h[-1] > 1.02 * h[0]),
        "A curve that ends somewhat above its start was called diverged. How far above does it take by the table?",
    ),
    (
        "a single high loss diverges",
        partial(rule, grown=lambda h: max(h) > 3 * h[0]),
        "One early spike was enough for diverged, though the run recovered. Which loss does the table compare?",
    ),
    (
        "oscillation→diverged",
        partial(rule, names={"lr_high": "diverged"}),
        "A curve that jumps up and down was called diverged. Does it get out of hand, or does it stay where it is?",
    ),
    (
        "oscillation→no_zero_grad",
        partial(rule, names={"lr_high": "no_zero_grad"}),
        "Jumps from one step to the next were called no_zero_grad. How many steps does it take that bug to turn round?",
    ),
    (
        "waves→lr_high",
        partial(rule, names={"no_zero_grad": "lr_high"}),
        "Slow waves were called lr_high. Between two neighbouring steps, does the curve jump there?",
    ),
    (
        "waves→lr_low",
        partial(rule, names={"no_zero_grad": "lr_low"}),
        "Slow waves were called lr_low. Does such a curve only fall?",
    ),
    (
        "waves→flat_bug",
        partial(rule, names={"no_zero_grad": "flat_bug"}),
        "Slow waves were called flat_bug. Does such a curve stay where it began?",
    ),
    (
        "flat→lr_low",
        partial(rule, names={"flat_bug": "lr_low"}),
        "A curve that never leaves its start was called lr_low. A smaller rate makes a run slow; does it stop it?",
    ),
    (
        "flat→ok",
        partial(rule, names={"flat_bug": "ok"}),
        "A curve that never leaves its start was called ok. What has it learned?",
    ),
    (
        "flat only without noise",
        partial(rule, still=lambda h: max(h) == min(h)),
        "A flat curve with a little noise was not recognised. By how much may a flat curve waver?",
    ),
    (
        "flat judged by its end",
        partial(rule, still=lambda h: abs(h[-1] - h[0]) <= 0.025 * h[0]),
        "A curve that went away and came back was called flat_bug. Which of its losses did you look at?",
    ),
    (
        "falling→ok",
        partial(rule, names={"lr_low": "ok"}),
        "A curve that still stands above a tenth of its start was called ok. When has a run arrived, by the table?",
    ),
    (
        "ok→lr_low",
        partial(rule, names={"ok": "lr_low"}),
        "A curve that ended below a tenth of its start was called lr_low. When has a run arrived, by the table?",
    ),
    (
        "an absolute level for ok",
        partial(rule, done=lambda h: h[-1] < 0.1),
        "The last loss was compared with a fixed number. One run starts at 740 and one at 0.031: "
        "with what does the table compare it?",
    ),
    (
        "the lowest loss for the last",
        partial(rule, done=lambda h: min(h) < 0.1 * h[0]),
        "A curve was called ok because it once was low. Which loss does the table ask for?",
    ),
    (
        "noise counts as jumps",
        partial(rule, steady=partial(falls, noise=0.0)),
        "A falling curve with a little noise was taken for one that rises. How large is a rise, how large is noise?",
    ),
    (
        "any rise→lr_high",
        partial(rule, steady=partial(falls, noise=0.0), names={"no_zero_grad": "lr_high"}),
        "Every curve that rises somewhere, by however little, was called lr_high. "
        "How large is a rise by the table, and how large is noise?",
    ),
    (
        "a fall counts as a wave",
        partial(rule, steady=lambda h: falls(h) and max(h) - min(h) <= 0.5 * h[0]),
        "A curve that only falls was called no_zero_grad. It covers a wide range; in which direction does it go?",
    ),
    (
        "one spike for jumps",
        one_jump,
        "A run that ended below a tenth of its start was called lr_high, for an upset on the way. "
        "Which of two rows of the table holds when both fit?",
    ),
    (
        "shape before the end",
        partial(rule, first_shakes=True),
        "A run that ended below a tenth of its start was judged by an upset on the way. "
        "Which of two rows of the table holds when both fit?",
    ),
    ("always ok", lambda history: "ok", "Every curve was called ok. What would a sick one have to look like?"),
)


def curve_tells(probe: Probe, value: Any, expected: str) -> str:
    """The curve in a few numbers, what it was called and what it is."""
    (h,) = probe.args
    shown = ", ".join(number(loss, 3) for loss in (h if len(h) <= 10 else h[:6]))
    finite = [loss for loss in h if isfinite(loss)]
    some = f"[{shown}{', …' if len(h) > 10 else ''}]"
    size = f" ({len(h)} losses, lowest {number(min(finite), 3)}, highest {number(max(finite), 3)}, last "
    size += f"{number(h[-1], 3)})"
    got = f'"{value}"' if isinstance(value, str) and len(value) < 30 else f"a {type(value).__name__}"
    call = f"diagnose_curve({some}){size if len(h) > 10 else ''}"
    unknown = ", which is none of the six words" if isinstance(value, str) and value not in WORDS else ""
    return f'{call} returned {got}{unknown}; expected "{expected}".'


DIAGNOSE_CURVE = Exercise(
    name="diagnose_curve",
    lesson=LESSON,
    section=CLINIC,
    points=2,
    functions=("diagnose_curve(history)",),
    parts={"ok and lr_low": 0.5, "diverged and flat_bug": 0.5, "lr_high and no_zero_grad": 1.0},
    probes=curve_probes,
    expected=lambda probe: rule(probe.args[0]),
    tells=curve_tells,
    misconceptions=tuple(Misconception(name, wrong, text) for name, wrong, text in CURVE_CATALOGUE),
)


# ---- plot_losses -----------------------------------------------------------------------------------------------------

Histories = Mapping[str, Sequence[float]]


def figure_probes(rng: np.random.Generator) -> list[Probe]:
    name, narrow, wide = "plot_losses", "linear axis", "logarithmic axis"
    a, b, c, d = (round(float(each), 2) for each in rng.uniform(2.1, 4.8, 4))  # first losses
    first = {"small step": [a, round(0.9 * a, 3), 1.3, 1.2], "large step": [a, 1.7, 0.9]}
    probes = [
        Probe(name, (first,), narrow, "two runs"),
        Probe(name, ({"only run": [b, 1.4, 0.8]},), narrow, "one run"),
        Probe(name, ({"right": [c, 0.21, 0.0009], "stuck": [c, 3.6, 3.4]},), wide, "a range above 1000"),
    ]
    for part, note, end in ((narrow, "three runs", 0.2), (wide, "a range above 1000", 2e-5)):
        runs = {
            f"lr {rate}": falling(rng, int(n), 2.6, end) for rate, n in zip((0.3, 0.07, 0.9), (5, 9, 7), strict=True)
        }
        probes.append(Probe(name, (runs,), part, note))
    zero = {"exact": [d, 0.7, 0.0], "near": [d, 0.8, 0.3]}
    together = {"rate 0.01": [d, 1.9, 1.2], "rate 0.1": [0.04, 0.006, 0.0011]}
    return [
        *probes,
        Probe(name, (zero,), narrow, "a loss of 0"),
        Probe(name, (together,), wide, "runs far apart"),
    ]


def wants_log(histories: Histories) -> bool:
    """Whether the largest positive loss is more than a thousand times the smallest."""
    positive = [loss for losses in histories.values() for loss in losses if loss > 0]
    return max(positive) > 1e3 * min(positive)


def figure_expected(probe: Probe) -> dict[str, Any]:
    (histories,) = probe.args
    lines = [{"label": name, "x": "epochs", "y": np.array(losses)} for name, losses in histories.items()]
    scale = "log" if wants_log(histories) else "linear"
    names = {"xlabel": ["epoch"], "ylabel": ["loss"]}
    axes = {"lines": lines, "legend": sorted(histories), **names, "xscale": "linear", "yscale": scale, "title": True}
    return {"axes": [axes], "title": True}


def figure_faults(probe: Probe, value: Any) -> list[str]:
    """Everything that is wrong with a figure, in words; nothing for a right one."""
    (histories,) = probe.args
    if not isinstance(value, dict) or "axes" not in value:
        return [f"what came back is {value['type'] if isinstance(value, dict) else 'nothing'}, and no Figure"]
    if len(value["axes"]) != 1:
        return [f"it has {len(value['axes'])} axes; all runs belong into one"]
    axes, faults = value["axes"][0], []
    for name, losses in histories.items():
        faults += line_faults(name, losses, [line for line in axes["lines"] if line["label"] == name])
    unlabelled = [line for line in axes["lines"] if not line["label"]]
    if faults and len(axes["lines"]) != len(histories):
        faults.insert(0, f"it has {counted(len(axes['lines']), 'line')} for {counted(len(histories), 'run')}")
    elif faults and unlabelled:
        verb = "has" if len(unlabelled) == 1 else "have"
        faults = [f"{len(unlabelled)} of its {counted(len(axes['lines']), 'line')} {verb} no label"]
    absent = [name for name in histories if name not in axes["legend"]]
    if absent:
        faults.append("it has no legend" if not axes["legend"] else f"the legend does not name {absent[0]}")
    for place, word in (("xlabel", "epoch"), ("ylabel", "loss")):
        if word not in axes[place]:
            found = f"names {' and '.join(axes[place])}" if axes[place] else "is empty"
            faults.append(f"the {place[0]}-axis label {found} and should name the {word}")
    if not value["title"]:
        faults.append("it has no title")
    if axes["xscale"] != "linear":
        faults.append(f"the x-axis is {axes['xscale']}, where epochs should count evenly")
    wanted = "log" if wants_log(histories) else "linear"
    if axes["yscale"] != wanted:
        faults.append(f"the y-axis is {axes['yscale']}; for these losses it should be {wanted}")
    return faults


def line_faults(name: str, losses: Sequence[float], lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with the one line that shows a run."""
    if len(lines) != 1:
        return [f"{len(lines)} lines are labelled “{name}”" if lines else f"no line is labelled “{name}”"]
    y, x = lines[0]["y"], lines[0]["x"]
    if len(y) != len(losses):
        return [f"the line “{name}” has {counted(len(y), 'point')} for {len(losses)} losses"]
    if not np.allclose(y, losses, rtol=1e-9, atol=0):
        place = int(np.argmax(~np.isclose(y, losses, rtol=1e-9, atol=0)))
        return [f"the line “{name}” is at {number(y[place])} where the loss is {number(losses[place])}"]
    if not isinstance(x, str):
        return [f"the line “{name}” starts at x = {number(x[0])} and ends at {number(x[-1])}: not epoch by epoch"]
    return []


def figure_accepts(probe: Probe, value: Any) -> bool:
    return not figure_faults(probe, value)


def figure_tells(probe: Probe, value: Any, expected: Any) -> str:
    """Everything that is wrong with the figure."""
    (histories,) = probe.args
    runs = ", ".join(f"“{name}” ({len(losses)} losses)" for name, losses in histories.items())
    return f"The figure for {runs}: {'; '.join(figure_faults(probe, value))}."


def paint(
    histories: Histories,
    *,
    y: Callable[[Sequence[float]], Any] = lambda losses: losses,
    runs: Callable[[Histories], Histories] = lambda histories: histories,
    labels: bool = True,
    legend: bool = True,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    title: str = "Loss",
    log: Callable[[Histories], bool] = wants_log,
    xlog: bool = False,
    last_only: bool = False,
    dots: bool = False,
    end_to_end: bool = False,
    panels: bool = False,
    first: float = 0,
    give: Callable[[Any], Any] = lambda figure: figure,
) -> Any:
    """A figure with one slip; every keyword is one place where it can happen."""
    from matplotlib.figure import Figure

    shown, figure = runs(histories), Figure()
    grid = figure.subplots(len(shown) if panels else 1, squeeze=False)[:, 0]
    start = first
    for place, (name, losses) in enumerate(shown.items()):
        axes, values = grid[place if panels else 0], list(y(losses))
        xs = [start + k for k in range(len(values))]
        if last_only:
            xs, values = xs[-1:], values[-1:]
        (axes.scatter if dots else axes.plot)(xs, values, **({"label": name} if labels else {}))
        start = xs[-1] + 1 if end_to_end else first
    for axes in grid:
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        axes.set_title(title)
        axes.set_yscale("log" if log(histories) else "linear")
        axes.set_xscale("log" if xlog else "linear")
        if legend:
            axes.legend()
    return give(figure)


def painted(**places: Any) -> Callable[[Histories], Any]:
    """A wrong answer: `paint` with one or several of its places changed. The figures of one check are kept."""

    @lru_cache(maxsize=16)
    def made(runs: tuple[tuple[str, tuple[float, ...]], ...]) -> Any:
        return paint({name: list(losses) for name, losses in runs}, **places)

    return lambda histories: made(tuple((name, tuple(losses)) for name, losses in histories.items()))


def extremes(histories: Histories) -> tuple[float, float]:
    """The smallest and the largest loss of all, zeros included."""
    losses = [loss for run in histories.values() for loss in run]
    return min(losses), max(losses)


def averaged(histories: Histories) -> Histories:
    shortest = min(map(len, histories.values()))
    table = [list(losses)[:shortest] for losses in histories.values()]
    return {"mean": [float(mean) for mean in np.mean(table, axis=0)]}


LINEAR = "On a linear axis a loss of 0.0009 lies on the bottom line. When does the task ask for another axis?"
FIGURE_CATALOGUE: tuple[tuple[str, Callable[..., Any], str], ...] = (
    (
        "last-sample",
        painted(last_only=True),
        "Only the last loss of each run is drawn. How would a reader see whether it was still falling?",
    ),
    (
        "samples labelled epochs",
        painted(xlabel="sample"),
        "The x-axis says sample. The losses handed over are one for each what?",
    ),
    (
        "steps for epochs",
        painted(xlabel="step"),
        "The x-axis says step. The losses handed over are one for each what?",
    ),
    (
        "one line",
        painted(runs=lambda histories: dict(list(histories.items())[:1])),
        "Only the first run is drawn. How many runs does the dictionary hold?",
    ),
    (
        "last run only",
        painted(runs=lambda histories: dict(list(histories.items())[-1:])),
        "Only the last run is drawn. Does each round of your loop draw, or only the last one?",
    ),
    (
        "runs averaged",
        painted(runs=averaged),
        "All runs went into one line. Who wants to compare two learning rates, what can be read off it?",
    ),
    (
        "dots without a line",
        painted(dots=True),
        "The losses are dots that no line joins. Where two runs cross, how does a reader follow one of them?",
    ),
    (
        "runs end to end",
        painted(end_to_end=True),
        "The second run begins where the first one ends. At which epoch did each of them begin?",
    ),
    (
        "a figure in several panels",
        painted(panels=True),
        "Each run has axes of its own. Can two curves on different scales be compared by eye?",
    ),
    (
        "no labels",
        painted(xlabel="", ylabel=""),
        "The axes have no labels. What would a reader take the numbers below the curve for?",
    ),
    ("no label for x", painted(xlabel=""), "The x-axis has no label. What does it count: epochs, batches, hours?"),
    ("no label for y", painted(ylabel=""), "The y-axis has no label. Is it a loss, an accuracy, a norm?"),
    (
        "axis labels exchanged",
        painted(xlabel="loss", ylabel="epoch"),
        "The two labels stand at the wrong axes. Which of the two grows to the right?",
    ),
    (
        "no legend",
        painted(legend=False),
        "The lines have labels, and nothing shows them. Where does a reader see which line is which run?",
    ),
    (
        "lines without labels",
        painted(labels=False, legend=False),
        "Neither the lines nor a legend say which run is which. Where would the names of the dictionary belong?",
    ),
    ("no title", painted(title=""), "The figure has no title. What is it about, if it stands alone on a page?"),
    (
        "bare",
        painted(xlabel="", ylabel="", title="", legend=False),
        "The lines are right; labels, legend and title are missing. What could somebody learn from it who has not "
        "seen your code?",
    ),
    (
        "bare, without a legend's names",
        painted(xlabel="", ylabel="", title="", legend=False, labels=False),
        "The lines are right and nothing says what they are. What could somebody learn from it who has not seen "
        "your code?",
    ),
    ("always linear", painted(log=lambda histories: False), LINEAR),
    *(
        (
            f"{name}, always linear",
            painted(log=lambda histories: False, **places),
            f"{text} And when does the task ask for another y-axis than the linear one?",
        )
        for name, places, text in (
            (
                "bare",
                {"xlabel": "", "ylabel": "", "title": "", "legend": False},
                "The lines are there; labels, legend and title are missing. Could somebody read it without your code?",
            ),
            (
                "bare, without a legend's names",
                {"xlabel": "", "ylabel": "", "title": "", "legend": False, "labels": False},
                "The lines are there and nothing says what they are. Could somebody read it without your code?",
            ),
            ("no labels", {"xlabel": "", "ylabel": ""}, "The axes have no labels. What do they count and measure?"),
            ("no legend", {"legend": False}, "Nothing shows which line is which run. Where would a reader look?"),
            ("no title", {"title": ""}, "The figure has no title. What is it about, if it stands alone on a page?"),
        )
    ),
    (
        "0 counts as the smallest loss",
        painted(log=lambda histories: extremes(histories)[1] > 1e3 * extremes(histories)[0]),
        "A loss of 0 made the y-axis logarithmic, which has no place for it. Which losses does the task compare?",
    ),
    (
        "always logarithmic",
        painted(log=lambda histories: True),
        "The y-axis is logarithmic where the task asks for a linear one. When does it ask for which?",
    ),
    (
        "each run by itself",
        painted(log=lambda histories: any(wants_log({name: runs}) for name, runs in histories.items())),
        "The y-axis was chosen by looking at one run at a time. The runs share it: which two losses decide?",
    ),
    (
        "scale the wrong way round",
        painted(log=lambda histories: not wants_log(histories)),
        "The logarithm is there where it is not needed, and missing where it is. Which losses does a linear axis hide?",
    ),
    (
        "logarithms drawn",
        painted(y=lambda losses: [float(np.log10(max(loss, 1e-300))) for loss in losses], log=lambda histories: False),
        "Logarithms of the losses are drawn. Which number will a reader read off the axis, the loss?",
    ),
    ("both axes logarithmic", painted(xlog=True), "The x-axis is logarithmic too. Are later epochs shorter?"),
    (
        "drawn backwards",
        painted(y=lambda losses: list(losses)[::-1]),
        "The losses are drawn from the last to the first. In which direction does training go?",
    ),
    (
        "returns the axes",
        painted(give=lambda figure: figure.axes[0]),
        "The axes came back. Which object holds them, and was asked for?",
    ),
    (
        "returns pyplot",
        painted(give=lambda figure: np),  # any module
        "A module came back, the tool and not the drawing. Which of its functions hands out a figure?",
    ),
    (
        "returns figure and axes",
        painted(give=lambda figure: (figure, figure.axes[0])),
        "A pair came back, figure and axes. Which of the two was asked for?",
    ),
    (
        "nothing returned",
        painted(give=lambda figure: None),
        "The figure was drawn and not handed back. Which word hands it to the caller?",
    ),
)

PLOT_LOSSES = Exercise(
    name="plot_losses",
    lesson=LESSON,
    section=FIGURE,
    points=2,
    functions=("plot_losses(histories)",),
    parts={"linear axis": 1.0, "logarithmic axis": 1.0},
    probes=figure_probes,
    expected=figure_expected,
    accepts=figure_accepts,
    alike=lambda probe, value, wrong: figure_faults(probe, value) == figure_faults(probe, wrong),
    run=figures.draw,
    tells=figure_tells,
    right={"plot_losses": paint},
    rounds=1,
    misconceptions=tuple(Misconception(name, wrong, text) for name, wrong, text in FIGURE_CATALOGUE),
)
