"""One of a few words for a curve: what the curve was called and what it is, with the curve in a few numbers.

Left out: which word is right for which curve, and whether a word is right (`judge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from autograde.exercise import Probe
from autograde.kinds.counts import spelled
from backprop_lib.words import number

DIGITS = 3
LONG = 10  # a curve with more points is shown by its first ones and a summary
FIRST = 6
LONGEST = 30  # characters of a word that is shown


def tells(probe: Probe, value: Any, expected: str, *, choices: Sequence[str]) -> str:
    """The curve, what it was called and what it is.

    choices: all words that an answer may be.
    """
    (curve,) = probe.args
    shown = isinstance(value, str) and len(value) < LONGEST
    got = f'"{value}"' if shown else f"a {type(value).__name__}"
    known = not isinstance(value, str) or value in choices
    unknown = "" if known else f", which is none of the {spelled(len(choices))} words"
    return f'{probe.function}({in_numbers(curve)} returned {got}{unknown}; expected "{expected}".'


def in_numbers(curve: Sequence[float]) -> str:
    """A short curve written out, a long one by its beginning and a few numbers, with the bracket that ends the call."""
    if len(curve) <= LONG:
        return f"[{with_commas(curve)}])"
    finite = [point for point in curve if isfinite(point)]
    lowest, highest, last = (number(each, DIGITS) for each in (min(finite), max(finite), curve[-1]))
    size = f"{len(curve)} losses, lowest {lowest}, highest {highest}, last {last}"
    return f"[{with_commas(curve[:FIRST])}, …]) ({size})"


def with_commas(points: Sequence[float]) -> str:
    """Numbers with commas between them."""
    return ", ".join(number(point, DIGITS) for point in points)
