"""Sample submissions to an assignment that is not ours get stock nbgrader's points, but for the exceptions in KINDS.

Both ways are measured: ours with this course's settings, stock with nbgrader's own preprocessors.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from autograde.grading.run.asserts import NOTE, judge_asserts, number_in
from autograde.handed_in.cells import LessonCell
from tests.course_copy import ROOT
from tests.grading import stock_kinds
from tests.grading.stock_kinds import ASSIGNMENT, KINDS
from tests.grading.stock_kinds.measure import CELLS
from tests.sample_class import nbgrader, own_jupyter

SECONDS = 8  # what one cell may take here; a busy machine needs some for an honest one
of_each_kind = pytest.mark.parametrize("name", KINDS)

STOCK = """\
import os, sys
from pathlib import Path

c = get_config()
here = Path(__file__).resolve().parent
(here / "work").mkdir(exist_ok=True)
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
c.CourseDirectory.root = str(here)
c.CourseDirectory.submitted_directory = "work/submitted"
c.CourseDirectory.autograded_directory = "work/autograded"
c.CourseDirectory.db_url = f"sqlite:///{here}/work/gradebook.db"
c.Execute.shutdown_kernel = "immediate"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where our way is measured."""
    return tmp_path_factory.mktemp("kinds") / "ours"


def measure(folder, config):
    """The points of all kinds under these settings: {kind: {"points", "success", "log"}}."""
    stock_kinds.lay_out(folder, config)
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    stock_kinds.submit(folder, KINDS)
    words = [sys.executable, "-m", "tests.grading.stock_kinds.measure", str(folder), str(SECONDS)]
    with own_jupyter() as environment:
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        name: {**one, "row": tuple(one["points"].get(cell, "no row") for cell in CELLS)} for name, one in found.items()
    }


@pytest.fixture(scope="module")
def ours(folder):
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    return measure(folder, (ROOT / "nbgrader_config.py").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    return measure(tmp_path_factory.mktemp("kinds") / "stock", STOCK)


@pytest.mark.slow
@of_each_kind
def test_our_points(name, ours):
    assert ours[name]["row"] == KINDS[name].expected, ours[name]["log"]
    assert ours[name]["success"], ours[name]["log"]


@pytest.mark.slow
@of_each_kind
def test_stock_points_are_the_recorded_ones(name, stock):
    assert stock[name]["row"] == KINDS[name].stock, stock[name]["log"]
    assert stock[name]["success"] != KINDS[name].lost, stock[name]["log"]


@of_each_kind
def test_every_difference_has_a_reason_and_stands_in_the_guide(name):
    kind = KINDS[name]
    assert bool(kind.why) == (kind.expected != kind.stock)
    guide = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE)
    assert (name in listed) == bool(kind.why), f"docs/grading.md, exceptions: {name}"


def notebook(folder, name):
    return nbformat.read(folder / "work" / "autograded" / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def cell(notebook, name):
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)


@pytest.mark.slow
def test_points_are_marked_as_not_tamper_proof(ours, folder):
    for name in KINDS:
        assert "not tamper&#45;proof" in notebook(folder, name).cells[0].source, name
    assert "not tamper-proof" in NOTE


@pytest.mark.slow
def test_a_report_stands_under_every_tests_cell_and_the_rest_below_it(ours, folder):
    shown = cell(notebook(folder, "partly_right"), "test_mean").outputs
    assert [output.data["text/plain"] for output in shown] == ["2"]
    assert "test_mean: 2 of 3 points" in shown[0].data["text/html"]
    shown = cell(notebook(folder, "raises"), "test_mean").outputs
    assert [output.output_type for output in shown] == ["execute_result", "error"]
    assert shown[1].ename == "ZeroDivisionError"


@pytest.mark.slow
def test_a_loop_costs_its_own_exercise_and_is_named(ours, folder):
    graded = notebook(folder, "endless_loop_in_answer")
    assert "was stopped after 8 s" in cell(graded, "test_mean").outputs[1].evalue
    graded = notebook(folder, "process_ends")
    assert "ended the Python process" in cell(graded, "test_mean").outputs[1].evalue
    assert cell(graded, "test_data").outputs[0].data["text/plain"] == "1"


@pytest.mark.slow
def test_what_a_person_grades_is_there_and_harmless(ours, folder):
    graded = notebook(folder, "answered_task")
    idea, sums = graded.cells[-2:]
    assert idea.source == "My idea: &lt;script>alert(1)&lt;/script> sums."
    assert sums.outputs[0].text == "385\n"
    assert cell(graded, "plot").outputs[0].text == "a plot\n"


@pytest.mark.slow
def test_side_effects_stay_in_the_sandbox_and_links_are_not_handed_back(ours, folder):
    left = folder / "work" / "autograded"
    assert not list(folder.rglob("side-effect.txt"))
    assert sorted(path.name for path in (left / "linked_data" / ASSIGNMENT).iterdir()) == [
        "numbers.csv",
        "squares.ipynb",
    ]


@pytest.mark.slow
def test_a_tests_cell_that_only_the_gradebook_knows_earns_nothing(ours, folder, tmp_path):
    """The release was changed afterwards; nbgrader may be told to put the cell back, and would give it full points."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    for stage in ("source", "release"):
        path = copy / stage / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        changed = nbformat.read(path, as_version=4)
        changed.cells.remove(cell(changed, "test_data"))
        nbformat.write(changed, path)
    nbgrader(copy, "autograde", ASSIGNMENT, "--student=right", "--force", "--OverwriteCells.add_missing_cells=True")
    shown = cell(notebook(copy, "right"), "test_data").outputs
    assert [output.get("ename") for output in shown] == ["NotGraded"]


# --- the rule ---------------------------------------------------------------------------------------------------------


def points(*outputs):
    return judge_asserts(LessonCell("test_e", "code", "asserts", "", "e", 2), outputs).points


def shown(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5),
        ("0", 0),
        ("2", 2),
        ("np.float64(0.5)", 0.5),
        ("1e-1", 0.1),
        ("-1", 0),
        ("2.1", 0),
        ("nan", 0),
        ("inf", 0),
        ("'2'", 0),
        ("True", 0),
        ("", 0),
        ("[2]", 0),
        ("2 2", 0),
        ("1.2.3", 0),
        ("<Fine>", 0),
    ],
)
def test_only_a_number_in_range_counts(text, number):
    assert points(shown(text)) == pytest.approx(number)


def test_the_rule_fails_closed():
    stream = {"output_type": "stream", "name": "stderr", "text": "a warning"}
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "no"}
    assert points() == 2 and points(stream) == 2
    assert points(shown("2"), error) == 0 and points(error) == 0
    assert judge_asserts(LessonCell("test_e", "code", "asserts", "", "e", 2), None).points == 0
    assert number_in("no number") is None
