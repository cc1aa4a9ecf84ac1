"""Every level of sandbox is really started and holds what is promised; without one, grading refuses and says so."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograde.boxed import landlock
from autograde.errors import BoxError
from autograde.grading.doctor_command import doctor
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.records import Bundle, Result, decode
from autograde.grading.run.job import make_job, run_job
from autograde.grading.sandbox import bwrap, levels
from autograde.grading.sandbox.box import BARE, LANDLOCK, NESTED, SINGLE, Box
from autograde.grading.sandbox.session import Session
from tests.course_copy import ROOT
from tests.grading.ordinary_user import as_ordinary_user
from tests.made_up_students import Submission, submissions

AS_WHOM = ("print(os.getuid())", "os.setuid(0)")
NOTHING_TO_READ = Bundle("none", (), ("numpy", "IPython"), {"data/numbers.csv": b"1,2".hex()}, "")


@pytest.fixture(autouse=True)
def bubblewrap():
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")


@pytest.fixture
def afresh():
    """The best level is found out again, and what a test makes of it is forgotten."""
    levels.best.cache_clear()
    yield
    levels.best.cache_clear()


@pytest.fixture(scope="module", params=[NESTED, SINGLE])
def box(request):
    if shutil.which("bwrap") is None:
        pytest.skip("install bubblewrap to test the sandbox")
    box = Box(NOTHING_TO_READ, request.param)
    yield box
    box.close()


def run(box: Box, source: str) -> str:
    """What a cell prints, or its error, in a notebook of its own."""
    (said,) = run_all(box, source)
    return said


def run_all(box: Box, *sources: str) -> list[str]:
    """What each of some cells prints, or its error, in one notebook: at the second level each has its own sandbox."""
    session = Session(box, [], 1, {})
    try:
        session.begin()
        shown = [session.ask(30.0, {"do": "run", "source": source})[0] for source in sources]
        return ["".join(out.get("text", out.get("evalue", "")) for out in outputs).strip() for outputs in shown]
    finally:
        session.end()


def handed_in() -> Submission:
    """A notebook of the lesson whose sandbox starts soonest, with points that were earned and points that were not."""
    return next(item for item in submissions() if (item.student, item.lesson) == ("add_ignores_g", "02_circuits"))


# --- what holds at both levels ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_notebooks_share_no_file_and_no_memory(box):
    places = "('/tmp/left', '/dev/shm/left', 'left', 'data/numbers.csv')"
    assert run(box, f"for place in {places}: open(place, 'w').write('x')\nimport numpy; numpy.left = 1") == ""
    seen = "import os, numpy\nprint([p for p in ('/tmp/left', '/dev/shm/left', 'left') if os.path.exists(p)], end=' ')"
    assert run(box, f"{seen}\nprint(hasattr(numpy, 'left'), open('data/numbers.csv').read())") == "[] False 1,2"


@pytest.mark.slow
def test_no_process_is_left_behind(box):
    mark = f"{time.time():.6f}"  # seconds that no other process sleeps
    assert run(box, f"import subprocess\nprint(subprocess.Popen(['setsid', 'sleep', '7{mark}']).poll())") == "None"
    deadline = time.monotonic() + 10
    while (left := running(f"7{mark}")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left


def running(word: str) -> list[str]:
    """Command lines of all processes of this machine that hold a word."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return [line for line in lines if word in line]


@pytest.mark.slow
def test_there_is_no_network_and_nothing_of_the_graders_to_see(box):
    server, exercises, imported, *written, library = run_all(
        box,
        "import socket\nsocket.create_connection(('127.0.0.1', 1))",
        f"open({str(ROOT / 'course' / '01_slopes' / 'exercises.py')!r})",
        "import autograde.exercises",
        *(f"open({path!r}, 'w')" for path in ("/course/boxed/cells.py", "/usr/x")),
        "import backprop_lib.gates as gates\nprint(open(gates.__file__).read())",
    )
    assert "Operation not permitted" in server
    assert "No such file" in exercises
    assert "No module named" in imported
    assert len(written) == 2 and all(said.startswith(("[Errno 30]", "[Errno 13]")) for said in written)
    assert library == "" or "Permission denied" in library, "the library's source, which holds its gradients"


@pytest.mark.slow
def test_students_code_never_runs_as_root(box):
    session = Session(box, [], 1, {})
    session.begin()
    told, refused = (session.ask(30.0, {"do": "run", "source": f"import os\n{line}"})[0] for line in AS_WHOM)
    assert told[0]["text"] == "65534\n" and refused[0]["evalue"].startswith("[Errno")
    users = {int(line.split()[1]) for line in statuses(box.process.pid) if line.startswith("Uid:")}
    session.end()
    assert users - {os.getuid()} or os.getuid() != 0, "every process in the box belongs to the user who grades"
    assert os.getuid() != 0 or bwrap.GRADER_UID in users


def statuses(process: int) -> list[str]:
    """The lines of /proc/…/status of all processes below one."""
    lines: list[str] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            lines += Path(f"/proc/{child}/status").read_text().splitlines()
            lines += statuses(int(child))
    return lines


@pytest.mark.slow
def test_what_students_write_to_the_open_files_does_not_reach_the_graders_terminal(box, capfd):
    run(box, "import os\nfor number in range(3):\n    os.write(number, b'\\x1b]0;mine\\x07')\nos.system('echo mine')")
    said = capfd.readouterr()
    assert "mine" not in said.out + said.err


@pytest.mark.slow
def test_both_levels_give_the_same_result(course):
    """Twice in one box where it is warm; where each world of a notebook has a sandbox of its own, none is."""
    submission = handed_in()
    bundle = make_bundle(course, submission.lesson)
    data = nbformat.writes(submission.notebook(course.root / "release")).encode()
    found = []
    for level in (NESTED, SINGLE):
        box = Box(bundle, level)
        try:
            for _ in range(2 if level == NESTED else 1):
                result = run_job(bundle, make_job(bundle, "s", data, [], b"secret"), box)
                assert result.level == level
                found.append(replace(result, level="", seconds=0.0))
                assert box.alive()
        finally:
            box.close()
    assert all(result == found[0] for result in found)


# --- finding out what there is ----------------------------------------------------------------------------------------


def test_the_best_level_that_works_is_chosen(afresh):
    tried = levels.try_levels()
    assert [one.level for one in tried] == [NESTED, SINGLE, LANDLOCK]
    assert levels.choose() == next(one.level for one in tried if one.works)


def test_where_namespaces_cannot_be_nested_each_notebook_gets_its_own_sandbox(afresh, monkeypatch):
    """Bubblewrap itself forbids the nesting here, as a system may do."""

    def stricter() -> list[str]:
        walls = bwrap.bubblewrap()
        last = len(walls) - 1 - walls[::-1].index("--unshare-all")
        return [*walls[:last], "--disable-userns", *walls[last:]]

    monkeypatch.setattr(levels, "bubblewrap", stricter)
    nested, single, _ = levels.try_levels()
    assert not nested.works and "unshare" in nested.reason and "as safe" in nested.fix
    assert single.works and levels.choose() == SINGLE


def test_without_bubblewrap_and_landlock_grading_refuses_and_names_the_package(afresh, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(levels, "try_landlock", lambda: levels.Tried(LANDLOCK, "too old a kernel"))
    with pytest.raises(BoxError, match=r"^no sandbox: bubblewrap is not installed\. .*sudo apt install bubblewrap"):
        levels.choose()
    with pytest.raises(BoxError, match="sudo apt install bubblewrap"):
        Box(NOTHING_TO_READ)


def test_another_system_is_sent_to_a_container(afresh, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    for sandbox in levels.SANDBOX:
        with pytest.raises(BoxError, match=r"container: docs/other-systems\.md"):
            levels.choose(sandbox)


@pytest.mark.parametrize("number", range(3))
def test_a_known_obstacle_is_named_with_its_fix(number, monkeypatch, tmp_path):
    value, words = list(levels.SETTINGS.values())[number]
    (tmp_path / "setting").write_text(f"{value}\n")
    monkeypatch.setattr(levels, "SETTINGS", {str(tmp_path / "setting"): (value, words)})
    assert levels.fix("bwrap: it failed") == words and "sudo" in words
    (tmp_path / "setting").write_text("another\n")
    monkeypatch.setattr(levels, "CONTAINERS", (str(tmp_path),))
    assert "docs/other-systems.md" in levels.fix("bwrap: it failed")


# --- autograde doctor -------------------------------------------------------------------------------------------------


def test_doctor_says_what_works(afresh):
    done = CliRunner().invoke(doctor)
    assert done.exit_code == 0
    for words in (NESTED, "tried, and it held", "processors", "memory, free", "disk, free", "Grading is possible"):
        assert words in done.output


def test_doctor_says_what_to_install(afresh, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(levels, "try_landlock", lambda: levels.Tried(LANDLOCK, "too old a kernel"))
    done = CliRunner().invoke(doctor)
    assert done.exit_code == 1
    assert "What to do: On Debian or Ubuntu: sudo apt install bubblewrap." in done.output
    assert "Grading is not possible here yet" in done.output


@pytest.mark.slow
def test_doctor_where_the_kernel_allows_no_user_namespaces():
    """In a sandbox without any, as in a container with default settings: bubblewrap is there and cannot start."""
    outer = ["bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns", "--dev-bind", "/", "/"]
    start = "from autograde.grading.doctor_command import doctor; doctor()"
    done = subprocess.run([*outer, sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True)
    assert "namespace" in done.stdout and "What to do: " in done.stdout
    if landlock.version() < landlock.SCOPES_SINCE:
        assert done.returncode == 1 and "it needs Landlock 6 (Linux 6.12)" in done.stdout
    else:
        assert done.returncode == 0 and "at the level “landlock”" in done.stdout
    assert not done.stderr


# --- without a sandbox, asked for by name -----------------------------------------------------------------------------


def test_no_sandbox_is_refused_to_root(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with pytest.raises(BoxError, match="--no-sandbox is refused to root"):
        levels.choose("off")
    for level in (BARE, LANDLOCK):
        with pytest.raises(BoxError, match="is refused to root"):
            Box(NOTHING_TO_READ, level)
    assert "root" in levels.try_landlock().reason


GRADE = """
import json, sys
from autograde.course import Course
from autograde.grading.sandbox.box import LIMITS, Box
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.records import plain
from autograde.grading.run.job import make_job, run_job
from autograde.grading.sandbox.levels import choose
from autograde.grading.sandbox.session import Session

path, mark, *tried = sys.argv[1:]
LIMITS["NPROC"] = 4096  # counted for the whole account, in which other tests start processes meanwhile
course = Course.around()
bundle = make_bundle(course, "02_circuits")
data = open(path, "rb").read()


def said(box, sources):
    session = Session(box, [], 1, {})
    session.begin()
    outputs = {name: session.ask(30.0, {"do": "run", "source": source})[0] for name, source in sources.items()}
    session.end()
    return {name: "".join(o.get("text", o.get("evalue", "")) for o in shown) for name, shown in outputs.items()}


def found(level):
    box = Box(bundle, level)
    result = run_job(bundle, make_job(bundle, "s", data, [], b"secret"), box)
    answers = said(box, {  # in the same box, so the notebook before it has ended its process
        "left": f"import subprocess; print(subprocess.Popen(['setsid', 'sleep', {mark!r}]).poll())",
        "answers": f"print(len(open({str(course.root)!r} + '/course/01_slopes/exercises.py').read()))",
        "own file": "print(open('file', 'w').write('it'), open('file').read())",
        "other file": f"print(open({path!r}).read(1))",
        "grader": "import os; os.kill(os.getppid(), 0)",
        "library": "import backprop_lib.gates as gates; print(len(open(gates.__file__).read()))",
        "server": "import socket; socket.socket(socket.AF_UNIX)",
        "picture": "import io, matplotlib.pyplot as plt; plt.figure().savefig(io.BytesIO()); print('drawn')",
        "shell": "print(get_ipython().getoutput('echo hi'))",
    })
    box.close()
    return {"result": plain(result), **answers}


print(json.dumps([found(level or choose("off")) for level in tried]))
"""


@pytest.fixture(scope="module")
def unwalled(course, tmp_path_factory):
    """What came of one submission without a sandbox, and under Landlock where there is one: level -> what was found."""
    folder = tmp_path_factory.mktemp("unwalled")
    submission = handed_in()
    nbformat.write(submission.notebook(course.root / "release"), folder / "it.ipynb")
    mark = f"7{time.time():.6f}"  # what a process that is left behind would be known by
    tried = ("", *([LANDLOCK] if landlock.version() >= landlock.SCOPES_SINCE else []))
    done = as_ordinary_user(folder, "-c", GRADE, str(folder / "it.ipynb"), mark, *tried)
    assert done.returncode == 0, done.stderr
    assert not running(mark), "a process of the student's is still there"
    assert [path.name for path in folder.iterdir()] == ["it.ipynb"], "its working folder is still there"
    found = dict(zip(tried, json.loads(done.stdout), strict=True))
    for one in found.values():
        one["result"] = decode(Result, one["result"])
        points = {name: report["points"] for name, report in one["result"].reports.items()}
        assert points == {name: expected.points for name, expected in submission.expected.items()}
        assert one["left"] == "None\n"
        assert one["own file"] == "2 it\n" and one["picture"] == "drawn\n" and one["shell"] == "['hi']\n"
        assert "Operation not permitted" in one["server"]
    return found


@pytest.mark.slow
def test_without_a_sandbox_points_are_the_same_and_the_result_says_so(unwalled):
    found = unwalled[""]
    assert found["result"].level == "none (--no-sandbox)"
    assert levels.GIVEN_UP in found["result"].notes
    assert "Graded without a sandbox" in found["result"].notebook
    assert int(found["answers"]) > 0, "what is given up, as the note says"


@pytest.mark.slow
def test_landlock_alone_keeps_files_processes_and_servers_out_of_reach(unwalled):
    if landlock.version() < landlock.SCOPES_SINCE:
        pytest.skip("this needs Linux 6.12 with Landlock, which nobody can install for a test")
    found = unwalled[LANDLOCK]
    assert found["result"].level == LANDLOCK and not found["result"].notes
    for what in ("answers", "other file", "library"):
        assert "Permission denied" in found[what], what
    assert "Operation not permitted" in found["grader"]
