"""What a student sees in JupyterLab, in a real browser: start, answers, figures, Validate, and starting again.

Left out: what a check says about which mistake (`tests/autograde`), and how pictures look; the screenshots in the
tests' temporary folder are for people.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from autograde.course import Course
from autograde.student import lab
from tests.browser import forking_server
from tests.browser.conftest import a_page
from tests.browser.served import (
    AS_ROOT,
    PATIENCE,
    answer,
    cell_with,
    jupyterlab,
    look_at,
    notebook,
    open_as_left,
    reports,
    run_all,
    solutions,
    solved,
    turn_to,
)
from tests.browser.shortened import shorten
from tests.course_copy import copy_course
from tests.student import small_notebook

pytestmark = pytest.mark.slow

RIGHT = "def grad_mul(x, y):\n    return y, x\n"
WRONG = "def sigmoid_backward(g, s):\n    return s * (1 - s)\n"
IMAGES = "() => [...document.querySelectorAll('.jp-OutputArea img')].map(image => [image.naturalWidth, image.alt])"
DRAWINGS = """() => [...document.querySelectorAll('.jp-OutputArea svg[role=img]')].map(svg => [
    svg.getBoundingClientRect().width,
    (svg.getAttribute('aria-labelledby') || '').split(' ').map(id => svg.querySelector('#' + id)?.textContent).join(' ')
])"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory, course) -> Course:
    """A student's clone: published lessons and a working copy, with 02 solved and 03 solved but for one mistake."""
    mine = copy_course(tmp_path_factory.mktemp("clone"), folders=("course", "release"))
    shorten(mine, "02_circuits", "03_sigmoid_neuron")
    lab.working_copy(mine)
    answer(mine, "02_circuits", solutions(course, "02_circuits"))
    answer(mine, "03_sigmoid_neuron", {**solutions(course, "03_sigmoid_neuron"), "sigmoid_backward": WRONG})
    return mine


@pytest.fixture(scope="module")
def address(desk, home) -> Iterator[str]:
    with jupyterlab(desk, home, start=forking_server.start) as url:
        yield url


@pytest.fixture(scope="module")
def screen(context) -> Iterator[Page]:
    """One page for most tests of this file: to load JupyterLab is what they cost, not what they do in it."""
    with a_page(context) as page:
        yield page


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def answered(screen, address, desk, pictures) -> SimpleNamespace:
    """Lesson 01 with one right answer and one guess, run and validated: what all of it shows."""
    turn_to(screen, address, desk, "01_slopes")
    mine = cell_with(screen, "def grad_mul")
    mine.locator(".cm-content").click()
    screen.keyboard.press("ControlOrMeta+a")
    screen.keyboard.insert_text(RIGHT)
    cell_with(screen, "guess = ...").first.locator(".cm-content").click()
    for key in ("ControlOrMeta+Home", "Shift+End"):
        screen.keyboard.press(key)
    screen.keyboard.insert_text("guess = -0.25")
    run_all(screen)
    shown = reports(screen)
    look_at(screen, cell_with(screen, 'check("grad_mul"'), pictures / "solved.png")
    look_at(screen, cell_with(screen, 'check("grad_max"'), pictures / "not-written.png")
    images = screen.evaluate(IMAGES)
    return SimpleNamespace(shown=shown, images=images, verdict=validate(screen, pictures / "validate-01.png"))


@pytest.fixture(scope="module")
def mistaken(screen, address, desk, pictures) -> SimpleNamespace:
    """Lesson 03 with one wrong answer, run and validated: what its checks and the button say."""
    turn_to(screen, address, desk, "03_sigmoid_neuron")
    run_all(screen)
    return SimpleNamespace(shown=reports(screen), verdict=validate(screen, pictures / "validate-03.png"))


def validate(page: Page, picture: Path) -> str:
    """Press nbgrader's Validate button; returns what its dialog says, takes a screenshot, and closes it."""
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    text = dialog.inner_text()
    page.screenshot(path=picture)
    dialog.get_by_role("button", name="Ok").click()
    dialog.wait_for(state="detached")
    return text


def failed(verdict: str) -> set[str]:
    """The exercises that Validate's dialog names as not solved."""
    return set(re.findall(r"\w+", "".join(re.findall(r"Not solved: (.*)\.", verdict))))


def test_the_first_start_shows_nothing_for_instructors(screen, address, desk, pictures):
    turn_to(screen, address, desk, "01_slopes")
    screen.screenshot(path=pictures / "start.png")
    assert screen.locator(".jp-NotebookPanel:visible h1").first.inner_text().startswith("01")
    assert "Nbgrader" not in screen.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    sides = [tab.get_attribute("title") or "" for tab in screen.locator(".jp-SideBar .lm-TabBar-tab").all()]
    assert sides and not re.search("assignment|course|extension manager", " ".join(sides), re.IGNORECASE)
    assert screen.locator(".jp-Dialog, .jp-toast, .Toastify__toast").count() == 0
    assert screen.complaints == [] and screen.abroad == []


def test_a_second_start_names_the_server_that_runs(address, desk, home):
    command = [sys.executable, "-m", "autograde", "lab", "--no-browser", *(["--allow-root"] if AS_ROOT else [])]
    done = subprocess.run(command, cwd=desk.root, env=home, capture_output=True, text=True, timeout=PATIENCE / 1000)
    assert done.returncode == 0 and address.replace("/?", "/autograde/start?") in done.stdout


def test_one_right_answer(answered, screen, desk):
    shown, verdict = answered.shown, answered.verdict
    assert "grad_mul: 2 of 2 points, solved" in shown["grad_mul"]
    others = {name: text for name, text in shown.items() if name != "grad_mul"}
    assert len(others) == 4
    for name, text in others.items():
        assert f"{name} is not written yet" in text and "Traceback" not in text and len(text) < 300
    assert len(answered.images) >= 5 and all(width > 0 and alt for width, alt in answered.images)
    assert failed(verdict) == set(others) and verdict.count("not written yet") == 4
    assert "2 of 10 points." in verdict and "The following cell failed" not in verdict
    assert RIGHT.strip() in "\n".join(
        "".join(cell["source"]) for cell in json.loads(notebook(desk, "01_slopes").read_text(encoding="utf-8"))["cells"]
    ), "Validate saves first"
    assert screen.complaints == [] and screen.abroad == []


def test_of_a_notebook_that_is_no_lesson_nbgrader_answers_as_ever(screen, address, desk, pictures):
    own = [small_notebook.own("1 + 1")]
    small_notebook.write(desk.root / lab.FOLDER / "mine.ipynb", change=lambda cells: own)
    turn_to(screen, address, desk, "mine.ipynb")
    assert "Success!" in validate(screen, pictures / "validate-mine.png")
    assert screen.complaints == [] and screen.abroad == []


def test_a_solved_lesson(screen, address, desk, pictures):
    turn_to(screen, address, desk, "02_circuits")
    run_all(screen)
    shown = reports(screen)
    look_at(screen, cell_with(screen, 'check("').last, pictures / "solved-02.png")
    assert shown and solved(shown) == set(shown)
    drawings = screen.evaluate(DRAWINGS)
    assert drawings and all(width > 50 and "gate" in text for width, text in drawings)
    assert "10 of 10 points. Everything is solved." in validate(screen, pictures / "validate-02.png")
    assert screen.complaints == [] and screen.abroad == []


def test_one_wrong_answer(mistaken, screen, desk, home):
    shown, verdict = mistaken.shown, mistaken.verdict
    assert set(shown) - solved(shown) == {"sigmoid_backward"}
    assert "sigmoid_backward: 0 of 2 points" in shown["sigmoid_backward"] and "expected" in shown["sigmoid_backward"]
    assert failed(verdict) == {"sigmoid_backward"} and "8 of 10 points." in verdict
    command = [sys.executable, "-m", "autograde", "validate", str(notebook(desk, "03_sigmoid_neuron"))]
    done = subprocess.run(command, cwd=desk.root, env=home, capture_output=True, text=True)
    assert done.returncode == 1 and "8 of 10" in done.stdout, "the command says the same as the button"
    assert screen.complaints == [] and screen.abroad == []


def test_validate_in_notebook_7(page, address, desk, pictures):
    small_notebook.write(desk.root / lab.FOLDER / "small.ipynb", {"grad_max": "raise SystemExit"})
    page.goto(address.replace("/?", "/notebooks/small.ipynb?"))
    page.get_by_role("button", name="Validate").wait_for()
    verdict = validate(page, pictures / "validate-notebook-7.png")
    assert "6 of 10 points. Not solved: grad_max, numerical_gradient." in verdict
    assert "its answer's cell stopped with SystemExit" in verdict
    its_own = ("schema", "filebrowser:open-path")  # what Notebook 7 complains of whatever the settings are
    assert [one for one in page.complaints if not any(word in one for word in its_own)] == []
    assert page.abroad == []


def test_starting_again_keeps_answer_guess_and_tab_in_the_dark_and_what_moves_still_moves(
    answered, mistaken, screen, page, address, desk, home, pictures
):
    turn_to(screen, address, desk, "03_sigmoid_neuron")
    screen.wait_for_timeout(1500)  # after which JupyterLab has stored what is open
    screen.goto("about:blank")
    tastes = Path(home["JUPYTER_CONFIG_DIR"], "lab", "user-settings", "@jupyterlab", "apputils-extension")
    tastes.mkdir(parents=True)
    (tastes / "themes.jupyterlab-settings").write_text('{"theme": "JupyterLab Dark"}')
    assert lab.working_copy(desk)[1] == []
    with jupyterlab(desk, home, start=forking_server.start) as again:
        open_as_left(page, again, desk)
        assert page.locator("body").get_attribute("data-jp-theme-light") == "false", "a student's own settings count"
        assert page.locator(".jp-NotebookPanel:visible h1").first.inner_text().startswith("03"), "it was open before"
        look_at(page, cell_with(page, 'check("sigmoid_backward"'), pictures / "wrong-dark.png")
        hints = page.locator(".jp-MarkdownCell", has_text="Hints for sigmoid_backward")
        third = hints.locator("details").nth(2)
        assert hints.locator("summary").count() == 3 and not third.locator("p").first.is_visible(), "folded"
        third.locator("summary").click()
        look_at(page, hints, pictures / "hint-dark.png")
        assert third.locator("p").first.is_visible() and third.locator("li").count() >= 2, "read as Markdown"
        turn_to(page, again, desk, "01_slopes")
        picture = cell_with(page, "product = (Value(")
        look_at(page, picture, pictures / "reopened-dark.png")
        assert "return y, x" in cell_with(page, "def grad_mul").locator(".cm-content").text_content()
        assert "2 of 2 points, solved" in reports(page)["grad_mul"]
        assert "you guessed -0.25" in cell_with(page, "guess = -0.25").locator(".jp-OutputArea").text_content()
        picture.get_by_label("x", exact=True).fill("5")
        assert picture.locator(".bp-gradient").all_text_contents() == ["−3", "5", "1"]
        assert page.locator(".jp-Dialog").count() == 0 and page.complaints == []
    (tastes / "themes.jupyterlab-settings").unlink()
