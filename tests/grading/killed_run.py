"""Grading runs of a small class, without a sandbox: each comes some writes further than the one before it.

    python -m tests.grading.killed_run COURSE STEP

A write is whatever changes a file or the gradebook: a file opened to be written, filled by half, moved or removed, a
line of the log, a statement, a commit. STEP is how many writes further; the last run comes to its end.
Left out: kills of sandboxes (`test_kill` does both).
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from autograde.course import Course
from autograde.grading.gradebook import record  # noqa: F401 (imported once for all runs)
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.run.journal import Journal
from tests.grading.small_class import LESSON, grade

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink")
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def die_before(number: int, work: Path) -> None:
    """Have this process killed just before that write below a folder."""
    writes = itertools.count(1)

    def write(*about: Any) -> None:
        if next(writes) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, about: tuple[Any, ...]) -> None:
        changes = name in CHANGES or (name == "open" and about[2] & TO_WRITE)
        if changes and any(str(one).startswith(str(work)) for one in about[:2]):
            write()

    def statement(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        if not text.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            write()

    def write_bytes(path: Path, data: bytes) -> int:
        with path.open("wb", buffering=0) as file:
            file.write(data[: len(data) // 2])
            write()
            file.write(data[len(data) // 2 :])
        return len(data)

    log = Journal.write

    def line(journal: Journal, name: str, **details: Any) -> None:
        write()
        log(journal, name, **details)

    Journal.write = line  # type: ignore[method-assign]
    Path.write_bytes = write_bytes  # type: ignore[assignment,method-assign]
    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", write)
    sys.addaudithook(heard)


def ended(course: Course, number: int) -> int:
    """How a run ended that dies before that write; each is a process of its own."""
    child = os.fork()
    if not child:
        die_before(number, course.root / "work")
        grade(course)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Runs, until one comes to its end; says how many were killed."""
    course = Course(Path(sys.argv[1]))
    make_bundle(course, LESSON)  # loads the lesson's exercises
    for kills, number in enumerate(itertools.count(1, int(sys.argv[2]))):
        if not (status := ended(course, number)):
            print(kills)
            return
        assert status == -signal.SIGKILL, status


if __name__ == "__main__":
    main()
