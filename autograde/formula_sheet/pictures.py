"""The small pictures of the formula sheet, one for each rule, as SVG that takes its colours from the page.

    gate = { op = "×", inputs = ["x", "y"], back = ["g·y", "g·x"], upstream = "g" }   what comes back is bold
    boxes = ["dW (3,2)", "=", "dD (3,4)", "Xᵀ (4,2)"]     arrays with their shapes, cell by cell; anything else is text
    curve = { of = "np.tanh(x)", from = -3.0, to = 3.0 }  and tangent = x with reach, secant = [x, x], ticks, label
    graph = { nodes = [["a", 0, 0], …], edges = [["a", "f", "text"], …] }              and shared nodes, note

All are of one size. Place, weight and words carry everything; colour repeats it. Left out: pictures of whole circuits
with their numbers (`backprop_lib.draw`), which need more room than a rule has.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from autograde.formula_sheet.rules import Rule
from autograde.formula_sheet.strokes import BACK, HEIGHT, SMALL, WIDTH, arrow, back, grid, half_of, node, stroke, word
from backprop_lib.svg import FONT, element

ARRAY = re.compile(r"(?P<name>.+) \((?P<sides>\d+(,\d+)?)\)(?P<causal> causal)?")
LARGEST, TALLEST = 11.0, 38.0  # a cell's side, and the height of an array, at most
DASHED = {"stroke": BACK, "stroke_dasharray": "4 2"}


def draw(rule: Rule) -> str:
    """The rule's picture as SVG markup, with its alternative text as title."""
    kind, data = rule.picture
    name = "rule-" + hashlib.sha256(repr((rule.lesson, rule.name)).encode()).hexdigest()[:8]
    svg = element(None, "svg", viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", role="img", font_family=FONT)
    svg.set("aria-labelledby", name)
    element(svg, "title", rule.alt, id=name)
    DRAWN[kind](svg, data)
    return ET.tostring(svg, encoding="unicode")


def gate(svg: ET.Element, data: Mapping[str, Any]) -> None:
    """A gate with its one or two inputs at the left; beside each wire, bold, what comes back along it."""
    x, y, half, two = 71.0, HEIGHT / 2, half_of(data["op"]), len(data["inputs"]) == 2
    for name, sent, at in zip(data["inputs"], data["back"], [16.0, 56.0] if two else [y], strict=True):
        arrow(svg, (13, at), (x - half - 1, y + (at - y) * 0.12))
        word(svg, name, 6, at + 3.5, font_style="italic")
        place = (17, "start") if two else (36, "middle")
        back(svg, sent, place[0], at + (-7 if at < y else 13), text_anchor=place[1])
    node(svg, data["op"], x, y)
    arrow(svg, (x + half, y), (116, y))
    back(svg, data["upstream"], (x + half + 116) / 2, y + 13)
    word(svg, data.get("note", ""), 96, 16, SMALL)


@dataclass(frozen=True)
class Part:
    """An array with its name and shape, or, with no shape, a word between arrays."""

    name: str
    sides: tuple[int, ...] = ()
    causal: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns as drawn: (3,) is one row."""
        return (self.sides[0], self.sides[1]) if len(self.sides) == 2 else (1, self.sides[0])

    @property
    def said(self) -> str:
        """Its shape as it is written: "(3, 2)"."""
        return str(self.sides)

    def width(self, cell: float) -> float:
        """The room that it needs."""
        return (
            max(cell * self.shape[1], 5.4 * len(self.name), 5.0 * len(self.said))
            if self.sides
            else 5.8 * len(self.name)
        )


def part_of(text: str) -> Part:
    """part_of("dW (3,2)") -> Part("dW", (3, 2))."""
    found = ARRAY.fullmatch(text)
    return (
        Part(found["name"], tuple(map(int, found["sides"].split(","))), bool(found["causal"])) if found else Part(text)
    )


def boxes(svg: ET.Element, data: Sequence[str]) -> None:
    """Arrays as grids of cells with name above and shape below, and words between them; scaled to fit."""
    parts = [part_of(text) for text in data]
    arrays = [part for part in parts if part.sides]
    words = sum(part.width(0) for part in parts if not part.sides) + 5.0 * len(parts)
    room = (WIDTH - words) / sum(part.shape[1] for part in arrays)
    cell = min(LARGEST, room, TALLEST / max(part.shape[0] for part in arrays))
    widths, y = [part.width(cell) for part in parts], HEIGHT / 2
    gap = min(6.0, (WIDTH - 4 - sum(widths)) / max(len(parts) - 1, 1))
    x = (WIDTH - sum(widths) - gap * (len(parts) - 1)) / 2
    for part, width in zip(parts, widths, strict=True):
        middle = x + width / 2
        if part.sides:
            grid(svg, middle, y, part.shape, cell, part.causal)
            word(svg, part.name, middle, y - cell * part.shape[0] / 2 - 4, SMALL, font_weight="bold")
            word(svg, part.said, middle, y + cell * part.shape[0] / 2 + 10, SMALL)
        else:
            word(svg, part.name, middle, y + 4)
        x += width + gap


def curve(svg: ET.Element, data: Mapping[str, Any]) -> None:
    """A function's curve over an axis, with a tangent or a secant and ticks."""
    low, high = float(data["from"]), float(data["to"])

    def f(x: Any) -> Any:
        return eval(data["of"], {"np": np, "x": x})  # an author's expression

    xs = np.linspace(low, high, 41)
    bottom, top = min(float(f(xs).min()), 0.0), float(f(xs).max())

    def at(x: float, y: float) -> tuple[float, float]:
        return 8 + (x - low) / (high - low) * 104, 58 - (y - bottom) / (top - bottom) * 50

    def way(*points: tuple[float, float]) -> str:
        return "M" + " L".join(f"{px:.1f} {py:.1f}" for px, py in (at(x, y) for x, y in points))

    stroke(svg, way((low, 0.0), (high, 0.0)), 0.8, stroke_opacity=0.6)
    stroke(svg, way(*((x, f(x)) for x in xs)), 1.8)
    for tick, text in data.get("ticks", ()):
        x, y = at(tick, 0.0)
        stroke(svg, f"M{x:.1f} {y:.1f} v3", 0.8)
        word(svg, text, x, y + 12, SMALL)
    marked = data.get("secant", ())
    if marked:
        stroke(svg, way(*((x, f(x)) for x in marked)), 1.6, **DASHED)
    elif "tangent" in data:
        marked = [data["tangent"]]
        x, reach = marked[0], data["reach"]
        rise = float(f(x + 1e-4) - f(x - 1e-4)) / 2e-4 * reach
        stroke(svg, way((x - reach, f(x) - rise), (x + reach, f(x) + rise)), 1.6, **DASHED)
    for cx, cy in (at(x, f(x)) for x in marked):
        element(svg, "circle", cx=float(cx), cy=float(cy), r=2.4, fill=BACK)
    word(svg, data.get("label", ""), 32, 14, SMALL)


def graph(svg: ET.Element, data: Mapping[str, Any]) -> None:
    """Nodes on a grid and arrows between them, each with its text; shared nodes have a heavy outline."""
    places = {name: (float(x), float(y)) for name, x, y in data["nodes"]}
    wide = max(x for x, _ in places.values())
    high = max(2.0, max(y for _, y in places.values()))
    edge = max(half_of(name) for name, (x, _) in places.items() if x in (0.0, wide)) + 2
    at = {name: np.array([edge + x / wide * (WIDTH - 2 * edge), 12 + y / high * 48]) for name, (x, y) in places.items()}
    for start, end, text in data["edges"]:
        way = (at[end] - at[start]) / np.hypot(*(at[end] - at[start]))
        out, into = (min(10 / max(abs(way[1]), 1e-9), half_of(name) / max(abs(way[0]), 1e-9)) for name in (start, end))
        arrow(svg, at[start] + out * way, at[end] - (into + 1) * way)
        middle = (at[start] + at[end]) / 2
        outward = np.array([way[1], -way[0]]) * (1 if middle[1] <= HEIGHT / 2 + 0.5 else -1)  # away from the middle
        x, y = middle + (11 if abs(way[1]) < 0.2 else 7) * outward
        word(svg, text, x, y + 3, SMALL)
    for name, (x, y) in at.items():
        node(svg, name, x, y, heavy=name in data.get("shared", ()))
    back(svg, data.get("note", ""), WIDTH / 2, HEIGHT - 3)


DRAWN: Mapping[str, Callable[[ET.Element, Any], None]] = {"gate": gate, "boxes": boxes, "curve": curve, "graph": graph}
