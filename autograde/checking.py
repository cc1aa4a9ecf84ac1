"""`check`: try a student's functions on the probes of an exercise and report points, cause and idea.

The same engine judges in the notebook and in the grader; `hidden=True` adds probes from other seeds, so what passes
there passes here too, while answers that only know the visible numbers do not.
"""

from __future__ import annotations

import functools
import hashlib
import os
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograde import answer_cell, places, play, progress, standings, stuck, words
from autograde.closing import closed
from autograde.diagnosis import NOT_WRITTEN, Finding, diagnose, drawn
from autograde.exercise import Exercise, Probe
from autograde.exercises import find
from autograde.guard import guarded
from autograde.judge import Verdict, judge
from autograde.outcome_form import readable
from autograde.play import Outcome
from autograde.report import Part, Report
from backprop_lib.picture import Picture
from backprop_lib.torch_bridge import need_torch

WIDTH = 84  # characters that neither a cell's output nor the dialog of Validate cuts off
UNCOMPARED = "uncompared"  # kind of a verdict on what judging itself stumbled over


class Plain(BaseException):
    """An exception that a notebook shows as its text alone, in lines that nothing cuts off."""

    def _render_traceback_(self) -> list[str]:
        parts = str(self).splitlines()
        return [line for part in parts for line in textwrap.wrap(part, WIDTH, subsequent_indent="  ")]


class NotSolved(Plain, Exception):
    """Raised by `check` under nbgrader's Validate, whose dialog shows an exception's text but no report."""


class NotYetWritten(Plain, NotImplementedError):
    """Raised by `check` when none of an exercise's functions has been written."""


class Interrupted(Plain, KeyboardInterrupt):
    """Raised by `check` when it was stopped from outside, or by what it called."""


def check(name: str, *functions: Callable[..., Any], hidden: bool = False) -> Report:
    """Check the functions of exercise `name`, in the order of its statement, and return the report.

    name: the exercise's name ("grad_mul").   functions: the student's functions, one or several.
    Raises UnknownExercise for an unknown name, TypeError for the wrong number of functions, TorchMissing where torch is
    needed and not installed, AnswerStopped where the answer's cell ended in an error, and NotYetWritten while all of
    them still are stubs.
    Example: check("grad_mul", lambda x, y: (y, x)).points -> 2.0
    """
    exercise = find(name)
    if why := answer_cell.stopped(dict(zip(exercise.handed, functions, strict=False))):
        raise answer_cell.AnswerStopped(why)
    try:
        report = evaluate(exercise, functions, hidden=hidden)
    except KeyboardInterrupt:
        raise Interrupted(f"{name} was interrupted before its check was done. Run this cell again.") from None
    if report.untouched:
        blank = "`None`" if exercise.kind.table else "line `raise NotImplementedError(…)`"
        raise NotYetWritten(
            f"{name} is not written yet.\n"
            f"Replace each {blank} in the cell above with your answer, run that cell, then "
            f"run this one again. It is worth {words.full_points(report.max_points)}."
        )
    if not report.passed and os.environ.get("NBGRADER_EXECUTION") == "validate":
        raise NotSolved(str(report))
    return report if hidden or nobody_reads() else with_standing(exercise, report)


def nobody_reads() -> bool:
    """Whether this runs in a script or under nbgrader, where nothing is counted and no hint is offered."""
    return answer_cell.shell() is None or "NBGRADER_EXECUTION" in os.environ


def with_standing(exercise: Exercise, report: Report) -> Report:
    """The report with what a student wants to know besides: a hint after some failures, and where the lesson stands."""
    entries = progress.record(exercise.lesson, report)
    hint = 0 if report.unanswered else stuck.hint_after(entries[exercise.name].in_a_row)
    return replace(report, hint=hint, standing=standings.after(exercise.lesson, entries, exercise.name))


def evaluate(
    exercise: Exercise, functions: Sequence[Callable[..., Any]], hidden: bool = False, seed: str = ""
) -> Report:
    """The report on an exercise's functions; `seed` selects other hidden probes. Never raises for a wrong answer."""
    return evaluate_on(exercise, functions, probes_of(exercise, hidden, seed), hidden)


def evaluate_on(
    exercise: Exercise, functions: Sequence[Callable[..., Any]], probes: Sequence[tuple[Probe, bool]], hidden: bool
) -> Report:
    """The report on an exercise's functions on these probes. Never raises for a wrong answer."""
    if "torch" in exercise.opens:
        need_torch()
    names = exercise.handed
    if len(functions) not in (len(names), len(exercise.functions)):
        wanted = ", ".join(names)
        what = "one dictionary" if exercise.kind.table else f"{len(names)} functions, in this order"
        raise TypeError(f'check("{exercise.name}", {wanted}) takes {what}: {wanted}.')
    if len(functions) != len(names):  # without what is given, or functions in place of a table's entries
        names = exercise.function_names
    given = dict(zip(names, functions, strict=True))
    return judge_all(exercise, probes, play_all(exercise, given, [probe for probe, _ in probes]), hidden)


def probes_of(exercise: Exercise, hidden: bool, seed: str = "") -> list[tuple[Probe, bool]]:
    """The probes of a check, each with whether its numbers may be shown to the student."""
    probes = [(probe, True) for probe in draw(exercise, "visible")]
    if hidden:
        probes += [(p, False) for turn in range(exercise.kind.rounds) for p in draw(exercise, f"hidden {turn} {seed}")]
    return probes


@functools.lru_cache(64)
def draw(exercise: Exercise, seed: str) -> Sequence[Probe]:
    """The probes of an exercise for one seed: the same text gives the same probes everywhere (and the same objects)."""
    digest = hashlib.sha256(f"{exercise.name} {seed}".encode()).digest()
    return exercise.probes(np.random.default_rng(int.from_bytes(digest[:8], "little")))


def play_all(exercise: Exercise, given: Mapping[str, Callable[..., Any]], probes: Sequence[Probe]) -> list[Outcome]:
    """The outcomes of all probes, with the library's own gradients closed and random state left as it was."""
    state = np.random.get_state()
    try:
        with closed(exercise.closes, exercise.opens):
            outcomes = play.run_all(exercise.kind.run, given, probes)
    finally:
        np.random.set_state(state)
    return readable(outcomes, probes, exercise.kind.run)


def judge_all(
    exercise: Exercise, probes: Sequence[tuple[Probe, bool]], outcomes: Sequence[Any], hidden: bool
) -> Report:
    """The report that follows from the probes and their outcomes; it calls no student code and raises nothing."""
    verdicts = [verdict_on(exercise, p, outcome, seen) for (p, seen), outcome in zip(probes, outcomes, strict=True)]
    findings = []
    for name in exercise.function_names:
        finding = finding_on(exercise, name, [verdict for verdict in verdicts if verdict.probe.function == name])
        findings += [finding] if finding else []
    words_of_pass, picture = ("", None) if findings else shown(exercise, verdicts)
    return Report(
        exercise=exercise.name,
        parts=tuple(score(exercise, verdicts)),
        findings=tuple(order(findings)),
        checked="; ".join(filter(None, (summary(exercise, verdicts), words_of_pass))),
        printed=next((v.outcome.get("printed", "") for v in verdicts if not v.passed and v.seen), ""),
        hidden=hidden,
        picture=picture,
    )


def shown(exercise: Exercise, verdicts: Sequence[Verdict]) -> tuple[str, Picture | None]:
    """What a pass has to show: words on each visible input, and the picture of the last one."""
    shows, seen = exercise.kind.shows, [verdict for verdict in verdicts if verdict.seen]
    if shows is None or not seen:
        return "", None
    texts = [
        guarded(functools.partial(shows, verdict.probe, verdict.outcome["value"], verdict.expected), "")
        for verdict in seen
    ]
    return ", ".join(filter(None, texts)), guarded(lambda: drawn(exercise, seen[-1]), None)


def verdict_on(exercise: Exercise, probe: Probe, outcome: Outcome, seen: bool) -> Verdict:
    """The judge's verdict; what cannot be compared is not right."""
    return guarded(lambda: judge(exercise, probe, outcome, seen), Verdict(probe, outcome, None, UNCOMPARED, seen=seen))


def finding_on(exercise: Exercise, name: str, verdicts: Sequence[Verdict]) -> Finding | None:
    """The diagnosis of one function; of what cannot be compared, no more than that."""
    seen = f"{name} returned something that cannot be compared with what is expected."
    uncompared = Finding(name, "cannot be compared", seen, "", exercise.section)
    if any(verdict.kind == UNCOMPARED for verdict in verdicts):
        return uncompared
    return guarded(lambda: diagnose(exercise, name, verdicts), uncompared)


def score(exercise: Exercise, verdicts: Sequence[Verdict]) -> list[Part]:
    """Each part with its points: all of them when every one of its probes passed, else none."""
    parts = []
    for name, points in exercise.part_points.items():
        if name in exercise.places:
            mine = [places.right(exercise, name, [verdict for verdict in verdicts if not verdict.probe.part])]
        else:
            mine = [verdict.passed for verdict in verdicts if exercise.part_of(verdict.probe) == name]
        parts.append(Part(name, points if mine and all(mine) else 0.0, points))
    return parts


def order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings on written functions first, so that the first one names a cause."""
    return sorted(findings, key=lambda finding: finding.name == NOT_WRITTEN)


def summary(exercise: Exercise, verdicts: Sequence[Verdict]) -> str:
    """What a pass has shown: "9 inputs, a tie included; largest relative error 2e-16"."""
    notes = list(dict.fromkeys(verdict.probe.note for verdict in verdicts if verdict.probe.note and verdict.seen))
    text = f"{len(exercise.functions)} entries" if exercise.kind.table else f"{len(verdicts)} inputs"
    if notes:
        text += f", {', '.join(notes)} included"
    worst = max((verdict.error for verdict in verdicts if np.isfinite(verdict.error)), default=0.0)
    return f"{text}; largest relative error {worst:.0e}" if worst else text


answer_cell.watch()
