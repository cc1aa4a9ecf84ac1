"""A circuit as the touchable pictures know it: each node with its gate's code, its number, its inputs, its name.

Left out: the drawing (`svg`), and what the scripts make of it (`circuit.mjs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backprop_lib.circuit import Value, maximum
from backprop_lib.words import names, op_of, title_of

TWO = {"+": "+", "−": "−", "-": "−", "×": "×", "*": "×", "÷": "÷", "/": "÷", "max": "max"}
ONE = {"exp": "exp", "log": "log", "relu": "relu", "ReLU": "relu", "σ": "σ", "sigmoid": "σ", "tanh": "tanh"}
NUMBER = r"([−-]?(?:\d+\.?\d*|\.\d+)(?:e[+−-]?\d+)?)"
WITH_NUMBER = [  # a gate's text with a number in it -> its code
    (re.compile(rf"([+−×÷]) {NUMBER}"), "{} c"),
    (re.compile(rf"(){NUMBER} − x"), "c − x"),
    (re.compile(rf"(){NUMBER}/x"), "c/x"),
    (re.compile(rf"()\^{NUMBER}"), "^c"),
    (re.compile(rf"()max {NUMBER}"), "max c"),
]
BUILT: Mapping[str, Callable[[Any, Any], Any]] = {  # from both inputs, or from the input and the number
    **dict.fromkeys(("+", "+ c"), lambda x, y: x + y),
    **dict.fromkeys(("−", "− c"), lambda x, y: x - y),
    **dict.fromkeys(("×", "× c"), lambda x, y: x * y),
    **dict.fromkeys(("÷", "÷ c"), lambda x, y: x / y),
    **dict.fromkeys(("max", "max c"), maximum),
    "c − x": lambda x, c: c - x,
    "c/x": lambda x, c: c / x,
    "^c": lambda x, c: x**c,
    "exp": lambda x, _: x.exp(),
    "log": lambda x, _: x.log(),
    "relu": lambda x, _: x.relu(),
    "σ": lambda x, _: x.sigmoid(),
    "tanh": lambda x, _: x.tanh(),
}


def code_of(op: str, inputs: int) -> tuple[str, float | None] | None:
    """The code of a gate and the number in it; None for a gate that the scripts do not know.

    Examples: code_of("×", 2) -> ("×", None), code_of("+ −1", 1) -> ("+ c", -1.0), code_of("conv", 2) -> None.
    """
    if inputs == 2:
        return (TWO[op], None) if op in TWO else None
    if inputs != 1:
        return None
    if op in ONE:
        return ONE[op], None
    for pattern, code in WITH_NUMBER:
        if match := pattern.fullmatch(op):
            return code.format(match[1]), float(match[2].replace("−", "-"))
    return None


def nodes_state(nodes: Sequence[Any]) -> list[dict[str, Any]] | None:
    """The nodes, inputs first, as plain data; None where a gate among them is not known to the scripts."""
    place = {id(node): i for i, node in enumerate(nodes)}
    found = []
    for node, name in zip(nodes, names(nodes), strict=True):
        code = code_of(op_of(node), len(node.parents)) if node.parents else ("", None)
        if code is None:
            return None
        made = getattr(node, "_op", "")
        c = made[1] if isinstance(made, tuple) else code[1]  # a text holds six digits of it
        data: dict[str, Any] = {"name": name, "title": title_of(node, name), "data": float(node.data)}
        data |= {"op": code[0], "c": c, "text": op_of(node), "parents": [place[id(p)] for p in node.parents]}
        found.append(data)
    return found


def rebuilt(state: Sequence[Mapping[str, Any]]) -> list[Value]:
    """The same circuit in Values of the library, in the same order."""
    found: list[Value] = []
    for node in state:
        if not node["op"]:
            found.append(Value(node["data"], node["name"]))
            continue
        inputs = [found[place] for place in node["parents"]]
        found.append(BUILT[node["op"]](inputs[0], inputs[1] if len(inputs) == 2 else node["c"]).named(node["name"]))
    return found
