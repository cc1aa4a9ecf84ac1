"""When a submission was handed in: timestamp.txt, a file among the student's, read within limits and never an error.

nbgrader writes "2026-11-29 00:05:21.000000 UTC" there. What is longer, holds anything that no date does, or cannot be
read as one is no time: "not known", which is said in the notebook's notes. Left out: what a late submission costs.
"""

from __future__ import annotations

import os
import re
import warnings
from datetime import datetime
from pathlib import Path

from autograde.grading.gradebook.store import STAMP
from autograde.grading.intake.ingest import read_regular

BYTES_LIMIT, LENGTH_LIMIT = 200, 64  # of the file, of the text in it
DATE = re.compile(r"[A-Za-z0-9 :.,+_/-]+")
NO_DATE = re.compile(r"\d{15}|\.\.|(?:^| )/|\.\d{10}")  # numbers without end, paths in the place of a time zone
TWO_WAYS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")  # 05.12.2026 is a day in May to some, in December to others
NOT_KNOWN = (
    f"{STAMP} cannot be read as a date and a time: when this was handed in is not known, and nothing is late. "
    "Write it as 2026-10-12 21:59:00 UTC."
)


def read_time(place: Path) -> tuple[str, datetime] | None:
    """The text of the file in a submission's folder, and the moment in UTC; None where there is none to be read."""
    text = read_text(place)
    moment = moment_of(text)
    return (text, moment) if moment else None


def moment_in(folder: str) -> datetime | None:
    """The moment alone, as nbgrader asks for it."""
    found = read_time(Path(folder))
    return found[1] if found else None


def note_on(place: Path) -> str:
    """What is to be told about the file: "" where it can be read, or is not there."""
    there = not place.is_symlink() and os.path.lexists(place / STAMP)
    return NOT_KNOWN if there and read_time(place) is None else ""


def read_text(place: Path) -> str:
    """The file's text; "" where there is none, or more than a date."""
    if place.is_symlink() or not os.path.lexists(place / STAMP):
        return ""
    try:
        return read_regular(place, STAMP, BYTES_LIMIT, [])[: BYTES_LIMIT + 1].decode("ascii").strip()
    except (OSError, ValueError):
        return ""


def moment_of(text: str) -> datetime | None:
    """The moment that a text names, in UTC; None when it names none."""
    if (
        len(text) > LENGTH_LIMIT
        or not DATE.fullmatch(text)
        or NO_DATE.search(text)
        or TWO_WAYS.search(text)
        or not re.search(r"\d{4}", text)
    ):
        return None
    from nbgrader.utils import parse_utc  # slow to import

    try:
        with warnings.catch_warnings(action="ignore"):
            found = parse_utc(text)
        return found if isinstance(found, datetime) else None
    except Exception:  # dates of students' make dateutil raise what it never says it does
        return None
