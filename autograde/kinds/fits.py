"""One fitted number with the history of its losses: which of the two is wrong, and the first loss that is.

Left out: what is right (`judge` compares both parts), and runs that return parameters by name (`runs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.judge import is_scalar
from autograde.kinds.called import with_note
from autograde.kinds.counts import counted

DIGITS = 5
RTOL, SMALLEST = 1e-10, 1e-12  # how far a number may be off and still be told as right


def tells(
    probe: Probe, value: Any, expected: tuple[float, Sequence[float]], *, fitted: str = "w", each: str = "epoch"
) -> str:
    """Whether the fitted number, the history, or both are wrong, with the first loss that is.

    fitted: what the number is called.   each: what the history has one loss for.
    """
    call = with_note(words.call(probe.function, probe.args), probe)
    right, losses = expected
    pair = isinstance(value, (tuple, list)) and len(value) == 2
    if not pair or not is_scalar(value[0]) or not np.iterable(value[1]):
        return f"{call} should return a pair ({fitted}, history): a float and a list with one loss for each {each}."
    got, history = value[0], list(value[1])
    if len(history) != len(losses):
        entries = counted(len(history), "entry", "entries")
        return f"{call}: the history has {entries} for {counted(len(losses), each)}."
    first = next((k for k, loss in enumerate(losses) if not is_right(history[k], loss)), 0)
    return f"{call}: {told(fitted, got, right)}; {told(f'history[{first}]', history[first], losses[first])}."


def told(name: str, got: Any, right: float) -> str:
    """One number: right, or what it is and what was expected."""
    if is_right(got, right):
        return f"{name} is right"
    seen, wanted = words.told_apart(got, right, DIGITS)
    return f"{name} is {seen}, expected {wanted}"


def is_right(got: Any, right: float) -> bool:
    """Whether something is this number, but for rounding."""
    return is_scalar(got) and bool(abs(float(got) - right) <= RTOL * max(abs(right), SMALLEST))
