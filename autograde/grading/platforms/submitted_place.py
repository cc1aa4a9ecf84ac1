"""One student's folder of what is graded for a lesson, and how a chosen attempt gets there, whole or not at all.

A time that would be wrong goes first, then the notebook comes, then its time. What lay there by hand is taken away only
where it is kept among the attempts. Left out: which attempt that is (`keep_attempts`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograde import whole_file
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.ingest import read_regular
from autograde.grading.intake.timestamp import read_time
from autograde.grading.platforms.received import Attempt, received
from autograde.grading.platforms.uploads import PICTURES
from autograde.handed_in.candidates import KINDS, look
from autograde.handed_in.submitted_cells import NOTEBOOK_LIMIT
from autograde.receipt import digest_of

IN_STEAD = set(KINDS) - set(PICTURES)  # endings of files that people hand in where a notebook is asked for


class Place:
    """The two folders of a student and a lesson: what is graded, and all that was ever received."""

    def __init__(self, course: Course, lesson: str, student: str) -> None:
        self.course, self.lesson, self.student = course, lesson, student
        self.folder = course.root / "work" / "submitted" / student / lesson
        for path in (self.folder.parent, self.folder, received(course, lesson, student)):
            if path.is_symlink() or (path.exists() and not path.is_dir()):
                raise AutogradeError(f"{course.shown(path)} is no folder of its own. Put it aside, then collect again.")

    def copy(self, attempt: Attempt) -> bytes:
        """The kept bytes of an attempt."""
        path = received(self.course, self.lesson, self.student)
        return read_regular(path, attempt.file, NOTEBOOK_LIMIT, []) if attempt.file else b""

    def sweep(self) -> None:
        """Remove what a run that was killed has left half-written."""
        for folder in (self.folder, received(self.course, self.lesson, self.student)):
            for path in folder.glob(".writing-*"):
                os.unlink(path)

    def lying(self) -> list[tuple[str, bytes]]:
        """Notebooks in the folder of what is graded, and what is there in their stead: path below it and bytes."""
        found, others = look(self.folder, f"{self.lesson}.ipynb") if self.folder.is_dir() else ([], [])
        paths = [one.shown for one in found]
        stead = [name for name in others if PurePosixPath(name).suffix.lower() in IN_STEAD and name != STAMP]
        paths += [name for name in stead if not found or PurePosixPath(name).stem == self.lesson]  # not data beside one
        read = [(path, read_regular(self.folder, path, NOTEBOOK_LIMIT, [])) for path in paths]
        return [(path, data) for path, data in read if data]


def put(place: Place, chosen: Attempt) -> None:
    """Bring the folder of what is graded in line with the choice; a time that would be wrong goes first."""
    data, stamp = place.copy(chosen), place.folder / STAMP
    if not data:
        raise AutogradeError(
            f"{place.course.shown(received(place.course, place.lesson, place.student))}/{chosen.file} is missing. "
            "Put attempts.json aside and collect all archives again."
        )
    target = place.folder / name_of(place, chosen)
    if os.path.lexists(stamp) and moment_of(place) != chosen.time:
        os.unlink(stamp)
    if target.is_symlink():
        os.unlink(target)
    if not target.is_file() or target.read_bytes() != data:
        whole_file.replace(target, data, lasting=True)
    if chosen.time and not stamp.is_file():
        whole_file.replace(stamp, nbgrader_time(chosen.time).encode(), lasting=True)


def name_of(place: Place, attempt: Attempt) -> str:
    """The name under which an attempt is graded: the lesson's, with the ending that says what it is."""
    return f"{place.lesson}{Path(attempt.file).suffix}"


def moment_of(place: Place) -> str:
    """The time in the folder's timestamp.txt, ISO in UTC; "" where there is none that can be read."""
    stamp = read_time(place.folder)
    return stamp[1].replace(tzinfo=UTC).isoformat() if stamp else ""


def nbgrader_time(time: str) -> str:
    """A moment as nbgrader writes it into timestamp.txt."""
    return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def tidy(place: Place, attempts: Sequence[Attempt]) -> None:
    """Take away from the folder what lies beside the chosen file, and is kept among the attempts."""
    kept = {one.digest for one in attempts if one.file and place.copy(one)}
    chosen = next(one for one in attempts if one.chosen)
    for path, data in place.lying():
        if path != name_of(place, chosen) and digest_of(data) in kept:
            os.unlink(place.folder / path)
