"""A cell of a lesson run once more, after the whole lesson, says the same: no later cell changes a name it reads.

Left out: the checks themselves (a stand-in notes which functions they are given), and class cells, which start anew
what later cells build on.
"""

import ast
import contextlib
import io

import nbformat
import pytest

from autograde.course import Course
from tests.course_copy import ROOT

LESSONS = ("05_engine", "06_matrices", "07_two_layer_net")


def code_cells(lesson):
    notebook = nbformat.read(Course(ROOT).notebook("source", lesson), as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.id not in ("warm_up", "standing")]


class Run:
    """The lesson's names after its cells ran, and how to run one of them again."""

    def __init__(self):
        self.names, self.given = {"__name__": "__main__", "check": self.note}, {}

    def says(self, source):
        """What a cell prints."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(source.replace("from autograde import check\n", ""), self.names)  # the course's own text
        return out.getvalue()

    def note(self, exercise, *functions, **_hidden):
        self.given[exercise] = functions


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request):
    run, cells = Run(), code_cells(request.param)
    return run, cells, {cell.id: run.says(cell.source) for cell in cells}


def test_a_guess_cell_run_again_says_the_same_and_no_guess_hinders_it(lesson):
    run, cells, said = lesson
    guesses = [cell for cell in cells if cell.source.startswith("guess = ...")]
    assert len(guesses) >= 10
    for cell in guesses:
        assert run.says(cell.source) == said[cell.id], cell.id
        last = ast.unparse(ast.parse(cell.source).body[-1])
        for guess in (7.5, "rises", True, (1, 2), [1, 2, 3], ((1, 2), 3)):
            run.names["guess"] = guess
            assert run.says(last).count("\n") >= 1, (cell.id, guess)


def test_a_tests_cell_hands_over_what_the_student_wrote(lesson):
    run, cells, _ = lesson
    first = dict(run.given)
    for cell in cells:
        if cell.id.startswith("test_"):
            run.says(cell.source)
    assert first and run.given == first
