"""Which file of a submission's folder is the notebook: candidates there and one folder below, and the choice between.

The newest one that holds answers is taken, and the choice is said. Where there is none,
what lies there is called by its kind, with the next step. Links are no candidates below, and never followed.
Left out: reading a file (`ingest`), what holds answers (`recognise`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

FILES_LIMIT = 200  # entries of a folder that are looked at
READ_LIMIT, BYTES_LIMIT = (
    12,
    32 << 20,
)  # notebooks of one submission that are read to choose between them, and their sizes
COPY = re.compile(r"(?:-copy|copy|[-_ (]+)(\d{1,6})", re.IGNORECASE)  # “-Copy1”, “ (2)”, “-3”
UNPACK = "Unpack it, and hand in the notebook that lies in it"
EXPORTED = "Hand in the notebook itself, the file ending in .ipynb"
KINDS = {  # endings: what such a file is, and the next step
    **dict.fromkeys((".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".7z", ".rar"), ("an archive", UNPACK)),
    ".py": ("a Python script", EXPORTED),
    **dict.fromkeys((".html", ".htm", ".mhtml", ".webarchive"), ("a web page", EXPORTED)),
    ".pdf": ("a PDF document", EXPORTED),
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages"), ("a text document", EXPORTED)),
    **dict.fromkeys((".md", ".txt", ".rst", ".tex"), ("a text", EXPORTED)),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".heic", ".gif"), ("a picture", EXPORTED)),
    ".json": ("a file of data", EXPORTED),
}


@dataclass(frozen=True)
class Candidate:
    """A file that may be the notebook: its name, the folder below in which it lies ("" for none), when it changed."""

    name: str
    below: str = ""
    changed: int = 0  # nanoseconds
    size: int = 0  # bytes

    @property
    def shown(self) -> str:
        """The file as a message calls it."""
        return f"{self.below}/{self.name}" if self.below else self.name

    @property
    def age(self) -> tuple[int, int, int, str]:
        """A key that is greater for what is newer: by time, then by the number of the copy."""
        number = COPY.search(Path(self.name).stem)
        return self.changed, not self.below, int(number[1]) if number else 0, self.name


def look(place: Path, wanted: str) -> tuple[list[Candidate], list[str]]:
    """The candidates in a submission's folder, and the names of whatever else lies there."""
    entries = entries_of(place)
    if wanted not in {entry.name for entry in entries} and os.path.lexists(place / wanted):
        entries += [entry for entry in os.scandir(place) if entry.name == wanted]  # hidden among too many others
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    files = [entry for entry in entries if entry not in folders]
    found = [candidate(entry, "") for entry in files if is_notebook(entry.name)]
    for folder in folders:
        inside = [entry for entry in entries_of(Path(folder.path)) if entry.is_file(follow_symlinks=False)]
        found += [candidate(entry, folder.name) for entry in inside if is_notebook(entry.name)]
    found = found or [candidate(entry, "") for entry in files if entry.name.lower().endswith(".json")]
    found = found or [candidate(entry, "") for entry in folders if entry.name == wanted]
    return found, [entry.name for entry in entries if (entry.name, "") not in {(one.name, one.below) for one in found}]


def entries_of(place: Path) -> list[os.DirEntry[str]]:
    """The first entries of a folder in order of their names, hidden ones left out; none where it cannot be read."""
    try:
        with os.scandir(place) as entries:
            visible = (entry for entry in entries if not entry.name.startswith((".", "__MACOSX")))
            return sorted(islice(visible, FILES_LIMIT), key=lambda entry: entry.name)
    except OSError:
        return []


def is_notebook(name: str) -> bool:
    """Whether a name is a notebook's, also where a system has put another ending behind."""
    return ".ipynb" in name.lower() and not name.lower().endswith((".zip", ".pdf", ".html", ".gz"))


def candidate(entry: os.DirEntry[str], below: str) -> Candidate:
    """A file as a candidate."""
    about = entry.stat(follow_symlinks=False)
    return Candidate(entry.name, below, about.st_mtime_ns, about.st_size)


def choose(
    found: Sequence[Candidate], wanted: str, answers: Callable[[Candidate], int] | None
) -> tuple[Candidate, list[str]]:
    """The notebook to be graded, and what is said of the choice.

    wanted: the name that it should have.   answers: counts the exercises that a candidate answers, where that is known.
    """
    stem = wanted.removesuffix(".ipynb")
    by_name = sorted(
        found, key=lambda one: (bool(one.below), one.name != wanted, not one.name.startswith(stem), one.name)
    )
    usual = by_name[0]
    if len(found) == 1 or answers is None:
        return usual, said(usual, usual, wanted, len(found) - 1)
    newest = sorted(found, key=lambda one: one.age, reverse=True)[:READ_LIMIT]
    sizes = accumulate(one.size for one in newest)
    newest = [one for one, size in zip(newest, sizes, strict=True) if size <= BYTES_LIMIT]
    holding = [one for one in newest + [usual] * (usual not in newest) if answers(one)]
    chosen = holding[0] if holding else usual
    if len(holding) > 1:
        rest = ", ".join(quoted(one) for one in holding[1:6])
        return chosen, [
            f"Several notebooks hold answers. The newest, {quoted(chosen)}, was graded; left aside: {rest}."
        ]
    return chosen, said(chosen, usual, wanted, len(found) - 1)


def said(chosen: Candidate, usual: Candidate, wanted: str, left: int) -> list[str]:
    """What student and instructor are told of a choice; nothing of the notebook in its place and with its name."""
    if chosen.shown == wanted:
        return []
    deeper = " It lay one folder too deep." if chosen.below else ""
    if usual.shown == wanted:
        return [f"“{wanted}” holds no answers that can be read; {quoted(chosen)} was graded in its place.{deeper}"]
    aside = f" ({left} more were left aside)" if left else ""
    return [f"There is no {wanted}; {quoted(chosen)} was graded in its place{aside}.{deeper}"]


def nothing(names: Sequence[str], wanted: str) -> str:
    """What is said of a folder without a candidate: what lies there, and the next step."""
    for name in sorted(names, key=lambda name: Path(name).suffix.lower() not in KINDS):
        kind, step = KINDS.get(Path(name).suffix.lower(), ("something else", EXPORTED))
        return f"There is no notebook {wanted} in this submission: “{printable(name)}” is {kind}. {step}."
    return f"There is no notebook {wanted} in this submission: its folder is empty."


def quoted(one: Candidate) -> str:
    """A candidate as a message calls it."""
    return f"“{printable(one.shown)}”"


def printable(text: str, longest: int = 80) -> str:
    """A name from outside, fit for a message: no control characters, not too long."""
    return "".join(character if character.isprintable() else "?" for character in text)[:longest]
