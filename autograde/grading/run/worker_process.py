"""One process that grades: it keeps a sandbox warm for its lesson and answers one job after the other.

`LocalPool` starts it. Left out: trying a job again, and what becomes of a job that fails twice (`local_pool`).
"""

from __future__ import annotations

import os
import signal
from collections import OrderedDict
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograde.errors import AutogradeError, BoxError
from autograde.system_errors import explained

if TYPE_CHECKING:
    from autograde.grading.records import Bundle, Job, Result
    from autograde.grading.sandbox.box import Box

MOST_BOXES = 4


class Grader:
    """Grades jobs in this process. It holds one warm box, and one more for each time that a closed one is missed."""

    def __init__(self, bundles: Iterable[Bundle], level: str = "") -> None:
        """level: one of `levels`; without it, the best that this machine offers when the first box is started."""
        self.bundles = {bundle.lesson: bundle for bundle in bundles}
        self.level = level
        self.boxes: OrderedDict[str, Box] = OrderedDict()
        self.warmed: set[str] = set()  # lessons that have had a box
        self.missed: set[str] = set()  # lessons whose box had to make room
        self.room = 1

    def grade(self, job: Job) -> Result:
        """Grade one submission; BoxError, or whatever the grader stumbled over, when that was not possible."""
        from autograde.grading.run.job import run_job

        lesson = job.lesson
        try:
            box = self.box(lesson)
            result = run_job(self.bundles[lesson], job, box)
            if not box.alive():
                raise BoxError("the sandbox ended while the notebook ran")
        except Exception:
            self.drop(lesson)
            raise
        return result

    def box(self, lesson: str) -> Box:
        """The warm box of a lesson; where it has to be started, the one that was used least recently makes room."""
        if lesson in self.boxes:
            self.boxes.move_to_end(lesson)
            return self.boxes[lesson]
        if lesson in self.missed:
            self.room = min(self.room + 1, MOST_BOXES)
        while len(self.boxes) >= self.room:
            oldest = next(iter(self.boxes))
            self.drop(oldest)
            self.missed.add(oldest)
        self.boxes[lesson] = self.start(self.bundles[lesson])
        self.warmed.add(lesson)
        return self.boxes[lesson]

    def start(self, bundle: Bundle) -> Box:
        """A new box for a lesson."""
        from autograde.grading.sandbox.box import Box
        from autograde.grading.sandbox.levels import choose

        return Box(bundle, self.level or choose())

    def drop(self, lesson: str) -> None:
        """Close the box of a lesson, if there is one."""
        if (box := self.boxes.pop(lesson, None)) is not None:
            box.close()

    def close(self) -> None:
        """Close every box."""
        for lesson in list(self.boxes):
            self.drop(lesson)


def serve(connection: Connection, parent: int, bundles: list[Bundle], level: str) -> None:
    """What the process does: receive a job, send its `answer`, until the pool has gone.

    It must run in the main thread: bubblewrap ends its box together with the thread that started it.
    """
    from autograde.boxed import confine

    signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is the pool's business
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    confine.die_with_parent()
    if os.getppid() != parent:
        return
    grader = Grader(bundles, level)
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return grader.close()
        connection.send(answer(grader, job))


def answer(grader: Grader, job: Job) -> tuple[str, Any]:
    """("result", it), or ("fault", why not), or ("no box", why not) where the lesson's sandbox has never started."""
    try:
        return "result", grader.grade(job)
    except Exception as error:
        name = "" if isinstance(error, AutogradeError) else f"{type(error).__name__}: "
        refused = explained(error, Path.cwd()) if isinstance(error, OSError) else ""
        return "fault" if job.lesson in grader.warmed else "no box", refused.rstrip(".") or f"{name}{error}"
