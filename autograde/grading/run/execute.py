"""Grade one submission: a pure function of bundle, cells, secret and box; it knows no gradebook and writes no file.

The judge stands here, outside of the sandbox. It draws hidden probes from a secret, asks the boxed functions for
outcomes, checks their form, and writes each report into its tests cell. No evidence, no points; and it says so.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from autograde import checking
from autograde.diagnosis import Finding
from autograde.exercise import Exercise
from autograde.exercises import find
from autograde.grading.records import RunCell
from autograde.grading.run.answers import Got, Probes, answers, blamed, request
from autograde.grading.run.asserts import judge_asserts
from autograde.grading.run.second import confirmed, worlds
from autograde.grading.run.validate_outcomes import Screen, outcomes, unseen
from autograde.grading.sandbox.box import Box
from autograde.grading.sandbox.fork import Lost
from autograde.grading.sandbox.session import Session
from autograde.handed_in.cells import LessonCell
from autograde.plain import identical
from autograde.play import ran_too_long
from autograde.report import MIME, Part, Report


def grade_cells(
    cells: Sequence[LessonCell], seed: str, box: Box, files: Mapping[str, str]
) -> tuple[list[RunCell], dict[str, Report]]:
    """Run the cells of one notebook and judge its exercises: the cells with outputs, and each exercise's report."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "little")
    first, screen = Session(box, cells, number, files), Screen()
    outputs: dict[int, list[Any]] = {}
    got: Got = {}
    exercises = {position: find(cell.exercise) for position, cell in enumerate(cells) if cell.role == "tests"}
    try:
        first.run_all(lambda position, raw: outputs.__setitem__(position, screen.take(raw, position + 1)))
        reports = judge_exercises(exercises, first, seed, got)
    finally:
        first.end()
    passed = dict(reports)
    for world in worlds(exercises, reports):
        session = Session(box, cells, number, files, world.closes, world.opens, world.without_torch, first)
        again = judge_again(world.exercises, session, seed, passed, got)
        reports |= {one.name: confirmed(one, passed[one.name], again[one.name]) for one in world.exercises.values()}
    for position, reason in first.guilty.items():
        outputs[position] = [stopped(reason)]
    reports |= {
        cell.exercise: judge_asserts(cell, outputs.get(position))
        for position, cell in enumerate(cells)
        if cell.role == "asserts"
    }
    return [written(cell, position, outputs, reports) for position, cell in enumerate(cells)], reports


def written(
    cell: LessonCell, position: int, outputs: Mapping[int, Sequence[Any]], reports: Mapping[str, Report]
) -> RunCell:
    """A cell with what it showed; a tests cell with the report in place of that."""
    shown = list(outputs.get(position, ()))
    if cell.role == "tests":
        shown = [output_of(reports[cell.exercise], position + 1)]
    elif cell.role == "asserts":
        others = [output for output in shown if output["output_type"] != "execute_result"]
        shown = [output_of(reports[cell.exercise], position + 1), *others]
    return RunCell(cell, tuple(shown), position + 1)


def unread(cells: Sequence[LessonCell], reason: str) -> tuple[list[RunCell], dict[str, Report]]:
    """The same for a submission that cannot be read: nothing is run and nothing earned."""
    reports = {cell.exercise: no_evidence(find(cell.exercise), reason) for cell in cells if cell.role == "tests"}
    reports |= {cell.exercise: judge_asserts(cell, None, reason) for cell in cells if cell.role == "asserts"}
    graded = [
        RunCell(cell, (output_of(reports[cell.exercise], 0),) if cell.role in ("tests", "asserts") else ())
        for cell in cells
    ]
    return graded, reports


def judge_exercises(
    exercises: Mapping[int, Exercise], session: Session, seed: str, got: Got | None = None
) -> dict[str, Report]:
    """The reports on exercises, by the positions of their tests cells, from the outcomes that boxed functions give.

    All answers that may be shown are in before the first hidden probe is sent, so that none can tell of one. As in
    `play.run_all`, a function that once ran too long is not called again. got: where the outcomes are put.
    """
    probes = {
        position: checking.probes_of(exercise, hidden=True, seed=seed) for position, exercise in exercises.items()
    }
    got = {} if got is None else got
    got |= {position: [] for position in exercises}
    lost = {position: reason for position in exercises if (reason := blamed(session, position))}
    for wanted in (True, False):
        turns = {p: [probe for probe in probes[p] if probe[1] == wanted] for p in exercises if p not in lost}
        hung = {p: too_long(probes[p], got[p]) for p in turns}
        asked = {p: [probe for probe in turn if probe[0].function not in hung[p]] for p, turn in turns.items()}
        for p, found in answers(exercises, session, asked).items():
            if isinstance(found, Lost):
                lost[p] = str(found)
            else:
                fresh = iter(found)
                got[p] += [hung[p].get(probe.function) or next(fresh) for probe, _ in turns[p]]
    return {
        exercise.name: no_evidence(exercise, lost[position])
        if position in lost
        else checking.judge_all(exercise, probes[position], got[position], hidden=True)
        for position, exercise in exercises.items()
    }


def too_long(probes: Probes, outcomes: Sequence[Any]) -> dict[str, Any]:
    """The functions that ran too long on the first probes, each with that outcome."""
    found = zip(probes, outcomes, strict=False)
    return {probe.function: outcome for (probe, _), outcome in found if ran_too_long(outcome)}


def judge_again(
    exercises: Mapping[int, Exercise], session: Session, seed: str, passed: Mapping[str, Report], got: Got
) -> dict[str, Report]:
    """The reports on exercises in a second world, where only parts that have points are asked about.

    What gives the same outcomes as in the first world needs no judge. All is done in one go; a cell or a call that
    breaks that off costs as much as in the first world, and no more.
    """
    asked: dict[int, Probes] = {}
    before: Got = {}
    for position, exercise in exercises.items():
        parts = {part.name for part in passed[exercise.name].parts if part.points}
        probes = checking.probes_of(exercise, hidden=True, seed=seed)
        place = [number for number, (probe, _) in enumerate(probes) if exercise.part_of(probe) in parts]
        asked[position], before[position] = ([these[number] for number in place] for these in (probes, got[position]))
        before[position] = [unseen(outcome) for outcome in before[position]]
    requests = [request(one, asked[position]) for position, one in exercises.items()]
    seconds = sum(one.kind.seconds * (len(asked[position]) + 1) for position, one in exercises.items())
    try:
        raw = session.all_at_once(requests, seconds)
        found: Got = {}
        for position, answer in zip(exercises, raw, strict=True):
            without_words = [(probe, False) for probe, _ in asked[position]]  # whoever speaks has seen hidden probes
            found[position] = outcomes(answer, without_words, exercises[position].kind.run) or []
            if len(found[position]) != len(asked[position]):
                raise session.distrusted()
    except Lost:
        session.run_all(lambda position, raw: None)
        return judge_exercises(exercises, session, seed)
    finally:
        session.end()
    return {
        one.name: passed[one.name]
        if identical(found[position], before[position])
        else checking.judge_all(one, asked[position], found[position], hidden=True)
        for position, one in exercises.items()
    }


def no_evidence(exercise: Exercise, reason: str) -> Report:
    """The report on an exercise whose functions gave no answers."""
    parts = tuple(Part(name, 0.0, points) for name, points in exercise.part_points.items())
    finding = Finding(exercise.function_names[0], "no answer", f"The code of this exercise {reason}.")
    return Report(exercise.name, parts, (finding,), hidden=True)


def output_of(report: Report, count: int) -> dict[str, Any]:
    """A report as the output of its tests cell: what nbgrader reads, what people see, what statistics need."""
    data = {"text/plain": f"{report.points:.9g}", "text/html": report._repr_html_(), MIME: report.to_json()}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}


def stopped(reason: str) -> dict[str, Any]:
    """What stands under a cell that cost a fork."""
    return {"output_type": "error", "ename": "Stopped", "evalue": f"This cell {reason}.", "traceback": []}


def seed_for(secret: bytes, lesson: str, student: str, submission: str) -> str:
    """The seed of a submission's hidden probes: the same at every grading, unlike any other, not to be guessed."""
    return hmac.new(secret, f"{lesson}\n{student}\n{submission}".encode(), "sha256").hexdigest()
