"""The notebooks that a student means by a lesson's name, a notebook, a folder, or nothing: all of the working copy.

Copies that are kept in hidden folders (checkpoints, releases) or put aside by a reset are none of them. Left out:
reading them.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograde import compiled
from autograde.course import Course
from autograde.errors import NotebookError
from autograde.standings import in_order
from autograde.student.lab import FOLDER, lessons_in

NOTEBOOK = re.compile(r"[^.].*\.ipynb")
ASIDE = re.compile(r"_old_\d+\.ipynb$")


def chosen(what: Sequence[str]) -> tuple[list[Path], list[NotebookError]]:
    """The notebooks that are meant, each once, and an error for everything that means none."""
    found: dict[Path, Path] = {}
    errors = []
    for one in what or [""]:
        try:
            for path in meant(one) if one else copies():
                found.setdefault(path.resolve(), path)
        except NotebookError as error:
            errors.append(error)
    return list(found.values()), errors


def meant(what: str) -> Sequence[Path]:
    """The notebooks that one word means; a path that exists goes before a lesson's name."""
    path = Path(what)
    if hidden(path):
        raise NotebookError(f"{what} lies in a hidden folder, where copies are kept. Give the notebook itself.")
    if path.is_dir():
        return in_folder(path)
    if path.exists() or path.suffix == ".ipynb" or len(path.parts) > 1:
        return [path]
    lesson = lesson_called(what)
    return [path for path in copies() if path.stem == lesson] or missing(lesson)


def hidden(path: Path) -> bool:
    """Whether the path names a hidden folder or lies below one, seen from where the command is run."""
    return any(part.startswith(".") and part not in (".", "..") for part in path.parts)


def in_folder(folder: Path) -> Sequence[Path]:
    """The notebooks below a folder, in order."""
    found = sorted(notebooks_below(folder))
    if not found:
        raise NotebookError(f"{folder} holds no notebook.")
    return found


def notebooks_below(folder: Path) -> Iterator[Path]:
    """Every notebook below a folder but for hidden ones and those that `autograde reset` has put aside."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(root, name) for name in names if NOTEBOOK.fullmatch(name) and not ASIDE.search(name))


def is_called(what: str, lesson: str) -> bool:
    """Whether a lesson is called so: 01_slopes is "01_slopes", "slopes", "01" and "1"."""
    number, _, name = lesson.partition("_")
    return what in (lesson, name) or (what.isdecimal() and int(what) == int(number))


def lesson_called(what: str) -> str:
    """The lesson that is called so; NotebookError with the nearest name where none is."""
    lessons = in_order()
    if found := [lesson for lesson in lessons if is_called(what, lesson)]:
        return found[0]
    names = [*lessons, *(re.sub(r"^\d+_", "", lesson) for lesson in lessons)]
    near = next(iter(difflib.get_close_matches(what, names, n=1)), None)
    hint = f'Did you mean "{near}"?' if near else f"Lessons: {', '.join(lessons)}."
    raise NotebookError(f'there is no lesson, notebook or folder "{what}". {hint}')


def copies() -> Sequence[Path]:
    """The notebooks of the working copy around the working folder."""
    root = work_root()
    found = lessons_in(root / FOLDER)
    if not found:
        raise NotebookError(f"there are no lessons in {root / FOLDER} yet: `autograde lab` puts them there.")
    here = Path.cwd()
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in found]


def work_root() -> Path:
    """The folder that holds the working copy: around the working folder, else the course's own."""
    here = Path.cwd()
    around = next((folder for folder in (here, *here.parents) if (folder / FOLDER).is_dir()), None)
    return around or (here if compiled.lessons() else Course.around().root)


def missing(lesson: str) -> Sequence[Path]:
    """Raise for a lesson that the working copy does not hold."""
    raise NotebookError(f"{lesson} is not in your working copy: `autograde lab` puts it there.")
