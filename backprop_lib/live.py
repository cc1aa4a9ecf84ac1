"""A loss curve that moves while a network trains: a drawing in a notebook, else one line of text.

In a terminal the line is written over as training goes on; where output is collected it comes once, at the end.

    fit(net, X, y, SGD(0.5), epochs=400, show=True)             # makes a LossCurve and keeps it up to date

Watching must not slow down what is watched: each redrawing is timed, and the next one waits until all of them together
are at most SHARE of the time since training began (benchmarks/training.py measures on against off). A short run is
therefore drawn once, when it ends. Left out: several runs in one drawing (`plots.curves`) and stopping by a button.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.svg import FONT, INK, VERMILLION, element
from backprop_lib.words import number

SHARE = 0.03  # of the training time may go into showing it
FIRST_COST = 0.015  # seconds that the first drawing is taken to need
PAUSE = 0.1  # seconds between two drawings at least: faster than this nobody sees
CAPTION = "Drawn anew while training went on; a saved page shows its last state."
WIDTH, HEIGHT = 620, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 604, 34, 212  # the frame of the curve
BUCKETS = 180  # a longer curve is drawn from the highest and lowest loss of so many pieces: zigzags stay visible


class LossCurve:
    """What `fit(show=True)` tells about every epoch; `where` is "notebook", "terminal" or "text" (one line at the end).

    `drawn` counts the drawings so far, `spent` the seconds that they took.
    """

    def __init__(self, where: str | None = None) -> None:
        self.where = where or _surroundings()
        self.drawn, self.spent = 0, 0.0
        self._id = f"loss-curve-{uuid4().hex[:12]}"
        self._start = self._last = time.perf_counter()

    def update(self, losses: Sequence[float], epochs: int) -> None:
        """Redraw if it is time to; losses: one for each epoch so far."""
        now = time.perf_counter()
        if now - self._last < PAUSE or self.where == "text":
            return
        cost = self.spent / self.drawn if self.drawn else FIRST_COST
        if self.spent + cost <= SHARE * (now - self._start):
            self._show(losses, epochs)

    def close(self, losses: Sequence[float], epochs: int) -> None:
        """Draw the whole curve a last time."""
        self._show(losses, epochs, last=True)

    def _show(self, losses: Sequence[float], epochs: int, last: bool = False) -> None:
        begun = time.perf_counter()
        if self.where == "notebook":
            from IPython.display import display  # here: scripts and terminals need none of it

            picture = curve(losses, epochs)
            data = {"text/html": picture._repr_html_(), "text/plain": line(losses, epochs)}
            display(data, raw=True, display_id=self._id, update=self.drawn > 0)
            sys.stdout.flush()  # a kernel's stream waits until all is sent: sending beside training costs far more
        elif self.where == "terminal":
            sys.stdout.write(f"\r{line(losses, epochs)}\x1b[K" + ("\n" if last else ""))
            sys.stdout.flush()
        else:
            print(line(losses, epochs))
        self.drawn += 1
        self._last = time.perf_counter()
        self.spent += self._last - begun


def line(losses: Sequence[float], epochs: int) -> str:
    """Progress in words: line([2.0, 0.5], 4) -> "epoch 2 of 4: loss 0.5, from 2 in the first"."""
    if not losses:
        return f"epoch 0 of {epochs}"
    start = f", from {number(losses[0])} in the first" if len(losses) > 1 else ""
    return f"epoch {len(losses)} of {epochs}: loss {number(losses[-1])}{start}"


def curve(losses: Sequence[float], epochs: int) -> Picture:
    """Answers: how far has the loss come down, and how?

    losses: one for each epoch so far, of `epochs` in all. The axis is logarithmic when they span more than a factor of
    100. Losses that are not finite, or not positive on a logarithmic axis, are left out and mentioned.
    """
    values = np.asarray(losses, dtype=np.float64)
    finite = np.isfinite(values)
    positive = finite & (values > 0)
    log = bool(positive.any() and values[positive].max() > 100 * values[positive].min())
    shown = positive if log else finite
    heights = np.log10(values, where=shown, out=np.zeros_like(values)) if log else values
    low, high = _limits(heights[shown] if log else np.append(heights[shown], 0.0))
    svg = element(None, "svg", xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=HEIGHT, role="img")
    svg.set("viewBox", f"0 0 {WIDTH} {HEIGHT}")
    svg.set("font-family", FONT)
    svg.set("style", "display:block;max-width:100%;height:auto;background:#ffffff")
    alt = f"Loss curve{', logarithmic' if log else ''}: {line(losses, epochs)}."
    if not finite.all():
        alt += f" The loss is no longer finite from epoch {int(np.argmin(finite)) + 1} on."
    svg.set("aria-label", alt)
    element(svg, "title", alt)
    element(svg, "text", line(losses, epochs), x=LEFT, y=20, font_size=14.0, fill=INK, font_weight="bold")
    for height in _ticks(low, high, log):
        y = _between(height, low, high, BOTTOM, TOP)
        element(svg, "path", d=f"M{LEFT} {y:.1f}H{RIGHT}", stroke="#D9D9D9", fill="none")
        label = number(10**height if log else height, 3)
        element(svg, "text", label, x=LEFT - 8, y=y + 4, font_size=12.0, fill=INK, text_anchor="end")
    for at in sorted({1, (epochs + 1) // 2, epochs}):
        x = _between(at, 1, max(epochs, 2), LEFT, RIGHT)
        element(svg, "text", str(at), x=x, y=BOTTOM + 17, font_size=12.0, fill=INK, text_anchor="middle")
    element(svg, "path", d=f"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}", stroke=INK, fill="none")
    middle = (LEFT + RIGHT) / 2
    words = f"epoch (each point: the epoch's mean loss{'; the axis is logarithmic' if log else ''})"
    element(svg, "text", words, x=middle, y=BOTTOM + 35, font_size=12.5, fill=INK, text_anchor="middle")
    places = _kept(heights, np.flatnonzero(shown))
    if places.size:
        xs = _between(places + 1.0, 1, max(epochs, 2), LEFT, RIGHT)
        ys = _between(heights[places], low, high, BOTTOM, TOP)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
        element(svg, "polyline", points=points, fill="none", stroke=VERMILLION, stroke_width=2.0)
        element(svg, "circle", cx=float(xs[-1]), cy=float(ys[-1]), r=4.0, fill=VERMILLION)
    return Picture.of_svg(svg, alt, CAPTION)


def _surroundings() -> str:
    """Where output goes: to a notebook's page, to a terminal, or to something that takes plain text."""
    shell: Any = None
    if "IPython" in sys.modules:
        from IPython import get_ipython

        shell = get_ipython()
    if getattr(shell, "kernel", None) is not None:
        return "notebook"
    return "terminal" if sys.stdout.isatty() else "text"


def _limits(heights: np.ndarray) -> tuple[float, float]:
    """The lowest and the highest place on the axis, apart from each other."""
    if not heights.size:
        return 0.0, 1.0
    low, high = float(heights.min()), float(heights.max())
    gap = (high - low) or max(abs(high), 1.0)
    return low - 0.04 * gap, high + 0.04 * gap


def _ticks(low: float, high: float, log: bool) -> list[float]:
    """Three to six round places on the axis."""
    if log:
        every = max(1, math.ceil((high - low) / 5))
        return [float(k) for k in range(math.ceil(low), math.floor(high) + 1) if k % every == 0]
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _between(value: Any, low: float, high: float, start: float, end: float) -> Any:
    """The place between start and end that corresponds to a value between low and high."""
    return start + (value - low) / (high - low) * (end - start)


def _kept(heights: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Places of the points to draw: all of a short curve, the extremes of each piece of a long one."""
    if places.size <= 2 * BUCKETS:
        return places
    kept = {int(places[0]), int(places[-1])}
    for piece in np.array_split(places, BUCKETS):
        kept.update((int(piece[heights[piece].argmin()]), int(piece[heights[piece].argmax()])))
    return np.array(sorted(kept))
