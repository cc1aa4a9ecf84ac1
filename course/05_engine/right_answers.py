"""Right answers to the exercises of lesson 05, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. The class Value is not among them:
the check makes nodes of its own when none is handed over, and answers make theirs with the class of their operands.
Left out: the lesson's own solutions, which the lesson's run checks.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

import numpy as np

# ---- topo_order ------------------------------------------------------------------------------------------------------


def order_with_two_visits(root: Any) -> list[Any]:
    order: list[Any] = []
    seen: set[Any] = set()
    waiting = [(root, False)]
    while waiting:
        node, ready = waiting.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting += [(node, True)] + [(parent, False) for parent in node.parents]
    return order


def everything_below(root: Any) -> list[Any]:
    found = [root]
    seen = {id(root)}
    for node in found:
        for parent in node.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                found.append(parent)
    return found


def order_by_waiting(root: Any) -> tuple[Any, ...]:
    """Count how many uses of each node are still to come, take nodes from the root on, and turn the list round."""
    users = Counter(id(parent) for node in everything_below(root) for parent in node.parents)
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            users[id(parent)] -= 1
            if not users[id(parent)]:
                ready.append(parent)
    return tuple(reversed(order))


def order_by_library(root: Any) -> list[Any]:
    graph = {node: node.parents for node in everything_below(root)}
    return list(TopologicalSorter(graph).static_order())


def order_with_iterators(root: Any) -> list[Any]:
    """Depth first with a stack of half-used iterators, as recursion would leave them."""
    order: list[Any] = []
    seen = {root}
    stack: list[tuple[Any, Iterator[Any]]] = [(root, iter(root.parents))]
    while stack:
        node, rest = stack[-1]
        parent = next((item for item in rest if item not in seen), None)
        if parent is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(parent)
            stack.append((parent, iter(parent.parents)))
    return order


def order_by_recursion_with_more_room(root: Any) -> list[Any]:
    """Recursion, after asking Python for a taller stack; pure Python calls take no other room since 3.11."""
    order: dict[Any, None] = {}

    def visit(node: Any) -> None:
        for parent in node.parents:
            if parent not in order:
                visit(parent)
        order[node] = None

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        visit(root)
    finally:
        sys.setrecursionlimit(limit)
    return list(order)


# ---- gates -----------------------------------------------------------------------------------------------------------


def add_with_closure(a: Any, b: Any) -> Any:
    out = type(a)(a.data + b.data, (a, b))

    def _backward() -> None:
        a.grad += out.grad
        b.grad += out.grad

    out._backward = _backward
    return out


def mul_with_closure(a: Any, b: Any) -> Any:
    out = type(a)(a.data * b.data, (a, b))

    def _backward() -> None:
        a.grad += b.data * out.grad
        b.grad += a.data * out.grad

    out._backward = _backward
    return out


def linear(kind: Any, data: float, slopes: dict[int, tuple[Any, float]], parents: tuple[Any, ...]) -> Any:
    """A gate that keeps one slope for each operand, worked out while building."""
    out = kind(data, parents)

    def send() -> None:
        for node, slope in slopes.values():
            node.grad = node.grad + slope * out.grad

    out._backward = send
    return out


def add_with_slopes(a: Any, b: Any) -> Any:
    return linear(type(a), a.data + b.data, {0: (a, 1.0), 1: (b, 1.0)}, (a, b))


def mul_with_slopes(a: Any, b: Any) -> Any:
    return linear(type(a), a.data * b.data, {0: (a, b.data), 1: (b, a.data)}, (a, b))


def sent(out: Any, pairs: list[tuple[Any, float]]) -> None:
    for node, slope in pairs:
        node.grad += np.float64(slope * out.grad)


def add_with_partial(a: Any, b: Any) -> Any:
    out = type(a)(np.add(a.data, b.data), [a, b])
    out._backward = partial(sent, out, [(a, 1), (b, 1)])
    return out


def mul_with_partial(a: Any, b: Any) -> Any:
    out = type(a)(np.multiply(a.data, b.data), [a, b])
    out._backward = partial(sent, out, [(a, b.data), (b, a.data)])
    return out


def one_operand(a: Any, data: float, slope: float) -> Any:
    return linear(type(a), data, {0: (a, slope)}, (a,))


def relu_with_closure(a: Any) -> Any:
    out = type(a)(a.data if a.data > 0 else 0.0, (a,))

    def _backward() -> None:
        a.grad += out.grad * (out.data > 0)

    out._backward = _backward
    return out


def exp_with_closure(a: Any) -> Any:
    out = type(a)(math.exp(a.data), (a,))

    def _backward() -> None:
        a.grad += out.data * out.grad

    out._backward = _backward
    return out


def power_with_closure(a: Any, n: float) -> Any:
    out = type(a)(a.data**n, (a,))

    def _backward() -> None:
        a.grad += n * a.data ** (n - 1) * out.grad

    out._backward = _backward
    return out


def div_with_closure(a: Any, b: Any) -> Any:
    out = type(a)(a.data / b.data, (a, b))

    def _backward() -> None:
        a.grad += out.grad / b.data
        b.grad += -out.data / b.data * out.grad

    out._backward = _backward
    return out


def div_with_slopes(a: Any, b: Any) -> Any:
    return linear(type(a), a.data / b.data, {0: (a, 1 / b.data), 1: (b, -a.data * b.data**-2)}, (a, b))


def with_partial(a: Any, data: Any, slope: Any) -> Any:
    out = type(a)(data, (a,))
    out._backward = partial(sent, out, [(a, slope)])
    return out


# ---- backward and zero_grad ------------------------------------------------------------------------------------------


def topo_order(root: Any) -> list[Any]:
    """Stands where a student's own would; while others are checked, the check lends a right one in its place."""
    raise NotImplementedError("not this one")


def backward_with_the_lent_order(root: Any, g: float = 1.0) -> None:
    root.grad = g
    for node in topo_order(root)[::-1]:
        node._backward()


def backward_by_waiting(root: Any, g: float = 1.0) -> None:
    users = Counter(id(parent) for node in everything_below(root) for parent in node.parents)
    root.grad, ready = g, [root]
    while ready:
        node = ready.pop()
        node._backward()
        for parent in node.parents:
            users[id(parent)] -= 1
            if not users[id(parent)]:
                ready.append(parent)


def backward_by_recursion(root: Any, g: float = 1.0) -> float:
    order: dict[Any, None] = {}

    def visit(node: Any) -> None:
        for parent in node.parents:
            if parent not in order:
                visit(parent)
        order[node] = None

    visit(root)
    root.grad = np.float64(g)
    for node in reversed(order):
        if node.parents:
            node._backward()
    return root.grad


def zero_with_the_lent_order(root: Any) -> None:
    for node in topo_order(root):
        node.grad = 0.0


def zero_with_integers(root: Any) -> None:
    for node in everything_below(root):
        node.grad = 0


def zero_by_recursion(root: Any) -> None:
    root.grad = 0.0
    for parent in root.parents:
        zero_by_recursion(parent)


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "topo_order": [
        (order_with_two_visits,),
        (order_by_waiting,),
        (order_by_library,),
        (order_with_iterators,),
        (order_by_recursion_with_more_room,),
    ],
    "value_ops": [
        (add_with_closure, mul_with_closure),
        (add_with_slopes, mul_with_slopes),
        (add_with_partial, mul_with_partial),
    ],
    "backward": [(backward_with_the_lent_order,), (backward_by_waiting,), (backward_by_recursion,)],
    "zero_grad": [(zero_with_the_lent_order,), (zero_with_integers,), (zero_by_recursion,)],
    "value_functions": [
        (relu_with_closure, exp_with_closure, power_with_closure, div_with_closure),
        (
            lambda a: one_operand(a, max(0.0, a.data), 1.0 * (a.data > 0)),
            lambda a: one_operand(a, np.exp(a.data), math.exp(a.data)),
            lambda a, n: one_operand(a, a.data**n, n * math.pow(a.data, n - 1)),
            div_with_slopes,
        ),
        (
            lambda a: with_partial(a, np.maximum(a.data, 0), np.heaviside(a.data, 0.0)),
            lambda a: with_partial(a, np.exp(a.data), np.exp(a.data)),
            lambda a, n: with_partial(a, np.power(a.data, n), n * np.power(a.data, n - 1)),
            div_with_closure,
        ),
    ],
}
