"""Grade on a Dask cluster that is there already, by its scheduler's address: a lab room, Slurm or Kubernetes.

Only text and bytes travel. A job and its lesson's bundle go out as JSON, an answer comes back as JSON and is checked
for its form; workers import the task by its name (`dask_task`). A job whose worker dies is run again on another one;
one that fails twice becomes a "grader error" for a person. Left out: starting a cluster (docs/fan-out.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import queue
import time
from collections.abc import Iterable, Iterator
from typing import Any

from autograde.errors import AutogradeError
from autograde.grading.records import FOR_A_PERSON, Bundle, Job, Result, decode, encode
from autograde.grading.run.dask_task import greeting, run_encoded
from autograde.grading.run.local_pool import grader_error
from autograde.grading.run.versions import difference, installed

ANSWER_SECONDS = 4.0  # for a scheduler to answer, and for a first worker to be there
PATIENCE = 60.0  # seconds without any worker after which a run is given up
JOBS_AHEAD = 4  # jobs sent ahead for each thread of the cluster: enough to keep it busy, and memory stays bounded
SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a submission may have 10 MB
KEPT = "What has been graded is kept; then run the same command again."


class Cluster:
    """A Dask cluster as an executor of jobs; the same seam as `local_pool.LocalPool`."""

    def __init__(self, bundles: Iterable[Bundle], address: str) -> None:
        """Connect; AutogradeError when nobody answers, or when a worker has not what this machine grades with."""
        self.address = address
        self.bundles = {bundle.version: encode(bundle) for bundle in bundles}
        self.done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.client = connect(address)
        try:
            for worker, answer in self.client.run(greeting, on_error="return").items():
                if not isinstance(answer, str):
                    raise AutogradeError(f"the worker {worker} cannot load this course ({answer}). Install it there.")
                said = json.loads(answer)
                if refusal := difference(installed(), said["installed"]) or said["refused"]:
                    raise AutogradeError(refused(worker, refusal))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def map(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of jobs, in the order in which they are completed."""
        coming = iter(jobs)
        waiting: dict[Any, tuple[Job, str]] = {}  # job under way, and what went wrong with it before
        self.done = queue.SimpleQueue()
        threads, looked = self.threads(), time.monotonic()
        try:
            while True:
                if time.monotonic() - looked > ANSWER_SECONDS:
                    threads, looked = self.threads(), time.monotonic()
                while len(waiting) < JOBS_AHEAD * max(threads, 1) and (job := next(coming, None)) is not None:
                    waiting[self.send(job)] = (job, "")
                if not waiting:
                    return
                future = self.next_done()
                job, earlier = waiting.pop(future)
                result, fault = outcome(future, job)
                if result is not None:
                    yield result
                elif earlier or "KilledWorker" in fault:  # Dask itself has tried the latter on several workers
                    yield grader_error(job, f"{earlier or fault} It was tried more than once.")
                else:
                    self.threads()
                    waiting[self.send(job)] = (job, fault)
        finally:
            self.client.cancel(list(waiting))

    def send(self, job: Job) -> Any:
        """Hand one job to the cluster; the future of its answer."""
        import dask

        texts = json.dumps(installed()), self.bundles[job.bundle], encode(job)
        with dask.config.set(SETTINGS):
            future = self.client.submit(run_encoded, *texts, pure=False)
        future.add_done_callback(self.done.put)
        return future

    def next_done(self) -> Any:
        """The next future that is done; AutogradeError when the cluster is lost."""
        last_seen = time.monotonic()
        while True:
            try:
                return self.done.get(timeout=ANSWER_SECONDS)
            except queue.Empty:
                last_seen = time.monotonic() if self.threads() else last_seen
            if time.monotonic() - last_seen > PATIENCE:
                raise AutogradeError(f"the cluster at {self.address} has lost all its workers. Start some. {KEPT}")

    def threads(self) -> int:
        """How many threads the cluster's workers have together; AutogradeError when the scheduler is lost."""
        try:
            if self.client.status == "running":
                return sum(self.client.nthreads().values())
        except (OSError, RuntimeError):
            pass
        raise AutogradeError(f"the Dask scheduler at {self.address} is gone. Start it again. {KEPT}")

    def close(self) -> None:
        """Leave the cluster, which goes on without us."""
        with contextlib.suppress(RuntimeError):  # a client that has lost its scheduler may be closing itself already
            self.client.close(timeout=ANSWER_SECONDS)


def connect(address: str) -> Any:
    """A client of the scheduler at that address; AutogradeError when it does not answer or has no workers."""
    try:
        import distributed
    except ImportError as error:
        raise AutogradeError(
            "grading on a cluster needs Dask. In your clone: .venv/bin/pip install -e '.[cluster]'"
        ) from error
    for name in ("distributed", "distributed.client"):  # what is lost, this module says in words of its own
        logging.getLogger(name).setLevel(logging.CRITICAL)

    async def ask() -> Any:
        keys = distributed.Security().get_connection_args("client")
        async with distributed.rpc(address, timeout=ANSWER_SECONDS, connection_args=keys) as scheduler:
            return await asyncio.wait_for(scheduler.identity(), ANSWER_SECONDS)

    try:
        # asked without a client first: a client that cannot connect goes on trying in the background
        if asyncio.run(ask())["type"] != "Scheduler":
            raise ValueError("what answers is not a scheduler")
        client = distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except Exception as error:
        reason = str(error) or "what is there does not answer as a scheduler does"
        raise AutogradeError(
            f"no Dask scheduler at {address}: {reason}. Its log names the address, as tcp://HOST:PORT."
        ) from error
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError as error:
        client.close()
        raise AutogradeError(
            f"the Dask scheduler at {address} has no workers. Start some: dask worker {address} --nthreads 1"
        ) from error
    return client


def refused(worker: str, reason: str) -> str:
    """The message that stops a run: one worker cannot do what the others do."""
    return f"the worker {worker} cannot grade: {reason}. Fix that there and restart it, or stop it. {KEPT}"


def outcome(future: Any, job: Job) -> tuple[Result | None, str]:
    """The result of a job, or None and what went wrong; AutogradeError when the worker refuses all jobs."""
    try:
        answer = json.loads(future.result(timeout=PATIENCE))
        if "refused" in answer:
            raise AutogradeError(refused(answer["worker"], answer["refused"]))
        if "fault" in answer:
            return None, f"The grader failed on {answer['worker']}: {answer['fault']}."
        return checked(answer["result"], job), ""
    except AutogradeError:
        raise
    except Exception as error:
        return None, f"The cluster lost this notebook ({type(error).__name__}: {error})."


OF_ONE_JOB = ("lesson", "student", "submission", "bundle", "seed_id")


def checked(result: Any, job: Job) -> Result:
    """What a worker sent, if it has the form of a result and belongs to the job; ValueError otherwise."""
    found = decode(Result, result)
    if any(getattr(found, name) != getattr(job, name) for name in OF_ONE_JOB):
        raise ValueError("a worker answered for another submission")
    points = 0.0 if found.points is None and found.status == FOR_A_PERSON else found.points
    if points is None or not 0 <= points <= found.max_points:
        raise ValueError("a worker gave points that do not exist")
    return found
