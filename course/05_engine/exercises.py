"""The exercises of lesson 05, an engine of one's own: order, gates, the backward pass, zeroing, four more gates.

Circuits are rows of plain data (see `autograde.players.engine`); values, slopes and gradients in them are closed forms,
and the tests hold every expected gradient against numerical differentiation. The right order is read off the rows,
which are written down in one. Left out: how a circuit is played on a student's functions, which is the player's part,
and what students get wrong (`mistakes.toml`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Probe
from autograde.players import engine
from autograde.players.rows import Row, Rows, below, send
from autograde.probe_numbers import numbers
from backprop_lib import draw as drawing
from backprop_lib.picture import Picture
from backprop_lib.words import number

LESSON = "05_engine"
ORDER = "Who goes first?"
GATES = "Every gate carries its own way back"
SWEEP = "Three wrong orders and a right one"
ZERO = "Gradients pile up"
MORE = "Any function with a slope is a gate"

CLOSES = ("circuit.topological_order", "circuit._gates", "circuit.Value.zero_grad")
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
SIGNS = {"add": "+", "mul": "×", "div": "÷", "relu": "relu", "exp": "exp", "power": "^"}


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


def shown_as(value: Any, digits: int = 4) -> str:
    """A number as messages write it; of anything else, what it is."""
    if value is None or isinstance(value, (bool, str)):
        return str(value)[:40]
    return number(value, digits) if isinstance(value, (int, float)) else f"a {type(value).__name__}"


def told_apart(got: Any, expected: Any) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes to tell them apart (up to 17)."""
    pairs = [(shown_as(got, digits), shown_as(expected, digits)) for digits in (4, 7, 10, 13, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def kind_of(op: str) -> str:
    return op.lstrip("=")


def formula(rows: Rows) -> str:
    """A circuit as one would write it: "a = 1.3, b = 2.4, u = mul(a, b)"."""
    said = []
    for name, op, inputs, data, _ in rows:
        if op == "chain":
            said.append(f"{name}1 = {inputs[0]} + {inputs[1]}, {name}2 = {name}1 + {inputs[1]}, … up to {name}{data:g}")
        elif not op:
            said.append(f"{name} = {shown_as(data)}")
        elif op in ("=add", "=mul"):
            said.append(f"{name} = {inputs[0]} {'+' if op == '=add' else '·'} {inputs[1]}")
        else:
            shown = [item if isinstance(item, str) else shown_as(item) for item in inputs]
            said.append(f"{name} = {kind_of(op)}({', '.join(shown)})")
    return ", ".join(said)


def wiring(rows: Rows) -> dict[str, tuple[str, ...]]:
    """Every node with its operands, chains written out."""
    found: dict[str, tuple[str, ...]] = {}
    for name, op, inputs, data, _ in rows:
        if op != "chain":
            found[name] = tuple(item for item in inputs if isinstance(item, str))
            continue
        last = inputs[0]
        for step in range(1, int(data) + 1):
            found[f"{name}{step}"] = (last, inputs[1])
            last = f"{name}{step}"
    return found


class Drawn:
    """A node for a picture."""

    def __init__(self, row: Row, grad: Any, parents: Sequence[Drawn]) -> None:
        self.label, self.data, self.grad, self.parents = row[0], row[3], grad, tuple(parents)
        self.op = SIGNS.get(kind_of(row[1]), "")
        if kind_of(row[1]) == "power":
            self.op = f"^{shown_as(row[2][1])}"


def picture(rows: Rows, root: str, got: Any, right: Mapping[str, float], caption: str) -> Picture | None:
    """The circuit with a student's gradients and, beside each wrong one, the right one; None if there are none."""
    if not isinstance(got, dict) or not all(name in got for name in right):
        return None
    nodes: dict[str, Drawn] = {}
    for row in rows:
        nodes[row[0]] = Drawn(row, got[row[0]], [nodes[item] for item in row[2] if isinstance(item, str)])
    shown = below(rows, root)
    wrong = {nodes[name]: right[name] for name in shown if differs(got[name], right[name])}
    return drawing.circuit(nodes[root], wrong=wrong, caption=caption) if wrong else None


def differs(got: Any, right: Any) -> bool:
    """Whether a number, or what stands in its place, is not the right one."""
    if isinstance(right, (list, tuple)):
        return not isinstance(got, (list, tuple)) or list(got) != list(right)
    return not isinstance(got, (int, float)) or not math.isclose(got, right, rel_tol=1e-9, abs_tol=1e-11)


def told(names: Iterable[str], got: Mapping[str, Any], right: Mapping[str, Any], what: str) -> str:
    """What is wrong among some named numbers: "the gradients of a and b are 0 and 0; expected −1.1 and 2.7"."""
    wrong = [name for name in names if name not in got or differs(got[name], right[name])]
    if not wrong:
        return ""

    def listed(items: Iterable[str]) -> str:
        texts = list(items)
        return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"

    if what == "parents":
        name = wrong[0]
        holds = in_brackets(got[name]) if isinstance(got.get(name), list) else shown_as(got.get(name))
        strange = isinstance(got.get(name), list) and engine.STRANGER in got[name]
        own = " (? is none of these nodes)" if strange else ""
        return f"{name}.parents holds {holds}{own}; expected {in_brackets(right[name])}"

    def written(item: Any) -> str:
        return "None" if item == "NoneType" else item if isinstance(item, str) else shown_as(item)

    pairs = [told_apart(got.get(name), right[name]) for name in wrong]
    shown = [
        written(got.get(name)) if isinstance(got.get(name), str) else pair[0]
        for name, pair in zip(wrong, pairs, strict=True)
    ]
    many = "s" if len(wrong) > 1 else ""
    verb = "are" if many else "is"
    return f"the {what}{many} of {listed(wrong)} {verb} {listed(shown)}; expected {listed(pair[1] for pair in pairs)}"


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
        return list(wiring(rows))
    return below(rows, root)


def order_accepts(probe: Probe, value: Any, expected: Any) -> bool:
    return order_problem(probe, value) == ""


def order_problem(probe: Probe, value: Any) -> str:
    """What is wrong with a list of names, "" when it is a right order."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        return "a list of nodes is expected"
    wanted, operands = order_expected(probe), wiring(probe.args[0])
    place = {name: index for index, name in enumerate(value)}
    if engine.STRANGER in place or not place.keys() <= operands.keys():
        return "it holds something that is no node of this circuit"
    repeated = next((name for index, name in enumerate(value) if place[name] != index), "")
    if repeated:
        return f"{repeated} is listed {value.count(repeated)} times"
    if more := sorted(place.keys() - set(wanted)):
        return f"{more[0]} is listed, on which {probe.args[1]} does not depend"
    if missing := [name for name in wanted if name not in place]:
        return f"{missing[0]} is missing"
    late = next(((name, item) for name in value for item in operands[name] if place[item] > place[name]), None)
    return f"{late[0]} stands before its operand {late[1]}" if late else ""


def order_tells(probe: Probe, value: Any, expected: Any) -> str:
    _rows, _root = probe.args
    listed = isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value)
    shown = in_brackets(value) if listed else shown_as(value)
    example = f" A right order: {in_brackets(expected)}." if len(expected) < 20 else ""
    return f"{order_call(probe)} returned {shown}: {order_problem(probe, value)}.{example}"


def order_call(probe: Probe) -> str:
    return f"With {formula(probe.args[0])}, topo_order({probe.args[1]})"


def gate_call(probe: Probe) -> str:
    return f"With {formula(probe.args[0])}: {probe.function}, or a _backward it made,"


def in_brackets(names: Sequence[str]) -> str:
    """A list of nodes, without quotation marks, in the middle of a long one only dots."""
    shown = list(names) if len(names) <= 14 else [*names[:6], "…", *names[-3:]]
    return f"[{', '.join(str(name)[:12] for name in shown)}]"


TOPO_ORDER = Exercise(
    name="topo_order",
    lesson=LESSON,
    section=ORDER,
    points=2,
    functions=("topo_order(root)",),
    given=("Value",),
    parts={"small circuits": 1.5, DEEP: 0.5},
    probes=order_probes,
    expected=order_expected,
    accepts=order_accepts,
    calls=order_call,
    tells=order_tells,
    run=engine.order,
    closes=CLOSES,
)


# ---- gates of one's own: value_ops and value_functions ---------------------------------------------------------------


def right_gate(op: str) -> Callable[..., Any]:
    """The gate `op` as it should be, from its rule."""
    forward, slopes = RULES[op]

    def gate(*operands: Any) -> Any:
        nodes = [item for item in operands if hasattr(item, "grad")]
        values = [item.data if hasattr(item, "grad") else item for item in operands]
        out = type(nodes[0])(forward(*values), tuple(nodes))
        out._backward = partial(send, out, nodes, slopes(*values))
        return out

    return gate


def gate_expected(probe: Probe) -> dict[str, Any]:
    rows, before, root, g = probe.args
    own = [row for row in rows if row[1] == probe.function]
    return {
        "data": {row[0]: row[3] for row in own},
        "parents": {row[0]: [item for item in row[2] if isinstance(item, str)] for row in own},
        "grad": {row[0]: 0.0 for row in own},
        "way back": {row[0]: "its own" for row in own},
        "gradients": gradients(rows, root, g, before),
    }


def gate_tells(probe: Probe, value: Any, expected: Any) -> str:
    rows, before, root, g = probe.args
    own = [row[0] for row in rows if row[1] == probe.function]
    start = f"With {formula(rows)}"
    if not isinstance(value, dict) or "made" in value:
        what = str(value.get("made", "something else"))[:40] if isinstance(value, dict) else shown_as(value)
        what = what if what in ("nothing", "something else") else f"a {what}"
        return f"{start}: {probe.function} returned {what}; expected a Value."
    for key, what in (("data", "value"), ("parents", "parents"), ("grad", "gradient before any pass")):
        got = value.get(key)
        if not isinstance(got, dict) or (wrong := told(own, got, expected[key], what)):
            return f"{start}: {wrong if isinstance(got, dict) else f'no {key} came back'}."
    if isinstance(value.get("_backward"), dict):
        name, kind = next(iter(value["_backward"].items()))
        kind = "None" if kind == "NoneType" else f"of type {str(kind)[:40]}"
        return f"{start}: {name}._backward is {kind}; expected a function that can be called later."
    if value.get("way back") != expected["way back"]:
        return f"{start}: {own[0]}._backward is still that of a bare Value, which does nothing."
    there = ", ".join(f"{name} {shown_as(amount)}" for name, amount in before.items())
    start += f", gradients already there: {there}" if there else ""
    found = value.get("gradients")
    got = found if isinstance(found, dict) else {}
    names = [row[0] for row in rows]
    return f"{start}: when {shown_as(g)} arrives at {root}, {told(names, got, expected['gradients'], 'gradient')}."


def gate_draws(probe: Probe, value: Any, expected: Any) -> Picture | None:
    rows, before, root, _ = probe.args
    if not isinstance(value, dict) or any(value.get(key) != expected[key] for key in ("data", "parents")):
        return None
    caption = (
        "Your gradients stand below the wires, and under a wrong one the right one. "
        "On the way back from the right, where does the first wrong number come from?"
    )
    if before:
        caption += " (Some amounts lay there before the pass began.)"
    return picture(rows, root, value.get("gradients"), expected["gradients"], caption)


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
    return probes


VALUE_OPS = Exercise(
    name="value_ops",
    lesson=LESSON,
    section=GATES,
    points=3,
    functions=("add(a, b)", "mul(a, b)"),
    given=("Value",),
    parts={"add": 1, "mul": 2},
    probes=ops_probes,
    expected=gate_expected,
    calls=gate_call,
    tells=gate_tells,
    draws=gate_draws,
    run=engine.gate,
    right={op: right_gate(op) for op in ("add", "mul")},
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
    ]


def sweep_expected(probe: Probe) -> dict[str, float]:
    rows, before, root, g, rounds = probe.args
    return gradients(rows, root, 1.0 if g is None else g, before if rounds == 1 else {})


def sweep_tells(probe: Probe, value: Any, expected: Any) -> str:
    rows, before, _root, _g, rounds = probe.args
    there = ", ".join(f"{name} {shown_as(amount)}" for name, amount in before.items())
    start = f"With {formula(rows)}" + (f", gradients already there: {there}" if there else "")
    call = sweep_call(probe).rpartition(": ")[2]
    if rounds > 1:
        call += f", all gradients set to 0, and {call} again"
    got = value if isinstance(value, dict) else {}
    return f"{start}: after {call}, {told([row[0] for row in rows], got, expected, 'gradient')}."


def sweep_call(probe: Probe) -> str:
    rows, _, root, g, _ = probe.args
    return f"With {formula(rows)}: backward({root}{'' if g is None else f', {shown_as(g)}'})"


def sweep_draws(probe: Probe, value: Any, expected: Any) -> Picture | None:
    rows, _, root, _, _ = probe.args
    caption = (
        "Your gradients stand below the wires, and under a wrong one the right one. "
        "What should have been sent to the dashed node, by whom, and when?"
    )
    return picture(rows, root, value, expected, caption)


BACKWARD = Exercise(
    name="backward",
    lesson=LESSON,
    section=SWEEP,
    points=2,
    functions=("backward(root, g=1.0)",),
    given=("Value",),
    probes=sweep_probes,
    expected=sweep_expected,
    calls=sweep_call,
    tells=sweep_tells,
    draws=sweep_draws,
    run=engine.sweep,
    closes=CLOSES,
)


# ---- zero_grad -------------------------------------------------------------------------------------------------------


def zero_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(text: str, leaves: str, root: str = "", note: str = "") -> Probe:
        rows = circuit(text, with_before(rng, leaves))
        names = [row[0] for row in rows]
        before = dict(zip(names, numbers(rng, len(names)), strict=True))
        return Probe("zero_grad", (rows, before, root or names[-1], numbers(rng, 1)[0]), note=note)

    return [
        probe("p = mul a b", "ab", note="a single gate"),
        probe("", "a", note="a leaf alone"),
        probe("u = mul a b; v = add u c; w = mul v u", "abc", note="a fork"),
        probe("u = mul a b; v = add u a; w = mul v c", "abc", root="v", note="a node in the middle"),
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


def zero_tells(probe: Probe, value: Any, expected: Any) -> str:
    rows, _, root, g = probe.args
    start = f"With {formula(rows)} and a gradient on every node: after zero_grad({root})"
    for key, what in (("gradients", "gradient"), ("data", "value"), ("parents", "parents")):
        got = value.get(key) if isinstance(value, dict) else None
        wrong = told([row[0] for row in rows], got, expected[key], what) if isinstance(got, dict) else f"no {key}"
        if wrong:
            return f"{start}, {wrong}."
    got = value.get("next pass")
    wrong = told([row[0] for row in rows], got if isinstance(got, dict) else {}, expected["next pass"], "gradient")
    return f"{start}, and a pass with {shown_as(g)} from {root}, {wrong}."


def zero_call(probe: Probe) -> str:
    return f"With {formula(probe.args[0])} and a gradient on every node: zero_grad({probe.args[1]})"


ZERO_GRAD = Exercise(
    name="zero_grad",
    lesson=LESSON,
    section=ZERO,
    points=1,
    functions=("zero_grad(root)",),
    given=("Value",),
    probes=zero_probes,
    expected=zero_expected,
    calls=zero_call,
    tells=zero_tells,
    run=engine.zero,
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
    ]


VALUE_FUNCTIONS = Exercise(
    name="value_functions",
    lesson=LESSON,
    section=MORE,
    points=2,
    functions=("relu(a)", "exp(a)", "power(a, n)", "div(a, b)"),
    given=("Value",),
    probes=functions_probes,
    expected=gate_expected,
    calls=gate_call,
    tells=gate_tells,
    draws=gate_draws,
    run=engine.gate,
    right={op: right_gate(op) for op in ("relu", "exp", "power", "div")},
    closes=CLOSES,
)
