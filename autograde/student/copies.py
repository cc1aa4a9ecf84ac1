"""Where a lesson's working copy and what is kept of it lie, and how they are written: whole or not at all.

`.progress/base/` holds the release that a copy was made from, `.progress/before/` the copy before the last merge with
the release that it was made from, `.progress/news.json` what there is to tell. Left out: what to write (`update`,
`reset`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary

from autograde import progress
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.student import lab
from autograde.student.chosen_notebooks import is_called
from autograde.whole_file import replace


@dataclass(frozen=True)
class Copy:
    """A lesson's notebook in the lessons' folder, the release beside it, and what is kept."""

    folder: Path
    release: Path

    @property
    def lesson(self) -> str:
        return self.release.stem

    @property
    def notebook(self) -> Path:
        return self.folder / self.release.parent.name / self.release.name

    @property
    def base(self) -> Path:
        """The release that the copy was made from or last merged with."""
        return self.folder / progress.FOLDER / "base" / self.release.name

    @property
    def before(self) -> Path:
        """The copy before the last merge."""
        return self.folder / progress.FOLDER / "before" / self.release.name

    @property
    def base_before(self) -> Path:
        """The release that the copy before the last merge was made from."""
        return self.before.with_name(f"{self.lesson}.base.ipynb")

    def unused_name(self) -> Path:
        """The first free name beside the notebook for an older one: NN_name_old_1.ipynb, …"""
        numbered = (self.notebook.with_name(f"{self.lesson}_old_{number}.ipynb") for number in range(1, 10_000))
        return next(path for path in numbered if not path.exists())


def present(course: Course) -> list[Copy]:
    """The working copies that are there, in the order of the lessons."""
    folder = course.root / lab.FOLDER
    return [copy for path in lab.released(course) if (copy := Copy(folder, path)).notebook.is_file()]


def copies(course: Course, wanted: tuple[str, ...] = ()) -> list[Copy]:
    """The working copies of all lessons or of the wanted ones ("01_slopes", "slopes", "01" or "1")."""
    found = present(course)
    if not found:
        where = course.root / lab.FOLDER
        raise AutogradeError(f"there is no working copy of the lessons in {where} yet. `autograde lab` makes it.")
    for name in wanted:
        if not any(is_called(name, copy.lesson) for copy in found):
            lessons = ", ".join(copy.lesson for copy in found)
            raise AutogradeError(f'your working copy has no lesson "{name}". Lessons: {lessons}.')
    return [copy for copy in found if not wanted or any(is_called(name, copy.lesson) for name in wanted)]


def bytes_of(path: Path) -> bytes | None:
    """What a file holds; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def write(path: Path, data: bytes | None) -> None:
    """Replace a file in one step, or remove it (None)."""
    if data is None:
        path.unlink(missing_ok=True)
    else:
        replace(path, data, lasting=True)


def write_notebook(path: Path, data: bytes) -> None:
    """Replace a notebook in one step. One whose outputs were trusted stays trusted: else pictures turn into text."""
    notary = NotebookNotary()
    trusted = path.is_file() and notary.check_signature(nbformat.reads(path.read_text(encoding="utf-8"), as_version=4))
    write(path, data)
    if trusted:
        notary.sign(nbformat.reads(data.decode(), as_version=4))


def news(folder: Path) -> list[dict[str, Any]]:
    """What there is to tell of merges, the latest of each lesson; a file that cannot be read counts as none."""
    try:
        items = json.loads((folder / progress.FOLDER / "news.json").read_text(encoding="utf-8"))
        return [item for item in items if isinstance(item, dict) and "lesson" in item]
    except (OSError, ValueError, TypeError):
        return []


def tell(folder: Path, item: dict[str, Any]) -> None:
    """Put a lesson's news in the place of older ones."""
    items = [other for other in news(folder) if other["lesson"] != item["lesson"]]
    write(folder / progress.FOLDER / "news.json", json.dumps([*items, item], indent=1, ensure_ascii=False).encode())
