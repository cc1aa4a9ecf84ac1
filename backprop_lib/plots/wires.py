"""The figure of a network drawn unit by unit, as tutorials draw it: a line for every weight.

It answers the question in its docstring. Left out: biases, which such a drawing has no place for, and all numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from matplotlib.collections import LineCollection

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, INK, figure, in_style

Point = tuple[float, float]


@in_style
def wires(sizes: Sequence[int], caption: str = "") -> Picture:
    """Answers: which unit is joined with which in a stack of layers?

    sizes: how many units each layer has, the input first. Above each gap stands how many lines cross it.
    """
    fig = figure(120 * len(sizes) + 40, 40 * max(sizes) + 60)
    ax = fig.add_subplot()
    layers = [[(float(place), row - (size - 1) / 2) for row in range(size)] for place, size in enumerate(sizes)]
    top = max(sizes) / 2 + 0.35
    told = []
    for place, (before, here) in enumerate(itertools.pairwise(layers)):
        lines: list[tuple[Point, Point]] = [(one, other) for one in before for other in here]
        ax.add_collection(LineCollection(lines, colors=BLUE, linewidths=0.9))
        ax.text(place + 0.5, top, str(len(lines)), ha="center", va="center", size=11, color=INK)
        told.append(f"{len(before)}·{len(here)} = {len(lines)}")
    for points in layers:
        ax.plot(*zip(*points, strict=True), ls="", marker="o", ms=13, mfc="white", mec=INK, mew=1.4)
    ax.set(xlim=(-0.25, len(sizes) - 0.75), ylim=(-top + 0.1, top + 0.3))
    ax.set_axis_off()
    alt = (
        f"A network of {len(sizes)} layers with {', '.join(map(str, sizes))} units, drawn as columns of circles. Each "
        f"circle is joined by a line with every circle of the next column: {', '.join(told)} lines."
    )
    return Picture.of_figure(fig, alt, caption)
