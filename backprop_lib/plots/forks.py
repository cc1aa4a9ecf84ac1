"""Forks: every path from one node to another in its own colour, pattern and number; how many paths there can be.

Left out: the sums themselves (`paths`) and circuits with values (`draw`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from math import prod
from typing import Any

import numpy as np
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import NullLocator

from backprop_lib.layout import Box, Layout, layout
from backprop_lib.paths import Edge, paths
from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, DARK_GREEN, DARK_VERMILLION, FAINT, INK, VERMILLION, figure, in_style
from backprop_lib.svg import text_width
from backprop_lib.words import in_brackets, number

LOOKS = ((BLUE, "-"), (VERMILLION, (0, (5, 2))), (DARK_GREEN, (0, (1, 1.3))), ("#CC79A7", (0, (6, 2, 1, 2))))
TALL, LINE, EDGE = 36.0, 24.0, 20.0  # pixels: height of a node, height of a line of text, margin
TAGS = 30.0  # pixels: length of a line before it has room for tags and a label

DIGITS = 5  # of a path's product and of the sum


class Dot:
    """A node of the graph as `layout` wants it."""

    def __init__(self, name: Any) -> None:
        self.name = name
        self.parents: list[Dot] = []


@in_style
def forks(edges: Iterable[Edge], src: Any, dst: Any, caption: str = "") -> Picture:
    """Answers: by which paths does src reach dst, and what does each of them add to ∂dst/∂src?

    edges: (from, to, local gradient). Drawn is what leads to dst. ValueError for no path and for more than four.
    """
    edges = list(edges)
    found = list(islice(paths([(u, v, k) for k, (u, v, _) in enumerate(edges)], src, dst), len(LOOKS) + 1))
    if not 1 <= len(found) <= len(LOOKS) or src == dst:
        raise ValueError(f"{len(found) or 'no'} paths from {src!r} to {dst!r}; this picture shows one to {len(LOOKS)}")
    ways = [[int(k) for _, _, k in way] for way in found]
    dots, used = _dots(edges, dst)
    lay = layout(dots, [Box(_wide(dot), TALL, 42, 42, _behind(dot, edges, ways)) for dot in dots])
    curves = _curves(lay, used)
    words = [_words(edges, way) for way in ways]
    shares = [share for _, _, share in words]
    total = " + ".join([number(shares[0], DIGITS), *[in_brackets(number(share, DIGITS)) for share in shares[1:]]])
    total = f"∂{dst}/∂{src} = {total}" + (f" = {number(sum(shares), DIGITS)}" if len(shares) > 1 else "")
    longest = max(text_width(f"{way}:   {product}", 14.5) for way, product, _ in words)
    longest = max(longest, text_width(total, 18.5, bold=True))
    width = round(max(lay.width - TAGS + 2 * EDGE, longest + 58 + 2 * EDGE, 480))
    height = round(lay.height + LINE * (len(ways) + 1) + 2 * EDGE)
    fig = figure(width, height)
    fig.set_layout_engine("none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-EDGE, width - EDGE), ylim=(height - EDGE, -EDGE))
    ax.axis("off")
    for k, curve in curves.items():
        ax.plot(*curve.T, color="#B8B8B8", lw=1.4, zorder=1)
        users = [place for place, way in enumerate(ways) if k in way]
        for turn, place in enumerate(users):
            colour, dash = LOOKS[place]
            line = _beside(curve, 6.0 * (turn - (len(users) - 1) / 2))
            ax.plot(*line.T, color=colour, ls=dash, lw=3.2, zorder=2, label=f"path {place + 1}")
            tag = line[round(len(line) * (0.27 if len(users) == 1 else 0.14 + 0.14 * turn))]
            ax.plot(*tag, "o", ms=13, color=colour, zorder=4)
            ax.text(
                tag[0],
                tag[1],
                str(place + 1),
                color="white",
                ha="center",
                va="center_baseline",
                weight="bold",
                zorder=5,
            )
        middle = curve[round(len(curve) * 0.64)]
        frame = {"facecolor": "white", "edgecolor": "#B8B8B8", "boxstyle": "round,pad=0.18", "lw": 0.8}
        ax.text(middle[0], middle[1], f"× {number(edges[k][2])}", ha="center", va="center", bbox=frame, zorder=6)
    for dot, box in zip(dots, lay.boxes, strict=True):
        look: dict[str, Any] = {"fc": "white", "ec": INK, "lw": 2.6 if dot.name in (src, dst) else 1.3, "zorder": 7}
        corner = (box.x - box.width / 2 + 8, box.y - TALL / 2 + 8)
        ax.add_patch(FancyBboxPatch(corner, box.width - 16, TALL - 16, boxstyle="round,pad=8", **look))
        ax.text(box.x, box.y, str(dot.name), ha="center", va="center", weight="bold", zorder=8)
    y = lay.height + EDGE
    for place, (way, product, _) in enumerate(words):
        colour, dash = LOOKS[place]
        ax.plot([0, 46], [y, y], color=colour, ls=dash, lw=3.2)
        ax.plot(23, y, "o", ms=13, color=colour)
        ax.text(23, y, str(place + 1), color="white", ha="center", va="center_baseline", weight="bold")
        ax.text(58, y, f"{way}:   {product}", va="center")
        y += LINE
    ax.text(58, y, total, va="center", weight="bold", color=DARK_VERMILLION, size=11.5)
    told = [
        f"Path {place}, {way.replace(' → ', ' to ')}: {product}" for place, (way, product, _) in enumerate(words, 1)
    ]
    alt = f"A graph with its {len(ways)} path{'s' * (len(ways) > 1)} from {src} to {dst}, each in its own colour and "
    alt += f"pattern. {'. '.join(told)}. {total}."
    return Picture.of_figure(fig, alt, caption)


def _wide(dot: Dot) -> float:
    """How many pixels a node takes across."""
    return max(TALL + 6, text_width(str(dot.name), bold=True) + 18)


def _behind(dot: Dot, edges: Sequence[Edge], ways: Sequence[Sequence[int]]) -> float:
    """How long the lines that leave a node must be: room for the tags of their paths and for the widest label."""
    leaving = [k for k, (u, _, _) in enumerate(edges) if u == dot.name]
    tags = max((sum(k in way for way in ways) for k in leaving), default=0)
    return TAGS + 16 * tags + max((text_width(f"× {number(edges[k][2])}") for k in leaving), default=0.0)


def _words(edges: Sequence[Edge], way: Sequence[int]) -> tuple[str, str, float]:
    """A path's nodes, its product written out, and what that is."""
    locals_ = [edges[k][2] for k in way]
    names = " → ".join(str(name) for name in (edges[way[0]][0], *[edges[k][1] for k in way]))
    written = " × ".join([number(locals_[0]), *[in_brackets(number(local)) for local in locals_[1:]]])
    product = number(prod(locals_), DIGITS)
    return names, f"{written} = {product}" if len(way) > 1 else written, float(prod(locals_))


def _dots(edges: Sequence[Edge], dst: Any) -> tuple[list[Dot], list[list[int]]]:
    """The nodes that lead to dst, inputs first, and for each the edges that feed it."""
    into: dict[Any, list[int]] = {}
    for k, (_, v, _) in enumerate(edges):
        into.setdefault(v, []).append(k)
    dots: dict[Any, Dot] = {}
    stack = [(dst, False)]
    while stack:
        name, ready = stack.pop()
        if ready and name not in dots:
            dots[name] = Dot(name)
            dots[name].parents = [dots[edges[k][0]] for k in into.get(name, ())]
        elif not ready and name not in dots:
            stack.append((name, True))
            stack.extend((edges[k][0], False) for k in reversed(into.get(name, ())))
    return list(dots.values()), [into.get(name, []) for name in dots]


def _curves(lay: Layout, used: Sequence[Sequence[int]]) -> dict[int, np.ndarray]:
    """For each edge the points of its line, from the side of one node to the side of the next: (points, 2)."""
    t = np.linspace(0, 1, 60)
    smooth = t * t * (3 - 2 * t)
    curves = {}
    for wire in lay.wires:
        source, target = lay.boxes[wire.source], lay.boxes[wire.target]
        stops = [(source.x + source.width / 2, source.y)]
        for place in wire.via:
            start, end, y = lay.places[place]
            stops += [(start, y), (end - 60, y)]
        stops.append((target.x - target.width / 2, target.y))
        pieces = []
        for (x0, y0), (x1, y1) in pairwise(stops):
            bend = smooth if wire.via else (smooth + t) / 2
            pieces.append(np.column_stack((x0 + (x1 - x0) * t, y0 + (y1 - y0) * bend)))
        curve = np.concatenate(pieces)  # (60 · pieces, 2)
        twins = [other.slot for other in lay.wires if (other.source, other.target) == (wire.source, wire.target)]
        bow = 56.0 * (twins.index(wire.slot) - (len(twins) - 1) / 2)
        curve[:, 1] += bow * np.sin(np.pi * np.linspace(0, 1, len(curve)))
        curves[used[wire.target][wire.slot]] = curve
    return curves


def _beside(curve: np.ndarray, distance: float) -> np.ndarray:
    """The line that runs beside a curve, so many pixels to its right: (points, 2)."""
    along = np.gradient(curve, axis=0)
    across = np.column_stack((-along[:, 1], along[:, 0])) / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9)
    return curve + distance * across


@in_style
def path_counts(rungs: int = 60, caption: str = "") -> Picture:
    """Answers: how fast do paths and edges grow when a ladder gets more rungs, each with two ways through?"""
    n = np.arange(1, rungs + 1)
    counts, edges = 2.0**n, 4 * n
    fig = figure(760, 380)
    ax = fig.add_subplot()
    ax.bar(n, counts, color="#FBE3D3", edgecolor=DARK_VERMILLION, hatch="//", lw=0.6, label="paths, 2ⁿ")
    ax.plot(n, edges, "o", ms=4, color=BLUE, label="edges, 4n")
    ax.set_yscale("log")
    ax.set(xlabel="rungs n", ylabel="how many (each tick: 1000 times more)", xlim=(0, rungs + 1), ylim=(0.8, None))
    ax.set_yticks(10.0 ** np.arange(0, np.log10(counts[-1]) + 1.5, 3))
    ax.yaxis.set_major_formatter(lambda value, _: number(value).removeprefix("1×"))
    ax.yaxis.set_minor_locator(NullLocator())
    end: dict[str, Any] = {"ha": "right", "textcoords": "offset points", "weight": "bold"}
    ax.annotate(f"{number(counts[-1])} paths", (n[-1], counts[-1]), (-14, 2), color=DARK_VERMILLION, **end)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.annotate(f"{edges[-1]} edges", (n[-1], edges[-1]), (-2, 12), color=BLUE, bbox=box, **end)
    ax.legend(loc="upper left", frameon=False)
    ax.spines["left"].set_color(FAINT)
    shown = [k for k in (1, 10, rungs) if k <= rungs]
    rows = "; ".join(f"{k} rungs, {number(2.0**k)} paths, {4 * k} edges" for k in dict.fromkeys(shown))
    alt = f"Bars for the number of paths and dots for the number of edges of ladders, on a logarithmic axis: {rows}. "
    alt += "The bars rise in a straight line, which on this axis means doubling; the dots hardly rise."
    return Picture.of_figure(fig, alt, caption)
