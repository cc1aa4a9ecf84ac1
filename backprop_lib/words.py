"""What a picture says in words: numbers, names of nodes, formulas of gates.

The same words stand in drawings, in alternative text, and in what moves (`touch`).
Any node class will do that has data, grad and parents; label and op are used where they exist.
Left out: where things stand (`layout`) and how they look (`draw`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

UNKNOWN = "•"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
INFIX = ("+", "−", "×", "÷")


def number(x: Any, digits: int = 4) -> str:
    """x with so many significant digits, a real minus sign and no trailing zeros.

    Example: −12.0 -> "−12", 0.7310586 -> "0.7311", 3.5e-7 -> "3.5×10⁻⁷", 12345.6 -> "12346".
    """
    try:
        value = float(x)
    except (TypeError, ValueError):
        return "none" if x is None else str(x)[:12]
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("−∞" if value < 0 else "∞")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if value == 0 or -4 <= power <= 5:
        text = _trimmed(f"{value:.{max(0, digits - 1 - power)}f}")
    else:
        text = f"{_trimmed(mantissa)}×10{str(power).translate(SUPERSCRIPTS)}"
    return "0" if text == "-0" else text.replace("-", "−")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_brackets(text: str) -> str:
    """A negative number as it stands after an operator: "−4" -> "(−4)"."""
    return f"({text})" if text.startswith("−") else text


def label_of(node: Any) -> str:
    """The node's label, or "" when it has none."""
    return str(getattr(node, "label", "") or "")


def op_of(node: Any) -> str:
    """What the node does, as its gate shows it: "×", "exp", "+ 1"; • when the node does not say; "" for an input."""
    op = getattr(node, "op", "") or getattr(node, "_op", "")
    return str(op or UNKNOWN) if node.parents else ""


def slopes_of(node: Any) -> Sequence[float] | None:
    """The gate's slope for each operand, when the node keeps them."""
    slopes = getattr(node, "local", None) or getattr(node, "local_grads", None)
    return slopes if slopes is not None and len(slopes) == len(node.parents) else None


def names(nodes: Sequence[Any]) -> list[str]:
    """A name for each node, inputs first as in `nodes`: its label, else "gate 2 (exp)" or "input 3"."""
    result, gates, inputs = [], 0, 0
    for node in nodes:
        if node.parents:
            gates += 1
            result.append(label_of(node) or f"gate {gates} ({op_of(node)})")
        else:
            inputs += 1
            result.append(label_of(node) or f"input {inputs}")
    return result


def formula(op: str, inputs: Sequence[str]) -> str:
    """What a gate computes from its inputs, written out: ("+", ["x", "y"]) -> "x + y", ("exp", ["n"]) -> "exp(n)"."""
    first = inputs[0]
    if op in INFIX and len(inputs) == 2:
        return f"{first} {op} {in_brackets(inputs[1])}"
    if op == UNKNOWN:
        return " and ".join(inputs)
    if len(inputs) == 1:
        if op.endswith("/x"):
            return f"{op[:-2]} / {in_brackets(first)}"
        if op.endswith(" − x"):
            return f"{op[:-1]}{in_brackets(first)}"
        if op.startswith("max "):
            return f"max({first}, {op[4:]})"
        if op.startswith("^"):
            return f"{in_brackets(first)}{op}"
        if op[:1] in INFIX:  # "+ 1", "× −1"
            return f"{first} {op[0]} {in_brackets(op[1:].strip())}"
    return f"{op}({', '.join(inputs)})"


def listed(parts: Sequence[str]) -> str:
    """["x", "y", "z"] -> "x, y and z"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def describe(nodes: Sequence[Any], values: Sequence[str], gradients: Sequence[str], rights: Sequence[str] = ()) -> str:
    """A circuit in words, gate by gate, for those who do not see it; empty texts are left out.

    rights: for each node the right gradient if the one shown is wrong, else "".
    """
    called = names(nodes)
    at = {id(node): i for i, node in enumerate(nodes)}

    def numbers(i: int) -> str:
        text = f"{', value' if nodes[i].parents else ' ='} {values[i]}" if values[i] else ""
        text += f", gradient {gradients[i]}" if gradients[i] else ""
        return text + (f" (wrong, right is {rights[i]})" if rights and rights[i] else "")

    inputs = [i for i, node in enumerate(nodes) if not node.parents]
    gates = [i for i, node in enumerate(nodes) if node.parents]
    counts = f"{len(inputs)} input{'s' * (len(inputs) != 1)} and {len(gates)} gate{'s' * (len(gates) != 1)}"
    parts = [f"Circuit with {counts}.", "Inputs: " + "; ".join(called[i] + numbers(i) for i in inputs) + "."]
    for k, i in enumerate(gates, 1):
        sources = [called[at[id(parent)]] for parent in nodes[i].parents]
        label = f" {label_of(nodes[i])}" if label_of(nodes[i]) else ""
        parts.append(f"Gate {k} ({op_of(nodes[i])}){label}: from {listed(sources)}{numbers(i)}.")
    return " ".join(parts)


def title_of(node: Any, name: str) -> str:
    """How a sentence calls a gate: "× gate f", "gate 2 (exp)"."""
    return f"{op_of(node)} gate {name}" if label_of(node) else name[:1].upper() + name[1:]
