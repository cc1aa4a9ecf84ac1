"""Axes that a touchable picture draws into: ranges, ticks, and the place in pixels of every point.

What moves is drawn here once, at its start, inside a clip; the script finds the axes' ranges in `state()` and moves it.
Two planes of this width stand side by side on a page and below each other on a phone, without shrinking.
Left out: what is drawn (`curve`, `sigmoid`, `crease`, `descent`, `chain`, `net`).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib import touch
from backprop_lib.picture import Picture
from backprop_lib.svg import FONT, INK, WIRE, element, text_width
from backprop_lib.words import number

BLUE = "#0072B2"  # Okabe and Ito's hue; green and vermillion are theirs as well (`svg`)
PALE = "#EDEDED"
WIDTH, HEIGHT = 330.0, 290.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 12.0, 26.0, 42.0
ASPECT = (HEIGHT - TOP - BOTTOM) / (WIDTH - LEFT - RIGHT)  # a frame's height, in widths
FINE = 120
FAR = 1e4  # pixels: farther out a browser's drawing gets lost

Point = tuple[float, float]
Key = tuple[str, str, str]  # what a line is called, its colour, its dashes; or a point's shape
MARKERS = {  # around (0, 0)
    "circle": "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1 -7 0Z",
    "square": "M-6 -6H6V6H-6Z",
    "diamond": "M0 -8L8 0L0 8L-8 0Z",
    "triangle": "M-6 5H6L0 -6Z",
    "ring": "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1 -7 0ZM-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
}


@dataclass(frozen=True)
class Plane:
    """Axes with their ranges; log: whether x, whether y is logarithmic. Points outside are cut off."""

    x: tuple[float, float]
    y: tuple[float, float]
    log: tuple[bool, bool] = (False, False)

    def px(self, x: float) -> float:
        """How far right x stands, in pixels."""
        return LEFT + _share(x, self.x, self.log[0]) * (WIDTH - LEFT - RIGHT)

    def py(self, y: float) -> float:
        """How far down y stands, in pixels."""
        return HEIGHT - BOTTOM - _share(y, self.y, self.log[1]) * (HEIGHT - TOP - BOTTOM)

    def state(self) -> dict[str, Any]:
        """What the script `plane.mjs` has to know."""
        box = [LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, TOP]
        return {"x": self.x, "y": self.y, "log": self.log, "box": box, "width": WIDTH}

    def svg(
        self,
        alt: str,
        title: str,
        xlabel: str,
        key: Sequence[Key] = (),
        below: float = 0.0,
        scales: Sequence[Plane] = (),
    ) -> tuple[ET.Element, ET.Element]:
        """The drawing with frame, ticks, labels, key and room below, and the group that cuts off what leaves it.

        scales: planes whose ticks are drawn in groups `scale-0`, `scale-1` …; all but those of this plane are hidden.
        """
        digest = hashlib.sha256(repr((self, alt)).encode()).hexdigest()[:10]
        svg = sheet(WIDTH, HEIGHT + (20 if key else 0) + below, alt)
        frame = {"x": LEFT, "y": TOP, "width": WIDTH - LEFT - RIGHT, "height": HEIGHT - TOP - BOTTOM}
        element(element(svg, "clipPath", id=f"bp-{digest}"), "rect", **frame)
        body = element(svg, "g", clip_path=f"url(#bp-{digest})")
        element(body, "rect", fill="#ffffff", **frame)
        element(svg, "rect", fill="none", stroke=WIRE, **frame)
        words = {"fill": INK, "font_size": 12}
        for k, plane in enumerate(scales):
            plane._ticks(element(svg, "g", data_part=f"scale-{k}", style="" if plane == self else "display: none"))
        if not scales:
            self._ticks(svg)
        across = {"x": (LEFT + WIDTH - RIGHT) / 2, "y": HEIGHT - 7, "text_anchor": "middle"}
        element(svg, "text", xlabel, data_part="xlabel", **across, **words)
        element(svg, "text", title, x=4, y=15, font_weight="bold", **words)
        left = LEFT
        for text, colour, dashes in key:
            marker = MARKERS.get(dashes)
            if marker:
                element(svg, "path", d=marker, fill=colour, transform=f"translate({left + 8:g} {HEIGHT + 8:g})")
            else:
                look = {"stroke": colour, "stroke_width": 2.5, "stroke_dasharray": dashes}
                element(svg, "path", d=f"M{left:g} {HEIGHT + 8:g}h26", **look)
            room = 20 if marker else 31
            element(svg, "text", text, x=left + room, y=HEIGHT + 12, **words)
            left += room + 12 + text_width(text, 12)
        return svg, body

    def _ticks(self, parent: ET.Element) -> None:
        """Short strokes with their numbers, outside of the frame."""
        words = {"fill": INK, "font_size": 12}
        for x in ticks(*self.x, self.log[0]):
            element(parent, "path", d=f"M{self.px(x):.1f} {HEIGHT - BOTTOM:g}v4", stroke=WIRE)
            text = _tick(x, self.log[0])
            element(parent, "text", text, x=self.px(x), y=HEIGHT - BOTTOM + 17, text_anchor="middle", **words)
        for y in ticks(*self.y, self.log[1]):
            element(parent, "path", d=f"M{LEFT:g} {self.py(y):.1f}h-4", stroke=WIRE)
            element(parent, "text", _tick(y, self.log[1]), x=LEFT - 7, y=self.py(y) + 4, text_anchor="end", **words)

    def band(self, parent: ET.Element, x: Point, y: Point, fill: str) -> None:
        """A rectangle from low to high x, from low to high y."""
        place = {"x": self.px(x[0]), "y": self.py(y[1])}
        element(parent, "rect", fill=fill, **place, width=self.px(x[1]) - place["x"], height=self.py(y[0]) - place["y"])

    def note(self, parent: ET.Element, text: str, at: Point, **look: Any) -> None:
        """Words around a point."""
        place = {"x": self.px(at[0]), "y": self.py(at[1]), "text_anchor": "middle", "font_size": 12, "fill": INK}
        element(parent, "text", text, **(place | look))

    def line(self, points: Iterable[Point]) -> str:
        """An SVG path through points."""
        return "M" + "L".join(f"{_near(self.px(x)):.2f} {_near(self.py(y)):.2f}" for x, y in points)

    def dots(self, points: Iterable[Point]) -> str:
        """An SVG path of strokes without length: with round ends, a dot at each point."""
        return "".join(f"M{_near(self.px(x)):.2f} {_near(self.py(y)):.2f}h0" for x, y in points) or "M0 0"

    def dot(self, parent: ET.Element, at: Point, part: str, colour: str, shape: str = "circle", **more: Any) -> None:
        """A point under the name `part`, drawn around (0, 0) and moved to its place; a handle has room for a finger."""
        group = element(parent, "g", data_part=part, transform=self.place(at))
        if more.pop("handle", False):
            element(group, "circle", r=17, fill="transparent")
        look = {"fill": colour, "stroke": "#ffffff", "stroke_width": 1.5, **more}
        element(group, "path", d=MARKERS[shape], **look)

    def place(self, at: Point) -> str:
        """The transform that moves something drawn around (0, 0) to a point."""
        return f"translate({_near(self.px(at[0])):.2f} {_near(self.py(at[1])):.2f})"


def sheet(width: float, height: float, alt: str) -> ET.Element:
    """An empty drawing that has its size where there is room."""
    svg = element(None, "svg", xmlns="http://www.w3.org/2000/svg", role="img")
    svg.set("width", f"{width:g}")
    svg.set("height", f"{height:g}")
    svg.set("viewBox", f"0 0 {width:g} {height:g}")
    svg.set("aria-label", alt)
    svg.set("font-family", FONT)
    svg.set("style", "display:block;max-width:100%;height:auto;background:#ffffff;user-select:none")
    return svg


def curve_points(f: Callable[[float], float], low: float, high: float) -> list[Point]:
    """Points of a curve, close enough together to look smooth."""
    return [(x, f(x)) for x in (low + (high - low) * k / FINE for k in range(FINE + 1))]


def ticks(low: float, high: float, log: bool = False) -> list[float]:
    """Round numbers between low and high, four to nine of them."""
    if log:
        powers = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
        return [10.0**k for k in powers if k % math.ceil(len(powers) / 6) == 0]
    rough = (high - low) / 8
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 5, 10) if size * m >= rough * 0.999)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def picture(name: str, drawings: Sequence[ET.Element], state: dict[str, Any], alt: str, caption: str) -> Picture:
    """Drawings beside each other, below each other where there is no room, brought to life by the script `name`."""
    row = element(None, "div", style="display:flex;flex-wrap:wrap;align-items:flex-start;gap:4px 16px")
    row.extend(drawings)
    return Picture(touch.alive(row, name, state), alt, caption, width=(WIDTH + 16) * len(drawings) - 16)


def _share(value: float, ends: tuple[float, float], log: bool) -> float:
    """How far along an axis a value stands, from 0 to 1; what a logarithmic axis cannot show lies far below it."""
    if not log:
        return (value - ends[0]) / (ends[1] - ends[0])
    if value <= 0:
        return -1.0
    return math.log(value / ends[0]) / math.log(ends[1] / ends[0])


def _tick(value: float, log: bool) -> str:
    if log and not 0.01 <= value <= 100:
        return "10" + str(round(math.log10(value))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return number(value)


def _near(pixel: float) -> float:
    return max(-FAR, min(FAR, pixel))
