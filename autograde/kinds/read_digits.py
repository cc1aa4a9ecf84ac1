"""Digits that a trained function reads: enough of them right, hidden weights that learnt, else what it looks like.

Two trained functions never answer alike, so wrong results are told apart by symptoms. A probe's arguments are those of
`players.readers`, whose results these are; expected are the digits of the new pictures, then of those trained on. Left
out: how many must be right (a setting), and labels of points in the plane (`predicted_labels`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.kinds.called import with_note
from autograde.kinds.predicted_labels import whole_numbers

Array = np.ndarray
LEARNT = 0.98  # share of the training rows that shows they are known
GUESSED = 0.25  # share of the new ones that shows nothing is
ONE_SIDED = 0.7  # share of the answers that are one and the same digit
MISSING = 3  # digits that are never answered


def labels_of(probe: Probe, value: Any) -> Array | None:
    """What came back as an array, where it is one whole number a picture."""
    return whole_numbers(value, len(probe.args[0]) + len(probe.args[1]))


def shares(probe: Probe, labels: Array, expected: Array) -> tuple[float, float]:
    """Shares of the new pictures, and of those that were trained on, that are read right."""
    right, new = labels == expected, len(probe.args[1])
    return float(np.mean(right[:new])), float(np.mean(right[new:]))


def accepts(probe: Probe, value: Any, expected: Array, *, asked: Mapping[str, float]) -> bool:
    """Whether enough new pictures are read right by hidden weights that learnt.   asked: which share, by part."""
    labels = labels_of(probe, value)
    return labels is not None and value["deaf"] is False and shares(probe, labels, expected)[0] >= asked[probe.part]


def alike(probe: Probe, value: Any, other: Any, expected: Array) -> bool:
    """Whether two wrong results have the same symptom."""
    return symptom(probe, value, expected) == symptom(probe, other, expected)


def symptom(probe: Probe, value: Any, expected: Array) -> str:
    """What a wrong result looks like, in one or two words; equal words mean the same mistake."""
    if isinstance(value, dict) and "returned" in value:
        return "no function"
    labels = labels_of(probe, value)
    if labels is None:
        found = value.get("labels") if isinstance(value, dict) else None
        shape = found.shape if isinstance(found, np.ndarray) else ()
        return {(len(expected), 10): "scores", (len(expected), 1): "column", (10,): "axis"}.get(
            shape or (), "no labels"
        )
    new, known = shares(probe, labels, expected)
    named = [np.mean(labels[: len(probe.args[1])] == label) for label in range(10)]
    if max(named) > ONE_SIDED or named.count(0) >= MISSING:
        return "few digits"
    if new < GUESSED:
        return "a list" if known >= LEARNT else "guessing"
    if value["deaf"]:
        return "deaf"
    return "by heart" if known >= LEARNT else "not done"


def call(probe: Probe) -> str:
    """How the training run is written; its data have their names only."""
    return f"{probe.function}(X, y, seed={probe.args[2]})"


def tells(probe: Probe, value: Any, expected: Array, *, asked: Mapping[str, float]) -> str:
    """How many of the new pictures and of the known ones are read right, or what came back instead of digits."""
    if isinstance(value, dict) and "returned" in value:
        return f"{call(probe)} returned an object of type {str(value['returned'])[:40]}; expected a function, predict."
    run = with_note(call(probe), probe)
    labels, count, new = labels_of(probe, value), len(expected), len(probe.args[1])
    if labels is None:
        found = value.get("labels") if isinstance(value, dict) else value
        return (
            f"After {run}, predict of {count} pictures returned {words.kind_of(found)}; "
            f"expected an array of shape ({count},), whole numbers 0 to 9."
        )
    right, known = shares(probe, labels, expected)
    told = (
        f"After {run}, {right:.1%} of {new} new digits are read right (asked for: "
        f"{asked[probe.part]:.0%}), and {known:.1%} of the {count - new} it was trained on."
    )
    if value["deaf"]:
        told += " With the gradients of all hidden weights on the pixels set to 0, it reads every digit as before."
    most = np.bincount(np.clip(labels[:new].astype(int), 0, 10), minlength=11).argmax()
    share = float(np.mean(labels[:new] == most))
    return told + (f" To {share:.0%} of the new ones it answers {most}." if share > ONE_SIDED else "")
