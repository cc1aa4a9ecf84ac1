"""A gate whose result is the price of a guess: two that are too low alike, because a number lies under the shares.

Left out: how such a gate is run and what is said of its numbers (`array_graphs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograde.exercise import Probe

FAR = 100.0  # a price above it is that of a share near 0, whose logarithm every number under it changes
NEAR = 1e-4  # what such a number changes of other prices


def alike(probe: Probe, value: Any, other: Any, expected: Mapping[str, Any]) -> bool:
    """Whether two results have a price that is too low by as much as a number under the shares makes it, whichever.

    That is hardly, or, where the right price is far above what any float's logarithm comes to, down to a finite one.
    """
    if not (is_form(value, expected) and is_form(other, expected)):
        return False
    right = expected["data"]
    low = [0 < right - result["data"] < (NEAR if right < FAR else right) for result in (value, other)]
    sent, by_other = value["gradients"], other["gradients"]
    return all(low) and all(np.allclose(sent[name], by_other[name]) for name in sent)


def is_form(result: Any, expected: Mapping[str, Any]) -> bool:
    """Whether a result has the price and the gradients that were expected, in form."""
    if not isinstance(result, dict) or result.keys() != expected.keys():
        return False
    sent, wanted = result["gradients"], expected["gradients"]
    if not isinstance(sent, dict) or sent.keys() != wanted.keys():
        return False
    pairs = [(result["data"], expected["data"]), *((sent[name], wanted[name]) for name in wanted)]
    return all(isinstance(got, np.ndarray) and got.shape == np.shape(right) for got, right in pairs)
