"""Run a command as somebody who is not root, where the tests run as root: some promises only hold for such a user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograde.grading.sandbox.bwrap import GRADER_UID, reachable, system_folders
from tests.course_copy import ROOT


def as_ordinary_user(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words, from the course's folder; only `folder` can be written to."""
    command = [sys.executable, *words]
    if os.getuid() == 0:
        os.chown(folder, GRADER_UID, GRADER_UID)
        program = shutil.which("bwrap") or ""
        view = reachable([*system_folders(), "--ro-bind", str(ROOT), str(ROOT)])
        for above in sorted(set(folder.parents) - {Path("/")}):
            view += ["--perms", "0755", "--dir", str(above)]
        view += ["--bind", str(folder), str(folder)]
        view += ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm"]
        user = ["setpriv", f"--reuid={GRADER_UID}", f"--regid={GRADER_UID}", "--clear-groups", "--inh-caps=-all"]
        command = [program, "--die-with-parent", *view, "--chdir", str(ROOT), "--", *user, *command]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
