"""What grading a lesson needs of the instructor's side, in plain data: its cells, roles, stubs and imports.

A bundle is made once a batch and travels to workers as JSON. It holds the lesson's text and the names of its
exercises, but neither probes nor expected values: those are made where the judge is.
"""

from __future__ import annotations

import ast
import hashlib
import json
from typing import Any

import nbformat

from autograde.build import KERNEL
from autograde.course import Course
from autograde.errors import NotebookError

Bundle = dict[str, Any]
WARM = ("numpy", "matplotlib", "matplotlib.figure", "IPython", "backprop_lib", "backprop_lib.plots")


def make_bundle(course: Course, lesson: str) -> Bundle:
    """The bundle of a lesson: {"lesson", "cells", "imports", "version"}.

    A cell is {"id", "kind", "role", "source", "exercise", "points", "metadata"}; its role is "text", "reading"
    (the same for everybody), "live" (an instructor's cell that uses students' functions), "solution" or "tests".
    """
    source, release = course.notebook("source", lesson), course.notebook("release", lesson)
    for path in (source, release):
        if not path.is_file():
            raise NotebookError(f"{course.shown(path)} is missing. Run `make build` first.")
    stubs = {cell.id: cell.source for cell in nbformat.read(release, as_version=4).cells}
    notebook = nbformat.read(source, as_version=4)
    solved = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if role_of(cell, set()) == "solution"}
    names = {name for cell in notebook.cells if cell.id in solved for name in bound_names(cell.source)}
    cells = [describe(cell, role_of(cell, names), stubs) for cell in notebook.cells]
    imports = [*WARM, *(["torch"] if any("torch" in imported(cell["source"]) for cell in cells) else [])]
    bundle = {"lesson": lesson, "cells": cells, "imports": imports}
    text = json.dumps(bundle, sort_keys=True).encode()
    return {**bundle, "version": hashlib.sha256(text).hexdigest()}


def describe(cell: Any, role: str, stubs: dict[str, str]) -> dict[str, Any]:
    """One cell of a bundle."""
    graded = cell.metadata.get("nbgrader", {})
    exercise = graded.get("grade_id", "").removeprefix("test_") if role in ("solution", "tests") else ""
    source = stubs.get(cell.id, "") if role in ("solution", "tests") else cell.source
    return {
        **{"id": cell.id, "kind": cell.cell_type, "role": role, "exercise": exercise, "source": source},
        **{"points": graded.get("points", 0), "metadata": json.loads(json.dumps(cell.metadata))},
    }


def role_of(cell: Any, student_names: set[str]) -> str:
    """What a cell of the instructor's notebook is for."""
    graded = cell.metadata.get("nbgrader", {})
    if graded.get("grade"):
        return "tests"
    if graded.get("solution"):
        return "solution"
    if cell.cell_type != "code":
        return "text"
    return "live" if student_names & used_names(cell.source) else "reading"


def parsed(source: str) -> list[ast.AST]:
    """All nodes of a cell's code; none when it does not parse (a magic, a mistake)."""
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def bound_names(source: str) -> set[str]:
    """Names of the functions and classes that a cell defines at its top level or below."""
    return {node.name for node in parsed(source) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


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


def graded_notebook(cells: list[dict[str, Any]]) -> str:
    """The graded notebook as text, from cells with "kind", "source", "metadata", "id" and, for code, "outputs"."""
    made = []
    for cell in cells:
        new = nbformat.v4.new_code_cell if cell["kind"] == "code" else nbformat.v4.new_markdown_cell
        made.append(new(cell["source"], id=cell["id"], metadata=cell["metadata"]))
        if cell["kind"] == "code":
            made[-1].outputs = [nbformat.from_dict(output) for output in cell.get("outputs", [])]
            made[-1].execution_count = cell.get("count")
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": KERNEL})
    return nbformat.writes(notebook).rstrip("\n") + "\n"
