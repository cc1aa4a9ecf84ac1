"""A pair of arrays with names, or one number where a function returns no arrays: which part is wrong, and where.

A probe brings its call as text among its facts. Left out: what is right (`judge` compares entry by entry).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograde.exercise import Probe
from autograde.kinds.arrays import first_off
from autograde.kinds.called import with_note
from backprop_lib.words import number

DIGITS = 8  # of a number that stands alone: counts are told to the last one
LONGEST = 40  # characters of what is no number
RTOL = 1e-12  # how far an entry may be off, as a share of its array's largest


def tells(probe: Probe, value: Any, expected: Any, *, results: Sequence[str]) -> str:
    """Where a pair of arrays is expected each of them: right, or what is wrong; where one number is, both numbers.

    results: what the two arrays are called.
    """
    call = probe.facts["call"]
    if not isinstance(expected, tuple):
        return f"{call} returned {alone(value)}; expected {expected}."
    call = with_note(call, probe)
    if not isinstance(value, (tuple, list)) or len(value) != len(results):
        return f"{call} should return a pair of arrays ({', '.join(results)})."
    return f"{call}: {'; '.join(map(told, results, value, expected))}."


def alone(value: Any) -> str:
    """What came back in the place of a number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number(value, DIGITS) if is_number else repr(value)[:LONGEST]


def told(name: str, got: Any, right: np.ndarray) -> str:
    """One array of the two: its form if that is wrong, else its first wrong entry."""
    if not isinstance(got, np.ndarray):
        return f"{name} is a {type(got).__name__}, an array of shape {right.shape} was expected"
    if got.shape != right.shape:
        return f"{name} has shape {got.shape}, expected {right.shape}"
    if wrong := first_off(name, got, right, RTOL):
        return wrong
    other = f"{name} holds the right numbers as {got.dtype}, expected {right.dtype}"
    return f"{name} is right" if got.dtype == right.dtype else other
