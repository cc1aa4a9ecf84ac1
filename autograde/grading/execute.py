"""Grade one submission: a pure function of bundle, cells, secret and box; it knows no gradebook and writes no file.

The judge stands here, outside of the sandbox. It draws hidden probes from a secret, asks the boxed functions for
outcomes, checks their form, and writes each report into its tests cell. No evidence, no points; and it says so.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograde import checking, play
from autograde.diagnosis import Finding
from autograde.exercise import Exercise
from autograde.exercises import find
from autograde.grading.box import Box
from autograde.grading.session import Lost, Session
from autograde.report import MIME, Part, Report

OUTCOME_KEYS = set(play.Outcome.__annotations__)


def grade_cells(
    cells: Sequence[Mapping[str, Any]], seed: str, box: Box, files: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, Report]]:
    """Run the cells of one notebook and judge its exercises: the cells with outputs, and each exercise's report."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "little")
    session = Session(box, cells, number, files)
    outputs: dict[int, list[Any]] = {}
    try:
        session.run_all(outputs.__setitem__)
        reports = {
            cell["exercise"]: judge_exercise(find(cell["exercise"]), session, position, seed)
            for position, cell in enumerate(cells)
            if cell["role"] == "tests"
        }
    finally:
        session.end()
    for position, reason in session.guilty.items():
        outputs[position] = [stopped(reason)]
    graded = []
    for position, cell in enumerate(cells):
        shown = [form(output, position + 1) for output in outputs.get(position, [])]
        if cell["role"] == "tests":
            shown = [output_of(reports[cell["exercise"]], position + 1)]
        graded.append({**cell, "outputs": shown, "count": position + 1})
    return graded, reports


def judge_exercise(exercise: Exercise, session: Session, position: int, seed: str) -> Report:
    """The report on one exercise, from the outcomes that the boxed functions gave."""
    probes = checking.probes_of(exercise, hidden=True, seed=seed)
    request = {
        **{"functions": list(exercise.function_names), "run": exercise.run.__name__},
        **{"closes": list(exercise.closes), "open": False},
        "probes": [(probe.function, probe.args) for probe, _ in probes],
    }
    guilty = [p for p in range(position) if p in session.guilty and session.cells[p].get("exercise") == exercise.name]
    try:
        if guilty:
            raise Lost(session.guilty[guilty[0]])
        outcomes = session.serve(exercise.name, request)
        if not (isinstance(outcomes, list) and len(outcomes) == len(probes) and all(map(is_outcome, outcomes))):
            raise Lost("sent the grader an answer that is not plain data")
    except Lost as lost:
        return no_evidence(exercise, str(lost))
    return checking.judge_all(exercise, probes, outcomes, hidden=True)


def is_outcome(data: Any) -> bool:
    """Whether plain data from the sandbox has the form of an outcome; anything else is not looked at further."""
    if not isinstance(data, dict) or not set(data) <= OUTCOME_KEYS:
        return False
    forms = {"opaque": str, "changed": list, "shares": bool, "warned": list, "printed": str, "arity": list}
    if not all(isinstance(data[key], forms[key]) for key in set(data) & set(forms)):
        return False
    texts = [*data.get("warned", []), *data.get("arity", [])]
    places = data.get("changed", [])
    if not all(isinstance(text, str) for text in texts) or not all(type(place) is int for place in places):
        return False
    if "failure" in data:
        failure = data["failure"]
        wanted = {"type": str, "text": str, "source": str, "line": int}
        if not isinstance(failure, dict) or set(failure) != set(wanted):
            return False
        return all(isinstance(failure[key], kind) for key, kind in wanted.items())
    return any(key in data for key in ("arity", "opaque", "value"))


def no_evidence(exercise: Exercise, reason: str) -> Report:
    """The report on an exercise whose functions gave no answers."""
    parts = tuple(Part(name, 0.0, points) for name, points in exercise.part_points.items())
    finding = Finding(exercise.function_names[0], "no answer", f"The code of this exercise {reason}.")
    return Report(exercise.name, parts, (finding,), hidden=True)


def output_of(report: Report, count: int) -> dict[str, Any]:
    """A report as the output of its tests cell: what nbgrader reads, what people see, what statistics need."""
    data = {"text/plain": repr(report), "text/html": report._repr_html_(), MIME: report.to_json()}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}


def harmless(data: Any) -> dict[str, str]:
    """The forms of a display that cannot run or draw anything of their own: plain text, and a PNG picture."""
    found = {}
    if isinstance(data, dict):
        if isinstance(data.get("text/plain"), str):
            found["text/plain"] = data["text/plain"]
        picture = data.get("image/png")
        if isinstance(picture, str) and re.fullmatch(r"[A-Za-z0-9+/\s]*={0,2}\s*", picture):
            found["image/png"] = picture
    return found


def stopped(reason: str) -> dict[str, Any]:
    """What stands under a cell that cost a fork."""
    return {"output_type": "error", "ename": "Stopped", "evalue": f"This cell {reason}.", "traceback": []}


def form(output: Mapping[str, Any], count: int) -> dict[str, Any]:
    """An output in the notebook format, whatever the sandbox sent; unknown forms become nothing to look at."""
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = [str(line) for line in output.get("traceback", []) if isinstance(line, str)]
        names = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
        return {"output_type": "error", **names, "traceback": lines or [f"{names['ename']}: {names['evalue']}"]}
    data = harmless(output.get("data") if isinstance(output, dict) else None)
    if kind == "execute_result":
        return {"output_type": kind, "data": data, "metadata": {}, "execution_count": count}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def seed_for(secret: bytes, lesson: str, student: str, submission: str) -> str:
    """The seed of a submission's hidden probes: the same at every grading, unlike any other, not to be guessed."""
    return hmac.new(secret, f"{lesson}\n{student}\n{submission}".encode(), "sha256").hexdigest()
