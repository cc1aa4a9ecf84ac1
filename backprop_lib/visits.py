"""In which order the gates of a circuit send their gradients back, and what comes of it, right and wrong.

A visit is one gate's turn: it takes the gradient it has at that moment, multiplies it by its slopes and adds the
products to its operands. Four orders have names here, one right and three that beginners write; `outcome` gives the
gradients at the end of one. Any node class works that has data, grad, parents and local; the nodes are not
changed. Left out: pictures (`touch.graph` plays an order visit by visit), and the engine itself (`circuit`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backprop_lib.circuit import topological_order

LONGEST = 40  # visits in one picture


def users_first(root: Any) -> list[Any]:
    """Each gate once, after every gate that uses its output: a topological order, read from its end."""
    return [node for node in reversed(topological_order(root)) if node.parents]


def recursion(root: Any) -> list[Any]:
    """A gate sends and then calls its operands, and each of them does the same, once for every way from the root."""
    order, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.parents:
            order.append(node)
            waiting.extend(reversed(node.parents))
        if len(order) > LONGEST:
            raise ValueError(f"recursion visits more than {LONGEST} gates here: show it on a smaller circuit")
    return order


def breadth_first(root: Any) -> list[Any]:
    """Each gate once, level by level from the root, where it is first met."""
    order = [root]
    for node in order:
        order += [parent for parent in dict.fromkeys(node.parents) if parent not in order]
    return [node for node in order if node.parents]


def depth_first(root: Any) -> list[Any]:
    """Each gate once, one branch to its end before the next, where it is first met (preorder)."""
    order: list[Any] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node not in order:
            order.append(node)
            waiting.extend(reversed(node.parents))
    return [node for node in order if node.parents]


ORDERS: Mapping[str, Callable[[Any], list[Any]]] = {
    "users first": users_first,
    "recursion": recursion,
    "breadth-first": breadth_first,
    "depth-first": depth_first,
}


@dataclass(frozen=True)
class Visit:
    """One gate's turn: the gradient it had, and for each operand the slope, the amount sent and the sum it makes."""

    node: Any
    g: float
    sent: tuple[tuple[Any, float, float, float], ...]


def visits_of(root: Any, order: str) -> list[Visit]:
    """All visits in one of ORDERS, the root beginning with 1; ValueError for an order without a name here."""
    if order not in ORDERS:
        raise ValueError(f"no order is called {order!r} here; there are {', '.join(ORDERS)}")
    grads = {id(node): 0.0 for node in topological_order(root)}
    grads[id(root)] = 1.0
    found = []
    for node in ORDERS[order](root):
        g, sent = grads[id(node)], []
        for parent, slope in zip(node.parents, node.local, strict=True):
            grads[id(parent)] += g * slope
            sent.append((parent, slope, g * slope, grads[id(parent)]))
        found.append(Visit(node, g, tuple(sent)))
    return found


def outcome(root: Any, order: str) -> dict[Any, float]:
    """The gradient of every node after all visits, by node: {y: 1, …, a: 84} for the right order."""
    grads = dict.fromkeys(topological_order(root), 0.0)
    grads[root] = 1.0
    for visit in visits_of(root, order):
        for parent, _, amount, _ in visit.sent:
            grads[parent] += amount
    return grads
