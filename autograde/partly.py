"""A catalogued mistake that explains most of what is wrong: mixed with a smaller one, or made in one entry only.

Two readings count. Either the mistake's results are the student's on every input without a note (the usual inputs), and
only on special ones (a tie, integers, an unknown kind) something else happens, which the message says. Or every member
of the results that is wrong is the mistake's on every input, and the other members are right. Left out: mistakes that
fit as a whole (`diagnosis`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Misconception, Probe
from autograde.judge import Verdict, compare, judge, listed, numbers, same
from autograde.plain import numeric
from autograde.play import Outcome

FEWEST = 2  # inputs on which a mistake has to show
NOTES = 3  # special inputs that are named at most
CLOSE = 1e-9  # relative: two wrong results are the same up to rounding
Place = tuple[str | int, ...]  # of a member: (1, "W2") is the entry "W2" of the second member
Predicted = Callable[[Exercise, Misconception, Probe], Outcome]


def partly_catalogued(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> Misconception | None:
    """The first mistake that explains what is wrong in one of the two readings."""
    usual = [verdict for verdict in verdicts if not verdict.probe.note]
    wrong = [verdict for verdict in usual if not verdict.passed and "value" in verdict.outcome]  # exceptions say little
    if len(wrong) >= FEWEST and len(usual) < len(verdicts):
        for mistake in mistakes:
            if all(equal(exercise, verdict, predicted(exercise, mistake, verdict.probe)) for verdict in usual):
                others = [v for v in verdicts if not equal(exercise, v, predicted(exercise, mistake, v.probe))]
                return replace(mistake, message=apart_from(others) + mistake.message)
    if exercise.kind.accepts is not None:
        return None
    wrong_places = wrong_anywhere(exercise, verdicts)
    if not wrong_places:
        return None
    for mistake in mistakes:
        if all(same_places(v, predicted(exercise, mistake, v.probe), wrong_places) for v in verdicts):
            return mistake
    return None


def apart_from(others: Sequence[Verdict]) -> str:
    """Where the mistake does not give the student's results: "Apart from special inputs (a dead end): ".

    Hidden inputs are not described.
    """
    notes = list(dict.fromkeys(verdict.probe.note for verdict in others if verdict.seen))
    shown = f" ({', '.join(notes[:NOTES])}{', …' * (len(notes) > NOTES)})" if notes else ""
    return f"Apart from special inputs{shown}: " if others else ""


def wrong_anywhere(exercise: Exercise, verdicts: Sequence[Verdict]) -> set[Place]:
    """The places in the results that are wrong on some input, where others are right on every one; else none."""
    wrong: set[Place] = set()
    every: set[Place] = set()
    for verdict in verdicts:
        value, expected = verdict.outcome.get("value"), verdict.expected
        found = dict(members(value, expected))
        wanted = dict(members(expected, expected))
        if len(wanted) < FEWEST or found.keys() != wanted.keys():
            return set()
        scale = float(np.max(np.abs(numbers(expected, expected)), initial=0.0))  # as the judge takes it
        off = (exercise.rtol * scale + exercise.atol,)
        every |= wanted.keys()
        wrong |= {place for place in wanted if compare(found[place], wanted[place], 0.0, *off) is not None}
    return wrong if wrong < every else set()


def members(value: Any, expected: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The innermost members of a result, each with its place, as far as it has the form of what was expected."""
    if isinstance(expected, dict):
        for key in expected if isinstance(value, dict) else ():
            yield from members(value[key], expected[key], (*place, key)) if key in value else ()
    elif isinstance(expected, tuple):
        found = listed(value, expected) or []
        for number, (got, wanted) in enumerate(zip(found, expected, strict=False)):
            yield from members(got, wanted, (*place, number))
    else:
        yield place, value


def equal(exercise: Exercise, verdict: Verdict, other: Outcome) -> bool:
    """Whether both outcomes are the same story, or both right."""
    passes = judge(exercise, verdict.probe, other).passed
    if verdict.passed:
        return passes
    return not passes and same(verdict.outcome, other, exercise.quiet, exercise.kind.phrases)


def same_places(verdict: Verdict, other: Outcome, places: set[Place]) -> bool:
    """Whether a result and a mistake's agree in these places."""
    mine = dict(members(verdict.outcome.get("value"), verdict.expected))
    theirs = dict(members(other.get("value"), verdict.expected))
    if not places <= theirs.keys():
        return False
    return all(compare(mine[place], theirs[place], 0.0, CLOSE * size(theirs[place])) is None for place in places)


def size(value: object) -> float:
    """The largest finite number in a member; 0 where it holds none."""
    found = numeric(value)
    return 0.0 if found is None else float(np.max(np.abs(found[np.isfinite(found)]), initial=0.0))
