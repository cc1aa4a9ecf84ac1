"""Bring a student's working copies up to the release: merge, tell what changed, and go one step back if so wished.

The copy before a merge is kept first, then the merged one is written, then the release that it stands for: whoever is
stopped between two of these loses nothing, and the next start goes on. Left out: how a merge is made (`merge`).
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograde import notebook as notebooks
from autograde.course import Course
from autograde.errors import NotebookError
from autograde.student import lab
from autograde.student.copies import Copy, bytes_of, news, present, tell, write, write_notebook
from autograde.student.merge import Done, Notebook, merge


def at_start(course: Course) -> Iterator[str]:
    """Merge what is newer before JupyterLab starts, and say so; nothing while one is running on these notebooks."""
    waiting = [copy for copy in present(course) if is_behind(copy) and not is_declined(copy)]
    if waiting and lab.running(waiting[0].folder):
        yield (
            f"{', '.join(copy.lesson for copy in waiting)}: there is a newer release. It is merged into your copy when "
            "JupyterLab is started again, after File > Shut Down."
        )
        return
    for copy in waiting:
        try:
            text = update(copy)
        except Exception as error:  # whatever it is: it must not keep JupyterLab from starting
            if os.environ.get("AUTOGRADE_TRACEBACK"):
                raise
            text = f"left as it is: unexpected {type(error).__name__}: {error}"
        if text:
            yield f"{copy.lesson}: {text}"


def is_behind(copy: Copy) -> bool:
    """Whether the release is not the one that the copy was made from."""
    return bytes_of(copy.base) != copy.release.read_bytes()


def is_declined(copy: Copy) -> bool:
    """Whether the student went back from this very release; then it is merged only when asked for by name."""
    return said_of(copy).get("declined") == digest(copy.release.read_bytes())


def said_of(copy: Copy) -> dict[str, Any]:
    """The last news of a lesson."""
    return next((item for item in news(copy.folder) if item["lesson"] == copy.lesson), {})


def update(copy: Copy) -> str:
    """Merge the release into a copy; what to tell of it, "" where nothing in sight has changed."""
    release, mine = copy.release.read_bytes(), copy.notebook.read_bytes()
    try:
        merged, done = merged_bytes(copy, release)
        text, back = told(done), f"autograde update {copy.lesson} --back"
        if merged != mine:
            write(copy.base_before, bytes_of(copy.base))
            write(copy.before, mine)
            if text:
                item = {"lesson": copy.lesson, "when": now(), "text": f"{copy.lesson}: {text}", "back": back}
                tell(copy.folder, {**item, "merged": digest(merged), "release": digest(release)})
            write_notebook(copy.notebook, merged)
        write(copy.base, release)
    except NotebookError as error:
        return f"left as it is, although there is a newer release: {error}"
    except OSError as error:
        return f"left as it is: {error.strerror or error}. Is the disk full, or the folder read-only?"
    return f"{text} One step back: {back}" if text and merged != mine else ""


def merged_bytes(copy: Copy, release: bytes) -> tuple[bytes, Done]:
    """The copy with the release merged into it; to the byte as it was where nothing is to be done."""
    mine = copy.notebook.read_bytes()
    if mine == release:
        return mine, Done()
    held, new = parts(copy.notebook), parts(copy.release)
    older = parts(copy.base) if readable(copy.base) else None
    if older and agreement(held, new) > agreement(held, older):  # made from this release by a start that was stopped
        older = new
    if older == new:
        return mine, Done()
    merged, done = merge(older, held, new)
    return (mine, done) if merged == held else (to_bytes(merged), done)


def parts(path: Path) -> Notebook:
    """A notebook's cells and metadata in today's format, lines joined; NotebookError where it is none."""
    found: Notebook = notebooks.read(path)[0]
    return found


def readable(path: Path) -> bool:
    """Whether a file that was kept is a notebook still."""
    try:
        parts(path)
    except NotebookError:
        return False
    return True


def agreement(mine: Notebook, release: Notebook | None) -> int:
    """How many cells of a copy are to the letter those of a release, with their ids."""

    def ids(notebook: Notebook) -> Counter[tuple[str, str]]:
        return Counter((cell.get("id", ""), cell["source"]) for cell in notebook["cells"])

    return (ids(mine) & ids(release)).total() if release else 0


def to_bytes(merged: Notebook) -> bytes:
    """A notebook as JupyterLab stores it."""
    return (nbformat.writes(nbformat.from_dict(merged), version=nbformat.NO_CONVERT).rstrip("\n") + "\n").encode()


def told(done: Done) -> str:
    """What a merge did, in a line: "3 cells reworded, 1 added. Your answers, …"; "" for nothing."""
    counts = ((done.reworded, "reworded"), (done.added, "added"), (done.dropped, "dropped"))
    changes = [f"{number} {what}" for number, what in counts if number]
    if changes:
        number, what = changes[0].split()
        changes[0] = f"{number} cell{'s' * (number != '1')} {what}"
    texts = [f"{', '.join(changes)}."] if changes else []
    if done.kept:
        texts.append(f"Cells that you had changed too: {done.kept}; your version stands below each, or in its place.")
    if done.new_stubs:
        texts.append(f"New stub below your answer: {', '.join(done.new_stubs)}.")
    if done.restored:
        texts.append(f"Deleted cells that give points are back: {', '.join(done.restored)}.")
    return " ".join([*texts, "Your answers, notes and own cells are kept."] if texts else [])


def go_back(copy: Copy) -> str:
    """Put the copy from before the last merge back, to the byte; what was written since stays beside it."""
    before = bytes_of(copy.before)
    if before is None:
        return "there has been no merge to go back from."
    mine = copy.notebook.read_bytes()
    said = said_of(copy)
    beside = ""
    if mine != before and digest(mine) != said.get("merged"):
        aside = copy.unused_name()
        write(aside, mine)
        beside = f" What you had until now is beside it: {aside.name}."
    write_notebook(copy.notebook, before)
    declined = said.get("release") or said.get("declined") or digest(bytes_of(copy.base) or b"")
    write(copy.base, bytes_of(copy.base_before))
    write(copy.before, None)
    write(copy.base_before, None)
    text, again = f"as it was before the last merge.{beside}", f"autograde update {copy.lesson}"
    item = {"lesson": copy.lesson, "when": now(), "text": f"{copy.lesson}: {text}", "back": again}
    tell(copy.folder, {**item, "declined": declined})
    return f"{text} To merge again: {again}\nIf the notebook is open, choose File > Reload Notebook from Disk."


def digest(data: bytes) -> str:
    """A short name for the content of a file."""
    return hashlib.sha256(data).hexdigest()[:16]


def now() -> str:
    """The time on the student's clock, to the minute: "2026-03-01 14:05"."""
    return f"{datetime.datetime.now():%Y-%m-%d %H:%M}"
