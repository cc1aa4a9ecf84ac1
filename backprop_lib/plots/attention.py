"""Figures of a model of names: which letters each place looks at, and quantities of several models side by side.

Each answers the question in its docstring. Left out: how the weights and the quantities are computed (`gpt`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, INK, figure, in_style
from backprop_lib.words import number

DARK = 0.55  # from this weight on the number is written in white


@in_style
def attention(weights: np.ndarray, letters: Sequence[str], caption: str = "") -> Picture:
    """Answers: at each place of a text, how much does the model take from which letter?

    weights: (T, T), rows sum to 1; a weight of exactly 0 is left empty.   letters: what stands at each place.
    """
    count = len(letters)
    fig = figure(120 + 46 * count, 110 + 40 * count)
    ax = fig.add_subplot()
    ax.pcolormesh(np.ma.masked_equal(weights, 0.0), cmap="Blues", vmin=0, vmax=1, edgecolors="#D8D8D8", lw=0.5)
    for row, column in np.ndindex(*weights.shape):
        weight = float(weights[row, column])
        text, ink = (f"{weight:.2f}", "white" if weight > DARK else INK) if weight else ("·", FAINT)
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", size=10, color=ink)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(np.arange(count) + 0.5, list(letters), size=13)
    ax.xaxis.set_label_position("top")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set(aspect="equal", xlim=(0, count), ylim=(count, 0), xlabel="takes from", ylabel="at the place of")
    ax.spines[:].set(visible=True, color=FAINT)
    told = []
    for row, line in enumerate(weights):
        most = int(np.argmax(line))
        told.append(
            f"place {row + 1}, {letters[row]}: most from {letters[most]} at place {most + 1} ({line[most]:.2f})"
        )
    alt = f"A table of {count} by {count} weights, empty above the diagonal; darker is more. {'; '.join(told)}."
    return Picture.of_figure(fig, alt, caption)


@in_style
def bars(
    panels: Mapping[str, Mapping[str, float]],
    log: bool = False,
    digits: int = 4,
    one_scale: bool = False,
    caption: str = "",
) -> Picture:
    """Answers: how large is a quantity for each of several models or engines?

    panels: title, with its unit -> name -> quantity; the same names in every panel.   log: a logarithmic axis.
    one_scale: the same linear axis in all panels, for quantities of one kind.
    """
    names = list(next(iter(panels.values())))
    fig = figure(330 + 260 * len(panels), 90 + 36 * len(names))
    told, largest = [], max(max(sizes.values()) for sizes in panels.values())
    for place, (ax, (title, sizes)) in enumerate(
        zip(fig.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True)
    ):
        values = np.array([sizes[name] for name in names], dtype=float)
        low = 10 ** np.floor(np.log10(values.min()) - 0.3) if log else 0.0
        ax.barh(range(len(names)), values - low, left=low, height=0.55, color=BLUE)
        for row, value in enumerate(values):
            note = f"{value:,.0f}" if value >= 1000 else number(float(value), digits)
            ax.annotate(note, (value, row), (5, 0), textcoords="offset points", va="center", size=10.5)
        if log:
            ax.set_xscale("log")
            ax.set_xlim(low, values.max() * (values.max() / low) ** 0.35)
        else:
            ax.set_xlim(0, 1.25 * (largest if one_scale else values.max()))
        ax.set_yticks(range(len(names)), names if place == 0 else [""] * len(names))
        ax.invert_yaxis()
        ax.tick_params(axis="y", length=0)
        ax.set_title(title)
        told.append(f"{title}: " + ", ".join(f"{name} {number(float(sizes[name]), digits)}" for name in names))
    axis = "logarithmic" if log else "linear"
    where = f"all on one {axis} axis" if one_scale else f"on a {axis} axis"
    return Picture.of_figure(fig, f"Horizontal bars, a panel for each quantity, {where}. {'; '.join(told)}.", caption)
