"""Figures of functions of two numbers: the gradients of xy as arrows, the crease of max(x, y).

Each answers the question in its docstring. Left out: one input (`plots.slopes`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, DARK_VERMILLION, INK, ORANGE, VERMILLION, figure, in_style, note
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


@in_style
def max_crease(x: float = 4, y: float = 2, moves: str = "x", caption: str = "") -> Picture:
    """Answers: which input does max(x, y) feel, and how far does the tangent hold?

    moves: the input that the right panel moves while the other one is held, "x" or "y".
    """
    if moves not in ("x", "y"):
        raise ValueError(f'moves is {moves!r}: name the input that moves, "x" or "y".')
    low, high = min(x, y) - 2.0, max(x, y) + 2.0
    fig = figure(860, 400)
    plane, cut = fig.subplots(1, 2)
    corners = np.array([low, high])
    plane.fill_between(corners, corners, high, facecolor="#E8F3FA", edgecolor=BLUE, hatch="---", lw=0, alpha=0.7)
    plane.fill_between(corners, low, corners, facecolor="#FFF3E0", edgecolor=ORANGE, hatch="|||", lw=0, alpha=0.7)
    plane.plot(corners, corners, color=INK, lw=2, ls="--", label="crease")
    plane.plot([x], [y], "o", color=INK, ms=9, mec="white", zorder=4)
    middle, third = (low + high) / 2, (high - low) / 3.4
    box = {"ha": "center", "va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 3}}
    plane.text(middle - third * 0.75, middle + third, "y is larger:\nfeels y only\ngradient (0, 1)", **box)
    plane.text(middle + third * 0.75, middle - third, "x is larger:\nfeels x only\ngradient (1, 0)", **box)
    plane.text(
        high - third * 0.6,
        high - third * 0.6,
        "tie: (½, ½)",
        rotation=45,
        rotation_mode="anchor",
        transform_rotates_text=True,
        **box,
    )
    plane.set(xlabel="x", ylabel="y", aspect="equal", xlim=(low, high), ylim=(low, high), title="which input is felt?")
    (held, still), here = (("y", y), x) if moves == "x" else (("x", x), y)
    _max_slice(cut, moves, here, held, still, (low, high))
    slope = 0.5 if x == y else float(here > still)
    flat = f"max({_as_arguments(moves, number(still))})"
    alt = (
        f"Two panels. Left: the plane of x and y, cut by the crease x = y. Below it x is larger and max(x, y) has "
        f"gradient (1, 0); above it y is larger and the gradient is (0, 1); on it the two share, (½, ½). Right: {held} "
        f"is held at {number(still)} and {moves} moves: {flat} is flat with slope 0 while {moves} < {number(still)}, "
        f"then rises with slope 1. At {moves} = {number(here)} the value is {number(max(x, y))} and the slope "
        f"{number(slope)}; "
        + (
            "that is the crease itself, where no line fits both sides."
            if x == y
            else f"the tangent agrees as far as the crease, {number(abs(x - y))} away, and no further."
        )
    )
    return Picture.of_figure(fig, alt, caption)


def _as_arguments(moves: str, still: str) -> str:
    """Both arguments of max in their order, the held one as a number."""
    return f"x, {still}" if moves == "x" else f"{still}, y"


def _max_slice(ax: Axes, moves: str, here: float, held: str, still: float, ends: tuple[float, float]) -> None:
    """max against the input that moves, with the other one held, and the tangent where it stands."""
    low, high = ends
    top = max(here, still)
    corners = np.array([low, still, high])
    ax.plot(corners, np.maximum(corners, still), color=BLUE, lw=2.4, label="max")
    ax.plot([still], [still], "D", color="white", mec=INK, ms=8, zorder=4)
    slope = 0.5 if here == still else float(here > still)
    reach = np.array(ends)
    ax.plot(reach, top + slope * (reach - here), color=DARK_VERMILLION, lw=1.6, ls="--", label="tangent")
    ax.plot([here], [top], "o", color=INK, ms=9, mec="white", zorder=5)
    note(ax, "slope 0", (low, still), (8, 8), va="bottom")
    note(ax, "slope 1", ((still + high) / 2, (still + high) / 2), (-10, 8), ha="right", va="bottom")
    note(ax, f"tie at {moves} = {number(still)}", (still, still), (6, -14), va="top")
    if here != still:
        left = here < still
        note(
            ax,
            f"at {moves} = {number(here)}: {number(top)}",
            (here, top),
            (0 if left else 10, -14 if left else -6),
            ha="center" if left else "left",
            va="top",
        )
        end = high if left else low
        note(
            ax,
            "tangent",
            (end, top + slope * (end - here)),
            (-8 if left else 24, 8),
            ha="right" if left else "left",
            va="bottom",
            color=DARK_VERMILLION,
        )
    ax.set(xlabel=f"{moves}  ({held} is held at {number(still)})", ylabel=f"max({_as_arguments(moves, number(still))})")
    ax.set_title("how far does the tangent hold?")
    ax.set(xlim=ends, ylim=(min(still, low + 0.3 * (still - low)) - 0.6, high))
