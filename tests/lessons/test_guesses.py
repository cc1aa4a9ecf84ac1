"""Guesses of every lesson: where their cells stand and how they look; that any guess, or none, hinders nothing.

Each lesson is run once, with its answers. Then every cell that checks an answer and every cell with a guess is run
again, below everything else: a reader goes back, and a later cell must not have taken a name that an earlier one needs.
Left out: what `compare_guess` says (tests/backprop_lib/test_guess.py).
"""

import ast
import re

import numpy as np
import pytest

from autograde.build import read_lesson
from autograde.course import Course
from backprop_lib import guess as guesses
from tests.course_copy import ROOT

LESSONS = Course(ROOT).lessons
PROMPT = re.compile(r"\*\*(?:Before you (?:run|step|move|look)|Predict|Guess)", re.IGNORECASE)
FIRST = re.compile(r"guess = \.\.\.  # \S.*\n\n")
DETAILS = re.compile(r"<details><summary>[^<>\n]+</summary>\n\n(.+?)\n\n</details>", re.DOTALL)


def reads(node, name):
    """Whether a piece of code reads or binds this name anywhere."""
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def is_comparison(statement):
    """Whether a statement is the call that shows a guess beside what came out."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "compare_guess"


def is_guess(cell):
    return cell.kind == "code" and re.search(r"^guess\b", cell.source, re.MULTILINE) is not None


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, course):
    return read_lesson(course, request.param)


def test_a_guess_is_the_first_line_of_its_cell_and_its_comparison_the_last(lesson):
    cells = [cell for cell in lesson.cells if is_guess(cell)]
    assert len(cells) >= 5, f"{len(cells)} guesses in a lesson"
    for cell in cells:
        where = f"course/{lesson.name}/lesson.py:{cell.line}"
        assert FIRST.match(cell.source), f"{where}: begin with `guess = ...  # what to type` and an empty line"
        first, *rest, last = ast.parse(cell.source).body
        assert isinstance(first.value, ast.Constant) and first.value.value is ..., where
        assert is_comparison(last) and last.value.args and last.value.keywords, f"{where}: end with compare_guess"
        assert reads(last.value.args[0], "guess") and not any(reads(one, "guess") for one in rest), where
        assert not cell.folded and not cell.mark, f"{where}: a guess stands in view, in a cell of its own"


def test_what_is_to_be_guessed_is_guessed_in_the_next_code_cell(lesson):
    for cell, *after in (lesson.cells[at:] for at in range(len(lesson.cells))):
        asked = PROMPT.search(cell.source) if cell.kind == "markdown" else None
        following = next((one for one in after if one.kind == "code"), None)
        where = f"course/{lesson.name}/lesson.py:{cell.line}: “{asked and asked[0]} …”"
        assert not asked or (following and is_guess(following)), f"{where} is followed by no cell with a guess"


def test_what_came_out_is_folded_well(lesson):
    for cell in lesson.cells:
        folded = DETAILS.findall(cell.source) if cell.kind == "markdown" else []
        where = f"course/{lesson.name}/lesson.py:{cell.line}"
        tags = [cell.source.count(tag) for tag in ("<details", "</details>", "<summary>", "</summary>")]
        assert tags == [len(folded)] * 4 or cell.kind == "code", f"{where}: empty lines belong around a folded text"
        assert not any(re.search(r"^#", text, re.MULTILINE) for text in folded), f"{where}: a heading is folded away"


class Run:
    """A lesson run in this process: what each cell with a guess compares, at first and when it is run again."""

    def __init__(self, lesson):
        self.cells = [cell for cell in lesson.cells if cell.kind == "code"]
        self.names, self.place = {"__name__": "lesson"}, None
        self.first, self.again = {}, {}
        self.found = self.first
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(guesses, "compare_guess", self.compare)
            self.go([cell for cell in self.cells if cell.mark != "tests"])
            self.found = self.again
            self.go([cell for cell in self.cells if cell.mark == "tests" or is_guess(cell)])

    def go(self, cells):
        for self.place in cells:
            try:
                exec(compile(self.place.source, f"the cell of line {self.place.line}", "exec"), self.names)
            except Exception as error:
                error.add_note(f"in the cell of line {self.place.line}")
                raise

    def compare(self, guess, **outcomes):
        assert guess is ..., f"line {self.place.line}: a guess is left to the reader"
        self.found[self.place.line] = (self.place, outcomes)


@pytest.fixture(scope="module")
def run(lesson):
    return Run(lesson)


@pytest.mark.slow
def test_a_cell_that_is_run_again_below_all_others_says_the_same(run):
    assert run.first.keys() == run.again.keys() == {cell.line for cell in run.cells if is_guess(cell)}
    for line, (_, outcomes) in run.first.items():
        for name, value in outcomes.items():
            after = run.again[line][1][name]
            assert np.all(after == value), f"line {line}: {name} was {value}, and {after} when the cell was run again"


@pytest.mark.slow
def test_no_guess_says_nothing_a_right_one_is_right_and_a_wrong_one_hinders_nothing(run, capsys):
    def told(given, outcomes):
        guesses.compare_guess(given if len(outcomes) > 1 else given[0], **outcomes)
        return capsys.readouterr().out

    for line, (_, outcomes) in run.first.items():
        right = tuple(outcomes.values())
        assert told((...,) * len(right), outcomes) == ""
        assert told(right, outcomes).count("You were right.") == len(right), f"line {line}: {outcomes}"
        for other in (more, turned, word, lambda _: True):
            given = tuple(other(value) for value in right)
            lines = told(given, outcomes)
            assert lines.count("\n") == len(right), f"line {line}: {given} is told {lines!r}"
        for odd in (None, (), (1, 2, 3, 4, 5, 6, 7), {}, "?"):
            guesses.compare_guess(odd, **outcomes)
        capsys.readouterr()


def more(value):
    return 3 * value + 1 if guesses.is_number(value) else "something else"


def turned(value):
    return -value if guesses.is_number(value) else (9, 9)


def word(_):
    return "rises"
