"""From the start page through a lesson to the next one, without the file browser: JupyterLab and Jupyter Notebook 7.

Left out: what the page says in which case (`tests/student/test_start.py`), the rest of a lesson (`test_student`), and
the formula sheet (`test_update`).
"""

import itertools
import json
import shutil
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from autograde import standings
from autograde.course import Course
from autograde.student import lab
from tests.browser import forking_server
from tests.browser.accessible import serious
from tests.browser.served import AT_THE_TOP, answer, cell_with, jupyterlab, notebook, run_all, solutions
from tests.browser.shortened import shorten
from tests.course_copy import copy_course

pytestmark = pytest.mark.slow

FIRST, SECOND = "01_slopes", "02_circuits"
BEHIND = "/some/where/"  # a server's address below another one
UNSAVED = ".jp-mod-dirty"
LOOKED_AT = "() => document.dispatchEvent(new Event('visibilitychange'))"  # a headless browser shows every tab at once


@pytest.fixture(scope="module")
def desk(tmp_path_factory, course) -> Course:
    """A student's clone: lesson 01 is solved but for its first exercise, and never checked; 02 links back to it."""
    mine = copy_course(tmp_path_factory.mktemp("clone"), folders=("course", "release"), lessons=(FIRST, SECOND))
    shorten(mine, FIRST, SECOND)
    lab.working_copy(mine)
    answers = solutions(course, FIRST)
    answers.pop("numerical_derivative")
    answer(mine, FIRST, answers)
    shutil.copy(course.formula_sheet, mine.root / "release")
    data = json.loads(notebook(mine, SECOND).read_text(encoding="utf-8"))
    there = standings.standing(FIRST).rows[1].link
    note = {
        "cell_type": "markdown",
        "id": "note",
        "metadata": {},
        "source": f"[there](../{FIRST}/{FIRST}.ipynb{there})",
    }
    data["cells"].insert(1, note)
    notebook(mine, SECOND).write_text(json.dumps(data), encoding="utf-8")
    return mine


@pytest.fixture(scope="module")
def address(desk, home) -> Iterator[str]:
    with jupyterlab(desk, home) as url:
        yield url


def follow(page: Page, name: str) -> Page:
    """Click a link of the start page by its id, and return the tab that it opens, when its kernel is ready."""
    with page.expect_popup() as opened:
        page.locator(f"#{name}").click()
    tab = opened.value
    tab.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    tab.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    return tab


def test_from_the_start_page_to_the_next_lesson(page, address, desk, course, tmp_path):
    page.goto(address)
    assert page.url.endswith("/autograde/start"), "the token is shown to nobody"
    page.screenshot(path=tmp_path / "start.png")
    tab = follow(page, "next")
    tab.get_by_role("treeitem", name="Nudge one input", exact=True).wait_for()
    tab.screenshot(path=tmp_path / "lesson.png")
    assert tab.locator(UNSAVED).count() == 0, "nothing has been changed"
    assert not tab.locator(".jp-FileBrowser").is_visible()

    page.locator("#first").click()
    tab.wait_for_function(AT_THE_TOP, arg="Exercise 1.1")
    assert len(page.family) == 2, "a lesson that is open is shown where it is"
    solution = solutions(course, FIRST)["numerical_derivative"]
    tab.keyboard.press("ArrowDown")  # the exercise's heading is the active cell: the keyboard goes on from there
    tab.keyboard.press("Enter")
    tab.keyboard.press("ControlOrMeta+a")
    tab.keyboard.insert_text(solution if isinstance(solution, str) else "".join(solution))
    tab.keyboard.press("Shift+Enter")
    tab.keyboard.press("Shift+Enter")
    report = cell_with(tab, 'check("numerical_derivative"').locator(".jp-OutputArea")
    report.get_by_text("2 of 2 points, solved").wait_for()

    page.set_viewport_size({"width": 1280, "height": 600})
    page.locator("#lesson-02_circuits").focus()
    page.evaluate("scrollTo(0, 50)")
    page.evaluate(LOOKED_AT)
    page.get_by_text("Go on with exercise 1.2: grad_mul").wait_for()
    assert page.locator("tr", has_text="Slopes").get_by_text("2 of 10").is_visible()
    assert page.evaluate("[document.activeElement.id, scrollY]") == ["lesson-02_circuits", 50], "focus and scroll stay"

    for _ in range(2):  # a second time too, when the address names the heading already
        report.get_by_role("link", name="1.2 grad_mul").click()
        tab.wait_for_function(AT_THE_TOP, arg="Exercise 1.2")
        report.evaluate("report => report.scrollIntoView()")
    run_all(tab)
    table = cell_with(tab, "from autograde import standing").locator(".jp-OutputArea")
    table.get_by_text("10 of 10 points").first.wait_for()
    assert serious(tab, ".jp-OutputArea", ".jp-MarkdownOutput") == []
    table.get_by_role("link", name="lesson 02").click()
    tab.locator(".jp-NotebookPanel:visible h1", has_text="02").wait_for()
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    assert len(page.family) == 2 and not tab.locator(".jp-FileBrowser").is_visible()

    tab.get_by_role("link", name="there").click()
    tab.locator(".jp-NotebookPanel:visible h1", has_text="01").wait_for()
    tab.wait_for_function(AT_THE_TOP, arg="Exercise 1.2")

    tab.get_by_role("button", name="Start page").click()
    page.get_by_text("Go on with lesson 02").wait_for()
    assert len(page.family) == 2, "the start page is one tab"
    assert page.locator("tr", has_text="Slopes").get_by_text("10 of 10").is_visible()
    assert page.complaints == [] and page.abroad == []


def test_nobody_without_the_token_sees_where_a_student_stands(address):
    with urllib.request.urlopen(address.replace("/?", "/autograde/start?").partition("?")[0]) as answered:
        assert "/login" in answered.url and "Slopes" not in answered.read().decode()


def test_the_page_says_so_when_the_server_has_ended(page, address):
    page.goto(address)
    assert not page.locator("#ended").is_visible()
    page.route("**/autograde/start", lambda asked: asked.abort())
    page.evaluate(LOOKED_AT)
    page.locator("#ended", has_text="JupyterLab has ended").wait_for()
    assert page.locator("main").is_visible()
    page.unroute("**/autograde/start")
    page.evaluate(LOOKED_AT)
    page.locator("#ended").wait_for(state="hidden")


def test_the_start_page_is_accessible_and_it_and_a_lesson_fit(page, address, tmp_path):
    for width, scheme in itertools.product((1366, 380), ("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(address)
        page.screenshot(path=tmp_path / f"start-{scheme}-{width}.png", full_page=True)
        assert serious(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is cut off"
    page.goto(address.replace("/?", f"/lab/tree/{FIRST}/{FIRST}.ipynb?"))
    page.wait_for_function("document.querySelector('.jp-NotebookPanel .jp-Cell')?.clientWidth > 250")
    assert page.complaints == [] and page.abroad == []


def test_jupyter_notebook_behind_another_address(page, tmp_path, home):
    mine = copy_course(tmp_path, folders=("course", "release"), lessons=(FIRST, SECOND))
    shorten(mine, FIRST, SECOND)
    lab.working_copy(mine)
    with jupyterlab(mine, home, f"--ServerApp.base_url={BEHIND}", notebook=True, start=forking_server.start) as address:
        page.goto(address)
        assert page.url.endswith(f"{BEHIND}autograde/start")
        tab = follow(page, "first")
        assert f"{BEHIND}notebooks/{FIRST}/{FIRST}.ipynb" in tab.url
        tab.wait_for_function(AT_THE_TOP, arg="Exercise 1.1")
        assert tab.locator(UNSAVED).count() == 0
        tab.locator(".jp-NotebookPanel h1").first.evaluate("heading => heading.scrollIntoView()")
        follow(page, f"lesson-{SECOND}")
        assert len(page.family) == 3, "each lesson has its own tab"
        page.locator("#first").click()
        tab.wait_for_function(AT_THE_TOP, arg="Exercise 1.1")
        tab.get_by_role("button", name="Start page").click()
        page.wait_for_load_state()
        assert len(page.family) == 3 and page.abroad == []
