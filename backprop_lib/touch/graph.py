"""A circuit that one can touch: its leaves move, its passes are stepped, the next gradient is guessed.

`circuit(root)` takes any graph whose gates are known by their texts, the library's or a student's own. What moves is
computed from the leaves again, in the page (`circuit.mjs`); the nodes are not changed.
Left out: pictures that stand still (`draw.circuit`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib import touch, visits
from backprop_lib.draw import circuit as still
from backprop_lib.draw import nodes_of
from backprop_lib.picture import Picture
from backprop_lib.svg import VERMILLION, Drawing, element
from backprop_lib.touch.nodes import nodes_state, rebuilt
from backprop_lib.words import describe, number

PLACES = ("start", "backward", "end")
SHARE = {
    "font_size": 12,
    "font_weight": "bold",
    "text_anchor": "end",
    "fill": VERMILLION,
    "stroke": "#ffffff",
    "stroke_width": 3,
    "paint_order": "stroke",
}


def circuit(
    root: Any, at: str = "start", guess: bool = False, order: str = "", yours: bool = False, caption: str = ""
) -> Picture:
    """The circuit that ends in root, to be moved and stepped.

    at: where it begins, "start" (the inputs are given), "backward" (the forward pass is done) or "end".
    guess: whether each gradient is asked for before it is shown; a box in the picture says so, and can be changed.
    order: a name in `visits.ORDERS`, right or wrong, by which the backward pass takes its turns.
    yours: whether the gradients found on the nodes are shown at the end, and the wrong ones struck out.
    A circuit with a gate that the picture cannot compute, or with a value that is not what its gate says, stands still.
    Example: circuit(Value(2.0, "x") * Value(3.0, "y"), at="backward", guess=True)
    """
    if at not in PLACES:
        raise ValueError(f"at is one of {', '.join(PLACES)}, not {at!r}")
    nodes = nodes_of(root)
    state = nodes_state(nodes)
    if state is None:
        return still(root, caption=caption)
    again = rebuilt(state)  # gradients on the student's own nodes may be wrong, or not there yet
    again[-1].backward()
    if any(is_off(node.data, a.data) for node, a in zip(nodes, again, strict=True)):
        wrong = {node: a.grad for node, a in zip(nodes, again, strict=True) if yours and is_off(node.grad, a.grad)}
        return still(root, wrong=wrong, caption=caption)
    told: dict[str, Any] = {"nodes": state, "at": at, "guess": guess}
    if order:
        place = {id(node): i for i, node in enumerate(again)}
        turns = [place[id(visit.node)] for visit in visits.visits_of(again[-1], order)]
        told["order"] = {"name": order, "visits": turns}
    found = [node.grad for node in nodes] if yours else [node.grad for node in again]
    rights = [number(a.grad) if is_off(mine, a.grad) else "" for mine, a in zip(found, again, strict=True)]
    first = next((i for i in reversed(range(len(nodes))) if rights[i]), None)
    if yours:
        told["yours"] = {
            "found": [number(gradient) for gradient in found],
            "told": " " + compared(state, found, rights, first),
        }
    return drawn(nodes, found, rights, first, told, caption)


def drawn(
    nodes: Sequence[Any],
    gradients: Sequence[Any],
    rights: Sequence[str],
    first: int | None,
    told: dict[str, Any],
    caption: str,
) -> Picture:
    """The picture as it stands at its end, with what its script has to know."""
    values, below = [number(node.data) for node in nodes], [number(gradient) for gradient in gradients]
    alt = describe(nodes, values, below, rights)
    svg = Drawing(nodes, values, below, rights, first, numbered=True).svg(alt)
    _room_for_shares(svg, nodes)
    frame = ET.Element("div", {"style": "overflow-x:auto"})  # the drawing scrolls, its controls stay
    frame.append(svg)
    return Picture(touch.alive(frame, "circuit", told), alt, caption, width=float(svg.get("width", "0")))


def compared(state: Sequence[Any], found: Sequence[Any], rights: Sequence[str], first: int | None) -> str:
    """What is said about gradients of one's own."""
    if first is None:
        return "All gradients of yours are right."
    which = f"{state[first]['name']}: {number(found[first])}, not {rights[first]}"
    return f"On the way back the first wrong gradient of yours is that of {which}."


def _room_for_shares(svg: ET.Element, nodes: Sequence[Any]) -> None:
    """An empty text beside the end of each wire that leaves a fork, for what comes back on it; the script fills it."""
    uses = Counter(id(parent) for node in nodes for parent in node.parents)
    for group in [*svg.iter()]:
        for wire in [one for one in group if "data-wire" in one.attrib]:
            source, target, slot = map(int, wire.attrib["data-wire"].split())
            if uses[id(nodes[source])] > 1:
                y, to_x, to_y = _ends(wire.attrib["d"])
                place = {
                    "x": to_x - 2,
                    "y": to_y + (15 if to_y > y else -7),
                }  # outside of the two wires, before the gate
                element(group, "text", data_share=f"{target} {slot}", **place, **SHARE)


def _ends(path: str) -> tuple[float, float, float]:
    """The height at which a wire begins, and the place where it ends."""
    numbers = [float(text) for text in re.findall(r"-?[\d.]+", path)]
    straight = path.rpartition(" ")[2].startswith("H")
    return numbers[1], numbers[-1 if straight else -2], numbers[-2 if straight else -1]


def is_off(found: Any, right: float) -> bool:
    """Whether a gradient found on a node is not the right one; what is no number is not."""
    try:
        return not math.isclose(float(found), right, rel_tol=1e-9, abs_tol=1e-12)
    except (TypeError, ValueError):
        return True
