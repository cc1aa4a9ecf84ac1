"""What this machine offers to hold students' code in, found by trying it, the best level first.

Nothing is concluded from versions: each level's steps are really taken, in a process that then ends. Settings known to
stand in the way are looked up only to say how to fix what has failed. Left out: running a notebook (`box`).
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograde.errors import BoxError
from autograde.grading.sandbox.box import BARE, LANDLOCK, NESTED, NOT_AS_ROOT, SINGLE
from autograde.grading.sandbox.bwrap import HOME, INSIDE, INSTALL, PACKAGE, bubblewrap, python

LEVELS = (NESTED, SINGLE, LANDLOCK)
TRIAL_SECONDS = 60
SANDBOX = ("required", "off")  # what a grader may ask for
ELSEWHERE = "Grading runs on Linux. On other systems, grade in a container: docs/other-systems.md."
GIVEN_UP = (
    "Graded without a sandbox (--no-sandbox): this submission's code could read, change and delete every file of the "
    "person who graded it, the gradebook and other submissions included."
)
SLOWER = "Nothing to fix: grading is as safe, but every notebook waits a second or more for a sandbox of its own."
CONTAINER = "This is a container that forbids user namespaces: docs/other-systems.md names the options it needs."
UNSUPPORTED = "This kernel or processor is not supported; another machine may be."
UNKNOWN = "Users may not make namespaces here; the administrator of this system can allow it."
CONTAINERS = ("/.dockerenv", "/run/.containerenv", "/var/run/secrets/kubernetes.io")
SETTINGS = {  # a setting of the kernel: the value that stands in the way, and what to do about it
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "Ubuntu lets only programs it knows make user namespaces. Make it know bubblewrap: "
        "sudo apt install apparmor-profiles; "
        "sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/; "
        "sudo systemctl reload apparmor",
    ),
    "/proc/sys/kernel/unprivileged_userns_clone": (
        "0",
        "User namespaces are switched off. Allow them: sudo sysctl kernel.unprivileged_userns_clone=1",
    ),
    "/proc/sys/user/max_user_namespaces": (
        "0",
        "User namespaces are limited to none. Allow some: sudo sysctl user.max_user_namespaces=10000",
    ),
}


@dataclass(frozen=True)
class Tried:
    """One level after it was tried: why it does not work ("" if it does), and what to do about that."""

    level: str
    reason: str = ""
    fix: str = ""

    @property
    def works(self) -> bool:
        return not self.reason


def try_levels() -> tuple[Tried, Tried, Tried]:
    """All levels of sandbox, the best one first, tried on this machine."""
    if sys.platform != "linux":
        nested, single, landlock = (Tried(level, f"this system is {sys.platform}", ELSEWHERE) for level in LEVELS)
        return nested, single, landlock
    return *try_walls(), try_landlock()


def try_walls() -> tuple[Tried, Tried]:
    """Both levels with bubblewrap."""
    try:
        found = try_behind(bubblewrap(), INSIDE)
    except BoxError:
        return Tried(NESTED, "bubblewrap is not installed", INSTALL), Tried(
            SINGLE, "bubblewrap is not installed", INSTALL
        )
    if isinstance(found, str):
        return Tried(NESTED, found, fix(found)), Tried(SINGLE, found, fix(found))
    if found["alone"]:
        return Tried(NESTED, found["alone"], UNSUPPORTED), Tried(SINGLE, found["alone"], UNSUPPORTED)
    return Tried(NESTED, found["nested"], SLOWER if found["nested"] else ""), Tried(SINGLE)


def try_landlock() -> Tried:
    """The level without namespaces."""
    if os.getuid() == 0:
        return Tried(LANDLOCK, "it is not for root", "Grade as an ordinary user to try it.")
    found = try_behind([], str(PACKAGE))
    if isinstance(found, str):
        return Tried(LANDLOCK, found, UNSUPPORTED)
    return Tried(LANDLOCK, found["alone"] or found["landlock"], UNSUPPORTED if found["alone"] else "")


def try_behind(walls: Sequence[str], folder: str) -> dict[str, str] | str:
    """What `boxed.attempt` found behind these walls, or why it could not even start there."""
    command = [*walls, *python(f"from boxed.attempt import main; main({HOME!r})", folder)]
    try:
        done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=TRIAL_SECONDS)
        found: dict[str, str] = json.loads(done.stdout)
        return found
    except ValueError:
        return (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)


def fix(reason: str) -> str:
    """What a person can do where bubblewrap does not start, or what runs in it."""
    if not reason.startswith(("bwrap:", "setpriv:")):
        return UNSUPPORTED
    for path, (value, words) in SETTINGS.items():
        if Path(path).is_file() and Path(path).read_text(encoding="ascii").strip() == value:
            return words
    if any(Path(path).exists() for path in CONTAINERS) or "KUBERNETES_SERVICE_HOST" in os.environ:
        return CONTAINER
    return UNKNOWN


@functools.cache
def best() -> str:
    """The best level that works here; BoxError says in one line what to install when there is none."""
    tried = try_levels()
    for one in tried:
        if one.works:
            return one.level
    raise BoxError(f"no sandbox: {tried[0].reason}. {tried[0].fix} (`autograde doctor` tells more)")


def choose(sandbox: str = "required") -> str:
    """The level to grade at: the best one, or none at all where that is asked for by name (sandbox="off").

    BoxError when nothing works, and when somebody asks to go without as root or on a system other than Linux.
    """
    if sandbox not in SANDBOX:
        raise ValueError(f'sandbox is "required" or "off", not {sandbox!r}')
    if sandbox == "required":
        return best()
    if sys.platform != "linux":
        raise BoxError(ELSEWHERE)
    if os.getuid() == 0:
        raise BoxError(NOT_AS_ROOT.format("--no-sandbox"))
    return BARE
