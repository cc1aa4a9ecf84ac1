"""Parts of an exercise that are places of its result: dx for one point, dw for two, each right or wrong by itself.

`Exercise.places` names them: {"dx": ((0,),), "dw": ((1,),)}, each place a way of indices and keys into the result. A
part has its points where all of its places are right on every input that belongs to no other part; together the places
are the whole result. Left out: what a wrong place is called and why it is wrong, which the diagnosis says of the result
as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograde.exercise import Exercise
from autograde.judge import Verdict, compare, numbers

FORM_ELSEWHERE = ("value", "type", "shape", "dtype", "nan")  # what one place may have while another is right


def right(exercise: Exercise, part: str, verdicts: Sequence[Verdict]) -> bool:
    """Whether a part's places are right on all of these inputs."""
    return all(verdict.passed or right_here(exercise, part, verdict) for verdict in verdicts)


def right_here(exercise: Exercise, part: str, verdict: Verdict) -> bool:
    """Whether a part's places are right in a result of which something is wrong."""
    if verdict.kind not in FORM_ELSEWHERE or "value" not in verdict.outcome:
        return False
    if verdict.outcome.get("changed") or verdict.outcome.get("shares"):
        return False
    scale = float(np.max(np.abs(numbers(verdict.expected, verdict.expected)), initial=0.0))  # as the judge takes it
    for place in exercise.places[part]:
        try:
            got, wanted = at(verdict.outcome["value"], place), at(verdict.expected, place)
        except (LookupError, TypeError):
            return False
        if compare(got, wanted, 0.0, exercise.rtol * scale + exercise.atol) is not None:
            return False
    return True


def at(value: Any, place: Sequence[int | str]) -> Any:
    """What stands at a place of a result."""
    for step in place:
        value = value[step]
    return value
