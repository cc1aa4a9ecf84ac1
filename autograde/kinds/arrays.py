"""Several named arrays, as a backward function returns one gradient for each of its inputs: what wrong ones are told.

Left out: what is right (`judge` compares them entry by entry), and arrays in a dictionary beside a loss (`losses`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.call_text import calls
from autograde.exercise import Probe
from autograde.kinds.called import with_note

DIGITS = 5


def tells(
    probe: Probe, value: Any, expected: Any, *, arguments: Sequence[str], results: Sequence[str], rtol: float = 1e-12
) -> str:
    """A sentence on a wrong tuple of gradients, which names each: "dW has shape (3, 2), W has shape (2, 3)".

    arguments, results: what the function's inputs and the arrays that it returns are called.
    rtol: how far an entry may be off, as a share of its array's largest.
    """
    called = with_note(calls(*arguments)(probe), probe)
    if not isinstance(value, (tuple, list)) or len(value) != len(results):
        got = f"{len(value)} in a {type(value).__name__}" if isinstance(value, (tuple, list)) else "something else"
        return f"{called} should return {len(results)} arrays, ({', '.join(results)}); it returned {got}."
    found = [told(*each, rtol) for each in zip(results, value, expected, strict=True)]
    return f"{called}: {'; '.join(found)}."


def told(name: str, value: Any, expected: np.ndarray, rtol: float) -> str:
    """One array of several: its shape if that is wrong, else its first wrong entry; a gradient dW is held against W."""
    owner = name.removeprefix("d")
    right = f"{owner} has shape {expected.shape}" if owner != name else f"expected shape {expected.shape}"
    if not isinstance(value, np.ndarray):
        return f"{name} is a {type(value).__name__}, {right}"
    if value.shape != expected.shape:
        return f"{name} has shape {value.shape}, {right}"
    if value.dtype != expected.dtype:
        return f"{name} holds {value.dtype} numbers, where {expected.dtype} was expected"
    return first_off(name, value, expected, rtol, DIGITS) or f"{name} is right"


def first_off(name: str, value: np.ndarray, expected: np.ndarray, rtol: float, fewest: int = words.DIGITS) -> str:
    """The first entry that is off by more than rtol of the array's largest, and the right one; "" where none is."""
    off = ~(np.abs(value - expected) <= rtol * np.abs(expected).max(initial=0.0))  # NaN is off, too
    if not off.any():
        return ""
    index = tuple(int(i) for i in np.argwhere(off)[0])
    place = ", ".join(map(str, index))
    got, right = words.told_apart(float(value[index]), float(expected[index]), fewest)
    return f"{name}[{place}] is {got}, expected {right}"


def tells_of_each(
    probe: Probe, value: Any, expected: Any, *, names: Mapping[str, tuple[Sequence[str], Sequence[str]]], rtol: float
) -> str:
    """Like `tells` where an exercise has several functions; one that returns a single array is told by its name, too.

    names: for each function what its inputs and results are called.
    """
    arguments, results = names[probe.function]
    pair = (value, expected) if isinstance(expected, tuple) else ((value,), (expected,))
    return tells(probe, *pair, arguments=arguments, results=results, rtol=rtol)
