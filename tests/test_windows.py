"""What Windows does not have, the commands of students and of pages do without; those that need it say so in one line.

A process from which POSIX's own names are gone stands for Windows. Left out: how paths and open files differ there.
"""

import json
import subprocess
import sys

import pytest

AS_ON_WINDOWS = """\
import asyncio, json, multiprocessing, os, pathlib, shutil, socket, subprocess, sys, tempfile
import click.testing, IPython, nbformat, psutil, rich.progress, zmq  # these have ways of their own on Windows

for module in ("fcntl", "grp", "pwd", "resource"):
    sys.modules[module] = None
for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "fork", "geteuid", "getuid", "sched_getaffinity", "sysconf"):
    delattr(os, name)
sys.platform = "win32"

from autograde.cli import main
from autograde.grading.intake.ingest import read_regular

found = {}
for line in sys.argv[1:]:
    done = click.testing.CliRunner().invoke(main, line.split())
    found[line] = [done.exit_code, done.output, repr(done.exception)]
here = pathlib.Path.cwd()
(here / "page.txt").write_bytes(b"of the student")
(here / "link.txt").symlink_to(here / "page.txt")
notes = []
found["read"] = [read_regular(here, name, 100, notes).decode() for name in ("page.txt", "link.txt")]
print(json.dumps({**found, "notes": notes}))
"""
LINUX_ONLY = ("grade", "collect x.zip", "roster", "drop li")


@pytest.fixture
def found(two_lessons):
    lines = ["--help", "lab --copy-only", "doctor", *LINUX_ONLY]
    command = [sys.executable, "-c", AS_ON_WINDOWS, *lines]
    done = subprocess.run(command, cwd=two_lessons.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_commands_run_or_say_where_they_do(found):
    assert found["--help"][0] == 0
    status, said, _ = found["lab --copy-only"]
    assert status == 0 and "added 01_slopes to your working copy" in said
    status, said, _ = found["doctor"]
    assert status == 1 and "What to do: Grading runs on Linux." in said
    for line in LINUX_ONLY:
        status, said, _ = found[line]
        assert status == 2 and said.startswith("autograde: this command does not run on Windows."), found[line]
    assert found["read"] == ["of the student", ""]
    assert "Links are not followed" in found["notes"][0]
