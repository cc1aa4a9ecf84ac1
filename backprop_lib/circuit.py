"""Circuits of scalar gates that remember how they were built, and the reverse sweep through them.

Arithmetic on a `Value` computes at once and returns the output of a new gate, which keeps its operands (`parents`)
and its slope for each of them (`local`, plain floats). `backward` walks from the root to the leaves; each gate
multiplies the gradient that arrived by its slopes and adds the products to its operands' gradients.

Decided here: data is one float (True is 1, an array of one entry is that entry). A number in an expression makes a
gate with one input ("+ 1"), never a leaf. Values are equal only if they are the same node. Slopes are taken while
building: one that does not exist is reported there, and a later change of `data` does not reach gates already built.

Left out: arrays, second derivatives and pictures (`draw`).
"""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from backprop_lib import gates


class Value:
    """One number of a circuit: `data`, and after `backward` also `grad`, how sensitive the root is to it.

    op: the gate's text ("×", "+ 1", "σ"), empty for a leaf. parents: its operands. local: its slope for each operand.
    exp, log, relu, sigmoid and tanh make one gate each, with the rule, the corners and the errors it has in `gates`.
    Example: x, y, z = Value(-2), Value(5), Value(-4); ((x + y) * z).backward(); x.grad -> -4.0, z.grad -> 3.0.
    """

    __slots__ = ("_op", "data", "grad", "label", "local", "parents")
    __array_ufunc__ = None  # so that np.float64(2) * value comes to __rmul__ below

    def __init__(self, data: Any, label: str = "") -> None:
        self.data: float = _number(data)
        self.grad: float = 0.0
        self.label: str = label
        self.parents: tuple[Value, ...] = ()
        self.local: tuple[float, ...] = ()
        self._op: str | tuple[str, float] = ""

    @property
    def op(self) -> str:
        """The gate's text. A number in it is written out only here: most gates are never looked at."""
        return self._op if isinstance(self._op, str) else self._op[0].format(f"{self._op[1]:g}".replace("-", "−"))

    def named(self, label: str) -> Value:
        """Set the label and return the node: q = (x + y).named("q")."""
        self.label = label
        return self

    # + − × are written out here because circuits are full of them; the tests hold them equal to `gates`.

    def __add__(self, other: Any) -> Value:
        if isinstance(other, Value):
            return _gate(self.data + other.data, "+", (self, other), (1.0, 1.0))
        c = _number(other)
        return _gate(self.data + c, ("+ {}", c), (self,), (1.0,))

    def __sub__(self, other: Any) -> Value:
        if isinstance(other, Value):
            return _gate(self.data - other.data, "−", (self, other), (1.0, -1.0))
        c = _number(other)
        return _gate(self.data - c, ("− {}", c), (self,), (1.0,))

    def __rsub__(self, other: Any) -> Value:
        c = _number(other)
        return _gate(c - self.data, ("{} − x", c), (self,), (-1.0,))

    def __mul__(self, other: Any) -> Value:
        if isinstance(other, Value):
            x, y = self.data, other.data
            return _gate(x * y, "×", (self, other), (y, x))
        c = _number(other)
        return _gate(self.data * c, ("× {}", c), (self,), (c,))

    def __truediv__(self, other: Any) -> Value:
        y = other.data if isinstance(other, Value) else _number(other)
        slope = gates.reciprocal(y)
        if isinstance(other, Value):
            return _gate(self.data / y, "÷", (self, other), (slope, gates.reciprocal_backward(self.data, y)))
        return _gate(self.data / y, ("÷ {}", y), (self,), (slope,))

    def __rtruediv__(self, other: Any) -> Value:
        c, slope = _number(other), gates.reciprocal_backward(1.0, self.data)
        return _gate(c / self.data, ("{}/x", c), (self,), (c * slope,))

    def __pow__(self, n: Any) -> Value:
        if isinstance(n, Value):
            raise TypeError("the exponent of ** must be a number, not a Value. For x > 0 write (y * x.log()).exp().")
        c = _number(n)
        return _gate(gates.power(self.data, c), ("^{}", c), (self,), (gates.power_backward(1.0, self.data, c),))

    def __rpow__(self, base: Any) -> Value:
        raise TypeError("the exponent of ** must be a number, not a Value. For c > 0 write (y * math.log(c)).exp().")

    def __neg__(self) -> Value:
        return self * -1.0

    __radd__ = __add__
    __rmul__ = __mul__

    def exp(self) -> Value:
        return _gate(gates.exp(self.data), "exp", (self,), (gates.exp_backward(1.0, self.data),))

    def log(self) -> Value:
        return _gate(gates.log(self.data), "log", (self,), (gates.log_backward(1.0, self.data),))

    def relu(self) -> Value:
        return _gate(gates.relu(self.data), "relu", (self,), (gates.relu_backward(1.0, self.data),))

    def sigmoid(self) -> Value:
        s = gates.sigmoid(self.data)
        return _gate(s, "σ", (self,), (gates.sigmoid_backward(1.0, s),))

    def tanh(self) -> Value:
        t = gates.tanh(self.data)
        return _gate(t, "tanh", (self,), (gates.tanh_backward(1.0, t),))

    def backward(self, g: float = 1.0) -> None:
        """Send the upstream gradient g from this node to the leaves.

        A leaf adds what arrives to the gradient it has (see `zero_grad`); gates start from 0 in every pass.
        """
        order, upstream = _gates(self), _number(g)
        for node in order:
            node.grad = 0.0
        self.grad += upstream
        for node in reversed(order):
            arrived = node.grad
            if len(node.parents) == 2:
                (x, y), (dx, dy) = node.parents, node.local
                x.grad += arrived * dx
                y.grad += arrived * dy
            else:
                node.parents[0].grad += arrived * node.local[0]

    def zero_grad(self) -> None:
        """Set the gradient of this node, and of every node it depends on, to 0."""
        for node in topological_order(self):
            node.grad = 0.0

    def __float__(self) -> float:
        return float(self.data)

    def __repr__(self) -> str:
        return f"Value(data={self.data!r}, grad={self.grad!r}{f', label={self.label!r}' if self.label else ''})"


def maximum(a: Any, b: Any) -> Value:
    """Gate max(a, b) of two Values, or of a Value and a number on either side; a tie splits the gradient ½, ½."""
    if isinstance(a, Value) and isinstance(b, Value):
        return _gate(gates.maximum(a.data, b.data), "max", (a, b), gates.maximum_backward(1.0, a.data, b.data))
    value, number = (a, b) if isinstance(a, Value) else (b, a)
    if not isinstance(value, Value):
        raise TypeError(f"maximum({a!r}, {b!r}): one of the two must be a Value. For plain numbers use gates.maximum.")
    c = _number(number)
    return _gate(gates.maximum(value.data, c), ("max {}", c), (value,), gates.maximum_backward(1.0, value.data, c)[:1])


def topological_order(root: Value) -> list[Value]:
    """List every node that root depends on, once: leaves first, each gate after its operands, root last."""
    order = _gates(root)
    leaves = dict.fromkeys(operand for gate in order for operand in gate.parents if not operand.parents)
    return [*leaves, *order] if order else [root]


def _gates(root: Value) -> list[Value]:
    """List the gates that root depends on, operands first; with a stack, as recursion ends 1,000 gates deep."""
    order: list[Value] = []
    seen: set[Value] = set()
    stack: list[Any] = [root] if root.parents else []
    while stack:
        node = stack.pop()
        if node is None:  # the operands of the next gate on the stack are all listed
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            stack.append(node)
            stack.append(None)
            for operand in reversed(node.parents):
                if operand.parents:
                    stack.append(operand)
    return order


def _gate(data: float, op: str | tuple[str, float], parents: tuple[Value, ...], local: tuple[float, ...]) -> Value:
    """Make the output node of a gate, past `__init__`: its check of the data would cost more than the gate."""
    node = _new(Value)
    node.data, node.grad, node.label = data, 0.0, ""
    node.parents, node.local, node._op = parents, local, op
    return node


_new = object.__new__


def _number(data: Any) -> float:
    """Turn one real number into a float and refuse everything else."""
    if type(data) is float:
        return data
    if isinstance(data, np.ndarray) and data.size == 1:
        data = data.item()
    if isinstance(data, (float, int, numbers.Real, np.bool_)):
        return float(data)
    came = f"an array of shape {data.shape}" if isinstance(data, np.ndarray) else f"{data!r} ({type(data).__name__})"
    raise TypeError(
        f"one real number is needed here, not {came}. This engine is scalar: give each number a Value of its own."
    )
