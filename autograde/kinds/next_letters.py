"""Probabilities of the next letter that a trained function gives: cheap enough, and if not, what they look like.

A probe's arguments are texts, seed and beginnings. Expected are two tables of counts, one row a beginning and one
column a letter, the last of which is the end: "new" holds how often each came next in texts that were put aside,
"known" in some of the texts learnt from; and "limit", the mean price −log p that a good answer stays below. No two
trained functions give the same numbers, so wrong results are told apart by symptoms. Left out: how they came about.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograde.exercise import Probe

Array = np.ndarray
LETTERS = "abcdefghijklmnopqrstuvwxyz"  # the columns before the last
SUM = 1e-6  # how far a row of probabilities may be from summing to 1
DIGITS = 3


def rows_of(value: Any, expected: Any) -> Array | None:
    """The answer's rows, where it is one row of the right width for each beginning."""
    rows = value.get("rows") if isinstance(value, dict) else None
    return rows if isinstance(rows, np.ndarray) and rows.shape == expected["new"].shape else None


def are_probabilities(rows: Array) -> bool:
    """Whether every row holds numbers from 0 on that sum to 1."""
    return bool(np.isfinite(rows).all() and (rows >= 0).all() and (np.abs(rows.sum(axis=1) - 1) <= SUM).all())


def price(rows: Array, counts: Array) -> float:
    """Mean of −log p over the letters that came."""
    came = counts > 0
    with np.errstate(divide="ignore"):
        return float(-(counts[came] * np.log(rows[came])).sum() / counts.sum())


def accepts(probe: Probe, value: Any, expected: Any) -> bool:
    """Whether these are probabilities that pay less than the limit for new texts."""
    rows = rows_of(value, expected)
    return rows is not None and are_probabilities(rows) and price(rows, expected["new"]) < expected["limit"]


# ---- wrong in the same way -------------------------------------------------------------------------------------------


def alike(probe: Probe, value: Any, other: Any, expected: Any) -> bool:
    """Whether two wrong results have the same symptom."""
    mine, known = (symptom(probe, result, expected) for result in (value, other))
    return mine == known


def symptom(probe: Probe, value: Any, expected: Any) -> str:
    """What a wrong result looks like, in a word or two; equal words mean the same mistake."""
    rows = rows_of(value, expected)
    if rows is None:
        return form(value)
    if not are_probabilities(rows):
        positive = bool((rows >= 0).all() and (rows.sum(axis=1) > 0).all())
        return "not finite" if not np.isfinite(rows).all() else "do not sum to 1" if positive else "scores"
    new, known = price(rows, expected["new"]), price(rows, expected["known"])
    ends, apart = expected["new"][:, -1], float(np.abs(rows - rows.mean(axis=0)).max())
    if copies(probe, rows) > 0.9:
        return "copies"
    if apart < SUM and rows.min() < rows.max() / 2:  # what has learnt nothing finds all about equally likely
        return "the same answer"
    if float((ends * rows[:, -1]).sum() / ends.sum()) < 0.01:
        return "never ends"
    if apart < 0.35:
        return "one answer"
    if known < 0.6 * new:
        return "by heart"
    if min(new, known) > 4.5:
        return "sure and wrong"
    if min(new, known) > math.log(rows.shape[1]):
        return "worse than guessing"
    return "last letter only" if by_last_letter(probe, rows) else "not there yet"


def form(value: Any) -> str:
    """In which way a result is not one row of the right width for each beginning."""
    if isinstance(value, dict) and "returned" in value:
        return "no function"
    found = value.get("rows", value.get("row")) if isinstance(value, dict) else None
    if isinstance(found, (int, float, str)) or (isinstance(found, np.ndarray) and found.ndim == 0):
        return "one letter"
    if isinstance(found, np.ndarray) and found.ndim == 2 and "rows" in value:
        return "another alphabet"
    if isinstance(found, np.ndarray):  # as large as its longest axis: the others have length 1
        return "an axis too many" if found.ndim > 1 and found.size == max(found.shape) else "a table"
    return "no numbers"


def last_letters(probe: Probe) -> Array:
    """The column of each beginning's last letter; that of the end where nothing was written yet."""
    columns = {letter: column for column, letter in enumerate(LETTERS)}
    return np.array([columns.get(text[-1:], len(LETTERS)) for text in probe.args[2]])


def copies(probe: Probe, rows: Array) -> float:
    """Mean probability that the last letter comes once more."""
    last = last_letters(probe)
    some = np.flatnonzero(last < len(LETTERS))
    return float(rows[some, last[some]].mean())


def by_last_letter(probe: Probe, rows: Array) -> bool:
    """Whether all beginnings with the same last letter get the same row."""
    _, first, which = np.unique(last_letters(probe), return_index=True, return_inverse=True)
    return bool(np.abs(rows - rows[first[which]]).max() < 1e-6)


# ---- told ------------------------------------------------------------------------------------------------------------


def training_call(probe: Probe) -> str:
    """How the training run is written; the texts have their name only."""
    return f"{probe.function}(names, seed={probe.args[1]})"


def tells(probe: Probe, value: Any, expected: Any) -> str:
    """What new and known letters cost, or what came back instead of probabilities."""
    call, width = training_call(probe), expected["new"].shape[1]
    if isinstance(value, dict) and "returned" in value:
        return f"{call} returned an object of type {str(value['returned'])[:40]}; expected a function of a prefix."
    rows = rows_of(value, expected)
    if rows is None:
        found = value.get("rows", value.get("row")) if isinstance(value, dict) else value
        shape = np.shape(found[0] if "rows" in value else found) if isinstance(found, np.ndarray) else None
        shown = f"an array of shape {shape}" if shape is not None else f"a {type(found).__name__}"
        return f"After {call}, a prefix was answered with {shown}; expected {width} probabilities."
    if not are_probabilities(rows):
        worst = int(np.nan_to_num(np.abs(rows.sum(axis=1) - 1), nan=math.inf).argmax())
        what = f"numbers from {rows[worst].min():.{DIGITS}g} on that sum to {rows[worst].sum():.4g}"
        return f'After {call}, the prefix "{probe.args[2][worst]}" was answered with {what}; expected probabilities.'
    new, known = price(rows, expected["new"]), price(rows, expected["known"])
    return (
        f"After {call}, a letter of new names costs {new:.{DIGITS}f} on average, one of names that it learnt from "
        f"{known:.{DIGITS}f}. Asked for: below {expected['limit']:.{DIGITS}f} for the new ones."
    )
