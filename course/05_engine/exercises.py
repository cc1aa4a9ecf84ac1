"""The exercises of lesson 05, an engine of one's own: order, gates, the backward pass, zeroing, four more gates.

Circuits are rows of plain data (see `autograde.players.engine`); values, slopes and gradients in them are closed forms,
and the tests hold every expected gradient against numerical differentiation. The right order is read off the rows,
which are written down in one. Left out: how a circuit is played on a student's functions, which is the player's part.
Longer than other modules because it is a catalogue, read entry by entry: one misconception, one message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograde.before import Misconception
from autograde.exercise import Exercise, Probe
from autograde.players import engine
from autograde.players.rows import Row, Rows, below
from autograde.probe_numbers import numbers
from backprop_lib import draw as drawing
from backprop_lib.picture import Picture
from backprop_lib.words import number

LESSON = "05_engine"
RECORD = "A number that remembers"
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


def order_accepts(probe: Probe, value: Any) -> bool:
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


def postorder(node: Any, visited: set[Any] | None = None) -> list[Any]:
    """Operands first, depth first, by recursion. Without `visited` a node is listed at every use."""
    order: list[Any] = []

    def visit(node: Any) -> None:
        if visited is not None:
            if node in visited:
                return
            visited.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(node)
    return order


def preorder(root: Any) -> list[Any]:
    """Wrong: each node where it is first met, root first."""
    order: list[Any] = []
    stack = [root]
    seen: set[Any] = set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack.extend(reversed(node.parents))
    return order


def breadth_first(root: Any) -> list[Any]:
    """Wrong: level by level from root."""
    order, seen = [root], {root}
    for node in order:
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    return order


def right_order(root: Any) -> list[Any]:
    """Right: operands first, with a stack."""
    order: list[Any] = []
    seen: set[Any] = set()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


def by_value(root: Any) -> list[Any]:
    """Wrong: a node counts as visited when one with the same number was."""
    order: list[Any] = []
    seen: set[float] = set()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node.data not in seen:
            seen.add(node.data)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


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
    misconceptions=(
        Misconception(
            "recursive",
            lambda root: postorder(root, set()),
            "The order is right, and the function calls itself once more for every gate on the way down. Python stops "
            "such a ladder at about a thousand rungs. Which list could remember the nodes that still wait?",
            section="A ladder of 5000 rungs",
        ),
        Misconception(
            "preorder",
            preorder,
            "Each node is listed where it is first met, the root first. "
            "Can a node be listed before anything has been done about its operands?",
        ),
        Misconception(
            "preorder, read backward",
            lambda root: preorder(root)[::-1],
            "This is the list of first meetings read from its end. A node that is met early on one way may be an "
            "operand of one met later on another: does it then stand before its user?",
        ),
        Misconception(
            "breadth-first",
            breadth_first,
            "Nodes are listed level by level from the root. A node used near the root and again further down is met "
            "early: which of its users are then still to come?",
        ),
        Misconception(
            "breadth-first, read backward",
            lambda root: breadth_first(root)[::-1],
            "This is the list of levels read from its end. The level of a node is its shortest way to the root: "
            "is the shortest way the one that decides whom it has to wait for?",
        ),
        Misconception(
            "no visited set",
            postorder,
            "A node with two users is listed twice. How does your function know that it has been at a node before?",
        ),
        Misconception(
            "reversed",
            lambda root: right_order(root)[::-1],
            "This is the order of the backward pass, root first. The list asked for is that of the forward pass: "
            "which nodes can be computed before any other?",
        ),
        Misconception(
            "told apart by value",
            by_value,
            "Two different nodes that hold the same number were taken for one. "
            "What makes a node the node it is: its number, or the object?",
        ),
        Misconception(
            "leaves left out",
            lambda root: [node for node in right_order(root) if node.parents],
            "The leaves are missing. They have no gate to run, but does root not depend on them?",
        ),
        Misconception(
            "root left out",
            lambda root: right_order(root)[:-1],
            "The root itself is missing. Where does the backward pass begin?",
        ),
        Misconception(
            "operands only",
            lambda root: [*dict.fromkeys(root.parents), root],
            "The root and its operands are listed, and nothing behind them. What do the operands depend on?",
        ),
    ),
)


# ---- gates of one's own: value_ops and value_functions ---------------------------------------------------------------

Send = Callable[[Any, float, float], None]


def accumulate(node: Any, slope: float, g: float) -> None:
    node.grad += slope * g


def assign(node: Any, slope: float, g: float) -> None:
    node.grad = slope * g


def made(
    forward: Callable[..., float], slopes: Callable[..., Sequence[float]], send: Send = accumulate
) -> Callable[..., Any]:
    """A student's gate, right or wrong: forward(*numbers), slopes(out, *numbers), and how one amount is delivered."""

    def gate(*operands: Any) -> Any:
        nodes = [item for item in operands if hasattr(item, "grad")]
        out = type(nodes[0])(forward(*numbers_of(operands)), tuple(nodes))

        def _backward() -> None:
            for node, slope in zip(nodes, slopes(out, *numbers_of(operands)), strict=True):
                send(node, slope, out.grad)

        out._backward = _backward
        return out

    return gate


def numbers_of(operands: Iterable[Any]) -> list[float]:
    return [item.data if hasattr(item, "grad") else item for item in operands]


def right_gate(op: str, send: Send = accumulate) -> Callable[..., Any]:
    """The gate `op` as it should be, but for the way in which amounts are delivered."""
    forward, slopes = RULES[op]
    return made(forward, lambda out, *numbers: slopes(*numbers), send)


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


def early(op: str) -> Callable[..., Any]:
    """Wrong: the gate reads its own gradient while it is built, when that is still 0."""
    forward, slopes = RULES[op]

    def gate(*operands: Any) -> Any:
        nodes = [item for item in operands if hasattr(item, "grad")]
        out = type(nodes[0])(forward(*numbers_of(operands)), tuple(nodes))
        amounts = [slope * out.grad for slope in slopes(*numbers_of(operands))]

        def _backward() -> None:
            for node, amount in zip(nodes, amounts, strict=True):
                node.grad += amount

        out._backward = _backward
        return out

    return gate


def on_inputs(op: str) -> Callable[..., Any]:
    """Wrong: the local slopes are left in the operands' grad while building; the way back multiplies them."""
    forward, slopes = RULES[op]

    def gate(a: Any, b: Any) -> Any:
        out = type(a)(forward(a.data, b.data), (a, b))
        a.grad, b.grad = slopes(a.data, b.data)

        def _backward() -> None:
            a.grad *= out.grad
            b.grad *= out.grad

        out._backward = _backward
        return out

    return gate


def at_once(op: str) -> Callable[..., Any]:
    """Wrong: `_backward` is called where it should only be named, so that its result, None, is kept."""

    def gate(*operands: Any) -> Any:
        out = right_gate(op)(*operands)
        out._backward = out._backward()
        return out

    return gate


def without(op: str, part: str) -> Callable[..., Any]:
    """Wrong: right but for a missing part, "_backward" or "parents"."""

    def gate(*operands: Any) -> Any:
        if part == "_backward":
            nodes = [item for item in operands if hasattr(item, "grad")]
            return type(nodes[0])(RULES[op][0](*numbers_of(operands)), tuple(nodes))
        out = right_gate(op)(*operands)
        out.parents = ()
        return out

    return gate


def only_first(op: str) -> Callable[..., Any]:
    """Wrong: the second operand gets nothing."""
    forward, slopes = RULES[op]
    return made(forward, lambda out, *numbers: (slopes(*numbers)[0], 0.0))


def common(op: str) -> list[Misconception]:
    """Mistakes that gates with two operands share, for add or mul."""
    forward, _ = RULES[op]
    sign = "x + y" if op == "add" else "x·y"

    def item(name: str, wrong: Callable[..., Any], message: str, section: str = "") -> Misconception:
        return Misconception(f"{op} {name}", wrong, message, function=op, section=section)

    return [
        item(
            "overwrites",
            right_gate(op, assign),
            "The gate puts its amount in the place of what an operand had already received. "
            "When a node is used twice, which of the two amounts survives?",
        ),
        item(
            "reads its gradient too early",
            early(op),
            "The amounts were worked out while the gate was built. "
            "What is the gate's own gradient at that moment, and when does it become known?",
        ),
        item(
            "forgets the upstream gradient",
            made(forward, RULES_OUT[op], lambda node, slope, g: accumulate(node, slope, 1.0)),
            f"The operands received the local gradients alone. They tell how far {sign} moves; "
            "when it moves by 0.001, how far does the output of the whole circuit move?",
        ),
        item(
            "adds instead of multiplies",
            made(forward, RULES_OUT[op], lambda node, slope, g: accumulate(node, 1.0, slope + g)),
            "Upstream and local gradient are added. Rates in a row: do they add?",
        ),
        item(
            "sends the value back",
            made(forward, lambda out, *numbers: (out.data, out.data)),
            "The gate multiplied by the value of its own output. A value says where the output is; "
            "which number says how far it moves when an operand is nudged?",
        ),
        item(
            "leaves slopes on its operands",
            on_inputs(op),
            "While building, the local gradients were stored in the operands' grad. An operand with two users has two "
            "local gradients and one grad: whose is it, and who should keep them?",
            "Where do the local gradients live?",
        ),
        item(
            "is called at once",
            at_once(op),
            "_backward was run while the gate was built, and what it returned was kept. "
            "What is the difference between naming a function and calling it?",
        ),
        item(
            "has no way back",
            without(op, "_backward"),
            "The number is right and nothing is ever sent back. Who tells the new node what its _backward is?",
        ),
        item(
            "forgets its operands",
            without(op, "parents"),
            "The new node knows no operands, so it looks like a leaf. "
            "How is anyone to find the way from the output to the leaves?",
            RECORD,
        ),
        item(
            "serves its first operand only",
            only_first(op),
            "The first operand receives its amount, the second nothing. Nudge the second alone: does the output stay?",
        ),
        item(
            "returns a number",
            lambda a, b: forward(a.data, b.data),
            "The result is a plain number. What would remember which gate made it, and from what?",
            RECORD,
        ),
    ]


RULES_OUT: dict[str, Callable[..., Sequence[float]]] = {
    op: (lambda out, *numbers, slopes=slopes: slopes(*numbers)) for op, (_, slopes) in RULES.items()
}


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
    misconceptions=(
        *common("add"),
        Misconception(
            "add halves",
            made(RULES["add"][0], lambda out, a, b: (0.5, 0.5)),
            "The gradient was divided between the operands. Nudge one of them alone: "
            "does x + y follow only half of the way?",
            function="add",
        ),
        Misconception(
            "add swaps",
            made(RULES["add"][0], lambda out, a, b: (b, a)),
            "The add gate multiplied by its other operand, as a × gate would. "
            "If x grows by 0.001, does it matter for x + y how large y is?",
            function="add",
        ),
        *common("mul"),
        Misconception(
            "mul not swapped",
            made(RULES["mul"][0], lambda out, a, b: (a, b)),
            "Each operand received g times its own value. If x grows by a little, "
            "does x·y grow in proportion to x or to y?",
            function="mul",
        ),
        Misconception(
            "mul hands g on",
            made(RULES["mul"][0], lambda out, a, b: (1.0, 1.0)),
            "The gradient was handed on unchanged, as an add gate would. "
            "Nudge x by 0.001: does x·y move by 0.001, whatever y is?",
            function="mul",
        ),
    ),
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


def every_way(root: Any, g: float = 1.0) -> None:
    """Wrong: from the root into every operand at once, each time sending all that has arrived so far."""
    root.grad = g

    def go(node: Any) -> None:
        node._backward()
        for parent in node.parents:
            go(parent)

    go(root)


def in_order(order: Callable[[Any], Sequence[Any]], seed: Callable[[Any, float], None]) -> Callable[..., None]:
    """A backward pass, right or wrong: how the root is seeded, and in which order nodes take their turn."""

    def backward(root: Any, g: float = 1.0) -> None:
        seed(root, g)
        for node in order(root):
            node._backward()

    return backward


def users_first(root: Any) -> list[Any]:
    return right_order(root)[::-1]


def seeded(root: Any, g: float) -> None:
    root.grad = g


def clears_first(root: Any, g: float) -> None:
    for node in right_order(root):
        node.grad = 0.0
    root.grad = g


def seeds_with_data(root: Any, g: float) -> None:
    root.grad = root.data


def seeds_with_one(root: Any, g: float) -> None:
    root.grad = 1.0


def seeds_everyone(root: Any, g: float) -> None:
    for node in right_order(root):
        node.grad = g


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
    misconceptions=(
        Misconception(
            "naive recursion",
            every_way,
            "A node with two users takes its turn twice, and the second time sends the first amount again. "
            "How often may a node send, and what must it wait for?",
        ),
        Misconception(
            "breadth-first",
            in_order(breadth_first, seeded),
            "Nodes take their turn level by level from the root. A node used near the root and again further back "
            "sends before its second user has: is its gradient complete then?",
        ),
        Misconception(
            "preorder",
            in_order(preorder, seeded),
            "Each node sends as soon as it is first met. "
            "A node that has another user, met later, has sent too early: what did it not yet know?",
        ),
        Misconception(
            "never seeds",
            in_order(users_first, lambda root, g: None),
            "No gradient arrives anywhere. Every gate multiplies what it received: what has the first one received?",
        ),
        Misconception(
            "seeds with data",
            in_order(users_first, seeds_with_data),
            "The pass began with the root's value. How far does the root move when the root moves by 0.001, "
            "and does that depend on where it is?",
        ),
        Misconception(
            "ignores g",
            in_order(users_first, seeds_with_one),
            "The pass always begins with 1. Who says how strongly the loss reacts to the root, if not g?",
        ),
        Misconception(
            "leaves first",
            in_order(right_order, seeded),
            "The root has sent to its operands, and nobody else has sent anything. If others had their turn, was it "
            "before the root's? Which node alone knows its gradient at the start?",
        ),
        Misconception(
            "clears the leaves",
            in_order(users_first, clears_first),
            "What lay on the leaves before the pass is gone. Exercise 5.4 has a function for that: "
            "whose decision should it be?",
            section=ZERO,
        ),
        Misconception(
            "seeds every node",
            in_order(users_first, seeds_everyone),
            "Every node began with g. How strongly does the output react to a node is what the pass finds out: "
            "for which node is it known beforehand?",
        ),
        Misconception(
            "leaves out a branch",
            in_order(lambda root: first_branch(root), seeded),
            "Only one operand of each gate is followed. Who takes care of the other one?",
        ),
    ),
)


def first_branch(root: Any) -> list[Any]:
    """Wrong: from each node on to its first operand only."""
    order = [root]
    while order[-1].parents:
        order.append(order[-1].parents[0])
    return order


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


def zeroing(which: Callable[[Any], Iterable[Any]], value: Any = 0.0) -> Callable[[Any], None]:
    """zero_grad, right or wrong: on which nodes, and what is put there."""

    def zero_grad(root: Any) -> None:
        for node in which(root):
            node.grad = value

    return zero_grad


def zeroes_data(root: Any) -> None:
    for node in right_order(root):
        node.data = 0.0


def zeroes_both(root: Any) -> None:
    for node in right_order(root):
        node.data = node.grad = 0.0


def cuts(root: Any) -> None:
    for node in right_order(root):
        node.grad, node.parents = 0.0, ()


def seeds_again(root: Any) -> None:
    zeroing(right_order)(root)
    root.grad = 1.0


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
    misconceptions=(
        Misconception(
            "zeroes leaves only",
            zeroing(lambda root: [node for node in right_order(root) if not node.parents]),
            "The leaves are at 0 and the gates in between still hold what the last pass left. "
            "What will they send on in the next one?",
        ),
        Misconception(
            "zeroes gates only",
            zeroing(lambda root: [node for node in right_order(root) if node.parents]),
            "The gates are at 0 and the leaves still hold the last pass. "
            "Whose gradients does training read, and what will stand there after the next pass?",
        ),
        Misconception(
            "zeroes data",
            zeroes_data,
            "The values were set to 0 and the gradients stayed. Which of a node's numbers does a new pass add to?",
        ),
        Misconception(
            "zeroes data too",
            zeroes_both,
            "The values were set to 0 as well. Who would compute them again?",
        ),
        Misconception(
            "None",
            zeroing(right_order, None),
            "The gradients became None. The next pass adds to them: what is None plus a number?",
        ),
        Misconception(
            "root only",
            zeroing(lambda root: [root]),
            "Only the root's gradient was set. How far back do gradients lie?",
        ),
        Misconception(
            "root and its operands",
            zeroing(lambda root: [root, *root.parents]),
            "The root and its operands are at 0, and nothing behind them. How far back do gradients lie?",
        ),
        Misconception(
            "all but the root",
            zeroing(lambda root: right_order(root)[:-1]),
            "The root kept its gradient. Is it a node that root depends on, and would anyone want it to be left?",
        ),
        Misconception(
            "sets to one",
            zeroing(right_order, 1.0),
            "Every gradient is 1 now. A pass adds to what is there: from where should it start?",
        ),
        Misconception(
            "seeds the root",
            seeds_again,
            "The root was left at 1, ready for a pass. Is starting the next pass this function's task, and if somebody "
            "reads the gradients in between, what do they see?",
        ),
        Misconception(
            "cuts the circuit",
            cuts,
            "The operands are gone together with the gradients. How is the next pass to find its way?",
        ),
    ),
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


def every_function(name: str, wrong: Callable[[str], Callable[..., Any]], message: str) -> list[Misconception]:
    """One misconception for each of the four functions: wrong(op)."""
    return [Misconception(f"{op} {name}", wrong(op), message, function=op) for op in ("relu", "exp", "power", "div")]


def of(function: str, name: str, slopes: Callable[..., Sequence[float]], message: str) -> Misconception:
    """A misconception about one function that computes the right value and sends wrong amounts."""
    return Misconception(f"{function} {name}", made(RULES[function][0], slopes), message, function=function)


def without_upstream(op: str) -> Callable[..., Any]:
    return made(RULES[op][0], RULES_OUT[op], lambda node, slope, g: accumulate(node, slope, 1.0))


def composed(a: Any, b: Any) -> Any:
    """Wrong here: a quotient made of two gates, so that the result's operands are a and a hidden node."""
    return right_gate("mul")(a, made(lambda x: 1 / x, lambda out, x: (-1 / x**2,))(b))


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
    misconceptions=(
        *every_function(
            "overwrites",
            lambda op: right_gate(op, assign),
            "The gate puts its amount in the place of what its operand had already received. "
            "When a node is used twice, which of the two amounts survives?",
        ),
        *every_function(
            "forgets the upstream gradient",
            without_upstream,
            "The local gradient was handed on alone. It tells how far this gate's output moves; "
            "when that moves by 0.001, how far does the output of the whole circuit move?",
        ),
        *every_function(
            "is called at once",
            at_once,
            "_backward was run while the gate was built, and what it returned was kept. "
            "What is the difference between naming a function and calling it?",
        ),
        *every_function(
            "reads its gradient too early",
            early,
            "The amounts were worked out while the gate was built. "
            "What is the gate's own gradient at that moment, and when does it become known?",
        ),
        *every_function(
            "has no way back",
            lambda op: without(op, "_backward"),
            "The number is right and nothing is ever sent back. Who tells the new node what its _backward is?",
        ),
        *every_function(
            "returns a number",
            lambda op: lambda *operands: RULES[op][0](*numbers_of(operands)),
            "The result is a plain number. What would remember which gate made it, and from what?",
        ),
        of(
            "relu",
            "≥",
            lambda out, a: (float(a >= 0),),
            "Right except at exactly 0, where everything was let through. "
            "Which policy did lesson 01 settle on for ReLU at 0?",
        ),
        of(
            "relu",
            "passes the value",
            lambda out, a: (out.data,),
            "The gradient was multiplied by the ReLU's output. "
            "Nudge a positive input by 0.001: how far does the output move, and does its size matter?",
        ),
        of(
            "relu",
            "lets everything through",
            lambda out, a: (1.0,),
            "The gradient passed at a negative input too. Nudge that input by 0.001: does the output notice?",
        ),
        of(
            "relu",
            "masks by the gradient",
            lambda out, a: (float(out.grad > 0),),
            "Positive gradients passed and negative ones were stopped. Which number decides whether a ReLU is open: "
            "what went in, or what comes back?",
        ),
        of(
            "relu",
            "leaks",
            lambda out, a: (1.0 if a > 0 else 0.01,),
            "A little of the gradient passed at a negative input. There the output is 0: does it move at all?",
        ),
        of(
            "exp",
            "power rule",
            lambda out, a: (a * math.exp(a - 1),),
            "The exponent was brought down and lowered by one, as for a power of x. Here x stands in the exponent: "
            "which column of lesson 02's table of slopes did exp repeat?",
        ),
        of(
            "exp",
            "exp of the output",
            lambda out, a: (math.exp(min(out.data, 700.0)),),
            "The exponential was taken twice: eˣ of the output, not of the input. "
            "Which of the two numbers is already at hand when the gate has run?",
        ),
        of(
            "exp",
            "multiplies by its input",
            lambda out, a: (a,),
            "The gradient was multiplied by the input. At an input of 0 nothing would pass: is eˣ flat there?",
        ),
        of(
            "power",
            "keeps the exponent",
            lambda out, a, n: (n * a**n,),
            "The exponent came down in front and stayed above as well. Is the slope of x² at 3 really 18? Nudge it.",
        ),
        Misconception(
            "power subtracts outside the exponent",
            made(
                RULES["power"][0],
                lambda out, a, n: (n * a**n,),
                lambda node, slope, g: accumulate(node, g * slope - 1, 1.0),
            ),
            "1 was subtracted from the whole product. Powers are worked out before products and "
            "products before differences: which part should lose the 1, and what would keep the two together?",
            function="power",
        ),
        of(
            "power",
            "forgets the factor",
            lambda out, a, n: (a ** (n - 1),),
            "The exponent was lowered by one and left no factor behind. Is the slope of x² at 3 really 3? Nudge it.",
        ),
        of(
            "power",
            "lowers the factor",
            lambda out, a, n: ((n - 1) * a ** (n - 1),),
            "The factor in front is one too small. Was the exponent lowered before or after it was brought down?",
        ),
        of(
            "power",
            "treats the exponent as the variable",
            lambda out, a, n: (a**n * math.log(abs(a)),),
            "A logarithm came in: that is the slope with respect to the exponent. Which of the two can move here?",
        ),
        of(
            "div",
            "−x/y",
            lambda out, a, b: (1 / b, -a / b),
            "The first operand's share is right and the second one's is too large by one factor of the divisor. "
            "How does the slope of 1/y shrink when y doubles?",
        ),
        of(
            "div",
            "sign",
            lambda out, a, b: (1 / b, a / b**2),
            "The second operand's share has the wrong sign. When the divisor grows, does x/y rise or fall?",
        ),
        of(
            "div",
            "swapped",
            lambda out, a, b: (-a / b**2, 1 / b),
            "The two amounts went to the wrong operands. Which of them depends on the divisor alone?",
        ),
        of(
            "div",
            "multiplies",
            lambda out, a, b: (b, a),
            "The amounts are those of a product. If y is large, does a nudge to x move x/y far or hardly at all?",
        ),
        of(
            "div",
            "serves its first operand only",
            lambda out, a, b: (1 / b, 0.0),
            "The divisor received nothing, as if it were a fixed number. Nudge it alone: does x/y stay?",
        ),
        Misconception(
            "div made of other gates",
            composed,
            "The quotient was put together from two other gates, so one of its operands is a node nobody asked for. "
            "Which two nodes should stand in its parents, and what would one gate have to send to each?",
            function="div",
        ),
    ),
)
