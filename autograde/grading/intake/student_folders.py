"""The folders of submissions, one a student: whose they are, and which of them wait for a person because of a name.

A folder whose name holds letters and accents apart (as macOS writes them) is renamed to the normal form, so that every
command, nbgrader's too, finds it under one id. Nothing else is changed, and nothing is merged.
Left out: what names are ids (`student_ids`), what lies in a folder (`ingest`).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograde.grading.intake.student_ids import JOINERS, alike, is_unseen, normal, trouble


@dataclass
class StudentFolders:
    """Students in the order of their names, folders that wait for a person with the reason, and other remarks."""

    students: list[str] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_student_folders(folder: Path, shown: str = "work/submitted") -> StudentFolders:
    """Look through a folder of submissions; `shown` is how messages call it."""
    found = StudentFolders()
    if not folder.is_dir():
        return found
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    others = [entry.name for entry in entries if entry.name not in names and not entry.name.startswith(".")]
    found.remarks = [f"{shown}/{spelled(name)} was left out: no folder of a student." for name in others]
    same = alike(name for name in names if not name.startswith("."))
    for name in names:
        if name in same:
            rest = " and ".join(f"“{spelled(other)}”" for other in same[name])
            found.waiting[name] = f"its name differs from {rest} in nothing that can be seen, or in capitals only"
        elif not name.startswith(".") and (why := trouble(name)) and not renamed(folder, name, found, shown):
            found.waiting[name] = f"its name {why}"
        elif not name.startswith("."):
            found.students.append(normal(name))
    found.students.sort()
    return found


def renamed(folder: Path, name: str, found: StudentFolders, shown: str) -> bool:
    """Give a folder's name its normal form, where that is all it needs; returns whether it is an id now."""
    better = normal(name)
    if trouble(better):
        return False
    try:
        os.rename(folder / name, folder / better)
    except OSError:
        return False
    found.remarks.append(f"{shown}/{better} was renamed: its name held letters and accents as separate characters.")
    return True


def told(waiting: Iterable[tuple[str, str]], shown: str = "work/submitted") -> Iterator[str]:
    """What is said of folders that wait for a person."""
    for name, why in waiting:
        yield f"{shown}/{spelled(name)}: {why}. Rename the folder, then grade again."


def spelled(name: str, longest: int = 80) -> str:
    """A name fit for a message, in which every character can be seen: “ada⟨U+200B⟩”, “e⟨U+0301⟩”."""
    parts = []
    for place, character in enumerate(name[:longest]):
        odd_blank = character.isspace() and (character != " " or place in (0, len(name) - 1))
        apart = unicodedata.combining(character) and normal(name) != name
        hidden = odd_blank or apart or character in JOINERS or is_unseen(name, place)
        parts.append(f"⟨U+{ord(character):04X}⟩" if hidden else character)
    return "".join(parts)
