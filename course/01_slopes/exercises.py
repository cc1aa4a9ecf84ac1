"""Exercises of lesson 01_slopes: derivatives by nudging, the slopes of x·y and max, the gradient.

Left out: any solution. Expected values come from closed forms; the closed form of a central difference with a wide
step is known for the functions used here (for x³ it is 3x² + h²), so that a fixed step cannot pass.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import sinh
from typing import Any

import numpy as np

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import named

LESSON = "01_slopes"
SPECIAL = (0.0, 0.5, 1.0, 2.0)  # sizes at which a wrong formula may give the right number
H = 1e-5  # the default step of the numerical exercises
MAX = "Plus passes, max chooses"

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
    run=named.call,
    rtol=0.0,
    atol=1e-8,
)


# --- grad_mul ---------------------------------------------------------------------------------------------------------


def mul_probes(rng: np.random.Generator) -> list[Probe]:
    """A planted pair and six random ones, of all signs."""
    return [Probe("grad_mul", (2.5, -1.7))] + [Probe("grad_mul", tuple(picks(rng, 2))) for _ in range(6)]


GRAD_MUL = Exercise(
    name="grad_mul",
    lesson=LESSON,
    section="Hold one input still",
    points=2,
    functions=("grad_mul(x, y)",),
    probes=mul_probes,
    expected=lambda probe: (probe.args[1], probe.args[0]),
    misconceptions=(
        Misconception(
            "not swapped",
            lambda x, y: (x, y),
            "Each slope stands at the wrong input. If x grows by a little while y stands still, "
            "by how much does xy grow?",
        ),
        Misconception(
            "ones",
            lambda x, y: (1.0, 1.0),
            "These are the slopes of a sum. In a product, does the same nudge of x count as much when y is 100 "
            "as when y is 0.1?",
        ),
        Misconception(
            "product for both",
            lambda x, y: (x * y, x * y),
            "That is the value of f, not how fast it changes. Nudge x by 0.001: by how many thousandths does f move?",
        ),
        Misconception(
            "reciprocals",
            lambda x, y: (1 / x, 1 / y),
            "These say by which share of itself f changes, as the slopes of a logarithm do. "
            "By how much does f itself change when x moves by 0.001?",
        ),
        Misconception(
            "y for both",
            lambda x, y: (y, y),
            "The first slope is right, and the second repeats it. Now let x stand still and nudge y: what stands still "
            "this time?",
        ),
        Misconception(
            "x for both",
            lambda x, y: (x, x),
            "The second slope is right, and the first repeats it. Now let y stand still and nudge x: what stands still "
            "this time?",
        ),
    ),
)


# --- grad_max ---------------------------------------------------------------------------------------------------------

# what each way to treat a tie answers, as shares of the two inputs
TIES: dict[str, Pair] = {
    "half": (0.5, 0.5),
    "x": (1.0, 0.0),
    "y": (0.0, 1.0),
    "both": (1.0, 1.0),
    "neither": (0.0, 0.0),
}


def max_probes(rng: np.random.Generator) -> list[Probe]:
    """Both orders, a negative pair in both orders, near ties, and ties above and below zero."""
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
        (tie, tie, "tie", "a tie"),
        (negative_tie, negative_tie, "tie", "a tie"),
    ]
    return [Probe("grad_max", (x, y), part, note) for x, y, part, note in cases]


def max_expected(probe: Probe) -> Pair:
    """The whole slope to the larger input, half to each at a tie."""
    x, y = probe.args
    return TIES["half"] if x == y else (float(x > y), float(y > x))


def max_like(x: float, y: float, tie: str) -> Pair:
    """grad_max with the stated treatment of a tie."""
    return TIES[tie] if x == y else (float(x > y), float(y > x))


def min_like(x: float, y: float, tie: str) -> Pair:
    """grad_max with the comparison turned round."""
    return TIES[tie] if x == y else (float(x < y), float(y < x))


def value_like(x: float, y: float, tie: str) -> Pair:
    """The larger value in the place of its slope."""
    shares = max_like(x, y, tie)
    return shares[0] * x, shares[1] * y


def size_like(x: float, y: float, tie: str) -> Pair:
    """grad_max of the sizes, which agrees with it only where both inputs are positive."""
    return max_like(abs(x), abs(y), tie)


TIE_TAILS = {
    "half": "halves at a tie",
    "x": "tie to x",
    "y": "tie to y",
    "both": "both at a tie",
    "neither": "neither at a tie",
}


def with_tie(wrong: Callable[[float, float, str], Pair], tie: str, x: float, y: float) -> Pair:
    """A wrong grad_max with one treatment of ties."""
    return wrong(x, y, tie)


def with_every_tie(
    name: str, wrong: Callable[[float, float, str], Pair], plain_tie: str, message: str, section: str
) -> list[Misconception]:
    """One misconception for each way its author may have treated a tie; `plain_tie` bears the name alone."""
    return [
        Misconception(
            name if tie == plain_tie else f"{name}, {tail}", partial(with_tie, wrong, tie), message, section=section
        )
        for tie, tail in TIE_TAILS.items()
    ]


GRAD_MAX = Exercise(
    name="grad_max",
    lesson=LESSON,
    section="One rule for ties",
    points=2,
    parts={"distinct inputs": 1.5, "tie": 0.5},
    functions=("grad_max(x, y)",),
    probes=max_probes,
    expected=max_expected,
    misconceptions=(
        Misconception(
            "both 1 at a tie",
            partial(max_like, tie="both"),
            "At a tie you give each input the whole slope. If both inputs rise together by 0.001, by how much does "
            "the larger of them rise, and what do your two slopes predict?",
        ),
        Misconception(
            "neither at a tie",
            partial(max_like, tie="neither"),
            "At a tie you give no input any slope. If both inputs rise together by 0.001, does max(x, y) stand still?",
        ),
        Misconception(
            "tie to x",
            partial(max_like, tie="x"),
            "At a tie you hand everything to x. Call the inputs by each other's names: is your answer still the same "
            "answer? The course has one rule for this case.",
        ),
        Misconception(
            "tie to y",
            partial(max_like, tie="y"),
            "At a tie you hand everything to y. Call the inputs by each other's names: is your answer still the same "
            "answer? The course has one rule for this case.",
        ),
        Misconception(
            "truth values",
            lambda x, y: (x > y, y > x),
            "True and False come back, not slopes. Which number says that the output moves as far as the input, "
            "which that it stands still, and is a tie either of the two?",
        ),
        Misconception(
            "truth values, both at a tie",
            lambda x, y: (x >= y, y >= x),
            "True and False come back, not slopes. Which number says that the output moves as far as the input, "
            "which that it stands still, and is a tie either of the two?",
        ),
        Misconception(
            "near ties halved",
            lambda x, y: TIES["half"] if abs(x - y) < 0.01 else max_like(x, y, "half"),
            "Inputs that almost agree are treated as a tie. Nudge the larger of 1.500 and 1.503 by a millionth: "
            "does max(x, y) follow it halfway or all the way?",
        ),
        *with_every_tie(
            "min reversed",
            min_like,
            "half",
            "This is how min(x, y) would answer. Nudge the larger of the two inputs: does max(x, y) notice?",
            section=MAX,
        ),
        *with_every_tie(
            "returns values",
            value_like,
            "x",
            "The larger input itself comes back, not a slope. If it grows by 0.001, by how many thousandths does "
            "max(x, y) grow?",
            section=MAX,
        ),
        *with_every_tie(
            "compares sizes",
            size_like,
            "half",
            "Right for positive inputs, wrong below zero. Which is larger, −3 or −1, and which one does max return?",
            section=MAX,
        ),
    ),
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
    return probes


def contributions(grad: Sequence[float], delta: Sequence[float]) -> np.ndarray:
    """What each input's nudge does on its own."""
    return np.asarray(grad, dtype=float) * np.asarray(delta, dtype=float)


def length(vector: Sequence[float]) -> float:
    """The Euclidean length of a vector."""
    return float(np.sqrt(np.sum(np.asarray(vector, dtype=float) ** 2)))


PREDICT_CHANGE = Exercise(
    name="predict_change",
    lesson=LESSON,
    section="Two slopes make one arrow",
    points=2,
    functions=("predict_change(grad, delta)",),
    probes=change_probes,
    expected=lambda probe: float(np.dot(np.asarray(probe.args[0]), np.asarray(probe.args[1]))),
    misconceptions=(
        Misconception(
            "wrong sign",
            lambda grad, delta: -float(contributions(grad, delta).sum()),
            "Right size, wrong sign. If a slope is positive and you nudge that input upwards, does the output rise?",
        ),
        Misconception(
            "product of components",
            lambda grad, delta: float(np.prod(contributions(grad, delta))),
            "The contributions of the inputs are multiplied together. Suppose one input does not move at all: "
            "does the output then stand still, whatever the others do?",
        ),
        Misconception(
            "first component only",
            lambda grad, delta: float(contributions(grad, delta)[0]),
            "Only the first input's nudge counts. Who else has moved?",
        ),
        Misconception(
            "last component only",
            lambda grad, delta: float(contributions(grad, delta)[-1]),
            "Only the last input's nudge counts. Was a running total overwritten?",
        ),
        Misconception(
            "norms",
            lambda grad, delta: length(grad) * length(delta),
            "Two lengths are multiplied, so the result can never be negative. Nudge the inputs exactly the other way: "
            "should the prediction stay the same?",
        ),
        Misconception(
            "absolute values",
            lambda grad, delta: float(np.abs(contributions(grad, delta)).sum()),
            "Every contribution counts as a rise. What happens when one nudge lifts the output and another lowers it?",
        ),
        Misconception(
            "product of sums",
            lambda grad, delta: float(np.sum(np.asarray(grad)) * np.sum(np.asarray(delta))),
            "The slopes are mixed before they meet their nudges. Does the slope of the first input "
            "care how far the second one moves?",
        ),
        Misconception(
            "not added",
            lambda grad, delta: contributions(grad, delta),
            "One contribution for each input comes back. The output is one number: by how much does it move in all?",
        ),
        Misconception(
            "mean",
            lambda grad, delta: float(contributions(grad, delta).mean()),
            "The contributions are averaged. If ten inputs each lift the output by 0.1, by how much does it rise?",
        ),
        Misconception(
            "per unit of nudge",
            lambda grad, delta: float(contributions(grad, delta).sum()) / length(delta),
            "This is the change for each unit of distance moved. If the same nudge is made ten times smaller, "
            "should the predicted change stay as it is?",
        ),
    ),
)


# --- numerical_gradient -----------------------------------------------------------------------------------------------


def gradient_probes(rng: np.random.Generator) -> list[Probe]:
    """Float rows, a wide step, rows of integers, and tables of floats: no part asks for what another part tests."""
    name = "numerical_gradient"
    integers, signed = rng.permutation([3, 4, 5, 6])[:3], rng.permutation([-3, 4, 5, -6])[:3]
    wide = round(float(rng.uniform(0.15, 0.45)), 2)
    return [
        Probe(name, ("sum_of_squares", np.array(picks(rng, 2))), "one axis"),
        Probe(name, ("weighted_product", np.array(picks(rng, 3, 0.3, 2.0))), "one axis"),
        Probe(name, ("sin_sum", np.array(picks(rng, 4, 0.3, 2.5))), "one axis"),
        Probe(name, ("sin_sum", np.array(picks(rng, 3, 0.3, 1.3)), wide), "one axis", "a wide step"),
        Probe(name, ("sum_of_squares", integers), "integers", "an integer array"),
        Probe(name, ("weighted_product", signed), "integers", "an integer array"),
        Probe(name, ("weighted_product", np.array(picks(rng, 4, 0.3, 2.0)).reshape(2, 2)), "two axes", "two axes"),
        Probe(name, ("sin_sum", np.array(picks(rng, 6, 0.3, 2.5)).reshape(2, 3)), "two axes", "two axes"),
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


def slope_at(f: Callable[[Any], float], x: np.ndarray, index: tuple[int, ...], h: float, sides: str = "both") -> float:
    """The difference quotient of f along one entry of x, on a copy; sides is "both", "ahead" or "doubled"."""
    up, down = x.copy(), x.copy()
    up[index] = x[index] + h
    down[index] = x[index] - h
    if sides == "ahead":
        return float((f(up) - f(x)) / h)
    return float((f(up) - f(down)) / (h if sides == "doubled" else 2 * h))


def filled(
    x: Any, slope: Callable[[np.ndarray, tuple[int, ...]], float], *, cast: bool = True, like: bool = False
) -> np.ndarray:
    """An array with slope(x, index) at each index; x is cast to float first, the result made like the given x."""
    given = np.asarray(x)
    grad = np.zeros_like(given) if like else np.zeros(given.shape)
    work = given.astype(float) if cast else given.copy()
    for index in np.ndindex(given.shape):
        grad[index] = slope(work, index)
    return grad


def in_place(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """Up, then down, and left there."""
    x[place] += h
    up = f(x)
    x[place] -= 2 * h
    return (up - f(x)) / (2 * h)


def added_back(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """Up, then down, then up again, which in floats need not be where it began."""
    slope = in_place(f, x, place, h)
    x[place] += h
    return slope


def put_back(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """The old entry kept and put back; but where x[place] is a row, "old" is a view of it and moves along."""
    old = x[place]
    x[place] = old + h
    up = f(x)
    x[place] = old - h
    down = f(x)
    x[place] = old
    return (up - down) / (2 * h)


def no_copies(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """`up = x` and `down = x` are two names for one array, moved both ways before f is asked."""
    up = down = x
    up[place] += h
    down[place] -= h
    return (f(up) - f(down)) / (2 * h)


def no_copies_in_turn(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """The same, but f is asked in between: the way down ends where x was."""
    x[place] += h
    up = f(x)
    x[place] -= h
    return (up - f(x)) / (2 * h)


def on_copies(f: Callable[[Any], float], x: Any, place: Any, h: float) -> float:
    """Two copies, as it should be; what goes wrong is what `place` and x are."""
    up, down = x.copy(), x.copy()
    up[place] += h
    down[place] -= h
    return (f(up) - f(down)) / (2 * h)


def by_hand(
    f: Callable[[Any], float],
    x: Any,
    h: float = H,
    *,
    slope: Callable[..., float],
    cast: str = "floats",
    rows: bool = False,
    one_a_row: bool = False,
) -> np.ndarray:
    """slope(f, x, place, h) at every place of x, which is made floats first, or a float copy, or left as it is.

    cast: "floats" (a copy of integers only), "copy", "as given", or "as given, result too".
    rows: the places are those of the first axis.   one_a_row: so are the results.
    """
    if cast in ("floats", "copy"):
        x = np.array(x, dtype=float) if cast == "copy" else np.asarray(x, dtype=float)
    grad = np.zeros_like(x) if cast == "as given, result too" else np.zeros(len(x) if one_a_row else x.shape)
    for place in range(len(x)) if rows else np.ndindex(x.shape):
        grad[place] = slope(f, x, place, h)
    return grad


def left_above(f: Callable[[Any], float], x: Any, h: float = H) -> np.ndarray:
    """Like in_place without a way back, the lower point first."""
    x = np.asarray(x, dtype=float)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = float(x[index])
        x[index] = old - h
        down = f(x)
        x[index] = old + h
        grad[index] = (f(x) - down) / (2 * h)
    return grad


def into_x(f: Callable[[Any], float], x: Any, h: float = H) -> np.ndarray:
    """Entries nudged and put back, but each slope written into x itself."""
    x = np.asarray(x, dtype=float)
    grad = x
    for index in np.ndindex(x.shape):
        grad[index] = slope_at(f, x, index, h)
    return grad


def all_at_once(f: Callable[[Any], float], x: Any, h: float = H) -> float:
    """One difference quotient with every entry moved."""
    x = np.asarray(x, dtype=float)
    return float((f(x + h) - f(x - h)) / (2 * h))


def entry_alone(f: Callable[[Any], float], x: Any, h: float = H) -> np.ndarray:
    """f is given the nudged entry without its neighbours."""
    return filled(x, lambda work, index: float((f(work[index] + h) - f(work[index] - h)) / (2 * h)))


def rows_alone(f: Callable[[Any], float], x: Any, h: float = H) -> np.ndarray:
    """`for e in x`: f is given what the loop hands out, entries or whole rows."""
    return np.array([(f(e + h) - f(e - h)) / (2 * h) for e in x])


def loop_variable(f: Callable[[Any], float], x: Any, h: float = H, *, one_a_row: bool, copy: bool) -> np.ndarray:
    """`for e in x` with e nudged: x does not notice where e is a number, and does where e is a row."""
    x = np.array(x, dtype=float) if copy else x
    grad = np.zeros(len(x) if one_a_row else x.shape)
    for row, e in enumerate(x):
        e += h
        up = f(x)
        e -= 2 * h
        down = f(x)
        e += h
        grad[row] = (up - down) / (2 * h)
    return grad


INTEGERS = " And what does an array of integers keep of 3.00001?"
ROWS = " And in an array with two axes, how much is x[i]?"


def in_every_way(
    name: str, slope: Callable[..., float], message: str, casts: Sequence[str], rows: Sequence[bool] = (False,)
) -> list[Misconception]:
    """One misconception for each way in which its author may also have treated integers and rows."""
    tails = {"floats": "", "copy": ", on a float copy", "as given": ", integers too"}
    tails["as given, result too"] = ", integer result too"
    return [
        Misconception(
            name + (", whole rows" if whole else "") + tails[cast],
            partial(by_hand, slope=slope, cast=cast, rows=whole),
            message + (ROWS if whole and rows != (True,) else INTEGERS if cast.startswith("as given") else ""),
        )
        for whole in rows
        for cast in casts
    ]


CASTS = ("floats", "copy", "as given", "as given, result too")

NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    lesson=LESSON,
    section="Any number of inputs",
    points=2,
    parts={"one axis": 1.0, "integers": 0.5, "two axes": 0.5},
    functions=("numerical_gradient(f, x, h=1e-5)",),
    probes=gradient_probes,
    expected=gradient_expected,
    run=named.call,
    rtol=0.0,
    atol=1e-8,
    misconceptions=(
        Misconception(
            "zeros_like(int)",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h), cast=False, like=True),
            "Right for floats, far off for integers. What happens to 3.00001 when it is stored in an array of "
            "integers, and to a slope of 2.6?",
        ),
        Misconception(
            "integer nudges",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h), cast=False),
            "Right for floats, far off for integers. What happens to 3.00001 when an array of integers stores it?",
        ),
        Misconception(
            "integer result",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h), like=True),
            "Right for floats; for integers the result has lost its fractions. Which number type did your result "
            "array get, and from where?",
        ),
        Misconception(
            "all entries nudged at once",
            lambda f, x, h=H: np.full(np.shape(x), all_at_once(f, x, h)),
            "Every entry moves at the same time, so the change you see is everybody's. Whose slope is it? "
            "What did you hold still for the slopes of xy?",
            section="Hold one input still",
        ),
        Misconception(
            "all entries nudged, one number",
            all_at_once,
            "Every entry moves at the same time and one number comes back. How many inputs are there, and how many "
            "slopes should there be?",
            section="Hold one input still",
        ),
        *in_every_way(
            "x not restored",
            in_place,
            "After its turn an entry stays nudged. Where are the later slopes measured, and is what the loop leaves "
            "behind still x?",
            CASTS,
            (False, True),
        ),
        Misconception(
            "x not restored, left above",
            left_above,
            "After each entry's turn x stays nudged. What does the caller find in x afterwards?",
        ),
        Misconception(
            "step added back",
            partial(by_hand, slope=added_back),
            "x comes back different in its last digits: in floating point, adding a step does not undo subtracting it. "
            "What could you have kept aside before the nudge?",
        ),
        *in_every_way(
            "no copies",
            no_copies,
            "Every slope is 0. After up = x and down = x, how many arrays are there, and what does down see when an "
            "entry of up is moved?",
            CASTS,
        ),
        *in_every_way(
            "no copies, in turn",
            no_copies_in_turn,
            "Your second point is x itself, half the way you divide by. After up = x and down = x, how many arrays "
            "are there, and where does down start when up has been moved?",
            CASTS,
            (False, True),
        ),
        Misconception(
            "result aliases x",
            into_x,
            "The slopes are written into x itself, so later slopes are measured somewhere else, and the caller loses "
            "x. Does your code ever make a second array?",
        ),
        Misconception(
            "forward difference",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h, "ahead")),
            "Each slope uses x itself and one point ahead. How much does the second point, on the other side, buy?",
            section="Nudge both ways",
        ),
        Misconception(
            "missing the 2",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h, "doubled")),
            "Every slope is twice too steep. How far apart are the two points whose values you subtract?",
            section="Nudge both ways",
        ),
        Misconception(
            "wrong sign",
            lambda f, x, h=H: -filled(x, lambda work, i: slope_at(f, work, i, h)),
            "Every slope has the right size and the wrong sign. Where f rises, which of your two values is the larger?",
            section="Nudge both ways",
        ),
        Misconception(
            "ignores h",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, H)),
            "Right at the usual step, and unmoved when the caller asks for another one. Which step does your code take "
            "when it is given h = 0.3?",
            section="Nudge both ways",
        ),
        *(
            Misconception(
                name,
                partial(by_hand, slope=on_copies, cast=cast, rows=True, one_a_row=short),
                "Right with one axis, wrong with two: x[i] is then a whole row, and all of it moves. How do you reach "
                "every single number of an array, whatever its shape?" + extra,
            )
            for name, cast, short, extra in (
                ("whole rows nudged", "floats", False, ""),
                ("whole rows nudged, integers too", "as given", False, INTEGERS),
                ("whole rows nudged, integer result too", "as given, result too", False, INTEGERS),
                ("one slope a row", "floats", True, ""),
                ("one slope a row, integers too", "as given", True, INTEGERS),
            )
        ),
        *in_every_way(
            "put back",
            put_back,
            "With two axes x[i] is a whole row, and old = x[i] is no copy of it: it moves along. How do you reach "
            "every single number of an array, whatever its shape?",
            ("floats", "as given", "as given, result too"),
            (True,),
        ),
        Misconception(
            "shape lost",
            lambda f, x, h=H: filled(x, lambda work, i: slope_at(f, work, i, h)).ravel(),
            "The right numbers come back in one row. A gradient has the shape of the thing it belongs to: "
            "which shape did x have?",
        ),
        Misconception(
            "entry alone",
            entry_alone,
            "f is asked about one entry without its neighbours. Can the slope of a product be found without knowing "
            "the other factors?",
        ),
        Misconception(
            "entry alone, one slope a row",
            rows_alone,
            "f is asked about what the loop hands out, an entry or a row without its neighbours. Can the slope of a "
            "product be found without knowing the other factors?",
        ),
        *(
            Misconception(
                "loop variable nudged" + tail,
                partial(loop_variable, one_a_row=short, copy=copy),
                "In a row of numbers every slope is 0. In a loop over x, the loop's variable is a number of its own: "
                "when it moves, does x notice? How do you name a place inside x?",
            )
            for tail, short, copy in (
                ("", False, False),
                (", on a float copy", False, True),
                (", one slope a row", True, False),
                (", one slope a row, on a float copy", True, True),
            )
        ),
    ),
)
