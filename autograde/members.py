"""The innermost members of a result (of tuples and dictionaries), and which of them are wrong where others are right.

A result of one piece is its own only member. Left out: what is said of members (`causes`, `partly`, `evidence`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograde.exercise import Exercise
from autograde.judge import Verdict, as_list, compare, numbers

Place = tuple[str | int, ...]  # of a member: (1, "W2") is the entry "W2" of the second one


def members(value: Any, expected: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The innermost members of a result, each with its place, as far as it has the form of what was expected."""
    if isinstance(expected, dict):
        for key in expected if isinstance(value, dict) else ():
            yield from members(value[key], expected[key], (*place, key)) if key in value else ()
    elif isinstance(expected, tuple):
        found = as_list(value, expected) or []
        for number, (got, wanted) in enumerate(zip(found, expected, strict=False)):
            yield from members(got, wanted, (*place, number))
    else:
        yield place, value


def wrong_members(exercise: Exercise, verdict: Verdict) -> dict[Place, tuple[Any, Any]] | None:
    """The wrong members of one result, each with the right one; None where the result has not the members asked for."""
    expected = verdict.expected
    found, wanted = dict(members(verdict.outcome.get("value"), expected)), dict(members(expected, expected))
    if found.keys() != wanted.keys():
        return None
    scale = float(np.max(np.abs(numbers(expected, expected)), initial=0.0))  # as the judge takes it
    atol = exercise.rtol * scale + exercise.atol
    pairs = {place: (found[place], right) for place, right in wanted.items()}
    return {place: pair for place, pair in pairs.items() if compare(*pair, 0.0, atol) is not None}


def wrong_places(exercise: Exercise, verdicts: Sequence[Verdict]) -> set[Place]:
    """The places that are wrong on some input, where others are right on every one; else none."""
    every = {frozenset(place for place, _ in members(verdict.expected, verdict.expected)) for verdict in verdicts}
    found = [wrong_members(exercise, verdict) for verdict in verdicts]
    if len(every) != 1 or None in found:  # results of several forms have no places in common
        return set()
    wrong = {place for each in found for place in each or ()}
    return wrong if wrong < min(every) else set()


def called(exercise: Exercise, place: Place) -> str:
    """What a member is called: a dictionary's key, the name that its kind uses, "entry 2", "number 3 of entry 1"."""
    last = place[-1]
    if isinstance(last, str):
        return last
    names = getattr(exercise.kind.tells, "keywords", {}).get("results", ())
    if len(place) > 1 and isinstance(place[-2], int):  # "entry 1" is what the evidence calls the one around it
        return f"number {last + 1} of entry {place[-2] + 1}"
    return str(names[last]) if last < len(names) else f"entry {last + 1}"
