"""A class of a few students in two gradebooks: what one is told by `autograde grade`, the other is told by nbgrader.

Results are made up, no notebook is run, and so an example takes milliseconds. What a person enters goes to both.
Left out: what must hold (`test_agreement`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nbformat import v4
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import LoggingConfigurable

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.gradebook.record import Recorder
from autograde.grading.gradebook.results import waits
from autograde.grading.gradebook.rows import row_of
from autograde.grading.nbgrader_adapter.nbgrader_folders import give_up, grades_before
from autograde.grading.nbgrader_adapter.preprocessors import RecordGrades
from autograde.grading.records import Result
from tests.grading.small_class import LESSON

EXERCISES = [exercise.name for exercise in of_lesson(LESSON)]


def made_up(student, points, status="graded"):
    """A result with these points by exercise; other statuses have none, or 0."""
    reports = {}
    for exercise in of_lesson(LESSON) if status in ("graded", "unreadable") else ():
        given = min(points[exercise.name], exercise.points) if status == "graded" else 0.0
        findings = [] if given == exercise.points else [{"function": exercise.name, "name": "not swapped"}]
        reports[exercise.name] = {
            "points": given,
            "max_points": exercise.points,
            "passed": not findings,
            "findings": findings,
            "diagnosis": "not swapped" if findings else None,
            "title": "",
            "lines": [["", "said"]],
        }
    return Result(
        lesson=LESSON,
        student=student,
        submission="0" * 64,
        bundle="1" * 64,
        seed_id="2" * 64,
        status=status,
        level="",
        notes=() if status == "graded" else (f"What happened to {student}.",),
        reports=reports,
        max_points=10.0,
        seconds=0.1,
        points=sum(report["points"] for report in reports.values()) if reports else None,
    )


class Reader(LoggingConfigurable):
    """What `RecordGrades` needs of the reader that nbgrader's command makes."""

    before: dict


@dataclass
class Way:
    """One course with its gradebook, open for a test."""

    course: Course
    recorder: Recorder

    @property
    def directory(self):
        return CourseDirectory(config=nbgrader_config(self.course.root))

    def by_autograde(self, result, when):
        """Record a result as `autograde grade` does."""
        self.recorder.record(LESSON, [row_of(result, when)])

    def by_nbgrader(self, result, when):
        """Record a result as `nbgrader autograde` does, with its own steps and ours."""
        directory, student = self.directory, result.student
        with Gradebook(directory.db_url, directory.course_id) as book:
            book.update_or_create_submission(LESSON, student, timestamp=when)
        reader = Reader(config=nbgrader_config(self.course.root))
        directory.assignment_id = LESSON
        reader.before = grades_before(directory)
        if result.status == "grader error":
            return give_up(directory, LESSON, student, LESSON)
        names = {"student": student, "assignment": LESSON, "notebook": LESSON, "db_url": directory.db_url}
        resources = {"nbgrader": {**names, "waits": waits(result)}}
        notebook = v4.new_notebook(cells=[tests_cell(name, result) for name in EXERCISES])
        for step in (RecordGrades(parent=reader), AssignLatePenalties(parent=reader)):
            step.preprocess(notebook, resources)

    def by_hand(self, student, exercise, field, value):
        """What a person enters in Formgrader: points, extra credit or a comment for an exercise, or an extension."""
        with Gradebook(self.directory.db_url, self.directory.course_id) as book:
            if field == "penalty":
                notebook = book.find_submission_notebook(LESSON, LESSON, student)
                assert isinstance(notebook, SubmittedNotebook)
                notebook.late_submission_penalty = value
            elif field == "comment":
                book.find_comment(exercise, LESSON, LESSON, student).manual_comment = value
            else:
                grade = book.find_grade(f"test_{exercise}", LESSON, LESSON, student)
                setattr(grade, field, value)
                if field == "manual_score":
                    grade.needs_manual_grade = False
            book.db.commit()


def tests_cell(name, result):
    """A graded tests cell: a report's points, or an error where there are none."""
    full = next(exercise.points for exercise in of_lesson(LESSON) if exercise.name == name)
    about = {"grade_id": f"test_{name}", "grade": True, "solution": False, "locked": True, "schema_version": 3}
    output = v4.new_output("error", ename="NotGraded", evalue="not graded")
    if name in result.reports:
        text = str(result.reports[name]["points"])
        output = v4.new_output("execute_result", data={"text/plain": text}, execution_count=1)
    cell = v4.new_code_cell("check()", outputs=[output])
    cell.metadata.nbgrader = {**about, "points": full, "task": False, "cell_type": "code"}
    return cell


def late(hours):
    """A time of handing in, some hours after the lesson is due."""
    return datetime(2030, 1, 1, 12 + hours)
