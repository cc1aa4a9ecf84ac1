"""Commands of `python -m …` that share one warm interpreter: each is a process of its own, forked from it.

Importing nbgrader, IPython, Matplotlib and the course's exercises takes seconds of every command; here they are there
once for all tests of a process. A forked command has its own working folder, environment, session and output, and
nothing of the test that asked for it. Longer than other modules: what asks and what forks stand side by side. Left out:
that the commands start in an interpreter of their own, which the tests that say "afresh" show; kernels and what stands
in place of `subprocess` (`warm_python`).
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from autograde import exercises, progress
from autograde.course import Course
from tests import ONE_THREAD

ROOT = Path(__file__).resolve().parent.parent
WARM = ("nbgrader.apps", "nbconvert", "autograde.cli", "autograde.gate", "autograde.grading.run.batch")
WARM += ("autograde.grading.nbgrader_adapter.preprocessors", "autograde.grading.reports.feedback")
WARM += ("autograde.proofs", "backprop_lib.plots", "ipykernel.kernelapp", "matplotlib.backends.backend_agg")
LONGEST = 1 << 17  # bytes of a request
LAST_WORDS = 20  # seconds for commands to end when the tests have


class Command:
    """A command that was started, with as much of `subprocess.Popen` as those who wait for one use.

    streams: files for what it says on stdout and on stderr; without them both go to `output`.   forks: the kernels that
    it starts are forked too.
    """

    stdin = stdout = stderr = None

    def __init__(
        self,
        module: str,
        words: Sequence[str],
        cwd: str | Path,
        environment: Mapping[str, str],
        streams: tuple[int, int] | None = None,
        forks: bool = False,
    ) -> None:
        self.answers, answered = os.pipe()
        read, written = os.pipe()
        out, err = streams or (written, written)
        request = json.dumps([module, list(words), str(cwd), dict(environment)]).encode()
        socket.send_fds(warm(), [request], [out, err, answered, *([warm().fileno()] if forks else [])])
        os.close(written)
        os.close(answered)
        self.output = open(read, encoding="utf-8", errors="replace")  # noqa: SIM115 (closed by `communicate`)
        self.pid = int(self.line())
        self.returncode: int | None = None

    def line(self) -> str:
        """The next line of the process that waits for the command: its number, then how it ended."""
        told = b""
        while not told.endswith(b"\n"):
            part = os.read(self.answers, 1)
            assert part, "the warm interpreter has gone"
            told += part
        return told.decode()

    def poll(self, seconds: float | None = 0.0) -> int | None:
        """How it ended, as `subprocess` says it; None as long as it runs, for as many seconds as may be waited."""
        if self.returncode is None and select.select([self.answers], [], [], seconds)[0]:
            self.returncode = int(self.line())
            os.close(self.answers)
        return self.returncode

    def communicate(self) -> str:
        """All that it says, once it has ended."""
        with self.output:
            said = self.output.read()
        self.poll(None)
        return said

    def wait(self, timeout: float | None = None) -> int:
        """How it ended; subprocess.TimeoutExpired where it runs longer."""
        if (status := self.poll(timeout)) is None:
            raise subprocess.TimeoutExpired("python", timeout or 0.0)
        self.output.close()
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def run(module: str, *words: str, cwd: Path, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run `python -m module words`: its status, and what it said."""
    command = Command(module, words, cwd, os.environ if environment is None else environment)
    said = command.communicate()
    assert command.returncode is not None
    return command.returncode, said


@functools.cache
def warm() -> socket.socket:
    """Where the warm interpreter of this process takes requests; it ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    code = f"import tests.forked_command as forked; forked.serve({theirs.fileno()})"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD},  # forks want no threads
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # each command has its own
        pass_fds=[theirs.fileno()],
        start_new_session=True,  # Ctrl-C of a terminal is for the tests
    )
    theirs.close()
    me = os.getpid()

    def end() -> None:
        if os.getpid() == me:
            ours.close()
            try:
                process.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:  # a kernel that nobody has ended
                process.kill()
                process.wait()

    atexit.register(end)
    return ours


# --- the warm interpreter ---------------------------------------------------------------------------------------------


def serve(number: int) -> None:
    """Fork a command for every request on this socket until it is closed."""
    control = socket.socket(fileno=number)
    for name in WARM:
        importlib.import_module(name)
    exercises.every(Course(ROOT))
    assert "torch" not in sys.modules
    gc.collect()
    gc.freeze()
    while True:
        request, files, *_ = socket.recv_fds(control, LONGEST, 4)
        if not request:
            break
        if not os.fork():
            control.close()
            return keep(request, *files)
        for file in files:
            os.close(file)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    with contextlib.suppress(ChildProcessError):
        while os.wait():
            pass


def keep(request: bytes, out: int, err: int, answers: int, *ours: int) -> None:
    """Start the command, wait for it and tell how it ended."""
    child = os.fork()
    if not child:
        os.setsid()
        os.write(answers, f"{os.getpid()}\n".encode())  # whoever knows the number may end the whole group
        os.close(answers)
        return begin(*json.loads(request), out, err, *ours)
    for file in {out, err, *ours}:
        os.close(file)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(answers, f"{ended}\n".encode())
    os._exit(0)


def begin(
    module: str, words: list[str], cwd: str, environment: dict[str, str], out: int, err: int, *ours: int
) -> NoReturn:
    """Become the command: what looked at folder or environment when it was imported is set right."""
    import matplotlib  # not above: whoever collects tests imports this module

    if ours:  # imported before the folder changes
        importlib.import_module("tests.warm_python").share(socket.socket(fileno=ours[0]))
    for stream, file in ((1, out), (2, err)):
        os.dup2(file, stream)
    for file in {out, err}:
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in a shell's background ignores Ctrl-C
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    progress.HERE = Path.cwd().parent
    if backend := environment.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = backend
    sys.path[:1] = [cwd, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    sys.argv, status = [module, *words], 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        status = 1
    end(status)


def end(status: int) -> NoReturn:
    """End a forked process as the interpreter does, but for taking apart what it has imported, which takes longest."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
