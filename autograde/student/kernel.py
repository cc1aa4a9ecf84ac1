"""A kernel that runs one code cell at a time, within its time, and tells how the cell ended.

A cell that takes too long or prints too much is interrupted; where that does not help, the kernel is killed. Of what
cells show nothing is kept but the checks' reports. Left out: the cells of a whole notebook (`run_cells`), and any
isolation: this is for students' own code on their own machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from autograde import report
from autograde.errors import NotebookError
from autograde.time_limit import WAITING

KERNEL = "python3"
START_SECONDS = 120  # for a kernel to answer at all
GRACE = 10  # seconds in which a cell has to heed an interrupt
LISTENING = 100  # milliseconds between two looks at the time
MOST_PRINTED = 50_000_000  # characters that one cell may print
DONE, ERROR, SLOW, LOUD, DIED = "done", "error", "slow", "loud", "died"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Cell:
    """A code cell: its text, the seconds that it may take, and whether a new kernel has to run it again."""

    source: str
    seconds: float
    again: bool = True


@dataclass(frozen=True)
class Ending:
    """How a cell ended: DONE, ERROR, SLOW, LOUD or DIED; the exception's type, text and line; the check's report."""

    how: str
    error: str = ""
    text: str = ""
    line: int | None = None
    report: Mapping[str, Any] | None = None

    @property
    def guilty(self) -> bool:
        """Whether a new kernel had better not run it again."""
        return self.how in (SLOW, LOUD, DIED)


class Kernel:
    """A kernel that runs one cell after another. It records no history, and checks in it count nothing."""

    def __init__(self, folder: Path) -> None:
        encrypted = "auto" if zmq.has("curve") else "disabled"
        self.manager = KernelManager(
            kernel_name=KERNEL, config=Config({"KernelManager": {"transport_encryption": encrypted}})
        )
        self.client: BlockingKernelClient | None = None
        # the first variable tells `check` that nobody reads; without the second ipykernel warns about debugger files
        environment = {**os.environ, "NBGRADER_EXECUTION": "points", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        history = ["--HistoryManager.hist_file=:memory:"]
        try:
            self.manager.start_kernel(cwd=str(folder), env=environment, extra_arguments=history, **silent)
            self.client = self.manager.client()
            self.client.start_channels()
            self.client.wait_for_ready(timeout=START_SECONDS)
            self.process = psutil.Process(self.manager.provisioner.pid)
        except (RuntimeError, OSError, psutil.Error) as error:
            self.end()
            raise NotebookError(
                f"the Jupyter kernel does not start here: {error}. Run `make install` again."
            ) from error
        except BaseException:
            self.end()
            raise
        self.alive = True

    def end(self) -> None:
        """Kill the kernel and what it has started."""
        self.alive = False
        if self.client is not None:
            self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def run(self, cell: Cell) -> Ending:
        """Run a cell to its end, or interrupt it when its time is over or it prints too much."""
        turn = Turn(self, cell)
        while not turn.over():
            turn.listen()
        return turn.ending()

    def used(self) -> float:
        """Seconds of the processor so far; 0 once the kernel is gone."""
        try:
            return float(sum(self.process.cpu_times()[:2]))
        except psutil.Error:
            return 0.0


class Turn:
    """One cell on its way through the kernel: what has been heard of it so far."""

    def __init__(self, kernel: Kernel, cell: Cell) -> None:
        assert kernel.client is not None
        self.kernel, self.client, self.cell = kernel, kernel.client, cell
        self.began, self.used = time.monotonic(), kernel.used()
        self.reply: Mapping[str, Any] | None = None
        self.replied = self.interrupted = 0.0  # when
        self.idle, self.printed, self.why = False, 0, ""
        self.report: Mapping[str, Any] | None = None
        self.poller = zmq.Poller()
        for channel in (self.client.shell_channel, self.client.iopub_channel):
            self.poller.register(channel.socket, zmq.POLLIN)
        self.id = self.client.execute(cell.source, allow_stdin=False, stop_on_error=False)

    def listen(self) -> None:
        """Take what the kernel says, or wait a moment for it."""
        self.poller.poll(LISTENING)
        for channel, take in ((self.client.shell_channel, self.take_reply), (self.client.iopub_channel, self.take)):
            with contextlib.suppress(Empty):
                message = channel.get_msg(timeout=0)
                if message["parent_header"].get("msg_id") == self.id:
                    take(message["msg_type"], message["content"])

    def take_reply(self, kind: str, content: Mapping[str, Any]) -> None:
        """The kernel's word that the cell has ended."""
        if kind == "execute_reply":
            self.reply, self.replied = content, time.monotonic()

    def take(self, kind: str, content: Mapping[str, Any]) -> None:
        """Something that the cell shows."""
        self.idle |= kind == "status" and content["execution_state"] == "idle"
        self.printed += len(content.get("text", "")) if kind == "stream" else 0
        found = content.get("data", {}).get(report.MIME) if kind in ("execute_result", "display_data") else None
        self.report = found if isinstance(found, dict) else self.report

    def over(self) -> bool:
        """Whether nothing more is to be waited for; interrupts the cell, and kills the kernel, where that is due."""
        now = time.monotonic()
        if self.reply is not None:
            return self.idle or now - self.replied > GRACE
        if not self.kernel.manager.is_alive():
            self.kernel.alive = False
            return True
        if self.interrupted:
            if now - self.interrupted > GRACE:
                self.kernel.end()
            return not self.kernel.alive
        clock = now - self.began
        taken = max(min(clock, self.kernel.used() - self.used), clock / WAITING)  # as in `time_limit`
        self.why = SLOW if taken > self.cell.seconds else LOUD if self.printed > MOST_PRINTED else ""
        if self.why:
            self.interrupted = now
            self.kernel.manager.interrupt_kernel()
        return False

    def ending(self) -> Ending:
        """How the cell ended, once it is over."""
        reply = self.reply or {}
        if any(one.get("source") == "ask_exit" for one in reply.get("payload", ())):
            self.kernel.alive = False  # it ends by itself, a moment later
            return Ending(DIED, "exit")
        if self.why or not reply:
            return Ending(self.why or DIED)
        if reply["status"] != "error":
            return Ending(DONE, report=self.report)
        frames = COLOURS.sub("", "\n".join(reply["traceback"]))
        lines = re.findall(rf"Cell In\[{reply.get('execution_count')}\], line (\d+)", frames)
        return Ending(ERROR, reply["ename"], reply["evalue"], int(lines[-1]) if lines else None)
