"""The exercises of lesson 09: a chain's gradients, gradient norms by layer, initialisation, dead units, clipping.

Expected values come from other formulas than answers use: slopes through cosh, gradients by pushing every single nudge
forward through the net, lengths by `math.hypot`. Weights and data are drawn so that no factor is 0, ±1, 2 or ½ unless
that case is planted. Left out: training, whose outcome depends on too much to judge an answer by.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, pairwise
from operator import mul
from typing import Any

import numpy as np

from autograde import words
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import refusals
from autograde.probe_numbers import draw
from backprop_lib.words import number

LESSON = "09_vanishing"
PRODUCT = "A gradient is a product"
LAYERS = "Layer by layer"
SPREAD = "How widely should the first weights spread?"
DEAD = "Units that never speak again"
CLIP = "Shorten the step, keep the direction"

Array = np.ndarray
# ---- chain_gradient --------------------------------------------------------------------------------------------------

FORWARD: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "linear": lambda z: z,
}
SLOPE: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: 0.25 / math.cosh(z / 2) ** 2,
    "tanh": lambda z: 1 / math.cosh(z) ** 2,
    "relu": lambda z: float(z > 0),
    "linear": lambda z: 1.0,
}
OF_OUTPUT: dict[str, Callable[[float], float]] = {  # the slopes again, as rules for an activation's output
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "relu": SLOPE["relu"],
    "linear": SLOPE["linear"],
}
SMOOTH, STRAIGHT = "sigmoid and tanh", "ReLU and linear"


def chain_probes(rng: np.random.Generator) -> list[Probe]:
    def positive(count: int) -> list[float]:
        return [abs(float(w)) for w in draw(rng, count)]

    def weights(count: int) -> list[float]:
        return [float(w) for w in draw(rng, count, largest=1.9)]

    def start() -> float:
        return float(draw(rng, 1, largest=1.3)[0])

    cases: list[tuple[list[float], str, float, str]] = [
        ([1.3, 0.7], "linear", 0.4, ""),
        ([1.3, -0.7, 1.6], "sigmoid", 0.4, ""),
        ([0.8, -1.7, 0.6], "tanh", 0.9, ""),
        ([0.7, 1.4, 0.3], "relu", 1.2, "every unit on"),
        ([1.6, -0.8, 1.3], "relu", 0.6, "a unit that is off on the way"),
        ([-1.8], "sigmoid", 0.7, "a single neuron"),
        (weights(4), "sigmoid", start(), ""),
        (weights(5), "tanh", -abs(start()), ""),
        (weights(12), "sigmoid", 0.3, "twelve neurons"),
        (positive(4), "relu", 0.9, "every unit on"),
        ([-w for w in positive(1)] + positive(3), "relu", -1.1, "every unit on"),
        (weights(5), "linear", start(), ""),
    ]
    return [
        Probe("chain_gradient", (ws, act, a0), SMOOTH if act in ("sigmoid", "tanh") else STRAIGHT, note)
        for ws, act, a0, note in cases
    ]


def into(ws: Sequence[float], act: str, a0: float) -> list[float]:
    """What goes into the activations of a chain: z_1, z_2, …"""
    a, found = a0, []
    for w in ws:
        found.append(w * a)
        a = FORWARD[act](found[-1])
    return found


def chain_expected(probe: Probe) -> list[float]:
    ws, act, a0 = probe.args
    return [
        math.prod(w * SLOPE[act](z) for w, z in zip(ws[: k + 1], into(ws, act, a0), strict=False))
        for k in range(len(ws))
    ]


def chain_call(probe: Probe) -> str:
    ws, act, a0 = probe.args
    return f"chain_gradient({words.result(ws)}, {words.result(act)}, {words.result(a0)})"


Factor = Callable[[float, float, float, str], float]  # (w, z, a before, activation) -> factor of one layer


def products(factor: Factor, ws: Sequence[float], activation: str, a0: float) -> list[float]:
    """Running products of a layer's factors."""
    zs = into(ws, activation, a0)
    before = [a0, *(FORWARD[activation](z) for z in zs)]
    return list(accumulate((factor(w, z, a, activation) for w, z, a in zip(ws, zs, before, strict=False)), mul))


def right_factor(w: float, z: float, a: float, act: str) -> float:
    return w * SLOPE[act](z)


def factors(ws: Sequence[float], activation: str, a0: float) -> list[float]:
    return [w * SLOPE[activation](z) for w, z in zip(ws, into(ws, activation, a0), strict=True)]


def all_at_the_input(ws: Sequence[float], activation: str, a0: float) -> list[float]:
    return list(accumulate((w * SLOPE[activation](w * a0) for w in ws), mul))


def from_the_end(ws: Sequence[float], activation: str, a0: float) -> list[float]:
    return list(accumulate(reversed(factors(ws, activation, a0)), mul))


def whole_first(ws: Sequence[float], activation: str, a0: float) -> list[float]:
    return from_the_end(ws, activation, a0)[::-1]


CHAIN_CATALOGUE: tuple[tuple[str, Callable[..., Any], str], ...] = (
    (
        "omits w",
        partial(products, lambda w, z, a, act: SLOPE[act](z)),
        "Each layer contributes the slope of its activation and nothing else. In a linear chain with weight 3, "
        "how far does a nudge of 0.001 get in one layer?",
    ),
    (
        "omits act′",
        partial(products, lambda w, z, a, act: w),
        "The weights are multiplied and the activations leave no trace. "
        "When z moves by 0.001, does σ(z) move by 0.001 too?",
    ),
    (
        "act′ at the output",
        partial(products, lambda w, z, a, act: w * SLOPE[act](FORWARD[act](z))),
        "The slope of the activation is taken at its output, as if it were applied once more. "
        "Which number went into the activation of this layer?",
    ),
    (
        "act′ from z in the rule for outputs",
        partial(products, lambda w, z, a, act: w * OF_OUTPUT[act](z)),
        "A rule that is written for the activation's output got its input instead. "
        "In the short form of σ's or tanh's slope, which of the two numbers, before or after, is meant?",
    ),
    (
        "act′ at the last activation",
        partial(products, lambda w, z, a, act: w * SLOPE[act](a)),
        "The slope is taken at what came out of the layer before, without this layer's weight. "
        "What exactly goes into this layer's activation?",
    ),
    (
        "sum for product",
        lambda ws, activation, a0: list(accumulate(factors(ws, activation, a0))),
        "The layers' factors are added up. If the first layer lets a tenth of a nudge pass and the second a tenth of "
        "what it gets, how much is left?",
    ),
    (
        "single factors",
        lambda ws, activation, a0: factors(ws, activation, a0),
        "Each entry is the slope of one layer by itself. The question is how a_k reacts to a0: "
        "through which layers does a nudge of a0 have to go before it reaches a_k?",
    ),
    (
        "every z from a0",
        all_at_the_input,
        "Every layer's slope is taken as if a0 went straight into it. "
        "What does the third neuron receive, a0 or the output of the second?",
    ),
    (
        "from the other end",
        from_the_end,
        "The products start with the last layer, so entry k tells how the output reacts to a neuron k layers below it. "
        "The first entry should be about a_1: which layers lie between a0 and a_1?",
    ),
    (
        "the output for every neuron",
        whole_first,
        "Entry k is how the last output reacts to the input of layer k. The other way round was asked for: "
        "what moves here, and what is watched?",
    ),
    (
        "slope for the weight",
        partial(products, lambda w, z, a, act: a * SLOPE[act](z)),
        "Each layer multiplies by the activation that came in, as if its weight had been nudged. "
        "Here a0 is nudged: by what does the layer multiply the nudge on its way?",
    ),
    (
        "σ's slope for all",
        partial(products, lambda w, z, a, act: w * OF_OUTPUT["sigmoid"](FORWARD[act](z))),
        "The short rule for σ is used whatever the activation. Which slope has a function that hands z on as it is?",
    ),
    (
        "the values",
        lambda ws, activation, a0: [FORWARD[activation](z) for z in into(ws, activation, a0)],
        "These are the activations a_1, a_2, … themselves. How far does each of them move when a0 is nudged?",
    ),
    (
        "starts with 1",
        lambda ws, activation, a0: [1.0, *products(right_factor, ws, activation, a0)],
        "The list has one entry too many: it begins with how a0 reacts to itself. Which k comes first?",
    ),
    (
        "the last one only",
        lambda ws, activation, a0: products(right_factor, ws, activation, a0)[-1],
        "One number came back, the gradient through the whole chain. How many gradients were asked for?",
    ),
    (
        "ReLU always on",
        lambda ws, activation, a0: products(
            (lambda w, z, a, act: w) if activation == "relu" else right_factor, ws, activation, a0
        ),
        "σ, tanh and linear chains are right; ReLU lets everything pass, also where z is negative. "
        "Nudge a ReLU whose input is −3: what comes out?",
    ),
    (
        "ReLU asks the weight",
        lambda ws, activation, a0: products(
            (lambda w, z, a, act: max(w, 0.0)) if activation == "relu" else right_factor, ws, activation, a0
        ),
        "At ReLU the sign of the weight decides. "
        "A negative weight and a negative input: what is z then, and is the unit on?",
    ),
    (
        "size only",
        lambda ws, activation, a0: [abs(g) for g in products(right_factor, ws, activation, a0)],
        "Every number has the right size and none is negative. "
        "Behind a negative weight, which way does the output move when the input rises?",
    ),
)

CHAIN_GRADIENT = Exercise(
    name="chain_gradient",
    lesson=LESSON,
    section=PRODUCT,
    points=2,
    functions=("chain_gradient(ws, activation, a0)",),
    parts={SMOOTH: 1.25, STRAIGHT: 0.75},
    probes=chain_probes,
    expected=chain_expected,
    calls=chain_call,
    misconceptions=tuple(Misconception(name, wrong, message) for name, wrong, message in CHAIN_CATALOGUE),
)


# ---- gradient_norms --------------------------------------------------------------------------------------------------

Net = Sequence[tuple[Array, Array]]
FULL, FLAT = "y of the output's shape", "flat y"


def network(rng: np.random.Generator, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """Weights and biases of a net, small enough that no tanh saturates."""
    pairs = pairwise(sizes)
    return [(draw(rng, d, m, largest=1.6) / d**0.5, draw(rng, m, largest=0.8)) for d, m in pairs]


def norms_probes(rng: np.random.Generator) -> list[Probe]:
    by_hand = np.random.default_rng(4)  # small numbers, the same for everyone
    cases: list[tuple[np.random.Generator, tuple[int, ...], int, bool, str]] = [
        (by_hand, (2, 1), 3, False, "one layer"),
        (by_hand, (1, 2, 1), 2, False, "two layers"),
        (rng, (3, 4, 2), 5, False, "two outputs"),
        (rng, (2, 3, 4, 1), 6, False, "three layers"),
        (rng, (3, 3, 3, 3, 2), 4, False, "as many inputs as outputs"),
        (rng, (4, 2, 3, 1), 5, True, "y of shape (N,)"),
        (rng, (2, 3, 1), 3, True, "y of shape (N,)"),
    ]
    probes = []
    for source, sizes, rows, flat, note in cases:
        X, y = draw(source, rows, sizes[0], largest=1.9), draw(source, rows, sizes[-1])
        args = (network(source, sizes), X, y.reshape(-1) if flat else y)
        probes.append(Probe("gradient_norms", args, FLAT if flat else FULL, note))
    return probes


def norms_expected(probe: Probe) -> list[float]:
    """Nudge every single weight, push the nudge forward through the net, and see how the loss moves."""
    layers, X, y = probe.args
    inputs, befores = passed(layers, X)
    errors = befores[-1] - y.reshape(befores[-1].shape)
    norms = []
    for k, (W, _) in enumerate(layers):
        slopes = []
        for i, j in np.ndindex(*W.shape):
            moved = np.zeros(befores[k].shape)
            moved[:, j] = inputs[k][:, i]
            for (further, _), z in zip(layers[k + 1 :], befores[k:], strict=False):
                moved = (moved / np.cosh(z) ** 2) @ further
            slopes.append(2 * float(np.sum(errors * moved)) / errors.size)
        norms.append(math.hypot(*slopes))
    return norms


def passed(layers: Net, X: Array) -> tuple[list[Array], list[Array]]:
    """What goes into every layer, and what comes out before tanh."""
    inputs, befores, a = [], [], X
    for W, b in layers:
        inputs.append(a)
        befores.append(a @ W + b)
        a = np.tanh(befores[-1])
    return inputs, befores


def norms_call(probe: Probe) -> str:
    layers, X, y = probe.args
    shapes = ", ".join(f"W{k} {W.shape}" for k, (W, _) in enumerate(layers, 1))
    return f"gradient_norms with {shapes}, X {X.shape} and y {y.shape}"


def sweep(
    layers: Net,
    X: Array,
    y: Array,
    *,
    start: Callable[[Array], Array] = lambda error: 2 * error / error.size,
    slope: Callable[[Array, Array], Array] = lambda z, a: 1 - a**2,
    through: Callable[[Array, Array], Array] = lambda g, W: g @ W.T,
    column: bool = True,
    last_tanh: bool = False,
    biases: bool = True,
) -> list[tuple[Array, Array, Array]]:
    """(dW, g, what the layer was given) for every layer, input to output, with one slip if a keyword says so."""
    inputs, befores = passed([(W, b if biases else 0 * b) for W, b in layers], X)
    out = np.tanh(befores[-1]) if last_tanh else befores[-1]
    g = start(out - (y.reshape(out.shape) if column else y))
    if last_tanh:
        g = g * (1 - out**2)
    found = []
    for k in reversed(range(len(layers))):
        found.append((inputs[k].T @ g, g, inputs[k]))
        if k:
            g = through(g, layers[k][0]) * slope(befores[k - 1], inputs[k])
    return found[::-1]


def length(array: Array) -> float:
    return float(np.sqrt(np.sum(array**2)))


def slip(**places: Any) -> Callable[[Net, Array, Array], list[float]]:
    """A wrong answer: `sweep` with one of its places changed, measured as it should be."""
    return lambda layers, X, y: [length(dW) for dW, _, _ in sweep(layers, X, y, **places)]


def measured(measure: Callable[[Array], float]) -> Callable[[Net, Array, Array], list[float]]:
    """A wrong answer: the right gradients, measured in another way."""
    return lambda layers, X, y: [measure(dW) for dW, _, _ in sweep(layers, X, y)]


def broadcast_averaged(layers: Net, X: Array, y: Array) -> list[float]:
    """Every output compared with every flat target."""
    return slip()(layers, X, np.full(len(y), float(y.mean())) if y.ndim == 1 else y)


def with_bias(layers: Net, X: Array, y: Array) -> list[float]:
    return [math.hypot(length(dW), length(g.sum(axis=0))) for dW, g, _ in sweep(layers, X, y)]


def outputs(layers: Net, X: Array, y: Array) -> list[float]:
    inputs, befores = passed(layers, X)
    return [length(a) for a in (*inputs[1:], befores[-1])]


START_NO_2 = (
    "Every norm is half as large as it should be. The loss squares the error: "
    "how fast does the area of a square grow when its side does?"
)
NORMS_CATALOGUE: tuple[tuple[str, Callable[..., Any], str], ...] = (
    (
        "reversed",
        lambda layers, X, y: slip()(layers, X, y)[::-1],
        "The right numbers stand in the order in which the way back finds them, output first. "
        "Which layer should the first entry belong to?",
    ),
    (
        "max norm",
        measured(lambda dW: float(np.abs(dW).max())),
        "Each entry is the largest slope of its layer. How long is an arrow whose parts are 3 and 4?",
    ),
    (
        "parameter norms",
        lambda layers, X, y: [length(W) for W, _ in layers],
        "These are the lengths of the weights, and they do not depend on y. "
        "What was to be measured: how large the knobs' settings are, or how strongly the loss reacts to them?",
    ),
    (
        "activations",
        outputs,
        "These are the lengths of what the layers put out on the way forward. "
        "Which array tells how the loss reacts to a layer's weights, and which shape does it have?",
    ),
    (
        "gradients on the activations",
        lambda layers, X, y: [length(g) for _, g, _ in sweep(layers, X, y)],
        "These are the lengths of the gradients that arrive at each layer's output. "
        "One more step leads from there to the layer's weights: what were these weights multiplied with?",
    ),
    (
        "squared norm",
        measured(lambda dW: float(np.sum(dW**2))),
        "Each entry is the square of the expected one. How long is an arrow whose parts are 3 and 4?",
    ),
    (
        "sum of sizes",
        measured(lambda dW: float(np.sum(np.abs(dW)))),
        "The sizes of all slopes are added up. How long is an arrow whose parts are 3 and 4?",
    ),
    (
        "root mean square",
        measured(lambda dW: float(np.sqrt(np.mean(dW**2)))),
        "The squares are averaged before the root is taken. Does an arrow get shorter when more parts are added to it?",
    ),
    (
        "spectral norm",
        measured(lambda dW: float(np.linalg.norm(dW, 2))),
        "For a matrix the option 2 does not mean the root of the sum of squares: it is the largest stretch of a "
        "vector. What does NumPy's norm compute when it is given the matrix alone?",
    ),
    (
        "weights and biases together",
        with_bias,
        "The biases' gradients have been counted in. On which array of each layer was the gradient asked for?",
    ),
    (
        "no tanh′",
        slip(slope=lambda z, a: 1.0),
        "The last layer is right, and the gradient goes back through tanh as if nothing were there. "
        "Where tanh is flat, how much of a nudge gets through it?",
    ),
    (
        "tanh′ as 1 − a",
        slip(slope=lambda z, a: 1 - a),
        "The last layer is right, and tanh's slope is not. "
        "How steep is tanh at 3 and at −3: does your formula give the same for both?",
    ),
    (
        "tanh′ by σ's rule",
        slip(slope=lambda z, a: a * (1 - a)),
        "The last layer is right; at tanh the rule for σ was used. How steep is tanh at 0, and what does it say?",
    ),
    (
        "tanh′ of the input by the output's rule",
        slip(slope=lambda z, a: 1 - z**2),
        "The last layer is right; the short rule for tanh's slope was fed with what went into tanh. "
        "Which of the two numbers, before or after tanh, does the rule mean?",
    ),
    (
        "tanh′ at the output",
        slip(slope=lambda z, a: 1 - np.tanh(a) ** 2),
        "The last layer is right; tanh was applied once more before its slope was taken. "
        "Is what you kept from the way forward the number before or after tanh?",
    ),
    (
        "tanh on the last layer",
        slip(last_tanh=True),
        "The output went through tanh as well. Which of the layers is followed by no activation?",
    ),
    (
        "no 2",
        slip(start=lambda error: error / error.size),
        START_NO_2,
    ),
    (
        "no 1/n",
        slip(start=lambda error: 2 * error),
        "Every norm is too large by the number of outputs. The loss is a mean: what share of it does one entry own?",
    ),
    (
        "neither 2 nor 1/n",
        slip(start=lambda error: error),
        "The way back starts with the plain errors. "
        "By how much does a mean of squares move when one error moves by 0.001?",
    ),
    (
        "1/n for k columns",
        slip(start=lambda error: 2 * error / error.shape[0]),
        "Right with one output and k times too large with k of them. "
        "The loss is the mean over all entries: over how many numbers is that?",
    ),
    (
        "1/n for k columns, y broadcasts",
        slip(start=lambda error: 2 * error / error.shape[0], column=False),
        "Right with one output and a y of its shape; k times too large with k outputs, and flat y does not work. "
        "First: the loss is the mean over all entries. Over how many numbers is that?",
    ),
    (
        "starts from ones",
        slip(start=lambda error: np.ones_like(error)),
        "The way back starts with ones at the output, as if the output were the loss. What comes after the last layer?",
    ),
    (
        "W not transposed",
        slip(through=lambda g, W: g @ W),
        "On the way back the gradient met a layer's weights as they stand in the forward pass; where a layer has as "
        "many inputs as outputs, nothing complains. Which side of W belongs to the layer's outputs?",
    ),
    (
        "W left out",
        slip(through=lambda g, W: g.sum(axis=1, keepdims=True)),
        "The last layer is right, and below it the weights play no part. "
        "A hidden unit reaches the loss through its outgoing weights: where do they come in?",
    ),
    (
        "biases left out",
        slip(biases=False),
        "The biases take no part in the forward pass. What does a layer do after the product?",
    ),
    (
        "y broadcasts",
        slip(column=False),
        "It works while y has the output's shape and breaks when y is flat: a column minus a flat array is a square. "
        "What is the shape of your error just after the minus sign?",
    ),
    (
        "y broadcasts, averaged",
        broadcast_averaged,
        "Right while y has the output's shape; with flat y every output is compared with every target. "
        "What is the shape of your error just after the minus sign?",
    ),
    (
        "one number",
        lambda layers, X, y: math.hypot(*slip()(layers, X, y)),
        "One number came back, for the whole net. Layers near the input may receive much less than the others: "
        "could you see that in one number?",
    ),
    (
        "the gradients themselves",
        lambda layers, X, y: [dW for dW, _, _ in sweep(layers, X, y)],
        "The gradients came back, arrays that are right. How long is each of them?",
    ),
)

GRADIENT_NORMS = Exercise(
    name="gradient_norms",
    lesson=LESSON,
    section=LAYERS,
    points=2,
    functions=("gradient_norms(layers, X, y)",),
    parts={FULL: 1.5, FLAT: 0.5},
    probes=norms_probes,
    expected=norms_expected,
    calls=norms_call,
    misconceptions=tuple(Misconception(name, wrong, message) for name, wrong, message in NORMS_CATALOGUE),
)


# ---- init_std --------------------------------------------------------------------------------------------------------

ERROR = refusals.REFUSED  # what the player writes down for a ValueError
HE, XAVIER, OTHER = "he", "xavier", "other kinds"
PARTS = {"he": "He", "xavier": "Xavier"}


def init_probes(rng: np.random.Generator) -> list[Probe]:
    sizes = [(50, 18), (24, 75), (7, 7)]
    sizes += [(int(n), int(m)) for n, m in rng.integers(5, 400, (3, 2))]
    probes = [
        Probe("init_std", (n, m, kind), PARTS[kind], "as many outputs as inputs" if n == m else "")
        for n, m in sizes
        for kind in (HE, XAVIER)
    ]
    return [*probes, *(Probe("init_std", (n, m, "uniform"), OTHER, "an unknown kind") for n, m in sizes[1:4:2])]


def init_expected(probe: Probe) -> float | str:
    fan_in, fan_out, kind = probe.args
    if kind == HE:
        return math.exp((math.log(2) - math.log(fan_in)) / 2)
    if kind == XAVIER:
        return math.exp((math.log(2) - math.log(fan_in + fan_out)) / 2)
    return ERROR


def init_call(probe: Probe) -> str:
    n, m, kind = probe.args
    return f"init_std({n}, {m}, {words.result(kind)})"


def init_tells(probe: Probe, value: Any, expected: Any) -> str:
    """One sentence on a wrong result; a ValueError that was due or was not is called that."""
    call = init_call(probe) + (f" ({probe.note})" if probe.note else "")
    if expected == ERROR:
        return f"{call} returned {words.result(value)}; expected a ValueError."
    if isinstance(value, str) and value == ERROR:
        return f"{call} raised a ValueError; expected {words.result(expected)}."
    return f"{call} returned {' instead of '.join(words.told_apart(value, expected))}."


Size = Callable[[int, int], float]


def he(n: int, m: int) -> float:
    return math.sqrt(2 / n)


def xavier(n: int, m: int) -> float:
    return math.sqrt(2 / (n + m))


def raises(n: int, m: int) -> float:
    raise ValueError("unknown kind")


def another_error(n: int, m: int) -> float:
    raise KeyError("unknown kind")


def by_kind(
    for_he: Size, for_xavier: Size, for_other: Callable[[int, int], Any], fan_in: int, fan_out: int, kind: str
) -> Any:
    return {HE: for_he, XAVIER: for_xavier}.get(kind, for_other)(fan_in, fan_out)


VARIANCE = (
    "This is the variance. If all numbers are measured in metres, the variance is in square metres: "
    "in what is the standard deviation?"
)
WHICH_FAN = "An output of the layer is a sum: over how many terms, the inputs or the outputs?"
HALF = "ReLU sets half of what passes to 0. What has to make up for that, and where is it in your formula?"
UNIFORM = (
    "This is the edge of a uniform distribution, not its standard deviation. "
    "Numbers drawn evenly between −s and s: is their standard deviation s?"
)

# name, for "he", for "xavier" (None where the slip does not touch the kind), message
INIT_SLIPS: tuple[tuple[str, Size | None, Size | None, str], ...] = (
    ("variance for std (no sqrt)", lambda n, m: 2 / n, lambda n, m: 2 / (n + m), VARIANCE),
    ("he with fan_out", lambda n, m: math.sqrt(2 / m), None, WHICH_FAN),
    ("1/fan_in", lambda n, m: math.sqrt(1 / n), None, HALF),
    (
        "1/fan_in, variance",
        lambda n, m: 1 / n,
        None,
        "Two things are missing in the result for He. " + VARIANCE,
    ),
    (
        "root of the 2 only",
        lambda n, m: math.sqrt(2) / n,
        lambda n, m: math.sqrt(2) / (n + m),
        "The root covers the 2 and not what it is divided by. Of which number, as a whole, is the root taken?",
    ),
    (
        "root below only",
        lambda n, m: 2 / math.sqrt(n),
        lambda n, m: 2 / math.sqrt(n + m),
        "The root covers the number of units and not the 2. Of which number, as a whole, is the root taken?",
    ),
    (
        "upside down",
        lambda n, m: math.sqrt(n / 2),
        lambda n, m: math.sqrt((n + m) / 2),
        "The spread grows with the number of units. A sum of more terms is wider: "
        "should its weights be wider too, or narrower?",
    ),
    ("uniform", lambda n, m: math.sqrt(6 / n), lambda n, m: math.sqrt(6 / (n + m)), UNIFORM),
    (
        "whole-number division",
        lambda n, m: math.sqrt(2 // n),
        lambda n, m: math.sqrt(2 // (n + m)),
        "The division drops what is behind the decimal point. What does // do, and what would / do?",
    ),
    (
        "xavier without the 2",
        None,
        lambda n, m: math.sqrt(1 / (n + m)),
        "For Xavier the variance is half of what it should be. "
        "With 100 inputs and 100 outputs, a variance of 1/100 serves both ways: what does your formula give?",
    ),
    (
        "xavier of the product",
        None,
        lambda n, m: math.sqrt(2 / (n * m)),
        "The two fans are multiplied. Xavier is a compromise between them: "
        "which number lies in the middle between 40 and 60?",
    ),
    (
        "xavier by fan_in alone",
        None,
        lambda n, m: math.sqrt(1 / n),
        "For Xavier only the way forward has been thought of. "
        "On the way back, over how many terms is the sum that makes an input's gradient?",
    ),
    (
        "xavier by the larger fan",
        None,
        lambda n, m: math.sqrt(1 / max(n, m)),
        "The larger of both fans decides alone. Xavier is a compromise: which number lies in the middle?",
    ),
    ("kinds swapped", xavier, he, "Each kind gets the other's result. Which of them looks at the inputs alone?"),
    (
        "he for both",
        None,
        he,
        "Both kinds give the same spread. Which number, besides the inputs, does Xavier take into account?",
    ),
    (
        "xavier for both",
        xavier,
        None,
        "Both kinds give the same spread. He looks at one of the two fans alone: at which?",
    ),
    (
        "swapped fans",
        lambda n, m: math.sqrt(1 / m),
        None,
        WHICH_FAN + " And what of ReLU's missing half?",
    ),
)
INIT_OTHERS: tuple[tuple[str, Callable[[Size, Size], Callable[[int, int], Any]], str], ...] = (
    (
        "no error for other kinds",
        lambda for_he, for_xavier: for_xavier,
        "Whatever is not He is treated as Xavier. Somebody misspells a kind: when should they find out?",
    ),
    (
        "he for other kinds",
        lambda for_he, for_xavier: for_he,
        "Whatever is not Xavier is treated as He. Somebody misspells a kind: when should they find out?",
    ),
    (
        "nothing for other kinds",
        lambda for_he, for_xavier: lambda n, m: None,
        "For an unknown kind the function ends without a word and returns None. Which statement stops it and says why?",
    ),
)


def key_error(fan_in: int, fan_out: int, kind: str) -> float:
    return {HE: he, XAVIER: xavier}[kind](fan_in, fan_out)


def init_catalogue() -> list[Misconception]:
    """Every slip, alone and joined with what may go wrong for unknown kinds; the slip's message comes first."""
    found = [
        Misconception(name, partial(by_kind, he, xavier, other(he, xavier)), message)
        for name, other, message in INIT_OTHERS
    ]
    found.append(
        Misconception(
            "KeyError for other kinds",
            key_error,
            "An unknown kind does raise an error, of another sort than was asked for. "
            "Which one says that an argument has a value nobody can use?",
        )
    )
    for name, for_he, for_xavier, message in INIT_SLIPS:
        first, second = for_he or he, for_xavier or xavier
        found.append(Misconception(name, partial(by_kind, first, second, raises), message))
        for suffix, other, _ in INIT_OTHERS[::2]:
            wrong = partial(by_kind, first, second, other(first, second))
            found.append(Misconception(f"{name}, {suffix}", wrong, message))
        stopped = partial(by_kind, first, second, another_error)
        found.append(Misconception(f"{name}, KeyError for other kinds", stopped, message))
        if for_he and for_xavier and name != "kinds swapped":
            found.append(Misconception(f"{name}, he alone", partial(by_kind, first, xavier, raises), message))
            found.append(Misconception(f"{name}, xavier alone", partial(by_kind, he, second, raises), message))
    return found


INIT_STD = Exercise(
    name="init_std",
    lesson=LESSON,
    section=SPREAD,
    points=2,
    functions=("init_std(fan_in, fan_out, kind)",),
    parts={"He": 0.75, "Xavier": 0.75, OTHER: 0.5},
    probes=init_probes,
    expected=init_expected,
    run=refusals.call_or_refuse,
    calls=init_call,
    tells=init_tells,
    misconceptions=tuple(init_catalogue()),
)


# ---- dead_relu_fraction ----------------------------------------------------------------------------------------------

CLEAR, ZERO = "no exact 0", "exactly 0"


def planted(rng: np.random.Generator, rows: int, on: Sequence[int]) -> Array:
    """Z with a column for each entry of `on`, which says for how many of the rows that unit is on."""
    Z = -np.abs(draw(rng, rows, len(on), largest=8.0))
    for unit, count in enumerate(on):
        Z[rng.permutation(rows)[:count], unit] *= -1
    return Z


def dead_probes(rng: np.random.Generator) -> list[Probe]:
    small = np.array([[3.4, -1.6, -0.7, 2.3, -5.1], [-2.7, -0.4, -4.2, 6.1, 1.9], [-3.6, -2.9, 0.8, 1.7, -1.3]])
    zeros = np.array([[-1.4, 0.0, 3.1, 1.7, 2.2], [0.0, 0.0, -2.6, -0.3, -1.9], [-3.9, -0.0, 0.7, -0.6, 0.0]])
    with_zeros = planted(rng, 5, (0, 3, 0, 0, 1, 2, 5))
    with_zeros[[0, 2, 4], [0, 0, 2]] = 0.0, -0.0, 0.0
    with_zeros[:, 3] = 0.0
    cases = [
        (small, CLEAR, "one dead unit of five"),
        (planted(rng, 6, (2, 0, 5, 1)), CLEAR, ""),
        (planted(rng, 4, (1, 4, 2, 3, 1, 2, 4)), CLEAR, "no unit dead"),
        (planted(rng, 3, (0, 0)), CLEAR, "every unit dead"),
        (planted(rng, 1, (1, 0, 1, 0, 0, 1, 0)), CLEAR, "a single row"),
        (planted(rng, 7, (0, 3, 1, 0, 7, 0, 1, 2)), CLEAR, ""),
        (planted(rng, 8, (1, 0, 2)), CLEAR, ""),
        (zeros, ZERO, "entries of exactly 0"),
        (with_zeros, ZERO, "entries of exactly 0"),
    ]
    return [Probe("dead_relu_fraction", (Z,), part, note) for Z, part, note in cases]


def dead_expected(probe: Probe) -> float:
    (Z,) = probe.args
    units = list(zip(*Z.tolist(), strict=True))
    return sum(not any(z > 0 for z in unit) for unit in units) / len(units)


def dead_call(probe: Probe) -> str:
    (Z,) = probe.args
    shown = str([[number(z) for z in row] for row in Z.tolist()]).replace("'", "") if Z.size <= 15 else str(Z.shape)
    return f"dead_relu_fraction with Z {'= ' if Z.size <= 15 else ''}{shown}"


UNITS = "A column is a unit, a row is a sample. For which of them is the question whether it is ever on?"
AT_ZERO = (
    "An entry of exactly 0 counts as on. ReLU hands on 0 for it, and its slope there is 0: "
    "would such a unit ever receive a gradient?"
)
DEAD_CATALOGUE: tuple[tuple[str, Callable[[Array], Any], str], ...] = (
    (
        "share of entries",
        lambda Z: float((Z <= 0).mean()),
        "This is the share of entries that are off. In a healthy net about half of them are: "
        "of which units would you say that they never speak?",
    ),
    ("share of entries, < 0", lambda Z: float((Z < 0).mean()), "This is the share of negative entries. " + UNITS),
    ("< 0 for ≤ 0", lambda Z: float((Z < 0).all(axis=0).mean()), AT_ZERO),
    (
        "wrong axis",
        lambda Z: float((Z <= 0).all(axis=1).mean()),
        "The rows were asked: this is the share of samples for which no unit is on. " + UNITS,
    ),
    (
        "wrong axis, < 0",
        lambda Z: float((Z < 0).all(axis=1).mean()),
        "The rows were asked: this is the share of samples for which every entry is negative. " + UNITS,
    ),
    (
        "ever off",
        lambda Z: float((Z <= 0).any(axis=0).mean()),
        "Every unit that is off for some row is counted. Being off now and then is what ReLU is for: "
        "for how many rows must a dead unit be off?",
    ),
    (
        "ever off, < 0",
        lambda Z: float((Z < 0).any(axis=0).mean()),
        "Every unit with a negative entry is counted. Being off now and then is what ReLU is for: "
        "for how many rows must a dead unit be off?",
    ),
    (
        "alive",
        lambda Z: float((Z > 0).any(axis=0).mean()),
        "This is the share of units that are on for at least one row. Was that asked for, or the rest?",
    ),
    (
        "always on",
        lambda Z: float((Z > 0).all(axis=0).mean()),
        "This is the share of units that are on for every row. Which units was the question about?",
    ),
    (
        "a count",
        lambda Z: int((Z <= 0).all(axis=0).sum()),
        "This is how many units are dead. A share lies between 0 and 1: of how many units in all?",
    ),
    (
        "divided by the rows",
        lambda Z: float((Z <= 0).all(axis=0).sum() / len(Z)),
        "The dead units are counted right and divided by the number of rows. "
        "What is one counted as a share of: samples or units?",
    ),
    (
        "divided by all entries",
        lambda Z: float((Z <= 0).all(axis=0).sum() / Z.size),
        "The dead units are counted right and divided by the number of entries. How many units are there?",
    ),
    (
        "per cent",
        lambda Z: float(100 * (Z <= 0).all(axis=0).mean()),
        "The number is a percentage. Between which two numbers does a share lie?",
    ),
    (
        "mean below 0",
        lambda Z: float((Z.mean(axis=0) <= 0).mean()),
        "A unit is counted when its average over the batch is not positive. "
        "If it is on for a single row, does it receive a gradient?",
    ),
    (
        "first row only",
        lambda Z: float((Z[0] <= 0).mean()),
        "Only the first sample was asked. May a unit that is off for it be on for another?",
    ),
    (
        "zeros only",
        lambda Z: float((Z == 0).all(axis=0).mean()),
        "Only entries of exactly 0 count as off. That would fit what comes *out of* ReLU: "
        "which numbers does Z hold, those before it or those after?",
    ),
    (
        "a mask",
        lambda Z: (Z <= 0).all(axis=0),
        "An entry for each unit came back, dead or not. Which share of them is dead?",
    ),
)

DEAD_RELU_FRACTION = Exercise(
    name="dead_relu_fraction",
    lesson=LESSON,
    section=DEAD,
    points=2,
    functions=("dead_relu_fraction(Z)",),
    parts={CLEAR: 1.5, ZERO: 0.5},
    probes=dead_probes,
    expected=dead_expected,
    calls=dead_call,
    misconceptions=tuple(Misconception(name, wrong, message) for name, wrong, message in DEAD_CATALOGUE),
)


# ---- clip_gradients --------------------------------------------------------------------------------------------------

ABOVE, WITHIN, NAMED = "above the limit", "within the limit", "dictionaries"
Grads = list[Array] | dict[str, Array]


def clip_probes(rng: np.random.Generator) -> list[Probe]:
    def arrays() -> list[Array]:
        return [draw(rng, 3, 2), draw(rng, 4) / 4, draw(rng, 2, 3) * 3]

    def limit(grads: list[Array], times: float) -> float:
        return round(times * total_of(grads), 3)

    def named(grads: list[Array]) -> dict[str, Array]:
        return dict(zip(("W1", "b1", "W2"), grads, strict=True))

    some = [arrays() for _ in range(6)]
    zero = [np.zeros((2, 2)), np.zeros(3)]
    cases: list[tuple[Grads, float, str, str]] = [
        ([np.array([3.6]), np.array([[-1.5, 0.8]])], 2.7, ABOVE, ""),
        ([np.array([0.7]), np.array([[-2.4, 0.3]])], 4.3, WITHIN, ""),
        ({"W1": np.array([[1.7, -3.4]]), "b1": np.array([0.9])}, 1.3, NAMED, "above the limit"),
        (some[0], limit(some[0], 0.4), ABOVE, ""),
        (some[1], limit(some[1], 0.83), ABOVE, "every array by itself within the limit"),
        ([some[2][0]], limit(some[2][:1], 0.3), ABOVE, "a single array"),
        (some[3], limit(some[3], 1.7), WITHIN, ""),
        (zero, 1.7, WITHIN, "all gradients 0"),
        (named(some[4]), limit(some[4], 0.6), NAMED, "above the limit"),
        (named(some[5]), limit(some[5], 1.4), NAMED, "within the limit"),
    ]
    small = draw(rng, 3) / 40
    cases.append(([small], 1.3, WITHIN, "a short gradient"))
    return [Probe("clip_gradients", (grads, limit), part, note) for grads, limit, part, note in cases]


def listed(grads: Grads) -> list[Array]:
    return list(grads.values()) if isinstance(grads, dict) else list(grads)


def total_of(grads: Grads) -> float:
    """Global norm of a list or dictionary of arrays."""
    return math.hypot(*(float(entry) for array in listed(grads) for entry in array.ravel()))


def each(change: Callable[[Array], Array], grads: Grads) -> Grads:
    """The same change for every array, in a list or dictionary like the one given."""
    if isinstance(grads, dict):
        return {name: change(array) for name, array in grads.items()}
    return [change(array) for array in grads]


def clip_expected(probe: Probe) -> tuple[Grads, float]:
    grads, max_norm = probe.args
    total = total_of(grads)
    if total <= max_norm:
        return each(np.copy, grads), total
    return each(lambda g: g / (total / max_norm), grads), total


def clip_call(probe: Probe) -> str:
    grads, max_norm = probe.args
    names = grads if isinstance(grads, dict) else range(len(grads))
    small = sum(array.size for array in listed(grads)) <= 4
    shapes = ", ".join(f"{name}: {array.shape}" for name, array in zip(names, listed(grads), strict=True))
    inside = "{" + shapes + "}" if isinstance(grads, dict) else "[" + ", ".join(str(a.shape) for a in grads) + "]"
    of = words.result(grads) if small else f"arrays of shapes {inside}, together {number(total_of(grads))} long"
    return f"clip_gradients({of}, {number(max_norm)})" if small else f"clip_gradients of {of}, limit {number(max_norm)}"


def clip_tells(probe: Probe, value: Any, expected: Any) -> str:
    """What is wrong in a pair (gradients, total): its form, the total, or the first array that differs."""
    call = clip_call(probe) + (f" ({probe.note})" if probe.note else "")
    wanted, total = expected
    kind = "a dictionary" if isinstance(wanted, dict) else "a list"
    alone = isinstance(value, (dict, list)) and all(isinstance(array, np.ndarray) for array in listed(value))
    if alone and len(value):
        return (
            f"{call} returned {words.kind_of(value)} of arrays; expected a pair: {kind} of gradients and their total."
        )
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return f"{call} returned {words.result(value)}; expected a pair: {kind} of gradients and their total."
    got, got_total = value
    same_kind = isinstance(got, dict) if isinstance(wanted, dict) else isinstance(got, (list, tuple))
    if not same_kind:
        return f"{call} returned {words.result(got)} for the gradients; expected {kind}, as it was given."
    if len(got) != len(wanted) or (isinstance(wanted, dict) and set(got) != set(wanted)):
        return f"{call} returned {len(got)} gradients of the {len(wanted)} given, or under other names."
    if not isinstance(got_total, (int, float)) or isinstance(got_total, bool):
        return f"{call} returned {words.result(got_total)} for the total; expected the number {number(total)}."
    text = (
        f"{call}:"
        if abs(got_total - total) <= 1e-12 * total
        else (f"{call}: the total is {number(got_total)} instead of {number(total)};")
    )
    for name in wanted if isinstance(wanted, dict) else range(len(wanted)):
        one, right = got[name], wanted[name]
        where = f"the gradient {name}" if isinstance(wanted, dict) else f"gradient {name + 1}"
        if not isinstance(one, np.ndarray) or one.shape != right.shape:
            return f"{text} {where} is {words.kind_of(one)}; expected an array of shape {right.shape}."
        if np.any(~(np.abs(one - right) <= 1e-12 * np.abs(right).max(initial=0.0))):
            at = tuple(int(i) for i in np.unravel_index(int(np.abs(one - right).argmax()), right.shape))
            index = ", ".join(map(str, at))
            first, second = words.told_apart(float(one[at]), float(right[at]))
            return f"{text} {where} has {first} at [{index}]; expected {second}."
    return f"{text} the gradients are right."


Clipped = tuple[Any, Any]


def scaled(
    factor: Callable[[float, float], float], grads: Grads, max_norm: float, total: Callable[[Grads], float] = total_of
) -> Clipped:
    """All gradients times one factor of (total, max_norm)."""
    norm = total(grads)
    by = factor(norm, max_norm)
    return each(lambda g: g * by, grads), norm


def right_factor_of(total: float, max_norm: float) -> float:
    return max_norm / total if total > max_norm else 1.0


def per_array(grads: Grads, max_norm: float) -> Clipped:
    return each(lambda g: g * right_factor_of(total_of([g]), max_norm), grads), total_of(grads)


def by_value(grads: Grads, max_norm: float) -> Clipped:
    return each(lambda g: np.clip(g, -max_norm, max_norm), grads), total_of(grads)


def totalled(total: Callable[[Grads], float]) -> Callable[[Grads, float], Clipped]:
    """A wrong total decides, and comes back."""
    return lambda grads, max_norm: scaled(right_factor_of, grads, max_norm, total)


def with_total(total: Callable[[Grads, float], Any]) -> Callable[[Grads, float], Clipped]:
    """Right gradients, and something else for the total."""
    return lambda grads, max_norm: (scaled(right_factor_of, grads, max_norm)[0], total(grads, max_norm))


def in_place(grads: Grads, max_norm: float) -> Clipped:
    total = total_of(grads)
    for array in listed(grads):
        array *= right_factor_of(total, max_norm)
    return grads, total


def same_when_short(grads: Grads, max_norm: float) -> Clipped:
    total = total_of(grads)
    return (grads, total) if total <= max_norm else scaled(right_factor_of, grads, max_norm)


def lists_only(grads: Grads, max_norm: float) -> Clipped:
    if isinstance(grads, dict):
        raise TypeError("a name is no array")
    return scaled(right_factor_of, grads, max_norm)


def as_list(grads: Grads, max_norm: float) -> Clipped:
    total = total_of(grads)
    return [g * right_factor_of(total, max_norm) for g in listed(grads)], total


def largest_entry(grads: Grads) -> float:
    return max(float(np.abs(g).max()) for g in listed(grads))


def sum_of_norms(grads: Grads) -> float:
    return sum(total_of([g]) for g in listed(grads))


def always(total: float, max_norm: float) -> float:
    return max_norm / total if total else 1.0


CLIP_CATALOGUE: tuple[tuple[str, Callable[[Grads, float], Any], str], ...] = (
    (
        "per array",
        per_array,
        "Each array was held against the limit by itself. If only one of two is shortened, "
        "does the whole still point the same way?",
    ),
    (
        "by value",
        by_value,
        "Each number was capped by itself. The arrow (4, 0.9) with its 4 cut down: does it still point the same way?",
    ),
    (
        "always scales",
        lambda grads, max_norm: scaled(always, grads, max_norm),
        "Every gradient ends up with exactly the limit as its length, short ones too. "
        "What should happen to a gradient that is within the limit?",
    ),
    (
        "squared norm",
        totalled(lambda grads: total_of(grads) ** 2),
        "The total is the square of a length. How long is the arrow (3, 4)?",
    ),
    (
        "squared total",
        with_total(lambda grads, max_norm: total_of(grads) ** 2),
        "The gradients are right; the total that came back is the square of a length. How long is the arrow (3, 4)?",
    ),
    (
        "total after clipping",
        with_total(lambda grads, max_norm: min(total_of(grads), max_norm)),
        "The gradients are right; the total was measured after they had been shortened. "
        "Would anyone who reads it ever notice an explosion?",
    ),
    (
        "gradients alone",
        lambda grads, max_norm: scaled(right_factor_of, grads, max_norm)[0],
        "The gradients came back without the total. What are the two things that the caller unpacks?",
    ),
    (
        "largest entry",
        totalled(largest_entry),
        "The largest single number was taken for the length. How long is the arrow (3, 4)?",
    ),
    (
        "largest array",
        totalled(lambda grads: max(total_of([g]) for g in listed(grads))),
        "The longest array alone was taken for the whole. "
        "If two arrays, 3 and 4 long, are put in one row, how long is the row's arrow?",
    ),
    (
        "sum of norms",
        totalled(sum_of_norms),
        "The lengths of the arrays were added up. Walk 3 steps east and 4 steps north: how far are you from the start?",
    ),
    (
        "mean square",
        totalled(lambda grads: total_of(grads) / math.sqrt(sum(g.size for g in listed(grads)))),
        "The squares were averaged before the root was taken. "
        "Does an arrow get shorter when more numbers are added to it?",
    ),
    (
        "multiplies by the limit",
        lambda grads, max_norm: scaled(lambda t, m: m if t > m else 1.0, grads, max_norm),
        "Long gradients were multiplied by the limit itself. An arrow is 10 long and should be 2 long: "
        "by what do you multiply it?",
    ),
    (
        "divides by the total",
        lambda grads, max_norm: scaled(lambda t, m: 1 / t if t > m else 1.0, grads, max_norm),
        "Long gradients come back with length 1, whatever the limit. An arrow is 10 long and should be 2 long: "
        "by what do you multiply it?",
    ),
    (
        "upside down",
        lambda grads, max_norm: scaled(lambda t, m: t / m if t > m else 1.0, grads, max_norm),
        "Long gradients became longer still. An arrow is 10 long and should be 2 long: by what do you multiply it?",
    ),
    (
        "the other case",
        lambda grads, max_norm: scaled(lambda t, m: m / t if 0 < t < m else 1.0, grads, max_norm),
        "Short gradients were stretched to the limit and long ones left as they were. "
        "Which of the two needs to be changed?",
    ),
    (
        "set to 0",
        lambda grads, max_norm: scaled(lambda t, m: 0.0 if t > m else 1.0, grads, max_norm),
        "Gradients above the limit became 0, so nothing moves in this step. "
        "What part of a long gradient is still worth having?",
    ),
    (
        "a small number added",
        lambda grads, max_norm: scaled(lambda t, m: min(1.0, m / (t + 1e-6)), grads, max_norm),
        "Right up to a millionth or so: something small was added before dividing, or before comparing. "
        "In which of the two cases, above the limit or within it, is there a division at all?",
    ),
    (
        "in place",
        in_place,
        "The result is right, and the arrays that were handed over have been changed. "
        "If the caller looks at them afterwards, to plot them for example, what will be there?",
    ),
    (
        "the same arrays within the limit",
        same_when_short,
        "Within the limit the given arrays themselves came back. "
        "If the caller changes the result, what happens to the gradients it came from?",
    ),
    (
        "lists only",
        lists_only,
        "Lists are handled right; a dictionary stops the function. "
        "What does a loop over a dictionary run over, its names or its arrays?",
    ),
    (
        "a list for a dictionary",
        as_list,
        "Right, but a dictionary comes back as a list. How would the caller know which gradient belongs to W1?",
    ),
)

CLIP_GRADIENTS = Exercise(
    name="clip_gradients",
    lesson=LESSON,
    section=CLIP,
    points=2,
    functions=("clip_gradients(grads, max_norm)",),
    parts={ABOVE: 1.0, WITHIN: 0.5, NAMED: 0.5},
    probes=clip_probes,
    expected=clip_expected,
    calls=clip_call,
    tells=clip_tells,
    misconceptions=tuple(Misconception(name, wrong, message) for name, wrong, message in CLIP_CATALOGUE),
)
