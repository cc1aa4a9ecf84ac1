"""A kill at any write to disk: nothing is lost, and the next run ends where an undisturbed one would have."""

import itertools
import json
import os
import shutil
import tempfile

import pytest

from autograde.grading.platforms.collect import collect
from autograde.grading.platforms.merge_ids import move_aliases
from autograde.grading.platforms.received import LIST
from autograde.grading.platforms.roster import Person, read_roster, write_roster
from autograde.receipt import digest_of
from tests.course_copy import copy_course
from tests.grading.platforms.archives import LESSON, canvas, members, notebook, zipped

ADA, BOB = members()[:2]
WRITES = ("replace", "rename", "unlink", "rmdir", "mkdir")


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which somebody's work lies by hand, with a time, and somebody's under another id."""
    made = copy_course(tmp_path_factory.mktemp("kill") / "course", lessons=(LESSON,))
    (made.root / "work").mkdir()
    people = [Person(one.login, one.first, one.last, one.full, canvas_id=one.canvas_id) for one in (ADA, BOB)]
    write_roster(made, [people[0], Person(**{**people[1].__dict__, "aliases": ("bob",)})])
    for student in (ADA.login, "bob"):
        folder = made.root / "work" / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        (folder / "mine.ipynb").write_bytes(notebook(f"{student} by hand"))
        (folder / "timestamp.txt").write_text("2026-09-30 08:00:00 UTC")
    archive = made.root / "archive.zip"
    archive.write_bytes(zipped(canvas([(ADA, notebook("ada 2"), False), (BOB, notebook("bob 2"), True)])))
    shutil.copytree(made.root / "work", made.root / "before")
    return made


def fresh(course):
    shutil.rmtree(course.root / "work")
    shutil.copytree(course.root / "before", course.root / "work")


def state(course):
    """All files of the class with their bytes."""
    work = course.root / "work"
    return {str(path.relative_to(work)): path.read_bytes() for path in work.rglob("*") if path.is_file()}


def killed_at(number, course, action, monkeypatch):
    """Run an action that ends at its write number so-and-so; returns whether it came so far."""
    counter = itertools.count(1)
    work = str(course.root / "work")

    def watched(real):
        def write(path, *rest, **options):
            inside = str(path).startswith(work) or any(str(one).startswith(work) for one in rest)
            if inside and next(counter) >= number:
                raise Killed
            return real(path, *rest, **options)

        return write

    def temporary(real):
        def make(*rest, **options):
            if str(options.get("dir", "")).startswith(work) and next(counter) >= number:
                raise Killed
            return real(*rest, **options)

        return make

    with monkeypatch.context() as patch:
        for name in WRITES:
            patch.setattr(os, name, watched(getattr(os, name)))
        patch.setattr(tempfile, "mkstemp", temporary(tempfile.mkstemp))
        try:
            action()
        except Killed:
            return True
    return False


def still_there(course):
    """Digests of everything in the folders, and the times that are known."""
    files = state(course)
    lists = [json.loads(data) for path, data in files.items() if path.endswith(LIST)]
    stamps = [data for path, data in files.items() if path.endswith("timestamp.txt")]
    times = {one["time"][:16] for rows in lists for one in rows if one["time"]}
    return {digest_of(data) for data in files.values()}, times | {
        data.decode()[:16].replace(" ", "T") for data in stamps
    }


@pytest.mark.slow
def test_collecting_may_be_killed_at_any_write(course, monkeypatch):
    def action():
        move_aliases(course, read_roster(course))
        return collect(course, [course.root / "archive.zip"])

    fresh(course)
    action()
    expected = state(course)
    hands = {digest_of(notebook(f"{student} by hand")) for student in (ADA.login, "bob")}
    assert hands <= still_there(course)[0]
    chosen = json.loads(expected[f"submitted/{BOB.login}/{LESSON}/{LESSON}.ipynb"])["metadata"]["author"]
    assert chosen == "bob 2" and f"submitted/{ADA.login}/{LESSON}/timestamp.txt" not in expected
    for number in itertools.count(1):
        fresh(course)
        if not killed_at(number, course, action, monkeypatch):
            break
        digests, times = still_there(course)
        assert hands <= digests, f"write {number}: a notebook is lost"
        assert "2026-09-30T08:00" in times, f"write {number}: a time is lost"
        action()
        assert state(course) == expected, f"write {number}: the next run ended elsewhere"
    assert number > 15
    action()
    assert state(course) == expected
