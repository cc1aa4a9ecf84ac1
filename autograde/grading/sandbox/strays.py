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

from autograde.grading.sandbox.box import MARK

PATIENCE = 10.0  # seconds that sandboxes may take to end with their grader
PATTERN = re.compile(re.escape(MARK).replace(r"\{\}", r"(\d+)").encode())
FAULT = "Sandboxes outlived the grader that had started them (processes: {}). This is a fault of the grader: report it."


def strays(patience: float = 0.0) -> list[int]:
    """The numbers of such processes that are still there after so many seconds."""
    deadline = time.monotonic() + patience
    while found := [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if is_stray(int(entry.name))]:
        if time.monotonic() >= deadline:
            break
        time.sleep(0.05)
    return found


def is_stray(process: int) -> bool:
    """Whether a process is of a sandbox that is no child of its grader any more, in whichever container that ran."""
    grader = grader_of(process)
    while grader and (parent := status(process, "PPid")) and grader_of(parent[0]):
        process = parent[0]
    return bool(grader) and grader not in [n for parent in status(process, "PPid") for n in status(parent, "NSpid")]


def grader_of(process: int) -> int:
    """The number of the grader in a process's command line; 0 for one that belongs to no sandbox."""
    with contextlib.suppress(OSError):
        found = PATTERN.search(Path(f"/proc/{process}/cmdline").read_bytes())
        return int(found[1]) if found else 0
    return 0


def status(process: int, name: str) -> list[int]:
    """The numbers that stand under a name in what the system tells about a process."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(errors="replace").splitlines():
            if line.startswith(f"{name}:"):
                return [int(number) for number in line.split()[1:]]
    return []


def end_strays(patience: float = PATIENCE) -> int:
    """End such processes once they had time to end by themselves; how many had not."""
    left = strays(patience)
    for process in left:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
    return len(left)
