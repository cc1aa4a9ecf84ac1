"""Guesses of every lesson: where their cells stand and how they look.

Left out: what their cells say when they are run (`test_notebooks`), and what `compare_guess` says
(tests/backprop_lib/test_guess.py).
"""

import ast
import re

import pytest

from autograde.build import read_lesson
from autograde.course import Course
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
