"""Results that are right but for a small error: in single precision, rounded, or something else that is small.

Says only what the numbers show: that float32 could hold all of them, that they have so many decimals, or how many
digits are right. Left out: results that are wrong (`causes`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Row = tuple[np.ndarray, np.ndarray]  # numbers of a result, and of the expected one
NEAR = 1e-4  # relative; a wrong formula is rarely this close
FLOAT32 = 1e-5  # relative; a few steps in single precision stay within
DECIMALS = range(1, 11)


def nearly_right(rows: Sequence[Row]) -> tuple[str, str]:
    """Name and cause where every result is within NEAR of the expected one, else ("", "")."""
    if not all(error_of(got, wanted) < NEAR for got, wanted in rows):
        return "", ""
    wrong = [(got[got != wanted], wanted[got != wanted]) for got, wanted in rows]
    every = np.concatenate([got for got, _ in wrong])
    if np.array_equal(every.astype(np.float32).astype(float), every) and np.any(every != np.round(every)):
        return "single precision", (
            "Right to about seven digits: every number is one that float32 holds. On which line did float32 come in?"
        )
    decimals = next((n for n in DECIMALS if all(rounded_to(got, wanted, n) for got, wanted in wrong)), 0)
    if decimals:
        return "rounded", (
            f"Each number is the right one, rounded to {decimals} decimal{'s' * (decimals > 1)}. "
            "Whoever goes on with it needs the rest: which line rounds?"
        )
    digits = int(-np.log10(max(error_of(got, wanted) for got, wanted in rows)))
    return "nearly right", (
        f"Right to about {digits} digits and no further. What is small in your code: a step of a difference quotient, "
        "a number added so that nothing is divided by 0, a rounding?"
    )


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
