"""Turn lesson texts into notebooks: course/ → source/ (with solutions) → release/ (with stubs), and the formula sheet.

Same text, same bytes: cell ids are names or positions, nothing carries a date, and no notebook is its own input.
The release is made by nbgrader's own preprocessors in process, so `nbgrader generate_assignment` gives the same.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde import framing, hints
from autograde import lesson as lessons
from autograde.course import Course
from autograde.errors import LessonError
from autograde.exercise import Exercise
from autograde.exercises import of_lesson
from autograde.whole_file import replace

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
IMPORT = "from autograde import check"
FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}  # JupyterLab reads one, sites the other
SCHEMA = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}


def read_lesson(course: Course, name: str) -> lessons.Lesson:
    """The lesson's cells; LessonError with every problem found when its text breaks a rule."""
    path = course.text(name)
    lesson = lessons.read(path, of_lesson(name, course), course.shown(path))
    if lesson.problems:
        raise LessonError("\n".join(lesson.problems))
    return lesson


def source_notebook(
    lesson: lessons.Lesson, exercises: Sequence[Exercise], helped: Mapping[str, hints.Hints] | None = None
) -> Any:
    """The instructor's notebook: marks become nbgrader metadata, tests cells gain their hidden check.

    helped: the exercises' hints. Each exercise that has some gets a cell for them, below its check; the other cells'
    ids do not count it, so that they are the same with and without hints.
    """
    known = {exercise.name: exercise for exercise in exercises}
    cells = []
    for position, cell in enumerate(lesson.cells):
        exercise = known.get(cell.exercise)
        if exercise is None or not cell.mark:
            make = new_markdown_cell if cell.kind == "markdown" else new_code_cell
            cells.append(make(cell.source, id=f"cell-{position:02d}", metadata=FOLDED if cell.folded else {}))
        elif cell.mark == "solution":
            data = {**SCHEMA, "grade_id": exercise.name, "solution": True}
            cells.append(new_code_cell(cell.source, id=exercise.name, metadata={"nbgrader": data}))
        else:
            cells.append(tests_cell(cell.source, exercise))
            if helped and exercise.name in helped:
                text = hints.cell_text(exercise.name, helped[exercise.name])
                cells.append(new_markdown_cell(text, id=f"hints_{exercise.name}"))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def tests_cell(source: str, exercise: Exercise) -> Any:
    """A graded cell: the lesson's check, and the same with hidden probes in a region that the release leaves out.

    It imports what it needs, so that it works after a restart without the lesson's first cell. The tag lets "Run All"
    go on past an exercise that is not written yet.
    """
    functions = ", ".join(exercise.handed)
    hidden = f'### BEGIN HIDDEN TESTS\ncheck("{exercise.name}", {functions}, hidden=True)\n### END HIDDEN TESTS'
    name = f"test_{exercise.name}"
    data = {**SCHEMA, "grade_id": name, "grade": True, "locked": True, "points": exercise.points}
    metadata = {"nbgrader": data, "tags": ["raises-exception"]}
    return new_code_cell(f"{IMPORT}\n\n{source}\n{hidden}", id=name, metadata=metadata)


@functools.cache
def nbgrader_config(root: Path) -> Any:
    """The course's nbgrader_config.py, so that settings stand in one place."""
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def release_notebook(course: Course, source: Any) -> Any:
    """The student's notebook: stubs for solutions, hidden tests removed, tests locked, checksums set."""
    from nbgrader import preprocessors as nbgrader  # slow to import: only when something is built

    from autograde import stubs

    passes = (
        nbgrader.LockCells,
        stubs.ClearSolutions,
        nbgrader.ClearOutput,
        nbgrader.CheckCellMetadata,
        nbgrader.ComputeChecksums,
        nbgrader.ClearHiddenTests,
        nbgrader.ClearMarkScheme,
        nbgrader.ComputeChecksums,
        nbgrader.CheckCellMetadata,
    )
    notebook: Any = nbformat.from_dict(source)
    resources: dict[str, Any] = {}
    for make in passes:
        notebook, resources = make(config=nbgrader_config(course.root)).preprocess(notebook, resources)
    return notebook


def to_bytes(notebook: Any) -> bytes:
    """A notebook as it is stored: one space of indent, a final newline."""
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n").encode()


def render(course: Course, name: str) -> dict[Path, bytes]:
    """Every file that the build makes of a lesson, with its bytes; nothing is written."""
    helped = hints.read(course.part(name, "hints"))
    source = source_notebook(read_lesson(course, name), of_lesson(name, course), helped)
    source.cells = framing.framed(source.cells, name, begins=name == course.folders[0])
    files = {course.notebook("source", name): to_bytes(source)}
    files[course.notebook("release", name)] = to_bytes(release_notebook(course, source))
    return files


def render_sheet(course: Course) -> dict[Path, bytes]:
    """The formula sheet of all lessons, whichever are taught; nothing where none has a rule for it."""
    from autograde.formula_sheet import page  # brings what converts formulas: only when something is built

    made = page.render(course)
    return {} if made is None else {course.formula_sheet: made}


def build(course: Course, names: tuple[str, ...] = ()) -> list[Path]:
    """Write the notebooks of the named lessons (all when none is named) and the formula sheet; return what changed.

    Every lesson is rendered before anything is written: a mistake in one leaves all files as they were.
    """
    files: dict[Path, bytes] = {}
    problems = []
    for name in course.select(names):
        try:
            files |= render(course, name)
        except LessonError as error:
            problems.append(str(error))
    if not problems:
        files |= render_sheet(course)
    if problems:
        raise LessonError("\n".join([*problems, "Nothing was written."]))
    changed = [path for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    for path in changed:
        replace(path, files[path])
    return changed


def stray_files(course: Course) -> list[Path]:
    """Files in a lesson's own folder in source/ or release/ that its build does not make.

    Other folders there are an instructor's own assignments.
    """
    made = [course.notebook(stage, name) for stage in ("source", "release") for name in course.folders]
    found = [path for notebook in made for path in notebook.parent.rglob("*") if path.is_file()]
    return sorted(path for path in found if path not in made and ".ipynb_checkpoints" not in path.parts)
