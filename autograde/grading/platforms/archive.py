"""The files in an archive or a folder, also in archives within it, read as hostile bytes and unpacked nowhere.

Names are text here and never become places on a disk. Links, devices, encrypted files and names that lead out of the
archive are told and left out; sizes and counts are limited. Left out: what the names mean (`naming`).
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from autograde.errors import AutogradeError
from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.no_archive import refuse_what_is_none
from autograde.handed_in.candidates import is_notebook, printable
from autograde.handed_in.submitted_cells import NOTEBOOK_LIMIT

ENTRIES_LIMIT, DEPTH_LIMIT = 50_000, 3  # files of one archive with all within; archives in archives
NESTED_LIMIT, TOTAL_LIMIT = 256 << 20, 4 << 30  # bytes of an archive within, and of all that is read
NAME_LIMIT = 1000  # characters of a path
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
UNWANTED = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini")
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError),
    *(OSError, RuntimeError, NotImplementedError, ValueError),
)


@dataclass(frozen=True)
class File:
    """One file: its path in the archive, with "/" between folders and archives within, and how to read it."""

    path: str
    read: Callable[[], bytes]


@dataclass
class Reading:
    """What reading an archive has come to: problems in words, and how much was read."""

    shown: str
    problems: list[str] = field(default_factory=list)
    entries: int = 0
    total: int = 0  # bytes

    def left_out(self, path: str, why: str, step: str = "") -> None:
        """Tell of a file that was not read, and what to do about it."""
        self.problems.append(f"{self.shown}: “{printable(path, 120)}” {why}; it was left out.{step and f' {step}.'}")

    def count(self) -> None:
        """Count one file; AutogradeError when there are more than any class hands in."""
        self.entries += 1
        if self.entries > ENTRIES_LIMIT:
            raise AutogradeError(f"{self.shown} holds more than {ENTRIES_LIMIT} files. Collect it in parts.")

    def take(self, stream: IO[bytes], path: str, limit: int) -> bytes:
        """The bytes of a file as far as the limits go; b"" with a remark beyond them."""
        data = stream.read(limit + 1)
        self.total += len(data)
        if self.total > TOTAL_LIMIT:
            raise AutogradeError(f"{self.shown} unpacks to more than {TOTAL_LIMIT >> 30} GB. Collect it in parts.")
        if len(data) > limit:
            self.left_out(path, f"is larger than {limit >> 20} MB", "Ask for the notebook alone, its outputs cleared")
            return b""
        return data


def files_of(place: Path, reading: Reading) -> Iterator[File]:
    """The files of an archive or folder, in its order; AutogradeError when it is neither."""
    if place.is_dir():
        yield from within_folder(place, reading)
    else:
        refuse_what_is_none(place, reading.shown)
        with place.open("rb") as stream:
            yield from within(stream, place.name, "", reading, 0)
        if not reading.entries:
            raise AutogradeError(f"{reading.shown} is damaged or no archive: it holds no files. Download it again.")


def is_archive(name: str) -> bool:
    """Whether a name is an archive's."""
    return name.lower().endswith(ARCHIVES)


def within_folder(place: Path, reading: Reading) -> Iterator[File]:
    """The files of a folder and of those below; links are not followed."""
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in UNWANTED and not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            yield from one_of_folder(path, path.relative_to(place).as_posix(), reading)


def one_of_folder(path: Path, shown: str, reading: Reading) -> Iterator[File]:
    """A file of a folder, or what lies in it."""
    reading.count()
    if not stat.S_ISREG(path.lstat().st_mode):
        reading.left_out(shown, "is no regular file")
    elif (inside := usable(shown, reading)) and is_archive(inside):
        with path.open("rb") as stream:
            yield from within(stream, inside, f"{inside}/", reading, 1)
    elif inside:
        yield from plain_or_nested(inside, lambda: path.open("rb"), reading, 0)


def within(stream: IO[bytes], name: str, before: str, reading: Reading, depth: int) -> Iterator[File]:
    """The files of an archive that is open; of what is broken, as much as can be read."""
    if depth > DEPTH_LIMIT:
        return reading.left_out(before.rstrip("/"), f"lies more than {DEPTH_LIMIT} archives deep")
    try:
        if zipfile.is_zipfile(stream):
            yield from of_zip(stream, before, reading, depth)
        else:
            stream.seek(0)
            yield from of_tar(stream, before, reading, depth)
    except BROKEN as error:
        if depth == 0 and not reading.entries:
            raise AutogradeError(f"{reading.shown} is damaged or no archive; download it again.") from error
        step = "Ask for it again" if before else "Download it again"
        reading.left_out(
            before.rstrip("/") or name, "is damaged or no archive, and what follows in it is missing", step
        )
    return None


def of_zip(stream: IO[bytes], before: str, reading: Reading, depth: int) -> Iterator[File]:
    """The files of a zip."""
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            reading.count()
            path = usable(before + spelled(entry), reading)
            if not path:
                continue
            if entry.flag_bits & 1:
                reading.left_out(path, "is encrypted", "Ask for it without a password")
            elif stat.S_ISLNK(entry.external_attr >> 16):
                reading.left_out(path, "is a link")
            else:
                yield from plain_or_nested(path, lambda entry=entry: archive.open(entry), reading, depth)  # type: ignore[misc]


def spelled(entry: zipfile.ZipInfo) -> str:
    """The name of a zip's file; many programs write UTF-8 without saying so."""
    with suppress(UnicodeError):
        return entry.filename if entry.flag_bits & 0x800 else entry.filename.encode("cp437").decode()
    return entry.filename


def of_tar(stream: IO[bytes], before: str, reading: Reading, depth: int) -> Iterator[File]:
    """The files of a tar, packed or not."""
    with tarfile.open(fileobj=stream, mode="r:*") as archive:
        skipped = 0
        for entry in archive:
            skipped += entry.size
            if skipped > TOTAL_LIMIT:
                raise AutogradeError(f"{reading.shown} unpacks to more than {TOTAL_LIMIT >> 30} GB.")
            if entry.isdir():
                continue
            reading.count()
            path = usable(before + entry.name, reading)
            if path and not entry.isreg():
                reading.left_out(path, "is a link" if entry.issym() or entry.islnk() else "is no regular file")
            elif path:
                yield from plain_or_nested(path, lambda entry=entry: archive.extractfile(entry), reading, depth)  # type: ignore[misc]


def plain_or_nested(path: str, opened: Callable[[], IO[bytes] | None], reading: Reading, depth: int) -> Iterator[File]:
    """A file of an archive, or what lies in it where it is an archive itself, though it may be called a notebook."""

    def read(limit: int = NOTEBOOK_LIMIT) -> bytes:
        try:
            with opened() or io.BytesIO() as stream:
                return reading.take(stream, path, limit)
        except BROKEN as error:
            why = printable(str(error)) or type(error).__name__
            reading.left_out(path, f"cannot be read ({why})", "Download the archive again")
            return b""

    def packed() -> bool:
        with suppress(*BROKEN), opened() or io.BytesIO() as stream:
            return stream.read(4) == b"PK\x03\x04"
        return False

    if not is_archive(path) and not (is_notebook(path) and packed()):
        yield File(path, read)
    elif data := read(NESTED_LIMIT):
        yield from within(io.BytesIO(data), path, f"{path}/", reading, depth + 1)


def usable(path: str, reading: Reading) -> str:
    """A path as text, with "/" between its parts; "" for what is nobody's file or leads out of the archive."""
    text = normal(path.replace("\\", "/"))
    parts = PurePosixPath(text).parts
    if any(part in UNWANTED or part.startswith("._") for part in parts):
        return ""
    if not parts or text.startswith("/") or ".." in parts or "\0" in text or len(text) > NAME_LIMIT or ":" in parts[0]:
        reading.left_out(path, "has a name that no platform gives")
        return ""
    return "/".join(part for part in parts if part != ".")
