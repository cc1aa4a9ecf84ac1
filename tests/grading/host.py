"""What a hostile notebook must not touch: files, sockets and a process of the host, set up by a test.

Left out: what the box itself leaves behind, which `test_hostile` looks for.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograde.grading.sandbox.bwrap import GRADER_UID
from tests.course_copy import ROOT

ABSTRACT = f"\0canary-of-the-tests-{os.getpid()}"  # one for each process that runs tests


class Host:
    """Canaries on the host: a gradebook, another student's notebook, sockets that listen, a process, a variable."""

    def __init__(self, folder: Path, doors: ExitStack) -> None:
        self.token = f"canary-{secrets.token_hex(8)}"
        self.folder = folder
        self.book = folder / "gradebook.db"
        self.other = folder / "submitted" / "somebody" / "01_slopes.ipynb"
        self.other.parent.mkdir(parents=True)
        for path in (self.book, self.other):
            path.write_text(self.token)
            path.chmod(0o666)
        for place in (folder, self.other.parent, self.other.parent.parent):
            place.chmod(0o777)
        self.port = 0
        self.sockets = [
            self.listen(doors, kind, family, address)
            for family, kind, address in (
                (socket.AF_INET, socket.SOCK_STREAM, None),
                (socket.AF_INET, socket.SOCK_DGRAM, None),
                (socket.AF_UNIX, socket.SOCK_STREAM, ABSTRACT),
                (socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "s")),
            )
        ]
        (folder / "s").chmod(0o777)
        user = GRADER_UID if os.getuid() == 0 else None  # the number under which the box's processes run
        self.process = doors.enter_context(subprocess.Popen(["sleep", "3600"], user=user, env={"CANARY": self.token}))
        doors.callback(self.process.kill)

    def listen(self, doors: ExitStack, kind: int, family: int, address: Any) -> socket.socket:
        """A socket that would notice whoever calls it; both numbered ones have the same port."""
        end = doors.enter_context(socket.socket(family, kind))
        end.bind(("127.0.0.1", self.port) if family == socket.AF_INET else address)
        if family == socket.AF_INET:
            self.port = end.getsockname()[1]
        if kind == socket.SOCK_STREAM:
            end.listen()
        end.setblocking(False)
        return end

    def names(self) -> Mapping[str, Any]:
        """The words that the corpus uses for things of the host."""
        return {
            "CANARY_FILE": str(self.book),
            "CANARY_FOLDER": str(self.folder),
            "CANARY_COURSE": str(ROOT),
            "CANARY_PORT": self.port,
            "CANARY_SOCKET": str(self.folder / "s"),
            "CANARY_PROCESS": self.process.pid,
            "CANARY_ABSTRACT": ABSTRACT,
        }

    def touched(self) -> list[str]:
        """What is no longer as it was."""
        found = [str(path) for path in (self.book, self.other) if path.read_text() != self.token]
        present = {path.name for path in self.folder.iterdir()}
        found += sorted(present - {"gradebook.db", "submitted", "s"})
        found += [str(path) for path in [ROOT / "left-behind.py"] if path.exists()]
        found += ["the process"] if self.process.poll() is not None else []
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        found += ["the process was stopped"] if state == "T" else []
        for end in self.sockets:
            with contextlib.suppress(BlockingIOError):
                end.accept() if end.type == socket.SOCK_STREAM else end.recv(100)
                found.append(f"the socket {end.getsockname()!r}")
        return found


@contextlib.contextmanager
def host(folder: Path) -> Iterator[Host]:
    """A host with its canaries, as long as the block lasts."""
    with ExitStack() as doors:
        yield Host(folder, doors)
