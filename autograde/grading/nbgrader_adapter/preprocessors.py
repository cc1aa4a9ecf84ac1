"""nbgrader's own `nbgrader autograde` and Formgrader's button, led through the sandbox: same scores whichever way.

nbgrader_config.py names these classes as texts, so that reading it stays quick. A submission passes twice: `Transplant`
builds the notebook from the instructor's, and `SandboxExecute` fills in what grading found. nbgrader itself keeps
copying files, restoring cells from the gradebook, and writing points, comments and late penalties. Left out: which
submissions nbgrader is going to grade (`nbgrader_folders`), and other kinds of files than regular ones, on which it
stumbles before it gets here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import OverwriteCells, SaveAutoGrades
from nbgrader.preprocessors.base import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import Enum

from autograde.errors import AutogradeError
from autograde.grading.gradebook.gradebook_reader import needs_a_person
from autograde.grading.gradebook.results import waits
from autograde.grading.intake.bundle import graded_notebook
from autograde.grading.intake.timestamp import moment_in
from autograde.grading.intake.transplant import transplant
from autograde.grading.nbgrader_adapter.assignment import Assignment, is_ours
from autograde.grading.nbgrader_adapter.nbgrader_folders import give_up, grades_before, settle
from autograde.grading.records import RunCell
from autograde.grading.sandbox import levels
from autograde.handed_in.submitted_cells import parse_notebook

NOT_GRADED = (
    "This tests cell was not graded: the lesson as it is now does not hold it. Run nbgrader generate_assignment."
)


def rename(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's pre-convert hook: let a renamed notebook stand for the one that is missing in its folder.

    The list is nbgrader's own, of the files it is going to grade; those it does not know it leaves out afterwards.
    """
    place = Path(notebooks[0]).parent
    wanted = {path.name for path in Path("release", place.name).glob("*.ipynb")}
    missing = sorted(wanted - {Path(name).name for name in notebooks})
    if len(missing) == 1 and any(Path(name).name not in wanted for name in notebooks):
        notebooks.append(str(place / missing[0]))


class SubmissionReader(NotebookExporter):
    """Reads notebooks for nbgrader's autograde, but never a submission: that is for `Transplant`, as hostile bytes.

    nbgrader makes one when it has its list of submissions and has not yet looked at the first.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # nbgrader's own ends the run at a text that is no date
        self.parent.coursedir.get_existing_timestamp = moment_in
        try:
            SandboxExecute(parent=self).level()
        except AutogradeError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        for line in (waiting := settle(self.parent)):
            self.log.error("%s", line)
        if waiting and not self.parent.assignments:
            raise NbGraderException("every submission waits for a person")
        self.before = grades_before(self.parent.coursedir)

    def from_filename(self, filename: str, resources: Any = None, **others: Any) -> Any:
        """The notebook of that name after all preprocessors."""
        if any(isinstance(step, Transplant) for step in self._preprocessors):
            empty = nbformat.v4.new_notebook()
            return self.from_notebook_node(empty, resources, **others)
        return super().from_filename(filename, resources, **others)


class OurPreprocessor(NbGraderPreprocessor):
    """A step that knows which assignment it works on."""

    enabled = True  # no setting, and no `--no-execute`, leaves a tests cell without output: that would be full points

    def assignment(self, resources: Any) -> Assignment:
        """The assignment that a notebook belongs to."""
        about = resources["nbgrader"]
        return Assignment(self.parent.parent.coursedir, about["assignment"], about["notebook"])


class Transplant(OurPreprocessor):
    """First sanitizing step: the instructor's notebook, with the student's text in its solution cells."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """The notebook to be graded; what came in is not looked at."""
        assignment, student = self.assignment(resources), resources["nbgrader"]["student"]
        for name in assignment.remove_links(student):
            self.log.warning("%s: “%s” is a link and was left out", student, name)
        submission = assignment.submission(student)
        cells = transplant(assignment.bundle(), parse_notebook(submission.data, []) or [], [])
        return nbformat.reads(graded_notebook([RunCell(cell) for cell in cells]), as_version=4), resources


class RestoreCells(OverwriteCells):
    """nbgrader's step that restores cells from the gradebook, silent: the difference is the release's, no student's."""

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Say nothing."""


class SandboxExecute(OurPreprocessor):
    """First grading step: run the notebook in the sandbox, judge it outside, and write both into the cells."""

    sandbox = Enum(levels.SANDBOX, "required", help="off: run students' code unprotected, as the user who grades").tag(
        config=True
    )

    def level(self) -> str:
        """The level of sandbox; BoxError where there is none."""
        return levels.choose(self.sandbox)

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """The graded notebook."""
        assignment, student = self.assignment(resources), resources["nbgrader"]["student"]
        try:
            result = assignment.grade(student, self.level(), {cell.id: cell.source for cell in nb.cells})
        except Exception:
            give_up(assignment.directory, assignment.name, student, assignment.notebook)
            raise
        resources["nbgrader"]["waits"] = waits(result)
        if waits(result):
            self.log.error("%s, %s: %s", student, assignment.name, " ".join(result.notes))
        for note in result.notes:
            self.log.warning("%s: %s", student, note)
        graded = {cell.id: cell for cell in nbformat.reads(result.notebook, as_version=4).cells}
        for cell in nb.cells:
            known = graded.pop(cell.id, None)
            if cell.cell_type == "code":
                cell.outputs = known.outputs if known else []
                cell.execution_count = known.execution_count if known else None
            if known and is_ours(assignment.bundle()):
                cell.source = known.source  # without the hidden check, which nbgrader has put in
            if is_grade(cell) and not is_solution(cell) and cell.cell_type == "code" and not counted(cell):
                why = " ".join(result.notes) if waits(result) else NOT_GRADED
                cell.outputs = [nbformat.v4.new_output("error", ename="NotGraded", evalue=why)]
        nb.cells = [*graded.values(), *nb.cells]  # what is left over is the cell of notes
        nb.metadata["autograde"] = {"level": result.level}
        return nb, resources


class RecordGrades(SaveAutoGrades):
    """nbgrader's step that records points, with the rule of `autograde grade` for what needs a person.

    nbgrader asks about points by hand after every grading, takes a notebook that waits for a person for one with 0
    points, gives a notebook that it does not find 0 points for everything, and never takes a task's 0 back.
    """

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        if is_solution(cell):
            return  # what a person grades may have changed in any case
        name = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        key = (self.assignment_id, self.student_id, self.notebook_id, name)
        before, asked = self.parent.before.get(key, (None, False))
        grade.auto_score = None if resources["nbgrader"].get("waits") else grade.auto_score
        grade.needs_manual_grade = needs_a_person(grade.auto_score, before, grade.manual_score, asked)
        self.gradebook.db.commit()

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Record one cell."""
        if is_task(cell):
            name = cell.metadata["nbgrader"]["grade_id"]
            grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
            if grade.manual_score is None:
                grade.auto_score, grade.needs_manual_grade = None, True
        return super().preprocess_cell(cell, resources, cell_index)


def counted(cell: Any) -> bool:
    """Whether the first output of a tests cell is a report: nbgrader takes no output at all for full points."""
    return bool(cell.outputs) and cell.outputs[0].output_type == "execute_result"
