"""The picture of a circuit of rows that holds wrong gradients: each is struck out, with the right one under it.

For what came back in the form in which `players.engine` writes it. Left out: the same in words (`graphs`), and where
things stand in a picture (`backprop_lib.draw`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde.exercise import Probe
from autograde.kinds.circuits import input_in_words, kind_of, operands
from autograde.kinds.graphs import differs
from autograde.outcome_form import is_amount
from autograde.plain import identical
from autograde.players.rows import Row, Rows, below
from backprop_lib import draw
from backprop_lib.picture import Picture

SIGNS = {"add": "+", "mul": "×", "div": "÷", "relu": "relu", "exp": "exp"}
LEGEND = "Your gradients stand below the wires, and under a wrong one the right one."


def draws(
    probe: Probe, value: Any, expected: Any, question: str, part: str = "", agree: Sequence[str] = (), lying: str = ""
) -> Picture | None:
    """The circuit with a student's gradients, where they are wrong.

    question: what the caption asks.   lying: what it adds where some gradients lay there before.
    part: the entry of the result that holds the gradients; without it, the result itself does.
    agree: entries that must be the right ones, because otherwise another circuit was built.
    """
    rows, before, root = probe.args[:3]
    if part:
        if not isinstance(value, dict) or not all(identical(value.get(key), expected[key]) for key in agree):
            return None
        value, expected = value.get(part), expected[part]
    caption = " ".join(filter(None, (LEGEND, question, lying if before else "")))
    return picture(rows, root, value, expected, caption)


def picture(rows: Rows, root: str, got: Any, right: Mapping[str, float], caption: str) -> Picture | None:
    """The circuit with a student's gradients and, beside each wrong one, the right one; None if there are none."""
    if not isinstance(got, dict) or not all(name in got for name in right):
        return None
    nodes: dict[str, Drawn] = {}
    for row in rows:
        nodes[row[0]] = Drawn(row, got[row[0]], [nodes[item] for item in operands(row[2])])
    wrong = {nodes[name]: right[name] for name in below(rows, root) if differs(got[name], right[name])}
    return draw.circuit(nodes[root], wrong=wrong, caption=caption) if wrong else None


class Drawn:
    """A node for a picture; in place of a gradient that cannot be written stands what it is."""

    def __init__(self, row: Row, grad: Any, parents: Sequence[Drawn]) -> None:
        self.label, self.data, self.parents = row[0], row[3], tuple(parents)
        self.grad = grad if isinstance(grad, (int, float)) or is_amount(grad) else type(grad).__name__
        kind = kind_of(row[1])
        self.op = f"^{input_in_words(row[2][1])}" if kind == "power" else SIGNS.get(kind, "")
