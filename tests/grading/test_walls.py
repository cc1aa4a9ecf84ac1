"""Each wall is opened on purpose, and an attack of the corpus comes through: so it is this wall that holds it.

Left out: that the attacks fail while the walls stand (`test_hostile`).
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograde.boxed import watch
from autograde.errors import BoxError
from autograde.grading.doctor_command import doctor
from autograde.grading.run import execute
from autograde.grading.run.job import run_job
from autograde.grading.sandbox import box as box_module
from autograde.grading.sandbox import bwrap, fork, session, strays
from autograde.grading.sandbox.box import MARK, NESTED, SINGLE, Box
from autograde.grading.sandbox.session import Session
from tests.grading import corpus
from tests.grading.corpus import extra
from tests.grading.small_class import need
from tests.torch_here import REASON, possible

HOSTILE = {sample.name: sample for sample in corpus.samples("hostile")}


@pytest.fixture(autouse=True)
def bubblewrap():
    need("bwrap", "bubblewrap")


def graded(name, folder, box):
    """The result of a file of the corpus."""
    sample = HOSTILE[name]
    place = folder / "mallory" / sample.lesson
    place.mkdir(parents=True)
    sample.hand_in(place, {"CANARY_PROCESS": 1})
    bundle = corpus.bundles()[sample.lesson]
    return run_job(bundle, corpus.job_of(bundle, folder, "mallory"), box)


@contextlib.contextmanager
def box_for(name, level=NESTED):
    """A box of its own for a file of the corpus."""
    if not possible(HOSTILE[name].lesson):
        pytest.skip(REASON)
    with contextlib.closing(Box(corpus.bundles()[HOSTILE[name].lesson], level)) as box:
        yield box


@pytest.fixture(scope="module")
def boxes():
    """Boxes for tests that leave their template as it was, one for each lesson: name of a file -> box."""
    need("bwrap", "bubblewrap")
    with contextlib.ExitStack() as stack:
        found = {}

        def box_of(name):
            lesson = HOSTILE[name].lesson
            if lesson not in found:
                found[lesson] = stack.enter_context(box_for(name))
            return found[lesson]

        yield box_of


@pytest.fixture
def box(boxes):
    """The box of the first lesson."""
    return boxes("loop_in_a_cell")


# --- the second world -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tape_of_the_library", "update_wrapper_moves_code", "library_call_in_flight"])
def test_without_the_second_world_the_library_earns_points(name, tmp_path, monkeypatch, boxes):
    monkeypatch.setattr(execute, "worlds", lambda exercises, reports: ())
    assert graded(name, tmp_path, boxes(name)).points > 0


@pytest.mark.slow
def test_with_torch_in_the_second_world_its_engine_earns_points(tmp_path, monkeypatch, boxes):
    name, fork = "torch_engine_itself", Box.fork
    monkeypatch.setattr(Box, "fork", lambda self, without_torch=False: fork(self, False))
    assert graded(name, tmp_path, boxes(name)).points > sum(HOSTILE[name].expected.values())


@pytest.mark.slow
def test_what_passes_only_beside_the_library_is_told_and_left_for_a_person(tmp_path, boxes):
    result = graded("tape_of_the_library", tmp_path, boxes("tape_of_the_library"))
    report = result.reports["gate_backward"]
    assert report["diagnosis"] == "uses the library" and report["points"] == 0
    assert "without them it gives other results" in json.dumps(report["lines"])
    assert any("gate_backward" in note and "a person should read it" in note for note in result.notes)


@pytest.mark.slow
def test_where_nothing_is_earned_there_is_no_second_world(monkeypatch, box):
    forks, fork = [], Box.fork
    monkeypatch.setattr(Box, "fork", lambda self, *wanted: (forks.extend(wanted), fork(self, *wanted))[1])
    sample = corpus.Sample("hostile", "loop_in_a_cell", "01_slopes", "blank", {}, "")
    data = json.dumps(corpus.Sample.notebook(sample, {})).replace("while True", "while False").encode()
    bundle = corpus.bundles()["01_slopes"]
    run_job(bundle, corpus.make_job(bundle, "s", data, [], b"x"), box)
    assert forks == [False]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tape_of_the_library", "torch_engine_itself"])
def test_the_second_world_is_the_same_where_namespaces_are_not_nested(name, tmp_path):
    with box_for(name, SINGLE) as box:
        result = graded(name, tmp_path, box)
    assert {key: report["points"] for key, report in result.reports.items()} == HOSTILE[name].expected


# --- processes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def without_sessions(tmp_path, monkeypatch):
    """Boxes in which forks stay in the template's session."""
    place, modules = tmp_path / "boxed", bwrap.course_modules()
    shutil.copytree(modules["boxed"], place, ignore=shutil.ignore_patterns("__pycache__"))
    template = place / "template.py"
    text = template.read_text(encoding="utf-8")
    assert text.count("os.setsid()") == 2
    template.write_text(text.replace("os.setsid()", "pass"), encoding="utf-8")
    for path in (tmp_path, *tmp_path.parents[:-2]):
        path.chmod(0o755)
    monkeypatch.setattr(bwrap, "course_modules", lambda: {**modules, "boxed": place})


@pytest.mark.slow
def test_without_sessions_of_their_own_a_signal_to_the_group_stops_the_template(
    tmp_path, monkeypatch, without_sessions
):
    monkeypatch.setattr(session, "START_SECONDS", 0.5)
    monkeypatch.setattr(session, "CELL_SECONDS", 0.5)
    monkeypatch.setattr(box_module, "SWEEP_SECONDS", 0.5)
    with box_for("signals_to_the_own_group") as box:
        try:
            graded("signals_to_the_own_group", tmp_path, box)
            noticed = box.swept > 0 or not box.alive()
        except BoxError:
            noticed = True
    assert noticed


@pytest.mark.slow
def test_a_notebook_whose_keeper_was_killed_is_swept_away_and_counted(monkeypatch):
    monkeypatch.setattr(box_module, "SWEEP_SECONDS", 0.2)
    deaf = "import ctypes, os, time\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\nos.closerange(0, 256)\ntime.sleep(3600)"
    with contextlib.closing(Box(corpus.bundles()["01_slopes"])) as box:
        one = Session(box, [], 1, {})
        one.begin()
        with contextlib.suppress(Exception):
            one.ask(0.2, {"do": "run", "source": deaf})
        keeper = min(box.visitors())
        os.kill(keeper, signal.SIGSTOP)  # it can no longer end what it keeps
        one.end()
        assert box.swept > 0 and not box.visitors()


@pytest.mark.slow
def test_no_process_of_a_box_holds_an_open_file_of_the_graders():
    with contextlib.closing(Box(corpus.bundles()["01_slopes"])) as box:
        ours = {os.readlink(f"/proc/self/fd/{number}") for number in (0, 1, 2)} - {"/dev/null"}
        for process in watch.below(box.process.pid):
            for name in os.listdir(f"/proc/{process}/fd"):
                with contextlib.suppress(FileNotFoundError):
                    assert os.readlink(f"/proc/{process}/fd/{name}") not in ours


@pytest.mark.slow
def test_what_outlives_its_grader_is_found_ended_and_told_by_the_doctor():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    code = f"import time; time.sleep(600)  {MARK.format(ended.pid)}"
    left = subprocess.Popen([sys.executable, "-c", code])
    mine = subprocess.Popen([sys.executable, "-c", code.replace(str(ended.pid), str(os.getpid()))])
    try:
        while b"the sandbox of grader" not in Path(f"/proc/{left.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        assert left.pid in strays.strays() and mine.pid not in strays.strays()
        done = CliRunner().invoke(doctor)
        assert done.exit_code == 1 and "outlived the grader" in done.output and str(left.pid) in done.output
        assert strays.end_strays(0.0) >= 1
        assert left.wait(30) == -signal.SIGKILL and mine.poll() is None
    finally:
        left.kill()
        mine.kill()


# --- the clock --------------------------------------------------------------------------------------------------------

SLEEPS = [extra(f"import time; time.sleep(1)  # {number}") for number in range(6)]
WORKS = [extra("while True: pass")] * 6
DEATHS = [extra(f"import os, time; time.sleep(0.7); os._exit({n})") for n in range(9)]


@pytest.mark.slow
@pytest.mark.parametrize("cells", [SLEEPS, WORKS, DEATHS], ids=["sleeps", "works", "deaths"])
def test_all_that_a_notebook_does_draws_on_one_clock(cells, monkeypatch, box):
    monkeypatch.setattr(session, "NOTEBOOK_SECONDS", 2.5)
    monkeypatch.setattr(session, "CELL_SECONDS", 1.5)
    first = Session(box, cells, 1, {})
    first.run_all(lambda position, raw: None)
    first.end()
    second = Session(box, cells, 1, {}, (), (), True, first)
    second.run_all(lambda position, raw: None)
    second.end()
    assert first.clock is second.clock and first.clock.out()
    assert "used up its 2.5 s" in first.guilty[len(cells) - 1] and second.guilty[0]


@pytest.mark.slow
def test_with_a_longer_clock_nobody_is_stopped(box):
    one = Session(box, SLEEPS[:2], 1, {})
    one.run_all(lambda position, raw: None)
    one.end()
    assert one.guilty == {} and not one.clock.out()


@pytest.mark.slow
def test_a_cell_is_told_after_what_it_was_stopped(monkeypatch, box):
    monkeypatch.setattr(session, "CELL_SECONDS", 0.5)
    told = []
    for source, waiting in (("while True: pass", 100), ("import time; time.sleep(600)", 4)):
        monkeypatch.setattr(fork, "WAITING", waiting)  # on a busy machine the loop gets little of the processor
        one = Session(box, [extra(source)], 1, {})
        one.run_all(lambda position, raw: None)
        one.end()
        told.append(one.guilty[0])
    assert told == ["was stopped after 0.5 s of the processor's time", "was stopped after 2 s on the clock"]
