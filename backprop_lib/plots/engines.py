"""The figure of what a calculation costs on two engines: how many nodes, and how much time.

It answers the question in its docstring. Left out: the measuring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.ticker import NullLocator

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, INK, VERMILLION, figure, in_style
from backprop_lib.words import number

BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85}
LOOKS = ((BLUE, "o", "-"), (VERMILLION, "s", "--"))


@in_style
def engines(
    batch: Sequence[int], nodes: Mapping[str, Sequence[int]], seconds: Mapping[str, Sequence[float]], caption: str = ""
) -> Picture:
    """Answers: how do nodes and time grow with the number of rows, on each of two engines?

    batch: how many rows each time.   nodes, seconds: engine -> one number for each entry of batch; both axes of both
    panels are logarithmic.
    """
    fig = figure(820, 360)
    told = []
    for ax, title, unit, values in zip(
        fig.subplots(1, 2),
        ("nodes of the graph", "one pass there and back"),
        ("nodes", "ms"),
        (nodes, seconds),
        strict=True,
    ):
        for (name, measured), (colour, marker, line) in zip(values.items(), LOOKS, strict=True):
            shown = [1000 * value for value in measured] if unit == "ms" else list(measured)
            ax.plot(batch, shown, color=colour, marker=marker, ls=line, lw=2.2, ms=6)
            ax.annotate(
                name, (batch[-1], shown[-1]), (2, -26), textcoords="offset points", ha="right", color=INK, bbox=BEHIND
            )
            told.append(f"{name}: {number(shown[0], 3)} {unit} for {batch[0]}, {number(shown[-1], 3)} for {batch[-1]}")
        ax.set(xscale="log", yscale="log", xlabel="pictures at once", ylabel=unit, title=title)
        ax.set_xticks(batch, [str(size) for size in batch])
        ax.xaxis.set_minor_locator(NullLocator())
        low, high = ax.get_ylim()
        ax.set_ylim(low / 4, high)
    return Picture.of_figure(fig, f"Two panels of lines, all axes logarithmic. {'; '.join(told)}.", caption)
