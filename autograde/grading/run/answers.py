"""Ask the boxed functions of a notebook for the outcomes of probes, all exercises in one message.

Where that ends the student's process or brings back what is no answer, each exercise is asked alone, so that a function
that ends or blocks the process costs its own exercise. Left out: which probes (`execute`) and what outcomes mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograde import players
from autograde.exercise import Exercise, Probe
from autograde.grading.run.validate_outcomes import outcomes
from autograde.grading.sandbox.fork import Lost
from autograde.grading.sandbox.session import Session

Probes = list[tuple[Probe, bool]]
Got = dict[int, list[Any]]  # outcomes of an exercise's probes, in their order, by the position of its tests cell


def answers(
    exercises: Mapping[int, Exercise], session: Session, asked: Mapping[int, Probes]
) -> dict[int, list[Any] | Lost]:
    """The outcomes of some probes of each exercise, by position; Lost where there are none that can be trusted.

    All are asked for in one message; where that fails, each exercise alone.
    """
    try:
        together = asked_for(exercises, session, {position: probes for position, probes in asked.items() if probes})
        return {position: together.get(position, []) for position in asked}
    except Lost:
        return {position: alone(exercises, session, position, probes) for position, probes in asked.items()}


def alone(exercises: Mapping[int, Exercise], session: Session, position: int, probes: Probes) -> list[Any] | Lost:
    """The outcomes of one exercise's probes, or why there are none."""
    try:
        reason = blamed(session, position)  # a replay may have blamed its cell since
        if reason:
            raise Lost(reason)
        return asked_for(exercises, session, {position: probes})[position] if probes else []
    except Lost as lost:
        return lost


def asked_for(exercises: Mapping[int, Exercise], session: Session, asked: Mapping[int, Probes]) -> Got:
    """The outcomes of the probes of these exercises, from one message; Lost when any of them is no answer."""
    if not asked:
        return {}
    seconds = sum(exercises[position].kind.seconds * (len(probes) + 1) for position, probes in asked.items())
    requests = [request(exercises[position], probes) for position, probes in asked.items()]
    found: Got = {}
    for position, raw in zip(asked, session.serve(requests, seconds), strict=True):
        checked = outcomes(raw, asked[position], exercises[position].kind.run)
        if checked is None:
            raise session.distrusted()
        found[position] = checked
    return found


def blamed(session: Session, position: int) -> str:
    """Why the answer's cell of the exercise at `position` was not run to its end, "" where it was."""
    name = session.cells[position].exercise
    guilty = [p for p in range(position) if p in session.guilty and session.cells[p].exercise == name]
    return session.guilty[guilty[0]] if guilty else ""


def request(exercise: Exercise, probes: Probes) -> dict[str, Any]:
    """What the sandbox has to know to call an exercise's functions."""
    return {
        "exercise": exercise.name,
        "functions": list(exercise.handed),
        "run": players.name_of(exercise.kind.run),
        "closes": list(exercise.closes),
        "opens": list(exercise.opens),
        "probes": [(probe.function, probe.args) for probe, _ in probes],
    }
