"""A check speaks of the code that stands in the answer's cell, or says why it cannot."""

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograde import answer_cell, checking

CHECK = 'from autograde import check\ncheck("grad_mul", grad_mul)'
RIGHT = "def grad_mul(x, y):\n    return y, x"
SOLVED = re.compile(r"grad_mul: (\d) of \1 points?, solved")


@pytest.fixture
def notebook(monkeypatch, capsys):
    """A kernel's shell in which cells are run; it gives what was shown."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.colors = "nocolor"
    monkeypatch.setattr(answer_cell, "ENDED", [])
    answer_cell.watch()

    def run(*cells):
        shown = ""
        for cell in cells:
            result = shell.run_cell(cell, store_history=True)
            captured = capsys.readouterr()
            shown = captured.out + captured.err + (str(result.result) if result.result is not None else "")
        return shown

    yield run
    InteractiveShell.clear_instance()


def test_a_right_answer_is_judged(notebook):
    assert SOLVED.search(notebook(RIGHT, CHECK))


def test_a_syntax_error_is_said_and_the_function_from_before_is_not_judged(notebook):
    shown = notebook(RIGHT, CHECK, "def grad_mul(x, y):\n    return (y, x", CHECK)
    assert "The cell of grad_mul stopped with SyntaxError in its line 2" in shown and "points" not in shown
    assert SOLVED.search(notebook(RIGHT, CHECK)), "and then it counts again"


def test_an_error_before_the_definition_is_said(notebook):
    shown = notebook(RIGHT, "import no_such_module\n\n" + RIGHT.replace("y, x", "x, y"), CHECK)
    assert "The cell of grad_mul stopped with ModuleNotFoundError: No module named 'no_such_module'" in shown


def test_an_error_behind_the_definition_leaves_the_function_to_be_judged(notebook):
    assert SOLVED.search(notebook(RIGHT + "\n\n1 / 0", CHECK))
    assert SOLVED.search(notebook(CHECK)), "a second time as well"


def test_a_check_leaves_the_lines_of_cells_to_reports_and_tracebacks(notebook):
    wrong = "def half(x):\n    return x / 0\n\n\ndef grad_mul(x, y):\n    return half(y), x"
    for _ in range(2):
        assert "at line 2 of its cell: return x / 0" in notebook(wrong, CHECK)
    assert "return x / 0" in notebook("half(3)")


def test_an_answer_that_was_not_run_is_asked_for_without_a_traceback(notebook):
    shown = notebook(CHECK)
    assert "there is no grad_mul yet. Run the cell with your answer" in shown and "Traceback" not in shown
    shown = notebook("def grad_mul(x, y) return y, x", CHECK)
    assert "there is no grad_mul yet: its cell stopped with SyntaxError in its line 1" in shown


def test_other_name_errors_look_as_always(notebook):
    assert "Traceback" in notebook("import autograde.checking", "print(undefined_name)")


def test_a_notebook_offers_a_hint_and_a_script_does_not(notebook):
    assert "Stuck? Open hint 1" in notebook(RIGHT.replace("y, x", "x, y"), *[CHECK] * 3)
    InteractiveShell.clear_instance()
    assert not checking.check("grad_mul", lambda x, y: (x, y)).hint


def test_outside_of_a_notebook_nothing_is_watched(monkeypatch):
    InteractiveShell.clear_instance()
    answer_cell.watch()
    assert answer_cell.stopped({"grad_mul": len}) == ""
