"""Figures of shapes: matrices as rectangles drawn to scale, and a row that is copied forward and added backward.

Each answers the question in its docstring. Left out: the numbers inside a product (`plots.candidates`, `plots.tables`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, DARK_GREEN, DARK_VERMILLION, FAINT, INK, ORANGE, figure, in_style
from backprop_lib.words import number

LOOKS = (  # left factor, right factor, result: told apart by hatch, not by colour alone
    {"facecolor": "#E8F3FA", "edgecolor": BLUE, "hatch": "---"},
    {"facecolor": "#FFF3E0", "edgecolor": ORANGE, "hatch": "|||"},
    {"facecolor": "#E5F5F0", "edgecolor": DARK_GREEN, "hatch": ""},
)
Sides = tuple[str, str]


@in_style
def products(
    equations: Sequence[tuple[str, str, str]],
    sides: Mapping[str, Sides],
    lengths: Mapping[str, int],
    caption: str = "",
) -> Picture:
    """Answers: which sides do two factors share, and which sides are left for the product?

    equations: (left, right, result) one a line; a factor may end in ᵀ: ("dD", "Xᵀ", "dW").
    sides: matrix -> names of its rows' and columns' side; lengths: name of a side -> its length.
    ValueError where two factors share no side.
    """
    unit, gap, top = 15, 96, 34
    heights, widest, told = [], 0.0, []
    lines = []
    for left, right, result in equations:
        (rows, shared), (other, columns) = sides_of(left, sides), sides_of(right, sides)
        if shared != other:
            raise ValueError(f"{left} @ {right}: the inner sides are {shared} and {other}. Name one side in both.")
        boxes = ((left, rows, shared), (right, shared, columns), (result, rows, columns))
        lines.append((boxes, shared))
        heights.append(max(lengths[rows], lengths[shared]) * unit + 2 * top)
        widest = max(widest, sum(lengths[column] * unit + gap for _, _, column in boxes))
        told.append(
            f"{left}, {lengths[rows]} by {lengths[shared]}, times {right}, {lengths[shared]} by {lengths[columns]}, "
            f"gives {result}, {lengths[rows]} by {lengths[columns]}; the shared side is {shared} = {lengths[shared]}."
        )
    fig = figure(int(widest) - 10, int(sum(heights)) + 10)
    fig.set_layout_engine("none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, widest - 10), ylim=(sum(heights) + 10, 0), aspect="equal")
    ax.axis("off")
    start = 5.0
    for (boxes, shared), height in zip(lines, heights, strict=True):
        x, middle = -30.0, start + height / 2
        for (name, row, column), look, sign in zip(boxes, LOOKS, ("", "@", "="), strict=True):
            x += gap
            _box(ax, (x, middle), name, (row, column), lengths, look, unit, shared if sign != "=" else "")
            ax.text(x - 0.8 * gap, middle, sign, ha="center", va="center", size=15)
            x += lengths[column] * unit
        start += height
    alt = f"Matrices as rectangles, drawn to scale. {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)


def sides_of(name: str, sides: Mapping[str, Sides]) -> Sides:
    """Names of the sides of a matrix, exchanged where its name ends in ᵀ: sides_of("Xᵀ", {"X": ("k", "j")}) -> j, k."""
    rows, columns = sides[name.removesuffix("ᵀ")]
    return (columns, rows) if name.endswith("ᵀ") else (rows, columns)


def _box(
    ax: Axes,
    place: tuple[float, float],
    name: str,
    named: Sides,
    lengths: Mapping[str, int],
    look: Mapping[str, str],
    unit: int,
    shared: str,
) -> None:
    """One rectangle with its name inside and its sides' names beside it; the shared side is drawn thick."""
    (row, column), (x, middle) = named, place
    width, height = lengths[column] * unit, lengths[row] * unit
    y = middle - height / 2
    ax.add_patch(Rectangle((x, y), width, height, lw=1.4, **look))  # type: ignore[arg-type]
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.9}
    ax.text(x + width / 2, middle, name, ha="center", va="center", size=13, weight="bold", bbox=white)
    for side, at, ends, align in (
        (row, (x - 5, middle), ([x, x], [y, y + height]), {"ha": "right", "va": "center"}),
        (column, (x + width / 2, y + height + 4), ([x, x + width], [y + height] * 2), {"ha": "center", "va": "top"}),
    ):
        thick = side == shared
        if thick:
            ax.plot(*ends, color=DARK_VERMILLION, lw=4.5, solid_capstyle="butt")
        ax.text(
            *at,
            f"{side} = {lengths[side]}",
            color=DARK_VERMILLION if thick else INK,
            weight="bold" if thick else "normal",
            size=10,
            **align,  # type: ignore[arg-type]
        )


@in_style
def copied_and_added(row: np.ndarray, g: np.ndarray, name: str = "b", caption: str = "") -> Picture:
    """Answers: where does each entry of a row go forward, and what comes back to it?

    row (M,): what is copied into every row of the output; g (N, M): the upstream gradient of that output.
    """
    row, g = np.asarray(row, dtype=float), np.asarray(g, dtype=float)
    if g.ndim != 2 or row.shape != g.shape[1:]:
        raise ValueError(f"row has shape {row.shape}, g has shape {g.shape}. They must be (M,) and (N, M).")
    copies, total = np.tile(row, (len(g), 1)), g.sum(axis=0)
    cell, height = 52, 30
    fig = figure(2 * (g.shape[1] * cell + 96), (len(g) + 3) * height + 56)
    titles = (f"forward:\n{name} is copied into every row", "backward:\nthe rows of g are added")
    for ax, title, tables in zip(
        fig.subplots(1, 2),
        titles,
        (((name, row[None]), ("", copies)), (("g", g), (f"d{name}", total[None]))),
        strict=True,
    ):
        y = 0.0
        for place, (label, table) in enumerate(tables):
            single = len(table) == 1
            for (i, j), entry in np.ndenumerate(table):
                fill, edge, thick = ("#FFF3E0", INK, 2.0) if single else ("white", FAINT, 0.8)
                ax.add_patch(Rectangle((j, y + i), 1, 1, facecolor=fill, edgecolor=edge, lw=thick))
                ax.text(j + 0.5, y + i + 0.5, number(entry, 3), ha="center", va="center", size=11)
            ax.text(-0.15, y + len(table) / 2, label, ha="right", va="center", size=12, weight="bold")
            y += len(table) + (1.2 if not place else 0)
        for j in range(g.shape[1]):
            end = len(tables[0][1])
            arrow = {"arrowstyle": "-|>", "color": DARK_VERMILLION, "lw": 1.8}
            ax.annotate("", (j + 0.5, end + 1.15), (j + 0.5, end + 0.1), arrowprops=arrow)
        ax.set(xlim=(-0.7, g.shape[1] + 0.1), ylim=(y + 0.1, -0.1), title=title)
        ax.axis("off")
    told = "; ".join(
        f"entry {j} is {number(value)}, and {' + '.join(number(e) for e in column)} = {number(end)} comes back"
        for j, (value, column, end) in enumerate(zip(row, g.T, total, strict=True))
    )
    alt = (
        f"Two panels. Left: {name} stands on top and {len(g)} copies of it below. "
        f"Right: {len(g)} rows of g, and below them their sum d{name}. {told.capitalize()}."
    )
    return Picture.of_figure(fig, alt, caption)
