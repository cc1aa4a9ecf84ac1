"""How a circuit looks, as an SVG tree: shapes, wires, numbers, key, lamps for `steps`.

Values stand above the wires in regular type, gradients below in bold; colour only repeats what place and weight say.
Sizes are in pixels at display size. No random ids: equal circuits give equal bytes.
Left out: where things stand (`layout`), which numbers are shown and what is said about them (`draw`, `words`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib.layout import Box, Layout, Wire, layout
from backprop_lib.words import label_of, op_of

GREEN, VERMILLION = "#007355", "#A84A00"  # Okabe and Ito's hues, darkened to a contrast above 4.5 on white
INK, WIRE = "#222222", "#666666"
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
RADIUS, TEXT, MARGIN = 18.0, 14.0, 8.0
WIDE = 1100  # a wider drawing scrolls on a screen once it would shrink below four fifths


@dataclass(frozen=True)
class Mark:
    """A number beside a wire: its text, CSS classes for `steps`, and whether it is hidden without CSS."""

    text: str
    css: str = ""
    now: str = ""  # the CSS class of the lamp behind it
    hidden: bool = False


def text_width(text: str, size: float = TEXT, bold: bool = False) -> float:
    """An upper estimate of a text's width in any of the fonts that may show it."""
    narrow = sum(character in ".,·:()[]|/ iljtf1" for character in text)
    return size * (0.40 * narrow + (0.63 if bold else 0.60) * (len(text) - narrow))


def element(parent: ET.Element | None, tag: str, text: str = "", **attributes: object) -> ET.Element:
    """A child element; attribute names are written with _ for -, numbers get at most two decimals."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value not in (None, "")}
    written = {key: f"{v:.2f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v) for key, v in named.items()}
    element = ET.Element(tag, written) if parent is None else ET.SubElement(parent, tag, written)
    element.text = text or None
    return element


class Drawing:
    """One circuit on its way to SVG."""

    def __init__(
        self,
        nodes: Sequence[Any],
        values: Sequence[Sequence[Mark]],
        gradients: Sequence[Sequence[Mark]],
        right: Sequence[str] = (),
        first_wrong: int | None = None,
        lamps: Sequence[tuple[int, str]] = (),
        numbered: bool = False,
    ) -> None:
        self.nodes, self.values, self.gradients = nodes, values, gradients
        self.right = right or [""] * len(nodes)
        self.first_wrong, self.lamps = first_wrong, lamps
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
        numbers = [text_width(mark.text) for mark in self.values[i]]
        numbers += [text_width(mark.text, bold=True) for mark in self.gradients[i]]
        numbers += [text_width(f"right: {self.right[i]}", bold=True)] if self.right[i] else []
        below = RADIUS + 8 + (20 if self.right[i] else 0)
        return Box(width, height, above, below, stub=max(numbers, default=4) + 11, room=text_width(label, 13))

    def svg(self, alt: str, css: str = "") -> ET.Element:
        """The whole drawing with title, description and key."""
        digest = hashlib.sha256(repr((alt, self.values, self.gradients, self.right)).encode()).hexdigest()[:10]
        keys = self._keys()
        tail = 10 if any(self.values) else 0
        width = max(self.layout.width + tail, *(text_width("".join(key), 12.5) + 18 for key in keys or [("",)]))
        width, height = width + 2 * MARGIN, self.layout.height + 2 * MARGIN + 20 * len(keys)
        svg = element(
            None,
            "svg",
            xmlns="http://www.w3.org/2000/svg",
            width=round(width),
            height=round(height),
            viewBox=f"0 0 {round(width)} {round(height)}",
            role="img",
            class_=css,
            aria_labelledby=f"bp-{digest}-title bp-{digest}-desc",
            style="display:block;max-width:100%;height:auto;background:#ffffff",
            font_family=FONT,
        )
        if width > WIDE:
            svg.set("class", f"{css} bp-{digest}".strip())
            element(svg, "style", f"@media screen{{.bp-{digest}{{min-width:{round(0.8 * width)}px}}}}")
        element(svg, "title", alt.split(". ")[0].rstrip(".") + ".", id=f"bp-{digest}-title")
        element(svg, "desc", alt, id=f"bp-{digest}-desc")
        body = element(svg, "g", transform=f"translate({MARGIN:g} {MARGIN:g})")
        for i, lamp in self.lamps:
            self._lamp(body, self.layout.boxes[i], lamp)
        for wire in self.layout.wires:
            self._wire(body, wire)
        for i in range(len(self.nodes)):
            self._node(body, i)
        for line, key in enumerate(keys):
            row = element(body, "text", x=0, y=self.layout.height + 18 + 20 * line, font_size=12.5, fill=INK)
            for text, fill, weight, dx in zip(
                key, (GREEN, VERMILLION, INK), ("normal", "bold", "bold"), (0, 18, 0), strict=False
            ):
                if text:
                    element(row, "tspan", text, fill=fill, font_weight=weight, dx=dx)
        return svg

    def _keys(self) -> list[tuple[str, ...]]:
        """The key in words, below the drawing."""
        if not any(self.values):
            return []
        output = label_of(self.nodes[-1]) or "output"
        key: tuple[str, ...] = ("above the wire: value",)
        if any(self.gradients):
            key += (f"below the wire: gradient ∂{output}/∂·",)
        lines: list[tuple[str, ...]] = [key]
        if self.first_wrong is not None:
            lines.append(("", "", "dashed outline: the first wrong gradient on the way back"))
        return lines

    def _lamp(self, body: ET.Element, box: Box, css: str) -> None:
        """A frame around the gate that a step is about; hidden without CSS."""
        element(
            body,
            "rect",
            x=box.x - box.width / 2 - 2.5,
            y=box.y - box.height / 2 - 2.5,
            width=box.width + 5,
            height=box.height + 5,
            rx=RADIUS + 2.5,
            fill="#FFE27A",
            stroke=INK,
            stroke_width=3.5,
            class_=css,
            visibility="hidden",
        )

    def _wire(self, body: ET.Element, wire: Wire) -> None:
        """From the end of the source's straight wire, past other columns, to the target's side, with an arrow head."""
        lay = self.layout
        source, target = lay.boxes[wire.source], lay.boxes[wire.target]
        x, y = source.end, source.y
        dx, dy = self._port(wire)
        path = [f"M{x:.1f} {y:.1f}"]
        for place in wire.via:
            start, end, height = lay.places[place]
            path.append(_curve(x, y, start, height) + f" H{end:.1f}")
            x, y = end, height
        start = lay.starts[lay.column_of[wire.target]]
        tip_x, tip_y = target.x + dx, target.y + dy
        twins = [w for w in lay.wires if (w.source, w.target) == (wire.source, wire.target)]
        if len(twins) > 1 and not wire.via:
            bow = 20.0 if wire.slot else -20.0
            gap = start - x
            path.append(
                f"C{x + 0.15 * gap:.1f} {y + bow:.1f} {start - 0.35 * gap:.1f} {tip_y + bow * 0.55:.1f} "
                f"{tip_x - 7:.1f} {tip_y:.1f}"
            )
        else:
            path.append(_curve(x, y, start, tip_y) + f" H{tip_x - 6:.1f}")
        element(body, "path", d=" ".join(path), fill="none", stroke=WIRE, stroke_width=1.6, class_="bp-wire")
        head = f"{tip_x:.1f},{tip_y:.1f} {tip_x - 8:.1f},{tip_y - 3.6:.1f} {tip_x - 8:.1f},{tip_y + 3.6:.1f}"
        element(body, "polygon", points=head, fill=WIRE)

    def _port(self, wire: Wire) -> tuple[float, float]:
        """Where a wire meets its target, from the target's centre; operands of − and ÷ stand in reading order."""
        target = self.layout.boxes[wire.target]
        wires = sorted((w for w in self.layout.wires if w.target == wire.target), key=lambda w: w.slot)
        if len(wires) == 1:
            return -target.width / 2, 0.0
        if op_of(self.nodes[wire.target]) not in ("−", "÷", "/", "-"):
            wires.sort(key=self._arrival)
        spread = 9.0 if len(wires) == 2 else 20.0 / (len(wires) - 1)
        dy = (wires.index(wire) - (len(wires) - 1) / 2) * (2 * spread if len(wires) == 2 else spread)
        inset = RADIUS - (RADIUS**2 - dy**2) ** 0.5
        return -target.width / 2 + inset, dy

    def _arrival(self, wire: Wire) -> float:
        """The height from which a wire comes into the last gap."""
        return self.layout.places[wire.via[-1]][2] if wire.via else self.layout.boxes[wire.source].y

    def _node(self, body: ET.Element, i: int) -> None:
        """The shape with its text, the straight wire behind it and the numbers on that wire."""
        node, box = self.nodes[i], self.layout.boxes[i]
        group = element(body, "g", class_="bp-gate" if node.parents else "bp-input", data_node=i)
        uses = sum(wire.source == i for wire in self.layout.wires)
        start = box.x + box.width / 2
        if uses or any(self.values):
            end = box.end if uses else box.end + 2
            element(group, "path", d=f"M{start:.1f} {box.y:.1f} H{end:.1f}", stroke=WIRE, stroke_width=1.6)
            if not uses:
                head = f"{end + 8:.1f},{box.y:.1f} {end:.1f},{box.y - 3.6:.1f} {end:.1f},{box.y + 3.6:.1f}"
                element(group, "polygon", points=head, fill=WIRE)
        if uses > 1:
            element(group, "circle", cx=box.end, cy=box.y, r=3.5, fill=WIRE, class_="bp-fork")
        self._shape(group, i)
        middle = (start + box.end) / 2
        for mark in self.values[i]:
            _number(group, mark, middle, box.y - 6, "bp-value", GREEN)
        for mark in self.gradients[i]:
            _number(group, mark, middle, box.y + 17, "bp-gradient", VERMILLION)
            if self.right[i]:
                half = text_width(mark.text, bold=True) / 2 + 3
                element(
                    group,
                    "text",
                    f"right: {self.right[i]}",
                    x=middle,
                    y=box.y + 35,
                    fill=INK,
                    font_size=TEXT,
                    font_weight="bold",
                    text_anchor="middle",
                    class_="bp-right",
                )
                element(
                    group,
                    "path",
                    d=f"M{middle - half:.1f} {box.y + 18:.1f} L{middle + half:.1f} {box.y + 6:.1f}",
                    stroke=INK,
                    stroke_width=1.8,
                )

    def _shape(self, group: ET.Element, i: int) -> None:
        """A circle (or pill) with the gate's op, or a box with the input's label."""
        node, box, label = self.nodes[i], self.layout.boxes[i], self.tags[i]
        corner = RADIUS if node.parents else 4.0
        dashes = {"stroke_dasharray": "5 3", "stroke_width": 3.0} if i == self.first_wrong else {"stroke_width": 1.6}
        element(
            group,
            "rect",
            x=box.x - box.width / 2,
            y=box.y - box.height / 2,
            width=box.width,
            height=box.height,
            rx=corner,
            fill="#F1F1F1" if node.parents else "#ffffff",
            stroke=INK,
            **dashes,
        )
        text = op_of(node) if node.parents else label or "•"
        size = 20.0 if text in ("+", "−", "×", "÷", "•") else 13.0 if node.parents else TEXT
        element(
            group,
            "text",
            text,
            x=box.x,
            y=box.y + size * 0.35,
            font_size=size,
            fill=INK,
            text_anchor="middle",
            font_weight="bold" if node.parents else "normal",
            class_="bp-op" if node.parents else "bp-label",
        )
        if node.parents and label:
            element(
                group,
                "text",
                label,
                x=box.x,
                y=box.y - RADIUS - 6,
                font_size=13.0 if label_of(node) else 11.0,
                fill=INK,
                font_style="italic" if label_of(node) else "",
                text_anchor="middle",
                class_="bp-label",
            )


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _number(group: ET.Element, mark: Mark, x: float, y: float, css: str, fill: str) -> ET.Element:
    """A value or a gradient; in `steps` a lamp lights behind it while it is new."""
    bold = css == "bp-gradient"
    if mark.now:
        half = text_width(mark.text, bold=bold) / 2 + 2
        element(
            group,
            "rect",
            x=x - half,
            y=y - 12.5,
            width=2 * half,
            height=16.0,
            rx=3.0,
            fill="#FFE27A",
            class_=mark.now,
            visibility="hidden",
        )
    return element(
        group,
        "text",
        mark.text,
        x=x,
        y=y,
        fill=fill,
        font_size=TEXT,
        text_anchor="middle",
        font_weight="bold" if bold else "normal",
        class_=f"{css} {mark.css}".strip(),
        visibility="hidden" if mark.hidden else "",
    )
