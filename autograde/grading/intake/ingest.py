"""Take a submission from disk as hostile bytes: regular files only, sizes and counts limited, links never followed.

What cannot be read is said in words and never stops anything. Left out: what the notebook's cells mean (`transplant`).
"""

from __future__ import annotations

import codecs
import json
import math
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograde.grading.intake.candidates import Candidate, choose, look, nothing, printable
from autograde.grading.intake.student_ids import trouble
from autograde.grading.records import SubmittedCell

NOTEBOOK_LIMIT, DATA_LIMIT = 32 << 20, 4 << 20  # bytes; a notebook's pictures count
ITEMS_LIMIT = 3_000_000  # lists, dictionaries and their entries: memory is spent on each one before it is looked at
OTHERS = {  # how files begin that somebody has given a notebook's name
    b"pk\x03\x04": "an archive. Unpack it, and hand in the notebook that lies in it",
    b"%pdf": "a PDF document. Hand in the notebook itself",
    **dict.fromkeys((b"<!doctype", b"<html"), "a web page, as browsers save it. Download the notebook itself"),
    b"version https://git-lfs": "a pointer of Git LFS. Hand in the file that it stands for",
}


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
    shown = printable(name)
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
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


def parse_notebook(data: bytes, notes: list[str]) -> list[SubmittedCell] | None:
    """The cells of a notebook; None, with a remark, for a file that is none.

    Formats 3 and 4 are read; whatever is not a cell with text is left aside.
    """
    try:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        notes.append(f"The notebook is not UTF-8 (byte {error.start}); other characters were replaced.")
    if sum(map(data.count, (b",", b"[", b"{"))) > ITEMS_LIMIT:
        notes.append("The notebook holds too many entries to be read. Clear its outputs and hand it in again.")
        return None
    try:
        document = json.loads(text, parse_constant=lambda name: math.nan)
    except (ValueError, RecursionError, MemoryError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        other = next((what for start, what in OTHERS.items() if data[:200].lstrip().lower().startswith(start)), "")
        what = f" It is {other}." if other else ""
        notes.append(f"The notebook is not valid JSON{where} and could not be read.{what}")
        return None
    cells = document.get("cells") if isinstance(document, dict) else None
    if cells is None and isinstance(document, dict) and isinstance(document.get("worksheets"), list):
        sheets = [sheet.get("cells", []) for sheet in document["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
        notes.append("The notebook is in an old format; its cells were read from there.")
    if not isinstance(cells, list):
        notes.append("The file is not a notebook: it has no cells.")
        return None
    return [described for cell in cells if (described := describe(cell)) is not None]


def describe(cell: Any) -> SubmittedCell | None:
    """One cell as far as it can be trusted to be one."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # JSON can spell half of a character
    metadata = dictionary(cell.get("metadata"))
    graded = dictionary(metadata.get("nbgrader"))
    given = (cell.get("id"), graded.get("grade_id"), graded.get("checksum"))
    own, grade_id, checksum = (name if isinstance(name, str) else "" for name in given)
    return SubmittedCell(str(cell.get("cell_type", "code")), source, own, grade_id, checksum)


def dictionary(value: Any) -> dict[str, Any]:
    """The value if it is a dictionary, else an empty one."""
    return value if isinstance(value, dict) else {}
