"""What became of a hand-in that a student has a receipt of: which attempt it is, whether it was graded, or neither.

Looked for in work/received and work/submitted: first the bytes, then the code, which saving a notebook again leaves as
it is. A receipt proves nothing: it only says what to look for, and what is found are the instructor's own files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograde import words
from autograde.course import Course
from autograde.grading.gradebook.store import Store
from autograde.grading.intake.ingest import read_regular
from autograde.grading.intake.student_ids import trouble
from autograde.grading.platforms.received import read_attempts, received
from autograde.handed_in.candidates import look
from autograde.handed_in.submitted_cells import NOTEBOOK_LIMIT, parse_notebook
from autograde.receipt import Receipt, code_digest, digest_of

NEVER = "never received: nothing in work/received or work/submitted has these bytes, or this code."


@dataclass(frozen=True)
class Hit:
    """A file like the receipt's: whose it is, where it came from, its digest, and whether only its code is the same."""

    student: str
    what: str
    sha256: str
    code_only: bool = False


@dataclass(frozen=True)
class Kept:
    """A file that the instructor has: whose, and in which words it is told of."""

    student: str
    what: str
    data: bytes


def trace(course: Course, wanted: Receipt) -> list[str]:
    """What is told of a receipt, a line for each file that is the receipt's; empty where it was never received."""
    kept = [*in_received(course, wanted.lesson), *in_submitted(course, wanted.lesson)]
    hits = [Hit(one.student, one.what, wanted.sha256) for one in kept if digest_of(one.data) == wanted.sha256]
    if not hits:
        hits = [
            Hit(one.student, one.what, digest_of(one.data), code_only=True)
            for one in kept
            if code_digest(parse_notebook(one.data, []) or []) == wanted.code_sha256
        ]
    return list(dict.fromkeys(told(course, wanted.lesson, hit) for hit in hits))


def in_received(course: Course, lesson: str) -> Iterator[Kept]:
    """Every attempt at the lesson that was collected."""
    for student in names(course.root / "work" / "received" / lesson):
        attempts = read_attempts(course, lesson, student)
        for number, one in enumerate(attempts, 1):
            what = f"attempt {number} of {len(attempts)}, from {one.platform}"
            what += f", handed in {one.time}" if one.time else ""
            what += ", late" if one.late else ""
            what += ", the one that counts" if one.chosen else ", not the one that counts"
            folder = received(course, lesson, student)
            data = read_regular(folder, Path(one.file).name, NOTEBOOK_LIMIT, []) if one.file else b""
            yield Kept(student, what, data)


def in_submitted(course: Course, lesson: str) -> Iterator[Kept]:
    """Every notebook that lies where it is graded."""
    for student in names(course.root / "work" / "submitted"):
        place = course.root / "work" / "submitted" / student / lesson
        if place.is_symlink() or not place.is_dir():
            continue
        for one in look(place, f"{lesson}.ipynb")[0]:
            yield Kept(student, "in work/submitted", read_regular(place / one.below, one.name, NOTEBOOK_LIMIT, []))


def names(folder: Path) -> list[str]:
    """The students who have a folder there."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path.name for path in found if path.is_dir() and not path.is_symlink() and not trouble(path.name)]


def told(course: Course, lesson: str, hit: Hit) -> str:
    """One file that is the receipt's, in a line."""
    same = " It was saved again after the receipt: same code, other bytes." if hit.code_only else ""
    return f"{hit.student}: {hit.what}. {graded(course, lesson, hit)}{same}"


def graded(course: Course, lesson: str, hit: Hit) -> str:
    """Whether it was graded, with the grader's own points."""
    result = Store(course).load(lesson, hit.student)
    if result is None:
        return "Not graded yet."
    if result.submission != hit.sha256:
        return "Another notebook of this student was graded."
    if result.points is None:
        return "It waits for a person."
    return f"Graded: {words.points(result.points)} of {words.full_points(result.max_points)}."
