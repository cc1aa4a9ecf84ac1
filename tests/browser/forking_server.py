"""A Jupyter server that is forked from the tests' warm Python, as are its kernels and its runs of Validate.

What a server and a kernel import costs more than most lessons. Left out: servers as students start them, with fresh
kernels, which `test_desk` shows, and Validate's fresh run (`tests/student`).
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TextIO

from tests.forked_command import Command


def start(command: Sequence[str], cwd: Path, env: Mapping[str, str], stdout: TextIO, stderr: int) -> Command:
    """As `subprocess.Popen` of `python -m module words`, whose complaints go where all goes."""
    assert list(command[:2]) == [sys.executable, "-m"] and stderr == subprocess.STDOUT, command
    return Command(__name__, command[2:], cwd, env, (stdout.fileno(), stdout.fileno()), forks=True)


# --- the server -------------------------------------------------------------------------------------------------------


def serve(module: str) -> None:
    """Become the server, once its runs of Validate are prepared."""
    from autograde.student import validate_button  # not above: nbgrader is slow to import for those who start servers

    validate_button.subprocess = SimpleNamespace(Popen=validating, DEVNULL=subprocess.DEVNULL)
    sys.argv[:2] = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def validating(command: Sequence[str], stdin: int, stdout: Any, stderr: Any) -> Command:
    """A run of Validate; its kernel is forked too."""
    assert list(command[:3]) == [sys.executable, "-P", "-m"], command
    streams = (stdout.fileno(), stderr.fileno())
    return Command(command[3], command[4:], os.getcwd(), os.environ, streams, forks=True)


if __name__ == "__main__":
    serve(sys.argv[1])
