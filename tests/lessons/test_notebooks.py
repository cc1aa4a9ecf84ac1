"""Every lesson as a notebook in a kernel: solved for full points, unsolved for nothing, silent, figures described.

All but the one that needs torch run where torch cannot be imported (see `test_without_torch`).
"""

import functools
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient

from autograde.course import Course
from autograde.handed_in.lesson_cells import bound_names, role_of
from autograde.report import MIME
from tests import torch_here, warm_python
from tests.course_copy import ROOT

pytestmark = pytest.mark.slow
LESSONS = Course(ROOT).lessons


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
    if stage == "release":
        asked = {name for cell in notebook.cells if role_of(cell) == "solution" for name in bound_names(cell.source)}
        notebook.cells = [without_picture(cell, asked) for cell in notebook.cells]
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources, shutdown_kernel="immediate").execute()
    return notebook


def without_picture(cell, asked):
    """A cell that uses no answer runs, and shows nothing: the solved notebook draws the same picture."""
    if role_of(cell, asked) == "reading" and cell.source.strip():
        cell.source = cell.source.rstrip() + ";"
    return cell


@pytest.fixture(scope="module", params=LESSONS)
def solved(request, run):
    return request.param, run("source", request.param)


@pytest.fixture(scope="module", params=LESSONS)
def unsolved(request, run):
    return request.param, run("release", request.param)


def outputs(notebook):
    return [(cell, output) for cell in notebook.cells for output in cell.get("outputs", [])]


def test_solved_for_full_points(solved):
    _lesson, notebook = solved
    reports = [output.data[MIME] for _, output in outputs(notebook) if MIME in output.get("data", {})]
    assert sum(report["points"] for report in reports) == 10, [r["exercise"] for r in reports if not r["passed"]]
    assert [output.evalue for _, output in outputs(notebook) if output.output_type == "error"] == []


def test_unsolved_every_tests_cell_says_what_to_do_and_nothing_else_fails(unsolved):
    _lesson, notebook = unsolved
    errors = [(cell.id, output.ename) for cell, output in outputs(notebook) if output.output_type == "error"]
    tests = [cell.id for cell in notebook.cells if cell.id.startswith("test_")]
    assert errors == [(name, "NotYetWritten") for name in tests]
    for _, output in outputs(notebook):
        if output.output_type == "error":
            assert "is not written yet." in output.traceback[0] and len(output.traceback) < 6, "a traceback"


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_on_stderr(lesson, run):
    for notebook in (run("source", lesson), run("release", lesson)):
        assert [output.text for _, output in outputs(notebook) if output.get("name") == "stderr"] == []


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
