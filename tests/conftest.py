"""Fixtures that several rooms share: the course itself, and a copy of it that a test may break."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

from autograde import build, guard, progress
from autograde.course import Course
from autograde.exercises import every
from autograde.whole_file import replace
from tests.course_copy import LESSONS, ROOT, copy_course
from tests.torch_here import skip_what_needs_torch

EACH_MISTAKE = tuple(f"tests/autograde/test_{name}.py" for name in ("exercises", "mutations", "any_answer"))
IN_BROWSER = "tests/browser/"

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes import the course: compiled once for all
sys.dont_write_bytecode = False
if os.environ.get("REQUIRE_ALL"):  # a run that decides draws the same examples each time; at work new ones are tried
    hypothesis.settings.load_profile("ci")
gc.disable()  # until all tests are collected: what is made until then lives to the end


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait, for a limit to be reached or a server to answer."""
    return (os.cpu_count() or 1) + 1


class TogetherByFile(LoadFileScheduling):
    """Tests of one file run in one process, and so do files that need what every mistake does, and those in a browser.

    One browser, once it has compiled JupyterLab's scripts, loads them faster.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        if file in EACH_MISTAKE:
            return EACH_MISTAKE[0]
        return IN_BROWSER if file.startswith(IN_BROWSER) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherByFile:
    return TogetherByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that hold slow tests, so that no core waits for the last of them.

    All tests of an exercise that try its mistakes follow one another: what they do is remembered for a while.
    """
    skip_what_needs_torch(items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    numbers = {name: number for number, name in enumerate(every())}

    def place(item: pytest.Item) -> tuple[bool, bool, int]:
        if item.nodeid.partition("::")[0] not in EACH_MISTAKE:
            return item.path not in slow, True, 0
        exercise = item.callspec.params.get("exercise") if hasattr(item, "callspec") else None
        return item.path not in slow, False, numbers.get(getattr(exercise, "name", ""), len(numbers))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let the garbage collector look at what tests make, not again and again at all the tests and the course."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_needs_the_guard() -> Iterator[None]:
    """The net behind the judge is for what nobody has thought of: what a test runs into it is a fault to be fixed."""
    guard.FAULTS.clear()
    yield
    faults = list(guard.FAULTS)
    guard.FAULTS.clear()
    assert not faults, "judging stumbled over an answer:\n" + faults[-1]


@pytest.fixture(autouse=True)
def no_points_from_another_test() -> None:
    """Outside a working copy a process keeps points in memory; each test begins with none."""
    progress.UNKEPT.clear()


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this clone; tests only read it."""
    return Course(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    """A copy of the course's lessons and notebooks in a temporary folder, to be broken on purpose."""
    return copy_course(tmp_path)


@pytest.fixture
def two_lessons(tmp_path: Path) -> Course:
    """A copy of the first two lessons, for what reads all lessons that there are."""
    made = copy_course(tmp_path, lessons=LESSONS[:2])
    for path, data in build.render_sheet(made).items():  # its formula sheet has fewer lessons
        replace(path, data)
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded as property "figure", whichever process ran them."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {text}")
