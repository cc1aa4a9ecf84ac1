"""One sandbox with a warm template for one lesson, at one of the levels that a machine may offer (`levels`).

With nested namespaces, the template (`autograde.boxed.template`) is forked for every notebook, and each fork takes
namespaces of its own. Where a machine refuses namespaces within namespaces, a sandbox serves a single notebook and the
next one gets a new one: equally apart from all others, but a notebook then waits for the template to warm up. Without
any namespaces, it is the same with a plain process in a folder of its own, which Landlock binds to that folder; and
without Landlock, if that is asked for by name, nothing binds it. Left out: what a fork closes in addition
(`autograde.boxed.confine`).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from autograde.boxed import watch, wire
from autograde.errors import BoxError
from autograde.grading.intake.bundle import lacks_torch
from autograde.grading.records import Bundle
from autograde.grading.sandbox import bwrap
from autograde.grading.sandbox.bwrap import DISK, HOME, INSIDE
from autograde.grading.sandbox.known_fonts import known_fonts
from backprop_lib.torch_bridge import MISSING

NESTED, SINGLE, LANDLOCK = "bubblewrap with nested namespaces", "bubblewrap", "landlock"
BARE = "none (--no-sandbox)"
LIMITS = {"AS": 3072 << 20, "CPU": 300, "NPROC": 64, "FSIZE": DISK, "NOFILE": 256, "CORE": 0}
BOOT_SECONDS = 120
SWEEP_SECONDS = 30  # how long what ends by itself may take for it
MARK = "# the sandbox of grader {} on this machine"  # in the command line of all that a sandbox starts as itself
DERIVERS = ("torch", "functorch", "sympy", "mpmath", "jax", "tensorflow", "autograd")  # what derives by itself
WITH_TORCH = ("jax", "tensorflow", "autograd")  # of these, what a lesson on torch can do without
NOT_AS_ROOT = "{} is refused to root: students' code would have all of root's rights. Be an ordinary user."


class Box:
    """One running sandbox with a warm template for one lesson."""

    def __init__(self, setup: Bundle, level: str = NESTED) -> None:
        """Start the box and warm the template.

        level: NESTED, SINGLE, LANDLOCK or BARE.
        """
        if lacks_torch(setup.imports):
            raise BoxError(MISSING)
        # of the other cells the template needs no more than that they are there
        cells = [
            {"role": cell.role, "source": cell.source} if cell.role == "reading" else {"role": cell.role}
            for cell in setup.cells
        ]
        self.setup: dict[str, Any] = {"imports": list(setup.imports), "cells": cells, "files": dict(setup.files)}
        self.without_torch = False  # whether the template is one without torch, where it has to be the only one
        roles = {cell.role for cell in setup.cells}
        foreign = bool(roles) and "tests" not in roles  # an assignment that is not ours forbids nothing
        self.hidden = () if foreign else WITH_TORCH if "torch" in setup.imports else DERIVERS
        self.level = level
        self.swept = 0  # processes that were left behind by notebooks, and killed
        self.start()

    def start(self) -> None:
        """Start the sandbox; BoxError when it does not come up."""
        walled = self.level in (NESTED, SINGLE)
        if not walled and os.getuid() == 0:
            raise BoxError(NOT_AS_ROOT.format(f"the level “{self.level}”"))
        self.folder = None if walled else tempfile.TemporaryDirectory(prefix="autograde-")
        self.control, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as said:
            start = f"from boxed.template import main; main({theirs.fileno()})  {MARK.format(os.getpid())}"
            walls, place = ([], lay_out(self.folder.name)) if self.folder else (bwrap.bubblewrap(self.hidden), INSIDE)
            self.process = subprocess.Popen(
                [*walls, *bwrap.python(start, place)],
                env=bwrap.environment(self.home, f"{self.folder.name}/tmp") if self.folder else {},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # a terminal here would appear in the box as /dev/console
                stderr=said,  # not the grader's own: whoever waits for its end would wait for the box's as well
                start_new_session=True,
            )
            try:
                wire.send(self.control, {**self.setup, **self.bounds()})
                answer = wire.receive(self.control, BOOT_SECONDS)
            except (wire.Disconnected, wire.Malformed) as error:
                self.close()
                said.seek(0)
                why = " ".join(said.read(2000).decode(errors="replace").split()[-60:]) or error
                raise BoxError(f"the sandbox did not start ({why}). Run `autograde doctor`.") from error
        if "failed" in answer:
            self.close()
            raise BoxError(f"the sandbox did not warm up: {answer['failed']}")
        self.control.settimeout(None)
        self.used = False
        self.own = set(watch.below(self.process.pid))

    @property
    def home(self) -> str:
        """The working folder of students' code."""
        return f"{self.folder.name}/home" if self.folder else HOME

    def bounds(self) -> dict[str, Any]:
        """What a student's process may use and reach; the template takes it from here."""
        limits: dict[str, int] = LIMITS
        readable: list[str] = []
        writable: list[str] = []
        hidden: list[str] = []
        if self.folder:  # without namespaces, the other processes of whoever grades count as well
            limits = {**LIMITS, "NPROC": LIMITS["NPROC"] + threads_of_user()}
        if self.level == SINGLE:
            readable, writable = [*bwrap.system_paths(), "/proc", "/dev", INSIDE], ["/tmp", "/dev", HOME]
        elif self.level == LANDLOCK and self.folder:
            modules = [str(path) for path in bwrap.course_modules().values()]
            readable = [*bwrap.system_paths(), *modules, f"{self.folder.name}/course", "/dev/urandom", "/dev/zero"]
            writable = [self.home, f"{self.folder.name}/tmp", "/dev/null"]
            hidden = bwrap.installed(self.hidden)
        paths = {"readable": readable, "writable": writable, "hidden": hidden, "without_torch": self.without_torch}
        paths["derivers"] = bwrap.installed(DERIVERS) if "torch" in self.setup["imports"] else []
        kind = {"nested": self.level == NESTED, "walls": not self.folder, "fonts": known_fonts()}
        return {**kind, **paths, "limits": limits, "disk": DISK, "home": self.home}

    def fork(self, without_torch: bool = False) -> socket.socket:
        """A connection to a fresh fork of the template; closing it ends the fork and all it started.

        without_torch: one in which torch was never imported, and is not to be found, whatever the lesson is about.
        """
        without_torch = without_torch and "torch" in self.setup["imports"]
        if self.level != NESTED and (self.used or self.without_torch != without_torch):
            self.close()
            self.without_torch = without_torch
            self.start()
        self.used = True
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"p" if without_torch else b"f"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise BoxError(f"the sandbox has ended ({error})") from error
        return ours

    def visitors(self) -> set[int]:
        """The processes in the box that belong to notebooks; without walls of its own, a notebook has all of them."""
        there = set(watch.below(self.process.pid))
        return there - self.own if self.level == NESTED or not self.used else there - {self.process.pid}

    def spent(self) -> float:
        """Seconds of the processor that the present fork has used, with all that it started."""
        return sum(watch.seconds(process) for process in set(watch.below(self.process.pid)) - self.own)

    def sweep(self) -> None:
        """See to it that nothing is left of a notebook whose connection has ended; what had to be killed is counted."""
        end = time.monotonic() + SWEEP_SECONDS
        killed: set[int] = set()
        while left := self.visitors():
            if time.monotonic() > end:
                killed |= left
                for process in left:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
            time.sleep(0.002)
        self.swept += len(killed)

    def alive(self) -> bool:
        """Whether the next fork can be had. A template never speaks unasked: anything to read is its end."""
        if self.used and self.level != NESTED:
            return True
        readable, _, _ = select.select([self.control], [], [], 0)
        return not readable and self.process.poll() is None

    def close(self) -> None:
        """End the box and everything inside."""
        self.control.close()
        if self.folder:  # no walls end with this process: let it end what it has started
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        self.process.kill()
        self.process.wait()
        if self.folder:
            self.folder.cleanup()


def lay_out(folder: str) -> str:
    """The course's modules as links in a folder, where nothing can be mounted, and beside them what can be written."""
    place = Path(folder) / "course"
    for name, path in bwrap.course_modules().items():
        link = place / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    for name in ("home", "tmp"):
        (Path(folder) / name).mkdir()
    return str(place)


def threads_of_user() -> int:
    """How many threads the user who grades is running, which is what a limit on processes counts."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                count += len(list((process / "task").iterdir()))
        except OSError:
            continue  # it has ended meanwhile
    return count
