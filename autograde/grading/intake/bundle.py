"""What grading a lesson needs of the instructor's side, in plain data: its cells, roles, stubs and imports.

A bundle is made once a batch and travels to workers as JSON. It holds the lesson's text, its data files and the names
of its exercises, but neither probes nor expected values: those are made where the judge is. An assignment without any
exercise of this course has a bundle too (`foreign_bundle`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from autograde.build import KERNEL
from autograde.course import Course
from autograde.errors import NotebookError
from autograde.exercises import every
from autograde.grading.records import Bundle, RunCell, encode
from autograde.handed_in.cells import LessonCell
from autograde.handed_in.lesson_cells import bound_names, describe, imported, role_of

NOTES = "notes-of-the-grader"  # id of a cell
NOT_JUDGING = ("lesson", "right_answers")  # files of a lesson's folder
DATA_LIMIT = 6 << 20  # bytes of all data files of a lesson
WARM = ("numpy", "matplotlib", "matplotlib.figure", "IPython", "backprop_lib", "backprop_lib.plots")


def make_bundle(course: Course, lesson: str) -> Bundle:
    """The bundle of a lesson, from its source, its release and the data files beside the source."""
    source, release = course.notebook("source", lesson), course.notebook("release", lesson)
    for path in (source, release):
        if not path.is_file():
            raise NotebookError(f"{course.shown(path)} is missing. Run `autograde build` first.")
    given = {cell.id: cell for cell in nbformat.read(release, as_version=4).cells}
    stubs = {name: cell.source for name, cell in given.items()}
    notebook = nbformat.read(source, as_version=4)
    names = {name for cell in notebook.cells if role_of(cell) == "solution" for name in bound_names(cell.source)}
    exercises = every(course)
    cells = [describe(cell, role_of(cell, names, exercises), stubs.get(cell.id, "")) for cell in notebook.cells]
    # tells the release that a student had from another one (`recognise`)
    checksums = {name: cell.metadata.get("nbgrader", {}).get("checksum", "") for name, cell in given.items()}
    cells = [dataclasses.replace(cell, checksum=checksums.get(cell.id, "")) for cell in cells]
    return finished(lesson, cells, data_files(source.parent), checks_of(course, lesson))


def foreign_bundle(name: str, notebook: Any, data: Path) -> Bundle:
    """The bundle of an assignment that holds no exercise of this course, from its notebook and a folder of data files.

    The notebook is the release, or the source with its solutions cleared.
    Nothing is known about its cells, so all of them are run anew for every student.
    """
    cells = []
    for number, cell in enumerate(notebook.cells):
        role = role_of(cell, set(), set())
        cell.id = cell.get("id") or f"cell-{number:03d}"  # older formats have none
        cells.append(describe(cell, "live" if role == "reading" else role, cell.source))
    return finished(name, cells, data_files(data))


def checks_of(course: Course, lesson: str) -> str:
    """A digest of what judges a lesson: its folder without the text, which the cells hold, and without the answers."""
    judging = sorted(path for path in course.text(lesson).parent.glob("*.py") if path.stem not in NOT_JUDGING)
    parts = [path.read_bytes() for path in [*judging, course.part(lesson, "mistakes")] if path.is_file()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def finished(lesson: str, cells: Sequence[LessonCell], files: dict[str, str], checks: str = "") -> Bundle:
    """A bundle with what follows from its cells: the packages to warm up, and a version that tells it from others.

    checks: a digest of what judges it.
    """
    placed = tuple(dataclasses.replace(cell, position=position) for position, cell in enumerate(cells))
    imports = (*WARM, *(["torch"] if any("torch" in c.source and "torch" in imported(c.source) for c in cells) else []))
    bundle = Bundle(lesson, placed, imports, files, version="")
    text = encode(bundle, sort_keys=True) + checks
    return dataclasses.replace(bundle, version=hashlib.sha256(text.encode()).hexdigest())


def lacks_torch(imports: Sequence[str]) -> bool:
    """Whether a lesson with these imports needs torch, and this machine has none."""
    return "torch" in imports and importlib.util.find_spec("torch") is None


def data_files(folder: Path) -> dict[str, str]:
    """The files that lie beside a notebook, for the sandbox's working folder; name -> hexadecimal digits."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and path.suffix not in (".ipynb", ".pyc") and not any(part[0] in "._" for part in name.parts):
            found[str(name)] = path.read_bytes().hex()
    if sum(map(len, found.values())) > 2 * DATA_LIMIT:
        raise NotebookError(
            f"{folder} holds more than {DATA_LIMIT >> 20} MB of data files, which the sandbox cannot take."
        )
    return found


def graded_notebook(cells: Sequence[RunCell], notes: Sequence[str] = ()) -> str:
    """The graded notebook as text.

    Notes of the grader stand in a cell of their own at the top.
    """
    made: list[dict[str, Any]] = []
    if notes:
        made.append({"id": NOTES, "cell_type": "markdown", "metadata": {}, "source": written(notes)})
    for ran in cells:
        cell, code = ran.cell, ran.cell.kind == "code"
        new = {"id": cell.id, "cell_type": "code" if code else "markdown", "metadata": cell.metadata}
        below = {"outputs": list(ran.outputs), "execution_count": ran.count} if code else {}
        made.append({**new, "source": cell.source, **below})
    document = {
        "cells": made,
        "metadata": {"kernelspec": KERNEL},
        "nbformat": v4.nbformat,
        "nbformat_minor": v4.nbformat_minor,
    }
    return nbformat.writes(nbformat.from_dict(document)).rstrip("\n") + "\n"  # validates once, not each cell


def written(notes: Sequence[str]) -> str:
    """Notes as a list in Markdown. They may quote a student's file names, so nothing in them may become markup."""
    plain = ["".join(c if c.isalnum() or c in " .,:;" else f"&#{ord(c)};" for c in note) for note in notes]
    return "\n".join(["**Notes of the grader**", "", *(f"- {note}" for note in plain)])
