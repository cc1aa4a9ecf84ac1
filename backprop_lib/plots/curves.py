"""Figures of training: loss curves of several runs, the clinic of sick curves, and the end of a run for many rates.

What a curve averages is part of its axis label, for a curve without it cannot be read. Each figure answers the question
in its docstring. Left out: curves that move while training goes on (`live`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, figure, in_style
from backprop_lib.words import number

LOOKS = (
    (BLUE, "-", "o"),
    (VERMILLION, "--", "s"),
    (GREEN, "-.", "^"),
    (ORANGE, ":", "D"),
    (INK, (0, (6, 2)), "v"),
    ("#CC79A7", (0, (3, 1, 1, 1)), "P"),
)
FEW = 30  # up to so many losses, each gets a mark
ROW = 8.0  # between rows of marks on a logarithmic axis
WIDE = 100.0  # a larger ratio of losses is drawn on a logarithmic axis

Runs = Mapping[str, Sequence[float]]


def _finite(losses: Sequence[float]) -> np.ndarray:
    """Losses with a gap where they are not finite."""
    values = np.asarray(losses, dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _told(name: str, losses: Sequence[float]) -> str:
    """Where a run starts and ends, in words."""
    values = np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        return f"{name} starts at {number(values[0])} and is no longer finite from {int(bad[0])} on"
    low, high = float(values.min()), float(values.max())
    between = f", between {number(low, 3)} and {number(high, 3)}" if high > 1.05 * max(values[0], values[-1]) else ""
    return f"{name} starts at {number(values[0], 3)} and ends at {number(values[-1], 3)}{between}"


def _draw(ax: Axes, place: int, name: str, losses: Sequence[float], first: int) -> None:
    colour, style, marker = LOOKS[place % len(LOOKS)]
    values = _finite(losses)
    few = len(values) <= FEW
    every = 1 if few else max(1, len(values) // 9)
    xs = np.arange(first, first + len(values))
    size = 6 if few else 7
    ax.plot(xs, values, color=colour, ls=style, lw=2, marker=marker, ms=size, markevery=(0, every), label=name)


@in_style
def loss_curves(
    runs: Runs,
    averaged: str,
    counted: str = "epoch",
    first: int = 1,
    log: bool | None = None,
    top: float | None = None,
    caption: str = "",
) -> Picture:
    """Answers: how does the loss of each run develop?

    runs: name -> losses.   averaged: what each loss is taken over, for the axis label.   counted, first: what the
    x-axis counts, and from where.   log: a logarithmic axis; None: where the losses span more than a factor of 100.
    top: the highest loss shown.
    """
    fig = figure(760, 380)
    ax = fig.add_subplot()
    for place, (name, losses) in enumerate(runs.items()):
        _draw(ax, place, name, losses, first)
    everything = np.concatenate([_finite(losses) for losses in runs.values()])
    positive = everything[everything > 0]
    if log is None:
        log = bool(positive.size and positive.max() > WIDE * positive.min())
    ax.set(xlabel=counted, ylabel=f"loss ({averaged})", yscale="log" if log else "linear")
    if not log:
        ax.set_ylim(0, top)
    elif top is not None:
        ax.set_ylim(None, top)
    ax.grid(color="#E4E4E4", lw=0.8)
    ax.set_axisbelow(True)
    fig.legend(loc="outside right upper", frameon=False, handlelength=3.2)
    axis = "logarithmic" if log else "linear"
    told = "; ".join(_told(name, losses) for name, losses in runs.items())
    return Picture.of_figure(fig, f"Loss ({averaged}) against {counted}, {axis} axis. {told}.", caption)


@in_style
def clinic(cases: Runs, caption: str = "") -> Picture:
    """Answers: what do runs that went wrong look like, side by side, each on its own scale?

    cases: name -> losses; six make two rows of three. A small ✕ marks where a run leaves the finite numbers.
    """
    rows = -(-len(cases) // 3)
    fig = figure(800, 30 + 215 * rows)
    grid = fig.subplots(rows, 3, squeeze=False).ravel()
    for ax, (place, (name, losses)) in zip(grid, enumerate(cases.items()), strict=False):
        values = _finite(losses)
        ax.plot(np.arange(1, len(values) + 1), values, color=BLUE, lw=1.8)
        ax.set(title=name, ylim=(0, 1.08 * float(np.nanmax(values))))
        gone = np.flatnonzero(np.isnan(values))
        if gone.size:
            ax.plot(gone[0], values[gone[0] - 1], marker="x", ms=10, mew=2.4, color=INK)
        ax.set_xlabel("epoch" if place >= 3 * (rows - 1) else "")
        ax.set_ylabel("loss" if place % 3 == 0 else "")
    for ax in grid[len(cases) :]:
        ax.remove()
    told = "; ".join(_told(name, losses) for name, losses in cases.items())
    return Picture.of_figure(fig, f"{len(cases)} loss curves, each on its own axes. {told}.", caption)


@in_style
def rate_sweep(
    rates: Sequence[float],
    ends: Mapping[str, Sequence[float]],
    limits: Mapping[str, float],
    ceiling: float,
    caption: str = "",
) -> Picture:
    """Answers: which learning rates bring the loss down, and from which one on does the run diverge?

    ends: name -> last loss for each rate, as a share of the first; shares above `ceiling`, or not finite, are marked
    at the top as diverged, in a row for each name.   limits: name -> the rate at which theory says that it begins; a
    vertical line.
    """
    fig = figure(760, 390)
    ax = fig.add_subplot()
    xs = np.asarray(rates, dtype=float)
    told = []
    for place, (name, shares) in enumerate(ends.items()):
        colour, style, marker = LOOKS[place % len(LOOKS)]
        values = np.asarray(shares, dtype=float)
        fine = np.isfinite(values) & (values <= ceiling)
        ax.plot(xs[fine], values[fine], color=colour, ls=style, marker=marker, ms=5, lw=1.8, label=name)
        row = np.full((~fine).sum(), ceiling * ROW**place)
        ax.plot(xs[~fine], row, color=colour, ls="", marker="x", ms=6, mew=1.8)
        ax.axvline(limits[name], color=colour, lw=1.2, ls=":")
        best = int(np.nanargmin(np.where(fine, values, np.nan)))
        told.append(f"{name}: best near {number(xs[best], 2)}, diverges above {number(limits[name], 3)} (dotted line)")
    ax.text(xs[0], ceiling, "✕ diverged", va="center", ha="left", color=INK, backgroundcolor="white")
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="last loss / first loss")
    ax.set_ylim(None, 4 * ceiling * ROW ** (len(ends) - 1))
    ax.axhline(1.0, color=FAINT, lw=1)
    fig.legend(loc="outside upper center", ncols=len(ends), frameon=False, handlelength=3.2)
    return Picture.of_figure(fig, f"Last loss against learning rate, both logarithmic. {'; '.join(told)}.", caption)
