"""Shapes of arrays as rectangles, row by row: what went in, what came out, what should have; a wrong one is marked.

An array of shape (3, 2) is 3 cells high and 2 wide, one of shape (3,) a single row with round ends, a number one round
cell; further axes lie behind each other. Axes beyond a few cells are drawn shorter, without their cells. The mark is a
dashed outline and words; colour only repeats them. Left out: which shapes are shown, and why one is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from backprop_lib.picture import Picture
from backprop_lib.svg import FONT, INK, MARGIN, TEXT, VERMILLION, element, frame, line, text_width, write

CELL, CELLS, LONGEST = 15.0, 8, 30  # pixels of a cell, cells that are drawn one by one, cells that make an axis longer
BEHIND, LAYERS = 5.0, 3  # pixels between the layers of a third axis, and how many are drawn
SMALL, GAP, BETWEEN = 12.5, 22.0, 18.0  # size of the words, pixels between columns and between rows


@dataclass(frozen=True)
class Box:
    """One array: its name, its shape, and what is wrong with that ("" for nothing); shape None for what is no array."""

    name: str
    shape: tuple[int, ...] | None
    wrong: str = ""

    @property
    def said(self) -> str:
        """What stands below it: "(2, 3)", "one number", or what is wrong."""
        return self.wrong or (str(self.shape) if self.shape else "one number")

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the rectangle."""
        rows, columns = ((1, 1) + (self.shape or ()))[-2:]
        return length(columns), length(rows)

    @property
    def behind(self) -> int:
        """How many layers show behind the first one."""
        layers = (self.shape or ())[:-2]
        return min(max(layers, default=1), LAYERS) - 1

    @property
    def width(self) -> float:
        """The room that it needs with its words."""
        words = (text_width(self.name, TEXT, bold=True), text_width(self.said, SMALL, bold=bool(self.wrong)))
        return max(self.size[0] + BEHIND * self.behind, *words)

    @property
    def height(self) -> float:
        """The room that it needs with its words."""
        return self.size[1] + BEHIND * self.behind + 2 * TEXT + 10


Row = tuple[str, Sequence[Box]]  # what it shows ("you returned"), and the arrays


def length(cells: int) -> float:
    """How long an axis is drawn: cell by cell while it is short, then more and more compressed."""
    return CELL * max(min(cells, CELLS), 0.4) + 2.0 * max(min(cells, LONGEST) - CELLS, 0)


def shape_boxes(groups: Sequence[Sequence[Row]], caption: str = "") -> Picture:
    """Rows of arrays, one below the other; the rows of one group share their columns."""
    alt = " ".join(f"{title[:1].upper()}{title[1:]}: {in_words(boxes)}." for rows in groups for title, boxes in rows)
    digest = hashlib.sha256(repr(groups).encode()).hexdigest()[:10]
    svg = element(None, "svg", xmlns="http://www.w3.org/2000/svg", role="img")
    svg.set("aria-labelledby", f"bp-{digest}-title bp-{digest}-desc")
    svg.set("font-family", FONT)
    svg.set("style", "display:block;max-width:100%;height:auto;background:#ffffff")
    element(svg, "title", "Shapes of arrays.", id=f"bp-{digest}-title")
    element(svg, "desc", alt, id=f"bp-{digest}-desc")
    body = element(svg, "g", transform=f"translate({MARGIN:g} {MARGIN:g})")
    first = max(text_width(title, SMALL) for rows in groups for title, _ in rows) + GAP
    right, top = first, 0.0
    for rows in groups:
        columns = [max(box.width for box in column) for column in zip(*(boxes for _, boxes in rows), strict=False)]
        for title, boxes in rows:
            height = max(box.height for box in boxes)
            element(body, "text", title, x=0, y=top + height / 2 + SMALL / 3, font_size=SMALL, fill=INK)
            x = first
            for box, width in zip(boxes, columns, strict=False):
                draw(body, box, x + width / 2, top + height / 2)
                x += width + GAP
            right, top = max(right, x), top + height + BETWEEN
    width, height = round(right - GAP + 2 * MARGIN), round(top - BETWEEN + 2 * MARGIN)
    svg.set("width", str(width))
    svg.set("height", str(height))
    svg.set("viewBox", f"0 0 {width} {height}")
    return Picture.of_svg(svg, alt, caption)


def in_words(boxes: Sequence[Box]) -> str:
    """The arrays of a row as one reads them aloud: "dW (3, 2), not (2, 3): wrong; dX (3, 4)"."""
    return "; ".join(f"{box.name} {box.said}{': wrong' if box.wrong else ''}" for box in boxes)


def draw(parent: ET.Element, box: Box, x: float, y: float) -> None:
    """One array around the point (x, y), its name above and its shape below."""
    (width, height), colour = box.size, VERMILLION if box.wrong else INK
    round_ends = 4.5 if box.shape is not None and len(box.shape) < 2 else 0.0
    look = {"stroke": colour, "stroke_width": 3.0 if box.wrong else 1.6}
    look |= {"stroke_dasharray": "5 3"} if box.wrong else {}
    middle = x - BEHIND * box.behind / 2
    for layer in range(box.behind, -1, -1):
        shift = BEHIND * (layer - box.behind / 2)
        frame(
            parent,
            x + shift,
            y - shift,
            width,
            height,
            round_ends,
            "#F1F1F1" if box.shape is not None else "#ffffff",
            **look,
        )
    left, top = middle - width / 2, y + BEHIND * box.behind / 2 - height / 2
    rows, columns = ((1, 1) + (box.shape or ()))[-2:]
    for k in range(1, columns if columns <= CELLS else 0):
        line(parent, f"M{left + k * CELL:.1f} {top:.1f} v{height:.1f}", 0.8)
    for k in range(1, rows if rows <= CELLS else 0):
        line(parent, f"M{left:.1f} {top + k * CELL:.1f} h{width:.1f}", 0.8)
    edge = height / 2 + BEHIND * box.behind / 2
    write(parent, box.name, x, y - edge - 6, TEXT, bold=True)
    write(parent, box.said, x, y + edge + SMALL + 4, SMALL, bold=bool(box.wrong), fill=colour)
