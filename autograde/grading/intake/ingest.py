"""Take a submission from disk as hostile bytes: regular files only, sizes and counts limited, links never followed.

What cannot be read is said in words and never stops anything. Left out: what the notebook's cells mean (`transplant`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograde.grading.intake.student_ids import trouble
from autograde.handed_in.candidates import Candidate, choose, look, nothing, printable
from autograde.handed_in.submitted_cells import NOTEBOOK_LIMIT

DATA_LIMIT = 4 << 20  # bytes of all files beside an assignment
CAREFULLY = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC")  # how files are opened; Windows knows none of these


@dataclass
class Submission:
    """What a student handed in for one lesson: the notebook's bytes, and remarks on how it was found."""

    student: str
    lesson: str
    data: bytes = b""
    notes: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        return bool(self.data)


def read_submission(
    folder: Path, student: str, lesson: str, notebook: str = "", answers: Callable[[bytes], int] | None = None
) -> Submission | None:
    """The submission of a student for a lesson; None when there is no folder for it.

    notebook: the name of the notebook, where it is not the lesson's.   answers: how many exercises a notebook answers;
    without it, one of several is chosen by its name.
    """
    place = folder / student / lesson
    if trouble(student) or place.parent.is_symlink() or place.is_symlink() or not place.is_dir():
        return None
    submission = Submission(student, lesson)
    wanted = f"{notebook or lesson}.ipynb"
    found, others = look(place, wanted)
    if not found:
        submission.notes.append(nothing(others, wanted))
        return submission

    def count(one: Candidate) -> int:
        data = read_regular(place / one.below, one.name, NOTEBOOK_LIMIT, [])
        return answers(data) if data and answers else 0

    chosen, submission.notes = choose(found, wanted, count if answers else None)
    submission.data = read_regular(place / chosen.below, chosen.name, NOTEBOOK_LIMIT, submission.notes)
    return submission


def read_regular(folder: Path, name: str, limit: int, notes: list[str]) -> bytes:
    """The bytes of a regular file; empty, with a remark, for links, pipes, devices and files that are too large."""
    path, shown = folder / name, printable(name)
    try:
        if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in CAREFULLY))
    except OSError as error:
        notes.append(f"“{shown}” cannot be read: {error.strerror}. Links are not followed.")
        return b""
    information = os.fstat(handle)
    if not stat.S_ISREG(information.st_mode):
        os.close(handle)
        notes.append(f"“{shown}” is not a regular file.")
        return b""
    with os.fdopen(handle, "rb") as stream:
        if information.st_size > limit:
            notes.append(f"“{shown}” is larger than {limit >> 20} MB. Clear its outputs and hand it in again.")
        else:
            data = stream.read(limit + 1)
            if not data:
                notes.append(f"“{shown}” is empty.")
            return data
    return b""
