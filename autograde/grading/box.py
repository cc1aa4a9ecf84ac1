"""The sandbox around students' code: bubblewrap, without root and without a container engine. Linux only.

One box holds one warm template (`autograde.boxed.template`). Inside there are the interpreter and its packages, the
course's library and a stand-in for `autograde`, all read-only; no network, no home, no other process, no exercise.
Left out: what a fork of the template closes in addition (`autograde.boxed.confine`).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograde.boxed import wire
from autograde.errors import AutogradeError

PACKAGE = Path(__file__).resolve().parent.parent
INSIDE = "/course"  # where the course's own modules lie inside the box
GRADER_UID = 61184  # whom a grader started as root becomes before any student's code runs
MEGABYTE = 1 << 20
DISK = 64 * MEGABYTE
LIMITS = {"AS": 3072 * MEGABYTE, "CPU": 300, "NPROC": 64, "FSIZE": DISK, "NOFILE": 256, "CORE": 0}
BOOT_SECONDS = 120


class BoxError(AutogradeError):
    """The sandbox cannot be started; the text says what to install."""


class Box:
    """One running sandbox with a warm template for one lesson."""

    level = "bubblewrap with nested namespaces"

    def __init__(self, setup: Mapping[str, Any]) -> None:
        """Start the box and warm the template; setup names imports and holds the lesson's cells."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [*bubblewrap(), *python(theirs.fileno())]
            self.process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env={}, start_new_session=True
            )
        self.control = ours
        try:
            wire.send(ours, {**setup, "nested": True, "limits": LIMITS, "disk": DISK})
            answer = wire.receive(ours, BOOT_SECONDS)
        except wire.Closed as error:
            self.close()
            raise BoxError(f"the sandbox did not start ({error}). Run `autograde doctor`.") from error
        if "failed" in answer:
            self.close()
            raise BoxError(f"the sandbox did not warm up: {answer['failed']}")
        ours.settimeout(None)

    def fork(self) -> socket.socket:
        """A connection to a fresh fork of the template; closing it ends the fork and all it started."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"f"], [theirs.fileno()])
            except OSError as error:
                raise BoxError(f"the sandbox has ended ({error})") from error
        return ours

    def close(self) -> None:
        """End the box and everything inside."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def bubblewrap() -> list[str]:
    """The command that builds the box; BoxError where bubblewrap is missing."""
    program = shutil.which("bwrap")
    if program is None:
        raise BoxError("no sandbox: bubblewrap is not installed. On Debian or Ubuntu: sudo apt install bubblewrap")
    return [
        *(as_ordinary_user(program) if os.getuid() == 0 else []),
        *(program, "--die-with-parent", "--new-session", "--clearenv", "--hostname", "grader"),
        *("--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"),
        *reachable([*system_folders(), *course_modules(INSIDE)]),
        *("--proc", "/proc", "--dev", "/dev", "--size", str(DISK), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"),
        *(
            "--size",
            str(DISK),
            "--tmpfs",
            "/tmp",
            "--size",
            str(MEGABYTE),
            "--tmpfs",
            "/home",
            "--dir",
            "/home/student",
        ),
        *(part for name, value in environment().items() for part in ("--setenv", name, value)),
        *("--chdir", "/", "--remount-ro", "/", "--"),
    ]


def as_ordinary_user(program: str) -> list[str]:
    """For a grader started as root: become an ordinary user who sees what the box needs, and only that.

    Limits on processes do not bind root, so nothing of a student's ever runs under its number.
    """
    mounts = reachable([*system_folders(), *course_modules(None)])
    view = [program, "--die-with-parent", *mounts, "--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"]
    user = [f"--reuid={GRADER_UID}", f"--regid={GRADER_UID}", "--clear-groups", "--inh-caps=-all"]
    return [*view, "--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/", "--", "setpriv", *user]


def reachable(mounts: list[str]) -> list[str]:
    """The mounts, and before them the folders above, which bubblewrap would open to root alone."""
    targets = [Path(mounts[at + 2]) for at, part in enumerate(mounts) if part.startswith(("--ro-bind", "--symlink"))]
    above = {parent for path in targets for parent in path.parents if not parent.is_relative_to("/usr")} - {Path("/")}
    return [part for path in sorted(above) for part in ("--perms", "0755", "--dir", str(path))] + mounts


def system_folders() -> list[str]:
    """Mounts of the interpreter, its packages and the system's libraries, all read-only."""
    mounts = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/") / name
        if path.is_symlink():
            mounts += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            mounts += ["--ro-bind", str(path), str(path)]
    for file in ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives"):
        mounts += ["--ro-bind-try", file, file]
    for prefix in sorted({sys.base_prefix, sys.prefix}):
        if not Path(prefix).is_relative_to("/usr"):
            mounts += ["--ro-bind", prefix, prefix]
    for folder in {sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]}:
        answers = Path(folder) / "autograde"  # a copy that was not installed in editable mode holds the answers
        if answers.is_dir():
            mounts += ["--tmpfs", str(answers)]
    return mounts


def course_modules(inside: str | None) -> list[str]:
    """Mounts of what students' code may import of the course: the library, and a stand-in for `autograde`.

    They appear below `inside`, or with None where they lie.
    """
    places = {PACKAGE.parent / "backprop_lib": "backprop_lib", PACKAGE / "boxed": "boxed"}
    places |= {PACKAGE / "boxed" / "standin.py": "autograde/__init__.py"} if inside else {}
    places |= {PACKAGE / f"{name}.py": f"autograde/{name}.py" for name in ("play", "plain", "closing")}
    return [
        part
        for path, name in places.items()
        for part in ("--ro-bind", str(path), f"{inside}/{name}" if inside else str(path))
    ]


def environment() -> dict[str, str]:
    """The whole environment inside the box: single-threaded numerics, no display, nothing of the grader's own."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
    folders = {
        "HOME": "/home/student",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "IPYTHONDIR": "/tmp/ipython",
        "TMPDIR": "/tmp",
    }
    locale = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    return {**threads, **folders, **locale, "MPLBACKEND": "agg", "CUDA_VISIBLE_DEVICES": ""}


def python(descriptor: int) -> list[str]:
    """The command that starts the template inside the box."""
    start = f"import sys; sys.path.insert(0, {INSIDE!r}); from boxed.template import main; main({descriptor})"
    return [sys.executable, "-P", "-c", start]
