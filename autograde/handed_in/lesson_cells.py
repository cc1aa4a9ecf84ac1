"""The cells of a lesson's notebook, each with its role: what was given out, and what asks for an answer.

Left out: the lesson's files, and what else grading needs of it.
"""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Collection, Sequence
from typing import Any

from autograde.handed_in import definitions
from autograde.handed_in.cells import LessonCell


def given_out(cells: Sequence[Any], exercises: Collection[str]) -> list[LessonCell]:
    """The cells of a released notebook."""
    names = {name for cell in cells if role_of(cell) == "solution" for name in bound_names(cell.source)}
    return [describe(cell, role_of(cell, names, exercises), cell.source) for cell in cells]


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
