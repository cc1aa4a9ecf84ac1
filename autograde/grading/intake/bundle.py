"""What grading a lesson needs of the instructor's side, in plain data: its cells, roles, stubs and imports.

A bundle is made once a batch and travels to workers as JSON. It holds the lesson's text, its data files and the names
of its exercises, but neither probes nor expected values: those are made where the judge is. An assignment without any
exercise of this course has a bundle too (`foreign_bundle`).
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import importlib.util
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from autograde.build import KERNEL
from autograde.course import Course
from autograde.errors import NotebookError
from autograde.exercises import every
from autograde.grading.intake import definitions
from autograde.grading.records import Bundle, LessonCell, RunCell, encode

NOTES = "notes-of-the-grader"  # id of a cell
DATA_LIMIT = 6 << 20  # bytes of all data files of a lesson
WARM = ("numpy", "matplotlib", "matplotlib.figure", "IPython", "backprop_lib", "backprop_lib.plots")


def make_bundle(course: Course, lesson: str) -> Bundle:
    """The bundle of a lesson, from its source, its release and the data files beside the source."""
    source, release = course.notebook("source", lesson), course.notebook("release", lesson)
    for path in (source, release):
        if not path.is_file():
            raise NotebookError(f"{course.shown(path)} is missing. Run `make build` first.")
    given = {cell.id: cell for cell in nbformat.read(release, as_version=4).cells}
    stubs = {name: cell.source for name, cell in given.items()}
    notebook = nbformat.read(source, as_version=4)
    names = {name for cell in notebook.cells if role_of(cell) == "solution" for name in bound_names(cell.source)}
    exercises = every(course)
    cells = [describe(cell, role_of(cell, names, exercises), stubs.get(cell.id, "")) for cell in notebook.cells]
    # tells the release that a student had from another one (`recognise`)
    checksums = {name: cell.metadata.get("nbgrader", {}).get("checksum", "") for name, cell in given.items()}
    cells = [dataclasses.replace(cell, checksum=checksums.get(cell.id, "")) for cell in cells]
    return finished(lesson, cells, data_files(source.parent))


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


def finished(lesson: str, cells: Sequence[LessonCell], files: dict[str, str]) -> Bundle:
    """A bundle with what follows from its cells: the packages to warm up, and a version that tells it from others."""
    placed = tuple(dataclasses.replace(cell, position=position) for position, cell in enumerate(cells))
    imports = (*WARM, *(["torch"] if any("torch" in imported(cell.source) for cell in cells) else []))
    bundle = Bundle(lesson, placed, imports, files, version="")
    return dataclasses.replace(bundle, version=hashlib.sha256(encode(bundle, sort_keys=True).encode()).hexdigest())


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


def describe(cell: Any, role: str, stub: str) -> LessonCell:
    """One cell of a bundle."""
    graded = cell.metadata.get("nbgrader", {})
    name = graded.get("grade_id", "")
    return LessonCell(
        id=cell.id,
        kind=cell.cell_type,
        role=role,
        source=stub if role in ("solution", "written", "tests") else cell.source,
        exercise="" if role in ("text", "reading", "live") else name.removeprefix("test_" if role == "tests" else ""),
        points=graded.get("points", 0),
        metadata=json.loads(json.dumps(cell.metadata)),
    )


def role_of(cell: Any, student_names: Collection[str] = (), exercises: Collection[str] | None = None) -> str:
    """What a cell of the instructor's notebook is for; tests of other exercises than those named are "asserts"."""
    graded, code = cell.metadata.get("nbgrader", {}), cell.cell_type == "code"
    if graded.get("solution"):
        return "solution" if code else "written"
    if graded.get("grade") and code:
        ours = exercises is None or graded.get("grade_id", "").removeprefix("test_") in exercises
        return "tests" if ours else "asserts"
    if not code:
        return "text"
    return "live" if not used_names(cell.source).isdisjoint(student_names) else "reading"


def parsed(source: str) -> list[ast.AST]:
    """All nodes of a cell's code; none when it does not parse (a magic, a mistake), or would take long to."""
    try:
        return list(ast.walk(definitions.parse(source)))
    except definitions.TOO_HARD:
        return []


@functools.lru_cache(256)
def bound_names(source: str) -> set[str]:
    """Names of the functions and classes that a cell defines at its top level or below, and of dictionaries there."""
    nodes = parsed(source)
    names = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for node in getattr(nodes[0], "body", []) if nodes else []:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def used_names(source: str) -> set[str]:
    """Names that a cell reads."""
    return {node.id for node in parsed(source) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def imported(source: str) -> set[str]:
    """Top-level packages that a cell imports."""
    found = set()
    for node in parsed(source):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
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
