"""One grader at a time in a course: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.system_errors import naming


@contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock; AutogradeError, naming the holder, when somebody else has it."""
    path = course.root / "work" / "grading.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b", buffering=0) as stream:  # what cannot be written shows at once
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read(200).decode(errors="replace").strip() or "another process"
            raise AutogradeError(f"this course is being graded already ({holder}). Wait for it, or stop it.") from error
        with naming(path):
            stream.truncate(0)
            stream.write(f"process {os.getpid()} since {datetime.now():%H:%M:%S}".encode())
        yield
