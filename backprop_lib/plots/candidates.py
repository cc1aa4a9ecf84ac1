"""Figure of several candidates for one array, each beside what was measured.

Left out: where the candidates come from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import DARK_GREEN, DARK_VERMILLION, INK, figure, in_style
from backprop_lib.words import listed, number


@in_style
def candidates(arrays: Mapping[str, np.ndarray], right: np.ndarray, atol: float = 1e-7, caption: str = "") -> Picture:
    """Answers: which of these arrays of the same shape is the one that was measured?

    arrays: formula -> its result; right: the measured array; atol: how far an entry may be off and still agree.
    """
    measured = np.asarray(right, dtype=float)
    wrong = [name for name, array in arrays.items() if np.shape(array) != measured.shape]
    if wrong or measured.ndim != 2:
        raise ValueError(f"candidates takes matrices of one shape; {wrong or 'right'} has another.")
    columns = min(4, len(arrays))
    lines = -(-len(arrays) // columns)
    fig = figure(columns * 178, lines * 236)
    reach = 1.8 * max(float(np.abs(array).max(initial=0.0)) for array in (measured, *arrays.values())) or 1.0
    agree, told = [], []
    panels = fig.subplots(lines, columns, squeeze=False).ravel()
    for ax in panels[len(arrays) :]:
        ax.axis("off")
    for ax, (name, array) in zip(panels, arrays.items(), strict=False):
        table = np.asarray(array, dtype=float)
        off = float(np.abs(table - measured).max(initial=0.0))
        same = off <= atol
        agree += [name] if same else []
        ax.pcolormesh(table, cmap="PuOr_r", vmin=-reach, vmax=reach, edgecolors="#9A9A9A", lw=0.6)
        for (row, column), entry in np.ndenumerate(table):
            ax.text(column + 0.5, row + 0.5, number(entry, 2), ha="center", va="center", size=9.5, color=INK)
        ax.set(aspect="equal", xticks=[], yticks=[], ylim=(table.shape[0], 0))
        ax.set_title(name, weight="bold")
        ax.set_xlabel(
            "agrees" if same else f"off by up to {number(off, 2)}",
            color=DARK_GREEN if same else DARK_VERMILLION,
            weight="bold" if same else "normal",
        )
        ax.spines[:].set(visible=True, color=DARK_GREEN if same else "#9A9A9A", lw=4 if same else 0.8)
        told.append(f"{name} {'agrees' if same else f'is off by up to {number(off, 2)}'}")
    alt = (
        f"{len(arrays)} tables of {measured.shape[0]} by {measured.shape[1]} numbers, shaded by sign and size, each "
        f"compared with the measured one. {'; '.join(told)}. Framed: {listed(agree) if agree else 'none'}."
    )
    return Picture.of_figure(fig, alt, caption)
