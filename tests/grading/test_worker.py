"""The pool on this machine: deaths, faults and slow notebooks cost one result at most; nothing outlives the pool."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import NamedTuple

import psutil
import pytest

from autograde.course import Course
from autograde.errors import BoxError
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.records import Result
from autograde.grading.run import local_pool
from autograde.grading.run.job import content_of, make_job
from autograde.grading.run.local_pool import LocalPool, grader_error
from autograde.grading.run.worker_process import Grader, answer
from autograde.grading.sandbox import session
from autograde.grading.sandbox.levels import NESTED
from tests.course_copy import ROOT
from tests.grading.small_class import need
from tests.made_up_students import submissions

LESSONS = ("01_slopes", "02_circuits", "03_sigmoid_neuron")
SOONEST = "02_circuits"  # the lesson whose sandbox starts soonest
BUNDLES = {lesson: make_bundle(Course(ROOT), lesson) for lesson in LESSONS}
CLASS = {(item.lesson, item.student): item for item in submissions()}
PARTLY = CLASS[SOONEST, "add_ignores_g"].points


def job(lesson=SOONEST, student="perfect", **changes):
    import nbformat

    data = nbformat.writes(CLASS[lesson, student].notebook(ROOT / "release")).encode()
    return replace(make_job(BUNDLES[lesson], student, data, [], b"secret"), **changes)


def endless():
    """The job of a right notebook with a cell that does not end."""
    right = job()
    text = right.data.decode()
    loop = text.replace('"def xyz_backward(x, y, z):', '"while True:\\n    pass\\ndef xyz_backward(x, y, z):')
    assert loop != text
    return replace(right, data=loop.encode())


def below():
    """Every process below this one, but the one that Python itself keeps for its bookkeeping."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
            if "resource_tracker" not in " ".join(process.cmdline()):
                found.append(process)
    return found


@pytest.fixture(scope="module")
def bwrap():
    need("bwrap", "bubblewrap")


@pytest.fixture(scope="module")
def grader(bwrap):
    """A process's part that grades, here in ours; whether a box of its is open is what no test may hang on."""
    with contextlib.closing(Grader(BUNDLES.values(), NESTED)) as grader:
        yield grader


class OneProcess(NamedTuple):
    """What came of jobs in a pool of one process, and what it and this one have been told about threads."""

    results: list[Result]
    its: dict[str, str]
    ours: list[str | None]


@pytest.fixture(scope="module")
def one_process(bwrap):
    """Two good notebooks, and between them one on which the grader itself stumbles."""
    broken = replace(job(), student="broken", data=7)  # stands for any mistake in the grader itself
    with pytest.MonkeyPatch.context() as patch, LocalPool(BUNDLES.values(), 1) as pool:
        for name in local_pool.THREADS:
            patch.delenv(name, raising=False)
        patch.setenv("OMP_NUM_THREADS", "7")
        results = list(pool.map([job(), broken, job(student="add_ignores_g")]))
        its = psutil.Process(pool.workers[0].process.pid).environ()
        return OneProcess(results, its, [os.environ.get(name) for name in local_pool.THREADS])


# --- one process ------------------------------------------------------------------------------------------------------


class Stub:
    """A box that only counts."""

    started = 0

    def __init__(self, bundle):
        Stub.started += 1
        self.closed = False

    def close(self):
        self.closed = True


def test_one_box_is_open_until_lessons_interleave(monkeypatch):
    monkeypatch.setattr(Stub, "started", 0)
    grader = Grader(BUNDLES.values())
    monkeypatch.setattr(grader, "start", Stub)
    one, two, three = LESSONS
    for lesson in (one, one, two, two, three, three):
        grader.box(lesson)
        assert list(grader.boxes) == [lesson]
    assert Stub.started == 3
    for lesson in (one, two, one, two, one, two):
        grader.box(lesson)
    assert Stub.started == 5, "the boxes of interleaved lessons stay open"
    kept = dict(grader.boxes)
    grader.close()
    assert not grader.boxes and all(box.closed for box in kept.values())


def test_what_goes_wrong_before_the_first_box_is_told_apart(monkeypatch):
    grader = Grader(BUNDLES.values())

    def refuse(bundle):
        raise BoxError("no sandbox: install bubblewrap")

    monkeypatch.setattr(grader, "start", refuse)
    assert answer(grader, job()) == ("no box", "no sandbox: install bubblewrap")
    grader.warmed.add(SOONEST)
    assert answer(grader, job()) == ("fault", "no sandbox: install bubblewrap")


def test_a_grader_error_has_no_points_and_says_so():
    result = grader_error(job(notes=("as found",)), "The grader failed on this notebook twice: out of luck.")
    assert result.points is None and result.max_points == 10 and result.status == "grader error"
    assert result.notes == (
        "as found",
        "The grader failed on this notebook twice: out of luck. A person must look at it; until then it has no points.",
    )


def test_what_reads_notebooks_compiles_no_grammar_of_web_addresses():
    """It takes a second of every process that grades; pyproject.toml keeps to a jsonschema without it."""
    code = "import sys, nbformat; print('rfc3987_syntax' in sys.modules, 'lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.slow
def test_a_box_that_died_is_replaced(grader):
    first = grader.grade(job())
    os.killpg(grader.boxes[SOONEST].process.pid, signal.SIGKILL)
    kind, why = answer(grader, job())
    assert kind == "fault" and "the sandbox" in why and not grader.boxes
    assert content_of(grader.grade(job())) == content_of(first)


@pytest.mark.slow
def test_points_are_not_lost_when_a_box_dies_under_a_notebook(grader, monkeypatch):
    """The fork dies with its box; that must not be taken for the student's doing."""
    ask = session.Session.ask

    def die(self, seconds, *steps):
        if steps[0]["do"] == "serve":
            os.killpg(self.box.process.pid, signal.SIGKILL)
            self.box.process.wait()
        return ask(self, seconds, *steps)

    with monkeypatch.context() as patch:
        patch.setattr(session.Session, "ask", die)
        kind, why = answer(grader, job())
    assert (kind, grader.boxes) == ("fault", {}) and "sandbox" in why
    assert grader.grade(job()).points == 10


# --- the pool ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_any_number_of_processes_gives_the_same_results_and_leaves_nothing_behind(bwrap):
    names = [(SOONEST, "perfect"), (SOONEST, "add_ignores_g"), ("01_slopes", "ignores_h")]
    jobs = [job(lesson, student) for lesson, student in names]
    found, before = [], below()  # what other tests share lives on
    for size, order in ((1, jobs), (2, jobs[::-1])):
        with LocalPool(BUNDLES.values(), size) as pool:
            results = {(result.lesson, result.student): content_of(result) for result in pool.map(iter(order))}
            assert len(pool.workers) == size
            children = [process for process in below() if process not in before]
            assert len(children) >= 2 * size
        found.append(results)
        assert not psutil.wait_procs(children, timeout=10)[1]
    assert found[0] == found[1] and set(found[0]) == set(names)


@pytest.mark.slow
def test_a_process_that_is_killed_costs_nothing_and_twice_is_a_matter_for_a_person(bwrap):
    with LocalPool(BUNDLES.values(), 1) as pool:
        results = pool.map([job()])
        pool.workers[0].process.kill()
        assert next(results).points == 10
        assert not list(results)

        class Doomed(local_pool.Worker):
            def begin(self, job):
                super().begin(job)
                if job.student == "doomed":
                    self.process.kill()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(local_pool, "Worker", Doomed)
            pool.close()
            results = {r.student: r for r in pool.map([job(student="perfect"), replace(job(), student="doomed")])}
    assert results["perfect"].points == 10
    assert results["doomed"].status == "grader error" and results["doomed"].points is None
    assert "failed on this notebook twice: its process ended with status -9" in results["doomed"].notes[0]


@pytest.mark.slow
def test_a_fault_of_the_grader_is_tried_twice_and_the_others_are_graded(one_process):
    found = {result.student: result for result in one_process.results}
    assert len(one_process.results) == 3
    assert (found["perfect"].points, found["add_ignores_g"].points) == (10, PARTLY)
    assert found["broken"].status == "grader error" and "TypeError" in found["broken"].notes[0]


@pytest.mark.slow
def test_a_process_that_takes_too_long_is_ended(bwrap, monkeypatch):
    monkeypatch.setattr(local_pool, "JOB_SECONDS", 0.0)
    with LocalPool(BUNDLES.values(), 1) as pool:
        (result,) = pool.map([endless()])
    assert result.status == "grader error"


@pytest.mark.slow
def test_a_process_computes_with_one_thread_and_ours_as_it_did(one_process):
    assert {name: one_process.its[name] for name in local_pool.THREADS} == dict.fromkeys(local_pool.THREADS, "1")
    assert one_process.ours == ["7", None, None, None]


@pytest.mark.slow
def test_a_lesson_that_cannot_be_warmed_up_stops_with_one_line(bwrap):
    broken = replace(BUNDLES[SOONEST], imports=("no_such_package",))
    told = f"{SOONEST} cannot be graded here: .*no_such_package"
    with LocalPool([broken], 1) as pool, pytest.raises(BoxError, match=told):
        list(pool.map([job(), job(student="add_ignores_g")]))


def test_without_any_sandbox_the_pool_refuses(monkeypatch):
    def none(sandbox):
        raise BoxError("no sandbox: install bubblewrap")

    monkeypatch.setattr(local_pool, "choose", none)
    with pytest.raises(BoxError, match="install bubblewrap"):
        LocalPool([])


@pytest.mark.slow
def test_a_notebook_that_hangs_costs_its_own_exercise_alone(grader, monkeypatch):
    monkeypatch.setattr(session, "CELL_SECONDS", 1.0)
    result = grader.grade(endless())
    other = grader.grade(job())
    points = {name: report["points"] for name, report in result.reports.items()}
    wanted = {name: one.points for name, one in CLASS[SOONEST, "perfect"].expected.items()}
    assert points == {**wanted, "xyz_backward": 0}
    assert other.points == 10 and "stopped after 1 s" in result.notebook
