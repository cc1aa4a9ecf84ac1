"""Matrix products to be touched: rectangles turn, change places, and click together where their inner sides agree.

    product(("W", (5, 10)), ("X", (10, 3)), "D", find="dW")     which product of dD and X has the shape of W?

Left of the seam and below it lies the first factor, right of the seam and above it the second. The first one's width
and the second one's height meet in the corner; where they are equal the two click together, and the product fills the
place that they frame: as high as the first, as wide as the second. The dashed outline there is the shape asked for.
Left out: products of more than two factors, batches of matrices.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from backprop_lib import touch
from backprop_lib.picture import Picture
from backprop_lib.svg import GREEN, INK, VERMILLION, WIRE, element
from backprop_lib.touch.plane import BLUE, sheet

Factor = tuple[str, tuple[int, int]]
Laid = dict[str, dict[str, Any]]  # a part of the drawing -> its attributes, and its text

WIDTH, HEIGHT = 330, 330
SEAM = (152.0, 154.0)  # the corner that both factors touch
CELL, CELLS, LONGEST = 8.5, 10, 30  # pixels of a cell, cells that are drawn one by one, cells that make a side longer
TIGHT = 2.0  # pixels of a further cell
APART = 9.0  # pixels between factors that do not fit
SIDES = ([0, 1], [1, 2], [0, 2])  # which of three sides the left factor, the right one and their product have
NONE = "M0 0"
GRIP = "cursor:pointer;touch-action:none"
LOOKS: dict[str, dict[str, Any]] = {
    "corner": {"fill": "none", "stroke": WIRE, "stroke_width": 1.5, "stroke_dasharray": "2 3"},
    "product": {"fill": "#D5EDE5", "stroke": GREEN, "stroke_width": 1.2},
    "factor-0": {"fill": "#DCEBF5", "stroke": BLUE, "stroke_width": 1.2, "style": GRIP},
    "factor-1": {"fill": "#F8E3D3", "stroke": VERMILLION, "stroke_width": 1.2, "style": GRIP},
    "wanted": {"fill": "none", "stroke": INK, "stroke_width": 2.5, "stroke_dasharray": "6 4", "pointer_events": "none"},
}
LARGEST = 100


def product(left: Factor, right: Factor, out: str, find: str = "", turned: str = "", caption: str = "") -> Picture:
    """The product left @ right = out, to be put together; and the two that give the factors their gradients.

    left, right: name and shape of each factor.   find: what is asked for: `out`, or "d" and a factor's name.
    turned: letters for what the picture begins with: "l" the left factor turned, "r" the right one, "s" swapped.
    Example: product(("X", (32, 64)), ("W", (64, 10)), "Y", find="dW", turned="l")
    """
    (first, (n, d)), (second, (inner, k)) = left, right
    asked = {out: (first, second), f"d{first}": (f"d{out}", second), f"d{second}": (f"d{out}", first)}
    find = find or out
    if inner != d or not all(1 <= size <= LARGEST for size in (n, d, k)):
        raise ValueError(f"{first} {left[1]} @ {second} {right[1]} is no product of sides from 1 to {LARGEST}")
    if find not in asked or not set(turned) <= set("lrs"):
        raise ValueError(f"find is one of {', '.join(asked)}, and turned is made of the letters l, r and s")
    lengths = {f"rows of {first}": n, "inner side": d, f"columns of {second}": k}
    kinds = [*lengths]
    sides = {name: (kinds[a], kinds[b]) for name, (a, b) in zip((first, second, out), SIDES, strict=True)}
    sides |= {f"d{name}": pair for name, pair in sides.items()}
    shape = {name: (lengths[rows], lengths[columns]) for name, (rows, columns) in sides.items()}
    laid = layout(asked[find], [shape[name] for name in asked[find]], shape[find], [part in turned for part in "lrs"])
    alt = (
        f"Two matrices as rectangles that meet at a corner, {laid['name-0']['text']} left of it and "
        f"{laid['name-1']['text']} above. {_verdict(laid)} A dashed outline below the second and right of the first "
        f"is the shape asked for, that of {find.removeprefix('d')}, {shape[find]}."
    )
    state = {
        "asked": asked,
        "sides": sides,
        "lengths": lengths,
        "find": find,
        "turned": [part in turned for part in "lrs"],
    }
    state |= {
        "seam": SEAM,
        "cell": CELL,
        "cells": CELLS,
        "longest": LONGEST,
        "tight": TIGHT,
        "apart": APART,
        "largest": LARGEST,
    }
    return Picture(touch.alive(_drawn(laid, alt), "shapes", state), alt, caption, width=WIDTH)


def _verdict(laid: Laid) -> str:
    inner = [laid[name]["text"] for name in ("inner-0", "inner-1")]
    if inner[0] == inner[1]:
        return f"Their inner sides are equal, {inner[0]}, and the product fills the place that they frame."
    return f"Their inner sides differ, {inner[0]} and {inner[1]}: there is no product."


def side(cells: int) -> float:
    """How long so many cells are drawn: one by one while they are few, then compressed."""
    return CELL * min(cells, CELLS) + TIGHT * max(min(cells, LONGEST) - CELLS, 0)


def layout(names: tuple[str, str], shapes: list[tuple[int, int]], wanted: tuple[int, int], turns: list[bool]) -> Laid:
    """Where everything stands, and what is written there, for two factors and whether each is turned, and the order."""
    factors = [
        (name + ("ᵀ" if turned else ""), shape[::-1] if turned else shape)
        for name, shape, turned in zip(names, shapes, turns, strict=False)
    ]
    (first, (rows, inner)), (second, (other, columns)) = factors[::-1] if turns[2] else factors
    fits = inner == other
    x, y = SEAM
    left, top = (x, y) if fits else (x - APART, y - APART)
    wide, high = side(inner), side(other)
    return {
        "corner": {
            "d": f"M{left - wide:.2f} {y:.2f}A{wide:.2f} {high:.2f} 0 0 1 {x:.2f} {top - high:.2f}" * fits or NONE
        },
        "product": _box(x, y, *((rows, columns) if fits else (0, 0))),
        "factor-0": _box(left - wide, y, rows, inner),
        "factor-1": _box(x, top - high, other, columns),
        "wanted": _box(x, y, *wanted, lines=0),
        "name-0": {"x": left - 6, "y": y + side(rows) + 16, "text": f"{first} ({rows}, {inner})"},
        "name-1": {"x": x + 2, "y": top - high - 6, "text": f"{second} ({other}, {columns})"},
        "inner-0": {"x": left - wide / 2, "y": y + 13, "text": str(inner)},
        "inner-1": {"x": x + 4, "y": top - high / 2 + 5, "text": str(other)},
    }


def _box(x: float, y: float, rows: int, columns: int, lines: int = CELLS) -> dict[str, Any]:
    """The path of a rectangle, with lines between its cells along sides that are not compressed."""
    width, height = side(columns), side(rows)
    path = f"M{x:.2f} {y:.2f}h{width:.2f}v{height:.2f}h{-width:.2f}z"
    for k in range(1, columns if columns <= lines else 1):
        path += f"M{x + CELL * k:.2f} {y:.2f}v{height:.2f}"
    for k in range(1, rows if rows <= lines else 1):
        path += f"M{x:.2f} {y + CELL * k:.2f}h{width:.2f}"
    return {"d": path}


def _drawn(laid: Laid, alt: str) -> ET.Element:
    svg = sheet(WIDTH, HEIGHT, alt)
    for name, look in LOOKS.items():
        element(svg, "path", data_part=name, **laid[name], **look)
    anchors = {"name-0": "end", "inner-0": "middle"}
    words = {"font_size": 13, "font_weight": "bold", "fill": INK, "pointer_events": "none"}
    words |= {"stroke": "#ffffff", "stroke_width": 3, "paint_order": "stroke", "stroke_linejoin": "round"}
    for name in ("name-0", "name-1", "inner-0", "inner-1"):
        place = dict(laid[name])
        element(svg, "text", place.pop("text"), data_part=name, text_anchor=anchors.get(name), **place, **words)
    element(svg, "path", d=f"M8 {HEIGHT - 12}h26", **LOOKS["wanted"])
    element(svg, "text", "the shape asked for", x=40, y=HEIGHT - 8, font_size=12, fill=INK)
    return svg
