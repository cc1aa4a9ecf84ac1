"""A run that is killed, again and again, ends in the gradebook of an undisturbed one and leaves no process behind."""

import json
import os
import random
import signal
import time
from typing import NamedTuple

import nbformat
import psutil
import pytest

from tests.course_copy import copy_course
from tests.forked_command import Command, run
from tests.grading.small_class import (
    FAIL,
    FIRST,
    LESSON,
    OTHER,
    exported,
    grade,
    graded_notebooks,
    grades,
    hand_in,
    need,
)
from tests.made_up_students import submissions

CLASS = [item for item in submissions() if item.lesson == OTHER]  # whose sandbox starts soonest
TURNS = (1, 2)  # each notebook of it is handed in by two students
STUDENTS = ("ada", "bob", "cyd")

pytestmark = pytest.mark.slow


@pytest.fixture
def new_course(tmp_path):
    def make(name, lesson=OTHER):
        course = copy_course(tmp_path / name, lessons=(lesson,))
        (course.root / "work").mkdir()
        (course.root / "work" / "secret").write_text("5" * 64)
        return course

    return make


def results(course):
    """All results, without how long they took."""
    files = sorted((course.root / "work" / "results").rglob("*.json"))
    return [{**json.loads(path.read_bytes()), "seconds": 0} for path in files]


def left_by(course):
    """All that a run leaves for people: grades, graded notebooks, results, and who must be looked at."""
    looked_at = [grades(course, one["student"], one["lesson"]) for one in results(course)]
    return exported(course), graded_notebooks(course), results(course), looked_at


# --- at any write, without a sandbox ----------------------------------------------------------------------------------


def test_a_run_killed_at_one_write_after_the_other_ends_as_an_undisturbed_one(new_course):
    """Each run comes a few writes further than the last, or to the end; and again when notebooks have changed."""
    undisturbed, killed = new_course("undisturbed", LESSON), new_course("killed", LESSON)
    kills, changes = 0, [(student, {FIRST: 1}) for student in STUDENTS]
    for step, change in ((3, changes), (2, [("ada", {FIRST: 2, "grad_mul": 1}), ("bob", {}), ("cyd", FAIL)])):
        for course in (undisturbed, killed):
            for student, points in change:
                hand_in(course, student, points)
        grade(undisturbed)
        status, said = run("tests.grading.killed_run", str(killed.root), str(step), cwd=killed.root)
        assert status == 0, said
        kills += int(said)
        assert left_by(killed) == left_by(undisturbed)
    assert kills >= 40, "the runs have fewer writes than there were"


# --- at random moments, in the sandbox --------------------------------------------------------------------------------


AFRESH, FORKED = "autograde", "tests.grading.forked_workers"  # how the run starts its workers


class Moment(NamedTuple):
    """When a run is killed: so many notebooks are graded (-1: nothing is written yet), and some time has gone by."""

    graded: int
    seconds: float
    jobs: str
    program: str = FORKED


MOMENTS = [Moment(-1, 0.3, "1", AFRESH), Moment(0, 0.5, "2"), Moment(1, 0.1, "1"), Moment(2, 0.1, "2")]


def hand_in_all(course):
    for item in CLASS:
        text = nbformat.writes(item.notebook(course.root / "release")).encode()
        for turn in TURNS:
            hand_in(course, f"{item.student}_{turn}", text, OTHER)


def start(course, program, *options):
    return Command(program, ("grade", OTHER, *options), course.root, os.environ)


def logs(course):
    return sorted((course.root / "work" / "log").glob("*.jsonl"))


def wait_for_some(course, process, count, before):
    """Wait until the run has graded so many notebooks, or has ended. before: the logs of earlier runs."""
    while process.poll() is None:
        new = logs(course)[before:]
        if new and new[-1].read_text(encoding="ascii").count('"event": "graded"') >= count:
            return
        time.sleep(0.01)


def kill(process, how):
    """End the run, and see to it that everything it started ends as well."""
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    how()
    left = psutil.wait_procs(children, timeout=10)[1]
    for one in left:
        one.kill()  # whoever holds the output open would be waited for
    said = process.communicate()
    assert not left, f"still running: {left}"
    return said


def test_kills_at_random_moments_change_nothing(new_course):
    """The moments are of all kinds: before the first write, while sandboxes start, between and within notebooks."""
    need("bwrap", "bubblewrap")
    undisturbed, killed = new_course("undisturbed"), new_course("killed")
    for course in (undisturbed, killed):
        hand_in_all(course)
    status, said = run(FORKED, "grade", OTHER, "--jobs", "1", cwd=undisturbed.root)
    assert status == 0, said
    stopped_at = []
    for moment in MOMENTS:
        before = len(logs(killed))
        process = start(killed, moment.program, "--jobs", moment.jobs)
        if moment.graded >= 0:
            wait_for_some(killed, process, moment.graded, before)
        time.sleep(random.uniform(0, moment.seconds))
        kill(process, process.kill)
        stopped_at.append(len(results(killed)))
    assert len(set(stopped_at)) >= 3, f"the kills did not hit the grading: {stopped_at}"
    status, said = run(FORKED, "grade", OTHER, "--jobs", "1", cwd=killed.root)
    assert status == 0, said
    assert left_by(killed) == left_by(undisturbed) and len(results(killed)) == len(CLASS) * len(TURNS)


def test_ctrl_c_ends_every_process_and_prints_one_message(new_course):
    need("bwrap", "bubblewrap")
    course = new_course("course")
    hand_in_all(course)
    process = start(course, AFRESH, "--jobs", "2")
    wait_for_some(course, process, 2, 0)
    said = kill(process, lambda: os.killpg(process.pid, signal.SIGINT))  # as the terminal does
    assert process.returncode == 130, said
    assert "notebooks were graded and are kept. Run the same command again to go on." in said
    assert "Traceback" not in said and "KeyboardInterrupt" not in said
