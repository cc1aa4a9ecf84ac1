"""Figures of functions of two numbers: the gradients of xy as arrows.

Each answers the question in its docstring. Left out: one input (`plots.slopes`), max(x, y) (`touch.crease`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import INK, VERMILLION, figure, in_style, note
from backprop_lib.words import number


@in_style
def product_field(x: float = 4, y: float = -3, caption: str = "") -> Picture:
    """Answers: which way does xy grow fastest, here and everywhere else?"""
    reach = max(abs(x), abs(y), 1.0) * 1.5
    line = np.linspace(-reach, reach, 121)
    product, top = np.outer(line, line), reach * reach
    fig = figure(640, 540)
    ax = fig.add_subplot()
    pale = ListedColormap(colormaps["PuOr_r"](np.linspace(0.18, 0.82, 256)))
    image = ax.pcolormesh(line, line, product, cmap=pale, vmin=-top, vmax=top, shading="gouraud")
    step = abs(x * y) or top / 3
    levels = [level for level in (-4 * step, -2 * step, -step, step, 2 * step, 4 * step) if abs(level) < top]
    contours = ax.contour(line, line, product, levels=levels, colors=INK, linewidths=0.8)
    ax.clabel(contours, fmt=number, fontsize=9.5)
    ax.axhline(0, color=INK, lw=0.8)
    ax.axvline(0, color=INK, lw=0.8)
    grid = np.linspace(-0.75 * reach, 0.75 * reach, 6)
    gx, gy = np.meshgrid(grid, grid)
    arrows: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 4.4}  # no arrow reaches the next one
    ax.quiver(gx, gy, gy, gx, color="#444444", width=0.004, **arrows)
    ax.quiver([x], [y], [y], [x], color=VERMILLION, edgecolor=INK, lw=0.8, width=0.008, zorder=4, **arrows)
    ax.plot([x], [y], "o", ms=9, color=INK, mec="white", zorder=5)
    note(
        ax,
        f"at ({number(x)}, {number(y)}): xy = {number(x * y)}\ngradient ({number(y)}, {number(x)})",
        (x, y),
        (0, -16),
        ha="center",
        va="top",
        zorder=6,
    )
    fig.colorbar(image, ax=ax, label="xy", format=lambda v, _: number(v))
    ax.set(xlabel="x", ylabel="y", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
    ax.set_title("arrow at (x, y) = gradient (y, x), length to scale")
    alt = (
        f"Map of xy for x and y from {number(-reach)} to {number(reach)}: positive in the two quadrants where the "
        f"signs agree, negative in the other two; level curves are hyperbolas and, for 0, the two axes. Arrows show "
        f"the gradient (y, x), longer further from the origin. At x = {number(x)}, y = {number(y)} the product is "
        f"{number(x * y)} and the arrow is ({number(y)}, {number(x)})."
    )
    return Picture.of_figure(fig, alt, caption)
