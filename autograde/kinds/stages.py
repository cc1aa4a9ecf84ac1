"""A number with a cache of named stages, and gradients of a function that is handed such a cache.

Of many numbers at once the first wrong one is told, stage by stage. Left out: whether a result is right, which fits the
judge's comparison of numbers (`judge`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from backprop_lib.words import number

RTOL = 1e-12  # what differs less, of its own size, is not called wrong
DIGITS = (4, 7, 10, 17)


def told_apart(got: Any, wanted: float) -> tuple[str, str]:
    """Both numbers in words, with as many digits as it takes to tell them apart."""
    for digits in DIGITS:
        one, other = number(got, digits), number(wanted, digits)
        if one != other:
            break
    return one, other


def is_number(value: object) -> bool:
    """Whether a piece of plain data is one number."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def what_came(value: Any) -> str:
    """What stands where a pair was expected; of a pair of other things, both."""
    if isinstance(value, (tuple, list)):
        count = "1 entry" if len(value) == 1 else f"{len(value)} entries"
        inside = " and ".join(map(what_is, value)) if len(value) == 2 else count
        return f"{words.kind_of(value)} of {inside}"
    return what_is(value)


def what_is(value: Any) -> str:
    """What one thing is, a number or something else."""
    return "a number" if is_number(value) else words.kind_of(value)


def cache_tells(
    probe: Probe, value: Any, expected: tuple[float, Mapping[str, float]], stages: Sequence[str], result: str = "f"
) -> str:
    """The first number that is wrong, in the order of the stages: all of them at once help nobody.

    stages: the keys of the cache that count, in the order of the computation.   result: what the number is called.
    """
    call = words.call(probe.function, probe.args)
    if not (isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(value[1], dict)):
        pair = f"a pair ({result}, cache) was expected, the cache a dictionary"
        return f"{call} returned {what_came(value)}, where {pair}."
    got, wanted = {**value[1], result: value[0]}, {**expected[1], result: expected[0]}
    order = (*stages, result)
    if missing := next((name for name in order if not is_number(got.get(name))), ""):
        what = f"no number as {result}" if missing == result else f'no number under "{missing}"'
        return f"{call} returned a pair with {what}."
    name = next((k for k in order if not abs(got[k] - wanted[k]) <= RTOL * abs(wanted[k])), result)
    one, other = told_apart(got[name], wanted[name])
    if name == result:
        return f"{call} returned {result} = {one}; expected {other}. The cache is right."
    return f'{call}: in its cache, "{name}" is {one}; expected {other}. It is the first wrong number, stage by stage.'


def gradients_call(probe: Probe, inputs: Sequence[str], upstream: str = "g") -> str:
    """The call in words, with the inputs' values in place of the whole cache.

    inputs: the keys of the cache under which they stand.   upstream: the name of the second argument, if there is one.
    """
    point = ", ".join(f"{name} = {number(probe.args[0][name])}" for name in inputs)
    given = f" and {upstream} = {number(probe.args[1])}" if len(probe.args) > 1 else ""
    return f"{probe.function} with the cache of {point}{given}"


def gradients_tells(
    probe: Probe, value: Any, expected: Sequence[float], inputs: Sequence[str], upstream: str = "g"
) -> str:
    """The gradients of two inputs, with as many digits as it takes; `inputs` and `upstream` as in `gradients_call`."""
    call = gradients_call(probe, inputs, upstream) + (f" and {upstream} left out" if len(probe.args) == 1 else "")
    pair = list(value) if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim) else []
    if len(pair) != len(expected) or not all(map(is_number, pair)):
        names = ", ".join(f"d{name}" for name in inputs)
        return f"{call} returned {what_came(value)}, where a pair of numbers ({names}) was expected."
    scale = max(map(abs, expected))
    off = [not abs(one - other) <= RTOL * scale for one, other in zip(pair, expected, strict=True)]
    told = [
        told_apart(float(one), other) if wrong or not any(off) else (number(float(one)), number(other))
        for one, other, wrong in zip(pair, expected, off, strict=True)
    ]
    got, wanted = (", ".join(side) for side in zip(*told, strict=True))
    return f"{call} returned ({got}); expected ({wanted})."
