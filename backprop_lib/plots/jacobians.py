"""Figures of Jacobians: which inputs feed which outputs, and how strongly.

Each answers the question in its docstring. Left out: how a Jacobian is computed (`jacobian`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import FAINT, INK, figure, in_style
from backprop_lib.words import number

WRITTEN = 8  # up to so many rows and columns the entries are written out


@in_style
def jacobians(
    arrays: Mapping[str, np.ndarray], rows: str = "outputs", columns: str = "inputs", caption: str = ""
) -> Picture:
    """Answers: which entry of the input moves which entry of the output? An empty cell is a slope of exactly 0.

    arrays: title -> Jacobian (m, n), all drawn to the same scale.
    """
    tables = {title: np.asarray(array, dtype=float) for title, array in arrays.items()}
    if not tables or any(table.ndim != 2 for table in tables.values()):
        raise ValueError("jacobians takes one or several arrays with two axes, (outputs, inputs).")
    most = max(max(table.shape) for table in tables.values())
    cell = 50 if most <= WRITTEN else max(10, min(26, 620 // most))
    widths = [max(table.shape[1] * cell, 120) for table in tables.values()]
    height = max(table.shape[0] for table in tables.values()) * cell
    fig = figure(sum(widths) + 74 * len(widths), height + 84)
    told = []
    panels = fig.subplots(1, len(tables), squeeze=False, width_ratios=widths)[0]
    for ax, (title, table) in zip(panels, tables.items(), strict=True):
        reach = 1.8 * float(np.abs(table).max(initial=0.0)) or 1.0
        shown = np.ma.masked_equal(table, 0.0)
        lines = "#9A9A9A" if most <= WRITTEN else "#D8D8D8"
        ax.pcolormesh(shown, cmap="PuOr_r", vmin=-reach, vmax=reach, edgecolors=lines, lw=0.5)
        for row, column in np.ndindex(*table.shape):
            entry = table[row, column]
            if most <= WRITTEN:
                text = number(entry, 2) if entry else "·"
                ink = INK if entry else FAINT
                ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", size=10, color=ink)
        ax.set(aspect="equal", xlim=(0, table.shape[1]), ylim=(table.shape[0], 0))
        step = 1 if most <= WRITTEN else 5
        for axis, count in ((ax.xaxis, table.shape[1]), (ax.yaxis, table.shape[0])):
            axis.set_ticks(np.arange(0, count, step) + 0.5, [str(k) for k in range(0, count, step)])
        ax.tick_params(length=0)
        ax.set(xlabel=columns, ylabel=rows, title=title)
        ax.spines[:].set(visible=True, color=FAINT)
        told.append(_told(title, table))
    panels_told = "A panel" if len(tables) == 1 else f"{len(tables)} panels"
    alt = f"{panels_told}, rows for {rows}, columns for {columns}, shaded by sign and size. {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)


def _told(title: str, table: np.ndarray) -> str:
    """One Jacobian in words: its shape, how many slopes are not 0 and where they stand."""
    full = np.argwhere(table)
    if len(full) == table.size:
        where = "no cell is empty"
    elif len(full) and (full[:, 0] == full[:, 1]).all():
        where = "only the diagonal is filled"
    else:
        where = f"{len(full)} of {table.size} cells are filled"
    text = f"{title}: {table.shape[0]} by {table.shape[1]}, {where}"
    if table.size <= WRITTEN * 4:
        text += "; row by row: " + "; ".join(" ".join(number(entry, 2) for entry in line) for line in table)
    return f"{text}."
