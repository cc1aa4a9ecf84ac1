"""What the checks have found, kept beside a student's notebooks: `.progress/NN_name.json` in the lessons' folder.

Every check that a student sees writes the points of its exercise and the failures so far. The folder stands in a
working copy alone (`autograde lab` makes it); elsewhere, in Colab or in a published notebook, what is recorded lasts as
long as the kernel. Nothing is sent anywhere. Left out: what is told of it (`standings`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograde.whole_file import replace

if TYPE_CHECKING:
    from autograde.report import Report

FOLDER = ".progress"


@dataclass(frozen=True)
class Entry:
    """What is known of an exercise: its points at the last check, how many checks failed, and how many since a pass."""

    points: float
    failures: int = 0
    in_a_row: int = 0


Entries = dict[str, Entry]
UNKEPT: dict[str, Entries] = {}  # lesson -> entries, where there is no folder to keep them in
HERE = Path.cwd().parent  # when this module is loaded a notebook's kernel still works in the notebook's folder


def lessons_folder() -> Path | None:
    """The folder of lessons around this kernel's notebook; None where no working copy is."""
    return HERE if (HERE / FOLDER).is_dir() else None


def read(lesson: str, folder: Path | None = None) -> Entries:
    """The lesson's entries by exercise; those that cannot be read count as missing.

    folder: the lessons' folder; without it, the one around this kernel's notebook, else what this kernel has seen.
    """
    folder = folder or lessons_folder()
    if folder is None:
        return dict(UNKEPT.get(lesson, {}))
    try:
        data = json.loads((folder / FOLDER / f"{lesson}.json").read_text(encoding="utf-8"))
        return {
            str(name): Entry(float(item["points"]), int(item["failures"]), int(item["in_a_row"]))
            for name, item in data.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(lesson: str, report: Report) -> Entries:
    """Note a check's result, and return the lesson's entries with it. What is not written yet is no failure."""
    entries = read(lesson)
    before = entries.get(report.exercise, Entry(0))
    failed = not report.passed and not report.unanswered
    in_a_row = 0 if report.passed else before.in_a_row + failed
    entries[report.exercise] = Entry(report.points, before.failures + failed, in_a_row)
    folder = lessons_folder()
    if folder is None:
        UNKEPT[lesson] = entries
    else:
        with contextlib.suppress(OSError):  # a full disk or a folder that is read-only is no matter of the answer
            write(folder / FOLDER / f"{lesson}.json", {name: asdict(entry) for name, entry in entries.items()})
    return entries


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Replace a file of records."""
    replace(path, json.dumps(data, indent=1).encode())
