"""A class graded on a real Dask cluster: the same results as on this machine, and no notebook lost with a worker.

A scheduler and two workers run on 127.0.0.1: Dask's own programs, as forks (`forked_dask`), but for the worker with
another course, which starts afresh. Left out: Slurm and Kubernetes (docs/fan-out.md).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import nbformat
import psutil
import pytest

from autograde.errors import AutogradeError
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.records import Job, encode, plain
from autograde.grading.run import dask_executor
from autograde.grading.run.dask_executor import Cluster, checked
from autograde.grading.run.dask_task import run_encoded
from autograde.grading.run.job import content_of, make_job
from autograde.grading.run.versions import difference, installed
from autograde.grading.run.worker_process import Grader
from tests.course_copy import ROOT, copy_course
from tests.made_up_students import submissions

SECRET = b"a secret of the tests"
OURS = {"the course's code": "1", "Python": "3.11", "numpy": "2.4.6"}
MERELY_WRONG = ("forward_difference", "ignores_h", "tie_to_x", "estimated")


def needs(what: str, there: bool) -> None:
    if not there:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(f"install {what} to test grading on a cluster")


@pytest.fixture(scope="module")
def lessons(course):
    needs("bubblewrap", shutil.which("bwrap") is not None)
    return [make_bundle(course, lesson) for lesson in ("02_circuits", "01_slopes")]


@pytest.fixture(scope="module")
def jobs(course, lessons):
    """The sample class in two lessons, as jobs; the first three are of another lesson than the others.

    Of the answers that are merely wrong there is one: the others go the same way (`test_job` grades them all).
    """
    made = []
    for bundle in lessons:
        for item in submissions():
            if item.lesson == bundle.lesson and item.student not in MERELY_WRONG:
                data = nbformat.writes(item.notebook(course.root / "release")).encode()
                made.append(make_job(bundle, item.student, data, ["found under another name"], SECRET))
    return made


@pytest.fixture(scope="module")
def slopes(jobs):
    """The jobs of one lesson, whose sandbox is warm on both workers after the whole class was graded."""
    return [job for job in jobs if job.lesson == "01_slopes"]


@pytest.fixture(scope="module")
def at_home(lessons, jobs):
    """What each job gives in this process."""
    grader = Grader(lessons)
    try:
        return {key(job): content_of(grader.grade(job)) for job in jobs}
    finally:
        grader.close()


def key(item) -> tuple[str, str]:
    return item.lesson, item.student


def found(results) -> dict[tuple[str, str], str]:
    kept = list(results)
    assert len(kept) == len({key(result) for result in kept}), "a submission has two results"
    return {key(result): content_of(result) for result in kept}


# --- a cluster on this machine ----------------------------------------------------------------------------------------


@contextmanager
def running(folder, name, *words):
    """A program of Dask's in a process of its own, killed at the end."""
    needs("distributed", shutil.which("dask", path=os.path.dirname(sys.executable)) is not None)
    from tests.grading.forked_dask import FORKS, become

    words = ("--no-dashboard", "--host", "127.0.0.1", *words)
    log = folder / f"{name}-{time.monotonic_ns()}.log"
    process = FORKS.Process(target=become, args=(f"distributed.cli.dask_{name}", words, log))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


@contextmanager
def scheduler(folder):
    """A scheduler; its process and its address."""
    with running(folder, "scheduler", "--port", "0", "--scheduler-file", "scheduler.json") as process:
        written = until(lambda: read(folder / "scheduler.json"))
        assert written, "the scheduler does not start"
        yield process, written["address"]


def read(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def words_of_worker(address, name):
    return (address, "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--name", name, "--local-directory", name)


@contextmanager
def worker(folder, address, name):
    """A worker with one thread."""
    with running(folder, "worker", *words_of_worker(address, name)) as process:
        yield process


@contextmanager
def worker_afresh(folder, address, name, **environment):
    """The same, as a terminal starts it."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", *words_of_worker(address, name), "--no-dashboard"]
    settings = {"cwd": folder, "env": {**os.environ, **environment}, "start_new_session": True}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings) as process:
        try:
            yield
        finally:
            process.kill()


def until(condition, seconds=20.0):
    """What the condition gives as soon as it gives something; None when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    return None


@pytest.fixture(scope="module")
def cluster_of_two(tmp_path_factory):
    """A scheduler and two workers: (scheduler's process, address, workers' processes)."""
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler(folder) as (process, address), worker(folder, address, "a") as a, worker(folder, address, "b") as b:
        yield process, address, [a, b]


@pytest.fixture
def cluster(cluster_of_two, lessons):
    """A connection to that cluster."""
    _, address, processes = cluster_of_two
    alive = sum(process.is_alive() for process in processes)
    with Cluster(lessons, address) as made:
        assert until(lambda: made.threads() == alive), f"{alive} workers were started, {made.threads()} came"
        yield made


@pytest.mark.slow
def test_the_same_results_as_on_this_machine(cluster, jobs, at_home, monkeypatch):
    sent = []
    submit = cluster.client.submit
    monkeypatch.setattr(cluster.client, "submit", lambda *what, **how: sent.append(what) or submit(*what, **how))
    assert found(cluster.map(iter(jobs))) == at_home
    assert all(task is run_encoded and all(type(text) is str for text in texts) for task, *texts in sent)


@pytest.mark.slow
def test_jobs_are_asked_for_as_they_are_needed(cluster, slopes):
    asked = []
    results = cluster.map(asked.append(job) or job for job in slopes)
    next(results)
    results.close()
    assert len(asked) <= dask_executor.JOBS_AHEAD * 2 + 1, "memory would grow with the class"
    assert len(found(cluster.map(slopes[:2]))) == 2, "what was left over from the run before came up in this one"


@pytest.mark.slow
def test_a_job_that_fails_twice_is_a_grader_error_and_costs_no_other_job_anything(cluster, slopes, at_home):
    broken = replace(slopes[0], student="broken", seed=None)
    results = {key(result): result for result in cluster.map([broken, *slopes[1:3]])}
    failed = results.pop(key(broken))
    assert (failed.status, failed.points) == ("grader error", None)
    assert socket.gethostname() in failed.notes[-1], "which worker to look at"
    assert found(results.values()) == {key(job): at_home[key(job)] for job in slopes[1:3]}


@pytest.mark.slow
def test_a_worker_with_another_course_is_refused_by_name(cluster_of_two, lessons, tmp_path):
    _, address, _ = cluster_of_two
    for part in ("autograde", "backprop_lib", "course"):
        shutil.copytree(ROOT / part, tmp_path / "older" / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path / "older")
    with (tmp_path / "older" / "course" / "01_slopes" / "exercises.py").open("a") as file:
        file.write("# an earlier edition\n")
    with Cluster(lessons, address) as before:
        workers = before.threads()
        with worker_afresh(tmp_path, address, "older", PYTHONPATH=str(tmp_path / "older")):
            assert until(lambda: before.threads() == workers + 1), "the third worker has not come"
            with pytest.raises(AutogradeError, match=r"worker tcp://.* cannot grade: the course's code is \w+ there"):
                Cluster(lessons, address)
        assert until(lambda: before.threads() == workers), "the third worker has not left"


@pytest.mark.slow
def test_a_client_that_is_closing_itself_hides_no_message(cluster_of_two, lessons, monkeypatch):
    _, address, _ = cluster_of_two

    def fails():
        with Cluster(lessons, address) as cluster:
            close = cluster.client.close

            def twice(**options):
                close(**options)
                raise RuntimeError("Cannot change state of expiring Timeout")

            monkeypatch.setattr(cluster.client, "close", twice)
            raise AutogradeError("the first message")

    with pytest.raises(AutogradeError, match="the first message"):
        fails()


@pytest.mark.slow
def test_a_worker_that_is_killed_midway_loses_nothing(cluster_of_two, cluster, slopes, at_home):
    _, _, processes = cluster_of_two
    results = cluster.map(slopes)
    kept = [next(results) for _ in range(3)]
    boxes = psutil.Process(processes[0].pid).children(recursive=True)
    assert boxes, "the worker keeps no warm sandbox"
    processes[0].kill()
    processes[0].join()
    assert found([*kept, *results]) == {key(job): at_home[key(job)] for job in slopes}
    assert not psutil.wait_procs(boxes, timeout=20)[1], "the dead worker's sandbox is still there"


@pytest.mark.slow
def test_a_run_ends_with_a_word_when_all_workers_are_lost(cluster_of_two, cluster, slopes, monkeypatch):
    monkeypatch.setattr(dask_executor, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(dask_executor, "PATIENCE", 1.0)
    results = cluster.map(slopes)
    next(results)
    for process in cluster_of_two[2]:
        process.kill()
    with pytest.raises(AutogradeError, match="has lost all its workers"):
        list(results)


@pytest.mark.slow
def test_a_scheduler_without_workers_or_one_that_ends_is_said(tmp_path, lessons, slopes, monkeypatch, caplog):
    monkeypatch.setattr(dask_executor, "ANSWER_SECONDS", 1.0)
    with scheduler(tmp_path) as (process, address):
        with pytest.raises(AutogradeError, match="has no workers. Start some: dask worker tcp://127.0.0.1:"):
            Cluster(lessons, address)
        monkeypatch.undo()
        with worker(tmp_path, address, "only"), Cluster(lessons, address) as cluster:
            results = cluster.map(slopes)
            process.kill()
            with pytest.raises(AutogradeError, match="is gone. Start it again"):
                list(results)
    assert not [record for record in caplog.records if record.name.startswith("distributed")], "Dask speaks as well"


@pytest.mark.slow
def test_an_address_where_no_scheduler_answers_is_said_in_one_line(lessons, monkeypatch):
    monkeypatch.setattr(dask_executor, "ANSWER_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AutogradeError, match=f"no Dask scheduler at tcp://127.0.0.1:{port}: ") as caught:
            Cluster(lessons, f"tcp://127.0.0.1:{port}")
    assert "\n" not in str(caught.value)
    with pytest.raises(AutogradeError, match="no Dask scheduler at nowhere: "):
        Cluster(lessons, "nowhere")


# --- without a cluster ------------------------------------------------------------------------------------------------


def test_where_dask_is_not_installed_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AutogradeError, match=r"pip install -e '\.\[cluster\]'"):
        Cluster([], "tcp://127.0.0.1:8786")


def test_versions_that_differ_are_named():
    assert difference(OURS, OURS) == ""
    assert difference(OURS, {**OURS, "numpy": "2.3.0"}) == "numpy is 2.3.0 there and 2.4.6 here"
    assert "torch is missing there" in difference({**OURS, "torch": "2.13.0"}, OURS)


def test_a_process_that_comes_to_another_course_tells_that_courses_code(tmp_path, monkeypatch):
    edited = copy_course(tmp_path / "edited", ("course",), lessons=("01_slopes",))
    with edited.part("01_slopes", "exercises").open("a", encoding="utf-8") as file:
        file.write("# an earlier edition\n")
    told = []
    for root in (edited.root, ROOT, edited.root):
        monkeypatch.chdir(root)
        told.append(installed()["the course's code"])
    assert told[0] == told[2] != told[1]


def test_a_worker_that_joins_late_with_other_versions_refuses_the_job():
    job = Job("01_slopes", "ada", "s", "1", "i", "seed", b"")
    answer = json.loads(run_encoded(json.dumps({**installed(), "numpy": "1.0"}), "{}", encode(job)))
    assert answer["refused"].endswith("there and 1.0 here"), answer
    assert set(answer) == {"refused", "worker"}


RESULT = {
    "lesson": "01_slopes",
    "student": "ada",
    "submission": "s",
    "bundle": "b",
    "seed_id": "i",
    "status": "graded",
    "level": "l",
    "notes": [],
    "reports": {},
    "points": 1.0,
    "max_points": 2.0,
    "notebook": "{}",
    "seconds": 0.1,
}


@pytest.mark.parametrize(
    "change",
    [{"student": "bob"}, {"points": 3.0}, {"points": -1}, {"points": float("nan")}, {"points": "2"}, {"reports": []}],
)
def test_an_answer_that_is_not_this_jobs_result_is_not_taken(change):
    job = Job("01_slopes", "ada", "s", "b", "i", "seed", b"")
    assert plain(checked(RESULT, job)) == {**RESULT, "notes": ()}
    with pytest.raises(ValueError, match=r"a worker|Result\."):
        checked({**RESULT, **change}, job)


def test_a_result_that_waits_for_a_person_is_taken_without_points():
    job = Job("01_slopes", "ada", "s", "b", "i", "seed", b"")
    assert checked({**RESULT, "status": "for a person", "points": None}, job).points is None
    with pytest.raises(ValueError, match="a worker"):
        checked({**RESULT, "points": None}, job)
