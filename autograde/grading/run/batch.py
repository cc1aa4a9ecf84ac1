"""Grade many submissions: hand them to an executor, keep each result as it comes, record results in their order.

Results on disk are the truth (`store`), and the gradebook is made to follow them, also those of earlier runs. So a run
may be stopped or killed at any moment: the same command goes on where it stopped, and ends in the same gradebook.
Left out: what is to be graded (`plan`), how (`local_pool`, `dask_executor`), what people see (`commands`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import groupby
from typing import Any, Protocol

from autograde.course import Course
from autograde.grading.gradebook.final import final_of
from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.results import is_graded
from autograde.grading.gradebook.score_changes import Move, Tally, movement
from autograde.grading.intake.bundle import graded_notebook
from autograde.grading.intake.transplant import transplant
from autograde.grading.nbgrader_adapter.exchange_files import keep_secret
from autograde.grading.records import UNREADABLE, Bundle, Job, Result, RunCell
from autograde.grading.run.journal import Journal
from autograde.grading.run.plan import Item, Plan
from autograde.grading.run.second import USES_THE_LIBRARY
from autograde.handed_in.submitted_cells import parse_notebook

AT_ONCE = 50  # submissions recorded in one transaction


class Executor(Protocol):
    """What runs jobs: this machine (`local_pool.LocalPool`) or a cluster (`dask_executor.Cluster`)."""

    def map(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of jobs, in the order in which they are completed."""
        ...

    def close(self) -> None:
        """End whatever was started."""
        ...


class Batch:
    """One run over a plan: what is done, what it changed, and the counts for the end."""

    def __init__(self, course: Course, plan: Plan, journal: Journal) -> None:
        self.course, self.plan, self.journal, self.store = course, plan, journal, plan.store
        self.why = {(item.lesson, item.student): item.why for item in plan.items}
        self.open = {key for key, why in self.why.items() if why}
        self.recorded = 0  # items at the head of the plan that the gradebook has
        self.done = 0
        self.moves: list[Move] = []
        self.remarks: list[str] = []
        self.stored: set[tuple[str, str]] = set()  # items whose results are recorded
        self.odd: dict[tuple[str, str], Result] = {}  # recorded results that are not simply graded
        self.waiting: list[str] = []  # what waits for a person, in words
        self.tallies = {lesson: Tally(lesson) for lesson in plan.bundles}

    def run(self, start: Callable[[list[Bundle]], Executor], watch: Callable[[Result], None]) -> None:
        """Grade what is to be graded and record everything; watch is called with each result as it is kept."""
        if self.plan.forced:
            self.plan.forced.begin()
        lessons = dict.fromkeys(item.lesson for item in self.plan.todo)
        with ExitStack() as opened:
            results: Iterable[Result] = ()
            if lessons:
                executor = opened.enter_context(closing(start([self.plan.bundles[lesson] for lesson in lessons])))
                results = executor.map(self.jobs())
            recorder = opened.enter_context(closing(open_recorder(self.course)))
            recorder.begin(list(self.plan.bundles), self.plan.students)
            try:
                for result in results:
                    self.keep(result)
                    watch(result)
                    self.record(recorder, AT_ONCE)
            finally:
                self.record(recorder, 1)
        if self.plan.forced:
            self.plan.forced.end(self.why)
        self.count()

    def jobs(self) -> Iterator[Job]:
        """The jobs, made when they are asked for: a class of any size needs the same memory."""
        for item in self.plan.todo:
            submission = self.plan.read(item.student, item.lesson)
            if submission is None:
                self.open.discard((item.lesson, item.student))
                self.journal.write("gone", lesson=item.lesson, student=item.student)
            else:
                yield self.plan.job_of(submission)

    def keep(self, result: Result) -> None:
        """Store a result, and note what it changed."""
        lesson, student = result.lesson, result.student
        why = self.why[lesson, student]
        move = movement(self.store.load(lesson, student), result, why)
        if not result.notebook:
            result = replace(result, notebook=self.ungraded_notebook(lesson, student))
        if why == "submission changed":
            self.store.mark_changed(lesson, student)
        self.store.save(result)
        if self.plan.forced:
            self.plan.forced.add(result)
        self.open.discard((lesson, student))
        self.done += 1
        told = ("lesson", "student", "status", "points", "max_points", "level", "seconds")
        about = {key: getattr(result, key) for key in told}
        exercises = {name: report["points"] for name, report in result.reports.items()}
        self.journal.write("graded", **about, why=why, exercises=exercises, notes=result.notes)
        if move is not None:
            self.moves.append(move)
            self.journal.write("moved", lesson=lesson, student=student, text=str(move))
        beside = [name for name, report in result.reports.items() if report["diagnosis"] == USES_THE_LIBRARY]
        if beside:
            self.remarks.append(f"{student}, {lesson}: {', '.join(beside)} {USES_THE_LIBRARY}. A person should look.")
        if result.status == UNREADABLE:
            self.remarks.append(f"{student}, {lesson}: {result.status}. {' '.join(result.notes)}")

    def ungraded_notebook(self, lesson: str, student: str) -> str:
        """The notebook of a submission that could not be graded, without outputs, for a person to look at."""
        bundle, submission = self.plan.bundles[lesson], self.plan.read(student, lesson)
        try:
            cells: list[Any] = transplant(bundle, parse_notebook(submission.data if submission else b"", []) or [], [])
        except Exception:
            cells = transplant(bundle, [], [])  # what failed the grader may fail here as well
        return graded_notebook([RunCell(cell) for cell in cells])

    def record(self, recorder: Any, least: int) -> None:
        """Bring the gradebook up to date with the results at the head of the plan, if there are at least so many."""
        items = self.plan.items
        ready = self.recorded
        while ready < len(items) and (items[ready].lesson, items[ready].student) not in self.open:
            ready += 1
        while ready - self.recorded >= least:
            end = min(ready, self.recorded + AT_ONCE)
            for lesson, group in groupby(items[self.recorded : end], key=lambda item: item.lesson):
                self.record_lesson(recorder, lesson, list(group))
            self.recorded = end

    def record_lesson(self, recorder: Any, lesson: str, items: list[Item]) -> None:
        """Record stored results of one lesson in one transaction, and count them."""
        from autograde.grading.gradebook.rows import row_of

        rows, marks = [], []
        for item in items:
            if (result := self.store.load(lesson, item.student)) is None:
                continue  # the submission was taken away while the run was on
            stamp = self.plan.stamp(item.student, lesson)
            if stamp:
                self.store.save_stamp(lesson, item.student, stamp[0])
            keep_secret(self.course, lesson, item.student)
            mark = self.store.changed_mark(lesson, item.student)
            marks.append(mark)
            rows.append(row_of(result, stamp[1] if stamp else None, answered_anew=mark.exists()))
            self.tallies[lesson].add(result, graded_now=bool(item.why))
            self.stored.add((lesson, item.student))
            if not is_graded(result):
                self.odd[lesson, item.student] = result
        changed = recorder.record(lesson, rows)
        for mark in marks:
            mark.unlink(missing_ok=True)
        self.journal.write("recorded", lesson=lesson, submissions=len(rows), changed=changed)

    def count(self) -> None:
        """Count points as the gradebook has them, and note whoever waits for a person, and why."""
        marks = read_marks(self.course, comments=False)
        self.waiting = list(self.plan.waiting)
        for item in self.plan.items:
            if (key := (item.lesson, item.student)) in self.stored:
                final = final_of(key, self.odd.get(key), marks)
                read = key not in self.odd or self.odd[key].status != UNREADABLE
                self.tallies[item.lesson].count(final.graded, read or final.by_hand)
                if final.why:
                    self.waiting.append(f"{item.student}, {item.lesson}: {final.why}")
        self.journal.write("waiting", lines=self.waiting)


def open_recorder(course: Course) -> Any:
    """The gradebook, open for writing. It brings all of nbgrader along, while the executor's processes warm up."""
    from autograde.grading.gradebook.record import Recorder

    return Recorder(course)
