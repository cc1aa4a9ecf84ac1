"""The exercises of lesson 04: a staged computation there and back, a fork, sums over paths and their number.

Expected values come from the quotient rule on the whole formula, from the product multiplied out, and from exact whole
numbers counted walk length by walk length; none of them goes through stages, forks or a sweep in the right order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from autograde import words
from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import whole_numbers
from autograde.kinds.stages import cache_tells, gradients_call, gradients_tells
from autograde.probe_numbers import with_all_digits
from autograde.time_limit import TooLong

LESSON = "04_staged"
STAGES = "Eight lines for one formula"
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


FORWARD = Exercise(
    name="staged_forward",
    lesson=LESSON,
    section=STAGES,
    points=1,
    functions=("staged_forward(x, y)",),
    probes=lambda rng: [Probe("staged_forward", at) for at in [(0.7, -1.9), (1.6, 0.8), *points(rng, 4)]],
    expected=forward_expected,
    kind=Kind(tells=partial(cache_tells, stages=ORDER)),
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


BACKWARD = Exercise(
    name="staged_backward",
    lesson=LESSON,
    section=BACK,
    points=3,
    functions=("staged_backward(cache, g=1.0)",),
    parts={"dx": 2.0, "dy": 1.0},
    places={"dx": ((0,),), "dy": ((1,),)},
    probes=backward_probes,
    expected=backward_expected,
    kind=Kind(calls=partial(gradients_call, inputs=("x", "y")), tells=partial(gradients_tells, inputs=("x", "y"))),
)


# ---- fork_backward: (a + b)·(b + c) ----------------------------------------------------------------------------------


def fork_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("fork_backward", (0.8, 1.4, -3.7, -1.6)), Probe("fork_backward", (1.5, -0.5, 4.0, 2.3))]
    while len(probes) < 6:
        a, b, c, g = draw(rng, 4, 0.3, 3.9)
        if far_apart(a, b, c, g, a + b, b + c) and abs(a - c) > 0.1 and abs(a + 2 * b + c) > 0.1:
            probes.append(Probe("fork_backward", (a, b, c, g)))
    return [*probes[:-1], with_all_digits(probes[-1])]


def fork_expected(probe: Probe) -> tuple[float, float, float]:
    """From the product multiplied out, ab + ac + b² + bc."""
    a, b, c, g = probe.args
    return g * b + g * c, g * a + 2 * g * b + g * c, g * a + g * b


FORKS = Exercise(
    name="fork_backward",
    lesson=LESSON,
    section=FORK,
    points=2,
    functions=("fork_backward(a, b, c, g)",),
    probes=fork_probes,
    expected=fork_expected,
    upstream=3,
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
        pairs += [(2, 3), (4, 6), (2, 6)]  # parallel to the chain, and more edges at the end than at the beginning
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
            Probe(function, (DEAD_END, "n", "f"), note="no path"),  # no edge leaves n
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


def outlasts(edges: Edges) -> None:
    """Stand in for walking every path of a ladder: mistakes.toml says so, and the call ends as if time were up."""
    if len(edges) > 100:
        raise TooLong("2⁴⁰ paths, one after the other")


SUMS = Exercise(
    name="sum_over_paths",
    lesson=LESSON,
    section=PATHS,
    points=2,
    functions=("sum_over_paths(edges, src, dst)",),
    probes=path_probes("sum_over_paths", 40),
    expected=sum_expected,
    kind=Kind(calls=path_call),
    rtol=1e-10,
    atol=1e-12,
    closes=("paths.paths", "paths.sum_over_paths", "paths.count_paths", "paths._sweep"),
)


def count_probes(rng: np.random.Generator) -> list[Probe]:
    """The probes of `count_paths`, each with its call as text."""
    return [replace(probe, facts={"call": path_call(probe)}) for probe in path_probes("count_paths", 60)(rng)]


COUNTS = Exercise(
    name="count_paths",
    lesson=LESSON,
    section=SWEEP,
    points=2,
    functions=("count_paths(edges, src, dst)",),
    probes=count_probes,
    expected=count_expected,
    kind=Kind(accepts=whole_numbers.accepts, calls=path_call, tells=whole_numbers.tells),
    closes=("paths.paths", "paths.sum_over_paths", "paths.count_paths", "paths._sweep"),
)
