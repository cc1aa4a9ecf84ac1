"""Causes of wrong numbers that need no catalogue: sign, factor, transposed, swapped, upstream ignored, nearly right.

A cause is named only if it fits every probe of a function. Left out: catalogued misconceptions (`diagnosis`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from autograde.exercise import Exercise, Probe
from autograde.judge import MATCH_RTOL, Verdict, compare, compare_form, numbers
from autograde.nearly import NEAR, nearly_right, shortened
from autograde.play import Outcome


def close(one: np.ndarray, other: np.ndarray, rtol: float = MATCH_RTOL, atol: float = 0.0) -> bool:
    """Whether two rows of numbers agree up to rounding, or as closely as an exercise asks for."""
    scale = float(np.max(np.abs(other), initial=0.0))
    return one.shape == other.shape and bool(np.all(np.abs(one - other) <= rtol * scale + atol))


FACTORS: tuple[tuple[str, float, str], ...] = (
    ("sign", -1.0, "Each result has the right size and the wrong sign. Which way does the output move?"),
    ("factor 2", 2.0, "Each result is twice the expected one. Is something counted twice, or a ½ missing?"),
    ("factor ½", 0.5, "Each result is half the expected one. Is a factor 2 missing?"),
    ("sign and factor 2", -2.0, "Each result is twice the expected one, with the wrong sign. Which two steps is it?"),
    ("sign and factor ½", -0.5, "Each result is half the expected one, with the wrong sign. Which two steps is it?"),
)


def value_cause(exercise: Exercise, verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """A generic cause of wrong numbers that fits every probe of the function, or ("", "")."""
    usable = all(v.kind in ("", "value") and has_form(v) for v in verdicts)
    rows = [(numbers(v.outcome["value"], v.expected), numbers(v.expected, v.expected)) for v in verdicts if usable]
    agree = functools.partial(close, rtol=max(MATCH_RTOL, exercise.rtol))
    if all(close(got, wanted, exercise.rtol, exercise.atol) for got, wanted in rows):  # then no number is wrong
        return "", ""
    for name, factor, cause in FACTORS:
        if all(agree(got, factor * wanted) for got, wanted in rows):
            return name, cause
    for name, factor_of, cause in SIZED_FACTORS:
        if all(agree(got, factor_of(v) * wanted) for v, (got, wanted) in zip(verdicts, rows, strict=True)):
            return name, cause
    pairs = list(zip(verdicts, rows, strict=True))
    turned = all(isinstance(v.expected, np.ndarray) and agree(transposed(v), wanted) for v, (_, wanted) in pairs)
    if turned and not all(agree(got, wanted) for got, wanted in rows):
        return "transposed", "The numbers are right and stand transposed. Which axis belongs to rows, which to columns?"
    if all(isinstance(v.expected, tuple) and agree(got[::-1], wanted) for v, (got, wanted) in pairs):
        return "swapped", "The right numbers come back in the wrong order. Which input does each one belong to?"
    if exercise.upstream is not None and all(ignores_upstream(exercise, verdict) for verdict in verdicts):
        return "upstream ignored", "The result is right only when the upstream gradient is 1. Where does g come in?"
    exact = exercise.rtol < NEAR / 1000 and exercise.atol < NEAR / 1000  # where an estimate would do, this is no cause
    cut = shortened(rows)
    return nearly_right(rows) if exact and rows and not cut[1] else cut


def has_form(verdict: Verdict, outcome: Outcome | None = None) -> bool:
    """Whether a result has the form that was expected, so that its numbers can be compared; its words may be wrong.

    outcome: another one than the verdict's own.
    """
    mismatch = compare_form((outcome or verdict.outcome)["value"], verdict.expected)
    return mismatch is None or mismatch.kind == "value"


def rows_of(verdict: Verdict) -> float:
    """Number of rows of the expected array; NaN where it has none, which fits no factor."""
    expected = verdict.expected
    return float(expected.shape[0]) if isinstance(expected, np.ndarray) and expected.ndim else float("nan")


SIZED_FACTORS: tuple[tuple[str, Callable[[Verdict], float], str], ...] = (
    ("factor N", rows_of, "Each result is N times the expected one, N the number of rows. Is a mean taken?"),
    ("factor 1/N", lambda v: 1 / rows_of(v), "Each result is 1/N of the expected one. Is a mean taken twice?"),
)


def transposed(verdict: Verdict) -> np.ndarray:
    """The numbers of a returned array, read column by column."""
    return np.asarray(verdict.outcome["value"], dtype=float).T.ravel()


def with_upstream_one(exercise: Exercise, probe: Probe) -> Probe:
    """The probe with an upstream gradient of 1 everywhere."""
    args = list(probe.args)
    assert exercise.upstream is not None
    args[exercise.upstream] = np.ones_like(args[exercise.upstream]) * 1.0
    return replace(probe, args=tuple(args))


def ignores_upstream(exercise: Exercise, verdict: Verdict) -> bool:
    """Whether the result is what it should be for an upstream gradient of 1."""
    expected = exercise.expected(with_upstream_one(exercise, verdict.probe))
    return compare(verdict.outcome["value"], expected, MATCH_RTOL, 0.0) is None
