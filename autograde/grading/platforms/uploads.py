"""What archives hold, read once: each file that may be a submission, its sender by its platform, its lesson.

Files are put aside under a temporary folder, so that a class of any size needs little memory.
Left out: who the senders are (`identify`), and what becomes of the files (`keep_attempts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path, PurePosixPath

from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.timestamp import moment_of
from autograde.grading.platforms.archive import File, Reading, files_of, is_archive
from autograde.grading.platforms.lesson_of import lesson_in
from autograde.grading.platforms.metadata_files import (
    blackboard_person,
    gradescope_folder,
    gradescope_people,
    with_names,
)
from autograde.grading.platforms.naming import METADATA, READERS, Handed, Sender, plain, platform_of, wrapper_of
from autograde.handed_in.candidates import KINDS, is_notebook
from autograde.receipt import digest_of

People = dict[str, tuple[list[Sender], str]]  # a submission's folder -> who handed it in, and when
PICTURES = (".png", ".jpg", ".jpeg", ".heic", ".gif", ".json")  # nobody's answer


@dataclass(frozen=True)
class Piece:
    """One file that somebody handed in."""

    archive: str
    path: str  # in the archive
    platform: str
    handed: Handed
    digest: str
    spooled: Path  # a copy to read from
    holds: str | None  # the lesson whose exercises it holds, "" for none, None for no notebook

    @property
    def is_notebook(self) -> bool:
        return self.holds is not None or is_notebook(self.handed.file)


@dataclass
class Group:
    """The files of one download, in a platform's naming."""

    name: str
    given: str  # how the archive that holds it was named on the command line
    platform: str
    pieces: list[Piece] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)  # notebooks of which nothing tells whose they are
    texts: list[Handed] = field(default_factory=list)  # typed into the platform, without a file
    others: dict[Sender, str] = field(default_factory=dict)  # a file of whoever handed in nothing that is graded


@dataclass(frozen=True)
class Spooled:
    """One file put aside: its path in the archive, a copy of it, and what tells its bytes from others."""

    path: str
    copy: Path
    digest: str


def gather(places: Sequence[Path], lessons: Sequence[str], spool: Path, problems: list[str]) -> list[Group]:
    """The files of all archives and folders; problems takes what was left out."""
    groups = []
    for place in places:
        reading = Reading(place.name or str(place))
        files, unread = [], []
        for file in files_of(place, reading):
            if not wanted(file.path):
                unread.append(file.path)
            elif one := put_aside(file, spool, reading):
                files.append(one)
        problems += reading.problems
        for name, part in downloads(reading.shown, files):
            group = group_of(name, str(place), part, lessons)
            within = [path.removeprefix(f"{name}/") for path in unread if path.startswith(f"{name}/")]
            name_others(group, part, within if name != reading.shown else unread, lessons)
            groups.append(group)
    return groups


def wanted(path: str) -> bool:
    """Whether a file is read: notebooks, what stands in their place, and what tells of them."""
    name = PurePosixPath(path).name
    suffix = PurePosixPath(name).suffix.lower()
    may_be_one = is_notebook(name) or suffix in ("", ".json")
    return may_be_one or name == METADATA or (suffix in KINDS and suffix not in PICTURES)


def put_aside(file: File, spool: Path, reading: Reading) -> Spooled | None:
    """Copy a file to the temporary folder; None for one that is empty or cannot be read."""
    known = len(reading.problems)
    data = file.read()
    if not data:
        if len(reading.problems) == known:
            reading.left_out(file.path, "is empty", "Ask for it again")
        return None
    digest = digest_of(data)
    copy = spool / digest
    if not copy.exists():
        copy.write_bytes(data)
    return Spooled(file.path, copy, digest)


def downloads(name: str, files: Sequence[Spooled]) -> Iterator[tuple[str, list[Spooled]]]:
    """The downloads in one place: archives that lie at its top and follow a platform's naming are ones of their own."""
    tops: dict[str, list[Spooled]] = {}
    for file in files:
        top = PurePosixPath(file.path).parts[0]
        tops.setdefault(top if is_archive(top) and not is_somebodys(top) else "", []).append(file)
    rest = tops.pop("", [])
    for top, part in tops.items():
        inside = [replace(file, path=file.path.removeprefix(f"{top}/")) for file in part]
        if platform_of([file.path for file in inside]) != "plain":
            yield top, inside
        else:
            rest += part
    if rest or not tops:
        yield name, rest


def is_somebodys(archive: str) -> bool:
    """Whether an archive's name is one that a platform gives to a person's file; “A - b.zip” may be anything."""
    return any(read(archive) for platform, read in READERS.items() if platform != "classroom")


def group_of(name: str, given: str, files: Sequence[Spooled], lessons: Sequence[str]) -> Group:
    """One download, its files read as their platform names them."""
    group = Group(name, given, platform_of([file.path for file in files]))
    people, texts = beside(group.platform, files)
    stamps = {str(PurePosixPath(file.path).parent): stamp_of(file) for file in files if file.path.endswith(STAMP)}
    wrapper = wrapper_of([file.path for file in files], lessons)
    for file in files:
        base = PurePosixPath(file.path).name
        if base in (METADATA, STAMP):
            continue
        read = READERS.get(group.platform)
        handed = read(file.path) if read else plain(file.path, lessons, wrapper)
        if handed is None:
            group.unnamed += [file.path] if is_notebook(base) else []
        elif not handed.file:
            group.texts.append(with_names(handed, texts))
        else:
            time = handed.time or stamps.get(str(PurePosixPath(file.path).parent), "")
            for one in senders(replace(handed, time=time), file.path, people, texts):
                group.pieces += piece_of(group, file, one)
    keep_notebooks(group)
    return group


def piece_of(group: Group, file: Spooled, handed: Handed) -> list[Piece]:
    """A file as something handed in; a file of data is nothing of that kind."""
    data = PurePosixPath(handed.file).suffix.lower() in ("", ".json")
    holds = lesson_in(file.copy.read_bytes()) if data or is_notebook(handed.file) else None
    if holds is None and data and not is_notebook(handed.file):
        return []
    return [Piece(group.name, file.path, group.platform, handed, file.digest, file.copy, holds)]


def keep_notebooks(group: Group) -> None:
    """Leave aside scripts, pages and texts of whoever has handed in a notebook."""
    have = {(piece.handed.sender, piece.handed.lesson) for piece in group.pieces if piece.is_notebook}
    group.pieces = [
        one for one in group.pieces if one.is_notebook or (one.handed.sender, one.handed.lesson) not in have
    ]
    handed_in = {piece.handed.sender for piece in group.pieces}
    group.texts = [text for text in group.texts if text.sender not in handed_in]


def name_others(group: Group, files: Sequence[Spooled], unread: Sequence[str], lessons: Sequence[str]) -> None:
    """Note a file of each sender of whom there is nothing else, so that nobody is missing without a word."""
    people, texts = beside(group.platform, files)
    wrapper = wrapper_of([file.path for file in files], lessons)
    have = {piece.handed.sender for piece in group.pieces}
    for path in (*(file.path for file in files), *unread):
        read = READERS.get(group.platform)
        handed = read(path) if read else plain(path, lessons, wrapper)
        if handed and handed.file and PurePosixPath(path).name not in (METADATA, STAMP):
            for one in senders(handed, path, people, texts):
                if one.sender not in have:
                    group.others.setdefault(one.sender, path)
    group.texts = [text for text in group.texts if text.sender not in group.others]


def beside(platform: str, files: Iterable[Spooled]) -> tuple[People, dict[str, tuple[str, str]]]:
    """What files beside the notebooks tell: Gradescope's people by folder, Blackboard's names by user name."""
    people: People = {}
    texts: dict[str, tuple[str, str]] = {}
    for file in files:
        if platform == "gradescope" and PurePosixPath(file.path).name == METADATA:
            people |= gradescope_people(file.copy.read_bytes())
        elif platform == "blackboard" and file.path.endswith(".txt"):
            name, login = blackboard_person(file.copy.read_bytes())
            texts |= {login: (name, login)} if login else {}
    return people, texts


def senders(handed: Handed, path: str, people: People, texts: dict[str, tuple[str, str]]) -> list[Handed]:
    """The file, once for each person who handed it in."""
    if folder := gradescope_folder(path) if people else "":
        known, time = people.get(folder, ([], ""))
        return [replace(handed, sender=one, time=time) for one in known] or [handed]
    return [with_names(handed, texts)]


def stamp_of(file: Spooled) -> str:
    """The time in a timestamp.txt that lies beside a notebook, as nbgrader's exchange leaves it."""
    found = moment_of(file.copy.read_bytes()[:200].decode("ascii", "replace").strip())
    return found.replace(tzinfo=UTC).isoformat() if found else ""
