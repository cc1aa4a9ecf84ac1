"""A catalogued mistake that explains most of what is wrong: mixed with a smaller one, or made in one entry only.

Two readings count. Either the mistake's results are the student's on every input without a note (the usual inputs), and
only on special ones (a tie, integers, an unknown kind) something else happens. Or every entry of the results that is
wrong is the mistake's entry on every input, and the other entries are right. Left out: mistakes that fit as a whole
(`diagnosis`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograde.evidence import entries, right_entries
from autograde.exercise import Exercise, Misconception, Probe
from autograde.judge import Verdict, compare, judge, same
from autograde.play import Outcome

FEWEST = 2  # inputs on which a mistake has to show
CLOSE = 1e-9  # relative: two wrong results are the same up to rounding
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
                return mistake
    right = right_entries(exercise, verdicts)
    if any(right.values()) and not all(right.values()):
        names = {name for name, is_right in right.items() if not is_right}
        for mistake in mistakes:
            if all(
                same_entries(exercise, verdict, predicted(exercise, mistake, verdict.probe), names)
                for verdict in verdicts
            ):
                return mistake
    return None


def equal(exercise: Exercise, verdict: Verdict, other: Outcome) -> bool:
    """Whether both outcomes are the same story, or both right."""
    passes = judge(exercise, verdict.probe, other).passed
    if verdict.passed:
        return passes
    return not passes and same(verdict.outcome, other, exercise.quiet, exercise.kind.phrases)


def same_entries(exercise: Exercise, verdict: Verdict, other: Outcome, names: set[str]) -> bool:
    """Whether a result and a mistake's agree in the entries of these names."""
    mine = {name: got for name, got, _ in entries(verdict.outcome.get("value"), verdict.expected)}
    theirs = {name: got for name, got, _ in entries(other.get("value"), verdict.expected)}
    if not names <= theirs.keys():
        return False
    return all(compare(mine[name], theirs[name], 0.0, CLOSE * size(theirs[name])) is None for name in names)


def size(value: object) -> float:
    """The largest number in an entry."""
    return float(np.max(np.abs(np.asarray(value, dtype=float)), initial=0.0))
