"""A cause that explains most of what is wrong: mixed with a smaller mistake, or one of several in one answer.

Four readings count, each said in the message. Either a cause fits every input without a note (the usual inputs), and
only on special ones (a tie, integers, an unknown kind) something else happens. Or every member of the results that is
wrong is a catalogued mistake's on every input, and the other members are right. Or a catalogued mistake fits one part
of the exercise (one row, He), or some members of the results, and something is wrong in others besides. Left out:
causes that fit as a whole (`diagnosis`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

import numpy as np

from autograde.exercise import Exercise, Misconception, Probe
from autograde.judge import Verdict, compare, judge, same
from autograde.member_causes import member_cause
from autograde.members import Place, called, members, wrong_members, wrong_places
from autograde.plain import numeric
from autograde.play import Outcome
from backprop_lib.words import listed

FEWEST = 2  # inputs on which a mistake has to show
NOTES = 3  # special inputs that are named at most
CLOSE = 1e-9  # relative: two wrong results are the same up to rounding
OF_ALL = re.compile(  # in a message: what is said of more than the mistake's own members
    r"\b(is right[;,.]|are right|escaped|all three|both|(every|each) gradient|everything|only \w+'s)", re.IGNORECASE
)
ELSEWHERE = re.compile(r"^Right ")  # on which inputs the mistake does no harm, which may be those of another part
NAMES = re.compile(r"\w+")
Predicted = Callable[[Exercise, Misconception, Probe], Outcome]


def partly_catalogued(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> Misconception | None:
    """The first mistake that explains all that is wrong but special inputs, or all that is wrong in some members."""

    def fits(mistake: Misconception, verdict: Verdict) -> bool:
        return equal(exercise, verdict, predicted(exercise, mistake, verdict.probe))

    if usual := telling(verdicts, [verdict for verdict in verdicts if not verdict.probe.note]):
        for mistake in mistakes:
            if all(fits(mistake, verdict) for verdict in usual):
                others = [verdict for verdict in verdicts if not fits(mistake, verdict)]
                return replace(mistake, message=apart_from(others) + mistake.message)
    return in_places(exercise, mistakes, verdicts, predicted) if exercise.kind.accepts is None else None


def beside_others(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> Misconception | None:
    """The first mistake that fits one part of the exercise, or some members of the results, beside something else.

    None where results are told by symptoms alone, as others may have these.
    """
    if exercise.kind.accepts is not None or exercise.kind.alike is not None:
        return None
    for part in exercise.part_points:
        mine = telling(verdicts, [verdict for verdict in verdicts if exercise.part_of(verdict.probe) == part])
        for mistake in mistakes if mine else ():
            if not ELSEWHERE.match(mistake.message) and all(
                equal(exercise, verdict, predicted(exercise, mistake, verdict.probe)) for verdict in mine
            ):
                return replace(mistake, message=f"In the part “{part}”: {mistake.message}")
    return in_some_places(exercise, mistakes, verdicts, predicted)


def telling(verdicts: Sequence[Verdict], some: Sequence[Verdict]) -> Sequence[Verdict]:
    """Some of the verdicts where they are not all and hold enough wrong results to go by, else none."""
    wrong = [verdict for verdict in some if not verdict.passed and "value" in verdict.outcome]  # exceptions say little
    return some if len(wrong) >= FEWEST and len(some) < len(verdicts) else ()


def usual_cause(
    verdicts: Sequence[Verdict], cause_of: Callable[[Sequence[Verdict]], tuple[str, str]]
) -> tuple[str, str]:
    """Name and cause that fit the usual inputs, and on which others something else happens; ("", "") without one."""
    usual = telling(verdicts, [verdict for verdict in verdicts if not verdict.probe.note])
    name, cause = cause_of(usual) if usual else ("", "")
    others = [verdict for verdict in verdicts if verdict.probe.note and cause_of([*usual, verdict])[0] != name]
    return (name, apart_from(others) + cause) if cause else ("", "")


def in_places(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> Misconception | None:
    """The first mistake whose results stand in all wrong members, on every input."""
    places = wrong_places(exercise, verdicts)
    if not places or member_cause(exercise, verdicts)[1]:  # which says more exactly what is wrong with them
        return None
    wider = None
    for mistake in mistakes:
        outcomes = [predicted(exercise, mistake, verdict.probe) for verdict in verdicts]
        if all(places == agreeing(v, other, places) for v, other in zip(verdicts, outcomes, strict=True)):
            alone = of_these_alone(exercise, verdicts, outcomes, places)
            if not alone:
                return mistake
            wider = wider or replace(mistake, message=alone + mistake.message)
    return wider


def speaks_of(mistake: Misconception, others: Set[str]) -> bool:
    """Whether what a mistake says is also of other members of a result, which it does not explain."""
    return bool(OF_ALL.search(mistake.message) or others & set(NAMES.findall(mistake.message)))


def in_some_places(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> Misconception | None:
    """The first mistake whose wrong members are all in the student's results, where there are more wrong ones.

    Mistakes that are told by what is right beside them say too much then.
    """
    found = [wrong_members(exercise, verdict) for verdict in verdicts]
    places = {place for each in found for place in each or ()}
    for mistake in mistakes if None not in found else ():
        own: set[Place] = set()
        for verdict in verdicts:  # most mistakes differ from the student's on the first
            other = predicted(exercise, mistake, verdict.probe)
            wrong = wrong_members(exercise, judge(exercise, verdict.probe, other))
            if wrong is None or not wrong.keys() <= agreeing(verdict, other, places):
                break
            own |= wrong.keys()
        else:
            pairs = [(verdict, predicted(exercise, mistake, verdict.probe)) for verdict in verdicts]
            if not own or own == places or not all(own <= agreeing(*pair, own) for pair in pairs):
                continue
            if not speaks_of(mistake, {called(exercise, place) for place in places - own}):
                named = listed([called(exercise, place) for place in sorted(own, key=str)])
                return replace(mistake, message=f"For {named}: {mistake.message}")
    return None


def of_these_alone(
    exercise: Exercise, verdicts: Sequence[Verdict], outcomes: Sequence[Outcome], places: set[Place]
) -> str:
    """Which members the mistake was made in, where by itself it is made in others too: "For W1 alone: "."""
    for verdict, other in zip(verdicts, outcomes, strict=True):
        wrong = wrong_members(exercise, judge(exercise, verdict.probe, other))
        if wrong is None or not wrong.keys() <= places:
            return f"For {listed([called(exercise, place) for place in sorted(places, key=str)])} alone: "
    return ""


def apart_from(others: Sequence[Verdict]) -> str:
    """Where the mistake does not give the student's results: "Apart from special inputs (a dead end): ".

    Hidden inputs are not described.
    """
    notes = list(dict.fromkeys(verdict.probe.note for verdict in others if verdict.seen))
    shown = f" ({', '.join(notes[:NOTES])}{', …' * (len(notes) > NOTES)})" if notes else ""
    return f"Apart from special inputs{shown}: " if others else ""


def equal(exercise: Exercise, verdict: Verdict, other: Outcome) -> bool:
    """Whether both outcomes are the same story, or both right."""
    passes = judge(exercise, verdict.probe, other).passed
    if verdict.passed:
        return passes
    return not passes and same(verdict.outcome, other, exercise.quiet, exercise.kind.phrases)


@np.errstate(invalid="ignore")  # an infinite number agrees with none
def agreeing(verdict: Verdict, other: Outcome, places: Set[Place]) -> set[Place]:
    """Those of the places in which a result and a mistake's agree."""
    mine = dict(members(verdict.outcome.get("value"), verdict.expected))
    theirs = dict(members(other.get("value"), verdict.expected))
    return {
        place
        for place in places & theirs.keys()
        if compare(mine[place], theirs[place], 0.0, CLOSE * size(theirs[place])) is None
    }


def size(value: object) -> float:
    """The largest finite number in a member; 0 where it holds none."""
    found = numeric(value)
    return 0.0 if found is None else float(np.max(np.abs(found[np.isfinite(found)]), initial=0.0))
