"""Processes of sandboxes that outlived the grader that started them: there should be none, on any machine, at any time.

All that a sandbox starts as itself carries its grader's number in its command line. Left out: what a notebook leaves
behind in a sandbox that is still in use (`box.sweep`), and what students start by other names: it ends with its walls.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from pathlib import Path

from autograde.grading.box import MARK

PATIENCE = 10.0  # seconds that sandboxes may take to end with their grader
PATTERN = re.compile(re.escape(MARK).replace(r"\{\}", r"(\d+)").encode())
FAULT = "Sandboxes outlived the grader that had started them (processes: {}). This is a fault of the grader: report it."


def strays() -> list[int]:
    """The numbers of such processes."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            grader = PATTERN.search((entry / "cmdline").read_bytes())
            if grader and int(entry.name) != os.getpid() and not Path(f"/proc/{int(grader[1])}").exists():
                found.append(int(entry.name))
    return found


def end_strays(patience: float | None = None) -> int:
    """End such processes once they had time to end by themselves; how many had not."""
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    while (left := strays()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in left:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
    return len(left)
