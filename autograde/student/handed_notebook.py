"""Which notebook is handed in for a lesson: the grader's choice among several; and the lesson as it was released.

Left out: what the notebook lacks (`saved_work`, `surroundings`), and writing anything (`submit`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat

from autograde.course import Course
from autograde.errors import NotebookError
from autograde.exercise import Exercise
from autograde.exercises import lesson_of
from autograde.handed_in.candidates import Candidate, choose, look, quoted
from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.chosen_cells import answers
from autograde.handed_in.lesson_cells import given_out, imported
from autograde.handed_in.submitted_cells import NOTEBOOK_LIMIT, parse_notebook, readable
from autograde.standings import in_lesson
from autograde.student import lab
from autograde.student.chosen_notebooks import ASIDE, lesson_called, work_root


@dataclass(frozen=True)
class Lesson:
    """A lesson as it was released: its file, its cells in plain data, and its exercises."""

    name: str
    release: Path
    cells: Sequence[LessonCell]
    exercises: Sequence[Exercise]

    @property
    def has_torch(self) -> bool:
        """Whether PyTorch is there where the lesson is graded."""
        return any("torch" in imported(cell.source) for cell in self.cells)


def found(course: Course, what: str) -> tuple[Lesson, Path, list[str]]:
    """The lesson and the notebook that are meant, and what is told of the choice."""
    path = Path(what)
    if path.is_file() or path.suffix == ".ipynb":
        cells = parse_notebook(read(path), []) or []
        return released(course, lesson_in(cells) or lesson_called(path.stem)), path, []
    lesson = released(course, lesson_called(what))
    place = work_root() / lab.FOLDER / lesson.name
    wanted = f"{lesson.name}.ipynb"
    candidates = [one for one in look(place, wanted)[0] if not ASIDE.search(one.name)]
    if not candidates:
        raise NotebookError(f"there is no notebook in {place}. `autograde lab` puts {lesson.name} there.")
    chosen = choose(candidates, wanted, partial(answered, lesson, place))[0]
    notebook = place / chosen.below / chosen.name
    shown = Path(os.path.relpath(notebook))
    return lesson, shown if len(str(shown)) < len(str(notebook)) else notebook, choice(chosen, candidates, wanted)


def released(course: Course, name: str) -> Lesson:
    """A lesson as it was released last."""
    path = next((path for path in lab.released(course) if path.stem == name), None)
    if path is None:
        raise NotebookError(f"{name} is not among the released lessons, so nothing can be said of a hand-in.")
    exercises = in_lesson(name)
    cells = given_out(nbformat.read(path, as_version=4).cells, {exercise.name for exercise in exercises})
    return Lesson(name, path, cells, exercises)


def answered(lesson: Lesson, place: Path, one: Candidate) -> int:
    """How many of the lesson's exercises a candidate holds answers to."""
    cells = parse_notebook(read(place / one.below / one.name), [])
    return sum(map(bool, answers(lesson.cells, readable(cells or [], [])).values()))


def choice(chosen: Candidate, candidates: Sequence[Candidate], wanted: str) -> list[str]:
    """What is told where a folder holds several notebooks, or one of another name."""
    others = ", ".join(quoted(one) for one in candidates if one is not chosen)
    if others:
        return [
            f"Of several notebooks {quoted(chosen)} counts, the newest that holds answers; left aside: {others}. "
            "To hand in another one, give its path."
        ]
    return [] if chosen.shown == wanted else [f"{quoted(chosen)} is handed in as {wanted}."]


def read(path: Path) -> bytes:
    """A notebook's bytes; NotebookError where the grader would not take them."""
    if not path.is_file():
        raise NotebookError(f"there is no notebook {path}.")
    if path.stat().st_size > NOTEBOOK_LIMIT:
        raise NotebookError(f"{path} is larger than {NOTEBOOK_LIMIT >> 20} MB. Clear its outputs, save it, try again.")
    return path.read_bytes()


def lesson_in(cells: Sequence[SubmittedCell]) -> str:
    """The lesson of most of a notebook's exercises; "" for none."""
    names = [cell.grade_id or cell.id for cell in cells]
    counts = Counter(lesson for name in names if (lesson := lesson_of(name.removeprefix("test_"))))
    return counts.most_common(1)[0][0] if counts else ""


def another_lesson(cells: Sequence[SubmittedCell], lesson: str) -> Iterator[str]:
    """Told of a notebook whose cells belong to another lesson, or to none."""
    other = lesson_in(cells)
    if other != lesson:
        what = f"holds {other}" if other else f"bears no cell of {lesson}"
        yield f"This notebook {what}: it has no points before a person has looked at it."


def older_release(cells: Sequence[SubmittedCell], lesson: Lesson) -> Iterator[str]:
    """Told of a notebook that was made from another release than the one that is graded, as far as its cells tell."""
    now = {cell.id: cell.metadata.get("nbgrader", {}).get("checksum") for cell in lesson.cells if cell.exercise}
    if any(cell.id in now and cell.checksum and cell.checksum != now[cell.id] for cell in cells):
        yield f"There is a newer release of this lesson: `autograde update {lesson.name}` merges it into your copy."
