"""The way from nbgrader's commands and Formgrader to the grader: what to grade, in which bundle, and the result.

One process keeps its sandboxes warm from one notebook to the next and closes them when it ends. Left out: nbgrader's
classes (`preprocessors`) and its gradebook, which nbgrader itself writes.
"""

from __future__ import annotations

import atexit
import functools
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from autograde.course import Course
from autograde.errors import BoxError, NotebookError
from autograde.exercises import every
from autograde.grading.gradebook.store import Store
from autograde.grading.intake import ingest
from autograde.grading.intake.bundle import foreign_bundle, make_bundle
from autograde.grading.intake.recognise import answers_in
from autograde.grading.intake.timestamp import note_on
from autograde.grading.records import Bundle, Result
from autograde.grading.run.job import make_job
from autograde.grading.run.secret import read_secret
from autograde.grading.run.worker_process import Grader
from autograde.handed_in.candidates import printable
from autograde.handed_in.cells import LessonCell
from autograde.handed_in.lesson_cells import role_of

GRADERS: dict[str, Grader] = {}  # by level


class Assignment:
    """One notebook of an assignment in a course as nbgrader sees it (its CourseDirectory)."""

    def __init__(self, directory: Any, assignment: str, notebook: str) -> None:
        self.directory, self.name, self.notebook = directory, assignment, notebook
        self.course = Course(Path(directory.root))
        self.source = self.folder("source") / f"{notebook}.ipynb"
        self.release = self.folder("release") / f"{notebook}.ipynb"

    def folder(self, stage: str, student: str = ".") -> Path:
        """Where this assignment lies in one of nbgrader's folders."""
        return Path(self.directory.format_path(getattr(self.directory, f"{stage}_directory"), student, self.name))

    def bundle(self) -> Bundle:
        """What grading needs of the assignment; read again only when a file of it has changed."""
        if not self.release.is_file():
            raise NotebookError(
                f"{self.course.shown(self.release)} is missing. Run `nbgrader generate_assignment {self.name}` first."
            )
        files = [path for stage in ("source", "release") for path in self.folder(stage).rglob("*") if path.is_file()]
        stamps = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(files))
        return read(self.course, self.name, self.source, self.release, stamps)

    def submission(self, student: str) -> ingest.Submission:
        """What the student handed in, as bytes."""
        place, bundle = self.folder("submitted", student), self.bundle()
        answers = functools.partial(answers_in, bundle) if is_ours(bundle) else None
        found = ingest.read_submission(place.parent.parent, student, self.name, self.notebook, answers)
        if found and (note := note_on(place)):
            found.notes.append(note)
        return found or ingest.Submission(student, self.name, notes=["The submission is not a folder of its own."])

    def files(self, student: str, bundle: Bundle) -> tuple[dict[str, str], list[str]]:
        """The other files that nbgrader put beside the graded notebook, unless they come with the bundle; and notes."""
        place, found, notes, left = self.folder("autograded", student), {}, [], ingest.DATA_LIMIT
        for path in sorted(path for path in place.rglob("*") if path.suffix != ".ipynb" and path.is_file()):
            remarks: list[str] = []
            data = ingest.read_regular(path.parent, path.name, left, remarks)
            name = str(path.relative_to(place))
            if remarks and path.stat().st_size:
                notes += remarks
            elif data.hex() != bundle.files.get(name):
                left -= len(data)
                found[name] = data.hex()
        return found, notes

    def remove_links(self, student: str) -> list[str]:
        """Remove what nbgrader copied because a submission links to it: it is not the student's to hand in, nor to get.

        Returns the links' names.
        """
        place = self.folder("submitted", student)
        entries = [Path(folder) / name for folder, _, names in os.walk(place) for name in names]
        links = [path.relative_to(place) for path in entries if path.is_symlink() and path.suffix != ".ipynb"]
        for name in links:
            if not (self.folder("source") / name).exists():
                (self.folder("autograded", student) / name).unlink(missing_ok=True)
        return [printable(str(name)) for name in links]

    def grade(self, student: str, level: str, tests: dict[str, str]) -> Result:
        """Grade a student's submission at a level; tests are the texts of tests cells in the gradebook, by cell id."""
        bundle, submission = self.bundle(), self.submission(student)
        job = make_job(bundle, student, submission.data, submission.notes, read_secret(self.course))
        if not is_ours(bundle):
            bundle = replace(bundle, cells=tuple(restored(cell, tests) for cell in bundle.cells))
            files, notes = self.files(student, bundle)
            job = replace(job, files=files, notes=(*job.notes, *notes))
        try:
            result = grader(level, bundle).grade(job)
        except BoxError:  # the sandbox has ended, perhaps for want of memory; a new one gets a chance
            result = grader(level, bundle).grade(job)
        if self.name == self.notebook:
            Store(self.course).save_result(result)
        return result


def restored(cell: LessonCell, tests: dict[str, str]) -> LessonCell:
    """A cell of a bundle, with the gradebook's text where it holds asserts: hidden tests are nowhere else."""
    return replace(cell, source=tests.get(cell.id, cell.source)) if cell.role == "asserts" else cell


@functools.lru_cache(maxsize=32)
def read(course: Course, name: str, source: Path, release: Path, stamps: tuple[object, ...]) -> Bundle:
    """The bundle of an assignment whose files are as the stamps say; AutogradeError for one that is not in Python."""
    notebook = nbformat.read(release, as_version=4)
    kernel = notebook.metadata.get("kernelspec", {})
    if kernel.get("language", "python").lower() != "python":
        raise NotebookError(
            f"{course.shown(release)} is written in {kernel['language']}; only Python can be graded here."
        )
    exercises = every(course)
    if any(role_of(cell, (), exercises) == "tests" for cell in notebook.cells):
        return make_bundle(course, name)
    return foreign_bundle(name if release.stem == name else f"{name}/{release.stem}", notebook, source.parent)


def is_ours(bundle: Bundle) -> bool:
    """Whether an assignment holds an exercise of this course."""
    return any(cell.role == "tests" for cell in bundle.cells)


def grader(level: str, bundle: Bundle) -> Grader:
    """The process's grader at that level, ready for a bundle; a box of an older version of it is closed."""
    graders = GRADERS.setdefault(level, Grader([], level))
    known = graders.bundles.get(bundle.lesson)
    if known is not None and known.version != bundle.version:
        graders.drop(bundle.lesson)
    graders.bundles[bundle.lesson] = bundle
    return graders


@atexit.register
def close() -> None:
    """End all sandboxes with this process."""
    while GRADERS:
        GRADERS.popitem()[1].close()
