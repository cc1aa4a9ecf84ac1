"""Put what one student handed in for one lesson in its place: every attempt kept, the newest with answers chosen.

The same choice serves what archives bring and what lies in `work/submitted` by hand. Files are written whole: copies of
all attempts first, then the notebook and its time, the list of attempts last, so that a run that is stopped loses
nothing and the next one ends where this one would have. Left out: whose attempts these are (`identify`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from autograde.course import Course
from autograde.grading.platforms.naming import canvas, copy_number
from autograde.grading.platforms.received import (
    Attempt,
    keep_copy,
    read_attempts,
    write_attempts,
)
from autograde.grading.platforms.submitted_place import IN_STEAD, Place, moment_of, put, tidy
from autograde.grading.platforms.uploads import Piece
from autograde.handed_in.candidates import Candidate, choose, is_notebook, printable
from autograde.receipt import digest_of

BY_HAND = "work/submitted"  # the “archive” of what lay there already
Answers = Callable[[bytes], int]


@dataclass(frozen=True)
class Settled:
    """What became of one student's attempts at a lesson."""

    student: str
    attempts: tuple[Attempt, ...]
    new: int  # attempts that were not there before

    @property
    def chosen(self) -> Attempt:
        return next(one for one in self.attempts if one.chosen)

    @property
    def twice(self) -> bool:
        """Whether there are several attempts that differ."""
        return len({one.digest for one in self.attempts}) > 1


def settle(course: Course, lesson: str, student: str, pieces: Sequence[Piece], answers: Answers) -> Settled:
    """Keep what came in, choose, and put the choice in its place; does nothing where all is so already."""
    place = Place(course, lesson, student)
    place.sweep()
    due = course.settings.due.get(lesson)
    before = read_attempts(course, lesson, student)
    attempts = with_hands(place, before, {piece.digest for piece in pieces}, due)
    if attempts != before:
        write_attempts(course, lesson, student, attempts)  # times that are about to be replaced must not be lost
    new: list[Attempt] = []
    for piece in sorted(pieces, key=order):
        attempts = with_time(attempts, piece, due)
        if not is_known([*attempts, *new], piece):
            name = f"{lesson}.ipynb" if piece.is_notebook else piece.handed.file
            file = keep_copy(course, lesson, student, piece.spooled.read_bytes(), name)
            late = piece.handed.late or is_late(piece.handed.time, due)
            new.append(Attempt(piece.archive, piece.path, piece.platform, piece.digest, piece.handed.time, late, file))
    chosen = pick(place, oldest_first([*attempts, *new]), answers)
    put(place, next(one for one in chosen if one.chosen))
    write_attempts(course, lesson, student, chosen)
    tidy(place, chosen)
    return Settled(student, chosen, len(chosen) - len(before))


def with_time(attempts: Sequence[Attempt], piece: Piece, due: datetime | None) -> tuple[Attempt, ...]:
    """The attempts with a time that has become known since this very file was collected."""
    time, known = piece.handed.time, (piece.archive, piece.path, piece.digest)
    return tuple(
        replace(one, time=time, late=one.late or is_late(time, due))
        if time and not one.time and (one.archive, one.path, one.digest) == known
        else one
        for one in attempts
    )


def order(piece: Piece) -> tuple[str, int, int, str]:
    """A key that is greater for what was handed in later, within one run."""
    return piece.handed.time, piece.handed.number, copy_number(piece.handed.file), piece.path


def with_hands(
    place: Place, known: Sequence[Attempt], coming: Iterable[str], due: datetime | None
) -> tuple[Attempt, ...]:
    """The attempts with whatever lies in the folder by hand, kept as attempts of their own, and times set by hand."""
    time = moment_of(place)
    attempts = list(known)
    for path, data in place.lying():
        digest = digest_of(data)
        mine = [one for one in attempts if one.digest == digest]
        if mine and time:
            attempts = [
                replace(one, time=time, late=is_late(time, due)) if one in mine and one.chosen and not one.time else one
                for one in attempts
            ]
        elif not mine and digest not in coming:
            name = path if PurePosixPath(path).suffix in IN_STEAD else f"{place.lesson}.ipynb"
            file = keep_copy(place.course, place.lesson, place.student, data, name)
            shown = f"{place.student}/{place.lesson}/{path}"
            late = is_late(time, due)
            attempts.append(Attempt(BY_HAND, shown, "plain", digest, time, late, file, why="lay there by hand"))
    return tuple(attempts)


def is_late(time: str, due: datetime | None) -> bool:
    """Whether a moment lies after the lesson's due date, where there are both."""
    return bool(time) and due is not None and datetime.fromisoformat(time) > due


def is_known(attempts: Sequence[Attempt], piece: Piece) -> bool:
    """Whether an attempt was collected before: again from the same archive, or from a later download of the same."""
    same = [one for one in attempts if one.digest == piece.digest]
    if any((one.archive, one.path) == (piece.archive, piece.path) for one in same):
        return True
    same = [one for one in same if one.archive != BY_HAND]
    if piece.handed.time:
        return any(one.time == piece.handed.time for one in same)
    if piece.platform == "canvas":
        number = (piece.handed.number, copy_number(piece.handed.file))
        return any(canvas_number(one) == number for one in same)
    latest = next((one for one in reversed(attempts) if one.archive != BY_HAND), None)
    return latest is not None and latest.digest == piece.digest


def canvas_number(attempt: Attempt) -> tuple[int, int] | None:
    """Canvas's numbers of an attempt's file, greater for later ones: the attachment's, then its name's “-1”."""
    found = canvas(attempt.path) if attempt.platform == "canvas" else None
    return (found.number, copy_number(found.file)) if found else None


def by_canvas(attempts: Sequence[Attempt]) -> bool:
    """Whether Canvas's numbers tell the order of these attempts, and no times do."""
    return not all(one.time for one in attempts) and all(canvas_number(one) for one in attempts)


def oldest_first(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Attempts in the order in which they were handed in: by their times or Canvas's numbers, else as collected."""
    if by_canvas(attempts):
        return sorted(attempts, key=lambda one: canvas_number(one) or (0, 0))
    return sorted(attempts, key=lambda one: one.time) if all(one.time for one in attempts) else list(attempts)


def pick(place: Place, attempts: Sequence[Attempt], answers: Answers) -> tuple[Attempt, ...]:
    """The attempts with one of them chosen: the newest that holds answers, else the newest."""
    wanted = f"{place.lesson}.ipynb"
    notebooks = [(number, one) for number, one in enumerate(attempts) if is_notebook(one.file)]
    why = "the newest; there is no notebook"
    number = len(attempts) - 1
    if notebooks:
        found = [
            Candidate(f"{rank:06d}.ipynb", "", rank, len(place.copy(one)) if len(notebooks) > 1 else 0)
            for rank, one in notebooks
        ]
        held: dict[str, int] = {}

        def count(one: Candidate) -> int:
            return held.setdefault(one.name, answers(place.copy(attempts[one.changed])))

        chosen, _ = choose(found, wanted, count)
        number = chosen.changed if held.get(chosen.name) or len(found) == 1 else notebooks[-1][0]
        newest = number == notebooks[-1][0]
        why = reason(len(notebooks), sum(map(bool, held.values())), newest)
        if newest and len(notebooks) > 1 and by_canvas(attempts):
            why = why.replace(f"the newest of {len(notebooks)}", later(len(notebooks)))
    return tuple(
        replace(one, chosen=rank == number, why=why if rank == number else "" if one.archive != BY_HAND else one.why)
        for rank, one in enumerate(attempts)
    )


def reason(notebooks: int, holding: int, newest: bool) -> str:
    """Why an attempt was chosen."""
    if notebooks == 1:
        return "the only notebook"
    if not holding:
        return f"the newest of {notebooks}; none holds answers"
    return f"the newest of {notebooks}" if newest else f"the newest of {notebooks} that holds answers"


def later(notebooks: int) -> str:
    """The newest of several, where Canvas's numbers alone say so."""
    return "the later one by Canvas's number" if notebooks == 2 else f"the latest of {notebooks} by Canvas's numbers"


def shown(attempt: Attempt) -> str:
    """An attempt as a message calls it."""
    when = f" of {attempt.time[:16].replace('T', ' ')} UTC" if attempt.time else ""
    return f"“{printable(attempt.path, 120)}”{when}"
