"""The two small files beside a notebook by which nbgrader's exchange knows whose page it is.

`timestamp.txt` says when a notebook was handed in. `submission_secret.txt` comes with a notebook that was handed in
through the exchange: `nbgrader release_feedback` makes a page's public name of it, which only its student can work out,
and ends with an error for the whole class where one is missing. So a hand-in that came another way gets a secret of its
own: its page is released under a name that nobody asks for. Left out: the exchange itself.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from autograde.course import Course
from autograde.grading.gradebook.store import STAMP, Store, write_whole
from autograde.grading.intake.ingest import read_regular

SECRET = "submission_secret.txt"
LIMIT = 1000  # bytes; nbgrader writes 128


def keep_secret(course: Course, lesson: str, student: str) -> None:
    """Put the secret that came with a hand-in beside its graded notebook, where nbgrader's own pages are made of it."""
    place = course.root / "work" / "submitted" / student / lesson
    text = secret_in(place)
    if text:
        write(Store(course).notebook(lesson, student).with_name(SECRET), text)


def put_beside(course: Course, lesson: str, student: str, page: Path) -> None:
    """Put both files beside a page, and beside its graded notebook, from which nbgrader copies them to its own page."""
    graded = Store(course).notebook(lesson, student).parent
    secret = secret_in(graded) or secrets.token_hex(64)
    stamp = (graded / STAMP).read_text(encoding="utf-8") if (graded / STAMP).is_file() else ""  # "": not known
    for folder in [graded, page.parent] if graded.is_dir() else [page.parent]:
        write(folder / SECRET, secret)
        write(folder / STAMP, stamp)


def secret_in(place: Path) -> str:
    """The secret in a folder; "" where there is none that can be one."""
    if place.is_symlink() or not (place / SECRET).is_file():
        return ""
    data = read_regular(place, SECRET, LIMIT, [])
    return data.decode("utf-8", "replace")


def write(path: Path, text: str) -> None:
    """Write a file where it differs from the one there."""
    if not path.is_file() or path.read_bytes() != text.encode():
        write_whole(path, text)
