"""A circuit that one can touch: its leaves move, its passes are stepped, the next gradient is guessed.

`circuit(root)` takes any graph whose gates are known by their texts, the library's or a student's own. Everything that
moves is computed from the leaves again (`circuit.mjs`), so gradients found on the nodes do not matter.
Left out: circuits with other gates (`draw.circuit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backprop_lib import touch
from backprop_lib.draw import nodes_of
from backprop_lib.picture import Picture
from backprop_lib.svg import Drawing, Mark
from backprop_lib.touch.nodes import nodes_state, rebuilt
from backprop_lib.words import describe, number

PLACES = ("forward", "backward", "end")


def circuit(
    root: Any, at: str = "forward", guess: bool = False, order: Sequence[Any] | None = None, caption: str = ""
) -> Picture:
    """The circuit that ends in root, at the beginning of its forward or backward pass or at the end, to be moved.

    at: "forward", "backward" or "end".   guess: whether each gradient is asked for first; a box in the picture says so.
    order: the gates in the order of their turns in the backward pass, each as often as it is visited; without it, each
    gate once, after all that use it. Raises ValueError for a gate that the picture cannot compute.
    Example: circuit((Value(2.0, "x") * Value(3.0, "y")), at="backward", guess=True)
    """
    if at not in PLACES:
        raise ValueError(f"at is one of {', '.join(PLACES)}, not {at!r}")
    nodes = nodes_of(root)
    state = nodes_state(nodes)
    if state is None:
        raise ValueError("a gate of this circuit has a text that no gate of the library has: use draw.circuit")
    place = {id(node): i for i, node in enumerate(nodes)}
    again = rebuilt(state)  # gradients on the student's own nodes may be wrong, or not there yet
    again[-1].backward()
    values, gradients = (
        [number(x) for x in numbers] for numbers in zip(*[(n.data, n.grad) for n in again], strict=True)
    )
    alt = describe(nodes, values, gradients)
    room = [[Mark(text)] for text in values], [[Mark(text)] for text in gradients]
    svg = Drawing(nodes, *room, numbered=True).svg(alt)
    turns = None if order is None else [place[id(node)] for node in order]
    told = {"nodes": state, "order": turns, "at": at, "guess": guess}
    return Picture(touch.alive(svg, "circuit", told), alt, caption, width=float(svg.get("width", "0")))
