"""A Python that has imported what most commands need, and forks where tests would start a fresh one.

What a test runs in it is the same module in a process of its own, with its own folder, environment and limits; NumPy,
Matplotlib, IPython and this course's exercises are there already, which take a second and a half to load. It stands
for a command (`run`, in place of `subprocess`) or for a notebook's kernel (`kernels`, in place of its start).
Left out: that the imports themselves work, which tests with a fresh Python show.

    python -m tests.warm_python    reads requests, one JSON object a line, and answers each with a number
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograde import exercises, progress
from autograde.course import Course

ROOT = Path(__file__).resolve().parent.parent
INLINE = "module://matplotlib_inline.backend_inline"  # what ipykernel asks for, when Matplotlib is imported after it
WARM = (
    "autograde.grading.intake.bundle",
    "autograde.proofs",
    "backprop_lib.plots",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_agg",
    "nbformat.validator",
)
LOOK = 0.02  # seconds between two looks whether a process has ended
NOT_ENDED = -1000


class WarmPython:
    """The process that forks; ends with `close`, and with the process that made it."""

    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self) -> None:
        # forking wants a single thread, so that NumPy may not start some
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.warm_python"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.asking, self.folder = threading.Lock(), tempfile.TemporaryDirectory()
        with open(Path(self.folder.name, "stderr"), "w") as complaints:
            self.server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=complaints, **pipes)
        assert self.ask() == os.getpid()
        assert self.said() == "", "what is imported here writes to stderr"

    def close(self) -> None:
        """End it; its processes have ended before."""
        self.server.communicate()
        self.folder.cleanup()

    def ask(self, **request: Any) -> int:
        """The number with which it answers a request."""
        with self.asking:
            assert self.server.stdin and self.server.stdout
            self.server.stdin.write(json.dumps(request) + "\n")
            self.server.stdin.flush()
            return int(self.server.stdout.readline() or pytest.fail(f"the warm Python is gone: {self.said()}"))

    def said(self) -> str:
        """What it wrote to stderr itself."""
        return Path(self.folder.name, "stderr").read_text("utf-8")

    def start(self, argv: Sequence[str], out: str = os.devnull, err: str = os.devnull, **settings: Any) -> Forked:
        """A process that does what `python -m argv…` does; out and err are files to write to."""
        assert argv[:2] == [sys.executable, "-m"], argv
        cwd, env = settings.get("cwd") or os.getcwd(), settings.get("env") or os.environ
        return Forked(self, self.ask(argv=list(argv[2:]), cwd=str(cwd), env=dict(env), out=out, err=err))

    def run(self, argv: Sequence[str], timeout: float | None = None, **settings: Any) -> Any:
        """As `subprocess.run` with captured text."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            forked = self.start(argv, str(out), str(err), **settings)
            try:
                code = forked.wait(timeout)
            except subprocess.TimeoutExpired:
                forked.kill()
                forked.wait()
                raise
            return SimpleNamespace(returncode=code, stdout=out.read_text("utf-8"), stderr=err.read_text("utf-8"))

    @contextmanager
    def kernels(self) -> Iterator[None]:
        """Kernels that are started meanwhile on this machine are forked."""

        def launch(argv: Sequence[str], **settings: Any) -> Forked:
            environment = {"MPLBACKEND": INLINE, **(settings.pop("env", None) or os.environ)}
            return self.start([sys.executable, *argv[argv.index("-m") :]], env=environment, cwd=settings.get("cwd"))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("jupyter_client.provisioning.local_provisioner.launch_kernel", launch)
            yield


class Forked:
    """A forked process, with as much of `subprocess.Popen` as those who wait for one use."""

    stdin = stdout = stderr = None

    def __init__(self, warm: WarmPython, pid: int) -> None:
        self.warm, self.pid, self.returncode = warm, pid, None

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        if self.returncode is None and (code := self.warm.ask(ended=self.pid)) != NOT_ENDED:
            self.returncode = code
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended."""
        end = time.monotonic() + (timeout or float("inf"))
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("python", timeout or 0)
            time.sleep(LOOK)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def warm_up() -> None:
    """Import what most commands need; what looks at folder or environment meanwhile, `become` sets right."""
    for name in WARM:
        importlib.import_module(name)
    exercises.every(Course(ROOT))
    assert "torch" not in sys.modules
    gc.freeze()  # a child's collector need not look at what is here


def serve() -> Mapping[str, Any]:
    """Answer requests until there are none; in a forked process, what was asked of it."""
    for line in sys.stdin:
        request, answer = json.loads(line), os.getppid()
        if "argv" in request:
            if not (answer := os.fork()):
                return request
            os.setpgid(answer, answer)  # before anybody knows of it and may end its group
        if "ended" in request:
            pid, status = os.waitpid(request["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else NOT_ENDED
        print(answer, flush=True)
    sys.exit()


def become(argv: Sequence[str], cwd: str, env: Mapping[str, str], out: str, err: str) -> None:
    """Do what a fresh Python would do for `-m argv…` in this folder and environment."""
    import matplotlib  # not above: whoever collects tests imports this module

    for number, path in enumerate((os.devnull, out, err)):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    progress.HERE = Path.cwd().parent
    if backend := env.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = backend
    sys.path[:1] = [cwd, *filter(None, env.get("PYTHONPATH", "").split(os.pathsep))]
    sys.argv = list(argv)
    runpy.run_module(argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    warm_up()
    become(**serve())
