"""Where the system says no, a command says what, where and what next, in a sentence or two, and nothing is lost."""

import contextlib
import errno
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograde import cli, system_errors
from autograde.course import Course
from autograde.grading import commands
from autograde.grading.gradebook import access, holders
from autograde.grading.sandbox import strays
from tests.course_copy import ROOT, copy_course
from tests.grading import small_class
from tests.grading.small_class import FIRST, LESSON, exported, hand_in, with_gradebook

NOBODY = 65534
LINES = 2  # of a message


class Told(small_class.Told):
    """The executor of the small class, whose notebooks can be read."""

    def map(self, jobs):
        for result in super().map(jobs):
            yield replace(result, notebook='{"cells": []}\n')


def in_place(monkeypatch, root):
    """Commands that are run find the course around them, and need no sandbox."""
    monkeypatch.chdir(root)
    monkeypatch.setattr(commands, "executor", lambda *arguments: Told())
    monkeypatch.setattr(
        strays, "end_strays", lambda: 0
    )  # no sandbox is started here; another test's is its own business


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with three submissions, and the same one once it was graded, which takes a second: two folders."""
    new, done = (tmp_path_factory.mktemp(name) / "course" for name in ("new", "done"))
    course = with_gradebook(copy_course(new, lessons=[LESSON]))
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, {FIRST: 1})
    shutil.copytree(new, done)
    with pytest.MonkeyPatch.context() as patch:
        in_place(patch, done)
        run(f"grade {LESSON}")
    return new, done


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A course with three submissions."""
    root = shutil.copytree(made[0], tmp_path / "course")
    in_place(monkeypatch, root)
    return Course(root)


@pytest.fixture
def marked(made, tmp_path, monkeypatch):
    """The same course, graded."""
    root = shutil.copytree(made[1], tmp_path / "course")
    in_place(monkeypatch, root)
    return Course(root)


def run(words, status=0):
    """What a command says on both streams."""
    done = CliRunner().invoke(cli.main, words.split())
    assert done.exit_code == status, done.output
    return done.output


def refused(words):
    """What a command says that was refused something: one message without a traceback."""
    said = run(words, status=2)
    lines = [line for line in said.splitlines() if line.startswith("autograde: ")]
    assert len(lines) == 1 and "Traceback" not in said and "unexpected" not in said and "Errno" not in said, said
    assert len(lines[0]) < 400, lines[0]
    return lines[0]


@contextlib.contextmanager
def files_of(size):
    """No file may become larger than so many bytes: every writer fails, at its first byte or later."""
    before, compiled = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    sys.dont_write_bytecode = True  # half a compiled module would be read by every process after this one
    try:
        yield
    finally:
        sys.dont_write_bytecode = compiled
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def as_nobody(folder):
    """The same process as somebody whom rights bind; what lies in the folder is theirs."""
    if os.getuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def held(course):
    """All that the course holds, but logs and the lock."""
    work = course.root / "work"
    left_out = {work / "grading.lock", work / "forced.jsonl"}
    return {
        path: path.read_bytes()
        for path in sorted(course.root.rglob("*"))
        if path.is_file() and path not in left_out and path.parent != work / "log" and not path.name.startswith(".")
    }


WRITING = (
    f"grade {LESSON}",
    f"grade {LESSON} --force",
    f"feedback {LESSON}",
    f"report {LESSON}",
    "lab --copy-only",
    "new lesson 02_more",
    f"new exercise doubled {LESSON}",
)
LARGE = (f"report {LESSON}", "lab --copy-only", f"new exercise doubled {LESSON}")  # files end in the middle


@pytest.mark.parametrize(("words", "size"), [*((words, 0) for words in WRITING), *((words, 6000) for words in LARGE)])
def test_where_nothing_can_be_written_every_command_says_where_and_nothing_is_lost(request, words, size):
    needs_points = "feedback" in words or "report" in words or "force" in words
    course = request.getfixturevalue("marked" if needs_points else "course")
    before = held(course)
    with files_of(size):
        said = refused(words)
    assert "larger than files may get here. Raise the limit" in said or "is full or fails" in said
    after = held(course)
    assert {path: after[path] for path in before} == before
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(course.root / "course" / "02_more")  # an author's, who sees it
    run(words)


@pytest.mark.parametrize("words", [f"grade {LESSON} --force", "report", "lab --copy-only"])
def test_rights_that_are_missing_are_told_with_their_owner(made, words, monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        course = Course(shutil.copytree(made[1], Path(folder) / "course"))
        in_place(monkeypatch, course.root)
        run(words)  # loads all that it needs: where the interpreter lies in root's home, nobody can load any more
        for name in ("report", "lessons"):
            shutil.rmtree(course.root / "work" / name, ignore_errors=True)
        os.chmod(folder, 0o755)
        with as_nobody(course.root):
            for path in (course.root / "work", course.root / "work" / "log", course.root / "work" / "grading.lock"):
                path.chmod(path.stat().st_mode & ~0o222)
            said = refused(words)
        place = "work/grading.lock" if "grade" in words else "work"
        assert f"autograde: {place} cannot be written to: you took that right away (" in said
        assert f"Type `chmod u+rwX {place}`" in said
        if os.getuid() == 0:
            os.chown(course.root / "work", 0, 0)
            os.chown(course.root / "work" / "grading.lock", 0, 0)
            os.seteuid(NOBODY)
            try:
                said = refused(words)
            finally:
                os.seteuid(0)
            assert f"{place} cannot be written to: it belongs to root (" in said and "Ask root" in said


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (f"grade {LESSON} --force", f"work/results/{LESSON}/bob.json"),
        (f"grade {LESSON} --force", f"work/autograded/bob/{LESSON}/{LESSON}.ipynb"),
        (f"grade {LESSON} --force", "work/gradebook.db"),
        (f"grade {LESSON} --force", "work/grading.lock"),
        (f"grade {LESSON} --force", "work/secret"),
        (f"grade {LESSON} --force", "work/forced.jsonl"),
        (f"feedback {LESSON}", f"work/feedback/bob/{LESSON}/{LESSON}.html"),
        (f"report {LESSON}", "work/report/canvas.csv"),
        ("lab --copy-only", f"work/lessons/.progress/base/{LESSON}.ipynb"),
    ],
)
def test_a_folder_in_the_place_of_a_file_is_named(marked, words, place):
    path = marked.root / place
    path.unlink(missing_ok=True)
    (path / "within").mkdir(parents=True)
    said = refused(words)
    assert place in said and "is a folder, where a file belongs. Move it" in said
    shutil.rmtree(path)
    if path.name != "gradebook.db":
        run(words)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("grade", "work"),
        ("grade", "work/log"),
        ("grade", f"work/results/{LESSON}"),
        (f"feedback {LESSON}", "work/feedback"),
        (f"report {LESSON}", "work/report"),
        ("lab --copy-only", "work/lessons"),
    ],
)
def test_a_file_in_the_place_of_a_folder_is_named(marked, words, place):
    path = marked.root / place
    kept = path.with_name("kept")
    if path.exists():
        path.rename(kept)
    path.write_text("")
    said = refused(words)
    assert f"{place} is no folder, but one belongs there. Move it elsewhere" in said or place == "work"
    path.unlink()
    if kept.exists():
        kept.rename(path)
    run(words)


def test_a_link_that_leads_nowhere_is_told_with_its_target(course):
    shutil.rmtree(course.root / "work")
    (course.root / "work").symlink_to("/mnt/lost")
    assert "work is a link to /mnt/lost, which is not there" in refused("grade")


def test_a_full_output_ends_in_one_sentence(course):
    code = "from autograde.cli import main; main()"
    with open("/dev/full", "w") as full:
        streams = {"stdout": full, "stderr": subprocess.PIPE, "text": True}
        done = subprocess.run([sys.executable, "-c", code, "--help"], cwd=ROOT, timeout=120, **streams)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert "what this command prints cannot be written: there is no room where it goes." in done.stderr


FILL = """
import os, subprocess
from pathlib import Path
from tests.grading.test_refusals import Told, commands, refused, run

def fill(add):
    try:
        for number in range(1000):
            add(Path(f"work/fill-{number}"))
    except OSError:
        print(refused("grade"))
    for path in Path("work").glob("fill-*"):
        path.unlink()

def remount(option):
    words = ["--options-mode", "ignore"]  # of what is mounted, an ordinary user's number is unknown in here
    subprocess.run(["mount", *words, "-o", f"remount,{option}", "work"], check=True)

commands.executor = lambda *arguments: Told()
fill(lambda path: path.write_bytes(bytes(4096)))
remount("size=60m")
disk = os.statvfs("work")
remount(f"nr_inodes={disk.f_files - disk.f_ffree + 20}")
fill(Path.touch)
remount("nr_inodes=4000")
print(run("grade"))
"""


@pytest.mark.slow
def test_a_disk_that_is_full_and_one_without_room_for_more_files_are_told_apart(course):
    try_it = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    if shutil.which("unshare") is None or subprocess.run(try_it, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    shutil.copytree(course.root / "work", course.root / "kept")
    mount = 'mount -t tmpfs -o size=1m,nr_inodes=4000 tmpfs work && cp -r kept/. work && exec "$@"'
    words = ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", FILL]
    there = {"cwd": course.root, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    done = subprocess.run(words, **there, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    full, without_files = (line for line in done.stdout.splitlines() if line.startswith("autograde: "))
    assert re.search(r"the disk with work/.* is full: \d+ kB are left. Make room, then run the same", full)
    assert re.search(
        r"the disk with work.* is full: it has space, but takes no more files .*Remove files", without_files
    )
    assert "1.00 of" in done.stdout, "what was not graded is graded when there is room"


HOLD = """
import sqlite3, sys
book = sqlite3.connect("work/gradebook.db", isolation_level=None)
book.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held_gradebook(marked, monkeypatch):
    """The gradebook locked by another process, and how it lets go; it is told at once who holds it."""
    settings = marked.root / "nbgrader_config.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace("timeout=60", "timeout=0.2"), encoding="utf-8")
    monkeypatch.setattr(access, "PATIENCE", 0.01)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD], **pipes) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.stdin.close()


@pytest.mark.parametrize("words", [f"grade {LESSON} --force", f"report {LESSON}", f"feedback {LESSON}"])
@pytest.mark.parametrize("known", [True, False])
def test_whoever_holds_the_gradebook_is_named_while_it_is_waited_for_and_after(
    held_gradebook, words, known, monkeypatch
):
    if not known:
        monkeypatch.setattr(holders, "LOCKS", Path("/nowhere"))  # as on systems other than Linux
    who = f"process {held_gradebook.pid} ({sys.executable} -c "
    said = run(words, status=2)
    assert f"Waiting for the gradebook. It is held by {who}" in said
    assert f"autograde: the gradebook is locked by {who}" in said and "then run this again" in said
    held_gradebook.stdin.close()
    held_gradebook.wait()
    assert "\n" in run(words)


def test_a_damaged_gradebook_is_named_and_not_touched(marked):
    path = marked.root / "work" / "gradebook.db"
    path.write_bytes(b"no database" * 1000)
    for words in (f"grade {LESSON}", f"report {LESSON}"):
        assert "work/gradebook.db is damaged, or no gradebook. Put your latest copy" in refused(words)
    assert path.read_bytes() == b"no database" * 1000


KILLED = """
import os, signal, sys
from tests.grading.test_refusals import Told, cli, commands

class Killed(Told):
    def map(self, jobs):
        for number, result in enumerate(super().map(jobs)):
            if number == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield result

commands.executor = lambda *arguments: Killed(backwards=False)
cli.main(sys.argv[1:])
"""


class Counting(Told):
    """An executor that tells whom it has graded, and is interrupted after some."""

    def __init__(self, seen, stop=99):
        super().__init__(backwards=False)
        self.seen, self.stop = seen, stop

    def map(self, jobs):
        for result in super().map(jobs):
            if len(self.seen) == self.stop:
                raise KeyboardInterrupt
            self.seen.append(result.student)
            yield result


def graded(monkeypatch, words, stop=99, status=0):
    """Whom a command grades before it is stopped, and what it says."""
    seen = []
    monkeypatch.setattr(commands, "executor", lambda *arguments: Counting(seen, stop))
    return seen, run(words, status)


@pytest.mark.slow
def test_a_forced_run_that_was_killed_or_interrupted_goes_on_where_it_stopped(marked, monkeypatch):
    before, forced = exported(marked), marked.root / "work" / "forced.jsonl"
    paths = os.pathsep.join([str(ROOT)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "grade", "--force"],
        cwd=marked.root,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    forced.write_bytes(forced.read_bytes()[:-20])  # and the last line is half of one
    seen, said = graded(monkeypatch, "grade --force", stop=1, status=130)
    assert seen == ["bob"] and "goes on with a run that was stopped: 1 notebook was graded again before, of 3" in said
    hand_in(marked, "ada", {FIRST: 2})
    seen, said = graded(monkeypatch, "grade --force")
    assert seen == ["ada", "eve"], "what has changed meanwhile is graded, and what had not had its turn"
    assert not forced.exists() and exported(marked) != before
    assert graded(monkeypatch, "grade --force")[0] == ["ada", "bob", "eve"], "the next one starts anew"


def test_a_forced_run_starts_anew_where_the_grader_is_another_or_the_sandbox_was_missing(marked, monkeypatch):
    graded(monkeypatch, "grade --force --no-sandbox", stop=2, status=130)
    assert graded(monkeypatch, "grade --force", stop=1, status=130)[0] == ["ada"]
    graded(monkeypatch, "grade --force", stop=1, status=130)
    monkeypatch.setattr("autograde.grading.run.forced.installed", lambda: {"the marked's code": "another"})
    assert graded(monkeypatch, "grade --force")[0] == ["ada", "bob", "eve"]


def test_a_forced_run_over_others_forgets_nothing_of_one_that_was_stopped(marked, monkeypatch):
    assert graded(monkeypatch, "grade --force", stop=1, status=130)[0] == ["ada"]
    assert graded(monkeypatch, "grade --force --student eve")[0] == ["eve"]
    assert graded(monkeypatch, "grade")[0] == []
    assert graded(monkeypatch, "grade --force")[0] == ["bob", "eve"]


@pytest.mark.parametrize("number", [*system_errors.OTHERS, *system_errors.OF_THE_MACHINE, *system_errors.FULL])
def test_each_refusal_has_a_place_and_a_next_step(number, tmp_path):
    said = system_errors.explained(OSError(number, os.strerror(number), str(tmp_path / "x")), tmp_path)
    assert said.endswith(".") and 1 <= said.count(". ") <= 2 and os.strerror(number) not in said.split(" (")[0]
    assert number in system_errors.OF_THE_MACHINE or "x" in said or str(tmp_path) in said


def test_what_is_no_matter_of_files_is_left_to_others(tmp_path):
    assert system_errors.explained(ConnectionRefusedError(errno.ECONNREFUSED, "refused"), tmp_path) == ""


def test_names_in_messages_stay_on_their_line(tmp_path):
    said = system_errors.explained(FileNotFoundError(errno.ENOENT, "gone", f"{tmp_path}/a\n\x1b[31m"), tmp_path)
    assert "\n" not in said and "\x1b" not in said and "a⟨U+000A⟩⟨U+001B⟩[31m is not there" in said
