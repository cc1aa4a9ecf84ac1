"""Figures of how far a gradient reaches: along a chain, layer by layer in a network, and to units that are never on.

Each answers the question in its docstring. Left out: how the numbers came about (`mlp`), and what is done about
gradients that are too long (`clipping`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, figure, in_style
from backprop_lib.words import listed, number

Lines = Mapping[str, Sequence[float]]

LOOKS = (
    (BLUE, "-", "o"),
    (VERMILLION, "--", "s"),
    (GREEN, "-.", "^"),
    (ORANGE, ":", "D"),
    (INK, (0, (6, 2)), "v"),
    ("#CC79A7", (0, (3, 1, 1, 1)), "P"),
)
LABEL_GAP = 0.065  # of the figure's height: labels closer than this are moved apart


@in_style
def by_depth(lines: Lines, quantity: str, start: int = 1, caption: str = "") -> Picture:
    """Answers: does a quantity shrink or grow with depth, by the same factor at every layer, and how far?

    lines: name -> values at depth start, start + 1, …, all positive, on a logarithmic axis (ValueError otherwise).
    quantity: what is measured, the label of that axis; a thin line marks 1.
    """
    _check(lines, least_above=0.0)
    fig = figure(760, 430)
    ax = fig.add_subplot()
    ax.axhline(1, color=FAINT, lw=1, ls=":")
    longest = max(start + len(values) - 1 for values in lines.values())
    ends = {name: float(np.log10(values[-1])) for name, values in lines.items()}
    everything = np.log10(np.concatenate([np.asarray(values, float) for values in lines.values()]))
    heights = _spread(ends, LABEL_GAP * max(float(np.ptp(everything)), 0.5))
    shown = [*everything, *heights.values(), 0.0]
    edge = 0.04 * (max(shown) - min(shown)) + 0.02
    told = []
    for place, (name, values) in enumerate(lines.items()):
        colour, style, marker = LOOKS[place % len(LOOKS)]
        depths = np.arange(start, start + len(values))
        every = max(1, len(values) // 10)
        ax.plot(depths, values, color=colour, ls=style, lw=2, marker=marker, markevery=every, ms=5)
        ax.annotate(
            f"{name}: {number(values[-1], 2)}",
            (depths[-1], values[-1]),
            xytext=(start + 1.06 * (longest - start), 10 ** heights[name]),
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 1.2, "relpos": (0, 0.5)},
        )
        first, last = number(values[0], 2), number(values[-1], 2)
        told.append(f"{name} goes from {first} at depth {start} to {last} at depth {depths[-1]}")
    ax.set(yscale="log", xlabel="depth", ylabel=quantity, xlim=(start, start + 1.45 * (longest - start)))
    ax.set_ylim(10 ** (min(shown) - edge), 10 ** (max(shown) + edge))
    ax.set_xticks([tick for tick in ax.get_xticks() if start <= tick <= longest])
    alt = f"{quantity[:1].upper()}{quantity[1:]} against depth, logarithmic. {'; '.join(told)}."
    return Picture.of_figure(fig, alt, caption)


@in_style
def gradient_flow(panels: Mapping[str, Lines], caption: str = "") -> Picture:
    """Answers: how long is the gradient on each layer's weights, from the layer at the input to the one at the output?

    panels: title -> name -> norm of dL/dW of layer 1, 2, …; all panels share one logarithmic axis. A norm of 0 has no
    place on it: the line has a gap there, and the alternative text says so. ValueError for anything below 0.
    """
    for lines in panels.values():
        _check(lines, least_above=-1.0)
    fig = figure(min(800, 240 * len(panels) + 80), 380)  # wider ones shrink beside a table of contents
    axes = fig.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    names = list(dict.fromkeys(name for lines in panels.values() for name in lines))
    told = []
    handles = {}
    for ax, (title, lines) in zip(axes, panels.items(), strict=True):
        words = []
        for name, norms in lines.items():
            colour, style, marker = LOOKS[names.index(name) % len(LOOKS)]
            layers = np.arange(1, len(norms) + 1)
            drawn = np.where(np.asarray(norms, float) > 0, norms, np.nan)
            size = 6 if len(norms) <= 12 else 3.5
            (handles[name],) = ax.plot(layers, drawn, color=colour, ls=style, marker=marker, ms=size, lw=1.8)
            first, last = number(norms[0], 2), number(norms[-1], 2)
            zeros = sum(norm == 0 for norm in norms)
            gaps = f" ({zeros} of them 0, not drawn)" if zeros else ""
            words.append(f"{name} from {first} at layer 1 to {last} at layer {len(norms)}{gaps}")
        ax.axhline(1, color=FAINT, lw=1, ls=":")
        _whole_ticks(ax, max(len(norms) for norms in lines.values()))
        ax.set(title=title, xlabel="layer (1 is at the input)", yscale="log")
        told.append(f"{title}: {'; '.join(words)}.")
    axes[0].set_ylabel("length of dL/dW")
    fig.legend([handles[name] for name in names], names, loc="outside lower center", ncols=len(names), frameon=False)
    many = f"{len(panels)} panels side by side" if len(panels) > 1 else "One panel"
    alt = f"{many}, the length of the gradient on each layer's weights, logarithmic. {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)


@in_style
def dead_units(panels: Mapping[str, np.ndarray], caption: str = "") -> Picture:
    """Answers: which ReLU units are on for which rows of the batch, and which are never on?

    panels: title -> Z (N, H), the numbers before ReLU, a row for each sample and a column for each unit. A unit is on
    where Z > 0. ValueError for arrays without two axes.
    """
    tables = {title: np.asarray(Z, float) for title, Z in panels.items()}
    for title, Z in tables.items():
        if Z.ndim != 2 or not Z.size:
            raise ValueError(f"{title}: Z has shape {Z.shape}. Give (rows, units), at least one of each.")
    cell = 19
    widths = [max(Z.shape[1] * cell, 170) for Z in tables.values()]
    tallest = max(Z.shape[0] for Z in tables.values())
    row = min(cell, max(6, 300 // tallest))
    fig = figure(sum(widths) + 60 * len(widths) + 40, tallest * row + 120)
    told = []
    for ax, (title, Z) in zip(
        fig.subplots(1, len(tables), squeeze=False, width_ratios=widths)[0], tables.items(), strict=True
    ):
        on = Z > 0
        dead = [int(unit) for unit in np.flatnonzero(~on.any(axis=0))]
        rows, units = Z.shape
        grid = {"edgecolors": "#D8D8D8", "lw": 0.4} if row > 10 else {}
        ax.pcolormesh(np.where(on, 0.75, 0.0), cmap="Blues", vmin=0, vmax=1, **grid)
        ax.vlines(np.arange(units + 1), 0, rows, color="white", lw=1.2)
        for unit in dead:
            look = {"facecolor": "#FBE3D3", "edgecolor": VERMILLION, "hatch": "xxx", "lw": 1.4}
            ax.add_patch(Rectangle((unit + 0.06, 0), 0.88, rows, **look))  # type: ignore[arg-type]
        ax.set(xlim=(0, units), ylim=(rows, 0), xticks=np.arange(units) + 0.5, yticks=[])
        ax.set_xticklabels([str(unit) if unit % 5 == 0 or units <= 8 else "" for unit in range(units)])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        share = f"{len(dead)} of {units} dead"
        ax.set(title=f"{title}\n{share}", xlabel="unit", ylabel="rows of the batch")
        which = f", the units {listed([str(unit) for unit in dead])}" if 0 < len(dead) < units else ""
        told.append(f"{title}: {rows} rows, {share}{which}; {number(100 * on.mean(), 2)} % of all cells are on.")
    alt = "A cell for each row of the batch and each unit, filled where the unit is on; dead units are hatched. "
    alt += " ".join(told)
    return Picture.of_figure(fig, alt, caption)


def _check(lines: Lines, least_above: float) -> None:
    """ValueError unless every line has values, all finite and above a least one."""
    for name, values in lines.items():
        array = np.asarray(values, float)
        if not array.size or not np.isfinite(array).all() or (array <= least_above).any():
            raise ValueError(f"{name}: {values!r} cannot stand on a logarithmic axis. Give finite positive numbers.")


def _spread(ends: Mapping[str, float], gap: float) -> dict[str, float]:
    """Heights for labels: those of the ends, moved apart around their middle where they are closer than the gap."""
    order = sorted(ends, key=ends.__getitem__)
    heights = np.array([ends[name] for name in order])
    for _ in range(200):
        near = np.flatnonzero(np.diff(heights) < gap * 0.999)
        if not near.size:
            break
        for at in near:
            lacking = gap - (heights[at + 1] - heights[at])
            heights[at] -= lacking / 2
            heights[at + 1] += lacking / 2
    return dict(zip(order, heights.tolist(), strict=True))


def _whole_ticks(ax: Axes, last: int) -> None:
    """Ticks at the first and the last layer and at round numbers between."""
    step = 1 if last <= 6 else 2 if last <= 12 else 5 if last <= 25 else 10
    ax.set_xticks(sorted({1, last, *(tick for tick in range(step, last, step) if last - tick > step / 2 and tick > 1)}))
    ax.set_xlim(0.5, last + 0.5)
