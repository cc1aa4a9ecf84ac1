"""A plain engine with one closure a node, the textbook way: what `circuit.Value` is compared with.

Each operation makes its result and a function that sends the result's gradient to the operands. Numbers become leaves.
Left out: everything that a comparison of values, gradients and speed does not need (errors, labels, stable corners).
"""

from __future__ import annotations

import math
from collections.abc import Callable


class Node:
    """A number that remembers how to pass its gradient on."""

    def __init__(self, data: float, parents: tuple[Node, ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.send: Callable[[], None] = lambda: None

    def __add__(self, other: Node | float) -> Node:
        other = other if isinstance(other, Node) else Node(other)
        out = Node(self.data + other.data, (self, other))

        def send() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out.send = send
        return out

    def __mul__(self, other: Node | float) -> Node:
        other = other if isinstance(other, Node) else Node(other)
        out = Node(self.data * other.data, (self, other))

        def send() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.send = send
        return out

    def __pow__(self, n: float) -> Node:
        return self._unary(self.data**n, lambda out: n * self.data ** (n - 1))

    def __neg__(self) -> Node:
        return self * -1.0

    def __sub__(self, other: Node | float) -> Node:
        return self + -other

    def __rsub__(self, other: float) -> Node:
        return -self + other

    def __truediv__(self, other: Node | float) -> Node:
        return self * (other if isinstance(other, Node) else Node(other)) ** -1.0

    def __rtruediv__(self, other: float) -> Node:
        return self**-1.0 * other

    __radd__ = __add__
    __rmul__ = __mul__

    def exp(self) -> Node:
        return self._unary(math.exp(self.data), lambda out: out)

    def log(self) -> Node:
        return self._unary(math.log(self.data), lambda out: 1.0 / self.data)

    def relu(self) -> Node:
        return self._unary(max(0.0, self.data), lambda out: float(self.data > 0))

    def sigmoid(self) -> Node:
        return self._unary(1.0 / (1.0 + math.exp(-self.data)), lambda out: out * (1.0 - out))

    def tanh(self) -> Node:
        return self._unary(math.tanh(self.data), lambda out: 1.0 - out * out)

    def _unary(self, data: float, slope: Callable[[float], float]) -> Node:
        out = Node(data, (self,))

        def send() -> None:
            self.grad += slope(out.data) * out.grad

        out.send = send
        return out

    def backward(self, g: float = 1.0) -> None:
        """Send g from here to every node below, users before operands."""
        order: list[Node] = []
        seen: set[Node] = set()

        def visit(node: Node) -> None:
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = g
        for node in reversed(order):
            node.send()


def maximum(a: Node | float, b: Node | float) -> Node:
    """The larger of two; a tie splits the gradient."""
    a, b = (x if isinstance(x, Node) else Node(x) for x in (a, b))
    out = Node(max(a.data, b.data), (a, b))

    def send() -> None:
        share = 0.5 if a.data == b.data else float(a.data > b.data)
        a.grad += share * out.grad
        b.grad += (1.0 - share) * out.grad

    out.send = send
    return out
