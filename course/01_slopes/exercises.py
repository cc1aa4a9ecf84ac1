"""Exercises of lesson 01_slopes: derivatives by nudging, the slopes of x·y and max, the gradient.

Left out: any solution, and the mistakes (`mistakes.toml`). Expected values come from closed forms; the closed form of
a central difference with a wide step is known for the functions used here (for x³ it is 3x² + h²), so that a fixed
step cannot pass.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sinh

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.players import named
from autograde.probe_numbers import with_all_digits

LESSON = "01_slopes"
SPECIAL = (0.0, 0.5, 1.0, 2.0)  # sizes at which a wrong formula may give the right number
H = 1e-5  # the default step of the numerical exercises

Pair = tuple[float, float]


def pick(rng: np.random.Generator, low: float, high: float) -> float:
    """A number with two decimals and random sign, its size between low and high and away from SPECIAL."""
    while True:
        size = round(float(rng.uniform(low, high)), 2)
        if min(abs(size - special) for special in SPECIAL) > 0.05:
            return float(size * rng.choice((-1, 1)))


def picks(rng: np.random.Generator, count: int, low: float = 0.3, high: float = 3.0) -> list[float]:
    """Such numbers, no two of nearly the same size."""
    chosen: list[float] = []
    while len(chosen) < count:
        new = pick(rng, low, high)
        if all(abs(abs(new) - abs(old)) > 0.05 for old in chosen):
            chosen.append(new)
    return chosen


# --- numerical_derivative ---------------------------------------------------------------------------------------------

# the central difference of each named function at x with step h, in closed form
CENTRAL: dict[str, Callable[[float, float], float]] = {
    "sin": lambda x, h: float(np.cos(x)) * sin_ratio(h),
    "exp": lambda x, h: float(np.exp(x)) * (sinh(h) / h if h > H else 1.0),
    "cube": lambda x, h: 3 * x * x + h * h,
}


def sin_ratio(h: float) -> float:
    """sin(h)/h, and 1 for the default step, at which the derivative itself is expected."""
    return float(np.sin(h)) / h if h > H else 1.0


def derivative_probes(rng: np.random.Generator) -> list[Probe]:
    """Five points for each function at the default step, then wide steps that a fixed step cannot imitate."""
    points = picks(rng, 5, 0.3, 2.3)
    probes = [Probe("numerical_derivative", (name, x), "default h") for x in points for name in CENTRAL]
    for name in CENTRAL:
        for _ in range(2):
            wide = round(float(rng.uniform(0.15, 0.45)), 2)
            args = (name, pick(rng, 0.3, 1.4), wide)
            probes.append(Probe("numerical_derivative", args, "other h", "a wide step"))
    return probes


def derivative_expected(probe: Probe) -> float:
    """The derivative at the default step, the exact central difference at a wide one."""
    name, x, *step = probe.args
    return CENTRAL[name](x, step[0] if step else 0.0)


NUMERICAL_DERIVATIVE = Exercise(
    name="numerical_derivative",
    lesson=LESSON,
    section="Nudge both ways",
    points=2,
    parts={"default h": 1.5, "other h": 0.5},
    functions=("numerical_derivative(f, x, h=1e-5)",),
    probes=derivative_probes,
    expected=derivative_expected,
    kind=Kind(run=named.call),
    rtol=0.0,
    atol=1e-8,
)


# --- grad_mul ---------------------------------------------------------------------------------------------------------


def mul_probes(rng: np.random.Generator) -> list[Probe]:
    """A planted pair and six random ones, of all signs; the last with all digits."""
    *probes, last = [Probe("grad_mul", pair) for pair in ((2.5, -1.7), *(tuple(picks(rng, 2)) for _ in range(6)))]
    return [*probes, with_all_digits(last)]


GRAD_MUL = Exercise(
    name="grad_mul",
    lesson=LESSON,
    section="Hold one input still",
    points=2,
    functions=("grad_mul(x, y)",),
    probes=mul_probes,
    expected=lambda probe: (probe.args[1], probe.args[0]),
)


# --- grad_max ---------------------------------------------------------------------------------------------------------


def max_probes(rng: np.random.Generator) -> list[Probe]:
    """Both orders, a negative pair in both orders, near ties down to the last digit, and ties of either sign."""
    low, high = sorted(abs(size) for size in picks(rng, 2))
    below, above = sorted(-abs(size) for size in picks(rng, 2))
    mixed = sorted((-abs(pick(rng, 1.5, 3.0)), abs(pick(rng, 0.3, 1.4))))
    tie, negative_tie = abs(pick(rng, 0.3, 3.0)), -abs(pick(rng, 0.3, 3.0))
    near, nearer = abs(pick(rng, 0.3, 3.0)), -abs(pick(rng, 0.3, 3.0))
    cases = [
        (high, low, "distinct inputs", "x above y"),
        (low, high, "distinct inputs", "x below y"),
        (above, below, "distinct inputs", "a negative pair"),
        (below, above, "distinct inputs", "a negative pair"),
        (mixed[1], mixed[0], "distinct inputs", "opposite signs"),
        (mixed[0], mixed[1], "distinct inputs", "opposite signs"),
        (near, round(near + 0.003, 3), "distinct inputs", "nearly a tie"),
        (round(nearer + 0.002, 3), nearer, "distinct inputs", "nearly a tie"),
        (near, float(np.nextafter(near, 9.0)), "distinct inputs", "nearly a tie, in the last digit"),
        (nearer + 2e-7, nearer, "distinct inputs", "nearly a tie"),
        (tie, tie, "tie", "a tie"),
        (negative_tie, negative_tie, "tie", "a tie"),
    ]
    return [Probe("grad_max", (x, y), part, note) for x, y, part, note in cases]


def max_expected(probe: Probe) -> Pair:
    """The whole slope to the larger input, half to each at a tie."""
    x, y = probe.args
    return (0.5, 0.5) if x == y else (float(x > y), float(y > x))


GRAD_MAX = Exercise(
    name="grad_max",
    lesson=LESSON,
    section="One rule for ties",
    points=2,
    parts={"distinct inputs": 1.5, "tie": 0.5},
    functions=("grad_max(x, y)",),
    probes=max_probes,
    expected=max_expected,
)


# --- predict_change ---------------------------------------------------------------------------------------------------


def change_probes(rng: np.random.Generator) -> list[Probe]:
    """Lists, arrays and tuples of one to five entries; contributions of both signs that do not nearly cancel."""
    probes = []
    for count, form in ((2, list), (3, np.array), (1, list), (4, tuple), (5, np.array), (3, list)):
        while True:
            grad = picks(rng, count, 0.3, 4.0)
            delta = [round(step / 100, 4) for step in picks(rng, count, 0.3, 4.0)]
            parts = np.array(grad) * np.array(delta)
            if abs(parts.sum()) > 0.2 * np.abs(parts).sum() and (count == 1 or np.ptp(np.sign(parts)) > 0):
                break
        note = "one input" if count == 1 else "arrays" if form is np.array else ""
        probes.append(Probe("predict_change", (form(grad), form(delta)), note=note))
    return [*probes[:-1], with_all_digits(probes[-1])]


PREDICT_CHANGE = Exercise(
    name="predict_change",
    lesson=LESSON,
    section="Two slopes make one arrow",
    points=2,
    functions=("predict_change(grad, delta)",),
    probes=change_probes,
    expected=lambda probe: float(np.dot(np.asarray(probe.args[0]), np.asarray(probe.args[1]))),
)


# --- numerical_gradient -----------------------------------------------------------------------------------------------


def gradient_probes(rng: np.random.Generator) -> list[Probe]:
    """Float rows, wide steps, rows of integers, floats in two and three axes: no part asks for what another tests."""
    name = "numerical_gradient"
    integers, signed = rng.permutation([3, 4, 5, 6])[:3], rng.permutation([-3, 4, 5, -6])[:3]
    wide = round(float(rng.uniform(0.15, 0.45)), 2)
    return [
        Probe(name, ("sum_of_squares", np.array(picks(rng, 2))), "one axis"),
        Probe(name, ("weighted_product", np.array(picks(rng, 3, 0.3, 2.0))), "one axis"),
        Probe(name, ("sin_sum", np.array(picks(rng, 4, 0.3, 2.5))), "one axis"),
        Probe(name, ("sin_sum", np.array(picks(rng, 3, 0.3, 1.3)), wide), "one axis", "a wide step"),
        Probe(name, ("weighted_product", np.array(picks(rng, 3, 0.3, 2.0)), wide), "one axis", "a wide step"),
        Probe(name, ("sum_of_squares", integers), "integers", "an integer array"),
        Probe(name, ("weighted_product", signed), "integers", "an integer array"),
        Probe(name, ("weighted_product", np.array(picks(rng, 4, 0.3, 2.0)).reshape(2, 2)), "more axes", "two axes"),
        Probe(name, ("sin_sum", np.array(picks(rng, 6, 0.3, 2.5)).reshape(2, 3)), "more axes", "two axes"),
        Probe(name, ("sin_sum", np.array(picks(rng, 8, 0.3, 2.5)).reshape(2, 2, 2)), "more axes", "three axes"),
    ]


def gradient_expected(probe: Probe) -> np.ndarray:
    """The gradient of each named function in closed form; of sin_sum the exact central difference at a wide step."""
    name, given, *step = probe.args
    x = np.asarray(given, dtype=float)
    if name == "sum_of_squares":
        return 2 * x
    if name == "weighted_product":
        return 0.3 * np.prod(x) / x
    return np.cos(x) * (1 + np.arange(x.size)).reshape(x.shape) * sin_ratio(step[0] if step else 0.0)


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    lesson=LESSON,
    section="Any number of inputs",
    points=2,
    parts={"one axis": 1.0, "integers": 0.5, "more axes": 0.5},
    functions=("numerical_gradient(f, x, h=1e-5)",),
    probes=gradient_probes,
    expected=gradient_expected,
    kind=Kind(run=named.call, phrases=("only integers",)),  # of numbers used as places
    rtol=0.0,
    atol=1e-8,
)
