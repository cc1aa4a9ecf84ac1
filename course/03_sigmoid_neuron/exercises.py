"""Probes, expected values and misconceptions of lesson 03: the sigmoid, its backward step, one neuron, tanh.

Expected values come from closed forms that the lesson does not use. Left out: how answers are called and compared
(`play`, `judge`).
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe

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


def naive(x: Any) -> Any:
    """The textbook formula, with NumPy."""
    return 1.0 / (1.0 + np.exp(-x))


def if_on_an_array(x: Any) -> Any:
    """Two branches, one `if` for the whole input."""
    if x >= 0:
        return 1.0 / (1.0 + np.exp(-x))
    return np.exp(x) / (1.0 + np.exp(x))


def both_branches(x: Any) -> Any:
    """`np.where`, which computes both branches for every entry."""
    return np.where(np.asarray(x) >= 0, 1.0 / (1.0 + np.exp(-x)), np.exp(x) / (1.0 + np.exp(x)))


def one_minus(x: Any) -> Any:
    """The symmetry σ(−x) = 1 − σ(x) used for negative inputs."""
    positive = 1.0 / (1.0 + np.exp(-np.abs(x)))
    return np.where(np.asarray(x) >= 0, positive, 1.0 - positive)


def form_c(x: Any) -> Any:
    """The lesson's form C, which subtracts on the left and overflows on the right."""
    return 1.0 - 1.0 / (1.0 + np.exp(x))


def clipped(limit: float, x: Any) -> Any:
    """The textbook formula at the nearest x within the limit."""
    return naive(np.clip(x, -limit, limit))


def cut_at_ten(x: Any) -> Any:
    """Exactly 0 or 1 beyond 10."""
    middle = 1.0 / (1.0 + np.exp(-np.clip(x, -10, 10)))
    return np.where(np.abs(x) > 10, np.where(np.asarray(x) > 0, 1.0, 0.0), middle)


sigmoid = Exercise(
    name="sigmoid",
    lesson=LESSON,
    section="Squash any number, even −1000",
    points=2,
    functions=("sigmoid(x)",),
    probes=sigmoid_probes,
    expected=lambda probe: sigma(probe.args[0]),
    misconceptions=(
        Misconception(
            "flipped",
            lambda x: 1.0 / (1.0 + np.exp(x)),
            "The curve runs downhill: large inputs give values near 0. When x grows, which way should the exponential "
            "in the denominator go?",
        ),
        Misconception(
            "math.exp",
            lambda x: 1.0 / (1.0 + math.exp(-x)),
            "The function math.exp takes one number, and x may be an array. Which exponential works entry by entry? "
            "(Try your answer at −1000 as well.)",
        ),
        Misconception(
            "overflow",
            naive,
            "Right wherever it can be computed, but at x = −1000 it asks for e¹⁰⁰⁰, larger than any float64. "
            "Which equal way of writing σ never takes the exponential of a large positive number?",
        ),
        Misconception(
            "form C alone",
            form_c,
            "This form subtracts from 1 a number that is nearly 1, and at −40 nothing is left; at 1000 it overflows as "
            "well. Which of the lesson's three forms holds on which side?",
        ),
        Misconception(
            "math.exp, form B",
            lambda x: math.exp(x) / (1.0 + math.exp(x)),
            "The function math.exp takes one number, and x may be an array. Which exponential works entry by entry? "
            "(Try your answer at 1000 as well.)",
        ),
        Misconception(
            "math.exp, form C",
            lambda x: 1.0 - 1.0 / (1.0 + math.exp(x)),
            "The function math.exp takes one number, and x may be an array. Which exponential works entry by entry? "
            "(Try your answer at −40 and at 1000 as well.)",
        ),
        Misconception(
            "if on an array",
            if_on_an_array,
            "One `if` decides for the whole array, but some entries are positive and some negative. "
            "How can every entry take its own branch?",
        ),
        Misconception(
            "both branches",
            both_branches,
            "The function np.where picks between two results after both have been computed for every entry. "
            "What does the branch that is thrown away do at ±1000?",
        ),
        Misconception(
            "tanh",
            np.tanh,
            "This is another S-shaped curve, with values from −1 to 1. Between which two values does σ stay?",
        ),
        *(
            Misconception(
                name,
                partial(clipped, limit),
                "Beyond some size of x the result stops changing. Does σ ever become flat, or does it only come close? "
                "(And near which sizes of x does e⁻ˣ really leave the range of float64?)",
            )
            for name, limit in (
                ("clipped early", 6.0),
                ("clipped at 10", 10.0),
                ("clipped at 20", 20.0),
                ("clipped at 30", 30.0),
                ("clipped at 50", 50.0),
            )
        ),
        Misconception(
            "cut to 0 and 1",
            cut_at_ten,
            "Far out the result is exactly 0, while σ is a small number that float64 can hold. "
            "Near which sizes of x does e⁻ˣ really leave the range of float64?",
        ),
        Misconception(
            "digits lost",
            one_minus,
            "Near −40 the result is exactly 0, while σ is a tiny number that float64 holds with all its digits. "
            "On the way to it, do you subtract two numbers that are nearly equal, or cut something off?",
        ),
        Misconception(
            "the slope",
            lambda x: sigma(x) * sigma(-np.asarray(x)),
            "This is the slope of the curve, not its height. What should come out for a large positive x?",
        ),
    ),
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
        return [Probe(function, pair, note="" if np.ndim(pair[0]) == 0 else "arrays") for pair in pairs]

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
    misconceptions=(
        Misconception(
            "ignores g",
            lambda g, s: s * (1 - s) + 0 * g,
            "This is the local gradient alone. Another gate stands behind this one: where does its message g come in?",
        ),
        Misconception(
            "σ applied twice",
            lambda g, s: g * sigma(s) * (1 - sigma(s)),
            "The s you are given has been through σ already. Is it the input of the gate or its output?",
        ),
        Misconception(
            "only s",
            lambda g, s: g * s,
            "For outputs near 1 this sends back almost all of g. How steep is the curve up there?",
        ),
        Misconception(
            "only 1−s",
            lambda g, s: g * (1 - s),
            "For outputs near 0 this sends back almost all of g. How steep is the curve down there?",
        ),
        Misconception(
            "tanh rule",
            lambda g, s: g * (1 - s**2),
            "This is the rule of a curve that runs from −1 to 1. What is the slope of σ at its steepest point, "
            "and what do you get there?",
        ),
        Misconception(
            "plus sign",
            lambda g, s: g * s * (1 + s),
            "This grows as the output nears 1, where the curve is flat. Which sign came out of the ±1 trick?",
        ),
        Misconception(
            "minus sign",
            lambda g, s: g * s * (s - 1),
            "σ rises everywhere, so its local gradient is positive. Which sign does yours have?",
        ),
        Misconception(
            "added, not multiplied",
            lambda g, s: g + s * (1 - s),
            "The upstream gradient is added to the local one. If x moves the output half as much, and the output "
            "moves the result three times as much, what happens to the result?",
            section="Backward through four small gates",
        ),
    ),
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
    misconceptions=(
        Misconception(
            "σ rule",
            lambda g, t: g * t * (1 - t),
            "This rule belongs to a curve between 0 and 1; for a negative t it even gives a negative slope. "
            "Between which values does tanh run?",
        ),
        Misconception(
            "four times the σ rule",
            lambda g, t: 4 * g * t * (1 - t),
            "This is the slope of tanh with t in the place of s = σ(2x), and t is another number. "
            "How is t made from s, and so s from t?",
        ),
        Misconception(
            "1−t",
            lambda g, t: g * (1 - t),
            "This is almost 2 where t is near −1. How steep is tanh at its lower end?",
        ),
        Misconception(
            "uses the input",
            lambda g, t: g * (1 - np.tanh(t) ** 2),
            "The t you are given has been through tanh already. Is it the input of the gate or its output?",
        ),
        Misconception(
            "ignores g",
            lambda g, t: 1 - t**2 + 0 * g,
            "This is the local gradient alone. Where does the upstream gradient g come in?",
        ),
        Misconception(
            "plus sign",
            lambda g, t: g * (1 + t**2),
            "This grows towards both ends of the curve, where tanh is flat. Which sign makes it shrink there?",
        ),
        Misconception(
            "slope of the small σ",
            lambda g, t: g * (1 - t**2) / 4,
            "At its steepest point tanh has slope 1, and yours is a quarter of that. Between x and t stand two gates "
            "besides σ: what are their local gradients?",
        ),
        Misconception(
            "one factor 2 forgotten",
            lambda g, t: g * (1 - t**2) / 2,
            "Everything is half as large as it should be. A factor 2 stands before σ and another one behind it: "
            "did the gradient pass both?",
        ),
    ),
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


def neuron(w: Any, x: Any) -> tuple[float, float, float]:
    """The weighted sum, the output and the slope of σ there, for the wrong answers below."""
    dot = float(w[0] * x[0] + w[1] * x[1] + w[2])
    f = 1 / (1 + math.exp(-dot))
    return dot, f, f * (1 - f)


def gradients(w: Any, x: Any, ddot: float) -> tuple[list[float], list[float]]:
    """(dx, dw) for a given gradient on the weighted sum."""
    return [w[0] * ddot, w[1] * ddot], [x[0] * ddot, x[1] * ddot, ddot]


def wrong_bias(bias: Any) -> Any:
    """The neuron's gradients with the third entry of dw replaced by bias(w2, ddot)."""

    def wrong(w: Any, x: Any) -> Any:
        ddot = neuron(w, x)[2]
        dx, dw = gradients(w, x, ddot)
        return dx, [*dw[:2], bias(w[2], ddot)]

    return wrong


def wrong_ddot(ddot: Any) -> Any:
    """The neuron's gradients with a wrong gradient ddot(dot, f) on the weighted sum."""

    def wrong(w: Any, x: Any) -> Any:
        dot, f, _ = neuron(w, x)
        return gradients(w, x, ddot(dot, f))

    return wrong


def dot_without_bias(w: Any, x: Any) -> Any:
    """The slope of σ taken at w0·x0 + w1·x1."""
    return gradients(w, x, neuron([w[0], w[1], 0.0], x)[2])


def multiply_not_swapped(w: Any, x: Any) -> Any:
    """Each factor's gradient carries the factor itself."""
    ddot = neuron(w, x)[2]
    return [x[0] * ddot, x[1] * ddot], [w[0] * ddot, w[1] * ddot, ddot]


def dx_uses_x(w: Any, x: Any) -> Any:
    """dw is right, dx repeats it."""
    dw = gradients(w, x, neuron(w, x)[2])[1]
    return dw[:2], dw


neuron_backward = Exercise(
    name="neuron_backward",
    lesson=LESSON,
    section="The whole neuron, backwards",
    points=3,
    functions=("neuron_backward(w, x)",),
    probes=neuron_probes,
    expected=expected_neuron,
    misconceptions=(
        Misconception(
            "dx and dw swapped",
            lambda w, x: gradients(w, x, neuron(w, x)[2])[::-1],
            "Both gradients are right and stand in the wrong order. Which of the two has three entries, w or x?",
        ),
        Misconception(
            "no σ′",
            wrong_ddot(lambda dot, f: 1.0),
            "These are the gradients of the weighted sum. Between it and f stands one more gate: what does it do to "
            "the gradient on its way back?",
        ),
        Misconception(
            "σ′ on the raw dot",
            wrong_ddot(lambda dot, f: (1 - dot) * dot),
            "The slope of σ has been computed from the number that goes into σ. Which number does the rule of "
            "the ±1 trick ask for?",
            section="The ±1 trick",
        ),
        Misconception(
            "σ applied twice",
            wrong_ddot(lambda dot, f: float(sigma(f) * sigma(-f))),
            "σ has been applied to f, which is its output already. Which number does the rule ask for?",
            section="The ±1 trick",
        ),
        Misconception(
            "f for ddot",
            wrong_ddot(lambda dot, f: f),
            "The output f has been sent back. What travels backwards is how f changes, not f: how steep is σ there?",
        ),
        Misconception(
            "sign",
            wrong_ddot(lambda dot, f: (f - 1) * f),
            "Every number has the right size and the wrong sign. When the weighted sum grows, does f rise or fall?",
        ),
        Misconception(
            "bias 0",
            wrong_bias(lambda w2, ddot: 0.0),
            "The third entry of dw is 0, as if f did not depend on w2. Raise w2 a little: does f stay where it is?",
        ),
        Misconception(
            "bias = w2",
            wrong_bias(lambda w2, ddot: w2),
            "The third entry of dw is the bias itself. When w2 grows by a little, by how much does the sum grow, "
            "and by how much does f?",
        ),
        Misconception(
            "bias times w2",
            wrong_bias(lambda w2, ddot: w2 * ddot),
            "The third entry of dw was multiplied by w2. Which gate does the bias enter, and what does that gate do "
            "with a gradient?",
        ),
        Misconception(
            "bias 1",
            wrong_bias(lambda w2, ddot: 1.0),
            "The third entry of dw is the effect of w2 on the weighted sum. And its effect on f?",
        ),
        Misconception(
            "dot without w2",
            dot_without_bias,
            "Every number is off by one common factor: the slope of σ was taken at another place of the curve. "
            "Does your weighted sum hold all three terms?",
        ),
        Misconception(
            "not swapped",
            multiply_not_swapped,
            "A multiply gate has two inputs. If w0 grows by a little, by how much does w0·x0 grow?",
        ),
        Misconception(
            "dx uses x",
            dx_uses_x,
            "All of dw is right, and dx repeats its first two entries. "
            "If x0 grows by a little, by how much does w0·x0 grow?",
        ),
    ),
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


def wrong_staged(backward: Any) -> Any:
    """The right values with the gradients that backward(x, n, e, d, s) returns."""

    def wrong(x: float) -> Any:
        e = math.exp(-x)
        values = (-x, e, 1 + e, 1 / (1 + e))
        return values, backward(x, *values)

    return wrong


def staged(dd: float, through_exp: float, through_negation: float = -1.0) -> tuple[float, float, float, float]:
    """Gradients on (x, n, e, d) for given factors of the gates."""
    return dd * through_exp * through_negation, dd * through_exp, dd, dd


def forward_without_negation(x: float) -> Any:
    """The first gate forgotten in both directions: n = x."""
    e = math.exp(x)
    d = 1 + e
    return (x, e, d, 1 / d), (-e / d**2, -e / d**2, -1 / d**2, -1 / d**2)


sigmoid_staged = Exercise(
    name="sigmoid_staged",
    lesson=LESSON,
    section="Fuse gates, split gates",
    points=2,
    functions=("sigmoid_staged(x)",),
    probes=staged_probes,
    expected=expected_staged,
    misconceptions=(
        Misconception(
            "reciprocal sign",
            wrong_staged(lambda x, n, e, d, s: staged(1 / d**2, e)),
            "All four gradients have the right size and the wrong sign, so the slip is in the gate all of them pass. "
            "When d grows, does 1/d grow?",
            section="Backward through four small gates",
        ),
        Misconception(
            "reciprocal −1/d",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d, e)),
            "The gradient on d is the output with a minus sign. How much does 1/d change when d goes from 2 to 2.001?",
            section="Backward through four small gates",
        ),
        Misconception(
            "e^x by its input",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, n)),
            "At the exp gate the gradient was multiplied by n, the input of that gate. "
            "Which number of the forward pass is the slope of exp(n)?",
            section="Backward through four small gates",
        ),
        Misconception(
            "e^x reuses the wrong node",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, d)),
            "At the exp gate the gradient was multiplied by d, a neighbour's value. "
            "Which number of the forward pass is the slope of exp(n)?",
            section="Backward through four small gates",
        ),
        Misconception(
            "e^x instead of e^n",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, math.exp(x))),
            "At the exp gate the exponential of x was used. What is the input of that gate, x or n?",
            section="Backward through four small gates",
        ),
        Misconception(
            "e^x by the power rule",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, n * math.exp(n - 1))),
            "The exponential was treated like a power of n. Is the variable in the base or in the exponent?",
            section="Backward through four small gates",
        ),
        Misconception(
            "negation forgotten",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, e, 1.0)),
            "The gradients on x and on n are equal. One gate stands between them: what does it do to a gradient?",
            section="Backward through four small gates",
        ),
        Misconception(
            "no negation at all",
            forward_without_negation,
            "The first stage returns x itself. What does the gate × −1 do on the way forward, and on the way back?",
            section="Backward through four small gates",
        ),
        Misconception(
            "local gradients",
            wrong_staged(lambda x, n, e, d, s: (-1.0, e, 1.0, -1 / d**2)),
            "Each number belongs to one gate alone. What has to happen to a local gradient before it tells how "
            "the end of the chain, s, responds?",
            section="Backward through four small gates",
        ),
        Misconception(
            "order of the backward pass",
            wrong_staged(lambda x, n, e, d, s: staged(-1 / d**2, e)[::-1]),
            "The gradients are right and stand in the order in which they were computed. Which order is asked for?",
        ),
        Misconception(
            "fused into one",
            wrong_staged(lambda x, n, e, d, s: (s * (1 - s),) * 4),
            "All four gradients are the slope of σ, which belongs to x alone. How does s respond to d?",
            section="Backward through four small gates",
        ),
    ),
)
