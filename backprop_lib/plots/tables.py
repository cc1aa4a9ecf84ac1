"""Figures of whole gradients at once: an arrow for each input, a shaded table for an array.

Each answers the question in its docstring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, INK, VERMILLION, figure, in_style
from backprop_lib.words import number


@in_style
def wishes(gradients: Mapping[str, float], output: str = "f", caption: str = "") -> Picture:
    """Answers: which way should each input move, once to raise the output and once to lower it?"""
    reach = max((abs(gradient) for gradient in gradients.values()), default=0.0) or 1.0
    arrow = {"arrowstyle": "-|>,head_width=0.45,head_length=0.8", "lw": 4, "shrinkA": 0, "shrinkB": 0}
    fig = figure(720, 320)
    told = []
    for ax, verb, sign, colour in zip(fig.subplots(1, 2), ("raise", "lower"), (1, -1), (VERMILLION, BLUE), strict=True):
        ax.axhline(0, color=INK, lw=1)
        words = []
        for place, gradient in enumerate(gradients.values()):
            wish = sign * gradient
            words.append(f"{'up' if wish > 0 else 'down'} by {number(abs(wish))}" if wish else "no wish")
            if wish:
                ax.annotate("", (place, wish), (place, 0), arrowprops={**arrow, "color": colour})
            side = "bottom" if wish >= 0 else "top"
            ax.annotate(
                words[-1].replace(" by", ""),
                (place, wish),
                (0, 6 if wish >= 0 else -6),
                va=side,
                ha="center",
                textcoords="offset points",
                size=12,
            )
        ax.set_xticks(range(len(gradients)), list(gradients), size=13)
        ax.set_yticks([])
        ax.tick_params(length=0)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(-0.6, len(gradients) - 0.4), ylim=(-1.35 * reach, 1.35 * reach), title=f"to {verb} {output}")
        told.append(f"To {verb} {output}: {', '.join(f'{n} {w}' for n, w in zip(gradients, words, strict=True))}.")
    alt = f"Two panels, one arrow for each input, as long as its gradient is large. {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)


@in_style
def heat_maps(
    arrays: Mapping[str, np.ndarray],
    one_scale: bool = False,
    across: tuple[str, Sequence[float]] | None = None,
    down: tuple[str, Sequence[float]] | None = None,
    caption: str = "",
    digits: int = 2,
) -> Picture:
    """Answers: which entries of an array count, how much, and in which direction? NaN stands for "not known yet".

    arrays: title -> array with one or two axes.   one_scale: the same shade means the same number in every panel.
    across, down: what the columns and the rows stand for: ("x", [2, 3, 4]).   digits: significant ones, at most.
    """
    sizes = [np.atleast_2d(array).shape for array in arrays.values()]
    cell = 44 if max(columns for _, columns in sizes) > 3 else 52
    top = max(float(np.nanmax(np.abs(array), initial=0.0)) for array in arrays.values())
    gap = 46
    width = sum(max(columns * cell, 92) + gap for _, columns in sizes)
    margin = 50 if across or down else 0
    fig = figure(width + margin, max(rows for rows, _ in sizes) * cell + 64 + margin)
    panels = fig.subplots(1, len(arrays), squeeze=False, width_ratios=[max(c * cell, 92) for _, c in sizes])[0]
    told = []
    for ax, (title, array) in zip(panels, arrays.items(), strict=True):
        table = np.atleast_2d(np.asarray(array, dtype=float))
        reach = 1.8 * (top if one_scale else float(np.nanmax(np.abs(table), initial=0.0))) or 1.0
        wide = digits > 2 and max(len(number(entry, digits)) for entry in table.flat) > 6  # would touch its neighbours
        ax.pcolormesh(np.ma.masked_invalid(table), cmap="PuOr_r", vmin=-reach, vmax=reach, edgecolors="#B0B0B0", lw=0.6)
        for row, column in np.ndindex(*table.shape):
            known = not np.isnan(table[row, column])
            text = number(table[row, column], digits) if known else "?"
            ax.text(
                column + 0.5,
                row + 0.5,
                text,
                ha="center",
                va="center",
                color=INK if known else FAINT,
                size=9 if cell < 50 or wide else 11,
            )
        ax.set(aspect="equal", xlim=(-0.03, table.shape[1] + 0.03), ylim=(table.shape[0] + 0.03, -0.03))
        ax.set(xticks=[], yticks=[])
        ax.tick_params(length=0)
        if across:
            ax.set_xticks(np.arange(len(across[1])) + 0.5, [number(place) for place in across[1]])
            ax.set_xlabel(across[0])
        if down:
            ax.set_yticks(np.arange(len(down[1])) + 0.5, [number(place) for place in down[1]])
            ax.set_ylabel(down[0], rotation=0, labelpad=12, va="center")
        ax.set_title(title.replace(" after ", "\nafter "), size=10.5)
        ax.spines[:].set_visible(False)
        rows = "; ".join(
            " ".join("unknown" if np.isnan(entry) else number(entry, digits) for entry in line) for line in table
        )
        told.append(f"{title}, row by row: {rows}.")
    what = f"{len(arrays)} tables of numbers side by side" if len(arrays) > 1 else "A table of numbers"
    axes = "".join(
        f" {kind} stand for {axis[0]} = {', '.join(number(place) for place in axis[1])}."
        for kind, axis in (("Columns", across), ("Rows", down))
        if axis
    )
    alt = f"{what}, shaded by sign and size.{axes} {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)
