"""The exercises of lesson 05, an engine of one's own: order, gates, the backward pass, zeroing, four more gates.

Circuits are rows of plain data (see `autograde.players.engine`); values, slopes and gradients in them are closed forms,
and the tests hold every expected gradient against numerical differentiation. The right order is read off the rows,
which are written down in one. Left out: how a circuit is played on a student's functions, which is the player's part,
and what students get wrong (`mistakes.toml`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Kind, Probe
from autograde.kinds import circuit_pictures, circuits, graphs, order_pictures, order_slips, orders
from autograde.players import engine
from autograde.players.rows import Row, Rows, below
from autograde.probe_numbers import numbers

LESSON = "05_engine"
ORDER = "Who goes first?"
GATES = "Every gate carries its own way back"
SWEEP = "Three wrong orders and a right one"
ZERO = "Gradients pile up"
MORE = "Any function with a slope is a gate"

CLOSES = ("circuit.topological_order", "tensor.topological_order", "circuit._gates", "circuit.Value.zero_grad")
DEPTH = 5000
DEEP = f"{DEPTH} gates deep"


# ---- circuits as rows ------------------------------------------------------------------------------------------------

# op: value from the inputs; slope for each input that is a node
RULES: dict[str, tuple[Callable[..., float], Callable[..., tuple[float, ...]]]] = {
    "add": (lambda a, b: a + b, lambda a, b: (1.0, 1.0)),
    "mul": (lambda a, b: a * b, lambda a, b: (b, a)),
    "relu": (lambda a: max(a, 0.0), lambda a: (1.0 if a > 0 else 0.0,)),
    "exp": (math.exp, lambda a: (math.exp(a),)),
    "power": (lambda a, n: a**n, lambda a, n: (n * a ** (n - 1),)),
    "div": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
}


def circuit(text: str, leaves: Mapping[str, float], own: str = "") -> Rows:
    """Rows from statements like "u = mul a a; y = add u b" and the values of the leaves, in that order.

    own: nodes of this op are made by the student's function of that name, all others by the player.
    """
    rows: list[Row] = [(name, "", (), value, ()) for name, value in leaves.items()]
    data = dict(leaves)
    for statement in filter(None, text.split("; ")):
        name, _, op, *words_ = statement.split()
        inputs = tuple(word if word in data else float(word) for word in words_)
        values = [data[item] if isinstance(item, str) else item for item in inputs]
        data[name] = RULES[op][0](*values)
        rows.append((name, op if op == own else f"={op}", inputs, data[name], RULES[op][1](*values)))
    return tuple(rows)


def gradients(rows: Rows, root: str, g: float, before: Mapping[str, float]) -> dict[str, float]:
    """The gradient of every node when g arrives at root and the amounts of `before` lie there already."""
    found = {row[0]: before.get(row[0], 0.0) for row in rows}
    found[root] = g
    for name, _, inputs, _, slopes in reversed(rows):
        nodes = [item for item in inputs if isinstance(item, str)]
        if name in below(rows, root):
            for item, slope in zip(nodes, slopes, strict=bool(slopes)):
                found[item] += slope * found[name]
    return found


# ---- topo_order ------------------------------------------------------------------------------------------------------


def order_probes(rng: np.random.Generator) -> list[Probe]:
    a, b, c = numbers(rng, 3)

    def probe(text: str, root: str, note: str = "", **leaves: float) -> Probe:
        return Probe("topo_order", (circuit(text, leaves), root), "small circuits", note)

    forks = "u = mul a b; v = add u c; w = mul v u; y = add u w"
    probes = [
        probe("p = mul a b", "p", "a single gate", a=a, b=b),
        probe("", "a", "a leaf alone", a=a),
        probe("p = mul a a; f = add p a", "f", "an operand used twice", a=a),
        probe(forks, "y", "a fork", a=a, b=b, c=c),
        probe("p = mul a b; q = add p a; f = mul q b", "f", "two leaves with equal values", a=b, b=b),
        probe("p = mul a b; q = add p c; f = mul q p", "q", "a node in the middle", a=a, b=b, c=c),
    ]
    probes += [probe(*random_text(rng, gates), a=a, b=b, c=c) for gates in (6, 8)]
    leaves = circuit("", {"a": a, "x": b})
    deep = (*leaves, ("x", "chain", ("x", "a"), float(DEPTH), ()))
    return [*probes, Probe("topo_order", (deep, f"x{DEPTH}"), DEEP, DEEP)]


def random_text(rng: np.random.Generator, gates: int) -> tuple[str, str]:
    """Statements of a circuit in which each gate uses the one before it and, often, an earlier one; and its root."""
    names = ["k", "m", "n", "p", "q", "r", "s", "t"][:gates]
    before, statements = ["a", "b", "c"], []
    for name in names:
        inputs = [before[-1], str(rng.choice(before))][:: int(rng.choice((-1, 1)))]
        statements.append(f"{name} = {rng.choice(('add', 'mul'))} {inputs[0]} {inputs[1]}")
        before.append(name)
    return "; ".join(statements), names[-1]


def order_expected(probe: Probe) -> list[str]:
    rows, root = probe.args
    if rows[-1][1] == "chain":
        return list(circuits.wiring(rows))
    return below(rows, root)


TOPO_ORDER = Exercise(
    name="topo_order",
    lesson=LESSON,
    section=ORDER,
    points=2,
    functions=("topo_order(root)",),
    kind=Kind(
        given=("Value",),
        accepts=orders.accepts,
        alike=order_slips.alike,
        calls=orders.call,
        tells=orders.tells,
        draws=order_pictures.draws,
        run=engine.order,
    ),
    parts={"small circuits": 1.5, DEEP: 0.5},
    probes=order_probes,
    expected=order_expected,
    closes=CLOSES,
)


# ---- gates of one's own: value_ops and value_functions ---------------------------------------------------------------


def gate_expected(probe: Probe) -> dict[str, Any]:
    rows, before, root, g = probe.args
    own = [row for row in rows if row[1] == probe.function]
    return {
        "data": {row[0]: row[3] for row in own},
        "parents": {row[0]: [item for item in row[2] if isinstance(item, str)] for row in own},
        "grad": {row[0]: 0.0 for row in own},
        "way back": {row[0]: "its own" for row in own},
        "gradients": gradients(rows, root, g, before),
        "changed": [],
    }


def gate_call(probe: Probe) -> str:
    return f"With {circuits.formula(probe.args[0])}: {probe.function}, or a _backward it made,"


GATE_PICTURE = partial(
    circuit_pictures.draws,
    question="On the way back from the right, where does the first wrong number come from?",
    part="gradients",
    agree=("data", "parents"),
    lying="(Some amounts lay there before the pass began.)",
)


def with_before(rng: np.random.Generator, names: str) -> dict[str, float]:
    return dict(zip(names, numbers(rng, len(names)), strict=True))


def ops_probes(rng: np.random.Generator) -> list[Probe]:
    probes = []
    for op in ("add", "mul"):
        other = "mul" if op == "add" else "add"

        def probe(
            text: str, count: int, note: str = "", before: str = "", first: Sequence[float] = (), op: str = op
        ) -> Probe:
            *values, g = first or numbers(rng, count + 1)
            leaves = dict(zip("abc", values, strict=False))
            rows = circuit(text, leaves, op)
            return Probe(op, (rows, with_before(rng, before), rows[-1][0], g), note=note)

        probes += [
            probe(f"p = {op} a b", 2, first=(2.3, -0.7, -1.6)),
            probe(f"p = {op} a b", 2, "gradients already there", before="ab"),
            probe(f"p = {op} a a", 1, "an operand used twice"),
            probe(f"p = {op} a b; q = {op} p a; r = {op} q p", 2, "nested reuse"),
            probe(f"p = {op} a b; s = {other} p c; f = {op} s p", 3, "a fork"),
            probe(f"s = {other} a b; p = {op} s c; q = {other} p a; f = {op} q p", 3, "a fork", before="c"),
        ]
        if op == "mul":
            probes += [probe("p = mul a b", 2, "an operand of 0", first=(0.0, 1.9, -1.6))]
            probes += [probe("p = mul a b", 2, "an operand of 0", first=(-2.7, 0.0, 1.3))]
    return probes


VALUE_OPS = Exercise(
    name="value_ops",
    lesson=LESSON,
    section=GATES,
    points=3,
    functions=("add(a, b)", "mul(a, b)"),
    kind=Kind(given=("Value",), calls=gate_call, tells=graphs.gate_tells, draws=GATE_PICTURE, run=engine.gate),
    parts={"add": 1, "mul": 2},
    probes=ops_probes,
    expected=gate_expected,
    closes=CLOSES,
)


# ---- backward --------------------------------------------------------------------------------------------------------


def sweep_probes(rng: np.random.Generator) -> list[Probe]:
    a, b, c = numbers(rng, 3)

    def probe(
        text: str,
        leaves: str,
        root: str = "",
        g: float | None = None,
        before: str = "",
        rounds: int = 1,
        note: str = "",
    ) -> Probe:
        rows = circuit(text, {name: {"a": a, "b": b, "c": c}[name] for name in leaves})
        return Probe("backward", (rows, with_before(rng, before), root or rows[-1][0], g, rounds), note=note)

    g, h, k = numbers(rng, 3)
    ladder = "u = mul a b; y = add u a; v = mul y u; w = add v y"
    return [
        probe("p = mul a b", "ab", g=-1.6, note="a single gate"),
        probe("p = mul a b", "ab", note="without g"),
        probe("", "a", g=g, note="a leaf alone"),
        probe("s = add a b; p = mul a b; f = add s p", "ab", g=2.4),
        probe("u = mul a a; v = mul u a; w = mul v u; y = add u w", "a", g=g, note="a fork"),
        probe("u = mul a b; v = add u c; w = mul v u; y = add w v", "abc", g=h, note="a fork"),
        probe("u = mul a b; s = mul u a; t = mul u b; y = add s t", "ab", g=h, note="a fork"),
        probe("u = mul a b; v = add c u; y = mul v u", "abc", before="abc", g=k, note="gradients already on leaves"),
        probe(ladder, "ab", rounds=2, note="twice, zeroed between"),
        probe(ladder, "ab", root="v", g=h, note="a node in the middle"),
        probe(random_text(rng, 6)[0], "abc", g=g),
        probe("p = mul a b", "ab", before="p", g=1.3, note="a root that holds a gradient already"),
    ]


def sweep_expected(probe: Probe) -> dict[str, float]:
    rows, before, root, g, rounds = probe.args
    return gradients(rows, root, 1.0 if g is None else g, before if rounds == 1 else {})


BACKWARD = Exercise(
    name="backward",
    lesson=LESSON,
    section=SWEEP,
    points=2,
    functions=("backward(root, g=1.0)",),
    kind=Kind(
        given=("Value",),
        calls=graphs.sweep_call,
        tells=graphs.sweep_tells,
        draws=partial(
            circuit_pictures.draws, question="What should have been sent to the dashed node, by whom, and when?"
        ),
        run=engine.sweep,
    ),
    probes=sweep_probes,
    expected=sweep_expected,
    closes=CLOSES,
)


# ---- zero_grad -------------------------------------------------------------------------------------------------------


def zero_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(text: str, leaves: str, root: str = "", note: str = "", zero: str = "") -> Probe:
        rows = circuit(text, with_before(rng, leaves))
        names = [row[0] for row in rows]
        before = dict(zip(names, numbers(rng, len(names)), strict=True))
        before |= dict.fromkeys(zero, 0.0)
        return Probe("zero_grad", (rows, before, root or names[-1], numbers(rng, 1)[0]), note=note)

    return [
        probe("p = mul a b", "ab", note="a single gate"),
        probe("", "a", note="a leaf alone"),
        probe("u = mul a b; v = add u c; w = mul v u", "abc", note="a fork"),
        probe("u = mul a b; v = add u a; w = mul v c", "abc", root="v", note="a node in the middle"),
        probe("u = mul a b; v = add u c; w = mul v u", "abc", note="a gradient of 0 on the way", zero="v"),
        probe(random_text(rng, 5)[0], "abc"),
    ]


def zero_expected(probe: Probe) -> dict[str, Any]:
    rows, before, root, g = probe.args
    reached = below(rows, root)
    left = {row[0]: 0.0 if row[0] in reached else before[row[0]] for row in rows}
    return {
        "gradients": left,
        "data": {row[0]: row[3] for row in rows},
        "parents": {row[0]: [item for item in row[2] if isinstance(item, str)] for row in rows},
        "next pass": gradients(rows, root, g, left),
    }


def zero_call(probe: Probe) -> str:
    return f"With {circuits.formula(probe.args[0])} and a gradient on every node: zero_grad({probe.args[2]})"


ZERO_GRAD = Exercise(
    name="zero_grad",
    lesson=LESSON,
    section=ZERO,
    points=1,
    functions=("zero_grad(root)",),
    kind=Kind(given=("Value",), calls=zero_call, tells=graphs.zeroed_tells, run=engine.zero),
    probes=zero_probes,
    expected=zero_expected,
    closes=CLOSES,
)


# ---- value_functions -------------------------------------------------------------------------------------------------


def functions_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(op: str, text: str, note: str = "", before: str = "", g: float | None = None, **leaves: float) -> Probe:
        rows = circuit(text, leaves, op)
        amount = numbers(rng, 1)[0] if g is None else g
        return Probe(op, (rows, with_before(rng, before), rows[-1][0], amount), note=note)

    a, b, c, d = numbers(rng, 4)
    p, q = sorted(abs(x) for x in numbers(rng, 2))
    reuse = "r = {0} a; s = mul r a; t = add s r; f = mul t r"
    return [
        probe("relu", "r = relu a", g=-1.6, a=2.3),
        probe("relu", "r = relu a", "a negative input", a=-abs(a)),
        probe("relu", "r = relu a", "an input of exactly 0", a=0.0),
        probe("relu", "r = relu a", "gradients already there", before="a", a=abs(b)),
        probe("relu", reuse.format("relu"), "a fork", a=abs(c)),
        probe("relu", "s = mul a b; r = relu s; f = mul r a", "a fork", before="b", a=-p, b=-q),
        probe("exp", "r = exp a", g=-1.6, a=0.7),
        probe("exp", "r = exp a", "a negative input", a=-abs(b)),
        probe("exp", "r = exp a", "gradients already there", before="a", a=c),
        probe("exp", reuse.format("exp"), "a fork", a=d),
        probe("power", "r = power a 3", g=-1.6, a=1.7),
        probe("power", "r = power a 3", "a negative input", a=-abs(b)),
        probe("power", "r = power a -1.5", "a negative exponent", a=p),
        probe("power", "r = power a 4", "gradients already there", before="a", a=c),
        probe("power", "r = power a 3; s = power r 0.4; f = mul s r", "a fork", a=q),
        probe("div", "r = div a b", g=-1.6, a=2.3, b=-0.7),
        probe("div", "r = div a b", "gradients already there", before="ab", a=a, b=b),
        probe("div", "s = mul a b; r = div a s; f = mul r a", "a fork", a=c, b=d),
        probe("div", "s = mul a a; r = div s b; t = add r a; f = div t r", "a fork", before="b", a=c, b=a),
        probe("div", "r = div a a", "an operand used twice", a=d),
        probe("relu", "r = relu a", "gradients already there", before="a", g=1.3, a=-1.7),
        probe("relu", "r = relu a", "an input between 0 and 1", g=1.9, a=0.37),
        probe("power", "r = power a 3", "an input of exactly 0", g=1.3, a=0.0),
        probe("div", "r = div a b", "a dividend of 0", g=1.3, a=0.0, b=-1.9),
    ]


VALUE_FUNCTIONS = Exercise(
    name="value_functions",
    lesson=LESSON,
    section=MORE,
    points=2,
    functions=("relu(a)", "exp(a)", "power(a, n)", "div(a, b)"),
    kind=Kind(given=("Value",), calls=gate_call, tells=graphs.gate_tells, draws=GATE_PICTURE, run=engine.gate),
    probes=functions_probes,
    expected=gate_expected,
    closes=CLOSES,
)
