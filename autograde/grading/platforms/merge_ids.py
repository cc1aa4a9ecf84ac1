"""One person under two ids: what was handed in under the old one becomes the person's, and an alias keeps it so.

Whatever was graded under an id keeps that id, so that no points by hand are lost. Left out: who is who (`identify`,
`same_person`).
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from autograde.course import Course
from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.recognise import answers_in
from autograde.grading.intake.student_folders import read_student_folders
from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.collect import bundle_of
from autograde.grading.platforms.identify import Identify
from autograde.grading.platforms.keep_attempts import BY_HAND, settle
from autograde.grading.platforms.lesson_of import lesson_in
from autograde.grading.platforms.naming import Handed, Sender, canvas
from autograde.grading.platforms.received import LIST, read_attempts, received
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.platforms.submitted_place import Place, moment_of
from autograde.grading.platforms.uploads import Piece
from autograde.receipt import digest_of


def adopt_strays(course: Course, people: Sequence[Person]) -> tuple[list[Person], list[str]]:
    """Say whose the folders are that were collected before the roster; returns the people, and what is told."""
    people, lines = list(people), []
    identify = Identify(Roster(tuple(people)))
    for stray in read_student_folders(course.root / "work" / "submitted").students:
        if Roster(tuple(people)).find(stray) is not None:
            continue
        found = identify(sender_of(stray))
        person = next((one for one in people if one.id == found.student), None)
        if person is None:
            near = f" Nearest: {', '.join(one.id for one in found.near)}." if found.near else ""
            settles = f"autograde roster --same {shlex.quote(stray)} ID"
            lines.append(f"work/submitted/{stray} is of nobody in the roster.{near} Say who: {settles}")
        elif is_graded(course, stray) and not has_work(course, person.id):
            aliases = tuple(dict.fromkeys([person.id, *person.aliases]))
            people[people.index(person)] = replace(person, id=stray, aliases=aliases)
            lines.append(f"{person.name} keeps the id {stray}, under which work was graded.")
        else:
            aliases = tuple(dict.fromkeys([*person.aliases, normal(stray)]))
            people[people.index(person)] = replace(person, aliases=aliases)
            lines.append(f"{stray} is {person.name}: from now on an alias of {person.id}.")
    return people, lines


def sender_of(name: str) -> Sender:
    """A folder's name as a platform's name for somebody."""
    found = canvas(f"{name}_0_x.ipynb")
    return found.sender if found else Sender(name, name)


def is_graded(course: Course, student: str) -> bool:
    """Whether there are results under an id."""
    return any(path.stem == student for path in (course.root / "work" / "results").glob("*/*.json"))


def has_work(course: Course, student: str) -> bool:
    """Whether anything was handed in or graded under an id."""
    return (course.root / "work" / "submitted" / student).exists() or is_graded(course, student)


def move_aliases(course: Course, roster: Roster) -> list[str]:
    """Make what lies in folders of aliases the attempts of their people; returns what is told. Goes on after a kill."""
    lines = []
    submitted = course.root / "work" / "submitted"
    for person in roster.people:
        for alias in (one for one in person.aliases if is_folder(submitted / one) or received_under(course, one)):
            for lesson in course.lessons:
                lines += move(course, lesson, alias, person.id)
            rest = submitted / alias
            if is_folder(rest) and not any(rest.iterdir()):
                rest.rmdir()
    return lines


def is_folder(path: Path) -> bool:
    """Whether there is a folder, and no link to one; an alias with a slash is nobody's folder."""
    return path.parent.name == "submitted" and path.is_dir() and not path.is_symlink()


def received_under(course: Course, name: str) -> bool:
    """Whether attempts are kept under a name."""
    return "/" not in name and any((course.root / "work" / "received").glob(f"*/{name}/{LIST}"))


def move(course: Course, lesson: str, old: str, student: str) -> list[str]:
    """Move one lesson's attempts from one id to another, and put their folders by."""
    pieces = [*kept_pieces(course, lesson, old), *lying_pieces(course, lesson, old)]
    folder = course.root / "work" / "submitted" / old / lesson
    if pieces:
        settle(course, lesson, student, pieces, partial(answers_in, bundle_of(course, lesson)))
    put_by(folder, received(course, lesson, student), "submitted as ", old)
    put_by(received(course, lesson, old), received(course, lesson, student), "received as ", old)
    return [f"{lesson}: what {old} handed in is {student}'s now."] if pieces else []


def put_by(folder: Path, into: Path, word: str, old: str) -> None:
    """Move a folder whose notebooks are kept elsewhere out of the way, with whatever else lies in it."""
    if folder.is_dir() and not folder.is_symlink():
        into.mkdir(parents=True, exist_ok=True)
        names = (into / f"{word}{old}{f' {number}' if number else ''}" for number in range(1000))
        os.rename(folder, next(name for name in names if not name.exists()))


def kept_pieces(course: Course, lesson: str, old: str) -> list[Piece]:
    """Attempts that are kept under an id, as files handed in anew."""
    pieces = []
    for number, one in enumerate(read_attempts(course, lesson, old)):
        path = received(course, lesson, old) / one.file
        if path.is_file():
            handed = Handed(Sender(old), f"{number:06d}{path.suffix}", number, one.late, one.time)
            pieces.append(
                Piece(one.archive, one.path, one.platform, handed, one.digest, path, lesson_in(path.read_bytes()))
            )
    return pieces


def lying_pieces(course: Course, lesson: str, old: str) -> list[Piece]:
    """Files that lie under an id by hand, as files handed in anew, the newest last."""
    place = Place(course, lesson, old)
    known = {one.digest for one in read_attempts(course, lesson, old)}
    found = []
    for path, data in place.lying():
        if path != STAMP and digest_of(data) not in known:
            full = place.folder / path
            handed = Handed(Sender(old), Path(path).name, 10**6, time=moment_of(place))
            piece = Piece(BY_HAND, f"{old}/{lesson}/{path}", "plain", handed, digest_of(data), full, lesson_in(data))
            found.append((full.stat().st_mtime_ns, path, piece))
    return [piece for _, _, piece in sorted(found, key=lambda one: one[:2])]
