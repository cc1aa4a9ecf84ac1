"""From archives to `work/submitted`: whose each file is, for which lesson, and what came of it, told in full.

Left out: reading archives (`uploads`), the choice between attempts (`keep_attempts`), and how it is shown
(`collect_command`).
"""

from __future__ import annotations

import shlex
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from autograde.course import Course
from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.intake.recognise import answers_in
from autograde.grading.platforms.identify import Found, Identify, alias_of, ungrouped
from autograde.grading.platforms.keep_attempts import BY_HAND, Settled, settle, shown
from autograde.grading.platforms.lesson_of import lesson_named, lesson_of_archive, refuse_another_lesson
from autograde.grading.platforms.moodle_times import moodle_times
from autograde.grading.platforms.naming import Sender
from autograde.grading.platforms.received import read_attempts
from autograde.grading.platforms.roster import Roster, read_roster
from autograde.grading.platforms.uploads import Group, Piece, gather
from autograde.grading.records import Bundle
from autograde.handed_in.candidates import KINDS, printable
from autograde.handed_in.submitted_cells import parse_notebook

Key = tuple[str, str]  # lesson, student


@dataclass
class Collected:
    """What collecting came to: everything settled, and all that is told of it."""

    roster: Roster
    settled: dict[Key, Settled] = field(default_factory=dict)
    unmatched: dict[Sender, str] = field(default_factory=dict)  # what is said of whoever is nobody of the roster
    unclear: list[str] = field(default_factory=list)  # archives and files whose lesson or person is not known
    remarks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # files that could not be read

    @property
    def lessons(self) -> list[str]:
        """The lessons that anything came in for."""
        return sorted({lesson for lesson, _ in self.settled})

    def new(self, lesson: str) -> int:
        """How many people's attempts at a lesson this run brought; dropped people are not counted."""
        found = [one for (name, _), one in self.settled.items() if name == lesson and one.new]
        return sum(not self.roster.is_left_out(one.student) for one in found)


def collect(course: Course, places: Sequence[Path], lesson: str = "") -> Collected:
    """Put everything in these archives and folders in its place; run again, it changes nothing."""
    course.select((lesson,) if lesson else ())
    collected = Collected(read_roster(course))
    with tempfile.TemporaryDirectory(prefix="collect-") as spool:
        groups = gather(places, course.lessons, Path(spool), collected.problems)
        for group in groups if lesson else ():
            refuse_another_lesson(lesson, (piece.holds for piece in group.pieces), printable(group.name))
        pieces: dict[Key, list[Piece]] = defaultdict(list)
        for group in groups:
            sort(collected, group, lesson, course, pieces)
        for (name, student), files in sorted(pieces.items()):
            done = settle(course, name, student, files, partial(answers_in, bundle_of(course, name)))
            collected.settled[name, student] = done
            if not collected.roster.is_left_out(student):
                collected.remarks += told(name, done, files)
    return collected


@cache
def bundle_of(course: Course, lesson: str) -> Bundle:
    """A lesson's bundle, made once."""
    return make_bundle(course, lesson)


def sort(collected: Collected, group: Group, asked: str, course: Course, pieces: dict[Key, list[Piece]]) -> None:
    """Find person and lesson of each file of a download."""
    lessons = course.lessons
    whole = asked or lesson_of_download(collected, group, lessons)
    times = moodle_times(course, whole) if group.platform == "moodle" and whole else {}
    found = people_of(collected.roster, group)
    for piece in group.pieces if whole or group.platform == "plain" else ():
        who, lesson = found[piece.handed.sender], whole or lesson_of(piece, lessons, group.name)
        if not who.student:
            collected.unmatched[piece.handed.sender] = unmatched(who, group, bool(collected.roster))
        elif not lesson:
            path = printable(piece.path, 120)
            collected.unclear.append(f"{who.student}: “{path}” tells no lesson. Say which with --lesson NAME.")
        else:
            pieces[lesson, who.student].append(timed(course, collected, lesson, who.student, piece, times))
    shown_name = printable(group.name)
    step = "Put it into a folder that is called after its student, and collect the folder around that."
    collected.unclear += [
        f"{shown_name}: nothing tells whose “{printable(path, 120)}” is. {step}" for path in group.unnamed
    ]
    if group.platform == "brightspace" and not all(piece.handed.time for piece in group.pieces):
        collected.remarks.append(
            f"{shown_name}: dates in its names are not as “Oct 15, 2025 1159 PM” and cannot be read, so nobody with "
            "such a date counts as late. Where that matters, set Brightspace to English (US) and download again."
        )
    identify = Identify(collected.roster)
    for text in group.texts:
        name = identify(text.sender).student or text.sender.label
        collected.remarks.append(f"{printable(name)} handed in text on the page of the platform, and no file.")
    for sender, path in group.others.items():
        name = identify(sender).student or ("" if group.platform == "plain" else sender.label)
        line = (
            f"{printable(name)} handed in “{printable(path, 120)}” and no notebook. Ask for the file ending in .ipynb."
        )
        collected.remarks += [line] if name else []


def timed(
    course: Course, collected: Collected, lesson: str, student: str, piece: Piece, times: Mapping[str, str]
) -> Piece:
    """A file of Moodle's with the time in its worksheet, unless that is an older attempt's."""
    time = times.get(piece.handed.sender.participant, "")
    if not time or piece.handed.time:
        return piece
    if any(one.time == time and one.digest != piece.digest for one in read_attempts(course, lesson, student)):
        collected.remarks.append(
            f"{student}, {lesson}: the worksheet is older than this archive. Export it again, read it in with "
            f"`autograde roster`, and collect again: until then nobody knows when this was handed in."
        )
        return piece
    return replace(piece, handed=replace(piece.handed, time=time))


def lesson_of_download(collected: Collected, group: Group, lessons: Sequence[str]) -> str:
    """The lesson of a platform's archive, which is of one assignment; "" for a plain folder, or where none is."""
    if group.platform == "plain" or not group.pieces:
        return ""
    held = [piece.holds or "" for piece in group.pieces]
    whole = lesson_of_archive(lessons, held, [piece.handed.file for piece in group.pieces], group.name)
    if not whole:
        counts = ", ".join(f"{count} of {name}" for name, count in sorted(Counter(filter(None, held)).items()))
        name = printable(group.name)
        collected.unclear.append(
            f"{name}: its notebooks do not agree on a lesson ({counts or 'none is of this course'}). "
            f"Say which: autograde collect {shlex.quote(printable(group.given, 300))} --lesson NAME"
        )
    return whole


def people_of(roster: Roster, group: Group) -> dict[Sender, Found]:
    """The person of each sender; senders whom only one name makes the same person are nobody until that is settled."""
    identify = Identify(roster)
    senders = dict.fromkeys(piece.handed.sender for piece in group.pieces)
    groups = group.platform == "moodle" and len(senders) > 1 and all("-" in one.name for one in senders if one.name)
    found = {sender: identify(ungrouped(identify, sender) if groups else sender) for sender in senders}
    students = Counter(who.student for who in found.values() if who.student)
    for sender, who in found.items():
        if students[who.student] > 1 and who.by_name and not sender.brightspace_id:  # which may be the submission's
            near = tuple(person for person in (roster.find(who.student),) if person)
            why = f"{students[who.student]} senders are called {printable(sender.name or sender.label)}"
            found[sender] = Found("", near, alias_of(sender, True), why)
    return found


def lesson_of(piece: Piece, lessons: Sequence[str], archive: str) -> str:
    """The lesson of a file in a plain folder: by the folder, by its name, by its exercises, by the name of all."""
    holds = piece.holds if piece.holds in lessons else ""
    return piece.handed.lesson or lesson_named(lessons, piece.handed.file) or holds or lesson_named(lessons, archive)


def unmatched(who: Found, group: Group, roster: bool) -> str:
    """What is said of a sender who is nobody of the roster: the nearest names, and the command that settles it."""
    again = f"autograde collect {shlex.quote(printable(group.given, 300))}"
    if not roster:
        return f"{who.why}. Read the class in first: autograde roster FILE && {again}"
    near = ", ".join(f"{person.name} ({person.id})" for person in who.near)
    if not who.alias:
        ids = " or ".join(shlex.quote(person.id) for person in who.near)
        return (
            f"{who.why}: {near}. Put each one's notebook into a folder that is called {ids}, and collect the folder "
            "around that."
        )
    example = who.near[0].id if len(who.near) == 1 else "ID"  # never the first of several
    line = f"{who.why}{f'; nearest: {near}' if near else ''}. "
    return f"{line}autograde roster --same {shlex.quote(printable(who.alias))} {shlex.quote(example)} && {again}"


def told(lesson: str, done: Settled, files: Sequence[Piece]) -> list[str]:
    """What is said of one student's attempts: choices, wrong files, lateness without a time."""
    lines, student, chosen = [], done.student, done.chosen
    if done.twice:
        hand = " (it lay in work/submitted)" if chosen.archive == BY_HAND else ""
        lines.append(f"{len(done.attempts)} attempts; {shown(chosen)}{hand} counts: {chosen.why}.")
    piece = next((one for one in files if one.digest == chosen.digest), None)
    if piece is not None and not piece.is_notebook:
        ending = f".{piece.handed.file.rpartition('.')[2].lower()}"
        kind, step = KINDS.get(ending, ("no notebook", "Hand in the notebook"))
        lines.append(f"{shown(chosen)} is {kind}, and there is no notebook. {step}.")
    elif piece is not None and piece.holds is None:
        notes: list[str] = []
        parse_notebook(piece.spooled.read_bytes(), notes)
        lines.append(f"{shown(chosen)} cannot be read as a notebook. {notes[-1]}")
    elif piece is not None and piece.holds and piece.holds != lesson:
        lines.append(
            f"{shown(chosen)} is a notebook of {piece.holds}, handed in as {lesson}. Grading leaves it to you."
        )
    if chosen.late and not chosen.time:
        place = f"work/submitted/{student}/{lesson}/{STAMP}"
        lines.append(
            "late, but the platform does not say when, and no penalty is counted. "
            f"Write the time into {place} as: 2026-10-12 21:59:00 UTC"
        )
    return [f"{student}, {lesson}: {line}" for line in lines]
