"""Grade on this machine: as many processes as there are jobs to run side by side, each with a warm sandbox.

A process that dies is replaced. A job that fails through no fault of the notebook is run once more; when it fails again
its result is a "grader error": no points yet, a person must look. Jobs are taken one by one as processes become free,
and results are handed on as they come, so that a class of any size needs the same memory.
Left out: what a process does with a job (`worker_process`), which jobs there are (`batch`).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any

from autograde.errors import BoxError
from autograde.exercises import of_lesson
from autograde.grading.records import GRADER_ERROR, Bundle, Job, Result
from autograde.grading.run.job import result_of
from autograde.grading.run.worker_process import serve
from autograde.grading.sandbox.bwrap import THREADS
from autograde.grading.sandbox.levels import choose

JOB_SECONDS = 600.0  # a process that takes longer for one job, sandbox start included, is ended
SPAWN = multiprocessing.get_context("spawn")


class Worker:
    """One process that grades, and the job it is at."""

    def __init__(self, bundles: list[Bundle], level: str) -> None:
        self.connection, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=serve, args=(theirs, os.getpid(), bundles, level), daemon=True)
        # Ctrl-C reaches every process of the terminal; until a new one is ready for it, it does not see it
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with one_thread():
                self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self.job: Job | None = None
        self.started = 0.0

    def begin(self, job: Job) -> None:
        """Send a job; a process that has died shows when its answer is read."""
        self.job, self.started = job, time.monotonic()
        with contextlib.suppress(OSError):
            self.connection.send(job)

    def answer(self) -> tuple[str, Any, Job]:
        """The answer that is there to be read, a "death" where there is none, and the job that it belongs to."""
        assert self.job is not None
        job, self.job = self.job, None
        try:
            kind, content = self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            seconds = time.monotonic() - self.started
            return "death", f"its process ended with status {self.process.exitcode} after {seconds:.0f} s", job
        return kind, content, job

    def end(self) -> None:
        """End the process, its sandbox and everything inside."""
        self.connection.close()
        self.process.kill()
        self.process.join()
        self.process.close()


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Processes that are started meanwhile compute with one thread: every core has one that grades.

    They read it while they import NumPy, which is before they run anything of ours.
    """
    before = {name: os.environ[name] for name in THREADS if name in os.environ}
    os.environ |= dict.fromkeys(THREADS, "1")
    try:
        yield
    finally:
        for name in THREADS:
            del os.environ[name]
        os.environ |= before


class LocalPool:
    """An executor of jobs on this machine. Use it in a `with` statement, or close it.

    Its processes end with the thread that started them, so that is to be one that lives as long as the pool.
    """

    def __init__(self, bundles: Iterable[Bundle], jobs: int | None = None, sandbox: str = "required") -> None:
        """sandbox: "required", or "off" where somebody asked for that; BoxError when this machine offers none."""
        self.bundles, self.level = list(bundles), choose(sandbox)
        self.size = jobs or len(os.sched_getaffinity(0))
        self.workers: list[Worker] = []

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        while self.workers:
            self.workers.pop().end()

    def map(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of jobs, in the order in which they are completed. The first jobs are begun at once."""
        waiting, again = iter(jobs), deque[Job]()
        self.begin(waiting, again)
        return self.results(waiting, again)

    def results(self, waiting: Iterator[Job], again: deque[Job]) -> Iterator[Result]:
        """What `map` returns."""
        failed: set[tuple[str, str]] = set()
        graded: set[str] = set()  # lessons of which a notebook has been graded
        results: list[Result] = []
        while True:
            self.begin(waiting, again)
            yield from results  # handed on only now: the processes are at work again
            results = []
            busy = [worker for worker in self.workers if worker.job is not None]
            if not busy:
                return
            for worker in ready(busy):
                kind, content, job = worker.answer()
                if kind == "death":
                    self.workers.remove(worker)
                    worker.end()
                if kind == "result":
                    graded.add(job.lesson)
                    results.append(content)
                elif (job.lesson, job.student) not in failed:
                    failed.add((job.lesson, job.student))
                    again.append(job)
                elif kind == "no box" and job.lesson not in graded:
                    raise BoxError(f"{job.lesson} cannot be graded here: {content}")
                else:
                    results.append(grader_error(job, f"The grader failed on this notebook twice: {content}."))

    def begin(self, waiting: Iterator[Job], again: deque[Job]) -> None:
        """Give every process a job, as long as there are any; those that failed come first."""
        while self.room() and (job := again.popleft() if again else next(waiting, None)) is not None:
            self.free().begin(job)

    def room(self) -> bool:
        """Whether another job can be begun."""
        return len(self.workers) < self.size or any(worker.job is None for worker in self.workers)

    def free(self) -> Worker:
        """A process without a job; a new one when all are at work."""
        for worker in self.workers:
            if worker.job is None:
                return worker
        self.workers.append(Worker(self.bundles, self.level))
        return self.workers[-1]


def ready(busy: list[Worker]) -> list[Worker]:
    """The processes that have answered or died; waits for the first. One that takes too long is ended."""
    while True:
        answered = wait([worker.connection for worker in busy], timeout=1.0)
        if answered:
            return [worker for worker in busy if worker.connection in answered]
        for worker in busy:
            if time.monotonic() - worker.started > JOB_SECONDS:
                worker.process.kill()


def grader_error(job: Job, reason: str) -> Result:
    """The result of a job that could not be graded through no fault of the notebook: no points, needs a person."""
    note = f"{reason} A person must look at it; until then it has no points."
    return result_of(
        job,
        status=GRADER_ERROR,
        level="",
        notes=(*job.notes, note),
        reports={},
        points=None,
        max_points=round(float(sum(exercise.points for exercise in of_lesson(job.lesson))), 9),
    )
