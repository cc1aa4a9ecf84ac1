"""Every lesson as a notebook in a kernel: solved for full points, unsolved for nothing, silent, figures described.

Below a solved one, every answer is checked again, now by the hidden checks, which repeat the others, and every cell
with a guess is run again: a reader goes back, and a later cell must not have taken a name that an earlier one needs.
Any guess, or none, hinders nothing.
Of an unsolved one the cells are run that can go another way than in the solved one (`without_answers`).
All but the one that needs torch run where torch cannot be imported (see `test_without_torch`).
"""

import copy
import functools
import pickle
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from autograde.course import Course
from autograde.handed_in.lesson_cells import bound_names, role_of
from autograde.report import MIME
from backprop_lib import guess as guesses
from tests import torch_here, warm_python
from tests.course_copy import ROOT
from tests.lessons.without_answers import reacting

pytestmark = pytest.mark.slow
LESSONS = Course(ROOT).lessons
HIDDEN = re.compile(r"\n### BEGIN HIDDEN TESTS\n(.+)\n### END HIDDEN TESTS")
GUESS = re.compile(r"^guess\b", re.MULTILINE)
RECORD = """\
def record():
    from backprop_lib import guess
    found, said = [], guess.compare_guess
    guess.compare_guess = lambda given, **outcomes: found.append(outcomes) or said(given, **outcomes)
    guess.compare_guess.found = found


record()
del record"""  # keeps what cells with guesses compare, in order, and leaves no name behind
TELL = 'print(__import__("pickle").dumps(compare_guess.found).hex())'


@dataclass
class Ran:
    """A notebook that was run.

    again: copies of cells with guesses and the hidden checks, run below it.   guesses: what a cell compares, at first
    and again, by the cell's id.
    """

    notebook: nbformat.NotebookNode
    again: list[nbformat.NotebookNode] = field(default_factory=list)
    guesses: dict[str, tuple[dict, dict]] = field(default_factory=dict)


class Undescribed(HTMLParser):
    """Collects tags of pictures that a screen reader could not read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "img":
            self.pictures += 1
            if len(given.get("alt") or "") < 20:
                self.found.append(self.get_starttag_text()[:80])
        if tag == "svg":
            self.pictures += 1
            described = given.get("aria-label") or given.get("aria-labelledby") or given.get("aria-hidden")
            if not described:
                self.found.append(self.get_starttag_text()[:80])


@pytest.fixture(scope="module")
def run():
    """What runs a lesson's notebook of a stage, once; errors stand in it where they occurred."""

    @functools.cache
    def run(stage, lesson):
        with warm_python.kernels():
            if lesson in torch_here.LESSONS:
                return run_here(stage, lesson)
            with torch_here.without_torch():
                return run_here(stage, lesson)

    return run


def run_here(stage, lesson):
    notebook = nbformat.read(Course(ROOT).notebook(stage, lesson), as_version=4)
    if stage == "source":
        return run_and_again(notebook)
    asked = {name for cell in notebook.cells if role_of(cell) == "solution" for name in bound_names(cell.source)}
    kept = reacting(notebook.cells, lambda cell: role_of(cell, asked) != "reading")
    notebook.cells = [without_picture(cell, asked) for cell in notebook.cells if cell.id in kept]
    execute(notebook)
    return Ran(notebook)


def run_and_again(notebook):
    own, again = notebook.cells, [copy.deepcopy(cell) for cell in notebook.cells if is_tests(cell) or is_guess(cell)]
    for cell in filter(is_tests, own):
        cell.source = HIDDEN.sub("", cell.source)
    for cell in filter(is_tests, again):
        cell.source = f"from autograde import check\n{HIDDEN.search(cell.source)[1]}"
    told = new_code_cell(TELL)
    notebook.cells = [new_code_cell(RECORD), *own, *again, told]
    execute(notebook)
    notebook.cells = own
    found = pickle.loads(bytes.fromhex(told.outputs[0].text))
    guessed = [cell.id for cell in own if is_guess(cell)]
    assert len(found) == 2 * len(guessed), "a cell with a guess does not compare it, or twice"
    first, after = found[: len(guessed)], found[len(guessed) :]
    return Ran(notebook, again, dict(zip(guessed, zip(first, after, strict=True), strict=True)))


def is_tests(cell):
    return cell.id.startswith("test_")


def is_guess(cell):
    return cell.cell_type == "code" and GUESS.search(cell.source) is not None


def execute(notebook):
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources, shutdown_kernel="immediate").execute()


def without_picture(cell, asked):
    """A cell that uses no answer runs, and shows nothing: the solved notebook draws the same picture."""
    if role_of(cell, asked) == "reading" and cell.source.strip():
        cell.source = cell.source.rstrip() + ";"
    return cell


@pytest.fixture(scope="module", params=LESSONS)
def solved(request, run):
    return request.param, run("source", request.param).notebook


@pytest.fixture(scope="module", params=LESSONS)
def unsolved(request, run):
    return request.param, run("release", request.param).notebook


def outputs(notebook):
    return [(cell, output) for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("lesson", LESSONS)
def test_solved_for_full_points(lesson, run):
    ran = run("source", lesson)
    for cells, hidden in ((ran.notebook.cells, False), (ran.again, True)):
        shown = [output for cell in cells for output in cell.get("outputs", [])]
        reports = [output.data[MIME] for output in shown if MIME in output.get("data", {})]
        assert sum(report["points"] for report in reports) == 10, [r["exercise"] for r in reports if not r["passed"]]
        assert {bool(report["hidden"]) for report in reports} == {hidden}
        assert [output.evalue for output in shown if output.output_type == "error"] == []


def test_unsolved_every_tests_cell_says_what_to_do_and_nothing_else_fails(unsolved):
    _lesson, notebook = unsolved
    errors = [(cell.id, output.ename) for cell, output in outputs(notebook) if output.output_type == "error"]
    tests = [cell.id for cell in notebook.cells if is_tests(cell)]
    assert errors == [(name, "NotYetWritten") for name in tests]
    for _, output in outputs(notebook):
        if output.output_type == "error":
            assert "is not written yet." in output.traceback[0] and len(output.traceback) < 6, "a traceback"


def test_what_can_go_another_way_without_answers_is_found():
    cells = ["import math", "def answer(): ...", "far = [math.pi]", "near, other = [1], 2", "math.exp(other)"]
    cells += ["near.append(answer())", "far[0] = near", "print(far)", "near = 3", "print(near)", "print(only_solved)"]
    code = [new_code_cell(source) for source in cells]
    kept = reacting(code, lambda cell: "answer" in cell.source)
    left_out = [cell.source for cell in code if cell.id not in kept]
    assert left_out == ["math.exp(other)", "near = 3", "print(near)"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_on_stderr(lesson, run):
    for ran in (run("source", lesson), run("release", lesson)):
        assert [output.text for _, output in outputs(ran.notebook) if output.get("name") == "stderr"] == []


def test_every_picture_is_described_and_captioned(solved):
    lesson, notebook = solved
    pictures = 0
    for cell, output in outputs(notebook):
        data = output.get("data", {})
        assert "image/png" not in data and "image/svg+xml" not in data, f"{cell.id}: a bare image has no alt text"
        html = data.get("text/html", "")
        if "<figure" in html:
            parser = Undescribed()
            parser.feed(html)
            assert parser.found == [] and parser.pictures, f"{cell.id}: {parser.found}"
            assert "<figcaption" in html, f"{cell.id}: a figure without a caption"
            pictures += 1
    assert pictures >= 5, f"{lesson} shows only {pictures} pictures"


def test_saved_after_a_full_run_it_stays_small(solved):
    _lesson, notebook = solved
    assert len(nbformat.writes(notebook).encode()) < 1_000_000


def test_no_placeholder_reprs_are_shown(solved):
    _lesson, notebook = solved
    for cell, output in outputs(notebook):
        if "text/html" not in output.get("data", {}):
            text = output.get("data", {}).get("text/plain", "") + output.get("text", "")
            assert not re.search(r"<[\w.]+ (object )?at 0x", text), f"{cell.id} shows {text[:60]}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_cell_that_is_run_again_below_all_others_says_the_same(lesson, run):
    ran = run("source", lesson)
    assert [(cell.id, output.evalue) for cell in ran.again for output in cell.outputs if "evalue" in output] == []
    for place, (first, after) in ran.guesses.items():
        assert first.keys() == after.keys()
        for name, value in first.items():
            again = after[name]
            assert np.all(again == value), f"{place}: {name} was {value}, and {again} when the cell was run again"


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_guess_says_nothing_a_right_one_is_right_and_a_wrong_one_hinders_nothing(lesson, run, capsys):
    def told(given, outcomes):
        guesses.compare_guess(given if len(outcomes) > 1 else given[0], **outcomes)
        return capsys.readouterr().out

    for place, (outcomes, _) in run("source", lesson).guesses.items():
        right = tuple(outcomes.values())
        assert told((...,) * len(right), outcomes) == ""
        assert told(right, outcomes).count("You were right.") == len(right), f"{place}: {outcomes}"
        for other in (more, turned, word, lambda _: True):
            given = tuple(other(value) for value in right)
            lines = told(given, outcomes)
            assert lines.count("\n") == len(right), f"{place}: {given} is told {lines!r}"
        for odd in (None, (), (1, 2, 3, 4, 5, 6, 7), {}, "?"):
            guesses.compare_guess(odd, **outcomes)
        capsys.readouterr()


def more(value):
    return 3 * value + 1 if guesses.is_number(value) else "something else"


def turned(value):
    return -value if guesses.is_number(value) else (9, 9)


def word(_):
    return "rises"
