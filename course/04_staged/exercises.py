"""The exercises of lesson 04: a staged computation there and back, a fork, sums over paths and their number.

Expected values come from the quotient rule on the whole formula, from the product multiplied out, and from exact whole
numbers counted walk length by walk length; none of them goes through stages, forks or a sweep in the right order.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np

from autograde import words
from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.time_limit import TooLong
from backprop_lib.words import number

LESSON = "04_staged"
STAGES = "Eight lines for one formula"
CACHE = "Keep what the way back will ask for"
FORK = "What b does, it does twice"
BACK = "Back through the eight stages"
PATHS = "Every path counts once"
SWEEP = "A million million million paths, 240 edges"

SPECIAL = (0.0, 0.5, 1.0, 2.0)  # sizes at which wrong formulas happen to be right


def far_apart(*numbers: float, gap: float = 0.06) -> bool:
    """Whether the sizes of all numbers are well apart from each other and from 0, ½, 1 and 2."""
    sizes = sorted([*SPECIAL, *[abs(number) for number in numbers]])
    return all(b - a > gap for a, b in pairwise(sizes))


def draw(rng: np.random.Generator, count: int, low: float, high: float) -> list[float]:
    """`count` numbers of either sign with two decimals and sizes from low to high."""
    sizes = np.round(rng.uniform(low, high, count), 2)
    return [float(number) for number in sizes * rng.choice([-1.0, 1.0], count)]


# ---- the staged function ---------------------------------------------------------------------------------------------


Cache = dict[str, float]
ORDER = ("x", "y", "sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden")


def sigma(x: float) -> float:
    """σ(x) by way of tanh: (1 + tanh(x/2))/2."""
    return (1 + math.tanh(x / 2)) / 2


def stages(x: float, y: float) -> dict[str, float]:
    """All the numbers of the cache, each from x and y directly."""
    den = sigma(x) + x * x + 2 * x * y + y * y
    cache = {"x": x, "y": y, "sigy": sigma(y), "num": x + sigma(y), "sigx": sigma(x)}
    return {**cache, "xpy": x + y, "xpysqr": (x + y) * (x + y), "den": den, "invden": 1 / den}


def telling(x: float, y: float) -> bool:
    """Whether at (x, y) no two numbers of the computation could be taken for each other."""
    cache = stages(x, y)
    tight = [cache[name] for name in ("x", "y", "sigy", "num", "sigx", "xpy", "xpysqr", "den")]
    return far_apart(*tight, gap=0.02) and abs(x + y) < 3


def points(rng: np.random.Generator, count: int) -> list[tuple[float, float]]:
    """Points (x, y) that tell wrong formulas apart."""
    found: list[tuple[float, float]] = []
    while len(found) < count:
        x, y = draw(rng, 2, 0.3, 3.4)
        if telling(x, y):
            found.append((x, y))
    return found


def forward_expected(probe: Probe) -> tuple[float, dict[str, float]]:
    x, y = probe.args
    cache = stages(x, y)
    return cache["num"] / cache["den"], cache


def forward(
    numerator: Callable[[float, float], tuple[float, float]] = lambda x, y: (x, sigma(y)),
    denominator: Callable[[float, float], tuple[float, float]] = lambda x, y: (sigma(x), (x + y) ** 2),
    **other: Callable[[dict[str, float]], float],
) -> Callable[[float, float], tuple[float, dict[str, float]]]:
    """A forward pass from its numerator x + sigy and its denominator sigx + xpysqr; `other` overwrites one number."""

    def staged_forward(x: float, y: float) -> tuple[float, dict[str, float]]:
        (first, sigy), (sigx, square) = numerator(x, y), denominator(x, y)
        c = {"x": x, "y": y, "sigy": sigy, "num": first + sigy, "sigx": sigx, "xpy": x + y, "xpysqr": square}
        c["den"] = sigx + square
        for name in ("num", "xpy", "xpysqr", "den"):
            c[name] = other[name](c) if name in other else c[name]
        if "xpysqr" in other:
            c["den"] = sigx + c["xpysqr"]
        c["invden"] = other["invden"](c) if "invden" in other else 1 / c["den"]
        return (other["f"](c) if "f" in other else c["num"] * c["invden"]), c

    return staged_forward


def told_apart(got: float, wanted: float) -> tuple[str, str]:
    """Both numbers in words, with as many digits as it takes to tell them apart."""
    for digits in (4, 7, 10, 17):
        one, other = number(got, digits), number(wanted, digits)
        if one != other:
            break
    return one, other


def is_number(value: object) -> bool:
    """Whether a piece of plain data is one number."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def forward_tells(probe: Probe, value: Any, expected: tuple[float, Cache]) -> str:
    """The first number that is wrong, in the order of the stages: ten numbers at once help nobody."""
    call = f"staged_forward({', '.join(map(number, probe.args))})"
    if not (isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(value[1], dict)):
        what = "None" if value is None else f"a {type(value).__name__}"
        return f"{call} returned {what}, where a pair (f, cache) was expected, the cache a dictionary."
    got, wanted = {**value[1], "f": value[0]}, {**expected[1], "f": expected[0]}
    for name in (*ORDER, "f"):
        if not is_number(got.get(name)):
            what = f'no number under "{name}"' if name != "f" else "no number as f"
            return f"{call} returned a pair with {what}."
    name = next((k for k in (*ORDER, "f") if not abs(got[k] - wanted[k]) <= 1e-12 * abs(wanted[k])), "f")
    one, other = told_apart(got[name], wanted[name])
    if name == "f":
        return f"{call} returned f = {one}; expected {other}. The cache is right."
    return f'{call}: in its cache, "{name}" is {one}; expected {other}. It is the first wrong number, stage by stage.'


FORWARD = Exercise(
    name="staged_forward",
    lesson=LESSON,
    section=STAGES,
    points=1,
    functions=("staged_forward(x, y)",),
    probes=lambda rng: [Probe("staged_forward", at) for at in [(0.7, -1.9), (1.6, 0.8), *points(rng, 4)]],
    expected=forward_expected,
    tells=forward_tells,
    misconceptions=(
        Misconception(
            "σ(x) and σ(y) swapped",
            forward(lambda x, y: (x, sigma(x)), lambda x, y: (sigma(y), (x + y) ** 2)),
            "The sigmoid of x stands where that of y belongs, and the other way round. "
            "In the formula, which of the two is added to x in the numerator?",
        ),
        Misconception(
            "only the names of the sigmoids swapped",
            lambda x, y: (
                forward_expected(Probe("", (x, y)))[0],
                {**stages(x, y), "sigx": sigma(y), "sigy": sigma(x)},
            ),
            "f is right, and the cache files each sigmoid under the other one's name. "
            "The way back will look up the slope of σ at x: under which key will it look?",
            section=CACHE,
        ),
        Misconception(
            "x²+y²",
            forward(xpysqr=lambda c: c["x"] ** 2 + c["y"] ** 2),
            "The squares of x and y were added. At x = 3 and y = 4, is the square of the sum 25, or is it more?",
        ),
        Misconception(
            "den without σ",
            forward(den=lambda c: c["xpysqr"]),
            "The denominator is the square alone. How many terms stand below the fraction bar, and which is missing?",
        ),
        Misconception(
            "den without the square",
            forward(den=lambda c: c["sigx"] + c["xpy"]),
            "The sum x + y went into the denominator as it is. "
            "What happens to it in the formula before it is added, and which stage does that?",
        ),
        Misconception(
            "num without σ",
            forward(num=lambda c: c["x"]),
            "The numerator is x alone. How many terms stand above the fraction bar, and which is missing?",
        ),
        Misconception(
            "σ of the sum",
            forward(lambda x, y: (x, sigma(y)), lambda x, y: (sigma(x + y), (x + y) ** 2)),
            "In the denominator the sigmoid was taken of x + y. Which single number does σ act on there?",
        ),
        Misconception(
            "σ without its minus",
            forward(lambda x, y: (x, sigma(-y)), lambda x, y: (sigma(-x), (x + y) ** 2)),
            "Both sigmoids fall where they should rise: a large input gives a number near 0. "
            "Which sign does the exponent have inside σ?",
        ),
        Misconception(
            "multiplies by den",
            forward(f=lambda c: c["num"] * c["den"]),
            "The numerator was multiplied by the denominator. Which stage turns a division into a multiplication?",
        ),
        Misconception(
            "invden holds den",
            forward(invden=lambda c: c["den"], f=lambda c: c["num"] / c["den"]),
            "f is right, and invden in the cache is the denominator itself. "
            "The last stage multiplies two numbers: which two?",
            section=CACHE,
        ),
    ),
)


# ---- staged_backward -------------------------------------------------------------------------------------------------

POINT = (1.5, -0.4)  # x + y = 1.1 there, and no number of the cache is 0, ±1 or 2


def backward_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("staged_backward", (stages(*POINT),), note="g left out")]
    probes += [Probe("staged_backward", (stages(*POINT), -1.6)), Probe("staged_backward", (stages(-0.7, 1.9), 2.3))]
    for at in points(rng, 4):
        (g,) = draw(rng, 1, 1.2, 1.9)
        probes.append(Probe("staged_backward", (stages(*at), g)))
    return probes


def backward_expected(probe: Probe) -> tuple[float, float]:
    """The quotient rule on the whole formula."""
    cache, g = probe.args[0], (probe.args[1] if len(probe.args) > 1 else 1.0)
    x, y = cache["x"], cache["y"]
    above, below = x + sigma(y), sigma(x) + (x + y) ** 2
    slope_x = sigma(x) * sigma(-x) + 2 * (x + y)
    dx = (below - above * slope_x) / below**2
    dy = (sigma(y) * sigma(-y) * below - above * 2 * (x + y)) / below**2
    return g * dx, g * dy


Shares = tuple[dict[str, float], dict[str, float]]


def shares(cache: Cache, g: float, **other: Callable[[Cache, Cache], float]) -> Shares:
    """What reaches x (by num, sigx, xpy) and y (by sigy, xpy); `other` replaces one step of the backward pass.

    A step is called with the cache and the gradients found so far.
    """
    steps: dict[str, Callable[[Cache, Cache], float]] = {
        "num": lambda c, d: d["f"] * c["invden"],
        "invden": lambda c, d: d["f"] * c["num"],
        "den": lambda c, d: d["invden"] * -1 / c["den"] ** 2,
        "sigx": lambda c, d: d["den"],
        "xpysqr": lambda c, d: d["den"],
        "xpy": lambda c, d: d["xpysqr"] * 2 * c["xpy"],
        "sigy": lambda c, d: d["num"],
        "x by num": lambda c, d: d["num"],
        "x by sigx": lambda c, d: d["sigx"] * (1 - c["sigx"]) * c["sigx"],
        "x by xpy": lambda c, d: d["xpy"],
        "y by sigy": lambda c, d: d["sigy"] * (1 - c["sigy"]) * c["sigy"],
        "y by xpy": lambda c, d: d["xpy"],
    }
    assert set(other) <= {name.replace(" ", "_") for name in steps}, other
    d: dict[str, float] = {"f": g}
    for name, step in steps.items():
        d[name] = other.get(name.replace(" ", "_"), step)(cache, d)
    return (
        {way: d[f"x by {way}"] for way in ("num", "sigx", "xpy")},
        {way: d[f"y by {way}"] for way in ("sigy", "xpy")},
    )


def back(**other: Callable[[Cache, Cache], float]) -> Callable[..., tuple[float, float]]:
    """A backward pass with all shares added and one or more steps replaced."""

    def staged_backward(cache: Cache, g: float = 1.0) -> tuple[float, float]:
        to_x, to_y = shares(cache, g, **other)
        return sum(to_x.values()), sum(to_y.values())

    return staged_backward


def only(ways_x: Sequence[str], ways_y: Sequence[str]) -> Callable[..., tuple[float, float]]:
    """A backward pass that keeps some of the shares and loses the others."""

    def staged_backward(cache: Cache, g: float = 1.0) -> tuple[float, float]:
        to_x, to_y = shares(cache, g)
        return sum(to_x[way] for way in ways_x), sum(to_y[way] for way in ways_y)

    return staged_backward


ALL_X, ALL_Y = ("num", "sigx", "xpy"), ("sigy", "xpy")
SUBSETS_X = [("num",), ("sigx",), ("xpy",), ("num", "sigx"), ("num", "xpy"), ("sigx", "xpy"), ALL_X]
SUBSETS_Y = [("sigy",), ("xpy",), ALL_Y]


def lost_shares() -> list[Misconception]:
    """One misconception for each set of shares that an answer can keep; the last line to write wins, or one is lost."""
    found = []
    for ways_x, ways_y in product(SUBSETS_X, SUBSETS_Y):
        if (ways_x, ways_y) != (ALL_X, ALL_Y):
            name, message = lost(ways_x, ways_y)
            found.append(Misconception(name, only(ways_x, ways_y), message, section=lost_section(ways_x, ways_y)))
    return found


def lost_section(ways_x: Sequence[str], ways_y: Sequence[str]) -> str:
    """Where to read on: at the fork where one share is left, else where the shares are listed."""
    return FORK if len(ways_x) == len(ways_y) == 1 else BACK


def lost(ways_x: Sequence[str], ways_y: Sequence[str]) -> tuple[str, str]:
    """Name and message for an answer that keeps only these shares."""
    missing_x = [way for way in ALL_X if way not in ways_x]
    missing_y = [way for way in ALL_Y if way not in ways_y]
    if len(ways_x) == len(ways_y) == 1:
        kept = f"{ways_x[0]} for x, {ways_y[0]} for y"
        last = " (last write wins)" if (ways_x, ways_y) == (("num",), ("sigy",)) else f", {kept}"
        return f"= instead of +={last}", (
            f"Each gradient holds one share, that of {kept}; the others were overwritten or never sent. "
            "When a second share arrives, what must become of the one that is there?"
        )
    if missing_x == ["num"] and not missing_y:
        return "missing numerator branch", (
            "dx lacks the share that comes back through the numerator. "
            "In which stages does x stand as an input, and how many shares should reach it?"
        )
    if missing_x == ["num"] and missing_y == ["sigy"]:
        return "missing numerator branch, x and y", (
            "dx and dy both lack the share by way of num. "
            "f multiplies two numbers: what does each of them receive, and to whom does num hand it on?"
        )
    if missing_x == ["xpy"] and missing_y == ["xpy"]:
        return "missing square branch", (
            "dx and dy both lack the share by way of xpy: overwritten, or never sent. "
            "Walking back from f, which share arrives first, and what must become of it when the next one comes?"
        )
    one = f"dx lacks the share by way of {' and '.join(missing_x)}" if missing_x else ""
    two = f"dy lacks the share by way of {' and '.join(missing_y)}" if missing_y else ""
    both = f"{one}, and {two}" if one and two else one or two
    name = "one branch" if 1 in (len(ways_x), len(ways_y)) else "missing branch"
    return f"{name}: without {', '.join([*[f'{w} for x' for w in missing_x], *[f'{w} for y' for w in missing_y]])}", (
        f"{both}: overwritten, or never sent. In which stages does the variable stand as an input?"
    )


def backward_call(probe: Probe) -> str:
    """The call in words, with the point in place of nine numbers."""
    x, y = (number(probe.args[0][name]) for name in ("x", "y"))
    g = f" and g = {number(probe.args[1])}" if len(probe.args) > 1 else ""
    return f"staged_backward with the cache of x = {x}, y = {y}{g}"


def backward_tells(probe: Probe, value: Any, expected: tuple[float, float]) -> str:
    """Both gradients, with as many digits as it takes."""
    call = backward_call(probe) + (" and g left out" if len(probe.args) == 1 else "")
    pair = list(value) if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim) else []
    if len(pair) != 2 or not all(map(is_number, pair)):
        what = "None" if value is None else f"a {type(value).__name__}"
        return f"{call} returned {what}, where a pair of numbers (dx, dy) was expected."
    told = [told_apart(float(one), other) for one, other in zip(pair, expected, strict=True)]
    return f"{call} returned ({told[0][0]}, {told[1][0]}); expected ({told[0][1]}, {told[1][1]})."


BACKWARD = Exercise(
    name="staged_backward",
    lesson=LESSON,
    section=BACK,
    points=3,
    functions=("staged_backward(cache, g=1.0)",),
    probes=backward_probes,
    expected=backward_expected,
    calls=backward_call,
    tells=backward_tells,
    misconceptions=(
        *lost_shares(),
        Misconception(
            "reciprocal sign",
            back(den=lambda c, d: d["invden"] / c["den"] ** 2),
            "What goes back through 1/den has the wrong sign. When den grows a little, does 1/den rise or fall?",
        ),
        Misconception(
            "−1/den",
            back(den=lambda c, d: -d["invden"] / c["den"]),
            "At the stage 1/den the slope has the right sign and the wrong size. "
            "In lesson 02 the slope of 1/x at x = 1, 2, 4 was −1, −0.25, −0.0625: which power of x is that?",
        ),
        Misconception(
            "reciprocal without its upstream",
            back(den=lambda c, d: -1 / c["den"] ** 2),
            "The stage 1/den sends its local gradient alone. It stands behind a product: what arrives at invden?",
        ),
        Misconception(
            "missing 2",
            back(xpy=lambda c, d: d["xpysqr"] * c["xpy"]),
            "What comes back through the square is half of what it should be. "
            "A square multiplies a number by itself: in how many ways does that number reach the result?",
        ),
        Misconception(
            "xpysqr for xpy",
            back(xpy=lambda c, d: d["xpysqr"] * 2 * c["xpysqr"]),
            "At the square the output was used in place of the input. "
            "If a square has the side 3 and the side grows a little, does its area grow in proportion to 3 or to 9?",
        ),
        Misconception(
            "square handed on unchanged",
            back(xpy=lambda c, d: d["xpysqr"]),
            "The square stage hands on what it got, as an add gate would. "
            "When x + y moves by 0.001, does its square move by 0.001, whatever x + y is?",
        ),
        Misconception(
            "x(1−x)",
            back(
                x_by_sigx=lambda c, d: d["sigx"] * (1 - c["x"]) * c["x"],
                y_by_sigy=lambda c, d: d["sigy"] * (1 - c["y"]) * c["y"],
            ),
            "The slope of σ was computed from its input. Lesson 03 found a slope that needs the gate's output alone: "
            "which keys of the cache hold these outputs?",
        ),
        Misconception(
            "σ′ not chained",
            back(
                x_by_sigx=lambda c, d: (1 - c["sigx"]) * c["sigx"],
                y_by_sigy=lambda c, d: (1 - c["sigy"]) * c["sigy"],
            ),
            "The sigmoids send their slopes alone. A slope tells how far σ moves: "
            "which number tells how far f moves when σ does?",
        ),
        Misconception(
            "σ′ not chained at x",
            back(x_by_sigx=lambda c, d: (1 - c["sigx"]) * c["sigx"]),
            "The sigmoid of x sends its slope alone. What arrives at sigx before it can hand anything on?",
        ),
        Misconception(
            "σ′ not chained at y",
            back(y_by_sigy=lambda c, d: (1 - c["sigy"]) * c["sigy"]),
            "The sigmoid of y sends its slope alone. What arrives at sigy before it can hand anything on?",
        ),
        Misconception(
            "no σ′",
            back(x_by_sigx=lambda c, d: d["sigx"], y_by_sigy=lambda c, d: d["sigy"]),
            "The gradients pass through the sigmoids unchanged. Lesson 03: how steep can a sigmoid be at most?",
        ),
        Misconception(
            "sigmoids swapped",
            back(
                x_by_sigx=lambda c, d: d["sigx"] * (1 - c["sigy"]) * c["sigy"],
                y_by_sigy=lambda c, d: d["sigy"] * (1 - c["sigx"]) * c["sigx"],
            ),
            "Each variable's share was scaled with the other one's sigmoid. Which gate did x go into?",
        ),
        Misconception(
            "last product not swapped",
            back(num=lambda c, d: d["f"] * c["num"], invden=lambda c, d: d["f"] * c["invden"]),
            "At the last stage num and invden each received their own value. "
            "If num grows a little, does num·invden grow in proportion to num or to invden?",
        ),
        Misconception(
            "den for invden",
            back(num=lambda c, d: d["f"] * c["den"]),
            "What num receives is far off: den was used. By which number does the last stage multiply num?",
        ),
        Misconception(
            "ignores g",
            lambda cache, g=1.0: back()(cache),
            "Right as long as g is 1. g is how strongly the loss answers to f: where does the backward pass begin?",
        ),
        Misconception(
            "g on the numerator only",
            back(invden=lambda c, d: c["num"]),
            "g reaches num, and invden gets none of it. The last stage has two inputs: what does each receive?",
        ),
        Misconception(
            "g on the denominator only",
            back(num=lambda c, d: c["invden"]),
            "g reaches invden, and num gets none of it. The last stage has two inputs: what does each receive?",
        ),
        Misconception(
            "no denominator in the numerator",
            back(num=lambda c, d: d["f"]),
            "The numerator's share came back as if nothing stood below the fraction bar. "
            "When num moves by 0.001, how far does num·invden move?",
        ),
        Misconception(
            "shares multiplied",
            lambda cache, g=1.0: tuple(math.prod(to.values()) for to in shares(cache, g)),
            "The shares that meet at a variable were multiplied. If x moves f by one amount through one stage and by "
            "another amount through a second, how far does f move in all?",
            section=FORK,
        ),
        Misconception(
            "shares averaged",
            lambda cache, g=1.0: tuple(sum(to.values()) / len(to) for to in shares(cache, g)),
            "The shares that meet at a variable were averaged. If f moves by 3 for one reason and by 1 for another, "
            "how far does it move in all?",
            section=FORK,
        ),
    ),
)


# ---- fork_backward: (a + b)·(b + c) ----------------------------------------------------------------------------------


def fork_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("fork_backward", (0.8, 1.4, -3.7, -1.6)), Probe("fork_backward", (1.5, -0.5, 4.0, 2.3))]
    while len(probes) < 6:
        a, b, c, g = draw(rng, 4, 0.3, 3.9)
        if far_apart(a, b, c, g, a + b, b + c) and abs(a - c) > 0.1 and abs(a + 2 * b + c) > 0.1:
            probes.append(Probe("fork_backward", (a, b, c, g)))
    return probes


def fork_expected(probe: Probe) -> tuple[float, float, float]:
    """From the product multiplied out, ab + ac + b² + bc."""
    a, b, c, g = probe.args
    return g * b + g * c, g * a + 2 * g * b + g * c, g * a + g * b


def fork(
    db: Callable[[float, float], float], scaled: bool = True
) -> Callable[[float, float, float, float], tuple[float, float, float]]:
    """Right in da and dc; db is a function of the two shares (b + c by the first sum, a + b by the second)."""

    def fork_backward(a: float, b: float, c: float, g: float) -> tuple[float, float, float]:
        return g * (b + c), (g if scaled else 1.0) * db(b + c, a + b), g * (a + b)

    return fork_backward


FORKS = Exercise(
    name="fork_backward",
    lesson=LESSON,
    section=FORK,
    points=2,
    functions=("fork_backward(a, b, c, g)",),
    probes=fork_probes,
    expected=fork_expected,
    upstream=3,
    misconceptions=(
        Misconception(
            "first branch only",
            fork(lambda first, second: first),
            "db holds what comes back through a + b, and nothing else. Nudge b: does b + c stand still?",
        ),
        Misconception(
            "second branch only",
            fork(lambda first, second: second),
            "db holds what comes back through b + c, and nothing else. "
            "If the line before had put another share into db, where has it gone? Does a + b stand still?",
        ),
        Misconception(
            "product of branches",
            fork(lambda first, second: first * second),
            "The two shares of b were multiplied. Rates multiply along one path. These are two paths side by side: "
            "if f moves by 3 for one reason and by 1 for another, how far does it move?",
        ),
        Misconception(
            "product of branches, with g in both",
            lambda a, b, c, g: (g * (b + c), g * (b + c) * g * (a + b), g * (a + b)),
            "The two gradients that arrive at b were multiplied. They come by two paths side by side: "
            "if f moves by 3 for one reason and by 1 for another, how far does it move?",
        ),
        Misconception(
            "mean of branches",
            fork(lambda first, second: (first + second) / 2),
            "The two shares of b were averaged, as if b had to be divided between its two uses. "
            "Nudge b by 0.001: by how much does each of the two sums move?",
        ),
        Misconception(
            "db=c",
            lambda a, b, c, g: (g * (b + c), g * c, g * (a + b)),
            "db is made of c alone, as if b met c in a product. Which gate does b go into together with c?",
        ),
        Misconception(
            "the circuit (a + b)·c",
            lambda a, b, c, g: (g * c, g * c, g * (a + b)),
            "These are the gradients of (a + b)·c, where b is used once. How often does b stand in this formula?",
        ),
        Misconception(
            "b² without its 2",
            lambda a, b, c, g: (g * (b + c), g * (a + b + c), g * (a + b)),
            "db misses one b. Multiply the formula out: what is the slope of the term b²?",
        ),
        Misconception(
            "not swapped",
            lambda a, b, c, g: (g * (a + b), g * (a + 2 * b + c), g * (b + c)),
            "da and dc belong to each other's places. a + b is multiplied by b + c: "
            "when a grows a little, in proportion to which of the two sums does f grow?",
        ),
        Misconception(
            "local gradients of + only",
            lambda a, b, c, g: (g, 2 * g, g),
            "The sums hand on what they get, and they got g. Between them and the output stands a × gate: "
            "what does it make of g?",
        ),
        Misconception(
            "ignores g",
            lambda a, b, c, g: (b + c, a + 2 * b + c, a + b),
            "Right when g is 1. f answers to a, b and c as you say: how strongly does the loss answer to f?",
        ),
        Misconception(
            "g in one share of b only",
            lambda a, b, c, g: (g * (b + c), g * (b + c) + (a + b), g * (a + b)),
            "One of the two shares of b came without g. Both come from the same × gate: what arrived there?",
        ),
        Misconception(
            "g in the other share of b only",
            lambda a, b, c, g: (g * (b + c), (b + c) + g * (a + b), g * (a + b)),
            "One of the two shares of b came without g. Both come from the same × gate: what arrived there?",
        ),
        Misconception(
            "subtracts",
            fork(lambda first, second: first - second),
            "One share of b was subtracted from the other. Does either of the two sums fall when b rises?",
        ),
        Misconception(
            "larger branch only",
            fork(max),
            "db is the larger of its two shares, as at a max gate. Does b choose between its two uses?",
        ),
    ),
)


# ---- sums over paths and their number --------------------------------------------------------------------------------

Edge = tuple[str, str, float]
Edges = Sequence[Edge]

SCALE = 10_000  # locals have at most four decimals: path products are then whole numbers over a power of it


def walks(edges: Edges, src: str, dst: str, weight: Callable[[float], int]) -> list[int]:
    """For each length, the sum over walks of that length from src to dst of the product of weight(local)."""
    feeding: dict[str, list[tuple[str, int]]] = {}
    for u, v, local in edges:
        feeding.setdefault(u, []).append((v, weight(local)))
    front, found = {src: 1}, []
    while front:
        found.append(front.get(dst, 0))
        step: dict[str, int] = {}
        for u, amount in front.items():
            for v, factor in feeding.get(u, ()):
                step[v] = step.get(v, 0) + amount * factor
        front = step
    return found


def sum_expected(probe: Probe) -> float:
    edges, src, dst = probe.args
    numbers = walks(edges, src, dst, lambda local: round(local * SCALE))
    return float(sum(Fraction(number, SCALE**length) for length, number in enumerate(numbers)))


def count_expected(probe: Probe) -> int:
    edges, src, dst = probe.args
    return sum(walks(edges, src, dst, lambda local: 1))


def size_expected(edges: Edges, src: str, dst: str) -> float:
    """The sum over paths of the products' sizes."""
    return sum_expected(Probe("", ([(u, v, abs(local)) for u, v, local in edges], src, dst)))


# Small graphs. In each, no edge of the list leads back; edges stand in no useful order; a dead end never stands first
# or last among the edges that leave a node, so that "the first edge" and "the first path" are the same mistake.
NET = [("x", "h1", -0.2377), ("x", "h2", 0.3578), ("h1", "out", 0.4739), ("h2", "out", -0.2122)]
UNEVEN = [("q", "f", 0.7), ("a", "q", 3.1), ("p", "q", -2.4), ("a", "p", 1.7), ("p", "f", 0.6), ("a", "f", -1.3)]
PARALLEL = [("p", "f", -1.7), ("a", "p", 0.6), ("p", "f", 3.2), ("a", "p", -2.3), ("a", "f", 1.4), ("a", "p", 0.8)]
DEAD_END = [("k", "f", -0.7), ("a", "m", 2.6), ("b", "k", 1.8), ("a", "n", 0.3), ("m", "f", 1.4), ("a", "k", -1.6)]


def names(rng: np.random.Generator, count: int) -> list[str]:
    """Node names whose alphabetical order says nothing."""
    letters = rng.permutation(list("abcdefghkmnpqrstuvw"))[:count]
    return [f"{letter}{number}" for letter, number in zip(letters, rng.integers(1, 9, count), strict=True)]


def random_graph(rng: np.random.Generator) -> tuple[list[Edge], str, str]:
    """Seven nodes: a long chain with shortcuts, so that the same node is reached by ways of different lengths."""
    while True:
        nodes = names(rng, 7)
        pairs = [(k, k + 1) for k in range(6)] + [(0, 2), (0, 3), (1, 4), (2, 5), (3, 6)]
        pairs += [(2, 3), (4, 6)]  # parallel to the chain, and one more way to the end
        values = draw(rng, len(pairs), 0.3, 1.9)
        edges = [(nodes[u], nodes[v], local) for (u, v), local in zip(pairs, values, strict=True)]
        edges = [edges[int(place)] for place in rng.permutation(len(edges))]
        size = size_expected(edges, nodes[0], nodes[-1])
        total = sum_expected(Probe("", (edges, nodes[0], nodes[-1])))
        if abs(total) > 0.1 * size and len(set(map(abs, values))) == len(values) and far_apart(*values, gap=0.0):
            return edges, nodes[0], nodes[-1]


def ladder(rng: np.random.Generator, rungs: int) -> tuple[list[Edge], str, str]:
    """A chain of diamonds, four edges a rung, shuffled; the sum is of moderate size however many rungs there are."""
    edges: list[Edge] = []
    for k in range(rungs):
        left, right, upper = (round(float(value), 2) for value in rng.uniform(0.6, 0.9, 3))
        lower = round((1 - left * upper) / right, 2)  # so that each rung multiplies by about 1
        edges += [(f"s{k}", f"l{k}", left), (f"l{k}", f"s{k + 1}", upper)]
        edges += [(f"s{k}", f"r{k}", right), (f"r{k}", f"s{k + 1}", lower)]
    return [edges[int(place)] for place in rng.permutation(len(edges))], "s0", f"s{rungs}"


def path_probes(function: str, rungs: int) -> Callable[[np.random.Generator], list[Probe]]:
    """Small graphs first, the ladder last: after a call that never ends, no other is made."""

    def probes(rng: np.random.Generator) -> list[Probe]:
        return [
            Probe(function, (UNEVEN, "a", "f")),
            Probe(function, (NET, "x", "out")),
            Probe(function, (PARALLEL, "a", "f"), note="parallel edges"),
            Probe(function, (DEAD_END, "a", "f"), note="a dead end"),
            Probe(function, (UNEVEN, "p", "p"), note="src = dst"),
            Probe(function, (DEAD_END, "m", "k"), note="no path"),
            *[Probe(function, random_graph(rng)) for _ in range(3)],
            Probe(function, ladder(rng, rungs), note=f"a ladder with 2{superscript(rungs)} paths"),
        ]

    return probes


def path_call(probe: Probe) -> str:
    """The call with its node names in quotes; the edges written out unless they are too many."""
    edges, src, dst = probe.args
    shown = words.result(edges) if len(edges) <= words.LONG else "edges"
    return f'{probe.function}({shown}, "{src}", "{dst}")'


def superscript(number: int) -> str:
    """Digits raised: 40 -> "⁴⁰"."""
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


Weigh = Callable[[float], float]
ITSELF: Weigh = lambda local: local  # noqa: E731
ONE: Weigh = lambda local: 1  # noqa: E731


def leaving(edges: Edges, node: Hashable) -> list[Edge]:
    return [edge for edge in edges if edge[0] == node]


def inputs_first(edges: Edges, src: str) -> list[str]:
    """The nodes that src reaches, each after those that feed it."""
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            for _, v, _ in reversed(leaving(edges, node)):
                visit(v)
            order.append(node)

    visit(src)
    return order[::-1]


def on_the_way(edges: Edges, src: str, dst: str) -> list[Edge]:
    """The edges that lie on some path from src to dst."""
    reached = set(inputs_first(edges, src))
    turned = [(v, u, local) for u, v, local in edges]
    reaching = set(inputs_first(turned, dst))
    return [edge for edge in edges if edge[0] in reached and edge[1] in reaching]


def swept(edges: Edges, src: str, dst: str, weigh: Weigh) -> float:
    """The right sum, by a sweep in the right order."""
    amount: dict[str, float] = {src: 1}
    for u in inputs_first(edges, src):
        for _, v, local in leaving(edges, u):
            amount[v] = amount.get(v, 0) + amount[u] * weigh(local)
    return amount.get(dst, 0)


def one_path(edges: Edges, src: str, dst: str, place: int, weigh: Weigh) -> float:
    """Wrong: follows the first (place 0) or last (−1) edge that leads on; 0 where none does."""
    useful, result, node = on_the_way(edges, src, dst), 1.0, src
    while node != dst:
        ways = leaving(useful, node)
        if not ways:
            return 0
        result *= weigh(ways[place][2])
        node = ways[place][1]
    return result


def added_along(edges: Edges, src: str, dst: str) -> float:
    """Wrong: adds the locals along each path, and then over all paths."""
    sums, counts = {src: 0.0}, {src: 1}
    for u in inputs_first(edges, src):
        for _, v, local in leaving(edges, u):
            sums[v] = sums.get(v, 0.0) + sums[u] + counts[u] * local
            counts[v] = counts.get(v, 0) + counts[u]
    return sums.get(dst, 0.0)


def each_node_once(edges: Edges, src: str, dst: str, weigh: Weigh) -> float:
    """Wrong: depth first, and a node that was met before sends nothing."""
    seen: set[str] = set()

    def visit(node: str) -> float:
        if node == dst:
            return 1
        if node in seen:
            return 0
        seen.add(node)
        return sum(weigh(local) * visit(v) for _, v, local in leaving(edges, node))

    return visit(src)


def breadth_first(edges: Edges, src: str, dst: str, weigh: Weigh) -> float:
    """Wrong: level by level; a node sends what it has when its turn comes, complete or not."""
    amount: dict[str, float] = {src: 1}
    queue = [src]
    for u in queue:
        for _, v, local in leaving(edges, u):
            amount[v] = amount.get(v, 0) + amount[u] * weigh(local)
            queue += [v] if v not in queue else []
    return amount.get(dst, 0)


def in_list_order(edges: Edges, src: str, dst: str, weigh: Weigh) -> float:
    """Wrong: one pass over the list as it stands."""
    amount: dict[str, float] = {src: 1}
    for u, v, local in edges:
        amount[v] = amount.get(v, 0) + amount.get(u, 0) * weigh(local)
    return amount.get(dst, 0)


def merged(edges: Edges) -> list[Edge]:
    """Wrong: of parallel edges only the last is kept, as in a dictionary."""
    return [(u, v, local) for (u, v), local in {(u, v): local for u, v, local in edges}.items()]


MANY = 10**7  # more paths than any machine walks in a check


def one_by_one(right: Callable[[Edges, str, str], float]) -> Callable[[Edges, str, str], float]:
    """Stand in for an answer that walks every path: right, but on a ladder it would outlast every patience."""

    def function(edges: Edges, src: str, dst: str) -> float:
        if swept(edges, src, dst, ONE) > MANY:
            raise TooLong("2⁴⁰ paths, one after the other")
        return right(edges, src, dst)

    return function


def shared(weigh: Weigh) -> list[Misconception]:
    """Misconceptions that both exercises know; weigh: what an edge counts in this one."""
    return [
        Misconception(
            "each node once",
            lambda e, s, d: each_node_once(e, s, d, weigh),
            "A node that was met before is skipped, and the paths through it are lost from then on. "
            "If two paths share a node, does each of them still count from there to the end?",
        ),
        Misconception(
            "breadth first",
            lambda e, s, d: breadth_first(e, s, d, weigh),
            "Nodes take their turns level by level, and some pass on what they have before all of it has arrived. "
            "Which nodes must have had their turn before a node may send?",
            section=SWEEP,
        ),
        Misconception(
            "order of the list",
            lambda e, s, d: in_list_order(e, s, d, weigh),
            "The list was read once, from one end to the other, but its edges may stand in any order. "
            "What must be known about a node before the edges that leave it can be used?",
            section=SWEEP,
        ),
        Misconception(
            "parallel edges merged",
            lambda e, s, d: swept(merged(e), s, d, weigh),
            "Right until two edges join the same two nodes: then one of them is lost. "
            "A dictionary has one entry a key: what became of the first edge when the second came?",
        ),
        Misconception(
            "src = dst gives 0",
            lambda e, s, d: 0 if s == d else swept(e, s, d, weigh),
            "Right except from a node to itself. How far does f move when f moves by 0.001, "
            "and which path, without any edge, says so?",
        ),
        Misconception(
            "exponential recursion",
            one_by_one(lambda e, s, d: swept(e, s, d, weigh)),
            "Right on small graphs, but every path is walked on its own, and a ladder with forty rungs or more has too "
            "many. How often does your function work out the same node again, and could it remember the answer?",
            section=SWEEP,
        ),
    ]


def longest(edges: Edges, src: str, dst: str) -> int:
    """The number of edges on the longest path; 0 where there is none."""
    return max((length for length, number in enumerate(walks(edges, src, dst, lambda local: 1)) if number), default=0)


def choices_multiplied(edges: Edges, src: str, dst: str) -> int:
    """Wrong: the numbers of edges that leave each node on the way, multiplied."""
    useful = on_the_way(edges, src, dst)
    return math.prod(len(leaving(useful, u)) for u in {edge[0] for edge in useful}) if useful or src == dst else 0


SUMS = Exercise(
    name="sum_over_paths",
    lesson=LESSON,
    section=PATHS,
    points=2,
    functions=("sum_over_paths(edges, src, dst)",),
    probes=path_probes("sum_over_paths", 40),
    expected=sum_expected,
    calls=path_call,
    rtol=1e-10,
    atol=1e-12,
    closes=("paths.paths", "paths.sum_over_paths", "paths.count_paths", "paths._sweep"),
    misconceptions=(
        Misconception(
            "one path",
            lambda e, s, d: one_path(e, s, d, 0, ITSELF),
            "Only one path was followed, the first that leads to dst. "
            "A nudge of src runs along every path at once: what becomes of the others?",
        ),
        Misconception(
            "one path, the last",
            lambda e, s, d: one_path(e, s, d, -1, ITSELF),
            "Only one path was followed; at each fork the last edge overwrote the others. "
            "When a second share arrives, what must become of the one that is there?",
        ),
        Misconception(
            "product of all edges",
            lambda e, s, d: math.prod(local for _, _, local in e),
            "All edges of the list were multiplied together. "
            "Rates multiply along one path: what happens where two paths run side by side?",
        ),
        Misconception(
            "product of all edges on the way",
            lambda e, s, d: math.prod(local for _, _, local in on_the_way(e, s, d)),
            "All edges between src and dst were multiplied together. "
            "Rates multiply along one path: what happens where two paths run side by side?",
        ),
        Misconception(
            "sum along a path",
            added_along,
            "The locals along each path were added. "
            "If q moves three times as far as x, and f five times as far as q, how far does f move?",
        ),
        Misconception(
            "sum of all edges",
            lambda e, s, d: sum(local for _, _, local in e),
            "All locals of the list were added. "
            "If q moves three times as far as x, and f five times as far as q, how far does f move?",
        ),
        Misconception(
            "mean over paths",
            lambda e, s, d: swept(e, s, d, ITSELF) / (swept(e, s, d, ONE) or 1),
            "The paths' products were averaged. A nudge is not divided among the paths: "
            "how far does each of the two sums in (a + b)(b + c) move when b moves by 0.001?",
            section=FORK,
        ),
        Misconception(
            "number of paths",
            lambda e, s, d: swept(e, s, d, ONE),
            "Every path counted as 1: this is the number of paths. How much does each path carry?",
        ),
        *shared(ITSELF),
    ),
)

COUNTS = Exercise(
    name="count_paths",
    lesson=LESSON,
    section=SWEEP,
    points=2,
    functions=("count_paths(edges, src, dst)",),
    probes=path_probes("count_paths", 60),
    expected=count_expected,
    calls=path_call,
    closes=("paths.paths", "paths.sum_over_paths", "paths.count_paths", "paths._sweep"),
    misconceptions=(
        Misconception(
            "counts edges",
            lambda e, s, d: len(e),
            "This is the number of edges. A graph of four edges, two side by side and then two side by side: "
            "in how many ways can you walk through it?",
        ),
        Misconception(
            "counts edges on the way",
            lambda e, s, d: len(on_the_way(e, s, d)),
            "This is the number of edges that lie between src and dst. Two side by side and then two side by side: "
            "in how many ways can you walk through them?",
        ),
        Misconception(
            "counts nodes",
            lambda e, s, d: len({name for edge in e for name in edge[:2]}),
            "This is the number of nodes. Two different paths may visit the same nodes in part: "
            "what tells one path from another?",
        ),
        Misconception(
            "counts nodes reached",
            lambda e, s, d: len(inputs_first(e, s)),
            "This is the number of nodes that src reaches. A node can be reached in several ways: "
            "how do the ways to a node follow from the ways to those that feed it?",
        ),
        Misconception(
            "length of the longest path",
            longest,
            "This is how many edges the longest path has. The question is how many paths there are: "
            "when a path forks, how many go on?",
        ),
        Misconception(
            "multiplies the forks",
            choices_multiplied,
            "The numbers of choices at all forks were multiplied. That is right on a ladder, where every path meets "
            "every rung. Which paths meet a fork that lies on one branch only?",
        ),
        Misconception(
            "edges that arrive",
            lambda e, s, d: sum(v == d for _, v, _ in e),
            "This is the number of edges that end at dst. One of them may be the end of many paths: "
            "how many ways lead to the node where it begins?",
        ),
        Misconception(
            "sum over paths",
            lambda e, s, d: swept(e, s, d, ITSELF),
            "This is the sum of the paths' products, the gradient. How much should each edge weigh "
            "if every path is to count as one?",
        ),
        Misconception(
            "finds one path",
            lambda e, s, d: int(swept(e, s, d, ONE) > 0),
            "The answer is 1 wherever a path exists. Each node was visited once, dst as well, or the search ended at "
            "the first path. Which of the others was never walked?",
        ),
        Misconception(
            "one too many",
            lambda e, s, d: swept(e, s, d, ONE) + 1,
            "One path too many each time. How many are there where no path leads from src to dst?",
        ),
        *shared(ONE),
    ),
)
