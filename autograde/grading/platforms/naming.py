"""What platforms say in the names of an archive's files: who handed in, under which name, which attempt, how late.

One function a platform, after its documented naming. Names are text here and never places on a disk.
Left out: files that tell more than their names (`metadata_files`), whose name it is (`identify`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from autograde.grading.platforms.archive import is_archive
from autograde.handed_in.candidates import is_notebook

METADATA = "submission_metadata.yml"  # Gradescope's
MOODLE = re.compile(r"([^/]+?)(?:[_ ](\d+))?_assignsubmission_(file|onlinetext)_?/?(.*)", re.DOTALL)
PARTICIPANT = ("participant", "teilnehmer", "teilnehmer/in", "participante", "参与者", "参加者")  # of blind marking
CANVAS = re.compile(r"([^_/]+)_(?:(LATE)_)?(\d+)_(\d+)_(.+)", re.DOTALL | re.IGNORECASE)
BRIGHTSPACE = re.compile(r"(?:^|.*/)(\d+)-\d+ ?- ?([^/]+?) ?- ?([^-/]*20\d\d[^-/]*?)(?: ?- ?|/)(.+)", re.DOTALL)
BLACKBOARD = re.compile(r".+?_([^_/]+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)", re.DOTALL)
CLASSROOM = re.compile(r"([^/]+?) - ([^/]+)")
TEAMS = re.compile(r"(?:.*/)?([^/]+)/[^/]+/Version (\d+)/(?:.*/)?([^/]+)", re.DOTALL)
GRADESCOPE = re.compile(r"(?:.*/)?(submission_\d+)/(.+)", re.DOTALL)
ATTEMPT = re.compile(r"[-_ (]+(?:copy)?(\d{1,4})\)?(?=\.[^.]+(?:\.json|\.txt)?$)", re.IGNORECASE)


@dataclass(frozen=True)
class Sender:
    """Who handed in, as far as a platform tells: texts are "" where it does not."""

    label: str  # the platform's own name for the person
    name: str = ""  # the full name
    run_together: str = ""  # Canvas's: last and first name in lower case without blanks
    canvas_id: str = ""
    participant: str = ""
    brightspace_id: str = ""
    email: str = ""
    sis_id: str = ""
    login: str = ""


@dataclass(frozen=True)
class Handed:
    """One file as a platform names it."""

    sender: Sender
    file: str  # its own name
    number: int = 0  # greater for what was handed in later
    late: bool = False
    time: str = ""  # ISO, UTC
    lesson: str = ""  # of a plain folder's name


def platform_of(paths: Collection[str]) -> str:
    """The platform that names files like these; "plain" for none."""
    names = [path for path in paths if "." in PurePosixPath(path).name]
    if any(PurePosixPath(path).name == METADATA for path in names):
        return "gradescope"
    for platform in ("moodle", "blackboard", "brightspace", "canvas", "classroom"):
        count = sum(READERS[platform](path) is not None for path in names)
        if count and 2 * count > len(names) - sum(path.endswith("index.html") for path in names):
            return platform
    return "plain"


def moodle(path: str) -> Handed | None:
    """`Full Name_12345_assignsubmission_file_/name`, or the same as the beginning of a file's name.

    In group mode the group stands before the name: `Group A-Full Name_…`; only a roster tells where the name begins.
    """
    match = MOODLE.search(path)
    if match is None:
        return None
    name, number, kind, rest = match.groups()
    file = "" if kind == "onlinetext" else PurePosixPath(rest).name
    blind = name.casefold().rpartition("-")[2] in PARTICIPANT  # before it may stand a group
    sender = Sender(f"Participant {number}" if blind else name, "" if blind else name, participant=number or "")
    return Handed(sender, file, copy_number(file))


def by_platform(pattern: re.Pattern[str], path: str) -> tuple[re.Match[str] | None, str]:
    """What a pattern finds in the name that a platform gave: the file's, or that of an archive in which it lies.

    Then the file's own name where it lies in one, since the match tells only the archive's.
    """
    *before, file = PurePosixPath(path).parts or ("",)
    packed = (match for part in before if is_packed(part) and (match := pattern.fullmatch(part)))
    if outer := next(packed, None):
        return outer, file
    return pattern.fullmatch(file), ""


def is_packed(part: str) -> bool:
    """Whether a part of a path, which lies before others, is an archive that somebody handed in."""
    return is_archive(part) or is_notebook(part)


def canvas(path: str) -> Handed | None:
    """`lastnamefirstname_LATE_12345_67890_name`."""
    match, inside = by_platform(CANVAS, path)
    if match is None:
        return None
    squeezed, late, user, attachment, file = match.groups()
    file = inside or file
    sender = Sender(f"{squeezed}_{user}", run_together=squeezed, canvas_id=user)
    return Handed(sender, file, int(attachment), bool(late))


def brightspace(path: str) -> Handed | None:
    """`12345-67890 - Full Name - Oct 15, 2025 1159 PM - name`, or a folder with the name in it.

    Only English dates are read; others have a year, too.
    """
    match = BRIGHTSPACE.search(path)
    if match is None:
        return None
    number, name, when, file = match.groups()
    text = re.sub(r"[.,]", "", when)
    text = re.sub(r" (\d{3}) ?([AP]M)$", r" 0\1 \2", text)
    time = next((found for form in ("%b %d %Y %I%M %p", "%B %d %Y %I%M %p") if (found := local(text, form))), "")
    sender = Sender(name, name, brightspace_id=number)
    return Handed(sender, PurePosixPath(file).name, copy_number(file), time=time)


def blackboard(path: str) -> Handed | None:
    """`Assignment_username_attempt_2025-10-15-23-59-00_name`, and the text beside it."""
    match, inside = by_platform(BLACKBOARD, path)
    if match is None:
        return None
    login, when, file = match.groups()
    file = inside or file
    return Handed(
        Sender(login, login=login), file or "", copy_number(file or ""), time=local(when, "%Y-%m-%d-%H-%M-%S")
    )


def classroom(path: str) -> Handed | None:
    """`Full Name - name` in a folder of Google Drive."""
    match, inside = by_platform(CLASSROOM, path)
    if match is None or not is_packed(match[2]):
        return None
    file = inside or match[2]
    return Handed(Sender(match[1], match[1]), file, copy_number(file))


def gradescope(path: str) -> Handed | None:
    """`submission_12345/name`; who that is, the metadata tell."""
    match = GRADESCOPE.fullmatch(path)
    return Handed(Sender(match[1]), PurePosixPath(match[2]).name, copy_number(match[2])) if match else None


READERS: dict[str, Callable[[str], Handed | None]] = {
    "moodle": moodle,
    "canvas": canvas,
    "brightspace": brightspace,
    "blackboard": blackboard,
    "classroom": classroom,
    "gradescope": gradescope,
}


def plain(path: str, lessons: Sequence[str], wrapper: Sequence[str] = ()) -> Handed | None:
    """`student/lesson/name`, `lesson/student/name`, `student/name` or `student.ipynb`, below folders around all.

    Or as Teams keeps hand-ins, all assignments together: `Submitted files/Full Name/Assignment/Version 2/name`.
    """
    if of_teams := TEAMS.fullmatch(path):
        return Handed(Sender(of_teams[1], of_teams[1]), of_teams[3], int(of_teams[2]))
    *folders, file = PurePosixPath(path).parts
    folders = folders[len(wrapper) :] if tuple(folders[: len(wrapper)]) == tuple(wrapper) else folders
    at = next((number for number, folder in enumerate(folders) if folder in lessons), None)
    lesson = "" if at is None else folders[at]
    if at is not None:
        folders = folders[at - 1 : at] if at else folders[1:2]
    label = folders[0] if folders else own_stem(file)
    label = own_stem(label) if is_archive(label) else label
    return (
        None if not label or label in lessons else Handed(Sender(label, label), file, copy_number(file), lesson=lesson)
    )


def wrapper_of(paths: Sequence[str], lessons: Sequence[str]) -> list[str]:
    """The folders around everything else in a plain folder: those that all paths share, and that are nobody's."""
    parts = [PurePosixPath(path).parts[:-1] for path in paths if is_notebook(path)]
    shared: list[str] = []
    while parts and all(len(one) > len(shared) for one in parts):
        first = Counter(one[len(shared)] for one in parts)
        deeper = {one[len(shared) + 1] for one in parts if len(one) > len(shared) + 1}
        flat = not deeper and len(parts) > 1
        if len(first) > 1 or next(iter(first)) in lessons or (deeper <= set(lessons) and not flat):
            break
        shared.append(next(iter(first)))
    return shared


def own_stem(file: str) -> str:
    """A file's name without its endings and the number of a copy."""
    return re.sub(r"\.ipynb.*$|(\.tar)?\.[^.]{1,5}$", "", ATTEMPT.sub("", file), flags=re.IGNORECASE).strip()


def copy_number(file: str) -> int:
    """The number that platforms and browsers give a later file of the same name: “-1”, “ (2)”, “-Copy1”."""
    match = ATTEMPT.search(file)
    return int(match[1]) if match else 0


def local(text: str, form: str) -> str:
    """A platform's local time in UTC, by this machine's time zone; "" where it is none."""
    try:
        return datetime.strptime(text, form).astimezone().astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""
