"""nbgrader's own kinds of sample submissions, written anew: an assignment with plain asserts, and what students do.

The assignment is not one of this course: its tests are asserts, a cell that shows partial credit, a cell that reads a
data file; two answers and a task are graded by a person. Each kind of submission is named by what was done to the
release, and has the points that stock nbgrader gives, and, where those differ, the points that we give and why (KINDS).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.grading.stock_kinds.kinds import KINDS, Kind

ASSIGNMENT = "squares"
DATA = "1.5\n2.5\n4\n12\n"

CELLS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("read_me", {"locked": True}, "# Squares\n\nRead `numbers.csv`, then answer."),
    (
        "read_data",
        {"locked": True},
        'with open("numbers.csv") as file:\n    NUMBERS = [float(line) for line in file]\nprint(len(NUMBERS))',
    ),
    (
        "squares",
        {"solution": True},
        "def squares(n):\n    ### BEGIN SOLUTION\n    return [i * i for i in range(1, n + 1)]\n    ### END SOLUTION",
    ),
    (
        "test_squares",
        {"grade": True, "locked": True, "points": 2},
        "assert squares(2) == [1, 4]\n### BEGIN HIDDEN TESTS\nassert squares(4) == [1, 4, 9, 16]\n### END HIDDEN TESTS",
    ),
    (
        "mean",
        {"solution": True},
        "def mean(values):\n    ### BEGIN SOLUTION\n    return sum(values) / len(values)\n    ### END SOLUTION",
    ),
    (
        "test_mean",
        {"grade": True, "locked": True, "points": 3},
        "sum(mean(values) == wanted for values, wanted in [([1], 1), ([1, 3], 2), (NUMBERS, 5)])",
    ),
    (
        "test_data",
        {"grade": True, "locked": True, "points": 1},
        'assert len(open("numbers.csv").read().split()) == 4',
    ),
    (
        "plot",
        {"grade": True, "solution": True, "points": 2},
        '### BEGIN SOLUTION\nprint("a plot")\n### END SOLUTION',
    ),
    ("essay", {"grade": True, "solution": True, "points": 2}, "Squares grow."),
    (
        "free",
        {"task": True, "locked": True, "points": 3},
        "Do something interesting with your squares, in cells below.",
    ),
)
TEXTS = ("read_me", "essay", "free")  # names of Markdown cells


def source_notebook() -> Any:
    """The instructor's notebook."""
    cells = []
    for name, marks, source in CELLS:
        known = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        new = new_markdown_cell if name in TEXTS else new_code_cell
        cells.append(
            new(source, id=name.replace("_", "-"), metadata={"nbgrader": {**known, **marks, "grade_id": name}})
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def lay_out(folder: Path, config: str) -> None:
    """A course with this assignment alone, under the given nbgrader_config.py."""
    place = folder / "source" / ASSIGNMENT
    place.mkdir(parents=True)
    nbformat.write(source_notebook(), place / f"{ASSIGNMENT}.ipynb")
    (place / "numbers.csv").write_text(DATA, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")


def submit(folder: Path, kinds: dict[str, Kind]) -> None:
    """Hand in one submission of each kind, made from the release."""
    release = folder / "release" / ASSIGNMENT
    for name, kind in kinds.items():
        place = folder / "work" / "submitted" / name / ASSIGNMENT
        shutil.copytree(release, place)
        path = place / f"{ASSIGNMENT}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        if kind.right:
            for number, (_, marks, source) in enumerate(CELLS):
                if marks.get("solution"):
                    notebook.cells[number].source = "\n".join(line for line in source.splitlines() if "###" not in line)
        kind.edit(notebook)
        nbformat.write(notebook, path)
        kind.handle(path)


__all__ = ["ASSIGNMENT", "KINDS", "lay_out", "submit"]
