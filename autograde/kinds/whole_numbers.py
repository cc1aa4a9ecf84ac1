"""A count: a whole number of Python's, right to the last digit. Left out: numbers that are measured (`judge`)."""

from __future__ import annotations

from autograde import words
from autograde.exercise import Probe
from autograde.kinds import called


def accepts(probe: Probe, value: object, expected: int) -> bool:
    """Whether a whole number came back, and the right one."""
    return type(value) is int and value == expected


def tells(probe: Probe, value: object, expected: int) -> str:
    """What came back for a count, with a float written as one."""
    number = isinstance(value, (int, float))
    return f"{called.call(probe)} returned {value if number else words.kind_of(value)}; expected {expected}."
