"""Every attempt that was ever collected: `work/received/<lesson>/<student>/`, a copy of each and `attempts.json`.

Copies are named by their bytes, so that keeping one again changes nothing. The list is written last: what is not in it
yet, the next run collects again. Left out: which attempt counts (`collect`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.receipt import digest_of
from autograde.whole_file import replace

LIST = "attempts.json"


@dataclass(frozen=True)
class Attempt:
    """A file that somebody handed in for a lesson, and what is known of it."""

    archive: str  # the archive's name
    path: str  # where it lay in the archive, as the platform named it
    platform: str  # "canvas", or another key of `naming.READERS`; "plain" for folders of one's own
    digest: str  # SHA-256 of its bytes
    time: str = ""  # when it was handed in: ISO, UTC; "" where the platform does not tell
    late: bool = False
    file: str = ""  # the name of the copy kept beside the list
    chosen: bool = False
    why: str = ""


def received(course: Course, lesson: str, student: str) -> Path:
    """The folder of a student's attempts at a lesson."""
    return course.root / "work" / "received" / lesson / student


def read_attempts(course: Course, lesson: str, student: str) -> tuple[Attempt, ...]:
    """A student's attempts at a lesson, oldest first; none where nothing was collected."""
    path = received(course, lesson, student) / LIST
    if not path.is_file():
        return ()
    names = {item.name for item in fields(Attempt)}
    try:
        rows = json.loads(path.read_bytes())
        return tuple(Attempt(**{key: value for key, value in row.items() if key in names}) for row in rows)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise AutogradeError(
            f"{course.shown(path)} is no list of attempts ({error}). Put it aside; collecting makes a new one."
        ) from error


def keep_copy(course: Course, lesson: str, student: str, data: bytes, name: str) -> str:
    """Keep a copy of an attempt; returns its name, which says what bytes it holds and what kind of file it is."""
    ending = ".ipynb" if ".ipynb" in name.lower() else Path(name).suffix.lower()[:10]
    path = received(course, lesson, student) / f"{digest_of(data)[:24]}{ending if ending.isascii() else ''}"
    if not path.is_file() or path.read_bytes() != data:
        replace(path, data, lasting=True)
    return path.name


def write_attempts(course: Course, lesson: str, student: str, attempts: Sequence[Attempt]) -> None:
    """Write a student's list of attempts, where it differs from the one there."""
    data = (json.dumps([asdict(one) for one in attempts], indent=1, ensure_ascii=False) + "\n").encode()
    path = received(course, lesson, student) / LIST
    if not path.is_file() or path.read_bytes() != data:
        replace(path, data, lasting=True)
