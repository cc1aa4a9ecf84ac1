"""Circuits in pictures: values above the wires, gradients below.

`circuit(root)` draws everything that root depends on. No drawing program and no script is needed. Any node class works
that has data, grad and parents; op and label are used where they exist.
Left out: how a drawing is made (`svg`), what is said about it (`words`), and stepping and moving (`touch.graph`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backprop_lib.circuit import topological_order
from backprop_lib.picture import Picture
from backprop_lib.svg import Drawing
from backprop_lib.words import describe, label_of, number

LIMIT = 60  # nodes in one drawing
SHOWN = ("both", "values", "none")


def circuit(
    root: Any, show: str = "both", digits: int = 4, wrong: Mapping[Any, float] | None = None, caption: str = ""
) -> Picture:
    """Draw the circuit that ends in root; each wire carries its value above and its gradient below.

    show: "both", "values" or "none". wrong: {node: right gradient}; such a gradient is struck out, the right one
    stands under it, and a dashed outline marks the first wrong node on the way back.
    """
    if show not in SHOWN:
        raise ValueError(f'show is one of "both", "values", "none", not {show!r}')
    if wrong and show != "both":
        raise ValueError(f'wrong marks gradients, and show={show!r} leaves them out; use show="both"')
    nodes = nodes_of(root)
    right = {id(node): number(value, digits) for node, value in (wrong or {}).items()}
    if unknown := [label_of(node) or repr(node) for node in wrong or () if id(node) not in set(map(id, nodes))]:
        raise ValueError(f"wrong names nodes that are not part of this circuit: {', '.join(unknown)}")
    values = [number(node.data, digits) if show != "none" else "" for node in nodes]
    gradients = [number(node.grad, digits) if show == "both" else "" for node in nodes]
    rights = [right.get(id(node), "") for node in nodes]
    first = next((i for i in reversed(range(len(nodes))) if rights[i]), None)
    alt = describe(nodes, values, gradients, rights)
    svg = Drawing(nodes, values, gradients, rights, first).svg(alt)
    return Picture.of_svg(svg, alt, caption)


def nodes_of(root: Any) -> list[Any]:
    """Every node that root depends on, inputs first; refuses what is no node and what is too large to read."""
    missing = [name for name in ("data", "grad", "parents") if not hasattr(root, name)]
    if missing:
        raise TypeError(
            f"a drawing starts at the output node of a circuit, an object with data, grad and parents; "
            f"{type(root).__name__} has no {' and no '.join(missing)}"
        )
    nodes = topological_order(root)
    if len(nodes) > LIMIT:
        raise ValueError(
            f"this circuit has {len(nodes)} nodes, and a drawing is readable up to {LIMIT}. Draw a part of it: "
            f"circuit(node) shows only what that node depends on."
        )
    return nodes
