"""Made-up students: what each hands in, and what it earns.

Each is named after a defect, so that a gradebook reads itself. What a student wrote stands once, as text, in
tests/submissions/<lesson>/<student>.py: functions and nothing else (imports at its head are those that the lesson
makes). The whole notebook is made when it is needed: today's release with those functions in its solution cells, and
then the student's entry in EDITS, for deeds that are not answers, such as deleting a tests cell. So a lesson's
text may change freely; an exercise that is renamed is noticed here. Expected points and diagnoses of every notebook are
in tests/submissions/expected.toml. Left out: submissions that attack the grader, and grading (`sample_class`).
"""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograde.build import read_lesson
from autograde.checking import draw
from autograde.errors import AutogradeError
from autograde.exercises import find, of_lesson
from tests.course_copy import COURSE, ROOT

SUBMISSIONS = ROOT / "tests" / "submissions"


@dataclass(frozen=True)
class Expected:
    """What one exercise of one notebook earns, and what the report names as the cause ("" for full points)."""

    points: float
    diagnosis: str = ""


@dataclass(frozen=True)
class Submission:
    """One notebook that a student hands in."""

    student: str
    lesson: str
    row: dict[str, Any]  # what expected.toml says of it

    @property
    def answers(self) -> str:
        """The student's functions; "perfect" has the lesson's own where the file has none."""
        text = (SUBMISSIONS / self.lesson / f"{self.student}.py").read_text(encoding="utf-8")
        if self.student != "perfect":
            return text
        missing = [
            source
            for source in solutions_of(self.lesson)
            if not functions_of(source).keys() & functions_of(text).keys()
        ]
        lines = [line for line in "\n\n".join(missing).splitlines() if not line.strip().startswith("###")]
        return "\n".join([text, *lines])

    @functools.cached_property
    def expected(self) -> dict[str, Expected]:
        """What each exercise earns; what the row does not name is full, or not written."""
        written = set(functions_of(self.answers))
        found = {}
        for exercise in of_lesson(self.lesson):
            full = written & {*exercise.handed, *exercise.function_names}
            usual = (exercise.points, "") if full else (0.0, "not written")
            found[exercise.name] = Expected(*self.row.get(exercise.name, usual))
        return found

    @property
    def points(self) -> float:
        """What the whole notebook earns."""
        return sum(expected.points for expected in self.expected.values())

    def path(self, stage: Path, suffix: str = ".ipynb") -> Path:
        """Where the notebook, or what is made of it, lies in one of nbgrader's folders."""
        return stage / self.student / self.lesson / f"{self.lesson}{suffix}"

    def notebook(self, release: Path) -> Any:
        """The whole notebook, made from the release in that folder."""
        notebook = nbformat.read(release / self.lesson / f"{self.lesson}.ipynb", as_version=4)
        fill_in(notebook, self.answers, f"tests/submissions/{self.lesson}/{self.student}.py")
        EDITS.get(self.student, lambda notebook: None)(notebook)
        return notebook


@functools.cache
def solutions_of(lesson: str) -> list[str]:
    """The solution cells of a lesson's text."""
    return [cell.source for cell in read_lesson(COURSE, lesson).marked("solution")]


@functools.cache
def submissions() -> list[Submission]:
    """The whole class, in the order of expected.toml."""
    lessons = tomllib.loads((SUBMISSIONS / "expected.toml").read_text(encoding="utf-8"))
    return [Submission(student, lesson, row) for lesson, rows in lessons.items() for student, row in rows.items()]


def cell_of(notebook: Any, grade_id: str) -> Any:
    """The cell with that nbgrader id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def functions_of(source: str) -> dict[str, ast.stmt]:
    """The functions, classes and dictionaries defined at the top of a piece of code, by name."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def fill_in(notebook: Any, answers: str, where: str) -> None:
    """Put the functions of `answers` in the place of the stubs with their names; the other stubs stay."""
    written = {name: ast.get_source_segment(answers, node) or "" for name, node in functions_of(answers).items()}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            lines = cell.source.splitlines()
            for name, stub in reversed(functions_of(cell.source).items()):
                if name in written:
                    lines[stub.lineno - 1 : stub.end_lineno] = written.pop(name).splitlines()
            cell.source = "\n".join(lines)
    if written:
        raise AutogradeError(f"{where}: the lesson asks for no function called {', '.join(written)}. Rename it there.")


def turn_logging_on(notebook: Any) -> None:
    """A cell of the student's own at the top, after which log lines go to stderr."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import logging\n\nlogging.basicConfig()", id="own-cell"))


def write_down_seen_probes(notebook: Any) -> None:
    """The table of grad_mul, filled with the probes that a student can see by printing them, and their answers."""
    exercise = find("grad_mul")
    seen = {probe.args: exercise.expected(probe) for probe in draw(exercise, "visible")}
    cell = cell_of(notebook, "grad_mul")
    cell.source = cell.source.replace("seen = {}", f"seen = {seen}")


def delete_tests_cells(notebook: Any) -> None:
    """Two tests cells deleted."""
    for name in ("test_grad_mul", "test_grad_max"):
        notebook.cells.remove(cell_of(notebook, name))


def edit_tests_cells(notebook: Any) -> None:
    """One tests cell shows full points itself, the other one shows nothing, which nbgrader takes for full points."""
    cell_of(notebook, "test_grad_mul").source = "2.0"
    cell_of(notebook, "test_predict_change").source = "pass"


def skip_tests_cells(notebook: Any) -> None:
    """Every tests cell tagged so that Jupyter's runner skips it; the second tag is one an earlier setting used."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["tags"] = ["skip-execution", "never"]


EDITS: dict[str, Callable[[Any], None]] = {
    "warns_on_stderr": turn_logging_on,
    "literal_answers": write_down_seen_probes,
    "deleted_tests_cells": delete_tests_cells,
    "edited_tests_cells": edit_tests_cells,
    "skipped_tests_cells": skip_tests_cells,
}
