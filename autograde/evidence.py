"""What is right and what is wrong, over all inputs of one function: said in every report, whatever the cause.

Evidence needs no catalogue: it counts. Of results with several entries it says which are right on every input; else it
says on how many inputs the result is wrong, and which of these have something in common. Left out: why (`diagnosis`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograde.exercise import Exercise
from autograde.judge import Verdict, as_list, compare, numbers
from autograde.play import ran_too_long
from backprop_lib.words import listed

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
MOST = len(ORDINALS)  # entries that are told apart one by one
KINDS = 3  # of inputs that are named; more have nothing in common


def evidence(exercise: Exercise, verdicts: Sequence[Verdict]) -> str:
    """One sentence on what is right and what is wrong; "" where no call came to a result that can be counted."""
    failing = [verdict for verdict in verdicts if not verdict.passed]
    hung = any(ran_too_long(verdict.outcome) for verdict in verdicts)  # after that, it was not called again
    if len(verdicts) < 2 or not failing or hung or exercise.kind.table:
        return ""
    if len(failing) == len(verdicts):
        of_all = f"Wrong on all {len(verdicts)} inputs"
    else:
        of_all = f"Wrong on {len(failing)} of {len(verdicts)} inputs{in_common(verdicts, failing)}"
    right = right_entries(exercise, verdicts)
    if right and all(right.values()):
        right = {}
    named = [name for name, is_right in right.items() if is_right]
    return f"{of_all}; {listed(named)} {'is' if len(named) == 1 else 'are'} always right." if named else f"{of_all}."


def in_common(verdicts: Sequence[Verdict], failing: Sequence[Verdict]) -> str:
    """What the failing inputs have in common and the others have not, as their notes tell: " (a tie)"."""
    notes = {verdict.probe.note for verdict in failing if verdict.seen}
    elsewhere = {verdict.probe.note for verdict in verdicts if verdict.passed}
    if "" in notes or not 0 < len(notes) <= KINDS or notes & elsewhere:
        return ""
    return f" ({', '.join(sorted(notes))})"


def right_entries(exercise: Exercise, verdicts: Sequence[Verdict]) -> dict[str, bool]:
    """Of results that are pairs, triples … or dictionaries: each entry, and whether it is right on every input."""
    if exercise.kind.accepts is not None or exercise.kind.tells is not None:
        return {}
    right: dict[str, bool] = {}
    for verdict in verdicts:
        found = entries(verdict.outcome.get("value"), verdict.expected)
        if not found:
            return {}
        scale = float(np.max(np.abs(numbers(verdict.expected, verdict.expected)), initial=0.0))  # as the judge takes it
        for name, got, wanted in found:
            mismatch = compare(got, wanted, 0.0, exercise.rtol * scale + exercise.atol)
            right[name] = right.get(name, True) and mismatch is None
    return right


def entries(value: Any, expected: Any) -> list[tuple[str, Any, Any]]:
    """The entries of a result beside those expected, with their names; none where it has no such entries."""
    if isinstance(expected, dict):
        if not isinstance(value, dict) or not all(key in value for key in expected) or len(expected) > MOST:
            return []
        return [(f"“{key}”", value[key], wanted) for key, wanted in expected.items()]
    if isinstance(expected, list) and isinstance(value, (list, tuple)) and len(value) == len(expected) > 0:
        return [("the first entry", value[0], expected[0]), ("the last entry", value[-1], expected[-1])]
    if not isinstance(expected, tuple) or not 1 < len(expected) <= MOST:
        return []
    members = as_list(value, expected)
    if members is None or len(members) != len(expected):
        return []
    names = [f"the {ordinal} entry" for ordinal in ORDINALS]
    return [(name, got, wanted) for name, got, wanted in zip(names, members, expected, strict=False)]
