"""Make nbgrader's gradebook know a lesson: what `nbgrader generate_assignment` records, by nbgrader's own SaveCells.

A lesson may change after notebooks were handed in. nbgrader refuses that; here new exercises join the gradebook and
exercises that are gone leave it, unless a person's points or comments would be lost. Nothing is written for a lesson
that is known already. Left out: submissions and grades (`record`).
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbgrader import preprocessors, utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from sqlalchemy import delete, insert, or_, select

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.errors import AutogradeError

PASSES = ("LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums")
BLANK: dict[type, dict[str, Any]] = {  # what a cell needs to be there; SaveCells fills in the rest
    GradeCell: {"max_score": 0.0, "cell_type": "code"},
    TaskCell: {"max_score": 0.0, "cell_type": "markdown"},
    SolutionCell: {},
    SourceCell: {"cell_type": "code", "locked": False},
}
Cells = dict[type, dict[str, tuple[Any, ...]]]  # kind -> name -> what the gradebook should say of it


def learn(gradebook: Gradebook, course: Course, lesson: str) -> bool:
    """Record a lesson's cells, if the gradebook does not have them as they are; returns whether it had to.

    Its due date is the one of the course's settings, where they name one; else it stays.
    """
    notebook = course_notebook(course, lesson)
    wanted = cells_of(notebook)
    due = course.settings.due.get(lesson)
    dates = {"duedate": due.replace(tzinfo=None)} if due else {}  # nbgrader keeps UTC without saying so
    try:
        known = gradebook.find_notebook(lesson, lesson)
    except MissingEntry:
        gradebook.update_or_create_assignment(lesson, **dates)
    else:
        if dates and gradebook.find_assignment(lesson).duedate != dates["duedate"]:
            gradebook.update_or_create_assignment(lesson, **dates)
        if cells_known(known) == wanted:
            return False
        if known.submissions:
            make_room(gradebook, known, wanted)
    gradebook.db.remove()  # SaveCells has a connection of its own
    url = gradebook.engine.url.render_as_string(hide_password=False)
    names = {"notebook": lesson, "assignment": lesson, "db_url": url}
    preprocessors.SaveCells(config=nbgrader_config(course.root)).preprocess(notebook, {"nbgrader": names})
    return True


def course_notebook(course: Course, lesson: str) -> Any:
    """The instructor's notebook as nbgrader records it: stubs for solutions, hidden tests in place, checksums set."""
    notebook = nbformat.read(course.notebook("source", lesson), as_version=4)
    resources: dict[str, Any] = {}
    for name in PASSES:
        make = getattr(preprocessors, name)(config=nbgrader_config(course.root))
        notebook, resources = make.preprocess(notebook, resources)
    return notebook


def cells_of(notebook: Any) -> Cells:
    """The cells of a notebook that the gradebook should know."""
    found: Cells = {kind: {} for kind in BLANK}
    for cell in notebook.cells:
        graded, solution, task = utils.is_grade(cell), utils.is_solution(cell), utils.is_task(cell)
        if graded or solution or task or utils.is_locked(cell):
            data = cell.metadata.nbgrader
            name = data["grade_id"]
            found[SourceCell][name] = (cell.cell_type, utils.is_locked(cell), cell.source, data.get("checksum"))
            if graded or task:
                found[GradeCell if graded else TaskCell][name] = (float(data["points"]), cell.cell_type)
            if solution:
                found[SolutionCell][name] = ()
    return found


def cells_known(notebook: Notebook) -> Cells:
    """The cells that the gradebook knows."""
    return {
        GradeCell: {cell.name: (cell.max_score, cell.cell_type) for cell in notebook.grade_cells},
        TaskCell: {cell.name: (cell.max_score, cell.cell_type) for cell in notebook.task_cells},
        SolutionCell: {cell.name: () for cell in notebook.solution_cells},
        SourceCell: {
            cell.name: (cell.cell_type, cell.locked, cell.source, cell.checksum) for cell in notebook.source_cells
        },
    }


def make_room(gradebook: Gradebook, notebook: Notebook, wanted: Cells) -> None:
    """Add cells that are new and remove those that are gone, with a place for grades and comments in every submission.

    AutogradeError, and no change, where points or comments that a person entered would be lost.
    """
    db = gradebook.db
    lists = {
        GradeCell: notebook.grade_cells,
        TaskCell: notebook.task_cells,
        SolutionCell: notebook.solution_cells,
        SourceCell: notebook.source_cells,
    }
    for kind, cells in lists.items():
        for cell in cells:
            if cell.name not in wanted[kind]:
                refuse_to_lose(gradebook, notebook.name, cell)
                db.execute(delete(Grade).where(Grade.cell_id == cell.id))
                db.execute(delete(Comment).where(Comment.cell_id == cell.id))
                db.delete(cell)
        for name in wanted[kind].keys() - {cell.name for cell in cells}:
            added = kind(name=name, notebook=notebook, **BLANK[kind])
            db.add(added)
            db.flush()
            places = [{"cell_id": added.id, "notebook_id": submission.id} for submission in notebook.submissions]
            if kind in (GradeCell, TaskCell):
                db.execute(insert(Grade), places)
            if kind in (SolutionCell, TaskCell):
                db.execute(insert(Comment), places)
    db.commit()


def refuse_to_lose(gradebook: Gradebook, lesson: str, cell: Any) -> None:
    """Raise when a person entered points or a comment for a cell that is about to go."""
    by_hand = or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
    grades = gradebook.db.scalars(select(Grade.id).where(Grade.cell_id == cell.id, by_hand)).all()
    written = select(Comment.id).where(Comment.cell_id == cell.id, Comment.manual_comment.is_not(None))
    count = len(grades) + len(gradebook.db.scalars(written).all())
    if count:
        gradebook.db.rollback()
        raise AutogradeError(
            f"{lesson} has no “{cell.name}” any more, but the gradebook holds {count} points or comments that a person "
            "entered for it. Put the exercise back into the lesson, or clear them in Formgrader; then grade again."
        )
