"""What stands in tests for a fresh Python's start: for `subprocess`, and for a notebook's kernel.

Folder, environment, process group and limits are a process's own; ipykernel and its messages are real. What was
imported before is there already (`forked_command`). Left out: that the imports work, which a fresh Python shows.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import forked_command
from tests.forked_command import Command

INLINE = "module://matplotlib_inline.backend_inline"  # what ipykernel asks for, when Matplotlib is imported after it
TimeoutExpired = subprocess.TimeoutExpired


def run(argv: Sequence[str], timeout: float | None = None, **settings: Any) -> Any:
    """As `subprocess.run` of `python -m …` with captured text."""
    assert list(argv[:2]) == [sys.executable, "-m"], argv
    cwd, environment = settings.get("cwd") or os.getcwd(), settings.get("env") or os.environ
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = Command(argv[2], argv[3:], cwd, environment, (out.fileno(), err.fileno()))
        try:
            status = command.wait(timeout)
        except TimeoutExpired:
            command.kill()
            command.wait()
            raise
        said = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
    return SimpleNamespace(returncode=status, stdout=said[0], stderr=said[1])


@contextmanager
def kernels() -> Iterator[None]:
    """Kernels that are started meanwhile on this machine are forked."""

    def launch(argv: Sequence[str], **settings: Any) -> Command:
        environment = {"MPLBACKEND": INLINE, **(settings.pop("env", None) or os.environ)}
        module, *words = argv[argv.index("-m") + 1 :]
        with open(os.devnull, "w") as nowhere:
            streams = (nowhere.fileno(), nowhere.fileno())
            return Command(module, words, Path(settings.get("cwd") or os.getcwd()), environment, streams)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jupyter_client.provisioning.local_provisioner.launch_kernel", launch)
        yield


def share(ours: socket.socket) -> None:
    """From now on ask another process's warm interpreter, which this socket leads to; all kernels are forked."""
    forked_command.warm = lambda: ours
    forking = kernels()
    forking.__enter__()
    atexit.register(forking.__exit__, None, None, None)
