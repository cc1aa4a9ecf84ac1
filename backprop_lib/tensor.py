"""Arrays that remember how they were made, and the reverse sweep through them: `circuit.Value`, a whole array a node.

A `Tensor` computes at once and keeps the operation, its inputs and its settings; what is passed back stands in the
table of `rules`, and is added up here where an input was broadcast. Every gradient has the shape of its data.

Decided here: data is float64. An operand that is no Tensor is a constant, and nothing is computed for it: data to
learn from needs no gradient. `grad` is None until something has arrived. Left out: pictures, second derivatives, and
changing data in the middle of a graph.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib.layers import unbroadcast
from backprop_lib.rules import RULES


class Tensor:
    """An array of a calculation: `data`, and after `backward` also `grad`, how sensitive the root is to each entry.

    op: the operation that made it, a key of `rules.RULES`, empty for a leaf.   inputs: its operands, Tensors and
    constant arrays.   settings: what else it was given (an axis, labels, …).
    Example: W = Tensor([[3.], [5.]]); ([[1., 2.]] @ W).sum().backward(); W.grad -> [[1.], [2.]].
    """

    __slots__ = ("data", "grad", "inputs", "label", "op", "settings")
    __array_ufunc__ = None  # so that array @ tensor comes to __rmatmul__ below

    def __init__(self, data: Any, label: str = "") -> None:
        self.data: np.ndarray = np.array(data, dtype=np.float64)
        self.grad: np.ndarray | None = None
        self.label = label
        self.op = ""
        self.inputs: tuple[Any, ...] = ()
        self.settings: tuple[Any, ...] = ()

    @property
    def parents(self) -> tuple[Tensor, ...]:
        """The inputs that are Tensors."""
        return tuple(x for x in self.inputs if isinstance(x, Tensor))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def T(self) -> Tensor:
        return self.transpose()

    def __add__(self, other: Any) -> Tensor:
        return _node("add", self, other)

    def __radd__(self, other: Any) -> Tensor:
        return _node("add", other, self)

    def __sub__(self, other: Any) -> Tensor:
        return _node("sub", self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return _node("sub", other, self)

    def __mul__(self, other: Any) -> Tensor:
        return _node("mul", self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return _node("mul", other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return _node("div", self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return _node("div", other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return _node("matmul", self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return _node("matmul", other, self)

    def __pow__(self, n: float) -> Tensor:
        return _node("power", self, settings=(float(n),))

    def __neg__(self) -> Tensor:
        return self * -1.0

    def exp(self) -> Tensor:
        return _node("exp", self)

    def log(self) -> Tensor:
        return _node("log", self)

    def tanh(self) -> Tensor:
        return _node("tanh", self)

    def relu(self) -> Tensor:
        return _node("relu", self)

    def rows(self, indices: Any) -> Tensor:
        """The rows of these numbers, in this order; a row may be taken several times."""
        return _node("rows", self, settings=(np.asarray(indices),))

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        return _node("sum", self, settings=(axis, keepdims))

    def mean(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        return _node("mean", self, settings=(axis, keepdims))

    def transpose(self, *axes: int) -> Tensor:
        """The axes in this order; without an order, turned round."""
        return _node("transpose", self, settings=(axes or tuple(range(self.data.ndim))[::-1],))

    def reshape(self, *shape: int) -> Tensor:
        return _node("reshape", self, settings=(shape,))

    def softmax(self) -> Tensor:
        """Shares along the last axis."""
        return _node("softmax", self)

    def cross_entropy(self, labels: Any) -> Tensor:
        """Mean cost −log(share of the right class): scores (..., K), labels (...) of whole numbers -> ()."""
        return _node("cross_entropy", self, settings=(np.asarray(labels),))

    def rmsnorm(self) -> Tensor:
        """Each row along the last axis, divided by its root mean square."""
        return _node("rmsnorm", self)

    def backward(self, g: Any = 1.0) -> None:
        """Send the upstream gradient g, of this node's shape, from here to the leaves.

        A leaf adds what arrives to the gradient it has (see `zero_grad`); every other node starts anew in each pass.
        ValueError for a g of another shape: 1.0 fits a single number only.
        """
        g = np.asarray(g, dtype=np.float64)
        if g.shape != self.data.shape:
            raise ValueError(f"backward: the root has shape {self.data.shape}, g has {g.shape}. Sum it, or give g.")
        backward_through([node for node in topological_order(self) if node.inputs], self, g)

    def zero_grad(self) -> None:
        """Forget the gradient of this node and of every node it depends on."""
        for node in topological_order(self):
            node.grad = None

    def __repr__(self) -> str:
        return f"Tensor({self.label or self.op or 'leaf'}, shape {self.data.shape})"


def backward_through(nodes: list[Tensor], root: Tensor, g: np.ndarray) -> None:
    """Send g from the root through these nodes, inputs before users, none of them a leaf."""
    for node in nodes:
        node.grad = None
    _add_to(root, g)
    for node in reversed(nodes):
        arrays = arrays_of(node)
        for x, passed in zip(node.inputs, RULES[node.op].backward, strict=True):
            if isinstance(x, Tensor):
                _add_to(x, passed(node.grad, node.data, *arrays, *node.settings))


def arrays_of(node: Tensor) -> list[np.ndarray]:
    """The inputs of a node as arrays."""
    return [x.data if isinstance(x, Tensor) else x for x in node.inputs]


def topological_order(root: Tensor) -> list[Tensor]:
    """Every node that root depends on, each once, inputs before users, root last."""
    order: list[Tensor] = []
    seen: set[Tensor] = set()
    waiting: list[tuple[Tensor, bool]] = [(root, False)]
    while waiting:
        node, listed = waiting.pop()
        if listed:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((x, False) for x in node.inputs if isinstance(x, Tensor))
    return order


def _node(op: str, *operands: Any, settings: tuple[Any, ...] = ()) -> Tensor:
    """The result of an operation as a node that knows where it came from."""
    inputs = tuple([x if isinstance(x, Tensor) else np.asarray(x, dtype=np.float64) for x in operands])
    out = Tensor.__new__(Tensor)
    out.grad, out.label, out.op, out.inputs, out.settings = None, "", op, inputs, settings
    out.data = np.asarray(RULES[op].forward(*[x.data if isinstance(x, Tensor) else x for x in inputs], *settings))
    return out


def _add_to(node: Tensor, g: np.ndarray) -> None:
    """Add a gradient to a node's own, in the node's shape. Only a leaf's gradient is a copy: it outlives the pass."""
    if g.shape != node.data.shape:
        g = unbroadcast(g, node.data.shape)
    if node.grad is not None:
        node.grad = node.grad + g
    else:
        node.grad = g if node.inputs else np.array(g)
