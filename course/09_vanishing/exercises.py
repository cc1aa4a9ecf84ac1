"""The exercises of lesson 09: a chain's gradients, gradient norms by layer, initialisation, dead units, clipping.

Expected values come from other formulas than answers use: slopes through cosh, gradients by pushing every single nudge
forward through the net, lengths by `math.hypot`. Weights and data are drawn so that no factor is 0, ±1, 2 or ½ unless
that case is planted. Left out: training, whose outcome depends on too much to judge an answer by.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import called, lists_of_arrays, refused
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
        ([1.3, 0.7], "relu", 0.0, "an input of exactly 0"),
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


CHAIN_GRADIENT = Exercise(
    name="chain_gradient",
    lesson=LESSON,
    section=PRODUCT,
    points=2,
    functions=("chain_gradient(ws, activation, a0)",),
    parts={SMOOTH: 1.25, STRAIGHT: 0.75},
    probes=chain_probes,
    expected=chain_expected,
    kind=Kind(calls=called.call),
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


GRADIENT_NORMS = Exercise(
    name="gradient_norms",
    lesson=LESSON,
    section=LAYERS,
    points=2,
    functions=("gradient_norms(layers, X, y)",),
    parts={FULL: 1.5, FLAT: 0.5},
    probes=norms_probes,
    expected=norms_expected,
    kind=Kind(calls=norms_call),
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


INIT_STD = Exercise(
    name="init_std",
    lesson=LESSON,
    section=SPREAD,
    points=2,
    functions=("init_std(fan_in, fan_out, kind)",),
    parts={"He": 0.75, "Xavier": 0.75, OTHER: 0.5},
    probes=init_probes,
    expected=init_expected,
    kind=Kind(run=refusals.call_or_refuse, calls=called.call, tells=refused.tells),
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
    mixed = np.array([[7.1, -1.3, 0.6, -2.3, -3.9], [-0.8, 6.2, -5.9, -1.4, 4.2], [-1.7, -0.9, 0.9, -0.6, 1.1]])
    zeros = np.array([[-1.4, 0.0, 3.1, 1.7, 2.2], [0.0, 0.0, -2.6, -0.3, -1.9], [-3.9, -0.0, 0.7, -0.6, 0.0]])
    with_zeros = planted(rng, 5, (0, 3, 0, 0, 1, 2, 5))
    with_zeros[[0, 2, 4], [0, 0, 2]] = 0.0, -0.0, 0.0
    with_zeros[:, 3] = 0.0
    cases = [
        (small, CLEAR, "one dead unit of five"),
        (planted(rng, 6, (2, 0, 5, 1)), CLEAR, ""),
        (planted(rng, 4, (1, 4, 2, 3, 1, 2, 4)), CLEAR, "no unit dead"),
        (planted(rng, 3, (0, 0)), CLEAR, ""),
        (mixed, CLEAR, ""),
        (planted(rng, 1, (1, 0, 1, 0, 0, 1, 0)), CLEAR, "a single row"),
        (planted(rng, 7, (0, 3, 1, 0, 7, 0, 7, 2)), CLEAR, ""),
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


DEAD_RELU_FRACTION = Exercise(
    name="dead_relu_fraction",
    lesson=LESSON,
    section=DEAD,
    points=2,
    functions=("dead_relu_fraction(Z)",),
    parts={CLEAR: 1.5, ZERO: 0.5},
    probes=dead_probes,
    expected=dead_expected,
    kind=Kind(calls=dead_call),
)


# ---- clip_gradients --------------------------------------------------------------------------------------------------

ABOVE, WITHIN, NAMED = "above the limit", "within the limit", "dictionaries"
Grads = list[Array] | dict[str, Array]
WRITTEN_OUT = 4  # numbers that a call holds in messages


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
        ({"W1": np.array([[1.7, -3.4]]), "b1": np.array([0.9])}, 1.3, NAMED, "a dictionary above the limit"),
        (some[0], limit(some[0], 0.4), ABOVE, ""),
        (some[1], limit(some[1], 0.83), ABOVE, "every array by itself within the limit"),
        ([some[2][0]], limit(some[2][:1], 0.3), ABOVE, "a single array"),
        (some[3], limit(some[3], 1.7), WITHIN, ""),
        (zero, 1.7, WITHIN, "all gradients 0"),
        (named(some[4]), limit(some[4], 0.6), NAMED, "a dictionary above the limit"),
        (named(some[5]), limit(some[5], 1.4), NAMED, "a dictionary within the limit"),
    ]
    small = draw(rng, 3) / 40
    cases.append(([small], 1.3, WITHIN, "a short gradient"))
    return [
        Probe("clip_gradients", (grads, limit), part, note, clip_facts(grads, limit))
        for grads, limit, part, note in cases
    ]


def clip_facts(grads: Grads, max_norm: float) -> dict[str, str]:
    """How a call with more than a few numbers is written: the arrays' shapes and their length together."""
    if sum(array.size for array in listed(grads)) <= WRITTEN_OUT:
        return {}
    if isinstance(grads, dict):
        inside = "{" + ", ".join(f"{name}: {array.shape}" for name, array in grads.items()) + "}"
    else:
        inside = "[" + ", ".join(str(array.shape) for array in grads) + "]"
    of = f"arrays of shapes {inside}, together {number(total_of(grads))} long"
    return {"call": f"clip_gradients of {of}, limit {number(max_norm)}"}


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


CLIP_GRADIENTS = Exercise(
    name="clip_gradients",
    lesson=LESSON,
    section=CLIP,
    points=2,
    functions=("clip_gradients(grads, max_norm)",),
    parts={ABOVE: 1.0, WITHIN: 0.5, NAMED: 0.5},
    probes=clip_probes,
    expected=clip_expected,
    kind=Kind(calls=called.call, tells=lists_of_arrays.tells, phrases=("inhomogeneous",)),
)
