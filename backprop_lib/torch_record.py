"""What torch has recorded behind a tensor: as a circuit of this course, and as a list of what each node keeps.

It follows `grad_fn` and `next_functions` and imports nothing of torch's. Left out: torch itself (`torch_bridge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backprop_lib.draw import nodes_of
from backprop_lib.picture import Picture
from backprop_lib.svg import Drawing
from backprop_lib.words import describe, number

SMALL = 4  # a tensor with more entries is written as its shape

# what torch calls the way back through an operation, and how this course's circuits write the operation
OPS = {
    "Add": "+",
    "Sub": "−",
    "Mul": "×",
    "Div": "÷",
    "Pow": "^",
    "Neg": "× −1",
    "Exp": "exp",
    "Log": "log",
    "Relu": "relu",
    "Sigmoid": "σ",
    "Tanh": "tanh",
    "Maximum": "max",
    "Mean": "mean",
    "Sum": "sum",
    "Mm": "@",
    "Mv": "@",
    "Dot": "@",
    "Addmm": "@ and +",
    "Addmv": "@ and +",
    "T": "transpose",
    "MseLoss": "MSE",
}
CONSTANTS = ("_saved_other", "_saved_exponent")  # where a node keeps a number that it needs on the way back


@dataclass(eq=False)
class Node:
    """One node of torch's record, in the form that drawings take; data and grad are written out, or ""."""

    op: str
    label: str
    parents: tuple[Node, ...]
    data: str = ""
    grad: str = ""


def graph(tensor: Any, names: Mapping[str, Any] | None = None, digits: int = 4, caption: str = "") -> Picture:
    """Draw what torch recorded behind a tensor as a circuit: leaves, operations, and their order.

    names: label -> tensor. A wire carries a value where torch still holds it or `names` brings it, and a gradient
    where `.grad` holds one; "?" is a constant that is not kept. Data that need no gradient are not part of the record.
    ValueError for a tensor without a record.
    """
    if not getattr(tensor, "requires_grad", False):
        raise ValueError("graph: torch has recorded nothing behind this tensor. Did a leaf have requires_grad=True?")
    root = read(tensor, names or {}, digits)
    nodes = nodes_of(root)
    values, gradients = [node.data for node in nodes], [node.grad for node in nodes]
    alt = f"What torch recorded. {describe(nodes, values, gradients)}"
    return Picture.of_svg(Drawing(nodes, values, gradients).svg(alt), alt, caption)


def read(tensor: Any, names: Mapping[str, Any], digits: int) -> Node:
    """The nodes behind a tensor, its own last; operations that several others use are one node."""
    named = {id(value): label for label, value in names.items()}
    results = {value.grad_fn: value for value in [tensor, *names.values()] if value.grad_fn is not None}
    made: dict[Any, Node] = {}

    def node_of(function: Any, value: Any, parents: tuple[Node, ...]) -> Node:
        label = named.get(id(value), "" if function is not None and parents else "leaf")
        gradient = value.grad if value is not None and (value.is_leaf or value.retains_grad) else None
        texts = ("" if item is None else written(item, digits) for item in (value, gradient))
        return Node(op_of(function, len(parents)) if parents else "", label, parents, *texts)

    for function in operations(tensor.grad_fn):
        parents = tuple(made[parent] for parent in parents_of(function))
        value = getattr(function, "variable", None) if not parents else None
        made[function] = node_of(function, results.get(function, value), parents)
    return made[tensor.grad_fn] if tensor.grad_fn is not None else node_of(None, tensor, ())


def parents_of(function: Any) -> list[Any]:
    """The operations and leaves that an operation has a way back to."""
    return [parent for parent, _ in function.next_functions if parent is not None]


def operations(root: Any) -> Iterator[Any]:
    """Everything recorded behind an operation, each once and after its parents; with a stack, as graphs are deep."""
    seen, stack = set(), [(root, False)] if root is not None else []
    while stack:
        function, ready = stack.pop()
        if ready:
            yield function
        elif function not in seen:
            seen.add(function)
            stack += [(function, True), *((parent, False) for parent in reversed(parents_of(function)))]


def op_of(function: Any, inputs: int) -> str:
    """An operation as our circuits write it: MulBackward0 -> "×", with its constant where the node keeps one."""
    name = function.name().rpartition("::")[2].partition("Backward")[0]
    op = OPS.get(name, name.lower() if function.name().endswith(("0", "1")) else name)
    if inputs > 1 or op not in ("+", "−", "×", "÷", "^"):
        return op
    for place in CONSTANTS:
        try:
            constant = getattr(function, place, None)
        except RuntimeError:  # backward has freed it
            continue
        if constant is not None and getattr(constant, "numel", lambda: 1)() == 1:
            return f"{op}{'' if op == '^' else ' '}{number(float(constant))}"
    return f"{op} ?"


def kept(tensor: Any) -> list[tuple[str, str]]:
    """What each recorded operation keeps for the way back, from the tensor to the leaves: [("MulBackward0", …), …].

    A name with its texts: "self = [5, 6]", "nothing", or "freed" after backward. Left out: counts and shapes.
    """
    found = []
    for function in reversed(list(operations(tensor.grad_fn))):
        texts = []
        for place in sorted(name for name in dir(function) if name.startswith("_saved_")):
            try:
                value = getattr(function, place)
            except RuntimeError:
                texts = ["freed"]
                break
            if hasattr(value, "numel"):
                texts.append(f"{place.removeprefix('_saved_')} = {written(value, 4)}")
        found.append((function.name().rpartition("::")[2], ", ".join(texts) or "nothing"))
    return found


def written(tensor: Any, digits: int) -> str:
    """A tensor's numbers when they are few, else its shape."""
    values = tensor.detach().numpy()
    if values.ndim == 0:
        return number(values, digits)
    if values.size > SMALL:
        return f"{values.shape}"
    return listed(values.tolist(), digits)


def listed(values: Any, digits: int) -> str:
    """Nested lists of numbers in square brackets."""
    if isinstance(values, list):
        return f"[{', '.join(listed(value, digits) for value in values)}]"
    return number(values, digits)
