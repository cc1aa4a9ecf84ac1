"""Play circuits on a student's engine, and reduce what happens to names and numbers.

Circuits come as plain data (`rows`). While `backward` and `zero_grad` are played, `topo_order` is lent: it knows this
circuit's order by heart and no other. Left out: expected results and any judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograde.play import Functions, Outcome
from autograde.players.fitting import record_if_it_fits
from autograde.players.lending import lent
from autograde.players.rows import NoNode, Rows, Value, below, code_of, make

STRANGER = "?"  # stands for an object that is no node of the circuit


def order(functions: Functions, probe: Any) -> Outcome:
    """topo_order(root) on (rows, root): the names of the listed nodes; at a second call where the first left marks."""
    rows, root = probe.args
    function = functions[probe.function]

    def run() -> Any:
        nodes = make(rows, functions)
        before = attributes(nodes)
        found = function(nodes[root])
        if attributes(nodes) != before:
            found = function(nodes[root])
        return list(map(known(nodes), found)) if isinstance(found, (list, tuple)) else found

    return record_if_it_fits(function, 1, run)


def attributes(nodes: Mapping[str, Any]) -> list[set[str]]:
    """The names of what each node carries."""
    return [set(getattr(node, "__dict__", ())) for node in nodes.values()]


def gate(functions: Functions, probe: Any) -> Outcome:
    """add, mul, relu … on (rows, before, root, g): what they made, and all gradients after one pass.

    before: gradients that lie on the nodes when the pass begins. The pass sets root's gradient to g and then runs the
    `_backward` of every row from the last to the first; "changed" lists the leaves whose data is another one then.
    """
    rows, before, root, g = probe.args
    function = functions[probe.function]
    leaves = {row[0]: row[3] for row in rows if not row[1]}
    own = [row for row in rows if row[1] == probe.function]

    def run() -> Any:
        try:
            nodes = make(rows, functions)
        except NoNode as made:
            return {"made": str(made)}
        fresh = {row[0]: nodes[row[0]] for row in own}
        found = {
            "data": {name: number(node.data) for name, node in fresh.items()},
            "parents": {name: names_of(node.parents, nodes) for name, node in fresh.items()},
            "grad": {name: number(node.grad) for name, node in fresh.items()},
        }
        idle = {name: type(node._backward).__name__ for name, node in fresh.items() if not callable(node._backward)}
        if idle:
            return {**found, "_backward": idle}
        bare = code_of(functions.get("Value", Value)(0.0))
        found["way back"] = {name: "none" if code_of(node) is bare else "its own" for name, node in fresh.items()}
        for name, amount in before.items():
            nodes[name].grad = amount
        nodes[root].grad = g
        for row in reversed(rows):
            nodes[row[0]]._backward()
        changed = [name for name, value in leaves.items() if number(nodes[name].data) != value]
        return {**found, "gradients": gradients(nodes), "changed": changed}

    return record_if_it_fits(function, len(own[0][2]), run)


def sweep(functions: Functions, probe: Any) -> Outcome:
    """backward(root, g) on (rows, before, root, g, rounds): all gradients after the last round; g None: not given.

    before: gradients that lie on the leaves when the first round begins; between rounds all gradients are set to 0.
    """
    rows, before, root, g, rounds = probe.args
    function = functions[probe.function]

    def run() -> Any:
        nodes = make(rows, functions)
        for name, amount in before.items():
            nodes[name].grad = amount
        for turn in range(rounds):
            for node in nodes.values():
                node.grad = 0.0 if turn else node.grad
            with lent(function, "topo_order", by_heart(nodes, rows)):
                function(nodes[root], *(() if g is None else (g,)))
        return gradients(nodes)

    return record_if_it_fits(function, 1 if g is None else 2, run)


def zero(functions: Functions, probe: Any) -> Outcome:
    """zero_grad(root) on (rows, before, root, g): gradients, data and inputs after it, and gradients of the next pass.

    before: gradients that lie on the nodes when it is called. The next pass starts with g at root.
    """
    rows, before, root, g = probe.args
    function = functions[probe.function]

    def run() -> Any:
        nodes = make(rows, functions)
        for name, amount in before.items():
            nodes[name].grad = amount
        with lent(function, "topo_order", by_heart(nodes, rows)):
            function(nodes[root])
        found = {
            "gradients": gradients(nodes),
            "data": {name: number(node.data) for name, node in nodes.items()},
            "parents": {name: names_of(node.parents, nodes) for name, node in nodes.items()},
        }
        if all(isinstance(grad, float) for grad in found["gradients"].values()):
            nodes[root].grad = g
            for row in reversed(rows):
                if row[0] in below(rows, root):
                    nodes[row[0]]._backward()
            found["next pass"] = gradients(nodes)
        return found

    return record_if_it_fits(function, 1, run)


def by_heart(nodes: Mapping[str, Any], rows: Rows) -> Callable[[Any], list[Any]]:
    """A topo_order that knows these rows and no others."""
    return lambda root: [nodes[name] for name in below(rows, known(nodes)(root))]


def known(nodes: Mapping[str, Any]) -> Callable[[Any], str]:
    """How a circuit's nodes are called: a function from an object to its name; texts stay, others are strangers."""
    names = {id(node): name for name, node in nodes.items()}
    return lambda item: item if isinstance(item, str) else names.get(id(item), STRANGER)


def names_of(parents: Any, nodes: Mapping[str, Any]) -> Any:
    """The names of a node's operands; for what is no tuple or list, the name of its type."""
    return list(map(known(nodes), parents)) if isinstance(parents, (tuple, list)) else type(parents).__name__


def number(x: Any) -> float | str:
    """A float for any real number, and the name of its type for everything else ("NoneType")."""
    real = isinstance(x, (int, float, np.integer, np.floating)) and not isinstance(x, bool)
    return float(x) if real or (isinstance(x, np.ndarray) and x.ndim == 0) else type(x).__name__


def gradients(nodes: Mapping[str, Any]) -> dict[str, float | str]:
    """The gradient of every node by name."""
    return {name: number(node.grad) for name, node in nodes.items()}
