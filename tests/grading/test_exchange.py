"""nbgrader's exchange on one machine: from release to feedback between an instructor and two students.

As root, the three are three accounts, and modes of files count; else one account plays all of them.
"""

import json
import os
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.grading.nbgrader_adapter import exchange
from autograde.settings import exchange_folder
from tests.course_copy import COURSE, ROOT, copy_course
from tests.grading.ordinary_user import as_user
from tests.grading.small_class import LESSON, empty_gradebook, need

ROOT_HERE = os.getuid() == 0
ACCOUNTS = {"teacher": 60_001, "ada": 60_002, "bo": 60_003}
RUN = """
import json, os, shutil, sys, traceback
from pathlib import Path
from nbgrader.apps import NbGraderApp
from autograde.cli import main
from tests.forked_command import end
from tests.grading.test_exchange import solve

def run(program, *words):
    if program == "solve":
        solve(Path(words[0]), *words[1:])
    elif program == "copy":
        Path(words[1]).parent.mkdir(exist_ok=True)
        shutil.copy(*words)
    elif program == "list":
        os.listdir(*words)
    elif program == "autograde":
        main(words, standalone_mode=False)
    else:
        NbGraderApp.launch_instance(words)

for number, home, at, line in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        if not os.getuid():
            os.setgroups([]), os.setgid(number), os.setuid(number)
        os.environ.update(HOME=home, TMPDIR=home)
        os.chdir(at)
        try:
            run(*line.split())
            ended = 0
        except SystemExit as error:
            ended = error.code or 0
        except BaseException:
            traceback.print_exc()
            ended = 1
        end(ended)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(f"{line}: {ended}", flush=True)
    if ended:
        break
"""


class Machine:
    """A machine with a course, and accounts with folders of their own."""

    def __init__(self, folder):
        for place in (folder, *folder.parents):
            if place.stat().st_uid == os.getuid() and place != Path.home() and place != Path("/"):
                place.chmod(place.stat().st_mode | 0o011)  # other accounts have to pass through it
        folder.chmod(0o755)
        self.folder, self.homes = folder, {}
        for name, number in ACCOUNTS.items():
            self.homes[name] = folder / "home" / name
            self.homes[name].mkdir(parents=True)
            self.own(self.homes[name], number)
        self.homes["teacher"].chmod(0o711)
        passwd = "".join(f"{name}:x:{number}:{number}::/:/bin/sh\n" for name, number in ACCOUNTS.items())
        (folder / "passwd").write_text(f"root:x:0:0::/root:/bin/sh\n{passwd}", encoding="utf-8")
        self.course = copy_course(self.homes["teacher"] / "course", lessons=(LESSON,))
        (self.course.root / "work").mkdir()
        (self.course.root / "work/course.toml").write_text(f'exchange = "{folder}/exchange"\n', encoding="utf-8")
        (self.course.root / "work/gradebook.db").write_bytes(empty_gradebook())
        self.own(self.course.root, ACCOUNTS["teacher"])
        (folder / "exchange").mkdir()
        self.own(folder / "exchange", ACCOUNTS["teacher"])  # in a folder of the system's, as `autograde exchange` says

    def own(self, path, number):
        """Give a folder, and all in it, to an account."""
        for one in [path, *path.rglob("*")] if ROOT_HERE else []:
            os.chown(one, number, number)

    def run(self, steps):
        """What each account types, in order, in one process that changes accounts; what was said until one failed."""
        lines = []
        for name, line in steps:
            home = self.homes[name]
            at = self.course.root if name == "teacher" else home
            if line.startswith("nbgrader submit") and not ROOT_HERE:
                line += f" --student={name}"
            lines.append([ACCOUNTS[name], str(home), str(at), line])
        files = {"/etc/passwd": self.folder / "passwd"}
        done = as_user(0, self.folder, ("-c", RUN, json.dumps(lines)), ROOT, self.folder, files)
        return done.stdout + done.stderr


def solve(path, *names):
    """Write the right answers to these exercises into a notebook, and no other ones."""
    source = json.loads(COURSE.notebook("source", LESSON).read_text(encoding="utf-8"))["cells"]
    solved = {cell["id"]: cell["source"] for cell in source}
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = solved[cell["id"]] if cell["id"] in names else cell["source"]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.slow
def test_a_lesson_goes_out_and_comes_back_between_three_accounts(tmp_path):
    if ROOT_HERE:
        need("bwrap", "bubblewrap")
    machine = Machine(tmp_path)
    place = tmp_path / "exchange"
    steps = [("teacher", "autograde exchange"), ("teacher", f"nbgrader release_assignment {LESSON}")]
    answers = {"ada": ("grad_mul", "numerical_derivative"), "bo": ("grad_max",)}
    for name, names in answers.items():
        steps.append((name, f"copy {place}/nbgrader_config.py .jupyter/nbgrader_config.py"))
        steps.append((name, f"nbgrader fetch_assignment {LESSON}"))
        steps.append((name, f"solve {LESSON}/{LESSON}.ipynb {' '.join(names)}"))
        steps.append((name, f"nbgrader submit {LESSON}"))
    steps += [
        ("teacher", f"nbgrader collect {LESSON} --update"),
        ("teacher", f"autograde grade {LESSON} --no-sandbox --jobs 1"),
    ]
    steps += [("teacher", f"autograde feedback {LESSON}"), ("teacher", f"nbgrader release_feedback {LESSON}")]
    steps += [(name, f"nbgrader fetch_feedback {LESSON}") for name in answers]
    steps += [("bo", f"list {place}/backprop/inbound")]
    told = machine.run(steps)
    ended = re.findall(r"^(.+): (\d+)$", told, re.MULTILINE)
    assert [code for _, code in ended] == ["0"] * (len(steps) - 1) + ["1" if ROOT_HERE else "0"], told[-6000:]
    assert "ready: every account can reach it" in told and "are invalid" not in told, "nbgrader changes no mode of it"
    released = place / "backprop/outbound" / LESSON / f"{LESSON}.ipynb"
    assert released.read_bytes() == COURSE.notebook("release", LESSON).read_bytes(), "no solution in it"
    results = machine.course.root / "work/results" / LESSON
    points = {path.stem: json.loads(path.read_text(encoding="utf-8"))["points"] for path in results.iterdir()}
    assert points == {"ada": 4, "bo": 2}
    for name in answers:
        (page,) = (machine.homes[name] / LESSON / "feedback").glob("*/*.html")
        assert f"{points[name]:g} of 10 points" in page.read_text(encoding="utf-8") and page.stem == LESSON
    if ROOT_HERE:
        assert "cheating" not in told, "who handed in is who owns it"
        assert "PermissionError" in told, "nobody sees who else has handed in"


def test_the_exchange_is_made_ready_without_a_chmod(tmp_path, monkeypatch):
    course = copy_course(tmp_path, (), lessons=(LESSON,))
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(exchange, "obstacles", lambda root, umask: iter(()))
    before = os.umask(0o077)
    try:
        done = CliRunner().invoke(main, ["exchange"])
    finally:
        os.umask(before)
    root = exchange_folder(tmp_path)
    assert done.exit_code == 0 and f"The exchange is {root}." in done.output and "ready" in done.output
    assert root == tmp_path / "work/exchange" and stat.S_IMODE(root.stat().st_mode) == 0o1777
    settings = exchange.settings_for_students(root)
    assert stat.S_IMODE(settings.stat().st_mode) == 0o644 and repr(str(root)) in settings.read_text(encoding="utf-8")
    assert exchange.make_ready(course) == root


def test_what_keeps_others_out_is_named_with_what_to_type(tmp_path):
    root = tmp_path / "home/course/exchange"
    root.mkdir(parents=True)
    (tmp_path / "home").chmod(0o750)
    found = [one for one in exchange.obstacles(root, 0o022) if str(tmp_path / "home") in one or "chmod o+x" in one]
    assert len(found) == 1 and "chmod o+x" in found[0]
    assert any("umask 022" in one for one in exchange.obstacles(root, 0o077))
    assert not any("umask" in one for one in exchange.obstacles(root, 0o027 & 0o022))


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path, monkeypatch):
    copy_course(tmp_path, (), lessons=(LESSON,))
    (tmp_path / "course").mkdir()
    (tmp_path / "course/course.toml").write_text('exchange = "taken/exchange"\n', encoding="utf-8")
    (tmp_path / "taken").touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["exchange"])
    assert done.exit_code == 2 and "sudo install -d -m 1777" in done.output and "work/course.toml" in done.output
