"""`autograde validate` on hostile and broken notebooks: each exercise has its points or a reason."""

import json
import os

import pytest
from nbformat import v4

from autograde.student import kernel, program, remarks, run_cells
from autograde.student.kernel import Cell, Ending
from autograde.student.validate import validate
from tests import warm_python
from tests.student.small_notebook import own, write

SECONDS = 0.8  # of the processor, for a cell; a first check in a kernel takes a tenth


def remarks_of(found):
    return {score.exercise: score.remark for score in found.scores}


@pytest.fixture(scope="module")
def hung_and_died(tmp_path_factory):
    """A notebook in which cells hang and end the kernel, run once; its lessons' folder keeps records elsewhere."""
    lessons = tmp_path_factory.mktemp("lessons")
    (lessons / ".progress").mkdir()
    answers = {
        "numerical_derivative": "print('x' * 10**7)\nprint(half)\n\n"
        "def numerical_derivative(f, x, h=1e-5):\n    return half * (f(x + h) - f(x - h)) / h\n",
        "grad_mul": "def grad_mul(x, y):\n    return y, x\n\nwhile True:\n    pass\n",
        "grad_max": "def grad_max(x, y):\n    while True:\n        pass\n",
        "predict_change": "import os\n\nos._exit(3)\n",
    }

    def change(cells):
        return [own("import numpy as np\n\nhalf = 1 / 2"), own("# of mine\nwhile True: half"), *cells, own("exit()")]

    path = write(lessons / "01_slopes" / "01_slopes.ipynb", answers, change)
    before, told = path.read_bytes(), []
    with warm_python.kernels():
        found = validate(path, lambda *words: told.append(words), SECONDS)
    return found, told, path.read_bytes() == before, os.listdir(lessons / ".progress")


@pytest.mark.slow
def test_what_hangs_or_ends_the_kernel_costs_its_own_exercise_alone(hung_and_died):
    found = hung_and_died[0]
    assert {score.exercise: score.points for score in found.scores} == {
        "numerical_derivative": 2,
        "grad_mul": 2,
        "grad_max": 0,
        "predict_change": 0,
        "numerical_gradient": 2,
    }, "what stands before a death is there after it"
    assert (found.points, found.max_points, found.broken_off) == (6, 10, False)
    assert str(found) == "6 of 10 points. Not solved: grad_max, predict_change."


@pytest.mark.slow
def test_the_cell_that_hung_or_ended_the_kernel_is_named(hung_and_died):
    found = hung_and_died[0]
    assert remarks_of(found) == {
        "numerical_derivative": "",
        "grad_mul": "",
        "grad_max": "its tests cell ran too long and was stopped; look for an endless loop",
        "predict_change": "its answer's cell ended the kernel: os._exit, or out of memory?",
        "numerical_gradient": "",
    }
    assert found.notes == (
        "cell 2, “while True: half”, ran too long and was stopped; look for an endless loop.",
        "cell 5, grad_mul, ran too long and was stopped; look for an endless loop.",
        "cell 13, “exit()”, ended the kernel with exit().",
    )


@pytest.mark.slow
def test_each_cell_is_told_before_it_runs_and_nothing_is_written(hung_and_died):
    _, told, unchanged, recorded = hung_and_died
    assert [number for _, number, _ in told] == list(range(13)) and {of for _, _, of in told} == {13}
    assert told[1][0] == "“while True: half”" and told[4][0] == "grad_mul"
    assert unchanged and recorded == []


@pytest.mark.slow
def test_what_was_deleted_turned_or_stopped_is_named(tmp_path):
    answers = {
        "grad_max": "name = input()\n\ndef grad_max(x, y):\n    return (1.0, 0.0)\n",
        "predict_change": "x = 1\n\nraise SystemExit\n",
        "numerical_gradient": "def numerical_gradient(f, x, h=1e-5):\n    return x\n\n[1, 2][/[3]]",
    }

    def change(cells):
        for cell in cells:
            if cell["id"] == "grad_mul":
                cell["cell_type"] = "markdown"
                del cell["outputs"], cell["execution_count"]
        return [cell for cell in cells if cell["id"] != "test_numerical_derivative"] + [own("1 / 0")]

    path = write(tmp_path / "01_slopes.ipynb", answers, change)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["metadata"]["kernelspec"]["name"] = "julia-1.10"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = validate(path)
    assert remarks_of(found) == {
        "numerical_derivative": "its tests cell was deleted: "
        f"`{program.called()} reset 01_slopes numerical_derivative` brings it back",
        "grad_mul": "its answer's cell was turned into Markdown: turn it back into code",
        "grad_max": "its answer's cell waits for input() in line 1, where nobody answers",
        "predict_change": "its answer's cell stopped with SystemExit",
        "numerical_gradient": "its answer's cell stopped in line 4 with SyntaxError: invalid syntax",
    }
    assert found.points == 0
    asked, stopped = found.notes
    assert 'asks for the kernel "julia-1.10"' in asked
    assert stopped == "cell 10, “1 / 0”, stopped in line 1 with ZeroDivisionError: division by zero."


@pytest.mark.slow
def test_broken_off_it_tells_what_is_known_so_far(tmp_path):
    def told(what, done, of):
        if what == "grad_max":
            raise KeyboardInterrupt

    found = validate(write(tmp_path / "01_slopes.ipynb"), told)
    assert found.broken_off and found.points == 4
    assert list(remarks_of(found).values()) == ["", "", *["its answer's cell was not run to its end"] * 3]


@pytest.mark.slow
def test_a_cell_that_heeds_no_interrupt_is_killed_and_its_kernel_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "GRACE", 0.2)
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    cells = [Cell("x = 1", 9), Cell("raise SystemError", 9, again=False), Cell(deaf, 0.2), Cell("x + 1", 9)]
    endings = {}
    run_cells.run_cells(cells, tmp_path, endings, lambda position: None)
    assert [ending.how for ending in endings.values()] == ["done", "error", "slow", "done"]


@pytest.mark.slow
def test_a_cell_that_never_stops_printing_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "MOST_PRINTED", 1_000)
    endings = {}
    cells = [Cell("while True: print('again')", 60), Cell("1", 9)]
    run_cells.run_cells(cells, tmp_path, endings, lambda position: None)
    assert [ending.how for ending in endings.values()] == ["loud", "done"]


class Mortal:
    """A kernel in which every cell but the first ends it."""

    born = 0

    def __init__(self, folder):
        type(self).born += 1
        self.alive = True

    def run(self, cell):
        self.alive = cell.source == "first"
        return Ending("done" if self.alive else "died")

    def end(self):
        self.alive = False


def test_a_notebook_that_ends_kernel_after_kernel_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(run_cells, "Kernel", Mortal)
    endings = {}
    run_cells.run_cells([Cell("first", 1), *[Cell("next", 1)] * 99], tmp_path, endings, lambda position: None)
    assert Mortal.born == len(endings) - 1 == run_cells.MOST_DEATHS + 1


def cell(name, source="x", kind=v4.new_code_cell):
    return kind(source, metadata={"nbgrader": {"grade_id": name, "solution": True}})


@pytest.mark.parametrize(
    ("cells", "endings", "said"),
    [
        ([cell("test_f"), cell("f")], {0: Ending("error", "NameError"), 1: Ending("done")}, "stands above its answer"),
        ([cell("f"), cell("test_f")], {0: Ending("done"), 1: Ending("done")}, "its last line has to be the check"),
        ([cell("f"), cell("test_f", kind=v4.new_raw_cell)], {0: Ending("done")}, "its tests cell was turned into raw"),
        (
            [cell("test_f")],
            {0: Ending("error", "NameError")},
            f"its answer's cell was deleted: `{program.called()} reset 01_l f`",
        ),
        ([cell("f", " "), cell("test_f")], {1: Ending("error", "NameError")}, "its answer's cell is empty"),
        ([cell("f"), cell("test_f")], {0: Ending("done"), 1: Ending("error", "NotYetWritten")}, "not written yet"),
        ([cell("f"), cell("test_f")], {0: Ending("loud"), 1: Ending("done")}, "its answer's cell printed too much"),
        (
            [cell("f"), cell("test_f")],
            {0: Ending("done"), 1: Ending("done", report={"exercise": "g", "points": 2})},
            "its last line has to be the check",
        ),
    ],
)
def test_every_way_to_lack_a_report_is_named(cells, endings, said):
    story = remarks.Story(cells, endings, "01_l")
    assert said in remarks.on("f", story, story.report("f"))


def test_a_report_says_more_than_how_the_answers_cell_ended():
    endings = {
        0: Ending("error", "ValueError"),
        1: Ending("done", report={"exercise": "f", "diagnosis": "not swapped"}),
    }
    story = remarks.Story([cell("f"), cell("test_f")], endings, "01_l")
    assert remarks.on("f", story, story.report("f")) == "not swapped"


def test_of_two_copies_of_a_tests_cell_the_one_with_a_report_counts():
    report = {"exercise": "f", "points": 2}
    endings = {0: Ending("done"), 1: Ending("done", report=report), 2: Ending("error", "NameError")}
    assert remarks.Story([cell("f"), cell("test_f"), cell("test_f")], endings, "01_l").report("f") == report
