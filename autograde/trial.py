"""Run one lesson in a process of its own and prove its exercises; the gate starts it, nobody else.

    python -m autograde.trial exercises course/NN_name/lesson.py OUT S  its exercises: mistakes, right answers
    python -m autograde.trial solved course/NN_name/lesson.py OUT S     the lesson as a plain script, with its solutions
    python -m autograde.trial unsolved release/…/NN_name.ipynb OUT S    the student's notebook as released
    python -m autograde.trial reading course/NN_name/lesson.py OUT S    cells that the grader runs once for everybody

The problems found are written to OUT as a JSON list. The lesson's own output goes to stdout and stderr as usual. After
S seconds of processor time the system ends it, where systems do that (not on Windows).
"""

from __future__ import annotations

import ast
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

from autograde.course import Course
from autograde.exercises import of_lesson, right_answers
from autograde.grading.intake.bundle import make_bundle
from autograde.proofs import (
    prove_expected,
    prove_form,
    prove_made,
    prove_misconceptions,
    prove_right_answers,
    prove_solution,
    prove_stub,
)
from backprop_lib.picture import Picture


def exercises(path: Path) -> list[str]:
    """Every exercise of the lesson is well formed, rejects each misconception under its own name, and accepts answers.

    Those are the right ones in other styles than the lesson's own.
    """
    problems = []
    for item in of_lesson(path.parent.name):
        if item.lesson != path.parent.name:
            problems.append(f'{item.name}: belongs to {item.lesson}. Write lesson="{path.parent.name}".')
            continue  # its answers are looked for there
        if unexpected := prove_expected(item):
            problems += unexpected
            continue  # nothing can be held against it
        made = prove_made(item)
        problems += made or [*prove_form(item), *prove_misconceptions(item)]
        problems += prove_right_answers(item, right_answers(item))
    return problems


def solved(path: Path) -> list[str]:
    """Run the lesson's text as a script, draw every picture that it makes, and prove its solutions."""
    made: list[Picture] = []
    make = Picture.__init__

    def kept(picture: Picture, *args: Any, **settings: Any) -> None:
        make(picture, *args, **settings)
        made.append(picture)

    with patch.object(Picture, "__init__", kept):
        namespace = runpy.run_path(str(path), run_name="__main__")
    for picture in made:
        str(picture.html)  # a script shows none of them
    return prove_all(path.parent.name, namespace, prove_solution)


def unsolved(path: Path) -> list[str]:
    """Run the released notebook: every tests cell raises NotImplementedError, every other cell runs."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    namespace: dict[str, Any] = {"__name__": "__main__"}
    problems = []
    for cell in cells:
        graded = cell["metadata"].get("nbgrader", {}).get("grade", False)
        problems += run_cell("".join(cell["source"]), f"{path.name}, cell {cell['id']}", namespace, graded)
    return problems + prove_all(path.stem, namespace, prove_stub)


def reading(path: Path) -> list[str]:
    """Run the reading cells without those that use students' functions, as the grader's template does."""
    cells = [cell for cell in make_bundle(Course(path.parents[2]), path.parent.name).cells if cell.role == "reading"]
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell.source, cell.id, "exec"), namespace)
        except NameError as error:
            if error.name not in names_bound(path):
                return []  # the lesson does not run with answers either, which `solved` says
            return [
                f"the cell {cell.id} uses {error.name}, whose own cell uses a name that a solution binds. "
                "The grader runs such cells with each student and this one before them. Rename the lesson's variable."
            ]
    return []


def names_bound(path: Path) -> set[str]:
    """The names to which a lesson's text assigns something."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def prove_all(lesson: str, namespace: dict[str, Any], prove: Callable[..., list[str]]) -> list[str]:
    """The problems of all exercises of a lesson whose cells have run in `namespace`."""
    problems = []
    for exercise in of_lesson(lesson):
        if prove_expected(exercise):
            continue  # nothing can be held against it, which `exercises` says
        missing = [name for name in exercise.handed if name not in namespace]
        step = "Restore its `def` line in course/, then `autograde build`."
        problems += [f"{exercise.name}: no cell defines {name}. {step}" for name in missing]
        if not missing:
            problems += prove(exercise, [namespace[name] for name in exercise.handed])
    return problems


def run_cell(source: str, where: str, namespace: dict[str, Any], graded: bool) -> list[str]:
    """Run one cell; a tests cell must raise NotImplementedError, any other cell must not raise."""
    try:
        exec(compile(source, where, "exec"), namespace)
    except NotImplementedError:
        if graded:
            return []
        return [f"{where} needs an answer to run: a reading cell must not use a student's function. Guard or move it."]
    except Exception as error:
        return [f"{where} raises {type(error).__name__}: {error}. In the release only tests cells may raise."]
    return [f"{where} passes without an answer: its check never looks at the student's function."] if graded else []


if __name__ == "__main__":
    task, lesson, out, seconds = sys.argv[1:]
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    tasks = {"exercises": exercises, "solved": solved, "unsolved": unsolved, "reading": reading}
    Path(out).write_text(json.dumps(tasks[task](Path(lesson))), encoding="utf-8")
