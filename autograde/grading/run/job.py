"""The unit of work: (bundle, submission, secret) in, graded notebook and reports out; bytes and JSON both ways.

It runs in any process on any machine that has this package: the machine's own cores or a cluster's.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograde.diagnosis import NOT_WRITTEN, Finding
from autograde.grading.intake.bundle import graded_notebook
from autograde.grading.intake.recognise import for_a_person
from autograde.grading.intake.transplant import transplant
from autograde.grading.records import (
    FOR_A_PERSON,
    GRADED,
    UNREADABLE,
    Bundle,
    Job,
    Result,
    RunCell,
    encode,
)
from autograde.grading.run.asserts import NOTE
from autograde.grading.run.execute import grade_cells, seed_for, unread
from autograde.grading.run.second import NEEDS_READING, USES_THE_LIBRARY
from autograde.grading.sandbox.box import BARE, Box
from autograde.grading.sandbox.levels import GIVEN_UP
from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.submitted_cells import parse_notebook
from autograde.report import Part, Report

NO_FILES: Mapping[str, str] = {}
LEFT_OVER = "This notebook left {} processes behind that did not end by themselves; they were ended. Report this fault."


def make_job(
    bundle: Bundle, student: str, data: bytes, notes: list[str], secret: bytes, files: Mapping[str, str] = NO_FILES
) -> Job:
    """Everything a worker needs to grade one submission but the bundle, which it has.

    files: those that were handed in beside the notebook, name -> hexadecimal digits.
    """
    digest = hashlib.sha256(data + encode(files, sort_keys=True).encode() if files else data).hexdigest()
    seed = seed_for(secret, bundle.lesson, student, digest)
    seed_id = hashlib.sha256(seed.encode()).hexdigest()
    return Job(bundle.lesson, student, digest, bundle.version, seed_id, seed, data, tuple(notes), files)


def run_job(bundle: Bundle, job: Job, box: Box) -> Result:
    """Grade one submission. A submission that cannot be read earns nothing and says why; nothing is raised for it."""
    started = time.monotonic()
    notes = list(job.notes)
    submitted = parse_notebook(job.data, notes) if job.data else None
    if submitted is not None and (why := for_a_person(bundle, submitted)):
        return waiting(bundle, job, submitted, [*notes, why], box.level)
    reason = "could not be read: " + " ".join(notes).rstrip(".")
    cells = transplant(bundle, submitted or [], notes if submitted is not None else [])
    if submitted is None:
        graded, reports = unread(cells, reason)
    else:
        swept = box.swept
        graded, reports = grade_cells(cells, job.seed, box, job.files)
        notes += [
            NEEDS_READING.format(name) for name, report in reports.items() if report.diagnosis == USES_THE_LIBRARY
        ]
        notes += [LEFT_OVER.format(box.swept - swept)] if box.swept > swept else []
    notes += [NOTE] if any(cell.role == "asserts" for cell in cells) else []
    notes += [GIVEN_UP] if box.level == BARE else []
    reports |= left_open(bundle, cells)
    asked_for = {name: points for name, points in by_hand(bundle).items() if name not in reports}
    return result_of(
        job,
        status=UNREADABLE if submitted is None else GRADED,
        level=box.level,
        notes=tuple(notes),
        reports={name: described(report) for name, report in reports.items()},
        points=round(sum(report.points for report in reports.values()), 9),
        max_points=round(sum(report.max_points for report in reports.values()) + sum(asked_for.values()), 9),
        notebook=graded_notebook(graded, notes),
        seconds=round(time.monotonic() - started, 3),
    )


def by_hand(bundle: Bundle) -> dict[str, float]:
    """The points of the cells that a person grades, answers and tasks, by name."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in bundle.cells]
    asked = [mark for mark in marks if mark.get("task") or (mark.get("grade") and mark.get("solution"))]
    return {mark["grade_id"]: float(mark.get("points", 0)) for mark in asked}


def left_open(bundle: Bundle, cells: Sequence[LessonCell]) -> dict[str, Report]:
    """The reports on answers for a person to grade that are as they were given out: no points, as nbgrader has it."""
    points, found = by_hand(bundle), {}
    answers = [cell for cell in cells if cell.role in ("solution", "written") and cell.exercise in points]
    for name in (cell.exercise for cell in answers if cell.source == bundle.cells[cell.position].source):
        finding = Finding(name, NOT_WRITTEN, "Nothing was written here.")
        found[name] = Report(name, (Part(name, 0.0, points[name]),), (finding,), hidden=True)
    return found


def result_of(job: Job, **found: Any) -> Result:
    """The result of a job."""
    return Result(job.lesson, job.student, job.submission, job.bundle, job.seed_id, **found)


def waiting(bundle: Bundle, job: Job, submitted: list[SubmittedCell], notes: list[str], level: str) -> Result:
    """The result of a notebook that nobody can grade but a person: its cells as they are, and no points, not even 0."""
    tests = sum(cell.points for cell in bundle.cells if cell.role in ("tests", "asserts"))
    most = tests + sum(by_hand(bundle).values())
    cells = [RunCell(cell) for cell in transplant(bundle, submitted, [])]
    return result_of(
        job,
        status=FOR_A_PERSON,
        level=level,
        notes=tuple(notes),
        reports={},
        points=None,
        max_points=round(float(most), 9),
        notebook=graded_notebook(cells, notes),
    )


def described(report: Report) -> dict[str, Any]:
    """A report in plain data, with the words that people read."""
    return {**report.to_json(), "title": report.title, "lines": [list(line) for line in report.lines()]}


def content_of(result: Result) -> str:
    """What two gradings of one submission must agree in, to the byte: all but the time it took."""
    return encode(replace(result, seconds=0.0), sort_keys=True)
