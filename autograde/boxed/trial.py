"""Try, where a template would stand, each step that closes off a student's process, and say which one fails.

Printed as one line of JSON: {"alone": reason, "nested": reason}, "" for what works. "alone" is a process of its own
with limits and without rights; "nested" has namespaces of its own besides.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from . import confine


def main(home: str) -> None:
    """Try both and print what came of it."""
    print(json.dumps({"alone": in_child(close_off), "nested": in_child(lambda: nested(home))}))


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

    def inside() -> None:
        confine.mount_private(dict.fromkeys(("/tmp", "/dev/shm", home), 1 << 16))
        close_off()

    if reason := in_child(inside):
        raise OSError(reason)
