"""Results on disk, the truth that the gradebook follows: one JSON file and one graded notebook a submission.

Every file is written beside its place and then moved there, the result last: a run that is killed leaves whole results
or none. The names of half-written files are fixed, so that the next run replaces them.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from autograde.course import Course
from autograde.grading.records import Result, decode, encode
from autograde.system_errors import naming

STAMP = "timestamp.txt"  # nbgrader's name for the file that says when a notebook was handed in


class Store:
    """The folders work/results and work/autograded of a course."""

    def __init__(self, course: Course) -> None:
        self.work = course.root / "work"

    def path(self, lesson: str, student: str) -> Path:
        """Where the result of a submission lies."""
        return self.work / "results" / lesson / f"{student}.json"

    def notebook(self, lesson: str, student: str) -> Path:
        """Where the graded notebook lies."""
        return self.work / "autograded" / student / lesson / f"{lesson}.ipynb"

    def load(self, lesson: str, student: str) -> Result | None:
        """The stored result; None when there is none, half of one, or one whose graded notebook is missing."""
        result = read_result(self.path(lesson, student))
        return result if self.notebook(lesson, student).is_file() else None

    def save(self, result: Result) -> None:
        """Store a result and its graded notebook in the place of what was there."""
        write_whole(self.notebook(result.lesson, result.student), result.notebook)
        self.save_result(result)

    def save_result(self, result: Result) -> None:
        """Store a result whose graded notebook somebody else writes."""
        kept = {key: value for key, value in vars(result).items() if key != "notebook"}
        write_whole(self.path(result.lesson, result.student), encode(kept, indent=1, ensure_ascii=False) + "\n")

    def mark_changed(self, lesson: str, student: str) -> None:
        """Note that another notebook was handed in, before its result is kept; it stays until that is recorded."""
        path = self.changed_mark(lesson, student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def changed_mark(self, lesson: str, student: str) -> Path:
        """Where it is noted that the gradebook has yet to hear of another notebook."""
        return self.path(lesson, student).with_name(f".{student}.changed")

    def save_stamp(self, lesson: str, student: str, text: str) -> None:
        """Put a copy of when a notebook was handed in beside the graded one, where nbgrader looks for it."""
        path = self.notebook(lesson, student).with_name(STAMP)
        if not path.is_file() or path.read_bytes() != text.encode():
            write_whole(path, text)


def read_result(path: Path) -> Result | None:
    """The result in a file; None when there is none, or half of one."""
    try:
        return decode(Result, json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step. What a student printed may not be proper text; such characters become "?"."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with naming(path):
            part.write_bytes(text.encode("utf-8", "replace"))
            os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()  # half a file on a full disk is room for nothing
        raise
