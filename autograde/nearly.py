"""Results that are right but for missing digits: rounded, in single precision, or off by something else that is small.

Says only what the numbers show: that they have so many decimals, that float32 could hold all of them, or how many
digits are right. Left out: results that are wrong (`causes`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Row = tuple[np.ndarray, np.ndarray]  # numbers of a result, and of the expected one
NEAR = 1e-4  # relative; a wrong formula is rarely this close
FLOAT32 = 1e-5  # relative; a few steps in single precision stay within
DECIMALS = range(1, 11)
WHOLE = 2  # different whole numbers that it takes to call them cut off: 0 and 1 come from many mistakes


def nearly_right(rows: Sequence[Row]) -> tuple[str, str]:
    """Name and cause where every result is within NEAR of the expected one and none is `shortened`, else ("", "")."""
    if not all(error_of(got, wanted) < NEAR for got, wanted in rows):
        return "", ""
    every = np.concatenate([got for got, _ in wrong_numbers(rows)])
    if np.array_equal(every.astype(np.float32).astype(float), every) and np.any(every != np.round(every)):
        return "single precision", (
            "Right to about seven digits: every number is one that float32 holds. On which line did float32 come in?"
        )
    digits = int(-np.log10(max(error_of(got, wanted) for got, wanted in rows)))
    return "nearly right", (
        f"Right to about {digits} digits and no further. What is small in your code: a step of a difference quotient, "
        "a number added so that nothing is divided by 0, a rounding?"
    )


def shortened(rows: Sequence[Row]) -> tuple[str, str]:
    """Name and cause where every wrong number is the right one, rounded or without its fraction; else ("", "")."""
    wrong = wrong_numbers(rows)
    every = np.concatenate([np.zeros(0), *(got for got, _ in wrong)])
    with np.errstate(over="ignore", invalid="ignore"):  # a result may hold any number
        if not all(np.all(np.abs(got - wanted) < 1) for got, wanted in wrong):  # no fraction is larger
            return "", ""
    if len(np.unique(np.abs(every[every != 0]))) >= WHOLE:
        if all(np.array_equal(got, np.trunc(wanted)) for got, wanted in wrong):
            return "fraction cut off", (
                "Each number is the right one without what stands behind the point. On which line do int, // or an "
                "array of whole numbers come in?"
            )
        if all(np.array_equal(got, np.round(wanted)) for got, wanted in wrong):
            return "rounded", "Each number is the right one, rounded to a whole number. Which line rounds?"
    decimals = next((n for n in DECIMALS if all(rounded_to(got, wanted, n) for got, wanted in wrong)), 0)
    if decimals and np.count_nonzero(every) * 2 > every.size:  # 0 for what is small may come from anything
        return "rounded", (
            f"Each number is the right one, rounded to {decimals} decimal{'s' * (decimals > 1)}. "
            "Whoever goes on with it needs the rest: which line rounds?"
        )
    return "", ""


def wrong_numbers(rows: Sequence[Row]) -> list[Row]:
    """The numbers of each result that are not exactly the expected ones, with these."""
    return [(got[got != wanted], wanted[got != wanted]) for got, wanted in rows]


def error_of(got: np.ndarray, wanted: np.ndarray) -> float:
    """Largest difference over the largest expected number."""
    if got.shape != wanted.shape or not np.all(np.isfinite(got)):
        return float("inf")
    scale = float(np.max(np.abs(wanted), initial=0.0))
    return (
        float(np.max(np.abs(got - wanted), initial=0.0)) / scale if scale else float(np.max(np.abs(got), initial=0.0))
    )


def rounded_to(got: np.ndarray, wanted: np.ndarray, decimals: int) -> bool:
    """Whether the numbers are the expected ones with so many decimals, whichever way a half goes."""
    unit = 10.0**-decimals
    whole = np.isclose(got, np.round(got, decimals), rtol=1e-15, atol=0)
    return bool(np.all(whole & (np.abs(got - wanted) <= 0.5000001 * unit)))
