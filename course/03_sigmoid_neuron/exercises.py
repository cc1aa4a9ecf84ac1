"""Probes and expected values of lesson 03: the sigmoid, its backward step, one neuron, tanh.

Expected values come from closed forms that the lesson does not use. Left out: the mistakes (`mistakes.toml`), and how
answers are called and compared (`play`, `judge`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Probe
from autograde.probe_numbers import with_all_digits

LESSON = "03_sigmoid_neuron"
UNLUCKY = (0.5, 1.0, 2.0)  # on these, wrong formulas give right answers


def draw(rng: np.random.Generator, count: int, low: float, high: float) -> list[float]:
    """`count` hundredths with different sizes between `low` and `high`, none of them unlucky, with random signs."""
    grid = [n / 100 for n in range(round(100 * low), round(100 * high) + 1) if n / 100 not in UNLUCKY]
    return [float(v) for v in rng.choice(grid, size=count, replace=False) * rng.choice([-1.0, 1.0], size=count)]


def sigma(x: Any) -> Any:
    """σ(x) to full relative accuracy for every x: exp(−log(1 + e^−x)), whatever the size of x."""
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))[()]


# sigmoid


def sigmoid_probes(rng: np.random.Generator) -> list[Probe]:
    """Moderate inputs for the values; for the large ones, sizes where each shortcut shows, and ±1000."""
    row, block = np.array(draw(rng, 4, 0.3, 3.9)), np.array(draw(rng, 6, 0.3, 3.9)).reshape(2, 3)
    row[:2] = abs(row[0]), -abs(row[1])
    small, middle, tiny = (abs(draw(rng, 1, low, low + 1.6)[0]) for low in (8.2, 11.3, 38.2))
    values = [1.3, -0.7, *draw(rng, 2, 0.3, 3.9), row, block]
    large = [
        (-tiny, "far to the left"),
        (-middle, "far to the left"),
        (-small, "far to the left"),
        (small, "far to the right"),
        (1000.0, "±1000"),
        (-1000.0, "±1000"),
        (np.array([-1000.0, 1000.0, 1.7]), "±1000"),
    ]
    return [Probe("sigmoid", (x,), "values") for x in values] + [
        Probe("sigmoid", (x,), "large inputs", note) for x, note in large
    ]


sigmoid = Exercise(
    name="sigmoid",
    lesson=LESSON,
    section="Squash any number, even −1000",
    points=2,
    functions=("sigmoid(x)",),
    probes=sigmoid_probes,
    expected=lambda probe: sigma(probe.args[0]),
    parts={"values": 1.5, "large inputs": 0.5},
    atol=1e-30,
    quiet=True,
    closes=("gates.sigmoid", "circuit.Value.sigmoid"),
)


# sigmoid_backward and tanh_backward: (upstream gradient, output of the gate)


def output_probes(function: str, planted: tuple[float, float], lowest: float) -> Any:
    """Probes (g, output) for a squashing gate whose outputs lie between `lowest` and 1: numbers, a row, a block."""

    def outputs(rng: np.random.Generator, count: int) -> list[float]:
        drawn = draw(rng, count, 0.06, 0.94)
        return drawn if lowest < 0 else [abs(value) for value in drawn]

    def probes(rng: np.random.Generator) -> list[Probe]:
        pairs: list[tuple[Any, Any]] = [planted]
        pairs += zip(draw(rng, 2, 0.3, 2.8), outputs(rng, 2), strict=True)
        pairs.append((np.array(draw(rng, 3, 0.3, 2.8)), np.array(outputs(rng, 3))))
        pairs.append((np.array(draw(rng, 6, 0.3, 2.8)).reshape(2, 3), np.array(outputs(rng, 6)).reshape(2, 3)))
        single, block = [Probe(function, pair) for pair in pairs[:3]], pairs[3:]
        single[-1] = with_all_digits(single[-1])
        return [*single, *(Probe(function, pair, note="arrays") for pair in block)]

    return probes


def expected_sigmoid_backward(probe: Probe) -> Any:
    """g·(¼ − (s − ½)²): the same parabola, written from its peak."""
    g, s = probe.args
    return g * (0.25 - (s - 0.5) ** 2)


sigmoid_backward = Exercise(
    name="sigmoid_backward",
    lesson=LESSON,
    section="The ±1 trick",
    points=2,
    functions=("sigmoid_backward(g, s)",),
    probes=output_probes("sigmoid_backward", (-1.6, 0.31), 0.0),
    expected=expected_sigmoid_backward,
    upstream=0,
)


def expected_tanh_backward(probe: Probe) -> Any:
    """g / cosh² of the input, which is recovered from the output."""
    g, t = probe.args
    return g / np.cosh(np.arctanh(t)) ** 2


tanh_backward = Exercise(
    name="tanh_backward",
    lesson=LESSON,
    section="The same trick for tanh",
    points=1,
    functions=("tanh_backward(g, t)",),
    probes=output_probes("tanh_backward", (-1.7, 0.62), -1.0),
    expected=expected_tanh_backward,
    upstream=0,
)


# neuron_backward


def neuron_probes(rng: np.random.Generator) -> list[Probe]:
    """The weights as lists and as arrays; all five numbers differ in size, and the dot stays below 3."""
    pairs = [([0.7, -1.2, 0.4], [1.9, 0.6])]
    while len(pairs) < 4:
        drawn = draw(rng, 5, 0.3, 1.7)
        w, x = drawn[:3], drawn[3:]
        if 0.2 < abs(w[0] * x[0] + w[1] * x[1] + w[2]) < 3 and min(abs(abs(w[2]) - 1), abs(w[2] - w[0])) > 0.05:
            pairs.append((w, x))
    probes = [Probe("neuron_backward", pair, note="lists") for pair in pairs[:2]]
    return probes + [Probe("neuron_backward", (np.array(w), np.array(x)), note="arrays") for w, x in pairs[2:]]


def expected_neuron(probe: Probe) -> Any:
    """Both gradients from σ′(z) = ¼ / cosh²(z/2), which needs neither f nor the chain of gates."""
    w, x = (np.asarray(arg, dtype=float) for arg in probe.args)
    slope = 0.25 / math.cosh(float(w[0] * x[0] + w[1] * x[1] + w[2]) / 2) ** 2
    return [float(v) for v in slope * w[:2]], [float(v) for v in slope * np.array([x[0], x[1], 1.0])]


neuron_backward = Exercise(
    name="neuron_backward",
    lesson=LESSON,
    section="The whole neuron, backwards",
    points=3,
    functions=("neuron_backward(w, x)",),
    parts={"dx": 1.0, "dw": 2.0},
    places={"dx": ((0,),), "dw": ((1,),)},
    probes=neuron_probes,
    expected=expected_neuron,
)


# sigmoid_staged: x → n = −x → e = exp(n) → d = 1 + e → s = 1/d


def staged_probes(rng: np.random.Generator) -> list[Probe]:
    """One planted input of each sign, then random ones."""
    return [Probe("sigmoid_staged", (x,)) for x in (-0.8, 1.7, *draw(rng, 3, 0.3, 2.9))]


def expected_staged(probe: Probe) -> Any:
    """The four values, and the gradients written with the output alone: ∓s(1 − s) and −s²."""
    (x,) = probe.args
    s = float(sigma(x))
    return (-x, math.exp(-x), 1 + math.exp(-x), s), (s * (1 - s), -s * (1 - s), -s * s, -s * s)


sigmoid_staged = Exercise(
    name="sigmoid_staged",
    lesson=LESSON,
    section="Fuse gates, split gates",
    points=2,
    functions=("sigmoid_staged(x)",),
    probes=staged_probes,
    expected=expected_staged,
)
