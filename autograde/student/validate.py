"""Run a notebook from top to bottom, as nbgrader's Validate button does, and tell the points of each exercise.

For students, on their own machine and their own code: nothing here isolates anything. The file is never written, and
no check of this run is recorded. Left out: the running itself (`run_cells`), what to say of a missing point
(`remarks`), and showing it (`score_tables`, `dialog`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from autograde import notebook as notebooks
from autograde import words
from autograde.errors import NotebookError
from autograde.exercise import Exercise
from autograde.exercises import lesson_of
from autograde.standings import in_lesson, in_order
from autograde.student import remarks
from autograde.student.kernel import KERNEL, Cell, Ending
from autograde.student.run_cells import run_cells
from autograde.time_limit import CALL_SECONDS
from backprop_lib.torch_bridge import TorchMissing, need_torch

CELL_SECONDS = 30.0  # of the processor; see `kernel` for the clock


class NoExercise(NotebookError):
    """The notebook holds no exercise of the course; beside lessons, that is no fault."""


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


@dataclass(frozen=True)
class Validated:
    """What the run of one notebook has shown: its lesson, the scores, notes, and whether it was broken off."""

    path: Path
    lesson: str
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()
    broken_off: bool = False

    @property
    def points(self) -> float:
        """Points of all exercises."""
        return round(sum(score.points for score in self.scores), 9)

    @property
    def max_points(self) -> float:
        """Points that all exercises are worth."""
        return round(sum(score.max_points for score in self.scores), 9)

    @property
    def full(self) -> bool:
        return all(score.full for score in self.scores)

    def __str__(self) -> str:
        """In one sentence or two: "7 of 10 points. Not solved: grad_max, grad_mul."."""
        missing = ", ".join(score.exercise for score in self.scores if not score.full)
        return f"{words.points(self.points)} of {words.full_points(self.max_points)}. " + (
            f"Not solved: {missing}." if missing else "Everything is solved."
        )


def validate(path: Path, told: Callable[[str, int, int], None] = lambda *_: None, seconds: float = 0.0) -> Validated:
    """Run the notebook and return the score of each exercise of its lesson, with notes on how it was read.

    told(what, done, of) is called before every cell.   seconds: what each cell may take; without it, CELL_SECONDS and
    for an exercise's cells what its calls may take besides. Raises NotebookError when the file cannot be read or run.
    """
    notebook, notes = notebooks.read(path)
    lesson, exercises = exercises_in(notebook, path)
    if path.stem != lesson and path.stem in in_order():
        notes.append(f"{path.name} holds the lesson {lesson}.")
    if any("torch" in exercise.opens for exercise in exercises):
        try:
            need_torch()
        except TorchMissing as error:
            raise NotebookError(f"{path.name}: {error}") from error
    notes += choose_kernel(notebook)
    code = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    cells = [turn(notebook.cells[place], exercises, seconds) for place in code]
    found: dict[int, Ending] = {}

    def tell(number: int) -> None:
        told(remarks.name_of(notebook.cells[code[number]]), number, len(cells))

    broken_off = False
    try:
        run_cells(cells, path.resolve().parent, found, tell)
    except KeyboardInterrupt:
        broken_off = True
    story = remarks.Story(notebook.cells, {code[number]: ending for number, ending in found.items()}, lesson)
    scores = tuple(score(exercise, story) for exercise in exercises)
    missing = any(not one.full for one in scores)
    return Validated(path, lesson, scores, (*notes, *remarks.besides(story, missing)), broken_off)


def exercises_in(notebook: Any, path: Path) -> tuple[str, Sequence[Exercise]]:
    """The lesson that the notebook is a copy of, the one of most of its cells, and the lesson's exercises in order."""
    ids = {remarks.grade_id(cell).removeprefix("test_") for cell in notebook.cells}
    lessons = Counter(lesson for name in sorted(ids) if (lesson := lesson_of(name)))
    if not lessons:
        raise NoExercise(
            f"{path} holds no exercise of this course: none of its cells bears an exercise's id. "
            "Is it a lesson's notebook, and were its cells copied by hand?"
        )
    lesson = lessons.most_common(1)[0][0]
    return lesson, in_lesson(lesson)


def choose_kernel(notebook: Any) -> list[str]:
    """A note when the notebook asks for another kernel than Python 3, NotebookError when that is not installed."""
    wanted = notebook.metadata.get("kernelspec", {}).get("name", KERNEL)
    try:
        KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel as error:
        raise NotebookError(
            f'no Jupyter kernel called "{KERNEL}" is installed here. Run `make install` '
            "(or `python -m ipykernel install --sys-prefix`), then try again."
        ) from error
    return [] if wanted == KERNEL else [f'the notebook asks for the kernel "{wanted}"; it was run with Python 3.']


def turn(cell: Any, exercises: Sequence[Exercise], seconds: float) -> Cell:
    """A code cell with the time that it may take; tests cells leave nothing behind that a new kernel would need."""
    name = remarks.grade_id(cell)
    mine = next((exercise for exercise in exercises if name in (exercise.name, f"test_{exercise.name}")), None)
    calls = len(mine.functions) * max(mine.kind.seconds, CALL_SECONDS) if mine else 0.0
    return Cell(cell.source, seconds or CELL_SECONDS + calls, again=mine is None or name == mine.name)


def score(exercise: Exercise, story: remarks.Story) -> Score:
    """The score of one exercise, from the report of its tests cell."""
    report = story.report(exercise.name)
    points = float(report["points"]) if report else 0.0
    remark = "" if points >= exercise.points else remarks.on(exercise.name, story, report)
    return Score(exercise.name, points, exercise.points, remark)
