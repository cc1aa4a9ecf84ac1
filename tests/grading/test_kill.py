"""A run that is killed, again and again, ends in the gradebook of an undisturbed one and leaves no process behind."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial

import psutil
import pytest

from tests import sample_class
from tests.course_copy import copy_course
from tests.grading.small_class import LESSON, exported, graded_notebooks, need

CLASS = [item for item in sample_class.submissions() if item.lesson == LESSON]
KILLS = 20

pytestmark = pytest.mark.slow


@pytest.fixture
def new_course(tmp_path):
    need("bwrap", "bubblewrap")

    def make(name):
        course = copy_course(tmp_path / name)
        sample_class.submit(course.root, CLASS)
        (course.root / "work" / "secret").write_text("5" * 64)
        return course

    return make


def start(course, *options):
    command = [sys.executable, "-m", "autograde", "grade", LESSON, *options]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in a shell's background ignores Ctrl-C
    return subprocess.Popen(command, cwd=course.root, start_new_session=True, preexec_fn=heard, **streams)


def graded(course):
    """How many notebooks the run that is on has graded so far."""
    logs = sorted((course.root / "work" / "log").glob("*.jsonl"))
    return logs[-1].read_text(encoding="ascii").count('"event": "graded"') if logs else 0


def wait_for_some(course, process, count):
    """Wait until the run has graded so many notebooks, or has ended."""
    logs = len(list((course.root / "work" / "log").glob("*.jsonl")))
    while process.poll() is None:
        started = len(list((course.root / "work" / "log").glob("*.jsonl"))) > logs
        if started and graded(course) >= count:
            return
        time.sleep(0.01)


def kill(process, how):
    """End the run, and see to it that everything it started ends as well."""
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    how()
    said = process.communicate(timeout=30)[0]
    left = psutil.wait_procs(children, timeout=10)[1]
    assert not left, f"still running: {left}"
    return said


def results(course):
    """All results, without how long they took."""
    files = sorted((course.root / "work" / "results").rglob("*.json"))
    return [{**json.loads(path.read_bytes()), "seconds": 0} for path in files]


def test_twenty_kills_at_random_moments_change_nothing(new_course):
    undisturbed, killed = new_course("undisturbed"), new_course("killed")
    process = start(undisturbed)
    assert process.communicate()[0] and process.returncode == 0
    stopped_at = []
    for number in range(KILLS):
        process = start(killed, "--jobs", random.choice("12"))
        if number % 3 == 2:
            wait_for_some(killed, process, random.randint(1, 2))
            time.sleep(random.uniform(0, 0.1))
        else:
            time.sleep(random.uniform(0.05, 2))
        kill(process, process.kill)
        stopped_at.append(len(results(killed)))
    assert len(set(stopped_at)) >= 4, f"the kills did not hit the grading: {stopped_at}"
    process = start(killed)
    said = process.communicate()[0]
    assert process.returncode == 0, said
    assert exported(killed) == exported(undisturbed)
    assert graded_notebooks(killed) == graded_notebooks(undisturbed)
    assert results(killed) == results(undisturbed) and len(results(killed)) == len(CLASS)


def test_ctrl_c_ends_every_process_and_prints_one_message(new_course):
    course = new_course("course")
    process = start(course, "--jobs", "2")
    wait_for_some(course, process, 2)
    said = kill(process, lambda: os.killpg(process.pid, signal.SIGINT))  # as the terminal does
    assert process.returncode == 130, said
    assert "notebooks were graded and are kept. Run the same command again to go on." in said
    assert "Traceback" not in said and "KeyboardInterrupt" not in said
