"""The sentence on one failing call: what was called, what came back, what was expected. Left out: why (`diagnosis`)."""

from __future__ import annotations

from autograde import words
from autograde.exercise import Exercise, Probe
from autograde.judge import Verdict
from autograde.players.refusals import REFUSED, call_or_refuse

SHORT = 100  # characters of an argument that a sentence can hold


def describe(exercise: Exercise, verdict: Verdict) -> str:
    """One sentence on one failing call: what was called, what came back, what was expected."""
    probe, outcome, kind = verdict.probe, verdict.outcome, exercise.kind
    call = kind.calls(probe) if kind.calls else words.call(probe.function, probe.args)
    if probe.note:
        call += f" ({probe.note})"
    if verdict.kind == "arity":
        return describe_arity(exercise, verdict)
    if verdict.kind == "failure":
        failure = outcome["failure"]
        where = f", at line {failure['line']} of its cell: {failure['source']}" if failure["source"] else "."
        if failure["type"] == "Closed":
            return f"{call} calls a library function that is closed while this exercise is checked{where}"
        if failure["type"] == "NotImplementedError" and failure["callee"].isidentifier():
            return f"{call} calls {failure['callee'][:SHORT]}, which is not written yet{where}"
        if failure["type"] == "TooLong":
            return f"{call} was {words.stopped(failure['text'])}{where}"
        text = f": {words.failure_text(failure['text'])}".removesuffix(".") if failure["text"] else ""
        return f"{call} raised {failure['type']}{text}{where}"
    if verdict.kind == "opaque":
        member = outcome.get("member", 0)
        if isinstance(verdict.expected, (tuple, list)) and 0 < member <= len(verdict.expected):
            wanted = words.kind_of(verdict.expected[member - 1])
            odd = words.opaque(outcome["opaque"]).removeprefix("an object of type ")
            return f"{call} returned several things, as it should; number {member} is of type {odd}, expected {wanted}."
        refused = kind.run is call_or_refuse and verdict.expected == REFUSED  # as that player writes it down
        wanted = f"a {REFUSED} to be raised" if refused else words.kind_of(verdict.expected)
        return f"{call} returned {words.opaque(outcome['opaque'])}; expected {wanted}."
    if verdict.kind == "changed":
        return f"{call} changes its argument {argument(exercise, probe, outcome['changed'][0])}."
    if verdict.kind == "shares":
        return f"{call} returns an array that lives in its argument's memory: changing one changes the other."
    if verdict.kind == "warned":
        return f"{call} gives the right result with a warning: {outcome['warned'][0]}."
    if kind.tells is not None:
        return kind.tells(probe, outcome["value"], verdict.expected)
    if verdict.kind in ("type", "length", "shape", "dtype", "nan") and verdict.text:
        shown = words.result(outcome["value"])
        return f"{call} returned {verdict.text if verdict.text.startswith(shown) else f'{shown}: {verdict.text}'}."
    got, expected = words.told_apart(outcome["value"], verdict.expected)
    example = "for example " if kind.accepts is not None else ""
    return f"{call} returned {got}; expected {example}{expected}."


def argument(exercise: Exercise, probe: Probe, index: int) -> str:
    """An argument in words: its name, and what it is where that is short ("x = array([1, 2])")."""
    name = exercise.parameters(probe.function)[index]
    shown = words.result(probe.args[index])
    return name if len(shown) > SHORT else f"{name} = {shown}"


def describe_arity(exercise: Exercise, verdict: Verdict) -> str:
    """One sentence on a function that cannot be called as the exercise calls it."""
    probe, names = verdict.probe, verdict.outcome["arity"]
    takes = f"parameters ({', '.join(names)})" if names else "no parameters"
    return f"Your {probe.function} takes {takes}; the exercise calls it as {exercise.signature(probe.function)}."


def unseen(function: str, verdict: Verdict) -> str:
    """What may be told about a failing probe that the student must not see."""
    note = f" ({verdict.probe.note})" if verdict.probe.note else ""
    return (
        f"{function} is right on the inputs of the check in the notebook and wrong on others{note}. "
        "Does it depend on those particular numbers?"
    )
