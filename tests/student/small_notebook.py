"""Small notebooks for `autograde validate`: the exercises of lesson 01 alone, solved, and then broken on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbformat import v4

from autograde.exercises import of_lesson
from tests.course_copy import COURSE

LESSON = "01_slopes"
EXERCISES = tuple(exercise.name for exercise in of_lesson(LESSON))
Cells = list[dict[str, Any]]


def graded_cells() -> Cells:
    """The solved answers' cells and the tests cells of the lesson, as its release has them otherwise."""
    source, release = (
        json.loads(COURSE.notebook(stage, LESSON).read_text(encoding="utf-8"))["cells"]
        for stage in ("source", "release")
    )
    solved = {cell["id"]: cell["source"] for cell in source if cell["metadata"].get("nbgrader", {}).get("solution")}
    mine = [cell for cell in release if cell["metadata"].get("nbgrader")]
    return [{**cell, "source": "".join(solved.get(cell["id"], cell["source"]))} for cell in mine]


def own(source: str) -> dict[str, Any]:
    """A cell that a student has added."""
    return dict(v4.new_code_cell(source))


def write(
    path: Path, answers: Mapping[str, str] | None = None, change: Callable[[Cells], Cells] = lambda cells: cells
) -> Path:
    """Write a notebook of the lesson with these texts in place of cells' own, changed as a whole at last."""
    cells = [{**cell, "source": (answers or {}).get(cell["id"], cell["source"])} for cell in graded_cells()]
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = v4.new_notebook(cells=change(cells), metadata={"kernelspec": kernel})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
