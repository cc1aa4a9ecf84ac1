"""Results on disk, the truth that the gradebook follows: one JSON file and one graded notebook a submission.

Every file is written beside its place and then moved there, the result last: a run that is killed leaves whole results
or none. The names of half-written files are fixed, so that the next run replaces them.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.system_errors import naming

Result = dict[str, Any]
KEYS = {"lesson", "student", "submission", "bundle", "seed_id", "status", "reports", "points", "max_points", "notes"}
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
        try:
            result = json.loads(self.path(lesson, student).read_bytes())
        except (OSError, ValueError):
            return None
        whole = isinstance(result, dict) and set(result) >= KEYS and self.notebook(lesson, student).is_file()
        return result if whole else None

    def save(self, result: Result) -> None:
        """Store a result and its graded notebook in the place of what was there."""
        replace(self.notebook(result["lesson"], result["student"]), result["notebook"])
        self.save_result(result)

    def save_result(self, result: Result) -> None:
        """Store a result whose graded notebook somebody else writes."""
        kept = {key: value for key, value in result.items() if key != "notebook"}
        replace(self.path(result["lesson"], result["student"]), json.dumps(kept, indent=1, ensure_ascii=False) + "\n")

    def save_stamp(self, lesson: str, student: str, text: str) -> None:
        """Put a copy of when a notebook was handed in beside the graded one, where nbgrader looks for it."""
        path = self.notebook(lesson, student).with_name(STAMP)
        if not path.is_file() or path.read_bytes() != text.encode():
            replace(path, text)


def replace(path: Path, text: str) -> None:
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
