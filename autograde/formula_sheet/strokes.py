"""What the sheet's pictures are made of: words, lines, arrows, nodes, in the page's colours. No picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from backprop_lib.svg import element

WIDTH, HEIGHT = 120.0, 72.0
TEXT, SMALL = 10.5, 9.0
BACK, FILL = "var(--back)", "var(--node)"
RADIUS = 9.0
PRIME = "′"  # a node of the same text as another bears one that is not shown


def word(svg: ET.Element, text: str, x: float, y: float, size: float = TEXT, **look: Any) -> None:
    """A text centred at x on the line y."""
    look = {"text_anchor": "middle", "fill": "currentColor", **look}
    element(svg, "text", text, x=float(x), y=float(y), font_size=size, **look)


def back(svg: ET.Element, text: str, x: float, y: float, **look: Any) -> None:
    """What comes back: bold."""
    word(svg, text, x, y, SMALL, font_weight="bold", fill=BACK, **look)


def stroke(svg: ET.Element, path: str, width: float = 1.2, **look: Any) -> None:
    """A line along a path."""
    element(svg, "path", d=path, **{"fill": "none", "stroke": "currentColor", "stroke_width": width, **look})


def arrow(svg: ET.Element, start: Sequence[float], end: Sequence[float]) -> None:
    """A wire with a head at its end."""
    (x0, y0), (x1, y1) = start, end
    way = np.array([x1 - x0, y1 - y0]) / max(np.hypot(x1 - x0, y1 - y0), 1e-9)
    tip, side = np.array([x1, y1]), 2.2 * np.array([-way[1], way[0]])
    corners = (tip - 5 * way + side, tip, tip - 5 * way - side)
    stroke(svg, f"M{x0:.1f} {y0:.1f} L{x1:.1f} {y1:.1f}", 1.0)
    stroke(svg, "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + " Z", 0.5, fill="currentColor")


def half_of(text: str) -> float:
    """Half the width of a node: a circle, or a pill around a longer text."""
    return max(RADIUS, 3.2 * len(text.rstrip(PRIME)) + 4.0)


def node(svg: ET.Element, text: str, x: float, y: float, heavy: bool = False) -> None:
    """A node with its text; heavy where something is used more than once."""
    half = half_of(text)
    place = {"x": x - half, "y": y - RADIUS, "width": 2 * half, "height": 2 * RADIUS, "rx": RADIUS}
    element(svg, "rect", fill=FILL, stroke="currentColor", stroke_width=2.2 if heavy else 1.2, **place)
    word(svg, text.rstrip(PRIME), x, y + 3.6)


def grid(svg: ET.Element, x: float, y: float, shape: tuple[int, int], cell: float, causal: bool = False) -> None:
    """An array's cells around a point; causal: those above the diagonal are left empty."""
    rows, columns = shape
    left, top = x - cell * columns / 2, y - cell * rows / 2
    for i in range(rows):
        for j in range(columns):
            place = {"x": left + cell * j, "y": top + cell * i, "width": cell, "height": cell}
            fill = "none" if causal and j > i else FILL
            element(svg, "rect", fill=fill, stroke="currentColor", stroke_width=0.8, **place)
