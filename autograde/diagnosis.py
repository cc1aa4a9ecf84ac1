"""Find the one cause that fits every probe of a function, and say it in words.

Order: not written, wrong number of parameters, a catalogued misconception, then what can be seen without a catalogue
(exception, type, shape, changed argument …), then generic causes of wrong numbers (`causes`), two mistakes at once, and
a mistake beside others. Evidence that fits only some probes is no cause, except where the message says which.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from autograde import play
from autograde.causes import value_cause
from autograde.errors import LessonError
from autograde.evidence import evidence
from autograde.exercise import Exercise, Misconception, Probe
from autograde.failures import failure_cause
from autograde.forms import form_cause, type_cause
from autograde.judge import Verdict, judge, same
from autograde.kinds import shapes
from autograde.member_causes import member_cause
from autograde.partly import beside_others, partly_catalogued, usual_cause
from autograde.seen import describe, unseen
from autograde.two_at_once import two_at_once
from backprop_lib.picture import Picture

NOT_WRITTEN = "not written"  # the name of a finding that is no mistake: progress, points and pages look for it
EARLIER = "depends on earlier calls"
ALONE = (
    "The same call gives the right result when nothing is kept from earlier ones. What lives on from call to call: a "
    "list, a dictionary or an array among the default values, or a name outside of the function? Where should it begin?"
)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one function: a short name, what was seen, the likely cause and the heading to revisit.

    evidence: what is right and what is wrong over all inputs.
    """

    function: str
    name: str
    seen: str
    cause: str = ""
    section: str = ""
    picture: Picture | None = None
    evidence: str = ""


def diagnose(exercise: Exercise, function: str, verdicts: Sequence[Verdict]) -> Finding | None:
    """The finding on one function from the verdicts on all its probes; None when every one passed."""
    failing = [verdict for verdict in verdicts if not verdict.passed]
    if not failing:
        return None
    if all(is_stub(verdict) for verdict in verdicts):
        return Finding(function, NOT_WRITTEN, f"{function} is not written yet.")
    shown = next((verdict for verdict in failing if verdict.seen), None)
    seen = describe(exercise, shown) if shown else unseen(function, failing[0])
    picture = drawn(exercise, shown) if shown else None
    known = evidence(exercise, verdicts)
    misconception = catalogued(exercise, function, verdicts)
    if misconception is not None:
        section = misconception.section or exercise.section
        return Finding(function, misconception.name, seen, misconception.message, section, picture, known)
    if (kept := right_alone(exercise, failing)) is not None:
        return Finding(
            function, EARLIER, describe(exercise, kept), ALONE, exercise.section, drawn(exercise, kept), known
        )
    name, cause, section = beside_the_catalogue(exercise, function, shown or failing[0], verdicts)
    return Finding(function, name or "wrong value", seen, cause, section or exercise.section, picture, known)


def beside_the_catalogue(
    exercise: Exercise, function: str, first: Verdict, verdicts: Sequence[Verdict]
) -> tuple[str, str, str]:
    """Name, cause and section of what no single mistake explains; without a section, the exercise's own is meant.

    What explains all numbers comes first, then a mistake that explains some, then what the first wrong result shows.
    """
    mistakes, kind = misconceptions_of(exercise, function), exercise.kind
    is_value = first.kind == "value" and not (first.outcome["value"] is None and first.expected is not None)
    counts = is_value and not (kind.accepts or kind.table)  # there a factor would tell the answer
    if counts:
        for cause_of in (value_cause, member_cause, functools.partial(two_at_once, mistakes, predicted)):
            name, cause = cause_of(exercise, verdicts)
            if cause:
                return name, cause, ""
    if (mistake := beside_others(exercise, mistakes, called(verdicts), predicted)) is not None:
        return mistake.name, mistake.message, mistake.section
    if counts:
        name, cause = usual_cause(verdicts, functools.partial(value_cause, exercise))
    elif first.kind == "failure":
        name, cause = failure_cause(first.outcome["failure"])
    elif first.kind == "value":  # where several results are right, no type is looked at
        name, cause = ("", "") if is_value else ("wrong type", type_cause(first, verdicts))
    else:
        name, cause = form_cause(exercise, first, verdicts)
    return name, cause, ""


def right_alone(exercise: Exercise, failing: Sequence[Verdict]) -> Verdict | None:
    """The first wrong result of a call that gives the right one with nothing kept from earlier calls."""
    repeated = [verdict for verdict in failing if verdict.seen and "alone" in verdict.outcome]
    return next((v for v in repeated if judge(exercise, v.probe, v.outcome["alone"]).passed), None)


def is_stub(verdict: Verdict) -> bool:
    """Whether the call ended in the function's own NotImplementedError, as an untouched stub does."""
    failure = verdict.outcome.get("failure")
    return failure is not None and failure["type"] == "NotImplementedError" and not failure["callee"]


def catalogued(exercise: Exercise, function: str, verdicts: Sequence[Verdict]) -> Misconception | None:
    """The misconception whose outcome equals the student's on every probe of the function that was really called."""
    verdicts = called(verdicts)
    for misconception in misconceptions_of(exercise, function):
        if all(explains(exercise, verdict, predicted(exercise, misconception, verdict.probe)) for verdict in verdicts):
            return misconception
    if exercise.kind.accepts is not None or exercise.kind.alike is not None:  # results of one kind may differ in detail
        for misconception in misconceptions_of(exercise, function):
            if all(alike(exercise, verdict, misconception) for verdict in verdicts):
                return misconception
    return partly_catalogued(exercise, misconceptions_of(exercise, function), verdicts, predicted)


@functools.lru_cache(2**12)
def predicted(exercise: Exercise, misconception: Misconception, probe: Probe) -> play.Outcome:
    """What the misconception does on a probe; remembered, because every student's answers are held against it.

    Nothing where its edit no longer fits the lesson's answer: `autograde check` says so, and other causes are told.
    """
    try:
        return misconception.outcome(exercise, probe)
    except LessonError:
        return {"opaque": misconception.name}  # like no answer's


def explains(exercise: Exercise, verdict: Verdict, other: play.Outcome) -> bool:
    """Whether a mistake's outcome is the one seen, as far as this exercise looks; one that passes explains nothing."""
    if other is verdict.outcome:  # as where the catalogue itself is proved
        return True
    if not same(verdict.outcome, other, exercise.quiet, exercise.kind.phrases):
        return False
    return verdict.passed or not judge(exercise, verdict.probe, other).passed


def alike(exercise: Exercise, verdict: Verdict, misconception: Misconception) -> bool:
    """Whether both results are right, or the same, or alike, or one of the two ran out of stack before it had any."""
    other = predicted(exercise, misconception, verdict.probe)
    if explains(exercise, verdict, other):
        return True
    if judge(exercise, verdict.probe, other).passed:  # where a mistake does no harm it explains none
        return verdict.passed
    if exercise.kind.alike is not None and verdict.kind in ("", "value") and "value" in other:
        value = verdict.outcome["value"]
        return exercise.kind.alike(verdict.probe, value, other["value"], verdict.expected)
    types = [outcome["failure"]["type"] for outcome in (verdict.outcome, other) if "failure" in outcome]
    return types == ["RecursionError"]


def drawn(exercise: Exercise, verdict: Verdict) -> Picture | None:
    """The exercise's picture of a wrong result, where it makes one; else the shapes, where these are wrong."""
    probe, outcome, kind = verdict.probe, verdict.outcome, exercise.kind
    if kind.draws is not None:
        return kind.draws(probe, outcome["value"], verdict.expected) if "value" in outcome else None
    names = {
        "arguments": exercise.parameters(probe.function),
        "results": getattr(kind.tells, "keywords", {}).get("results", ()),  # as the sentence calls them
    }
    if "failure" in outcome:
        return shapes.draws_failure(probe, outcome["failure"]["text"], verdict.expected, **names)
    return shapes.draws(probe, outcome["value"], verdict.expected, **names) if "value" in outcome else None


def called(verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
    """The verdicts that tell causes apart where a call ran too long: after that, the function was not called again.

    Up to that call; without it when an earlier result is wrong already, as a wrong formula may be slow besides.
    """
    too_long = [play.ran_too_long(verdict.outcome) for verdict in verdicts]
    if not any(too_long):
        return verdicts
    before = verdicts[: too_long.index(True)]
    return verdicts[: len(before) + 1] if all(verdict.passed for verdict in before) else before


def misconceptions_of(exercise: Exercise, function: str) -> list[Misconception]:
    """The exercise's misconceptions about one of its functions."""
    return [item for item in exercise.misconceptions if item.function == function]
