"""Sample submissions to an assignment that is not ours get stock nbgrader's points, but for the exceptions in KINDS.

Ours are measured here for every kind, with this course's settings. Those of stock nbgrader are recorded, since only its
own software and the samples can change them (`stock_kinds/recorded.py`): here it is measured for one kind of each cause
why points differ.
"""

import os
import re
import shutil

import nbformat
import pytest

from autograde.grading.run.asserts import NOTE, judge_asserts, number_in
from autograde.handed_in.cells import LessonCell
from autograde.time_limit import WAITING
from tests.course_copy import ROOT
from tests.grading.stock_kinds import ASSIGNMENT, KINDS, recorded
from tests.nbgrader_command import nbgrader

SECONDS = 1  # of the processor, for a cell of ours: what does not end takes them all, an honest cell a tenth of one
LIVE = (  # a line on stderr, full points for nothing, fewer than none, an answer below its tests, no points at all
    *("warns", "cheat_skip", "cheat_negative", "moved_answers", "renamed"),
)
of_each_kind = pytest.mark.parametrize("name", KINDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where our way is measured."""
    return tmp_path_factory.mktemp("kinds") / "ours"


@pytest.fixture(scope="module")
def ours(folder):
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    return recorded.measured(folder, (ROOT / "nbgrader_config.py").read_text(encoding="utf-8"), KINDS, SECONDS)


@pytest.mark.slow
@of_each_kind
def test_our_points(name, ours):
    assert ours[name]["row"] == KINDS[name].expected, ours[name]["log"]
    assert ours[name]["success"], ours[name]["log"]


def test_the_recorded_points_of_stock_nbgrader_were_measured_of_these_samples_and_versions():
    assert not recorded.changed(), f"measure stock nbgrader anew: {recorded.ANEW}"


@pytest.mark.slow
def test_stock_points_are_the_recorded_ones(tmp_path):
    found = recorded.measured(tmp_path / "stock", recorded.STOCK, {name: KINDS[name] for name in LIVE})
    assert found.keys() == set(LIVE) and not recorded.differences(found), found


def test_no_difference_from_the_recorded_points_is_overlooked():
    right = {name: {"row": kind.stock, "success": not kind.lost} for name, kind in KINDS.items()}
    assert not recorded.differences(right)
    for wrong in ({"row": ("?",) * 6}, {"success": False}):
        (line,) = recorded.differences({**right, "right": {**right["right"], **wrong}})
        assert line.startswith("right: ") and "recorded (2.0, 3.0, 1.0" in line


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
    on_the_clock = WAITING * SECONDS  # where the machine is too busy to give it the processor for so long
    said = rf"was stopped after ({SECONDS} s of the processor's time|{on_the_clock} s on the clock)"
    assert re.search(said, cell(graded, "test_mean").outputs[1].evalue)
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
