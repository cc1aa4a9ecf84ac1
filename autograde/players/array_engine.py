"""Play graphs of arrays on a student's engine, and reduce what happens to names and arrays.

A graph comes as plain data: leaves, (name, array) each, and steps, (name, inputs) each, all made by one function of the
student's. Inputs that are texts name nodes; others (an axis, row numbers, labels) are handed over as they are. Nodes
are made with the student's class Tensor when it is handed over. Left out: expected results, any judgement, and graphs
of plain numbers (`engine`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograde.plain import identical
from autograde.play import Functions, Outcome
from autograde.players.engine import STRANGER
from autograde.players.fitting import record_if_it_fits
from autograde.players.rows import NoNode, as_node, code_of


class Tensor:
    """A node as bare as the lesson's: data, grad, parents, and a `_backward` that does nothing."""

    def __init__(self, data: Any, parents: Sequence[Any] = ()) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self.parents = tuple(parents)
        self._backward: Callable[[], None] = lambda: None


def gate(functions: Functions, probe: Any) -> Outcome:
    """add, matmul, rows … on (leaves, steps, before, g): what the last step made, and all gradients after one pass.

    before: gradients that lie on leaves when the pass begins. The pass sets the last step's gradient to g and then runs
    the `_backward` of every step from the last to the first; "overwritten" lists the steps whose own gradient, which
    came from above, was another one afterwards, and "changed" the nodes whose data was.
    """
    leaves, steps, before, g = probe.args
    function = functions[probe.function]

    def run() -> Any:
        Node: Any = functions.get("Tensor", Tensor)
        nodes = {name: Node(array.copy()) for name, array in leaves}
        data = {name: values.copy() for name, values in leaves}
        try:
            for name, inputs in steps:
                nodes[name] = as_node(function(*[nodes[item] if isinstance(item, str) else item for item in inputs]))
                data[name] = array(nodes[name].data)
        except NoNode as made:
            return {"made": str(made)}
        last, node = steps[-1][0], nodes[steps[-1][0]]
        found = {"data": array(node.data), "parents": names_of(node.parents, nodes), "grad": array(node.grad)}
        if not callable(node._backward):
            return {**found, "_backward": type(node._backward).__name__}
        found["way back"] = "none" if code_of(node) is code_of(Node(0.0)) else "its own"
        for name, amount in before.items():
            nodes[name].grad = amount.copy()
        node.grad = g.copy()
        overwritten = []
        for name, _ in reversed(steps):
            arrived = array(nodes[name].grad)
            nodes[name]._backward()
            if not np.array_equal(arrived, array(nodes[name].grad)):
                overwritten.append(name)
        gradients = {name: array(node.grad) for name, node in nodes.items() if name != last}
        changed = [name for name, node in nodes.items() if not identical(array(node.data), data[name])]
        return {**found, "gradients": gradients, "overwritten": overwritten, "changed": changed}

    return record_if_it_fits(function, len(steps[0][1]), run)


def array(x: Any) -> Any:
    """An array or a real number as an array of its own; the name of its type for everything else ("NoneType")."""
    if isinstance(x, np.ndarray) and x.dtype.kind in "biuf":
        return np.array(x)
    real = isinstance(x, (int, float, np.integer, np.floating)) and not isinstance(x, bool)
    return np.asarray(float(x)) if real else type(x).__name__


def names_of(parents: Any, nodes: Mapping[str, Any]) -> Any:
    """The names of a node's operands; for what is no tuple or list, the name of its type."""
    names = {id(node): name for name, node in nodes.items()}
    if not isinstance(parents, (tuple, list)):
        return type(parents).__name__
    return [names.get(id(item), STRANGER) for item in parents]
