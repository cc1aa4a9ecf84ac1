"""Run a command as somebody who is not root, where the tests run as root: some promises only hold for such a user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from autograde.grading.sandbox.bwrap import GRADER_UID, reachable, system_folders
from tests.course_copy import ROOT


def as_ordinary_user(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words, from the course's folder; only `folder` can be written to."""
    if os.getuid() == 0:
        os.chown(folder, GRADER_UID, GRADER_UID)
    return as_user(GRADER_UID, folder, words, ROOT, folder)


def as_user(
    user: int, folder: Path, words: tuple[str, ...], at: Path, home: Path, files: Mapping[str, Path] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python with these words as an account of that number (0: root); who is not root runs it as themselves.

    folder: all that can be written to, as its modes allow.   at: the working folder.   files: what stands in the place
    of the system's files.
    """
    command = [sys.executable, *words]
    if os.getuid() == 0:
        program = shutil.which("bwrap") or ""
        view = reachable([*system_folders(), "--ro-bind", str(ROOT), str(ROOT)])
        for above in sorted(set(folder.parents) - {Path("/")}):
            view += ["--perms", "0755", "--dir", str(above)]
        view += ["--bind", str(folder), str(folder)]
        view += ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm"]
        for name, path in (files or {}).items():
            view += ["--ro-bind", str(path), name]
        account = (
            [] if user == 0 else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all"]
        )
        command = [program, "--die-with-parent", *view, "--chdir", str(at), "--", *account, *command]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, timeout=300)
