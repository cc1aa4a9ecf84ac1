"""Gradients in a list or a dictionary, and with them one number, their total: a pair.

Says what is wrong with the form, with the total, or with the first array that differs. Left out: what the total is of,
and whether a result is right (`judge`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.kinds import called
from backprop_lib.words import number

Arrays = Sequence[np.ndarray] | Mapping[str, np.ndarray]
RTOL = 1e-12


def tells(probe: Probe, value: Any, expected: tuple[Arrays, float], *, rtol: float = RTOL) -> str:
    """What is wrong in a pair (gradients, total): its form, the total, or the first array that differs.

    rtol: how far, relative to the right one, the total and the arrays may be off without being told.
    """
    call = called.with_note(called.call(probe), probe)
    wanted, total = expected
    form = of_pair(value, wanted) or of_members(value[0], wanted) or of_total(value[1], total)
    if form:
        return f"{call} returned {form}"
    got, got_total = value
    right = abs(got_total - total) <= rtol * total
    seen, wanted_total = words.told_apart(got_total, total)
    text = f"{call}:" if right else f"{call}: the total is {seen} instead of {wanted_total};"
    return f"{text} {of_arrays(got, wanted, rtol)}"


def container(wanted: Arrays) -> str:
    """What holds the arrays, with its article."""
    return "a dictionary" if isinstance(wanted, dict) else "a list"


def of_pair(value: Any, wanted: Arrays) -> str:
    """What came back in place of a pair; "" for a pair."""
    pair = f"expected a pair: {container(wanted)} of gradients and their total."
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if members and all(isinstance(member, np.ndarray) for member in members):
        return f"{words.kind_of(value)} of arrays; {pair}"
    return "" if isinstance(value, (tuple, list)) and len(value) == 2 else f"{words.result(value)}; {pair}"


def of_members(got: Any, wanted: Arrays) -> str:
    """What came back in place of as many gradients under the same names; "" for such."""
    if not isinstance(got, dict if isinstance(wanted, dict) else (list, tuple)):
        return f"{words.result(got)} for the gradients; expected {container(wanted)}, as it was given."
    if len(got) != len(wanted) or (isinstance(wanted, dict) and set(got) != set(wanted)):
        return f"{len(got)} gradients of the {len(wanted)} given, or under other names."
    return ""


def of_total(got: Any, total: float) -> str:
    """What came back in place of a number; "" for a number."""
    if isinstance(got, (int, float)) and not isinstance(got, bool):
        return ""
    return f"{words.result(got)} for the total; expected the number {number(total)}."


def of_arrays(got: Any, wanted: Any, rtol: float) -> str:
    """The first array that differs, and where it differs most."""
    for name in wanted if isinstance(wanted, dict) else range(len(wanted)):
        one, right = got[name], wanted[name]
        where = f"the gradient {name}" if isinstance(wanted, dict) else f"gradient {name + 1}"
        if not isinstance(one, np.ndarray) or one.shape != right.shape:
            return f"{where} is {words.kind_of(one)}; expected an array of shape {right.shape}."
        apart = np.abs(one - right)
        if np.any(~(apart <= rtol * np.abs(right).max(initial=0.0))):
            at = tuple(int(i) for i in np.unravel_index(int(apart.argmax()), right.shape))
            first, second = words.told_apart(float(one[at]), float(right[at]))
            return f"{where} has {first} at [{', '.join(map(str, at))}]; expected {second}."
    return "the gradients are right."
