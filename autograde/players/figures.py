"""Reduce a Matplotlib figure that a student's function returns to plain data: lines, labels, legend, scales.

Never pixels: colours, sizes and styles are the student's own. Nor wording: of a label only the words are kept that say
what an axis counts, of a title only whether there is one. x is told as "epochs" where it counts 0, 1, 2 … or 1, 2, 3 …
Matplotlib is not imported here; who returns a figure has imported it. Left out: any judgement.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

import numpy as np

from autograde.play import Functions, Outcome
from autograde.players.fitting import record_if_it_fits

WORDS = {
    "epoch": ("epoch", "轮"),
    "step": ("step", "update", "iteration", "步"),
    "sample": ("sample", "样本"),
    "batch": ("batch", "批"),
    "loss": ("loss", "损失"),
}


def draw(functions: Functions, probe: Any) -> Outcome:
    """Call a function that returns a Figure; its value is the figure in plain data (see `reduced`).

    Anything else but None is told as {"type": …}.
    """
    function, args = functions[probe.function], copy.deepcopy(list(probe.args))
    before = _open()

    def run(*given: Any) -> Any:
        result = function(*given)
        if _is_figure(result):
            return reduced(result)
        return None if result is None else {"type": f"an object of type {type(result).__name__}"}

    try:
        return record_if_it_fits(function, len(args), run, args)
    finally:
        _close(_open() - before)


def reduced(figure: Any) -> dict[str, Any]:
    """A figure in plain data: {"axes": [each of its axes], "title": whether any title is written}."""
    axes = [_axes(each, figure) for each in figure.axes]
    title = bool(figure.get_suptitle().strip()) or any(each["title"] for each in axes)
    return {"axes": axes, "title": title}


def _axes(axes: Any, figure: Any) -> dict[str, Any]:
    """One pair of axes: its lines in order, the names in its legend, what its labels name, and its scales."""
    legend = axes.get_legend() or next(iter(figure.legends), None)
    texts = [text.get_text() for text in legend.get_texts()] if legend is not None else []
    lines = [_line(each) for each in axes.get_lines()]
    if len(texts) == len(lines) and not any(each["label"] for each in lines):  # named by the legend alone
        lines = [{**each, "label": text} for each, text in zip(lines, texts, strict=True)]
    return {
        "lines": lines,
        "legend": sorted(texts),
        "xlabel": _words(axes.get_xlabel()),
        "ylabel": _words(axes.get_ylabel()),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "title": any(axes.get_title(loc=place).strip() for place in ("left", "center", "right")),
    }


def _line(line: Any) -> dict[str, Any]:
    """A line's label ("" for one of Matplotlib's own), its y, and its x: "epochs" where it counts, else the numbers."""
    x, y = (np.asarray(values, dtype=float).ravel() for values in (line.get_xdata(), line.get_ydata()))
    counts = any(np.array_equal(x, np.arange(first, first + len(x))) for first in (0, 1))
    label = str(line.get_label())
    return {"label": "" if label.startswith("_") else label, "x": "epochs" if counts else x, "y": y}


def _words(label: str) -> list[str]:
    """What an axis label says that the axis shows, or "something else"; nothing for an empty label."""
    found = [word for word, spellings in WORDS.items() if any(each in label.lower() for each in spellings)]
    return found or (["something else"] if label.strip() else [])


def _is_figure(value: Any) -> bool:
    return any(kind.__module__ == "matplotlib.figure" and kind.__name__ == "Figure" for kind in type(value).__mro__)


def _open() -> set[int]:
    """Numbers of the figures that pyplot holds open; a notebook would show them below the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


def _close(numbers: set[int]) -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in numbers:
        if pyplot is not None:
            pyplot.close(number)
