"""One job on a worker of a cluster: text in, bytes out. A cluster's workers import it by its name.

A worker needs this package and bubblewrap, but neither the course's folder nor the gradebook. It refuses every job
where it would not grade as the machine that sends the jobs does. Left out: who sends them (`dask_executor`).
"""

from __future__ import annotations

import atexit
import json
import socket
from concurrent.futures import ThreadPoolExecutor

from autograde.errors import BoxError
from autograde.grading.records import Bundle, Job, decode, encode
from autograde.grading.run.versions import difference, installed
from autograde.grading.run.worker_process import Grader, answer
from autograde.grading.sandbox.levels import best

# One thread starts all boxes and grades in them: bubblewrap ends a box together with the thread that started it.
THREAD = ThreadPoolExecutor(1, "grader")
GRADER = Grader([])
atexit.register(GRADER.close)


def greeting() -> str:
    """What this worker grades with, and why it cannot grade at all ("" if it can)."""
    try:
        best()
        reason = ""
    except BoxError as error:
        reason = str(error)
    return json.dumps({"installed": installed(), "refused": reason})


def run_encoded(expected: str, bundle: str, job: str) -> bytes:
    """Grade one job. The answer is {"result"}, {"refused"} or {"fault"}, and "worker"; nothing is raised."""
    return THREAD.submit(graded, expected, bundle, job).result()


def graded(expected: str, bundle: str, text: str) -> bytes:
    """The answer to one job, in the thread that owns the boxes."""
    try:
        kind, content = "refused", difference(json.loads(expected), installed())
        if not content:
            job = decode(Job, json.loads(text))
            learn(bundle, job)
            kind, content = answer(GRADER, job)
            kind = "refused" if kind == "no box" else kind
    except Exception as error:
        kind, content = "fault", f"{type(error).__name__}: {error}"
    return encode({kind: content, "worker": socket.gethostname()}).encode()


def learn(bundle: str, job: Job) -> None:
    """Take over the bundle that came with a job, unless it is the one at hand."""
    lesson = job.lesson
    known = GRADER.bundles.get(lesson)
    if known is None or known.version != job.bundle:
        GRADER.drop(lesson)
        GRADER.bundles[lesson] = decode(Bundle, json.loads(bundle))
