"""What a lesson's solution cells define must be what its exercises ask for: the same names, the same parameters.

Left out: marks, markers and code of the text (`lesson`).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograde.exercise import Exercise

if TYPE_CHECKING:
    from autograde.lesson import Lesson, Problems


def check_defined(lesson: Lesson, text: str, tree: ast.Module, exercises: tuple[Exercise, ...]) -> Problems:
    """Every solution cell defines the functions of its exercise (or its dictionary), as `functions` calls them."""
    problems: Problems = []
    ends = [*[cell.line for cell in lesson.cells[1:]], len(text.splitlines()) + 1]
    for cell, end in zip(lesson.cells, ends, strict=False):
        exercise = next((item for item in exercises if item.name == cell.exercise), None)
        if exercise is None or cell.mark != "solution":
            continue
        inside = [node for node in tree.body if cell.line <= node.lineno < end]
        for name in sorted({exercise.kind.table or each for each in exercise.function_names} - bound_by(inside)):
            told = f"the solution cell defines no {name}, and exercises.py asks for it. Make the two names one."
            problems.append((cell.line, told))
        for node in inside:
            if isinstance(node, ast.FunctionDef) and node.name in exercise.function_names:
                problems += check_parameters(node, exercise)
    return problems


def check_parameters(node: ast.FunctionDef, exercise: Exercise) -> Problems:
    """A function takes what `functions` in exercises.py says, for messages call its arguments so."""
    if [each.arg for each in node.args.args] == exercise.parameters(node.name):
        return []
    return [(node.lineno, f"`functions` in exercises.py says {exercise.signature(node.name)}. Make the two one.")]


def bound_by(nodes: list[ast.stmt]) -> set[str]:
    """The names that statements define: functions, classes, and what is assigned."""
    targets = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
    return {getattr(node, "name", "") for node in nodes} | {getattr(target, "id", "") for target in targets}
