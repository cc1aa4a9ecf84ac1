"""timestamp.txt is a file of the student's: any bytes in it are a time or no time, told, and never an error."""

import os
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from autograde.build import nbgrader_config
from autograde.grading.intake import timestamp
from autograde.grading.intake.timestamp import NOT_KNOWN, moment_in, moment_of, note_on, read_time
from autograde.grading.run.plan import Plan
from tests.course_copy import ROOT, copy_course
from tests.grading.small_class import FIRST, LESSON, hand_in

KNOWN = {
    "2015-02-02 14:58:23.948203 UTC": datetime(2015, 2, 2, 14, 58, 23, 948203),
    "2015-02-02 14:58:23.948203 America/Los_Angeles": datetime(2015, 2, 2, 22, 58, 23, 948203),
    "2015-02-02 14:58:23 +0100": datetime(2015, 2, 2, 14, 56, 43),  # as nbgrader takes it: seconds
    "2015-02-02T14:58:23Z": datetime(2015, 2, 2, 14, 58, 23),
    "Mon Feb 2 14:58:23 2015": datetime(2015, 2, 2, 14, 58, 23),
}
STRANGE = (
    *(".123456789012345678901234567895h", "1" * 64, "9999-12-31 23:59:59 -1400", "0000-00-00", "5", "12", "now"),
    *("2015-02-02 14:58:23 /etc/passwd", "2015-02-02 14:58:23 ../../etc/passwd", "2015-02-02 " * 5, "2015" + " " * 40),
    *("2015-13-45 99:99:99", "2015-02-02 14:58:23 99999999999999", "٢٠١٥-٠٢-٠٢", "2015-02-02\x00", "2015-02-02 14h.5m"),
    *("1e999999999", "2015-02-02 14:58:60.9999999999h", "2015 2015 2015", "NaN", "inf", "-" * 60, "2015-W53-7T99"),
)


@pytest.mark.parametrize(("text", "moment"), KNOWN.items())
def test_what_nbgrader_writes_is_read(text, moment, tmp_path):
    (tmp_path / "timestamp.txt").write_text(f"{text}\n")
    assert read_time(tmp_path) == (text, moment)
    assert moment_in(str(tmp_path)) == moment
    assert note_on(tmp_path) == ""


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_strange_texts_are_told_or_read_and_raise_nothing(text, tmp_path):
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert note_on(tmp_path) == ("" if read_time(tmp_path) else NOT_KNOWN)


@pytest.mark.parametrize("text", ["05.12.2026 11:00", "5/12/2026 11:00", "05-12-2026"])
def test_a_day_that_may_be_a_month_is_no_time(text):
    assert moment_of(text) is None


def test_the_text_that_ended_a_whole_run_is_no_time(tmp_path):
    assert moment_of(".123456789012345678901234567895h") is None
    assert moment_of("2026 .12345678901234567895h") is None


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(some.one_of(some.text(max_size=80), some.from_regex(r"[0-9:.,+\-/ TZhmsaepJFbn_]{4,64}", fullmatch=True)))
def test_any_text_is_a_time_or_none(text):
    assert moment_of(text) is None or isinstance(moment_of(text), datetime)


def test_whatever_else_a_date_reader_raises_is_no_time(monkeypatch):
    """dateutil has raised ArithmeticError, OverflowError, TypeError and more."""
    import nbgrader.utils

    for error in (ArithmeticError, TypeError, RecursionError, KeyError):
        monkeypatch.setattr(nbgrader.utils, "parse_utc", lambda text, error=error: (_ for _ in ()).throw(error()))
        assert moment_of("2015-02-02 14:58:23") is None


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "large", "bytes", "empty"])
def test_what_is_no_small_file_is_no_time(kind, tmp_path):
    place = tmp_path / "timestamp.txt"
    outside = tmp_path / "other.txt"
    outside.write_text("2015-02-02 14:58:23 UTC")
    made = {
        "link": lambda: place.symlink_to(outside),
        "pipe": lambda: os.mkfifo(place),
        "folder": place.mkdir,
        "large": lambda: place.write_text("2015-02-02" + " " * timestamp.BYTES_LIMIT),
        "bytes": lambda: place.write_bytes(b"\xff\xfe2\x000\x00"),
        "empty": place.touch,
    }
    made[kind]()
    assert read_time(tmp_path) is None
    assert note_on(tmp_path) == NOT_KNOWN


def test_no_file_is_no_time_and_nothing_to_tell(tmp_path):
    assert read_time(tmp_path) is None and note_on(tmp_path) == ""


def test_a_plan_goes_on_and_the_notebook_says_that_the_time_is_not_known(tmp_path):
    course = copy_course(tmp_path)
    for student, text in (("ada", "2015-02-02 14:58:23 UTC"), ("eve", STRANGE[0])):
        hand_in(course, student, {FIRST: 1})
        (tmp_path / "work" / "submitted" / student / LESSON / "timestamp.txt").write_text(text)
    plan = Plan(course, [LESSON])
    assert plan.stamp("eve", LESSON) is None
    assert plan.stamp("ada", LESSON)[1] == datetime(2015, 2, 2, 14, 58, 23)
    assert NOT_KNOWN in plan.job_of(plan.read("eve", LESSON)).notes
    assert NOT_KNOWN not in plan.job_of(plan.read("ada", LESSON)).notes


def test_nbgraders_own_path_reads_it_the_same_way(tmp_path, monkeypatch):
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    from autograde.grading.nbgrader_adapter import preprocessors

    nbgrader_config(ROOT)  # it puts the tool that makes the gradebook on the PATH
    monkeypatch.setattr(preprocessors.SandboxExecute, "level", lambda self: "")
    directory = CourseDirectory(root=str(tmp_path), db_url=f"sqlite:///{tmp_path}/gradebook.db")
    converter = Autograde(coursedir=directory)
    preprocessors.SubmissionReader(parent=converter)
    (tmp_path / "timestamp.txt").write_text(STRANGE[0])
    assert converter.coursedir.get_existing_timestamp(str(tmp_path)) is None
    (tmp_path / "timestamp.txt").write_text("2015-02-02 14:58:23 UTC")
    assert converter.coursedir.get_existing_timestamp(str(tmp_path)) == datetime(2015, 2, 2, 14, 58, 23)
