"""`autograde submit`: one file under the right name, what the grader will lack or choose told before, and a receipt."""

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import v4

from autograde import receipt
from autograde.cli import main
from autograde.exercises import find
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.intake.transplant import transplant
from autograde.handed_in.submitted_cells import parse_notebook
from autograde.report import MIME
from autograde.student import surroundings
from tests.course_copy import COURSE
from tests.student.small_notebook import EXERCISES, LESSON

GIVEN = json.loads(COURSE.notebook("release", LESSON).read_text(encoding="utf-8"))["cells"]
SOLVED = {
    cell["id"]: "".join(cell["source"])
    for cell in json.loads(COURSE.notebook("source", LESSON).read_text(encoding="utf-8"))["cells"]
    if cell["id"] in EXERCISES
}
POINTS = {name: float(find(name).points) for name in EXERCISES}
ALL = sum(POINTS.values())


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a working copy of one lesson, all solved, run and checked, in which commands are run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work/lessons/.progress").mkdir(parents=True)
    save(tmp_path)
    return tmp_path


def save(desk: Path, answers=SOLVED, change=lambda cells: cells, name=f"{LESSON}.ipynb", later=0.0) -> Path:
    """Save the student's notebook, as if all cells had run from the top; `change` has the last word."""
    cells = json.loads(json.dumps(GIVEN))
    for number, cell in enumerate(cell for cell in cells if cell["cell_type"] == "code"):
        cell["source"] = answers.get(cell["id"], "".join(cell["source"]))
        cell["execution_count"], cell["outputs"] = number + 1, []
        if cell["id"].startswith("test_") and cell["id"].removeprefix("test_") in answers:
            exercise = cell["id"].removeprefix("test_")
            shown = {MIME: {"exercise": exercise, "points": POINTS[exercise]}}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": shown}]
    path = desk / "work/lessons" / LESSON / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(v4.new_notebook(cells=change(cells))), encoding="utf-8")
    os.utime(path, (1_800_000_000 + later,) * 2)
    return path


def own(source: str) -> dict:
    """A cell of the student's own, which ran before all others."""
    return {**v4.new_code_cell(source), "execution_count": 0}


def said(*words: str) -> str:
    """What the command says; it ends well and asks nothing."""
    done = CliRunner().invoke(main, ["submit", *words])
    assert done.exit_code == 0, done.output
    return done.output


def remarks(*words: str) -> list[str]:
    """The warnings among what the command says."""
    return [line.removeprefix("  - ") for line in said(*words).splitlines() if line.startswith("  - ")]


def made(desk: Path) -> receipt.Receipt:
    """The only receipt."""
    (path,) = (desk / "work/handin/receipts").iterdir()
    return receipt.read(path)


def test_one_file_under_the_right_name_and_a_receipt_are_written_and_the_notebook_stays(desk):
    notebook = desk / "work/lessons" / LESSON / f"{LESSON}.ipynb"
    before = notebook.read_bytes()
    text = said("1")
    assert (
        "Nothing is missing" in text
        and f"{ALL:g} of {ALL:g} points" in text
        and f"work/handin/{LESSON}/{LESSON}.ipynb" in text
    )
    assert notebook.read_bytes() == before == (desk / f"work/handin/{LESSON}/{LESSON}.ipynb").read_bytes()
    assert [path.name for path in (desk / "work/handin" / LESSON).iterdir()] == [f"{LESSON}.ipynb"], (
        "one file to upload"
    )
    found = made(desk)
    assert found.sha256 == receipt.digest_of(before) and found.sha256[:12] in text
    assert found.points == POINTS and found.max_points == ALL and found.not_written == []
    assert found.saved == "2027-01-15T08:00:00Z" and found.made.endswith("Z")


def test_the_same_notebook_keeps_its_first_receipt_and_another_one_gets_its_own(desk, monkeypatch):
    said("slopes")
    first = made(desk)
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    assert first.made in said("slopes") and made(desk) == first
    save(desk, change=lambda cells: [own("x = 1"), *cells])
    said("slopes")
    kept = [receipt.read(path) for path in (desk / "work/handin/receipts").iterdir()]
    assert len(kept) == 2 and len({one.code_sha256 for one in kept}) == 2


def test_saving_again_changes_the_bytes_but_not_the_digest_of_the_code(desk):
    said("1")
    first = made(desk)
    (desk / "work/handin/receipts" / first.name).unlink()
    save(desk, change=lambda cells: [{**cell, "metadata": {"scrolled": True}} for cell in cells])
    said("1")
    assert made(desk).sha256 != first.sha256 and made(desk).code_sha256 == first.code_sha256


def test_what_is_not_written_is_named(desk):
    save(desk, {name: text for name, text in SOLVED.items() if name not in ("grad_mul", "grad_max")})
    assert remarks("1") == ["Not written: grad_mul, grad_max."]
    assert made(desk).not_written == ["grad_mul", "grad_max"] and made(desk).points_seen == (
        ALL - POINTS["grad_mul"] - POINTS["grad_max"]
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import pandas_of_old as pd", "pandas_of_old will not be there"),
        ("def f():\n    from sklearn_of_old.linear_model import Ridge", "sklearn_of_old will not be there"),
        ("import torch", "torch is there in its own lesson alone"),
        ("from helper import f", "helper is a module of your own"),
        ("!pip install einops", "nothing can be installed"),
        ("rows = open('rows.csv').read()", "“rows.csv” is a file of your own"),
    ],
)
def test_what_will_not_be_there_is_told(desk, source, words):
    for name in ("helper.py", "rows.csv"):
        (desk / "work/lessons" / LESSON / name).write_text("", encoding="utf-8")
    save(desk, change=lambda cells: [own(source), *cells])
    (told,) = remarks("1")
    assert words in told


@pytest.mark.parametrize(
    "source",
    [
        "import math, json, numpy as np, matplotlib.pyplot as plt\nfrom backprop_lib import gates",
        "import nbformat",  # the course needs it
        "try:\n    import pandas_of_old\nexcept ImportError:\n    pandas_of_old = None",
        "%matplotlib inline\nopen('nowhere.csv')",
        "this is no code (",
    ],
)
def test_what_will_be_there_is_not_told(desk, source):
    save(desk, change=lambda cells: [own(source), *cells])
    assert remarks("1") == []


def test_a_package_that_is_installed_here_but_not_needed_by_the_course_is_told():
    assert surroundings.is_there("nbclient") and not surroundings.is_there("pytest")
    assert {"numpy", "ipykernel", "traitlets"} <= surroundings.needed() and sys.modules["pytest"]


def test_the_grader_s_own_words_on_answers_out_of_place_are_told(desk):
    def moved(cells):
        (there,) = [cell for cell in cells if cell["id"] == "grad_mul"]
        cells = [cell for cell in cells if cell["id"] not in ("grad_mul", "grad_max")]
        return [own(there["source"]), *cells]

    path = save(desk, change=moved)
    notes: list[str] = []
    transplant(make_bundle(COURSE, LESSON), parse_notebook(path.read_bytes(), notes), notes)
    told = remarks("1")
    assert notes and set(notes) < set(told), "what the graded notebook will say, word for word"
    assert any("grad_mul: its cell is missing; the cells that define grad_mul count" in one for one in told)
    assert any(one.startswith("Not written: grad_max") for one in told)


def test_of_several_notebooks_the_one_that_the_grader_would_take_is_handed_in(desk):
    copy = save(desk, change=lambda cells: [own("x = 1"), *cells], name=f"{LESSON}-Copy1.ipynb", later=60)
    save(desk, {}, name=f"{LESSON}-Copy2.ipynb", later=120)  # newer, and without an answer
    save(desk, name=f"{LESSON}_old_1.ipynb", later=180)  # put aside by a reset
    (told,) = remarks("1")
    assert "-Copy1.ipynb” counts, the newest that holds answers" in told and "_old_1" not in told
    assert (desk / f"work/handin/{LESSON}/{LESSON}.ipynb").read_bytes() == copy.read_bytes()
    mine = desk / "work/lessons" / LESSON / f"{LESSON}.ipynb"
    assert (
        remarks(str(mine)) == [] and (desk / f"work/handin/{LESSON}/{LESSON}.ipynb").read_bytes() == mine.read_bytes()
    )


def test_a_notebook_of_another_name_gets_the_right_one(desk):
    there = desk / "work/lessons" / LESSON / f"{LESSON}.ipynb"
    there.rename(there.with_name("my slopes.ipynb"))
    assert remarks("1") == [f"“my slopes.ipynb” is handed in as {LESSON}.ipynb."]
    assert (desk / f"work/handin/{LESSON}/{LESSON}.ipynb").is_file()


def test_work_that_was_not_saved_is_suspected_where_anything_shows_it(desk):
    save(desk, {"grad_mul": SOLVED["grad_mul"]})
    record = desk / f"work/lessons/.progress/{LESSON}.json"
    entries = {name: {"points": 2, "failures": 0, "in_a_row": 0} for name in ("grad_mul", "grad_max")}
    record.write_text(json.dumps(entries), encoding="utf-8")
    os.utime(record, (1_800_000_030,) * 2)
    kept = desk / "work/lessons" / LESSON / f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb"
    kept.parent.mkdir()
    kept.write_text("{}", encoding="utf-8")
    (desk / ".jupyter_ystore.db").touch()
    for path in (kept, desk / ".jupyter_ystore.db"):
        os.utime(path, (1_800_000_040,) * 2)
    check, checkpoint, collaboration, lost, open_ones = remarks("1")
    assert "A check ran" in check and "newer than the notebook" in checkpoint and "collaboration" in collaboration
    assert "its last check grad_max had points" in lost and open_ones.startswith("Not written: numerical_derivative")


def test_cells_that_did_not_run_or_ran_in_another_order_are_told(desk):
    def change(cells):
        by_id = {cell["id"]: cell for cell in cells}
        by_id["grad_mul"]["execution_count"] = None
        by_id["grad_max"]["execution_count"] = 500
        by_id["predict_change"]["outputs"] = [
            {"output_type": "error", "ename": "NameError", "evalue": "", "traceback": []}
        ]
        return cells

    save(desk, change=change)
    unrun, stale, stopped, order = remarks("1")
    assert unrun.startswith("Not run, or cleared since: grad_mul.") and "last ran: grad_max." in stale
    assert "stopped with NameError" in stopped and 'stand in: “check("grad_max"' in order and "“def grad_max" in order


def test_a_notebook_of_another_lesson_or_release_is_told(desk):
    other = COURSE.notebook("release", COURSE.lessons[1])
    (desk / "work/lessons" / LESSON / f"{LESSON}.ipynb").write_bytes(other.read_bytes())
    assert f"holds {other.stem}" in remarks("1")[0]

    def older(cells):
        return [
            {**cell, "metadata": {"nbgrader": {**cell["metadata"]["nbgrader"], "checksum": "0" * 32}}}
            if cell["id"] == "test_grad_mul"
            else cell
            for cell in cells
        ]

    save(desk, change=older)
    assert remarks("1") == [
        f"There is a newer release of this lesson: `autograde update {LESSON}` merges it into your copy."
    ]


@pytest.mark.parametrize(
    "saved", [lambda data: data + b"\n}", lambda data: data.decode().encode("utf-16")], ids=["tail", "utf-16"]
)
def test_what_the_grader_reads_is_handed_in_however_it_was_saved(desk, saved):
    path = save(desk)
    path.write_bytes(saved(path.read_bytes()))
    said(str(path))
    assert made(desk).not_written == [] and made(desk).sha256 == receipt.digest_of(path.read_bytes())


def test_what_cannot_be_read_is_refused_in_words(desk):
    path = desk / "work/lessons" / LESSON / f"{LESSON}.ipynb"
    for data, words in ((b"{", "not valid JSON"), (b"[]", "has no cells")):
        path.write_bytes(data)
        done = CliRunner().invoke(main, ["submit", "1"])
        assert done.exit_code == 2 and words in done.output and not (desk / "work/handin").exists()
    path.unlink()
    assert "there is no notebook in" in CliRunner().invoke(main, ["submit", "1"]).output
    assert 'Did you mean "slopes"' in CliRunner().invoke(main, ["submit", "slope"]).output
