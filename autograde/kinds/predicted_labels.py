"""Labels that a trained function predicts for points: enough of them right, and if not, what the wrong ones look like.

Two trained functions never draw the same borders, so wrong results are told apart by symptoms. A probe's arguments are
X, y (labels 0, 1, …), seed and points: first the new ones, for which labels are expected, then X again, then a square
grid, row by row from below. Left out: how the labels came about, which are right, and how many must be (settings).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import permutations
from typing import Any

import numpy as np

from autograde.exercise import Probe
from backprop_lib.picture import Picture
from backprop_lib.words import number

Array = np.ndarray


# ---- the labels of each group of points ------------------------------------------------------------------------------


def labels_of(probe: Probe, value: Any) -> Array | None:
    """The labels of all points as an array, where the result is one whole number a point."""
    return whole_numbers(value, len(probe.args[3]))


def whole_numbers(value: Any, count: int) -> Array | None:
    """What came back under "labels" as an array, where it is so many whole numbers, one for each thing asked about."""
    found = value.get("labels") if isinstance(value, dict) else None
    if isinstance(found, list) and all(isinstance(item, (int, float)) for item in found):
        found = np.array(found)
    if not isinstance(found, np.ndarray) or found.shape != (count,) or found.dtype.kind not in "iuf":
        return None
    return found if bool(np.all(found == np.round(found))) else None


def right_share(labels: Array, expected: Array) -> float:
    """Share of the new points with the right label."""
    return float(np.mean(labels[: len(expected)] == expected))


def trained_share(probe: Probe, labels: Array, expected: Array) -> float:
    """Share of the training points with the right label."""
    y = probe.args[1]
    return float(np.mean(labels[len(expected) :][: len(y)] == y))


def grid_of(probe: Probe, labels: Array, expected: Array) -> Array:
    """The labels on the grid, as a square."""
    rest = labels[len(expected) + len(probe.args[1]) :]
    side = math.isqrt(len(rest))
    return rest.reshape(side, side)


def classes_of(probe: Probe) -> int:
    """How many labels there are."""
    return int(probe.args[1].max()) + 1


def are_names(probe: Probe, labels: Array) -> bool:
    """Whether there are no other labels than those of the training points."""
    return bool(np.isin(labels, range(classes_of(probe))).all())


# ---- right, and wrong in the same way --------------------------------------------------------------------------------


def accepts(probe: Probe, value: Any, expected: Array, *, asked: Mapping[str, float]) -> bool:
    """Whether enough new points have the right label.   asked: which share of them, for each part of the exercise."""
    labels = labels_of(probe, value)
    return labels is not None and right_share(labels, expected) >= asked[probe.part]


def alike(probe: Probe, value: Any, other: Any, expected: Array, *, learnt: float, good: float, chance: float) -> bool:
    """Whether two wrong results have the same symptom; one label and straight borders may also be called guessing.

    learnt: share of the training points that shows they are known.   good: share of the new points that shows the
    regions are, under whatever names.   chance: share of the new points that shows nothing is.
    """
    mine, known = (symptom(probe, result, expected, learnt, good, chance) for result in (value, other))
    return mine == known or (known == "guessing" and mine in ("straight", "one label"))


def symptom(probe: Probe, value: Any, expected: Array, learnt: float, good: float, chance: float) -> str:
    """What a wrong result looks like, in one or two words; equal words mean the same mistake."""
    if isinstance(value, dict) and "returned" in value:
        return "no function"
    labels = labels_of(probe, value)
    if labels is None:
        return form(probe, value)
    new, right = labels[: len(expected)], right_share(labels, expected)
    if not are_names(probe, labels):
        return "other names"
    if trained_share(probe, labels, expected) >= learnt and right < good:
        return "by heart"
    if len(np.unique(new)) == 1:
        return "one label"
    if best_naming(new, expected, classes_of(probe)) > good:
        return "almost" if right > good else "names"
    if is_straight(grid_of(probe, labels, expected)):
        return "straight"
    return "guessing" if right < chance else "almost"


def form(probe: Probe, value: Any) -> str:
    """In which way a result is not one label a point."""
    found = value.get("labels") if isinstance(value, dict) else None
    shape = np.shape(found) if isinstance(found, (np.ndarray, int, float)) else None
    if shape is None:
        return "no labels"
    points, rows, classes = len(probe.args[3]), len(probe.args[1]), classes_of(probe)
    known = {(points, classes): "scores", (points, 1): "column", (classes,): "axis", (): "one number"}
    known[rows,] = "training labels"
    return known.get(shape, "fractions" if shape == (points,) else "no labels")


def best_naming(labels: Array, expected: Array, classes: int) -> float:
    """Share of right labels if the regions could be named anew."""
    return max(
        float(np.mean(np.array(names)[labels.astype(int)] == expected)) for names in permutations(range(classes))
    )


def in_one_piece(line: Array) -> bool:
    """Whether every label of a row of points stands in one stretch."""
    return int(np.count_nonzero(np.diff(line))) + 1 == len(np.unique(line))


def is_straight(grid: Array) -> bool:
    """Whether the regions could be cut by straight lines: along every row and column of the grid in one piece."""
    return all(in_one_piece(line) for line in (*grid, *grid.T))


# ---- told and drawn --------------------------------------------------------------------------------------------------


def training_call(probe: Probe) -> str:
    """How the training run is written; its data have their names only."""
    return f"{probe.function}(X, y, seed={probe.args[2]})"


def tells(probe: Probe, value: Any, expected: Array, *, asked: Mapping[str, float]) -> str:
    """How many of the new points and of the training points are right, or what came back instead of labels."""
    call, points = training_call(probe), len(probe.args[3])
    if isinstance(value, dict) and "returned" in value:
        return f"{call} returned an object of type {str(value['returned'])[:40]}; expected a function, predict."
    labels = labels_of(probe, value)
    what = f"After {call}, predict of {points} points"
    *most, last = map(str, range(classes_of(probe)))
    if labels is None:
        found = value.get("labels") if isinstance(value, dict) else value
        shown = f"an array of shape {np.shape(found)}" if isinstance(found, np.ndarray) else f"a {type(found).__name__}"
        names = f"whole numbers {', '.join(most)} or {last}"
        return f"{what} returned {shown}; expected shape ({points},), {names}."
    if not are_names(probe, labels):
        some = ", ".join(number(float(label)) for label in np.unique(labels)[:6])
        return f"{what} returned the labels {some}; expected {', '.join(most)} and {last}."
    return (
        f"After {call}, {right_share(labels, expected):.0%} of {len(expected)} new points are right "
        f"(asked for: {asked[probe.part]:.0%}), and {trained_share(probe, labels, expected):.0%} of the "
        f"{len(probe.args[1])} points it was trained on."
    )


def shows(probe: Probe, value: Any, expected: Array) -> str:
    """How many of the new points are right, of a trained function that passes."""
    labels = labels_of(probe, value)
    return "" if labels is None else f"{right_share(labels, expected):.1%} of {len(expected)} new points right"


def draws(probe: Probe, value: Any, expected: Array) -> Picture | None:
    """The regions that the student's function draws, with the training points."""
    labels = labels_of(probe, value)
    if labels is None or not are_names(probe, labels):
        return None
    from backprop_lib.plots.regions import regions  # needs Matplotlib, which a check loads only for a picture

    grid = grid_of(probe, labels, expected).astype(int)
    caption = "What your function answers over the plane, and the points it was trained on."
    return regions({"training points": grid}, probe.args[0], probe.args[1], caption=caption)
