"""Hand a lesson in: tell what the grader will lack or choose, and write one file to upload and a receipt.

The file is the notebook, byte for byte, under the lesson's name, so that every platform takes it and the grader finds
it. What is told of answers is the grader's own rule (`handed_in`). The student's notebook is read, never written, and
nothing is sent. Left out: running it (`validate`), and whether a platform has received the file, which it alone knows.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograde import progress, receipt
from autograde.course import Course
from autograde.errors import AutogradeError, NotebookError
from autograde.handed_in.cells import SubmittedCell
from autograde.handed_in.chosen_cells import answers, is_same
from autograde.handed_in.submitted_cells import describe, parse_notebook, readable, saved_cells
from autograde.receipt import Receipt
from autograde.student import lab, saved_work, surroundings
from autograde.student.chosen_notebooks import work_root
from autograde.student.handed_notebook import Lesson, another_lesson, found, older_release, read
from autograde.totals import saved_points
from autograde.whole_file import replace

FOLDER, RECEIPTS = "work/handin", "receipts"


@dataclass(frozen=True)
class HandIn:
    """What was made of a notebook: the file to upload, the receipt and its file, and what there is to tell before."""

    notebook: Path
    file: Path
    receipt: Receipt
    receipt_file: Path
    remarks: tuple[str, ...]


def submit(course: Course, what: str) -> HandIn:
    """Hand in a lesson ("01_slopes", "slopes", "1") or a notebook by its path."""
    lesson, notebook, remarks = found(course, what)
    data = read(notebook)
    notes: list[str] = []
    cells = parse_notebook(data, notes)
    if cells is None:
        raise NotebookError(f"{notebook}: {' '.join(notes)} Nothing was written.")
    code = readable(cells, notes)
    given = {name: [cell.number for cell in mine] for name, mine in answers(lesson.cells, code, notes).items()}
    names = [exercise.name for exercise in lesson.exercises]
    not_written = [name for name in names if not given.get(name)]
    lessons = work_root() / lab.FOLDER
    kept = progress.read(lesson.name, lessons)
    remarks += another_lesson(cells, lesson.name)
    remarks += older_release(cells, lesson)
    remarks += saved_work.unsaved(notebook, lessons, lesson.name)
    remarks += saved_work.lost(kept, not_written)
    checks = {cell.exercise: cell for cell in lesson.cells if cell.role == "tests"}
    places = {name: one.number for name, check in checks.items() for one in code if is_same(one, check)}
    remarks += saved_work.unrun(with_outputs(data), given, places)
    own = own_code(code, lesson)
    remarks += surroundings.remarks(own, notebook.parent, lesson.release.parent, lesson.has_torch)
    remarks += [*notes, *([f"Not written: {', '.join(not_written)}."] if not_written else [])]
    points = {name: entry.points for name, entry in kept.items()}
    points = {name: value for name, value in {**saved_points(notebook), **points}.items() if name in names}
    made = Receipt(
        lesson=lesson.name,
        sha256=receipt.digest_of(data),
        code_sha256=receipt.code_digest(cells),
        made=receipt.moment(time.time()),
        saved=receipt.moment(notebook.stat().st_mtime),
        release=receipt.release_of(cells),
        points=points,
        max_points=sum(exercise.points for exercise in lesson.exercises),
        not_written=not_written,
    )
    return written(notebook, data, made, tuple(remarks))


def with_outputs(data: bytes) -> list[Mapping[str, Any]]:
    """The notebook's cells as they were saved, counted as `parse_notebook` counts them."""
    return [cell for cell in saved_cells(data, []) or [] if describe(cell) is not None]


def own_code(code: Sequence[SubmittedCell], lesson: Lesson) -> list[str]:
    """The texts of the student's own code cells, answers included."""
    given = {cell.source.strip() for cell in lesson.cells}
    return [cell.source for cell in code if cell.kind == "code" and cell.source.strip() not in given]


def written(notebook: Path, data: bytes, made: Receipt, remarks: tuple[str, ...]) -> HandIn:
    """Write the file and the receipt. A content that has a receipt keeps it: its time is when it was first made."""
    folder = work_root() / FOLDER
    file, kept = folder / made.lesson / f"{made.lesson}.ipynb", folder / RECEIPTS / made.name
    try:
        replace(file, data, lasting=True)
        if kept.is_file():
            made = receipt.read(kept)
        else:
            replace(kept, made.to_json().encode(), lasting=True)
    except OSError as error:
        raise AutogradeError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
    return HandIn(notebook, file, made, kept, remarks)
