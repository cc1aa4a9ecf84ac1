"""Record a calculation on `Value` once and run it again with other numbers, without building its graph anew.

    loss = …                      # built from Values, once
    again = Recording(loss)
    again.run()                   # the loss for what the leaves' data are now; their grad gets what backward() adds

A training step builds the same graph every time, and most of its time goes into making nodes and finding their order.
A recording keeps a list of rows instead, "slot 7 is slot 2 times slot 5", and walks it forward, then backward. Numbers
and gradients are the same to the last bit.

What changes between runs must be the data of a leaf: a number in an expression stays what it was when recorded, and so
does the way a program took at an `if`. After a run the root and the leaves are up to date, the gates in between are
not. Left out: arrays (`replay_arrays`), and noticing that a calculation has changed its shape.
"""

from __future__ import annotations

from collections.abc import Callable

from backprop_lib import gates
from backprop_lib.circuit import Value, topological_order

Slopes = tuple[float, float]


def divided(x: float, y: float) -> float:
    """x / y, refused at y = 0 in the words of the gate."""
    gates.reciprocal(y)
    return x / y


TIMES, PLUS, MINUS = 1, 2, 3  # written out in `run`, because circuits are full of them
COMMON = {"×": TIMES, "+": PLUS, "−": MINUS}
# the others: what comes out of x and y, and the slopes for both; a gate with one input has no use for y
RARE: dict[str, tuple[Callable[[float, float], float], Callable[[float, float, float], Slopes]]] = {
    "÷": (divided, lambda x, y, out: (gates.reciprocal(y), gates.reciprocal_backward(x, y))),
    "1/x": (lambda x, y: divided(y, x), lambda x, y, out: (y * gates.reciprocal_backward(1.0, x), 0.0)),
    "^": (gates.power, lambda x, y, out: (gates.power_backward(1.0, x, y), 0.0)),
    "max": (gates.maximum, lambda x, y, out: gates.maximum_backward(1.0, x, y)),
    "exp": (lambda x, y: gates.exp(x), lambda x, y, out: (out, 0.0)),
    "log": (lambda x, y: gates.log(x), lambda x, y, out: (gates.log_backward(1.0, x), 0.0)),
    "relu": (lambda x, y: gates.relu(x), lambda x, y, out: (gates.relu_backward(1.0, x), 0.0)),
    "σ": (lambda x, y: gates.sigmoid(x), lambda x, y, out: (gates.sigmoid_backward(1.0, out), 0.0)),
    "tanh": (lambda x, y: gates.tanh(x), lambda x, y, out: (gates.tanh_backward(1.0, out), 0.0)),
}
# a gate with a number in its text is one with two inputs, of which one has no gradient
WITH_NUMBER = {"+ {}": "+", "− {}": "−", "× {}": "×", "÷ {}": "÷", "{}/x": "1/x", "^{}": "^", "max {}": "max"}


class Recording:
    """A calculation as a list of rows over numbered slots: (operation, slot of the result, slots of its inputs).

    root: the node that the calculation ends in.   leaves: the Values it depends on, in the order of their slots.
    Example: w = Value(3.0); again = Recording(w * w); w.data = 5.0; again.run() -> 25.0, and w.grad is 10.0.
    """

    def __init__(self, root: Value) -> None:
        order = topological_order(root)
        self.root = root
        self.leaves = [node for node in order if not node.parents]
        self._start = [node.data for node in order]  # one slot a node; constants follow
        slots = {node: slot for slot, node in enumerate(order)}
        self._rows = [self._row(node, slots) for node in order if node.parents]

    def _row(self, node: Value, slots: dict[Value, int]) -> tuple[int, str, int, int, int]:
        """One gate; where it has no second operand, its number (or 0) gets a slot of its own."""
        out, x = slots[node], slots[node.parents[0]]
        op, number = node._op if isinstance(node._op, tuple) else (node._op, 0.0)
        if len(node.parents) == 2:
            return COMMON.get(op, 0), op, out, x, slots[node.parents[1]]
        self._start.append(number)
        y = len(self._start) - 1
        if op == "{} − x":
            return MINUS, "−", out, y, x
        op = WITH_NUMBER.get(op, op)
        return COMMON.get(op, 0), op, out, x, y

    def run(self, g: float = 1.0) -> float:
        """Compute the root from the leaves' present data, send g back to the leaves, and return the root's data."""
        v = list(self._start)
        for slot, leaf in enumerate(self.leaves):
            v[slot] = leaf.data
        self._forward(v)
        grads = [leaf.grad for leaf in self.leaves] + [0.0] * (len(v) - len(self.leaves))
        grads[self._root_slot()] += g
        self._backward(v, grads)
        for leaf, grad in zip(self.leaves, grads, strict=False):
            leaf.grad = grad
        self.root.data = v[self._root_slot()]
        return self.root.data

    def _root_slot(self) -> int:
        return self._rows[-1][2] if self._rows else 0

    def _forward(self, v: list[float]) -> None:
        for code, op, out, x, y in self._rows:
            if code == TIMES:
                v[out] = v[x] * v[y]
            elif code == PLUS:
                v[out] = v[x] + v[y]
            elif code == MINUS:
                v[out] = v[x] - v[y]
            else:
                v[out] = RARE[op][0](v[x], v[y])

    def _backward(self, v: list[float], grads: list[float]) -> None:
        for code, op, out, x, y in reversed(self._rows):
            arrived = grads[out]
            if code == TIMES:
                grads[x] += arrived * v[y]
                grads[y] += arrived * v[x]
            elif code == PLUS:
                grads[x] += arrived
                grads[y] += arrived
            elif code == MINUS:
                grads[x] += arrived
                grads[y] -= arrived
            else:
                dx, dy = RARE[op][1](v[x], v[y], v[out])
                grads[x] += arrived * dx
                grads[y] += arrived * dy
