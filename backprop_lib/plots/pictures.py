"""The figure of small pictures, digits for instance, each with a line of words below it.

It answers the question in its docstring. Left out: colour, and pictures of different sizes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import INK, figure, in_style
from backprop_lib.words import listed

MOST = 60  # pictures in one figure


@in_style
def pictures(rows: np.ndarray, words: Sequence[str], columns: int = 10, caption: str = "") -> Picture:
    """Answers: what do these pictures show, and what was said of each?

    rows: (n, side²), a picture each, row by row from the top, dark for large.   words: below each of them.
    ValueError for other shapes, for none, and for more than 60.
    """
    rows = np.asarray(rows, dtype=np.float64)
    side = round(float(np.sqrt(rows.shape[-1]))) if rows.ndim == 2 else 0
    if rows.ndim != 2 or side**2 != rows.shape[1] or len(words) != len(rows) or not 0 < len(rows) <= MOST:
        raise ValueError(
            f"pictures: rows {rows.shape} and {len(words)} words. Give (n, side²) and n words, n from 1 to {MOST}."
        )
    lines = -(-len(rows) // columns)
    fig = figure(76 * columns + 20, 96 * lines + 20)
    for place, ax in enumerate(np.ravel(fig.subplots(lines, columns, squeeze=False))):
        ax.set_axis_off()
        if place < len(rows):
            ax.imshow(rows[place].reshape(side, side), cmap="gray_r", vmin=0, vmax=rows.max() or 1)
            ax.set_title(words[place], y=-0.36, color=INK, fontsize=10.5)
    alt = f"{len(rows)} pictures of {side} by {side} pixels, dark on white; below them stands {listed(list(words))}."
    return Picture.of_figure(fig, alt, caption)
