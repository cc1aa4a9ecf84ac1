"""A guess beside what came out: one printed line for each number or word that was guessed before a cell ran.

`...` stands for a guess that was not made, and says nothing. Left out: any mark or record of it; the guess stays where
it was written, in the notebook.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

CLOSE = 0.05  # a guess this near, relative to what came out, counts as close
SAME = 0.005  # and this near as right: people guess with two or three digits


def compare_guess(guess: Any, **outcomes: Any) -> None:
    """Print a guess, what came out, and the gap between them.

    guess: a number, a word, True or False, or a shape; several outcomes take a tuple of them, in order; `...` for none.
    outcomes: what came out, by name: numbers, words, booleans or tuples of whole numbers.
    Example: compare_guess(-10, f=-12.0) prints "f: you guessed -10, it came out as -12. You are off by 2."
    """
    names = list(outcomes)
    guesses = [guess] if len(names) == 1 else several(guess, len(names))
    if guesses is None:
        print(f"Write {len(names)} guesses, in this order: guess = ({', '.join(names)}). `...` leaves one out.")
        return
    for name, one in zip(names, guesses, strict=True):
        if one is not ...:
            print(f"{name}: {said(one, outcomes[name])}")


def several(guess: Any, count: int) -> Sequence[Any] | None:
    """The guesses for so many outcomes; None where their number does not fit."""
    if guess is ...:
        return [...] * count
    if isinstance(guess, (tuple, list, np.ndarray)) and len(guess) == count:
        return list(guess)
    return None


def said(guess: Any, outcome: Any) -> str:
    """One guess and its outcome in a sentence, with the gap."""
    return f"you guessed {shown(guess)}, it came out as {shown(outcome)}. {gap(guess, outcome)}"


def gap(guess: Any, outcome: Any) -> str:
    """How far a guess is from what came out, in words."""
    if isinstance(outcome, str):
        same = isinstance(guess, str) and guess.strip().casefold() == outcome.strip().casefold()
        return "You were right." if same else "Have another look."
    if isinstance(outcome, (tuple, list, bool, np.bool_)):
        return "You were right." if plain(guess) == plain(outcome) else "Have another look."
    if not is_number(guess):
        return "A number was asked for."
    return distance(float(guess), float(outcome))


def plain(value: Any) -> Any:
    """A value without NumPy's types and lists as tuples, so that `==` answers True or False whatever was typed."""
    value = value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
    return tuple(plain(one) for one in value) if isinstance(value, (tuple, list)) else value


def distance(guess: float, outcome: float) -> str:
    """The gap between two numbers: right, close, the other sign, so many times too large, or the difference."""
    off = abs(guess - outcome)
    if not math.isfinite(off):
        return "You were right." if guess == outcome else "Have another look."
    if off <= SAME * abs(outcome):
        return "You were right."
    if abs(guess + outcome) <= SAME * abs(outcome):
        return "Right but for the sign."
    off_by = f"You are off by {digits(off, 3)}"
    if off <= CLOSE * abs(outcome):
        return f"{off_by}: close."
    ratio = guess / outcome if outcome else 0.0
    if ratio >= 2:
        return f"{off_by}, {digits(ratio, 3)} times too large."
    if 0 < ratio <= 0.5:
        return f"{off_by}, {digits(1 / ratio, 3)} times too small."
    return f"{off_by}."


def is_number(value: Any) -> bool:
    """Whether a guess can be held against a number."""
    return isinstance(value, (Real, np.integer, np.floating)) or (isinstance(value, np.ndarray) and value.ndim == 0)


def shown(value: Any) -> str:
    """A value as the sentence shows it: shown(0.30000000000000004) -> "0.3", shown((3, 4)) -> "(3, 4)"."""
    if isinstance(value, (bool, np.bool_)) or not is_number(value):
        return str(value) if not isinstance(value, list) else str(tuple(value))
    return digits(float(value), 4)


def digits(value: float, count: int) -> str:
    """A number in so many digits, or to the ones: digits(0.0123, 2) -> "0.012", digits(49998.0, 3) -> "49998"."""
    text = f"{value:.{count}g}"
    return f"{value:.0f}" if "e+" in text and abs(value) < 1e7 else text
