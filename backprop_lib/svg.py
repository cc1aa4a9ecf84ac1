"""How a circuit looks, as an SVG tree: shapes, wires, numbers, key.

Values stand above the wires in regular type, gradients below in bold; colour only repeats what place and weight say.
Sizes are in pixels at display size. No random ids: equal circuits give equal bytes.
Left out: where things stand (`layout`), which numbers are shown and what is said about them (`draw`, `words`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib.layout import Box, Layout, layout
from backprop_lib.wiring import HEAD, arrow_head, run
from backprop_lib.words import UNKNOWN, label_of, op_of

GREEN, VERMILLION = "#007355", "#A84A00"  # Okabe and Ito's hues, darkened to a contrast above 4.5 on white
INK, WIRE = "#222222", "#666666"
KEY_SIZE = 12.5
KEY_LOOKS = ((GREEN, "normal", 0), (VERMILLION, "bold", 18), (INK, "bold", 0))
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
RADIUS, TEXT, MARGIN = 18.0, 14.0, 8.0
WIDE = 500  # a wider drawing scrolls on a screen once it would shrink below two thirds, to numbers 9 pixels high


def text_width(text: str, size: float = TEXT, bold: bool = False) -> float:
    """An upper estimate of a text's width in any of the fonts that may show it."""
    narrow = sum(character in ".,·:()[]|/ iljtf1" for character in text)
    return size * (0.40 * narrow + (0.63 if bold else 0.60) * (len(text) - narrow))


def key_width(key: tuple[str, ...]) -> float:
    """Room for a line of the key, in DejaVu Sans too, which is wider than the others and bold wider still."""
    parts = zip(KEY_LOOKS, key, strict=False)
    return sum(dx + 1.15 * text_width(text, KEY_SIZE, weight == "bold") for (_, weight, dx), text in parts if text)


def element(parent: ET.Element | None, tag: str, text: str = "", /, **attributes: object) -> ET.Element:
    """A child element; attribute names are written with _ for -, numbers get at most two decimals."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value not in (None, "")}
    written = {key: f"{v:.2f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v) for key, v in named.items()}
    element = ET.Element(tag, written) if parent is None else ET.SubElement(parent, tag, written)
    element.text = text or None
    return element


def write(parent: ET.Element, text: str, x: float, y: float, size: float, bold: bool = False, **look: object) -> None:
    """A text centred at x on the line y."""
    look = {"fill": INK, **look, "font_weight": "bold" if bold else "normal"}
    element(parent, "text", text, x=x, y=y, font_size=size, text_anchor="middle", **look)


def frame(
    parent: ET.Element, x: float, y: float, width: float, height: float, rx: float, fill: str, **look: object
) -> None:
    """A rectangle with round corners around the point (x, y)."""
    place = {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "rx": rx}
    element(parent, "rect", fill=fill, **place, **look)


def line(parent: ET.Element, path: str, width: float = 1.6, colour: str = WIRE, css: str = "", **more: object) -> None:
    """A stroke along an SVG path."""
    element(parent, "path", d=path, fill="none", stroke=colour, stroke_width=width, class_=css, **more)


class Drawing:
    """One circuit on its way to SVG."""

    def __init__(
        self,
        nodes: Sequence[Any],
        values: Sequence[str],
        gradients: Sequence[str],
        right: Sequence[str] = (),
        first_wrong: int | None = None,
        numbered: bool = False,
    ) -> None:
        self.nodes, self.values, self.gradients = nodes, values, gradients
        self.right = right or [""] * len(nodes)
        self.first_wrong = first_wrong
        gates = [i for i, node in enumerate(nodes) if node.parents]
        self.tags = [label_of(node) for node in nodes]
        for k, i in enumerate(gates, 1):
            self.tags[i] = self.tags[i] or (f"gate {k}" if numbered else "")
        self.layout: Layout = layout(nodes, [self._box(i) for i in range(len(nodes))])

    def _box(self, i: int) -> Box:
        """The room that node i needs."""
        node, label = self.nodes[i], self.tags[i]
        if node.parents:
            text = text_width(op_of(node), 13, bold=True)
            width, height = (2 * RADIUS if text <= 1.55 * RADIUS else text + 18), 2 * RADIUS
            above = RADIUS + (22 if label else 6)
        else:
            width, height, above = max(34.0, text_width(label) + 16), 30.0, 25.0
        numbers = [text_width(self.values[i]), text_width(self.gradients[i], bold=True)]
        numbers += [text_width(f"right: {self.right[i]}", bold=True)] if self.right[i] else []
        below = RADIUS + 8 + (20 if self.right[i] else 0)
        return Box(width, height, above, below, stub=max(*numbers, 4) + 11, room=text_width(label, 13))

    def svg(self, alt: str) -> ET.Element:
        """The whole drawing with title, description and key."""
        digest = hashlib.sha256(repr((alt, self.values, self.gradients, self.right)).encode()).hexdigest()[:10]
        keys = self._keys()
        longest = max(map(key_width, keys), default=0.0)
        width = round(max(self.layout.width + HEAD + 2, longest) + 2 * MARGIN)
        height = round(self.layout.height + 20 * len(keys) + 2 * MARGIN)
        svg = element(None, "svg", xmlns="http://www.w3.org/2000/svg", width=width, height=height, role="img")
        svg.set("viewBox", f"0 0 {width} {height}")
        svg.set("aria-labelledby", f"bp-{digest}-title bp-{digest}-desc")
        svg.set("font-family", FONT)
        svg.set("style", "display:block;max-width:100%;height:auto;background:#ffffff")
        if width > WIDE:
            svg.set("class", f"bp-{digest}")
            element(svg, "style", f"@media screen{{.bp-{digest}{{min-width:{round(0.66 * width)}px}}}}")
        element(svg, "title", alt.split(". ")[0].rstrip(".") + ".", id=f"bp-{digest}-title")
        element(svg, "desc", alt, id=f"bp-{digest}-desc")
        body = element(svg, "g", transform=f"translate({MARGIN:g} {MARGIN:g})")
        self._wires(body)
        for i in range(len(self.nodes)):
            self._node(body, i)
        for k, key in enumerate(keys):
            row = element(body, "text", x=0, y=self.layout.height + 18 + 20 * k, font_size=KEY_SIZE)
            for (fill, weight, dx), text in zip(KEY_LOOKS, key, strict=False):
                if text:
                    element(row, "tspan", text, fill=fill, font_weight=weight, dx=dx)
        return svg

    def _keys(self) -> list[tuple[str, ...]]:
        """The key in words, below the drawing: lines of (about values, about gradients, anything else)."""
        if not any(self.values):
            return []
        output = label_of(self.nodes[-1]) or "output"
        about = f"below the wire: gradient of {output}" if any(self.gradients) else ""
        lines: list[tuple[str, ...]] = [("above the wire: value", about)]
        if self.first_wrong is not None:
            lines.append(("", "", "dashed outline: the first wrong gradient on the way back"))
        return lines

    def _wires(self, body: ET.Element) -> None:
        for wire in self.layout.wires:
            way = run(self.layout, wire, ordered=op_of(self.nodes[wire.target]) in ("−", "÷", "-", "/"))
            line(body, way.path, css="bp-wire", data_wire=f"{wire.source} {wire.target} {wire.slot}")
            element(body, "polygon", points=way.head, fill=WIRE)

    def _node(self, body: ET.Element, i: int) -> None:
        """The shape with its text, the straight wire behind it and the numbers on that wire."""
        node, box, right = self.nodes[i], self.layout.boxes[i], self.right[i]
        group = element(body, "g", class_="bp-gate" if node.parents else "bp-input", data_node=i)
        uses = sum(wire.source == i for wire in self.layout.wires)
        start = box.x + box.width / 2
        middle = (start + box.end) / 2
        if uses or self.values[i]:
            line(group, f"M{start:.1f} {box.y:.1f} H{box.end + (0 if uses else 2):.1f}")
        if not uses and self.values[i]:
            element(group, "polygon", points=arrow_head(box.end + HEAD + 2, box.y), fill=WIRE)
        if uses > 1:
            element(group, "circle", cx=box.end, cy=box.y, r=3.5, fill=WIRE, class_="bp-fork")
        self._shape(group, i)
        if self.values[i]:
            write(group, self.values[i], middle, box.y - 6, TEXT, fill=GREEN, class_="bp-value")
        if self.gradients[i]:
            write(group, self.gradients[i], middle, box.y + 17, TEXT, bold=True, fill=VERMILLION, class_="bp-gradient")
        if right:
            half = text_width(self.gradients[i], bold=True) / 2 + 3
            stroke = f"M{middle - half:.1f} {box.y + 18:.1f} L{middle + half:.1f} {box.y + 6:.1f}"
            line(group, stroke, 1.4, INK, css="bp-wrong")
            write(group, f"right: {right}", middle, box.y + 35, TEXT, bold=True, class_="bp-right")

    def _shape(self, group: ET.Element, i: int) -> None:
        """A circle (or pill) with the gate's op, or a box with the input's label."""
        node, box, tag = self.nodes[i], self.layout.boxes[i], self.tags[i]
        gate = bool(node.parents)
        dashes = {"stroke_dasharray": "5 3", "stroke_width": 3.0} if i == self.first_wrong else {"stroke_width": 1.6}
        fill, corner = ("#F1F1F1", RADIUS) if gate else ("#ffffff", 4.0)
        frame(group, box.x, box.y, box.width, box.height, corner, fill, stroke=INK, **dashes)
        text = op_of(node) if gate else tag or UNKNOWN
        size = 20.0 if text in ("+", "−", "×", "÷", UNKNOWN) else 13.0 if gate else TEXT
        write(group, text, box.x, box.y + size * 0.35, size, bold=gate, class_="bp-op" if gate else "bp-label")
        if gate and label_of(node):
            write(group, tag, box.x, box.y - RADIUS - 6, 13.0, font_style="italic", class_="bp-label")
        elif gate and tag:
            write(group, tag, box.x, box.y - RADIUS - 6, 11.0, class_="bp-label")
