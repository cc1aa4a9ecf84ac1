"""A sign or a factor that is wrong in some members of a result, on every input, while its other members are right.

Left out: results that are wrong as a whole (`causes`), and mistakes that have a name (`partly`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograde.causes import close
from autograde.exercise import Exercise
from autograde.judge import MATCH_RTOL, Verdict
from autograde.partly import members, wrong_anywhere
from autograde.plain import numeric

FACTORS: tuple[tuple[str, float, str], ...] = (
    (
        "sign in a part",
        -1.0,
        "What is wrong has the right size and the wrong sign; the rest is right. "
        "If that input rises a little, which way does the output move?",
    ),
    (
        "factor 2 in a part",
        2.0,
        "What is wrong is twice as large as it should be; the rest is right. What is counted twice there?",
    ),
    (
        "factor ½ in a part",
        0.5,
        "What is wrong is half as large as it should be; the rest is right. "
        "What was counted once there and acts twice, or is a factor 2 missing?",
    ),
)


def part_cause(exercise: Exercise, verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """Name and cause where one factor explains every wrong member on every input, else ("", "")."""
    places = wrong_anywhere(exercise, verdicts)
    pairs: list[tuple[np.ndarray | None, np.ndarray | None]] = []
    for verdict in verdicts if places else ():
        found, wanted = (dict(members(item, verdict.expected)) for item in (verdict.outcome["value"], verdict.expected))
        pairs += [(numeric(found[place]), numeric(wanted[place])) for place in places]
    for name, factor, cause in FACTORS if pairs else ():
        if all(one is not None and other is not None and is_times(one, factor, other) for one, other in pairs):
            return name, cause
    return "", ""


def is_times(one: np.ndarray, factor: float, other: np.ndarray) -> bool:
    """Whether one array is the other times a factor, up to rounding."""
    return one.shape == other.shape and close(one, factor * other, MATCH_RTOL)
