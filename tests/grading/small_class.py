"""A class that is quick to grade: submissions are a few bytes that say their own points, and no sandbox is started.

What is tested with it is everything around the grading: plan, results, gradebook. `Told` stands in for the pool.
"""

import functools
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.run.batch import Batch
from autograde.grading.run.job import Job, Result, result_of
from autograde.grading.run.journal import Journal
from autograde.grading.run.local_pool import grader_error
from autograde.grading.run.plan import Plan
from tests.course_copy import copy_course

LESSON, OTHER = "01_slopes", "02_circuits"
FIRST = "numerical_derivative"  # the first exercise of LESSON
FAIL, UNREADABLE = b"the grader fails on this", b""


def hand_in(course: Course, student: str, points: dict[str, float] | bytes, lesson=LESSON, stamp="") -> Path:
    """Put a submission in its place."""
    folder = course.root / "work" / "submitted" / student / lesson
    folder.mkdir(parents=True, exist_ok=True)
    data = points if isinstance(points, bytes) else json.dumps(points).encode()
    (folder / f"{lesson}.ipynb").write_bytes(data)
    if stamp:
        (folder / "timestamp.txt").write_text(stamp)
    return folder


def with_gradebook(course: Course) -> Course:
    """The same course with an empty gradebook, which takes nbgrader a second to make, so it is made once."""
    path = course.root / "work" / "gradebook.db"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(empty_gradebook())
    return course


@functools.cache
def empty_gradebook() -> bytes:
    from autograde.grading.gradebook.record import Recorder

    with tempfile.TemporaryDirectory() as folder:
        course = copy_course(Path(folder), lessons=(LESSON,))
        (course.root / "work").mkdir()
        Recorder(course).close()
        return (course.root / "work" / "gradebook.db").read_bytes()


class Told:
    """An executor that gives each submission the points that it asks for; the last one first, unless told otherwise."""

    def __init__(self, bundles=(), backwards=True) -> None:
        self.backwards = backwards

    def map(self, jobs: Iterable[Job]) -> Iterator[Result]:
        for job in reversed(list(jobs)) if self.backwards else jobs:
            yield told(job)

    def close(self) -> None:
        pass


def told(job: Job) -> Result:
    """The result that a job asks for."""
    if job.data == FAIL:
        return grader_error(job, "The grader failed on this notebook twice: as it was told.")
    asked = json.loads(job.data or "{}")
    reports = {}
    for exercise in of_lesson(job.lesson):
        points = float(asked.get(exercise.name, 0))
        passed = points == exercise.points
        name = "not written" if exercise.name not in asked else "not swapped"
        findings = [] if passed else [{"function": exercise.name, "name": name}]
        reports[exercise.name] = {
            "points": points,
            "max_points": exercise.points,
            "passed": passed,
            "findings": findings,
            "diagnosis": None if passed else name,
            "title": "",
            "lines": [],
        }
    return result_of(
        job,
        status="graded" if job.data else "unreadable",
        level="told",
        notes=job.notes,
        reports=reports,
        points=sum(report["points"] for report in reports.values()),
        max_points=sum(report["max_points"] for report in reports.values()),
        notebook=f"{job.student}: {asked}\n",
    )


def grade(course: Course, *lessons: str, student="*", force=False, executor=Told) -> Batch:
    """One run, as `autograde grade` makes it."""
    with Journal(course) as journal:
        batch = Batch(course, Plan(course, lessons or (LESSON,), [student], force), journal)
        batch.run(executor, lambda result: None)
    return batch


def open_gradebook(course: Course) -> Gradebook:
    settings = nbgrader_config(course.root).CourseDirectory
    return Gradebook(settings.db_url, settings.course_id)


def grades(course: Course, student: str, lesson=LESSON) -> dict:
    """exercise -> (points of the grader, points of a person, whether a person must look) in the gradebook."""
    with open_gradebook(course) as gradebook:
        found = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return {
            grade.name.removeprefix("test_"): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for grade in found
        }


def exported(course: Course) -> str:
    """The grades as `nbgrader export` writes them."""
    path = course.root / "work" / "exported.csv"
    with open_gradebook(course) as gradebook:
        CsvExportPlugin(to=str(path)).export(gradebook)
    return path.read_text(encoding="utf-8")


def row(course: Course, student: str, lesson=LESSON) -> dict[str, str]:
    """One line of the exported grades."""
    head, *lines = (line.split(",") for line in exported(course).splitlines())
    found = [dict(zip(head, line, strict=True)) for line in lines]
    return next(line for line in found if (line["student_id"], line["assignment"]) == (student, lesson))


def graded_notebooks(course: Course) -> dict[str, bytes]:
    folder = course.root / "work" / "autograded"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def need(program: str, package: str) -> None:
    """Skip the test where a program is missing; fail where everything has to be there."""
    if shutil.which(program) is None:
        import pytest  # nothing that a process of a test's own needs

        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(f"install {package} to run this test")
