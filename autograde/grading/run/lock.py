"""One grader at a time in a course: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.system_errors import naming

if sys.platform != "win32":
    import fcntl

ON_WINDOWS = "this command does not run on Windows. Type it in WSL, which is a Linux: see docs/other-systems.md."


@contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock; AutogradeError, naming the holder, when somebody else has it, and on Windows."""
    if sys.platform == "win32":
        raise AutogradeError(ON_WINDOWS)
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
