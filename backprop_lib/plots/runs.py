"""The figure of several training runs: their losses step by step, and a level to hold them against.

It answers the question in its docstring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, figure, in_style
from backprop_lib.words import number

LOOKS = ((BLUE, "-"), (VERMILLION, "--"), (GREEN, "-."), (ORANGE, (0, (1, 1))), (INK, (0, (6, 2))))


@in_style
def loss_runs(
    runs: Mapping[str, Sequence[float]], level: tuple[str, float] | None = None, caption: str = "", each: str = "step"
) -> Picture:
    """Answers: which runs still come down, and where does each of them end?

    runs: name -> loss at step 0, 1, 2, …; drawn on a logarithmic axis.   level: a name and a loss, a thin line.
    each: what there is one loss for.
    """
    fig = figure(760, 380)
    ax = fig.add_subplot()
    longest = max(len(losses) for losses in runs.values())
    ends = {name: float(np.log10(losses[-1])) for name, losses in runs.items()}
    everything = np.log10(np.concatenate([np.asarray(losses, float) for losses in runs.values()]))
    low, high = float(everything.min()), float(everything.max())
    gap = 0.075 * (high - low)
    heights = dict(zip(sorted(ends, key=ends.__getitem__), _apart(sorted(ends.values()), gap), strict=True))
    told = []
    for place, (name, losses) in enumerate(runs.items()):
        colour, style = LOOKS[place % len(LOOKS)]
        ax.plot(np.arange(len(losses)), losses, color=colour, ls=style, lw=2.4)
        ax.annotate(
            name,
            (len(losses) - 1, losses[-1]),
            xytext=(1.05 * longest, 10 ** heights[name]),
            color=INK,
            weight="bold",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 1.2, "relpos": (0, 0.5)},
        )
        told.append(f"{name} starts at {number(losses[0])} and ends at {number(losses[-1])}")
    if level is not None:
        ax.axhline(level[1], color=FAINT, lw=1, ls=":")
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        words = f"{level[0]} = {number(level[1])}"
        ax.text(0.5 * longest, level[1] * 0.94, words, color=INK, va="top", ha="center", bbox=white)
    ax.set(yscale="log", xlabel=each, ylabel="loss", xlim=(-0.02 * longest, 1.32 * longest))
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= longest])
    at = f" A thin line marks {level[0]} = {number(level[1])}." if level else ""
    alt = f"Loss against {each}, logarithmic. {'; '.join(told)}.{at}"
    return Picture.of_figure(fig, alt, caption)


def _apart(places: list[float], gap: float) -> list[float]:
    """Sorted places, moved upwards as little as needed so that neighbours are at least `gap` apart."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    return moved
