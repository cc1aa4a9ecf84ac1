"""`autograde return` on a class of six: what lies in work/return, what is told, and that a second run is the same.

Results are made up. Left out: single tables and names (`test_fill`, `test_feedback_archives`).
"""

import csv
import io
import shutil
import zipfile
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograde.errors import AutogradeError
from autograde.exercises import of_lesson
from autograde.grading.gradebook.store import Store
from autograde.grading.platforms.received import Attempt, write_attempts
from autograde.grading.platforms.return_command import return_
from autograde.grading.platforms.roster import Person, read_roster, write_roster
from tests.course_copy import copy_course
from tests.grading.both_ways import EXERCISES, made_up
from tests.grading.classroom import LESSON, gradebook
from tests.grading.platforms.importers import Canvas, Moodle
from tests.grading.small_class import with_gradebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
PEOPLE = [
    Person("zoe", "Zoë", "Ångström", "Zoë Ångström", "zoe@x.edu", "101"),
    Person("lei", "雷", "李", "李雷", "lei@x.edu", "102"),
    Person("kim", "Kim", "O'Neil", "Kim O'Neil", "", "103", aliases=("Kim O'Neil 2",)),
    Person("gone", "Al", "Gone", "Al Gone", "al@x.edu", "104"),
    Person("absent", "No", "Show", "No Show", "no@x.edu", "105"),
    Person("waits", "Wai", "Ting", "Wai Ting", "wai@x.edu", "106"),
]
POINTS = {"zoe": 1.0, "lei": 2.0, "kim": 0.5, "gone": 1.5}  # for each exercise
MOODLE = Moodle({88000 + int(one.canvas_id): (one.full, one.email) for one in PEOPLE})
CANVAS = Canvas({int(one.canvas_id): (one.full, "", one.id) for one in PEOPLE}, {901: ("01 Slopes", 10)})
PATHS = {
    "zoe": ("canvas", "angstromzoe_101_7001_01_slopes-2.ipynb"),
    "lei": ("moodle", "李雷_88102_assignsubmission_file_/01_slopes.ipynb"),
    "gone": ("canvas", "goneal_104_7004_01_slopes.ipynb"),
    "waits": ("canvas", "tingwai_106_7006_01_slopes.ipynb"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    course = with_gradebook(copy_course(tmp_path_factory.mktemp("course"), lessons=(LESSON,)))
    results = [made_up(name, dict.fromkeys(EXERCISES, points)) for name, points in POINTS.items()]
    results.append(made_up("waits", {}, "grader error"))
    for result in results:
        notebook = course.notebook("release", LESSON).read_text(encoding="utf-8")
        Store(course).save(replace(result, notebook=notebook))
    gradebook(course, results, {("lei", EXERCISES[0]): {"manual_score": 1.25, "penalty": 0.5, "comment": "=1+1"}})
    for student, (platform, path) in PATHS.items():
        old = Attempt("a.zip", path.replace("-2", ""), platform, "0" * 64)
        write_attempts(course, LESSON, student, [old, Attempt("a.zip", path, platform, "1" * 64, chosen=True)])
    return course


@pytest.fixture
def course(made, tmp_path):
    """The class with its roster and tables, and nothing given back."""
    for name in ("return", "roster", "feedback"):
        shutil.rmtree(made.root / "work" / name, ignore_errors=True)
    people = [one if one.id != "gone" else Person(**{**vars(one), "dropped": "2026-11-01"}) for one in PEOPLE]
    write_roster(made, people)
    kept = made.root / "work" / "roster"
    kept.mkdir()
    (kept / "canvas.csv").write_text(CANVAS.export(), encoding="utf-8")
    (kept / f"moodle-{LESSON}.csv").write_text(MOODLE.export(), encoding="utf-8", newline="")
    return made


def run(course, monkeypatch, *words):
    monkeypatch.chdir(course.root)
    return CliRunner().invoke(return_, list(words))


def tree(course):
    folder = course.root / "work" / "return"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pages_and_grades_lie_ready_for_each_platform(course, monkeypatch):
    done = run(course, monkeypatch)
    files = tree(course)
    assert set(files) == {
        *("canvas-gradebook.csv", "nbgrader.csv", "points.csv"),
        *(f"{LESSON}/{name}-feedback.zip" for name in ("canvas", "moodle")),
        f"{LESSON}/moodle-worksheet.csv",
        f"{LESSON}/people/kim/{LESSON}.html",
        *(f"{LESSON}/mail/{name}.html" for name in ("zoe@x.edu", "lei@x.edu", "kim")),
    }
    with zipfile.ZipFile(io.BytesIO(files[f"{LESSON}/canvas-feedback.zip"])) as archive:
        assert archive.namelist() == ["angstromzoe_101_7001_01_slopes-2.ipynb"], "the attempt that counts"
        assert "Feedback for zoe" in archive.read(archive.namelist()[0]).decode()
    assert "a person has to look at Wai Ting first" in done.stderr and done.exit_code == 1
    for path in ("canvas-gradebook.csv", f"{LESSON}/moodle-worksheet.csv", "nbgrader.csv", "points.csv"):
        assert path in done.stdout and b"gone" not in files[path].lower(), path


def test_both_platforms_and_the_total_say_the_same(course, monkeypatch):
    run(course, monkeypatch)
    files = tree(course)
    canvas, moodle = Canvas(CANVAS.people, CANVAS.assignments), Moodle(MOODLE.people)
    canvas.imports(files["canvas-gradebook.csv"].decode())
    moodle.imports(files[f"{LESSON}/moodle-worksheet.csv"].decode())
    full = [exercise.points for exercise in of_lesson(LESSON)]
    wanted = {name: sum(min(POINTS[name], most) for most in full) for name in ("zoe", "lei", "kim")}
    wanted["lei"] += 1.25 - min(POINTS["lei"], full[0]) - 0.5  # by hand, and late
    numbers = {one.id: int(one.canvas_id) for one in PEOPLE}
    assert {user: float(points) for (_, user), points in canvas.grades.items()} == {
        numbers[name]: points for name, points in wanted.items()
    }
    assert moodle.grades == {88000 + numbers[name]: points for name, points in wanted.items()}
    assert "comment on" in moodle.comments[88102] and f"{wanted['lei']:g} of {sum(full):g}" in moodle.comments[88102]
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO(files["points.csv"].decode()))}
    assert {name: row["total"] for name, row in rows.items()} == {
        **{name: str(points) for name, points in wanted.items()},
        "absent": "",
        "waits": "",
    }


def test_a_second_run_makes_the_same_and_leaves_nothing_old(course, monkeypatch):
    run(course, monkeypatch)
    first = tree(course)
    stale = course.root / "work" / "return" / LESSON / "mail" / "gone.html"
    stale.write_text("of somebody who dropped since")
    again = run(course, monkeypatch, LESSON)
    assert tree(course) == first and again.exit_code == 1


def test_without_roster_and_tables_there_are_pages_and_points_all_the_same(course, monkeypatch):
    shutil.rmtree(course.root / "work" / "roster")
    (course.root / "work" / "roster.csv").unlink()
    done = run(course, monkeypatch)
    assert "autograde roster FILE" in done.stdout and not read_roster(course)
    assert {"points.csv", "nbgrader.csv", f"{LESSON}/mail/zoe.html"} <= set(tree(course))


def test_a_worksheet_of_no_known_lesson_is_told(course, monkeypatch):
    kept = course.root / "work" / "roster"
    (kept / f"moodle-{LESSON}.csv").rename(kept / "moodle.csv")
    assert "autograde roster FILE --lesson LESSON" in run(course, monkeypatch).stderr


def test_a_table_that_cannot_be_read_is_named(course, monkeypatch):
    (course.root / "work" / "roster" / "canvas.csv").write_bytes(b"Student,ID\n\xff\xfe")
    done = run(course, monkeypatch)
    assert isinstance(done.exception, AutogradeError) and "canvas.csv" in str(done.exception)
