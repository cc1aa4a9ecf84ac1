"""What a student sees in JupyterLab, in a real browser: start, answers, figures, Validate, and starting again.

Left out: what a check says about which mistake (`tests/autograde`), and how pictures look; the screenshots in the
tests' temporary folder are for people.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from autograde.build import IMPORT
from autograde.course import Course
from autograde.student import lab
from tests.course_copy import copy_course
from tests.student import small_notebook

pytestmark = pytest.mark.slow

TOKEN = "for-this-test-only"
PATIENCE = 90_000  # milliseconds; a busy machine is slow, a broken page never comes
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
RIGHT = "def grad_mul(x, y):\n    return y, x\n"
WRONG = "def sigmoid_backward(g, s):\n    return s * (1 - s)\n"
ALL_RUN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent)
    const widgets = [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.widget-view+json"]')]
    return prompts.every(text => /\\[\\d+\\]/.test(text)) && widgets.every(one => one.querySelector('.widget-slider'))
}"""
ALL_CELLS = """number => {
    const shown = [...document.querySelectorAll('.jp-NotebookPanel')].filter(panel => panel.offsetParent)
    return shown.length == 1 && shown[0].querySelectorAll('.jp-Cell').length == number
}"""
IMAGES = "() => [...document.querySelectorAll('.jp-OutputArea img')].map(image => [image.naturalWidth, image.alt])"
DRAWINGS = """() => [...document.querySelectorAll('.jp-OutputArea svg[role=img]')].map(svg => [
    svg.getBoundingClientRect().width,
    (svg.getAttribute('aria-labelledby') || '').split(' ').map(id => svg.querySelector('#' + id)?.textContent).join(' ')
])"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> dict[str, str]:
    """An environment with a home folder of its own, so that nobody's settings matter and none are changed."""
    folder = tmp_path_factory.mktemp("home")
    jupyter = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **jupyter, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}


@pytest.fixture(scope="module")
def browser(home) -> Iterator[Browser]:
    """Chromium, or a reason why the browser tests are left out."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        stop = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        stop("The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium")
    flags = [*FLAGS, "--no-sandbox"] if AS_ROOT else [*FLAGS]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=flags, env=home)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory, course) -> Course:
    """A student's clone: published lessons and a working copy, with 02 solved and 03 solved but for one mistake."""
    mine = copy_course(tmp_path_factory.mktemp("clone"), folders=("course", "release"))
    lab.working_copy(mine)
    answer(mine, "02_circuits", solutions(course, "02_circuits"))
    answer(mine, "03_sigmoid_neuron", {**solutions(course, "03_sigmoid_neuron"), "sigmoid_backward": WRONG})
    return mine


@pytest.fixture(scope="module")
def address(desk, home) -> Iterator[str]:
    with jupyterlab(desk, home) as url:
        yield url


def notebook(course: Course, lesson: str) -> Path:
    return course.root / lab.FOLDER / lesson / f"{lesson}.ipynb"


def solutions(course: Course, lesson: str) -> dict[str, str]:
    """The author's answers of a lesson, by the name of the exercise."""
    cells = json.loads(course.notebook("source", lesson).read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")}


def answer(course: Course, lesson: str, answers: dict[str, str]) -> None:
    """Write answers into the working copy of a lesson."""
    data = json.loads(notebook(course, lesson).read_text(encoding="utf-8"))
    for cell in data["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    notebook(course, lesson).write_text(json.dumps(data), encoding="utf-8")


@contextmanager
def jupyterlab(course: Course, home: dict[str, str]) -> Iterator[str]:
    """JupyterLab as `autograde lab` starts it, on a free port of this machine; gives the address to open."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = course.root / lab.FOLDER
    lab.open_first_lesson(course, folder)
    options = ("--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0")
    options += (f"--IdentityProvider.token={TOKEN}", *(["--allow-root"] if AS_ROOT else []))
    log = course.root / f"server-{port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            lab.command_line(course, folder, options),
            cwd=course.root,
            env=lab.environment(home),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", server, log)
        yield f"http://127.0.0.1:{port}/?token={TOKEN}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Return once the server answers; fail with its own words when it ends or stays silent."""
    end = time.monotonic() + PATIENCE / 1000
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """An empty page that notes complaints of the browser's console and requests that leave this machine."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.complaints, page.abroad = [], []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda sent: page.abroad.append(sent.url) if is_abroad(sent.url) else None)
    yield page
    page.close()


def is_abroad(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def open_lesson(page: Page, address: str, lesson: str = "") -> None:
    """Open JupyterLab as it was left, or one lesson alone; wait until its kernel is ready and all its cells stand."""
    page.goto(address.replace("/?", f"/lab/tree/{lesson}/{lesson}.ipynb?reset&") if lesson else address)
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    shown = page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel").inner_text()
    released = Course.around().notebook("release", shown.removesuffix(".ipynb"))
    page.wait_for_function(ALL_CELLS, arg=len(json.loads(released.read_text(encoding="utf-8"))["cells"]))


def run_all(page: Page) -> None:
    """Run > Run All Cells, and wait until every code cell has its number and every slider is drawn."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_RUN)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def cell_with(page: Page, start: str):
    """The code cell whose text starts like this."""
    return page.locator(
        ".jp-CodeCell", has=page.locator(".cm-content", has_text=re.compile(f"^({IMPORT})?\\s*{re.escape(start)}"))
    )


def reports(page: Page) -> dict[str, str]:
    """What each tests cell shows, by the name of the exercise."""
    found = {}
    for cell in cell_with(page, 'check("').all():
        name = cell.locator(".cm-content").text_content().split('"')[1]
        found[name] = " ".join(cell.locator(".jp-OutputArea-output").all_text_contents())
    return found


def solved(shown: dict[str, str]) -> set[str]:
    return {name for name, text in shown.items() if "points, solved" in text or "point, solved" in text}


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


def look_at(page: Page, cell, path: Path) -> None:
    """A screenshot with the cell's end in view; twice, because cells above take their height only when drawn."""
    for _ in range(3):
        cell.evaluate("cell => cell.scrollIntoView({block: 'end'})")
        page.wait_for_timeout(300)
    page.screenshot(path=path)


def test_the_first_start_shows_lesson_1_and_nothing_for_instructors(page, address, tmp_path):
    open_lesson(page, address)
    page.screenshot(path=tmp_path / "start.png")
    assert page.locator(".jp-NotebookPanel:visible h1").first.inner_text().startswith("01")
    assert page.locator(".jp-DirListing-itemName").all_inner_texts()[:2] == ["01_slopes", "02_circuits"]
    assert "Nbgrader" not in page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    sides = [tab.get_attribute("title") or "" for tab in page.locator(".jp-SideBar .lm-TabBar-tab").all()]
    assert sides and not re.search("assignment|course|extension manager", " ".join(sides), re.IGNORECASE)
    assert page.locator(".jp-Dialog, .jp-toast, .Toastify__toast").count() == 0
    assert page.complaints == [] and page.abroad == []


def test_a_second_start_names_the_server_that_runs(address, desk, home):
    command = [sys.executable, "-m", "autograde", "lab", "--no-browser", *(["--allow-root"] if AS_ROOT else [])]
    done = subprocess.run(command, cwd=desk.root, env=home, capture_output=True, text=True, timeout=PATIENCE / 1000)
    assert done.returncode == 0 and address.replace("/?", "/lab?") in done.stdout


def test_one_right_answer(page, address, desk, tmp_path):
    open_lesson(page, address)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    mine = cell_with(page, "def grad_mul")
    mine.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(RIGHT)
    run_all(page)
    shown = reports(page)
    look_at(page, cell_with(page, 'check("grad_mul"'), tmp_path / "solved.png")
    look_at(page, cell_with(page, 'check("grad_max"'), tmp_path / "not-written.png")
    assert "grad_mul: 2 of 2 points, solved" in shown["grad_mul"]
    others = {name: text for name, text in shown.items() if name != "grad_mul"}
    assert len(others) == 4
    for name, text in others.items():
        assert f"{name} is not written yet" in text and "Traceback" not in text and len(text) < 300
    images = page.evaluate(IMAGES)
    assert len(images) >= 5 and all(width > 0 and alt for width, alt in images)
    verdict = validate(page, tmp_path / "validate.png")
    assert failed(verdict) == set(others) and verdict.count("not written yet") == 4
    assert "2 of 10 points." in verdict and "The following cell failed" not in verdict
    assert RIGHT.strip() in "\n".join(
        "".join(cell["source"]) for cell in json.loads(notebook(desk, "01_slopes").read_text(encoding="utf-8"))["cells"]
    ), "Validate saves first"
    assert page.complaints == [] and page.abroad == []


def test_a_solved_lesson(page, address, tmp_path):
    open_lesson(page, address, "02_circuits")
    run_all(page)
    shown = reports(page)
    look_at(page, cell_with(page, 'check("').last, tmp_path / "solved.png")
    assert shown and solved(shown) == set(shown)
    drawings = page.evaluate(DRAWINGS)
    assert drawings and all(width > 50 and "gate" in text for width, text in drawings)
    assert "10 of 10 points. Everything is solved." in validate(page, tmp_path / "validate.png")
    assert page.complaints == [] and page.abroad == []


def test_one_wrong_answer_in_the_dark(page, address, desk, home, tmp_path):
    tastes = Path(home["JUPYTER_CONFIG_DIR"], "lab", "user-settings", "@jupyterlab", "apputils-extension")
    tastes.mkdir(parents=True, exist_ok=True)
    (tastes / "themes.jupyterlab-settings").write_text('{"theme": "JupyterLab Dark"}')
    open_lesson(page, address, "03_sigmoid_neuron")
    assert page.locator("body").get_attribute("data-jp-theme-light") == "false", "a student's own settings count"
    run_all(page)
    shown = reports(page)
    look_at(page, cell_with(page, 'check("sigmoid_backward"'), tmp_path / "wrong-dark.png")
    assert set(shown) - solved(shown) == {"sigmoid_backward"}
    assert "sigmoid_backward: 0 of 2 points" in shown["sigmoid_backward"] and "expected" in shown["sigmoid_backward"]
    hints = page.locator(".jp-MarkdownCell", has_text="Hints for sigmoid_backward")
    third = hints.locator("details").nth(2)
    assert hints.locator("summary").count() == 3 and not third.locator("p").first.is_visible(), "folded"
    third.locator("summary").click()
    look_at(page, hints, tmp_path / "hint-dark.png")
    assert third.locator("p").first.is_visible() and third.locator("li").count() >= 2, "read as Markdown"
    verdict = validate(page, tmp_path / "validate.png")
    assert failed(verdict) == {"sigmoid_backward"} and "8 of 10 points." in verdict
    command = [sys.executable, "-m", "autograde", "validate", str(notebook(desk, "03_sigmoid_neuron"))]
    done = subprocess.run(command, cwd=desk.root, env=home, capture_output=True, text=True)
    assert done.returncode == 1 and "8 of 10" in done.stdout, "the command says the same as the button"
    assert page.complaints == [] and page.abroad == []


def test_validate_in_notebook_7_and_of_a_notebook_that_is_no_lesson(page, address, desk, tmp_path):
    folder = desk.root / lab.FOLDER
    small_notebook.write(folder / "small.ipynb", {"grad_max": "raise SystemExit"})
    small_notebook.write(folder / "mine.ipynb", change=lambda cells: [small_notebook.own("1 + 1")])
    page.goto(address.replace("/?", "/notebooks/small.ipynb?"))
    page.get_by_role("button", name="Validate").wait_for()
    verdict = validate(page, tmp_path / "validate-notebook-7.png")
    assert "6 of 10 points. Not solved: grad_max, numerical_gradient." in verdict
    assert "its answer's cell stopped with SystemExit" in verdict
    page.goto(address.replace("/?", "/notebooks/mine.ipynb?"))
    assert "Success!" in validate(page, tmp_path / "validate-mine.png"), "nbgrader answers as ever"
    others = [one for one in page.complaints if "schema" not in one]
    assert others == [], "Notebook 7 complains of a schema whatever the settings are"
    assert page.abroad == []


def test_starting_again_keeps_the_answer_the_tab_and_the_sliders(page, desk, home, tmp_path):
    assert lab.working_copy(desk)[1] == []
    with jupyterlab(desk, home) as address:
        open_lesson(page, address)
        assert page.locator(".jp-NotebookPanel:visible h1").first.inner_text().startswith("03"), "it was open before"
        open_lesson(page, address, "01_slopes")
        slider = cell_with(page, "sliders(")
        look_at(page, slider, tmp_path / "reopened.png")
        assert "return y, x" in cell_with(page, "def grad_mul").locator(".cm-content").text_content()
        assert "2 of 2 points, solved" in reports(page)["grad_mul"]
        assert "nudge" in slider.locator(".jp-OutputArea").inner_text()
        assert page.locator(".jp-Dialog").count() == 0 and page.complaints == []
