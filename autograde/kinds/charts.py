"""A figure of several curves of losses, as `players.figures` reduces it: its lines, labels, legend, title and scales.

Every figure without a fault is right, whatever else it shows. Which lines, words and scales are wanted, `expected`
says; it has the form of a figure with one pair of axes. Left out: how a figure becomes plain data (`players.figures`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.kinds.counts import counted
from autograde.outcome_form import of_figure
from backprop_lib.words import number

Plain = Mapping[str, Any]  # a figure, its axes or a line in plain data
CLOSE = 1e-9  # how far a point may lie from its loss, as a share of the loss


def accepts(probe: Probe, value: Any, expected: Plain) -> bool:
    """Whether nothing is wrong with a figure."""
    return not faults(value, expected)


def alike(probe: Probe, value: Any, other: Any, expected: Plain) -> bool:
    """Whether the same is wrong with two figures."""
    return faults(value, expected) == faults(other, expected)


def tells(probe: Probe, value: Any, expected: Plain) -> str:
    """Everything that is wrong with a figure."""
    runs = ", ".join(f"“{line['label']}” ({len(line['y'])} losses)" for line in expected["axes"][0]["lines"])
    return f"The figure for {runs}: {'; '.join(faults(value, expected))}."


def faults(value: Any, expected: Plain) -> list[str]:
    """Everything that is wrong with a figure, in words; nothing for a right one."""
    if not of_figure(value, ()) or value is None or "axes" not in value:
        return [f"what came back is {came(value)}, and no Figure"]
    if len(value["axes"]) != 1:
        return [f"it has {len(value['axes'])} axes; all runs belong into one"]
    axes, wanted = value["axes"][0], expected["axes"][0]
    found = [*of_lines(axes["lines"], wanted), *of_labels(axes, wanted)]
    if not value["title"]:
        found.append("it has no title")
    return [*found, *of_scales(axes, wanted)]


def came(value: Any) -> str:
    """What came back in place of a figure."""
    if value is None:
        return "nothing"
    return str(value["type"]) if of_figure(value, ()) else words.kind_of(value)


def of_lines(lines: Sequence[Plain], wanted: Plain) -> list[str]:
    """What is wrong with the lines: one for each run is asked for, others may stand beside them."""
    runs, each = wanted["lines"], wanted["xlabel"][0]
    found = [fault for run in runs for fault in of_line(run, [x for x in lines if x["label"] == run["label"]], each)]
    unlabelled = sum(not line["label"] for line in lines)
    if found and len(lines) != len(runs):
        return [f"it has {counted(len(lines), 'line')} for {counted(len(runs), 'run')}", *found]
    if found and unlabelled:
        verb = "has" if unlabelled == 1 else "have"
        return [f"{unlabelled} of its {counted(len(lines), 'line')} {verb} no label"]
    return found


def of_line(run: Plain, lines: Sequence[Plain], each: str) -> list[str]:
    """What is wrong with the one line that shows a run.

    lines: those that are labelled with the run's name.   each: what x counts.
    """
    name, losses = run["label"], run["y"]
    if len(lines) != 1:
        return [f"{len(lines)} lines are labelled “{name}”" if lines else f"no line is labelled “{name}”"]
    y, x = lines[0]["y"], lines[0]["x"]
    if len(y) != len(losses):
        return [f"the line “{name}” has {counted(len(y), 'point')} for {len(losses)} losses"]
    apart = ~np.isclose(y, losses, rtol=CLOSE, atol=0)
    if apart.any():
        place = int(np.argmax(apart))
        return [f"the line “{name}” is at {number(y[place])} where the loss is {number(losses[place])}"]
    if not isinstance(x, str):
        span = f"starts at x = {number(x[0])} and ends at {number(x[-1])}"
        return [f"the line “{name}” {span}: not {each} by {each}"]
    return []


def of_labels(axes: Plain, wanted: Plain) -> list[str]:
    """What is wrong with the legend, which names every run, and with the labels, which say what an axis shows."""
    found = []
    absent = [run["label"] for run in wanted["lines"] if run["label"] not in axes["legend"]]
    if absent:
        found.append("it has no legend" if not axes["legend"] else f"the legend does not name {absent[0]}")
    for place in ("xlabel", "ylabel"):
        (word,) = wanted[place]
        if word not in axes[place]:
            says = f"names {' and '.join(axes[place])}" if axes[place] else "is empty"
            found.append(f"the {place[0]}-axis label {says} and should name the {word}")
    return found


def of_scales(axes: Plain, wanted: Plain) -> list[str]:
    """What is wrong with the scales of the two axes."""
    found = []
    if axes["xscale"] != wanted["xscale"]:
        found.append(f"the x-axis is {axes['xscale']}, where {wanted['xlabel'][0]}s should count evenly")
    if axes["yscale"] != wanted["yscale"]:
        found.append(f"the y-axis is {axes['yscale']}; for these losses it should be {wanted['yscale']}")
    return found
