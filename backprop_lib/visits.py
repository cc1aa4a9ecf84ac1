"""In which order the gates of a circuit send their gradients back, and what comes of it, right and wrong.

A visit is one gate's turn: it takes the gradient it has at that moment, multiplies it by its slopes and adds the
products to its operands. Four orders have names here, one right and three that beginners write; `play` shows one of
them visit by visit, like `draw.steps`, and `outcome` gives the gradients at its end.
Any node class works that has data, grad, parents and local; nothing on the nodes is changed.
Left out: the forward pass (`draw.steps`), and the engine itself (`circuit`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib.circuit import topological_order
from backprop_lib.draw import _mark, _stepper, nodes_of
from backprop_lib.picture import Picture
from backprop_lib.svg import Drawing, Mark
from backprop_lib.words import describe, names, number, op_of

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


def play(root: Any, order: str, caption: str = "") -> Picture:
    """Step through the visits of one order; ValueError for an unknown order or a circuit too large to read.

    Values stand above the wires from the start; below them the gradients so far.
    """
    nodes, visits = nodes_of(root), visits_of(root, order)
    called, place = names(nodes), {id(node): i for i, node in enumerate(nodes)}
    entries: list[list[tuple[float, int]]] = [[] for _ in nodes]
    entries[-1].append((1.0, 1))
    sentences = [f"{order}. {called[-1]} begins with the gradient 1; nobody else has received anything."]
    turns: dict[int, int] = {}
    lamps = []
    for visit in visits:
        i, frame = place[id(visit.node)], len(sentences) + 1
        turns[i] = turns.get(i, 0) + 1
        again = "" if turns[i] == 1 else f", for the {ordinal(turns[i])} time"
        parts = [
            f"To {called[place[id(parent)]]}: {number(visit.g)} · {number(slope)} = {number(amount)}, "
            f"which makes {number(total)}."
            for parent, slope, amount, total in visit.sent
        ]
        sentences.append(f"{called[i]} sends{again}. Its gradient is {number(visit.g)} now. {' '.join(parts)}")
        lamps.append((i, f"n{frame}"))
        for parent, _, _, total in visit.sent:
            mine = entries[place[id(parent)]]
            if mine and mine[-1][1] == frame:
                mine.pop()
            mine.append((total, frame))
    sentences[-1] += f" {verdict(nodes, called, outcome(root, order), outcome(root, 'users first'))}"
    sentences = [f"Step {k} of {len(sentences)}, {sentence}" for k, sentence in enumerate(sentences, 1)]
    marks = [
        [_mark(g, frame, until) for (g, frame), until in zip(mine, [f for _, f in mine[1:]] + [0], strict=True)]
        for mine in entries
    ]
    values = [[Mark(number(node.data))] for node in nodes]
    final = [mine[-1].text if mine else "" for mine in marks]
    seen = describe(nodes, [mark[0].text for mark in values], final)
    alt = f"{seen} Visits in the order “{order}”: {' '.join(sentences)}"
    svg = Drawing(nodes, values, marks, lamps=lamps, numbered=True).svg(seen)
    form = _stepper(svg, sentences, "bp-" + hashlib.sha256(alt.encode()).hexdigest()[:10])
    width = max(520.0, float(svg.get("width", "0")))
    return Picture(ET.tostring(form, encoding="unicode"), alt, caption, width=width)


def ordinal(count: int) -> str:
    """second, third, 4th …"""
    return {2: "second", 3: "third"}.get(count, f"{count}th")


def verdict(nodes: list[Any], called: list[str], got: Mapping[Any, float], right: Mapping[Any, float]) -> str:
    """How the gradients of the inputs end, and what they should be."""
    parts = []
    for node, name in zip(nodes, called, strict=True):
        if not op_of(node):
            wrong = (
                "" if abs(got[node] - right[node]) <= 1e-9 * abs(right[node]) else f"; right is {number(right[node])}"
            )
            parts.append(f"{name} ends with {number(got[node])}{wrong}.")
    return " ".join(parts)
