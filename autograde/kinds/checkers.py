"""The answer of a gradient checker: whether it agrees, where the gradient is farthest off, and by how much.

A checker is called with a function, a point, a gradient to be judged, and perhaps a tolerance; its answer is a triple
(ok, place, error). What rounding decides is free: the place where nothing is off, and the last digits of the error.
Left out: what a right checker says (`expected`). Facts of a probe: "call", the call as messages write it; "aside", what
they add on the expected answer, "" where they add nothing.
"""

from __future__ import annotations

from math import isnan
from typing import Any

from autograde.exercise import Probe
from backprop_lib.words import number

POINT = 1  # which argument is the point; a place is an index of it


def accepts(probe: Probe, value: Any, expected: Any, *, near: float) -> bool:
    """Verdict, place and size agree. Where the error is rounding, any place will do; where it is NaN, the verdict will.

    near: what rounding may do to an error.
    """
    if not isinstance(value, (tuple, list)) or len(value) != 3 or not isinstance(value[0], bool):
        return False
    ok, worst, error = expected
    got_ok, got_worst, got_error = value
    if isnan(error):
        return got_ok is ok
    if got_ok is not ok or not isinstance(got_error, (int, float)) or isinstance(got_error, bool):
        return False
    if worst is None:
        return got_worst is None and got_error == error
    if not isinstance(got_worst, (tuple, list)) or not all(type(i) is int for i in got_worst):
        return False
    inside = len(got_worst) == len(worst) and all(
        -size <= i < size for i, size in zip(got_worst, probe.args[POINT].shape, strict=True)
    )
    place = inside if error < near else tuple(got_worst) == tuple(worst)
    return place and abs(got_error - error) < near


def tells(probe: Probe, value: Any, expected: Any, *, near: float) -> str:
    """What was judged, what the checker said, and what is so."""
    call = f"{probe.note[:1].upper()}{probe.note[1:]}: {probe.facts['call']}"
    free = " with any index" if expected[2] < near else ""
    aside = f" ({probe.facts['aside']})" if probe.facts["aside"] else ""
    return f"{call} returned {in_words(value)}; expected {in_words(expected)}{free}{aside}."


def in_words(verdict: Any) -> str:
    """A checker's answer as a reader would write it."""
    if not isinstance(verdict, (tuple, list)) or len(verdict) != 3:
        return f"{verdict!s:.60}, which is no triple"
    ok, worst, error = verdict
    return f"({ok}, {worst}, {number(error)})"
