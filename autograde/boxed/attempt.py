"""Try, where a template would stand, each step that closes off a student's process, and say which one fails.

Printed as one line of JSON: {"alone": reason, "nested": reason, "landlock": reason}, "" for what works. "alone" is a
process of its own with limits and without rights; "nested" has namespaces of its own besides, "landlock" a few folders.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from . import confine, landlock


def main(home: str) -> None:
    """Try all and print what came of it."""
    found = {"alone": in_child(close_off), "nested": in_child(lambda: nested(home)), "landlock": in_child(bound)}
    print(json.dumps(found))


def in_child(step: Callable[[], None]) -> str:
    """Why a step fails in a process of its own, "" when it works."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            step()
        except BaseException as error:
            os.write(writing, f"{error}"[:1000].encode() or b"failed")
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        reason = stream.read().decode()
    os.waitpid(child, 0)
    return reason


def close_off() -> None:
    """What holds at every level: limits, and no rights."""
    confine.limit({"NOFILE": 64, "CORE": 0})
    confine.give_up_rights()


def nested(home: str) -> None:
    """Namespaces within the sandbox's own, with private folders."""
    confine.unshare()
    confine.go_first()

    def inside() -> None:
        confine.mount_private(dict.fromkeys(("/tmp", "/dev/shm", home), 1 << 16))
        close_off()

    if reason := in_child(inside):
        raise OSError(reason)


def bound() -> None:
    """Bound to no folder at all: this very file and the process that started this one must be out of reach."""
    if landlock.version() < landlock.SCOPES_SINCE:
        raise OSError(f"it needs Landlock {landlock.SCOPES_SINCE} (Linux 6.12); here is {landlock.version() or 'none'}")
    close_off()  # first: a process that reaches no file cannot set its limits
    landlock.restrict([], [])
    for what, reach in (("files", lambda: open(__file__, "rb").close()), ("signals", lambda: os.kill(os.getppid(), 0))):
        try:
            reach()  # type: ignore[no-untyped-call]
        except PermissionError:
            continue
        raise OSError(f"Landlock did not hold: {what} outside can be reached")
