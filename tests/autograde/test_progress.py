"""What checks find is kept beside the notebooks, told at the end of a report, and never more than what they found."""

import json
import os
import re
import subprocess
import sys

import pytest

from autograde import answer_cell, progress, standing
from autograde.checking import check
from autograde.exercises import find, of_lesson
from autograde.progress import FOLDER, Entry
from tests.course_copy import COURSE, ROOT

MUL = find("grad_mul")
PLACE = {exercise: place for place, exercise in enumerate(of_lesson("01_slopes"), 1)}
ALL = sum(exercise.points for exercise in PLACE)


def right(x, y):
    return y, x


def wrong(x, y):
    return x, y


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working copy's folder of lessons, and a kernel in one of them."""
    (tmp_path / FOLDER).mkdir()
    monkeypatch.setattr(progress, "HERE", tmp_path)
    monkeypatch.setattr(answer_cell, "shell", object)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def test_a_check_writes_its_points_and_failures_beside_the_notebooks(desk):
    check("grad_mul", wrong)
    check("grad_mul", wrong)
    assert progress.read("01_slopes", desk) == {"grad_mul": Entry(0, 2, 2)}
    check("grad_mul", right)
    assert progress.read("01_slopes", desk) == {"grad_mul": Entry(MUL.points, 2, 0)}
    check("grad_mul", wrong)
    assert progress.read("01_slopes", desk) == {"grad_mul": Entry(0, 3, 1)}, "points are those of the last check"
    assert [path.name for path in (desk / FOLDER).iterdir()] == ["01_slopes.json"]


def test_a_report_ends_with_the_standing_and_what_comes_next(desk):
    report = check("grad_mul", right)
    following = list(PLACE)[PLACE[MUL]]
    told, after = f"Lesson 01: {MUL.points:g} of {ALL:g} points.", f"1.{PLACE[following]} {following.name}"
    assert str(report).splitlines()[-1] == f"  {told} Next: {after}."
    html = report._repr_html_()
    assert told in html and re.search(
        rf'<a href="#Exercise-1.{PLACE[following]}-%C2%B7-{following.name}-\(\d-points?\)">{after}</a>', html
    )
    assert "standing" not in json.dumps(report.to_json())


def test_next_is_the_first_open_exercise_behind_then_one_before_then_the_next_lesson(desk):
    names = [row.exercise.name for row in standing("01_slopes").rows]

    def solved(*done):
        data = {name: {"points": 2.0, "failures": 0, "in_a_row": 0} for name in done}
        (desk / FOLDER / "01_slopes.json").write_text(json.dumps(data), encoding="utf-8")

    solved(*names[1:-1])
    assert check("grad_mul", right).standing.next.text == f"1.{len(names)} {names[-1]}"
    solved(*names[1:])
    assert check("grad_mul", right).standing.next.text == f"1.1 {names[0]}"
    solved(*names)
    following = check("grad_mul", right).standing.next
    assert (following.text, following.link) == ("lesson 02", "../02_circuits/02_circuits.ipynb")


def test_after_the_last_lesson_nothing_follows(desk):
    lesson = COURSE.lessons[-1]
    last = standing(lesson)
    assert last.next.link.startswith(f"#Exercise-{int(lesson[:2])}.1")
    data = {row.exercise.name: {"points": 9.0, "failures": 0, "in_a_row": 0} for row in last.rows}
    (desk / FOLDER / f"{lesson}.json").write_text(json.dumps(data), encoding="utf-8")
    assert standing(lesson).next is None and "Next" not in standing(lesson)._repr_html_()


def test_the_table_links_to_each_exercise(desk):
    check("grad_mul", right)
    table = standing("01_slopes")
    assert table.points == MUL.points and table.max_points == ALL
    assert repr(table).splitlines()[PLACE[MUL] - 1] == f"1.{PLACE[MUL]} grad_mul: {MUL.points:g}"
    assert table._repr_html_().count('<a href="#Exercise-1.') == len(PLACE) + 1, "each, and the one that is next"


def test_links_name_headings_of_the_lesson(course):
    for lesson in course.lessons:
        text = course.text(lesson).read_text(encoding="utf-8")
        for row in standing(lesson).rows:
            assert f"\n### {row.heading}\n" in text


@pytest.mark.parametrize("text", ["", "[]", "{", '{"grad_mul": {"points": "many"}}', '{"grad_mul": 3}'])
def test_records_that_cannot_be_read_count_as_none_and_are_written_anew(desk, text):
    (desk / FOLDER / "01_slopes.json").write_text(text, encoding="utf-8")
    assert standing("01_slopes").points == 0
    check("grad_mul", right)
    assert standing("01_slopes").points == MUL.points


def test_a_place_that_cannot_be_written_stops_no_check(desk, monkeypatch):
    monkeypatch.setattr(progress, "write", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    assert check("grad_mul", right).standing.points == MUL.points


def test_without_a_working_copy_the_kernel_remembers(desk):
    (desk / FOLDER).rmdir()
    check("grad_mul", right)
    assert check("grad_max", wrong).standing.points == MUL.points and list(desk.iterdir()) == []


@pytest.mark.parametrize("where", ["hidden", "graded", "script"])
def test_where_nobody_reads_nothing_is_kept(desk, where, monkeypatch):
    if where == "graded":
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    if where == "script":
        monkeypatch.setattr(answer_cell, "shell", lambda: None)
    report = check("grad_mul", wrong, hidden=where == "hidden")
    assert report.standing is None and list((desk / FOLDER).iterdir()) == []


def test_kernels_that_write_at_once_leave_whole_files(desk):
    (desk / "01_slopes").mkdir()
    code = (
        "from autograde import progress, answer_cell, checking\n"
        "answer_cell.shell = object\n"
        "for _ in range(30): checking.check('grad_mul', lambda x, y: (y, x)); assert progress.read('01_slopes')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=desk / "01_slopes", env=environment) for _ in range(2)
    ]
    assert [one.wait() for one in running] == [0, 0]
    assert progress.read("01_slopes", desk)["grad_mul"].points == MUL.points
