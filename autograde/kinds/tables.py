"""Numbers that are written into a dictionary, one for each question. What is right is never shown, however near.

A probe's function is the entry's key, its argument the dictionary's name. Left out: entries that are missing (the
player says so), and which numbers are right.
"""

from __future__ import annotations

from typing import Any

from autograde.exercise import Probe
from backprop_lib.words import number


def entry(probe: Probe) -> str:
    """The entry as one types it: table["key"]."""
    return f'{probe.args[0]}["{probe.function}"]'


def is_close(value: Any, wanted: Any, rtol: float) -> bool:
    """Whether both are numbers, this near to each other relative to the second."""
    numbers = isinstance(value, (int, float)) and isinstance(wanted, (int, float))
    return numbers and abs(value - wanted) <= rtol * abs(wanted)


def alike(probe: Probe, value: Any, other: Any, expected: Any, *, rtol: float) -> bool:
    """Whether two entries are one number, up to rounding."""
    return is_close(value, other, rtol)


def tells(probe: Probe, value: Any, expected: float, *, exact: str, near: float = 0.01) -> str:
    """What stands in the dictionary; never what should.

    exact: up to what an entry has to be right, in words ("four digits").   near: from where on it is called close.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{entry(probe)} holds no plain number. Write a float, such as 0.25."
    close = is_close(value, expected, near)
    verdict = f"close, but not exact to {exact}" if close else "not the number"
    return f"{entry(probe)} = {number(float(value), 6)} is {verdict}."
