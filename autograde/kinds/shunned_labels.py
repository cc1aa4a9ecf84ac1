"""Predicted labels that avoid the right one: hardly ever right, so neither guessed nor right under other names.

Where neither result is like that, two results are alike as `predicted_labels` says. Left out: which labels are right.
"""

from __future__ import annotations

from typing import Any

from autograde.exercise import Probe
from autograde.kinds import predicted_labels
from autograde.kinds.predicted_labels import Array


def alike(probe: Probe, value: Any, other: Any, expected: Array, few: float, named: float, **shares: float) -> bool:
    """Whether two wrong results look alike.

    few: the share of right labels below which they are avoided.   named: the share that other names would make right.
    shares: the settings of `predicted_labels.alike`.
    """
    avoided = [avoids(probe, result, expected, few, named) for result in (value, other)]
    return all(avoided) if any(avoided) else predicted_labels.alike(probe, value, other, expected, **shares)


def avoids(probe: Probe, value: Any, expected: Array, few: float, named: float) -> bool:
    """Whether labels avoid the right one, and more than the names would have to be changed."""
    labels = predicted_labels.labels_of(probe, value)
    if labels is None or not predicted_labels.are_names(probe, labels):
        return False
    classes = len(set(expected.tolist()))
    best = predicted_labels.best_naming(labels[: len(expected)], expected, classes)
    return predicted_labels.right_share(labels, expected) < few and best < named
