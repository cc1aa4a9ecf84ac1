"""Causes of wrong members of a result, where others are right: sign, factor, another member's place, an argument.

A cause is named only if it fits every wrong member on every input. Left out: results that are wrong as a whole
(`causes`), and catalogued mistakes made in one member only (`partly`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograde.exercise import Exercise
from autograde.judge import MATCH_RTOL, Verdict, compare, is_scalar
from autograde.members import Place, called, members, wrong_members, wrong_places
from autograde.plain import numeric
from backprop_lib.words import listed

FEWEST = 2  # wrong members on all inputs together
LIKENESSES: Sequence[tuple[str, Callable[[Any], Any], str]] = (
    (
        "sign, in part",
        lambda right: -right,
        "{} the right size and the wrong sign. Where does a minus belong?",
    ),
    ("factor 2, in part", lambda right: 2 * right, "{} twice the right size. Is something counted twice there?"),
    ("factor ½, in part", lambda right: right / 2, "{} half the right size. Is a factor 2 missing there?"),
    ("size only, in part", abs, "{} the right size and has lost the sign. Which step makes everything positive?"),
    (
        "0, in part",
        lambda right: 0 * right,
        "{} 0 where another number belongs. Is it filled on every way through the function, and with what?",
    ),
)


def member_cause(exercise: Exercise, verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """Name and cause that fit all wrong members of the results, or ("", "")."""
    found = [wrong_members(exercise, verdict) for verdict in verdicts]
    wrong = [pair for each in found for pair in (each or {}).values()]
    if None in found or len(wrong) < FEWEST:
        return "", ""
    rtol = max(MATCH_RTOL, exercise.rtol)
    places = sorted(wrong_places(exercise, verdicts), key=str)
    names = [called(exercise, place) for place in places]
    for name, change, cause in LIKENESSES:
        if all(agree(got, changed(right, change), rtol) for got, right in wrong):
            return name, said_of(names, cause) if places else cause.format("Each wrong number has")
    if not places:
        return "", ""
    rows = [(dict(members(v.outcome["value"], v.expected)), dict(members(v.expected, v.expected)), v) for v in verdicts]
    others = [exchanged(place, rows, rtol) for place in places]
    if all(others):
        right = listed([called(exercise, other) for other in others if other])
        return "another entry's numbers", said_of(names, f"{{}} the numbers that belong to {right}. Which is which?")
    if handed := argument_in(exercise, verdicts, places, rows, rtol):
        text = f"{{}} the numbers of {handed}, as it was handed over. What was to be done with them?"
        return "hands an argument back", said_of(names, text)
    return "", ""


def said_of(names: Sequence[str], text: str) -> str:
    """A sentence on some members: "Entry 1 and entry 2 have …", "dW has …", for a text that begins with "{}"."""
    subject = listed(names)
    if subject.startswith(("entry ", "number ")):
        subject = subject.capitalize()
    return text.format(f"{subject} {'have' if len(names) > 1 else 'has'}")


def exchanged(place: Place, rows: Any, rtol: float) -> Place | None:
    """Another place whose right member stands in this one on every input."""
    places = (other for other in rows[0][1] if other != place)
    return next((other for other in places if all(agree(got[place], want[other], rtol) for got, want, _ in rows)), None)


def argument_in(
    exercise: Exercise, verdicts: Sequence[Verdict], places: Sequence[Place], rows: Any, rtol: float
) -> str:
    """The name of the argument that stands in the wrong places on every input; "" where there is none."""
    names = exercise.parameters(verdicts[0].probe.function)
    for index, name in enumerate(names):
        if all(
            index < len(v.probe.args) and agree(got[p], v.probe.args[index], rtol) for got, _, v in rows for p in places
        ):
            return name
    return ""


def agree(got: Any, wanted: Any, rtol: float) -> bool:
    """Whether two pieces of numbers are the same, form included."""
    return wanted is not None and numeric(wanted) is not None and compare(got, wanted, rtol, 0.0) is None


def changed(right: Any, change: Callable[[Any], Any]) -> Any:
    """A right member after a change; None for what is no number."""
    if isinstance(right, np.ndarray):
        return change(right)
    return change(float(right)) if is_scalar(right) else None
