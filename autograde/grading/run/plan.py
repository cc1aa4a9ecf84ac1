"""Which submissions are to be graded, and why: those whose result is not there, or is not of what there is now.

A result belongs to a submission's bytes, a lesson's version and the secret. Submissions are read here, as bytes and
never as more; nothing a student named or linked leads anywhere else.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.store import Store
from autograde.grading.intake import ingest
from autograde.grading.intake.bundle import lacks_torch, make_bundle
from autograde.grading.intake.recognise import answers_in
from autograde.grading.intake.student_folders import read_student_folders, spelled, told
from autograde.grading.intake.student_ids import fits, nobodys, normal
from autograde.grading.intake.timestamp import note_on, read_time
from autograde.grading.platforms.roster import Roster, read_roster
from autograde.grading.records import GRADER_ERROR, Bundle, Job, Result
from autograde.grading.run.forced import Forced
from autograde.grading.run.job import make_job
from autograde.grading.run.secret import read_secret
from autograde.handed_in.candidates import FILES_LIMIT
from backprop_lib.torch_bridge import MISSING

MOST_REMARKS = 20  # in one message


@dataclass(frozen=True)
class Item:
    """One submission, and why it is to be graded ("" where its result is there already)."""

    lesson: str
    student: str
    why: str


class Plan:
    """The submissions of some lessons and students, in the order in which they are recorded."""

    def __init__(
        self,
        course: Course,
        lessons: Sequence[str],
        patterns: Sequence[str] = ("*",),
        force: bool = False,
        sandbox: bool = True,
    ) -> None:
        """Read every submission once. AutogradeError when there is none, or a student is not there."""
        self.course, self.store = course, Store(course)
        self.forced = Forced(course, sandbox) if force else None
        self.submitted = course.root / "work" / "submitted"
        self.lessons = course.select_assignments(tuple(sorted(set(lessons))))
        self.own = set(course.own)
        self.secret = read_secret(course)
        folders, self.roster = read_student_folders(self.submitted), read_roster(course)
        self.students = [name for name in folders.students if not self.roster.is_left_out(name)]
        self.waiting = list(told(folders.waiting.items()))
        self.remarks = [*folders.remarks, *misplaced(course, self.submitted, self.students)]
        self.remarks += other_names(self.roster, folders.students)
        if not self.students:
            none = "no submissions that can be graded" if self.waiting else "no submissions"
            place = "work/submitted/<student>/<lesson>/<lesson>.ipynb"
            raise AutogradeError(f"work/submitted holds {none}. Each belongs at {place}.{self.left_out()}")
        if unknown := nobodys(patterns, self.students):
            raise AutogradeError(
                f"no student in work/submitted is called {' or '.join(map(normal, unknown))}. "
                f"There are {len(self.students)}.{self.left_out()}"
            )
        chosen = [student for student in self.students if fits(student, patterns)]
        self.enrolled = [person.id for person in self.roster.enrolled if fits(person.id, patterns)]
        self.bundles: dict[str, Bundle] = {}
        self.items: list[Item] = []
        for lesson in self.lessons:
            for student in chosen:
                if (submission := self.read(student, lesson)) is not None:
                    stored = self.store.load(lesson, student)
                    why = reason(stored, self.job_of(submission), self.forced)
                    self.items.append(Item(lesson, student, why))
        for lesson in [name for name, bundle in self.bundles.items() if lacks_torch(bundle.imports)]:
            del self.bundles[lesson]
            self.items = [item for item in self.items if item.lesson != lesson]
            self.waiting.append(f"{lesson} was not graded. {MISSING}")
        if not self.items:
            who = "" if "*" in patterns else f" of {' or '.join(map(normal, patterns))}"
            lessons = ", ".join(self.lessons)
            raise AutogradeError(f"work/submitted holds no submission{who} for {lessons}.{self.left_out()}")

    def left_out(self) -> str:
        """What lies in work/submitted and was not looked at, for the end of a message; "" for nothing."""
        return "".join(f"\n  {remark}" for remark in [*self.waiting, *self.remarks][:MOST_REMARKS])

    @property
    def todo(self) -> list[Item]:
        """What is to be graded."""
        return [item for item in self.items if item.why]

    def read(self, student: str, lesson: str) -> ingest.Submission | None:
        """A submission; None when there is none. One that the system does not let us read is unreadable, no more."""
        if not os.path.lexists(self.submitted / student / lesson):
            return None
        if lesson not in self.bundles:
            self.bundles[lesson] = bundle_of(self.course, lesson)
        answers = None if lesson in self.own else partial(answers_in, self.bundles[lesson])
        try:
            submission = ingest.read_submission(self.submitted, student, lesson, answers=answers)
            if submission and (note := note_on(self.submitted / student / lesson)):
                submission.notes.append(note)
            return submission
        except OSError as error:
            return ingest.Submission(student, lesson, notes=[f"The submission cannot be read: {error.strerror}."])

    def job_of(self, submission: ingest.Submission) -> Job:
        """The job that grades a submission."""
        bundle, student = self.bundles[submission.lesson], submission.student
        if submission.lesson not in self.own:
            return make_job(bundle, student, submission.data, submission.notes, self.secret)
        from autograde.grading.nbgrader_adapter.own_assignments import files_beside

        files, notes = files_beside(self.submitted / student / submission.lesson, bundle)
        return make_job(bundle, student, submission.data, [*submission.notes, *notes], self.secret, files)

    def stamp(self, student: str, lesson: str) -> tuple[str, datetime] | None:
        """When a notebook was handed in: the text of timestamp.txt and the moment in UTC; None if not known."""
        return read_time(self.submitted / student / lesson)


def bundle_of(course: Course, name: str) -> Bundle:
    """The bundle of a lesson or of an assignment of the instructor's own."""
    if name not in course.own:
        return make_bundle(course, name)
    from autograde.grading.nbgrader_adapter.own_assignments import own_bundle

    return own_bundle(course, name)


def reason(stored: Result | None, job: Job, forced: Forced | None) -> str:
    """Why a submission is to be graded; "" when the stored result is the one that grading would give again.

    forced: how far a run has come that grades again what has not changed, too.
    """
    if stored is None:
        return "new"
    if stored.submission != job.submission:
        return "submission changed"
    if stored.bundle != job.bundle:
        return "lesson changed"
    if stored.seed_id != job.seed_id:
        return "new secret"
    if stored.status == GRADER_ERROR:
        return "grader error before"
    return "forced" if forced and not forced.has(job) else ""


def other_names(roster: Roster, folders: Sequence[str]) -> list[str]:
    """What is said of folders that are called by another name of somebody's, or by nobody's name."""
    remarks = []
    for name in folders if roster else ():
        person = roster.find(name)
        if person is None:
            remarks.append(
                f"work/submitted/{name} is of nobody in work/roster.csv. "
                f"Say who: autograde roster --same {shlex.quote(name)} ID"
            )
        elif name != person.id:
            remarks.append(f"work/submitted/{name} is {person.id}'s and was left out. `autograde roster` moves it.")
    return remarks


def misplaced(course: Course, folder: Path, students: Sequence[str]) -> list[str]:
    """What is said of notebooks that lie where none is looked for: beside the lessons' folders, or in one misnamed."""
    from autograde.grading.nbgrader_adapter.own_assignments import elsewhere

    known = {*course.lessons, *(path.name for path in (course.root / "source").glob("*/"))}
    remarks = elsewhere(course)
    for student in students:
        try:
            with os.scandir(folder / student) as found:
                entries = sorted(islice(found, FILES_LIMIT), key=lambda entry: entry.name)
        except OSError:
            continue  # reading its notebooks says why
        for entry in entries:
            place = f"work/submitted/{student}/{spelled(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in known:
                    near = course.nearest(entry.name)
                    hint = f" Is it {near}?" if near else ""
                    remarks.append(f"{place}/ was left out: no lesson is called that.{hint}")
            elif ".ipynb" in entry.name.lower() and not entry.name.startswith("."):
                remarks.append(f"{place} was left out. Move it into a folder named like its lesson.")
    return remarks
