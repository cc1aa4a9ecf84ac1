"""One sandbox with a warm template for one lesson, at one of the levels that a machine may offer (`levels`).

With nested namespaces, the template (`autograde.boxed.template`) is forked for every notebook, and each fork takes
namespaces of its own. Where a machine refuses namespaces within namespaces, a sandbox serves a single notebook and the
next one gets a new one: equally apart from all others, but a notebook then waits for the template to warm up. Left out:
what a fork closes in addition (`autograde.boxed.confine`).
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograde.boxed import wire
from autograde.errors import BoxError
from autograde.grading.bwrap import DISK, HOME, INSIDE, bubblewrap, course_modules, environment, python

NESTED, SINGLE, BARE = "bubblewrap with nested namespaces", "bubblewrap", "none (--no-sandbox)"
LIMITS = {"AS": 3072 << 20, "CPU": 300, "NPROC": 64, "FSIZE": DISK, "NOFILE": 256, "CORE": 0}
BOOT_SECONDS = 120
DERIVERS = ("torch", "functorch", "sympy", "mpmath", "jax", "tensorflow", "autograd")  # what derives by itself
NOT_AS_ROOT = "--no-sandbox is refused to root: students' code would have all of root's rights. Be an ordinary user."


class Box:
    """One running sandbox with a warm template for one lesson."""

    def __init__(self, setup: Mapping[str, Any], level: str = NESTED) -> None:
        """Start the box and warm the template.

        setup: a lesson's bundle, or its "imports", "cells" and "files".   level: NESTED, SINGLE or BARE.
        """
        # of the other cells the template needs no more than that they are there
        cells = [cell if cell["role"] == "reading" else {"role": cell["role"]} for cell in setup["cells"]]
        self.setup = {"imports": list(setup["imports"]), "cells": cells, "files": dict(setup.get("files", {}))}
        self.level = level
        self.start()

    def start(self) -> None:
        """Start the sandbox; BoxError when it does not come up."""
        if self.level == BARE and os.getuid() == 0:
            raise BoxError(NOT_AS_ROOT)
        self.folder = tempfile.TemporaryDirectory(prefix="autograde-") if self.level == BARE else None
        self.control, theirs = socket.socketpair()
        roles = {cell["role"] for cell in self.setup["cells"]}
        foreign = bool(roles) and "tests" not in roles  # an assignment that forbids nothing
        hidden = () if foreign or "torch" in self.setup["imports"] else DERIVERS
        with theirs:
            start = f"from boxed.template import main; main({theirs.fileno()})"
            walls, place = ([], str(lay_out(self.folder.name))) if self.folder else (bubblewrap(hidden), INSIDE)
            self.process = subprocess.Popen(
                [*walls, *python(start, place)],
                env=environment(self.home, self.folder.name) if self.folder else {},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # a terminal here would appear in the box as /dev/console
                start_new_session=True,
            )
        details = {"nested": self.level == NESTED, "limits": self.limits(), "disk": DISK, "home": self.home}
        try:
            wire.send(self.control, {**self.setup, **details})
            answer = wire.receive(self.control, BOOT_SECONDS)
        except (wire.Closed, wire.Malformed) as error:
            self.close()
            raise BoxError(f"the sandbox did not start ({error}). Run `autograde doctor`.") from error
        if "failed" in answer:
            self.close()
            raise BoxError(f"the sandbox did not warm up: {answer['failed']}")
        self.control.settimeout(None)
        self.used = False

    @property
    def home(self) -> str:
        """The working folder of students' code."""
        return f"{self.folder.name}/home" if self.folder else HOME

    def limits(self) -> dict[str, int]:
        """Limits of a student's process. Without namespaces, its user's other processes count as well."""
        if self.level != BARE:
            return LIMITS
        return {**LIMITS, "NPROC": LIMITS["NPROC"] + threads_of_user()}

    def fork(self) -> socket.socket:
        """A connection to a fresh fork of the template; closing it ends the fork and all it started."""
        if self.used and self.level != NESTED:
            self.close()
            self.start()
        self.used = True
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"f"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise BoxError(f"the sandbox has ended ({error})") from error
        return ours

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


def lay_out(folder: str) -> Path:
    """The course's modules as links in a folder, where nothing can be mounted, and a working folder beside them."""
    place = Path(folder) / "course"
    for name, path in course_modules().items():
        link = place / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    (Path(folder) / "home").mkdir()
    return place


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
