"""Compare one outcome with what was expected: shape first, then |value − expected| ≤ rtol·max|expected| + atol.

Says what is wrong with one call and nothing about why; `diagnosis` looks for the cause over all calls.
Longer than most because a verdict and `same` compare by one reading of form and numbers.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Probe
from autograde.play import Failure, Outcome
from autograde.words import kind_of

NUMBERS = frozenset({int, float})  # the types of plain numbers
MATCH_RTOL = 1e-9  # two wrong results are "the same" up to rounding: far above it, far below any real difference


@dataclass(frozen=True)
class Mismatch:
    """Why a result is not the expected one.

    kind: "type", "length", "shape", "dtype", "nan" or "value".   text: what came back against what was expected.
    """

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """One probe with its outcome, the expected result, and what is wrong (None when nothing is).

    kind adds to Mismatch's kinds: "arity", "failure", "opaque", "changed", "shares", "warned".
    error: largest |value − expected| relative to the largest expected magnitude, where both are numbers.
    """

    probe: Probe
    outcome: Outcome
    expected: Any
    kind: str = ""
    text: str = ""
    error: float = 0.0
    seen: bool = True

    @property
    def passed(self) -> bool:
        return not self.kind


@functools.lru_cache(2**9)
def expected_of(exercise: Exercise, probe: Probe) -> Any:
    """What is expected on a probe; remembered, because every mistake's outcome there is judged beside the student's."""
    return exercise.expected(probe)


def judge(exercise: Exercise, probe: Probe, outcome: Outcome, seen: bool = True) -> Verdict:
    """The verdict on one outcome; `seen` tells whether messages may show the probe to the student."""
    expected = expected_of(exercise, probe)
    for kind in ("arity", "failure", "opaque"):
        if kind in outcome:
            return Verdict(probe, outcome, expected, kind, seen=seen)
    value = outcome["value"]
    mismatch = compare_form(value, expected)
    error = float("inf")
    if mismatch is None:
        got, wanted = numbers(value, expected), numbers(expected, expected)
        error = relative_error(got, wanted)
        if exercise.kind.accepts is None:
            mismatch = compare_numbers(got, wanted, exercise.rtol, exercise.atol)
    if exercise.kind.accepts is not None:
        mismatch = None if exercise.kind.accepts(probe, value, expected) else Mismatch("value")
    if mismatch is not None and mismatch.kind != "value":
        return Verdict(probe, outcome, expected, mismatch.kind, mismatch.text, error, seen)
    for kind in ("changed", "shares"):
        if outcome.get(kind):
            return Verdict(probe, outcome, expected, kind, error=error, seen=seen)
    if mismatch is not None:
        return Verdict(probe, outcome, expected, "value", error=error, seen=seen)
    if exercise.quiet and outcome.get("warned"):
        return Verdict(probe, outcome, expected, "warned", error=error, seen=seen)
    return Verdict(probe, outcome, expected, error=error, seen=seen)


def is_scalar(value: Any) -> bool:
    """Whether a plain value is one real number: int, float or a 0-d array, but not a bool."""
    if type(value) is float or type(value) is int:
        return True
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def compare(value: Any, expected: Any, rtol: float, atol: float) -> Mismatch | None:
    """None when `value` is acceptable where `expected` was asked for, else the first mismatch."""
    mismatch = compare_form(value, expected)
    if mismatch is not None or isinstance(expected, str) or expected is None:
        return mismatch
    return compare_numbers(numbers(value, expected), numbers(expected, expected), rtol, atol)


def compare_numbers(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Mismatch | None:
    """None when the numbers of a value are near enough to the expected ones."""
    if np.any(np.isnan(got) & ~np.isnan(wanted)):
        return Mismatch("nan", "the result holds NaN, which stands for an undefined number")
    scale = float(np.max(np.abs(wanted), initial=0.0))
    return Mismatch("value") if np.any(~(np.abs(got - wanted) <= rtol * scale + atol)) else None


def compare_form(value: Any, expected: Any) -> Mismatch | None:
    """The first mismatch in type, length, shape or dtype; strings are compared as they are."""
    if isinstance(expected, (str, bool)) or expected is None:
        same_type = type(value) is type(expected)
        return None if same_type and value == expected else Mismatch("value" if same_type else "type")
    if is_scalar(expected):
        return None if is_scalar(value) else Mismatch("type", f"{kind_of(value)}, where one number was expected")
    if isinstance(expected, np.ndarray):
        return compare_array_form(value, expected)
    if isinstance(expected, dict):
        missing = [key for key in expected if not isinstance(value, dict) or key not in value]
        if missing:
            return Mismatch("type", f"{kind_of(value)} without the key {missing[0]!r}")
        return first_mismatch(((key, value[key], expected[key]) for key in expected), "{!r}")
    members = as_list(value, expected)
    if members is None:
        return Mismatch(
            "type", f"{kind_of(value)}, where {kind_of(expected)} with {len(expected)} entries was expected"
        )
    if len(members) != len(expected):
        return Mismatch("length", f"{kind_of(value)} with {len(members)} entries, where {len(expected)} were expected")
    kinds = {*map(type, members), *map(type, expected)}
    if kinds <= NUMBERS:
        return None
    if kinds == {str}:
        return None if members == list(expected) else Mismatch("value")
    return first_mismatch(zip(itertools.count(1), members, expected), "entry {} of the result")


def first_mismatch(pairs: Iterable[tuple[Any, Any, Any]], where: str) -> Mismatch | None:
    """The first mismatch in form among (place, value, expected), with its place; else of words or truth values.

    where: how a place is written, such as "entry {} of the result".
    """
    other = None
    for place, value, expected in pairs:
        mismatch = compare_form(value, expected)
        if mismatch is not None and mismatch.kind != "value":
            return Mismatch(mismatch.kind, mismatch.text and f"{where.format(place)} is {mismatch.text}")
        other = other or mismatch
    return other


def compare_array_form(value: Any, expected: np.ndarray) -> Mismatch | None:
    """The first mismatch between a value and an expected array in type, shape or dtype."""
    if not isinstance(value, np.ndarray):
        return Mismatch("type", f"{kind_of(value)}, where an array of shape {expected.shape} was expected")
    if value.shape != expected.shape:
        return Mismatch("shape", f"an array of shape {value.shape}, where shape {expected.shape} was expected")
    if value.dtype != expected.dtype:
        return Mismatch("dtype", f"an array of {value.dtype} numbers, where {expected.dtype} was expected")
    return None


def as_list(value: Any, expected: Any) -> list[Any] | None:
    """The members of a value where a tuple or list was expected: a tuple, a list, or a 1-D array of plain numbers."""
    if isinstance(value, (tuple, list)):
        return list(value)
    if isinstance(value, np.ndarray) and value.ndim == 1 and all(map(is_scalar, expected)):
        return list(value.tolist())
    return None


def numbers(value: Any, like: Any) -> np.ndarray:
    """All numbers of a value whose form is that of `like` (`compare_form` finds nothing), in one float64 row."""
    if is_scalar(like) or isinstance(like, np.ndarray):
        return np.asarray(value, dtype=float).ravel()
    if isinstance(like, dict):
        if NUMBERS.issuperset(map(type, like.values())):
            return np.array([value[key] for key in like], dtype=float)
        parts = [numbers(value[key], like[key]) for key in like]
    elif isinstance(like, (tuple, list)):
        if all(map(is_scalar, like)):
            return np.array(as_list(value, like), dtype=float)
        pairs = zip(as_list(value, like) or [], like, strict=True)
        parts = [numbers(item, member) for item, member in pairs if not isinstance(member, str)]
    else:
        parts = []
    return np.concatenate([np.zeros(0), *parts])


def relative_error(got: np.ndarray, wanted: np.ndarray) -> float:
    """Largest |got − wanted| over the largest |wanted|; 0 where there are no numbers."""
    if not wanted.size:
        return 0.0
    with np.errstate(invalid="ignore"):  # ∞ − ∞: no finite error
        difference = float(np.max(np.abs(got - wanted)))
    scale = float(np.max(np.abs(wanted)))
    return difference / scale if scale else difference


def same_failure(one: Failure, other: Failure, phrases: Sequence[str]) -> bool:
    """Whether two exceptions are of one type and, as far as their texts are known, hold the same phrases."""
    known = bool(one["text"] and other["text"])  # a grader keeps no texts from hidden probes
    told = [[phrase in failure["text"] for phrase in phrases if known] for failure in (one, other)]
    return one["type"] == other["type"] and told[0] == told[1]


def same(one: Outcome, other: Outcome, quiet: bool = False, phrases: Sequence[str] = ()) -> bool:
    """Whether two outcomes tell the same story: value up to rounding, exception, changed and shared arguments.

    quiet, phrases: those of the exercise.
    """
    for kind in ("arity", "opaque"):
        if one.get(kind) != other.get(kind):
            return False
    if "failure" in one or "failure" in other:
        return "failure" in one and "failure" in other and same_failure(one["failure"], other["failure"], phrases)
    if one.get("changed") != other.get("changed") or one.get("shares") != other.get("shares"):
        return False
    if quiet and bool(one.get("warned")) != bool(other.get("warned")):
        return False
    if "value" not in one:
        return True
    value, wanted = one["value"], other["value"]
    if compare_form(value, wanted) is not None:
        return False
    got, like = numbers(value, wanted), numbers(wanted, wanted)
    finite = np.abs(like[np.isfinite(like)])
    with np.errstate(invalid="ignore", over="ignore"):  # ∞ − ∞ is no number; equal infinities are equal
        close = np.abs(got - like) <= MATCH_RTOL * np.max(finite, initial=0.0)
    return bool((close | (got == like) | (np.isnan(got) & np.isnan(like))).all())
