"""The figure of gradient descent on a curve: where each step lands, for several learning rates side by side.

It answers the question in its docstring. Left out: more than one parameter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, INK, VERMILLION, Scalar, figure, in_style, values_of
from backprop_lib.words import number

FINE = 160


@in_style
def descent(
    loss: Scalar, walks: Mapping[str, Sequence[float]], half: float, centre: float, caption: str = ""
) -> Picture:
    """Answers: does each walk come down, does it jump across the valley, does it leave?

    loss: the curve, of one parameter w.   walks: title -> w before each step.   half, centre: each panel shows w from
    centre − half to centre + half; steps that land outside are drawn to the edge and mentioned.
    """
    fig = figure(40 + 225 * len(walks), 330)
    panels = fig.subplots(1, len(walks), sharey=True, squeeze=False)[0]
    ws = np.linspace(centre - half, centre + half, FINE)
    heights = values_of(loss, ws)
    top = 1.08 * float(heights.max())
    told = []
    for place, (ax, (title, walk)) in enumerate(zip(panels, walks.items(), strict=True)):
        ax.plot(ws, heights, color=BLUE, lw=1.8)
        inside = np.abs(np.asarray(walk) - centre) <= half
        stop = int(np.argmin(inside)) if not inside.all() else len(walk)
        shown = np.asarray(walk[:stop], dtype=float)
        levels = values_of(loss, shown)
        for k in range(len(shown) - 1):
            ax.annotate(
                "",
                (shown[k + 1], levels[k + 1]),
                (shown[k], levels[k]),
                arrowprops={"arrowstyle": "-|>", "color": VERMILLION, "lw": 1.3, "shrinkA": 2, "shrinkB": 2},
            )
        ax.plot(shown, levels, color=INK, marker="o", ms=4.5, ls="", zorder=3)
        ax.annotate("start", (shown[0], levels[0]), xytext=(5, 8), textcoords="offset points", color=INK)
        ax.set(title=title, xlabel="w", ylim=(-0.04 * top, top), xlim=(ws[0], ws[-1]))
        ax.set_ylabel("loss" if not place else "")
        end = f"ends at w = {number(walk[-1])}, loss {number(loss(float(walk[-1])), 3)}, after {len(walk) - 1} steps"
        if stop < len(walk):
            ax.text(0.5, 0.93, f"leaves at step {stop}", transform=ax.transAxes, ha="center", color=INK, weight="bold")
            end = f"leaves the picture at step {stop}"
        told.append(f"{title}: starts at w = {number(walk[0])}, {end}")
    return Picture.of_figure(fig, f"A valley with the steps of gradient descent. {'; '.join(told)}.", caption)
