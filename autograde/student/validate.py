"""Run a notebook from top to bottom, as nbgrader's Validate button does, and tell the points of each exercise.

For students, on their own machine and their own code: nothing here isolates anything. The file is never written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets.config import Config

from autograde import notebook as notebooks
from autograde import report
from autograde.errors import NotebookError
from autograde.exercises import every
from backprop_lib.torch_bridge import TorchMissing, need_torch

KERNEL = "python3"
CELL_SECONDS = 120


@dataclass(frozen=True)
class Score:
    """Points of one exercise of a notebook, and a word on why they are not full."""

    exercise: str
    points: float
    max_points: float
    remark: str = ""

    @property
    def full(self) -> bool:
        return self.points >= self.max_points


def validate(path: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> tuple[list[Score], list[str]]:
    """Run the notebook and return the score of each of its exercises, with notes on how it was read.

    progress(done, of) is called after every cell. Raises NotebookError when the file cannot be read or run.
    """
    notebook, notes = notebooks.read(path)
    expected = expected_exercises(notebook, path)
    exercises = every()
    if any("torch" in exercises[name].opens for name in expected):
        try:
            need_torch()
        except TorchMissing as error:
            raise NotebookError(str(error)) from error
    notes += choose_kernel(notebook)
    run(notebook, path, progress)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return [score(exercises[name], cells.get(f"test_{name}")) for name in expected], notes


def expected_exercises(notebook: Any, path: Path) -> list[str]:
    """The exercises of the lesson that the notebook is a copy of, in order."""
    ids = {cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("test_") for cell in notebook.cells}
    found = [exercise for name, exercise in every().items() if name in ids]
    if not found:
        raise NotebookError(
            f"{path} holds no exercise of this course: none of its cells bears an exercise's id. "
            "Is it a lesson's notebook, and were its cells copied by hand?"
        )
    return [name for name, exercise in every().items() if exercise.lesson == found[0].lesson]


def choose_kernel(notebook: Any) -> list[str]:
    """Set the kernel to Python 3; a note when the notebook asked for another, NotebookError when there is none."""
    wanted = notebook.metadata.get("kernelspec", {}).get("name", KERNEL)
    notebook.metadata["kernelspec"] = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
    try:
        KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel as error:
        raise NotebookError(
            f'no Jupyter kernel called "{KERNEL}" is installed here. Run `make install` '
            "(or `python -m ipykernel install --sys-prefix`), then try again."
        ) from error
    return [] if wanted == KERNEL else [f'the notebook asks for the kernel "{wanted}"; it was run with Python 3.']


def run(notebook: Any, path: Path, progress: Callable[[int, int], None]) -> None:
    """Execute every cell in a fresh kernel, in the notebook's folder; errors stay in their cells."""
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    done = iter(range(1, total + 1))
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name=KERNEL,
        config=Config({"KernelManager": {"transport_encryption": "auto" if zmq.has("curve") else "disabled"}}),
        allow_errors=True,
        skip_cells_with_tag="never",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_executed=lambda **_: progress(next(done, total), total),
    )
    # the folder of a notebook may hold the student's own modules; ipykernel warns about debugger files otherwise
    environment = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        client.execute(env=environment)
    except CellTimeoutError as error:
        raise NotebookError(f"{path}: a cell ran longer than {CELL_SECONDS} s. Look for an endless loop.") from error
    except DeadKernelError as error:
        raise NotebookError(f"{path}: the kernel died while the notebook ran (out of memory, or os._exit).") from error


def score(exercise: Any, cell: Any) -> Score:
    """The score of one exercise, from the report in its tests cell."""
    if cell is None:
        return Score(exercise.name, 0, exercise.points, "its tests cell is missing: copy it from the release")
    for output in cell.get("outputs", []):
        data = output.get("data", {}).get(report.MIME)
        if data is not None:
            remark = "" if data["passed"] else str(data["diagnosis"])
            return Score(exercise.name, data["points"], exercise.points, remark)
        if output.output_type == "error":
            remark = "not written yet" if output.ename == "NotYetWritten" else f"{output.ename}: {output.evalue}"
            return Score(exercise.name, 0, exercise.points, remark)
    return Score(exercise.name, 0, exercise.points, "its tests cell showed no report")
