"""The exercises of lesson 02, circuits: (x + y)·z, the gates' own gradients, patterns, and the order of the sweep.

Expected values are closed forms worked out on paper (and, for the order, a depth-first sort), never the lesson's
solutions. Left out: what students get wrong (`mistakes.toml`), and gradients that meet at a fork, which lesson 04
teaches; here no value of a formula is used twice, and forks occur only in `backward_order`, where they decide which
orders are valid.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import order_pictures, order_slips, orders
from autograde.probe_numbers import SPECIAL, numbers, with_all_digits

LESSON = "02_circuits"
CHAIN = "Backward, one node at a time"
GATE = "What a gate knows"
UNARY = "Gates with one input"
PATTERNS = "Add distributes, max routes, multiply swaps"
ORDER = "Which gate runs first?"


def shares(x: float, y: float) -> tuple[float, float]:
    """How a max gate divides what arrives: all of it to the larger input, half and half at an exact tie."""
    if x == y:
        return 0.5, 0.5
    return (1.0, 0.0) if x > y else (0.0, 1.0)


# ---- xyz_backward: f = (x + y)·z -------------------------------------------------------------------------------------


def xyz_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("xyz_backward", (-0.4, 2.9, -1.7)), Probe("xyz_backward", (1.3, -2.6, 3.7))]
    while len(probes) < 6:
        x, y, z = numbers(rng, 3)
        if all(abs(abs(x + y) - size) > 0.06 for size in (0.0, *SPECIAL, abs(z))):
            probes.append(Probe("xyz_backward", (x, y, z)))
    return [*probes[:-1], with_all_digits(probes[-1])]


def xyz_expected(probe: Probe) -> tuple[float, float, float]:
    x, y, z = probe.args
    return z, z, x + y


XYZ = Exercise(
    name="xyz_backward",
    lesson=LESSON,
    section=CHAIN,
    points=2,
    functions=("xyz_backward(x, y, z)",),
    probes=xyz_probes,
    expected=xyz_expected,
)


# ---- gate_backward: ×, + and max with an upstream gradient -----------------------------------------------------------


def gate_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("mul_backward", (-1.6, 2.3, -0.7)), Probe("mul_backward", (2.4, 0.6, 3.5))]
    probes += [Probe("mul_backward", numbers(rng, 3)) for _ in range(3)]
    probes[-1] = with_all_digits(probes[-1])
    probes += [Probe("add_backward", (g,)) for g in (-1.6, 2.4, *numbers(rng, 3))]
    probes[-1] = with_all_digits(probes[-1])
    probes += [
        Probe("max_backward", (-1.6, 2.3, -0.7)),
        Probe("max_backward", (2.4, 0.6, 3.5)),
        Probe("max_backward", (-0.8, 1.7, 1.7), note="a tie"),
        Probe("max_backward", (3.3, -2.6, -0.4), note="two negative inputs"),
        Probe("max_backward", (1.9, -0.7, -0.7), note="a tie"),
    ]
    for flip in (False, True):
        g, *inputs = numbers(rng, 3)
        probes.append(Probe("max_backward", (g, *sorted(inputs, reverse=flip))))
    return [*probes[:-1], with_all_digits(probes[-1])]


def gate_expected(probe: Probe) -> tuple[float, float]:
    if probe.function == "add_backward":
        (g,) = probe.args
        return g, g
    g, x, y = probe.args
    if probe.function == "mul_backward":
        return g * y, g * x
    return g * shares(x, y)[0] + 0.0, g * shares(x, y)[1] + 0.0  # + 0.0: a message never shows −0


GATES = Exercise(
    name="gate_backward",
    lesson=LESSON,
    section=GATE,
    points=3,
    functions=("mul_backward(g, x, y)", "add_backward(g)", "max_backward(g, x, y)"),
    probes=gate_probes,
    expected=gate_expected,
    upstream=0,
)


# ---- unary_backward: 1/x, e^x, c + x, a·x ----------------------------------------------------------------------------


def unary_probes(rng: np.random.Generator) -> list[Probe]:
    planted = ((1.7, 0.6), (2.5, -0.4), (-3.1, 1.3))
    probes = []
    for function in ("reciprocal_backward", "exp_backward", "add_constant_backward", "scale_backward"):
        largest = 2.6 if function == "exp_backward" else 3.9
        probes += [Probe(function, args) for args in planted]
        probes += [Probe(function, numbers(rng, 2, largest=largest)) for _ in range(3)]
        probes[-1] = with_all_digits(probes[-1])
    return probes


UNARY_CLOSED: Mapping[str, Callable[[float, float], float]] = {
    "reciprocal_backward": lambda g, x: -g / (x * x),
    "exp_backward": lambda g, x: g * math.exp(x),
    "add_constant_backward": lambda g, c: g,
    "scale_backward": lambda g, a: g * a,
}


def unary_expected(probe: Probe) -> float:
    g, number = probe.args
    return UNARY_CLOSED[probe.function](g, number)


UNARY_GATES = Exercise(
    name="unary_backward",
    lesson=LESSON,
    section=UNARY,
    points=2,
    functions=(
        "reciprocal_backward(g, x)",
        "exp_backward(g, x)",
        "add_constant_backward(g, c)",
        "scale_backward(g, a)",
    ),
    probes=unary_probes,
    expected=unary_expected,
    upstream=0,
)


# ---- patterns_backward: f = 2·(x·y + max(z, w)) ----------------------------------------------------------------------


def patterns_probes(rng: np.random.Generator) -> list[Probe]:
    name = "patterns_backward"
    probes = [
        Probe(name, (1.3, -2.7, 3.4, -0.6), "distinct", "z above w"),
        Probe(name, (-0.8, 1.7, -3.1, 2.6), "distinct", "w above z"),
        Probe(name, (3.6, 0.7, -1.4, -2.9), "distinct"),
        Probe(name, (1.6, -2.3, 0.7, 0.7), "tie", "a tie"),
    ]
    for flip in (False, True):
        *factors, z, w = numbers(rng, 4)  # x and y lie the other way round than z and w
        rivals = sorted((z, w), reverse=flip)
        probes.append(Probe(name, (*sorted(factors, reverse=not flip), *rivals), "distinct"))
    probes[-1] = with_all_digits(probes[-1])
    x, y, z = numbers(rng, 3)
    return [*probes, Probe(name, (x, y, z, z), "tie", "a tie")]


def patterns_expected(probe: Probe) -> tuple[float, float, float, float]:
    x, y, z, w = probe.args
    return 2 * y, 2 * x, 2 * shares(z, w)[0], 2 * shares(z, w)[1]


PATTERN_GATES = Exercise(
    name="patterns_backward",
    lesson=LESSON,
    section=PATTERNS,
    points=1,
    functions=("patterns_backward(x, y, z, w)",),
    parts={"distinct": 0.75, "tie": 0.25},
    probes=patterns_probes,
    expected=patterns_expected,
)


# ---- backward_order: which gate runs when ----------------------------------------------------------------------------

Circuit = Mapping[str, tuple[str, ...]]

GATE_NAMES = ("k", "m", "n", "p", "q", "r", "s", "t", "u", "v")
LEAF_NAMES = ("a", "b", "c", "d")

PLANTED: tuple[tuple[dict[str, tuple[str, ...]], str], ...] = (
    ({"f": ("a", "b")}, "a single gate"),
    ({"f": ("p", "q"), "p": ("a", "b"), "q": ("c", "d")}, "two branches"),
    # Depth first from the output meets s on the way through t, before u, which also uses s, has had its turn.
    ({"v": ("t", "u"), "s": ("a", "b"), "t": ("s", "c"), "f": ("v",), "u": ("s", "d")}, "a fork"),
    # Level by level from the output meets u before v and w, which both use it.
    ({"w": ("v", "u"), "u": ("a", "b"), "y": ("u", "w"), "v": ("u", "c")}, "a fork"),
    # Two gates that nothing uses, and a gate that takes the same input twice.
    ({"r": ("q", "q"), "p": ("a", "a"), "t": ("p", "q"), "q": ("p", "b"), "w": ("t", "c")}, "two outputs"),
)


def order_probes(rng: np.random.Generator) -> list[Probe]:
    probes = [Probe("backward_order", (circuit,), note=note) for circuit, note in PLANTED]
    return probes + [Probe("backward_order", (random_circuit(rng, gates),)) for gates in (5, 7, 9)]


def random_circuit(rng: np.random.Generator, gates: int) -> dict[str, tuple[str, ...]]:
    """A circuit of that many gates, each using the one before it and often an earlier gate as well; keys shuffled."""
    names = [str(name) for name in rng.permutation(GATE_NAMES)[:gates]]
    circuit: dict[str, tuple[str, ...]] = {}
    for index, name in enumerate(names):
        before = names[index - 1] if index else LEAF_NAMES[0]
        others = [*names[: max(index - 1, 0)], *LEAF_NAMES[1:]] if rng.random() < 0.7 else list(LEAF_NAMES[1:])
        inputs = [before, str(rng.choice(others))]
        circuit[name] = tuple(inputs[:: int(rng.choice((-1, 1)))])
    shuffled = [str(name) for name in rng.permutation(names)]
    return {name: circuit[name] for name in shuffled}


def inputs_first(circuit: Circuit) -> list[str]:
    """Names in an order in which every gate comes after its inputs, found depth first from the output."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for source in circuit.get(name, ()):
            visit(source)
        if name in circuit:
            order.append(name)

    for name in outputs(circuit):
        visit(name)
    return order


def outputs(circuit: Circuit) -> list[str]:
    """The gates whose output no other gate uses."""
    used = {source for sources in circuit.values() for source in sources}
    return [name for name in circuit if name not in used]


def order_expected(probe: Probe) -> list[str]:
    return inputs_first(probe.args[0])[::-1]


BACKWARD_ORDER = Exercise(
    name="backward_order",
    lesson=LESSON,
    section=ORDER,
    points=2,
    functions=("backward_order(circuit)",),
    probes=order_probes,
    expected=order_expected,
    kind=Kind(
        accepts=partial(orders.accepts, users_first=True),
        alike=partial(order_slips.alike, users_first=True),
        tells=partial(orders.tells, users_first=True),
        draws=partial(order_pictures.draws, users_first=True),
    ),
)
