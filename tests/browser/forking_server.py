"""A Jupyter server in a Python of its own; its kernels and runs of Validate are forked from the tests' warm Python.

What a kernel imports before a lesson's first check costs more than most lessons. Left out: servers as students start
them, with fresh kernels, which `test_desk` and `test_update` show, and Validate's fresh run (`tests/student`).
"""

import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from tests import forked_command, warm_python

CODE = "import sys; sys.path.insert(1, {!r}); from tests.browser import forking_server as one; one.serve({}, {!r})"


def start(command: Sequence[str], **settings: Any) -> subprocess.Popen:
    """As `subprocess.Popen` of `python -m module words`."""
    assert list(command[:2]) == [sys.executable, "-m"], command
    number = forked_command.warm().fileno()
    code = CODE.format(str(forked_command.ROOT), number, command[2])
    return subprocess.Popen([sys.executable, "-c", code, *command[3:]], pass_fds=[number], **settings)


# --- the server -------------------------------------------------------------------------------------------------------


def serve(number: int, module: str) -> None:
    """Become the server, once its forks are prepared."""
    from autograde.student import validate_button  # not above: nbgrader is slow to import for those who start servers

    warm_python.share(socket.socket(fileno=number))
    validate_button.subprocess = SimpleNamespace(Popen=validating, DEVNULL=subprocess.DEVNULL)
    sys.argv[0] = module
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def validating(command: Sequence[str], stdin: int, stdout: Any, stderr: Any) -> forked_command.Command:
    """A run of Validate; its kernel is forked too."""
    assert list(command[:3]) == [sys.executable, "-P", "-m"], command
    streams = (stdout.fileno(), stderr.fileno())
    return forked_command.Command(command[3], command[4:], os.getcwd(), os.environ, streams, forks=True)
