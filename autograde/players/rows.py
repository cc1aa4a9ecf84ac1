"""Circuits from plain data: rows become nodes of a student's class, or of a bare one.

A circuit is a tuple of rows (name, op, inputs, data, slopes), inputs before their users:
- op "": a leaf with that data;
- op "=…": a node made here; its `_backward` adds slope · grad to each input. The slopes come with the row, so no gate's
  rule stands in this file, and no exercise depends on another one's functions. What follows = is for messages only;
- op "chain": `data` nodes in a row, x1 from (x, other), x2 from (x1, other) …, without a `_backward`;
- any other op: the student's function of that name makes the node; numbers among the inputs are handed over as numbers.

Nodes are made with the student's class Value when it is handed over. Left out: what is done with a circuit (`engine`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograde.play import Functions

Row = tuple[str, str, tuple[Any, ...], float, tuple[float, ...]]
Rows = Sequence[Row]
Nodes = dict[str, Any]
PARTS = ("data", "grad", "parents", "_backward")


class Value:
    """A node as bare as the lesson's: data, grad, parents, and a `_backward` that does nothing."""

    def __init__(self, data: float, parents: Sequence[Any] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self.parents = tuple(parents)
        self._backward: Callable[[], None] = lambda: None


class NoNode(Exception):
    """The student's function has made something that is no node; the text is its type's name."""


def make(rows: Rows, functions: Functions) -> Nodes:
    """The nodes of a circuit by name, inputs first; NoNode when a student's function makes something else."""
    Node: Any = functions.get("Value", Value)
    nodes: Nodes = {}
    for name, op, inputs, data, slopes in rows:
        parents = [nodes[item] if isinstance(item, str) else item for item in inputs]
        if op == "chain":
            last, other = parents
            for step in range(1, int(data) + 1):
                last = nodes[f"{name}{step}"] = Node(0.0, (last, other))
        elif not op or op[0] == "=":
            given = [item for item in parents if not isinstance(item, (int, float))]
            node = nodes[name] = Node(data, tuple(given))
            if op:
                node._backward = partial(send, node, given, slopes)
        else:
            nodes[name] = as_node(functions[op](*parents))
    return nodes


def as_node(made: Any) -> Any:
    """What a student's function made, if it has all parts of a node; else NoNode."""
    if not all(hasattr(made, part) for part in PARTS):
        raise NoNode("nothing" if made is None else type(made).__name__)
    return made


def code_of(node: Any) -> Any:
    """The code behind a node's `_backward`; by it one that nobody has replaced is known."""
    return getattr(node._backward, "__code__", node)


def send(node: Any, parents: Sequence[Any], slopes: Sequence[float]) -> None:
    """Add what a node received, times the slope of each input, to the inputs' gradients."""
    for parent, slope in zip(parents, slopes, strict=True):
        parent.grad += slope * node.grad


def below(rows: Rows, root: str) -> list[str]:
    """The names that root depends on, itself included, in the order of the rows."""
    needed = {root}
    for name, _, inputs, _, _ in reversed(rows):
        if name in needed:
            needed.update(item for item in inputs if isinstance(item, str))
    return [row[0] for row in rows if row[0] in needed]
