"""A newer release in the browser: the start page tells of it, the lesson shows it around a student's work, and back.

The lesson is opened by a link of the formula sheet, which is to lead into the lessons.
Left out: what is merged how (`tests/student/test_merge.py`).
"""

import json

import nbformat
import pytest
from playwright.sync_api import Page

from autograde.course import Course
from autograde.student import lab, update
from autograde.student.copies import Copy, copies, write
from tests.browser import forking_server
from tests.browser.served import AT_THE_TOP, jupyterlab, open_in_its_place
from tests.browser.shortened import shorten
from tests.course_copy import copy_course
from tests.student.small_release import own

pytestmark = pytest.mark.slow

LESSON = "02_circuits"
FILE = f"{LESSON}/{LESSON}.ipynb"
NOTE, ANSWER, TITLE = "My note: ask about this.", "return 2 * x  # mine", "A heading that the next release brings"


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Copy:
    """A student's copy with a note, an answer and a cell of their own, and a release that is newer than it."""
    course = copy_course(tmp_path_factory.mktemp("clone"), folders=("course", "release"))
    shorten(course, LESSON)
    lab.working_copy(course)
    (found,) = copies(course, (LESSON,))
    mine = nbformat.read(found.notebook, as_version=4)
    mine.cells[0].source += f"\n\n{NOTE}"
    solution = next(cell for cell in mine.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    solution.source = f"{solution.source.splitlines()[0]}\n    {ANSWER}"
    mine.cells.insert(1, own("print('a cell of mine')", code=True))
    write(found.notebook, update.to_bytes(mine))
    newer = nbformat.read(found.release, as_version=4)
    newer.cells.insert(1, own(f"## {TITLE}", "cell-new"))
    write(found.release, update.to_bytes(newer))
    return found


def sheet_leads_to(page: Page) -> Page:
    """The tab with the lesson that a link of the formula sheet opens, which the start page leads to."""
    page.locator("#sheet").evaluate("link => link.removeAttribute('target')")
    page.locator("#sheet").click()
    link = page.get_by_role("link").filter(has_text="2.2").first
    assert link.evaluate("link => link.pathname") == f"/lab/tree/{FILE}"
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_function(AT_THE_TOP, arg="Exercise 2.2")
    return opened.value


def shown(page: Page) -> str:
    """The lesson's text from its top, as JupyterLab shows it when just opened; nothing in it is unsaved."""
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    assert page.locator(".jp-mod-dirty").count() == 0
    page.locator(".jp-WindowedPanel-outer").hover()
    page.mouse.wheel(0, -100_000)  # the sheet leads further down, and only what is near is drawn
    page.get_by_text(NOTE).wait_for()
    return page.locator(".jp-Notebook").inner_text()


def test_an_update_is_told_shown_where_the_formula_sheet_leads_and_taken_back(page, copy, home, tmp_path):
    before, clone = copy.notebook.read_bytes(), Course(copy.folder.parent.parent)
    (told,) = update.at_start(clone)
    assert "1 cell added" in told
    with jupyterlab(clone, home, start=forking_server.start) as address:
        page.goto(address)
        page.get_by_text(f"{LESSON}: 1 cell added.").wait_for()
        assert page.get_by_text(f"autograde update {LESSON} --back").is_visible()
        page.screenshot(path=tmp_path / "start.png", full_page=True)
        tab = sheet_leads_to(page)
        text = shown(tab)
        tab.screenshot(path=tmp_path / "merged.png")
        assert TITLE in text and NOTE in text and "a cell of mine" in text
        assert ANSWER in "".join("".join(cell["source"]) for cell in json.loads(copy.notebook.read_text())["cells"])
        update.go_back(copy)
        page.goto(address)
        page.get_by_text(f"{LESSON}: as it was before the last merge.").wait_for()
        page.screenshot(path=tmp_path / "back.png", full_page=True)
        open_in_its_place(tab, FILE)
        text = shown(tab)
        assert TITLE not in text and NOTE in text and copy.notebook.read_bytes() == before
        assert page.complaints == [] and page.abroad == []
