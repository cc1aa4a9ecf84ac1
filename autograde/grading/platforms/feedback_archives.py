"""Pages of feedback under the names by which a platform, or a person, hands them out: zips, folders, files for mail.

Moodle reads the folders as its download named them (mod/assign/feedback/file/importziplib.php): what stands between
the first two underscores must be its number, so an underscore in a name becomes a blank. Canvas finds the student by
the two numbers in a file's name (canvas-lms, abstract_assignment.rb, infer_comment_context_from_filename), and shows
the page under the *student's own* file name. A page called 01_slopes.ipynb would not open; so under such a name goes
a notebook that shows the page. Other platforms have no upload in bulk: a folder a person.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograde.grading.intake.student_ids import trouble
from autograde.grading.platforms.received import Attempt
from autograde.grading.platforms.roster import Person

CANVAS = re.compile(r"_\d+_\d+_")  # the numbers of the student and of the file
ANONYMOUS = re.compile(r"anon_[^_]+_\d+_")
MOODLE = re.compile(r"(?P<name>.*?)_(?P<rest>\d+_assignsubmission_[a-z]+_?)")
WHEN = (2020, 1, 1, 0, 0, 0)  # of files in a zip, so that the same pages make the same bytes
WEB = (".html", ".htm")


@dataclass(frozen=True)
class Page:
    """The page of one student, and the attempt that it is about; None where it did not come from a platform."""

    person: Person
    text: str
    attempt: Attempt | None


def files_of(lesson: str, pages: Sequence[Page]) -> dict[str, bytes]:
    """All files that hand out a lesson's pages: path below the lesson's folder -> bytes."""
    files: dict[str, bytes] = {}
    for platform, name_of, content in (("canvas", canvas_name, canvas_file), ("moodle", moodle_name, page_file)):
        named = [(name_of(page.attempt.path, lesson), page) for page in of_platform(pages, platform) if page.attempt]
        if inside := {name: content(name, lesson, page.text) for name, page in named if name}:
            files[f"{platform}-feedback.zip"] = zipped(inside)
    for page in pages:
        if not page.attempt or page.attempt.platform not in ("canvas", "moodle"):
            files[f"people/{page.person.id}/{lesson}.html"] = page.text.encode()
    names = mail_names([page.person for page in pages])
    return files | {f"mail/{names[page.person.id]}.html": page.text.encode() for page in pages}


def unnamed(lesson: str, pages: Sequence[Page]) -> list[Page]:
    """Pages whose attempt does not bear the platform's name any more, so that its zip cannot hold them."""
    names = {"canvas": canvas_name, "moodle": moodle_name}
    return [
        page
        for page in pages
        if page.attempt
        and page.attempt.platform in names
        and not names[page.attempt.platform](page.attempt.path, lesson)
    ]


def of_platform(pages: Iterable[Page], platform: str) -> list[Page]:
    """The pages of those who handed in on a platform."""
    return [page for page in pages if page.attempt and page.attempt.platform == platform]


def canvas_name(path: str, lesson: str) -> str:
    """The very name that Canvas gave to a file, or to the archive that the file lay in; "" where none is left."""
    return next((part for part in PurePosixPath(path).parts if CANVAS.search(part) or ANONYMOUS.match(part)), "")


def moodle_name(path: str, lesson: str) -> str:
    """The page in the folder as Moodle named it, or with the prefix that Moodle gave to the file."""
    for part in PurePosixPath(path).parts:
        if found := MOODLE.match(part):
            folder = f"{found['name'].replace('_', ' ')}_{found['rest']}"
            whole = found.end() == len(part)
            return f"{folder}/{lesson}.html" if whole else f"{folder.rstrip('_')}_{lesson}.html"
    return ""


def page_file(name: str, lesson: str, text: str) -> bytes:
    """The page as it is."""
    return text.encode()


def canvas_file(name: str, lesson: str, text: str) -> bytes:
    """What goes under the name of a student's own file: something that such a name opens, and that shows the page."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in WEB:
        return text.encode()
    return zipped({f"{lesson}.html": text.encode()}) if ending == ".zip" else notebook(text)


def notebook(text: str) -> bytes:
    """A notebook that shows a page and holds no code."""
    body = re.search(r"<body[^>]*>(.*)</body>", text, re.DOTALL)
    style = "".join(re.findall(r"<style[^>]*>.*?</style>", text, re.DOTALL))
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": style + (body[1] if body else text)}}
    about = {"cell_type": "markdown", "id": "about", "metadata": {}, "source": "Feedback on what you handed in."}
    cell: dict[str, Any] = {"cell_type": "code", "id": "page", "metadata": {}, "source": "", "execution_count": None}
    whole = {"cells": [about, cell | {"outputs": [shown]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()


def mail_names(people: Sequence[Person]) -> dict[str, str]:
    """Names of pages by id: the e-mail address where one alone has it and it can be a file's name, else the id."""
    mails = [person.email.casefold() for person in people]
    return {
        person.id: person.email
        if person.email and mails.count(person.email.casefold()) == 1 and not trouble(person.email)
        else person.id
        for person in people
    }
