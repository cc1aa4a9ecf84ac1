"""A course of one lesson in a folder of its own is built, proved, graded and reported by the same engine."""

import json
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from autograde.course import Course
from autograde.exercises import every, find, of_lesson
from tests.course_copy import ROOT
from tests.forked_command import run
from tests.grading.small_class import need

LESSON = "01_doubling"


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    root = tmp_path_factory.mktemp("other") / "elsewhere"
    shutil.copytree(ROOT / "tests" / "second_course", root / "course", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Course(root)


def autograde(course, *words):
    status, said = run("autograde", *words, cwd=course.root)
    assert status == 0, said
    return said


def test_its_exercises_come_in_the_order_of_its_text(other):
    assert [exercise.name for exercise in of_lesson(LESSON, other)] == ["double", "double_backward"]
    assert list(every(other)) == ["double", "double_backward"] and find("double", other).points == 4
    assert not of_lesson(LESSON), "the course of this clone has no such lesson"


def test_one_exercise_loads_its_own_lesson_alone():
    code = "import sys; from autograde.exercises import find; find('grad_mul'); "
    code += "print([name for name in sys.modules if '.exercises.' in name and name[:2].isdigit()])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("exercises.") == 1 and "01_slopes" in done.stdout


@pytest.mark.slow
def test_it_is_built_proved_released_graded_and_reported(other):
    need("bwrap", "bubblewrap")
    autograde(other, "build")
    autograde(other, "check")
    autograde(other, "release", "--out", str(other.root / "students"))
    (wheel,) = (other.root / "students").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert f"autograde/exercise_data/{LESSON}/double.json" in archive.namelist()
    notebook = nbformat.read(other.notebook("release", LESSON), as_version=4)
    for cell in notebook.cells:
        if cell.id == "double":
            cell.source = "def double(x):\n    return x + x"
        if cell.id == "double_backward":
            cell.source = "def double_backward(g):\n    return g"
    place = other.root / "work" / "submitted" / "ada" / LESSON
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{LESSON}.ipynb")
    autograde(other, "grade", LESSON)
    result = json.loads((other.root / "work" / "results" / LESSON / "ada.json").read_bytes())
    assert {name: report["points"] for name, report in result["reports"].items()} == {"double": 4, "double_backward": 0}
    assert result["reports"]["double_backward"]["diagnosis"] == "slope left out"
    autograde(other, "feedback", LESSON)
    autograde(other, "report", LESSON)
    assert len(list((other.root / "work").rglob("*.html"))) >= 2
