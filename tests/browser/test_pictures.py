"""Every kind of picture moves in JupyterLab, in Notebook 7 where nothing was run again, and in a page of nbconvert.

One notebook with a picture of each kind is run once, saved, and shown by all three.
Left out: what each move shows (`tests/touch`).
"""

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Locator, Page

from autograde.course import Course
from autograde.student import lab
from tests.browser import forking_server
from tests.browser.accessible import serious
from tests.browser.served import jupyterlab, run_all
from tests.course_copy import copy_course

pytestmark = pytest.mark.slow

KINDS = {  # the call that makes it, and what a mouse takes hold of
    "circuit": ("graph.circuit(f, at='backward', guess=True)", ".bp-input rect"),
    "curve": ("curve.slope('sine', 1.0, 1e-3, errors=True)", "[data-part=point]"),
    "sigmoid": ("gates(1.5, 7)", "[data-part=point]"),
    "crease": ("maximum(4.0, 2.0)", "[data-part=point]"),
    "descent": ("descent.parabola(28 / 3, 1.0, 0.1, bottom=2.0)", "[data-part=start]"),
    "momentum": ("rolling((1.0, 400.0), (10.0, 0.1), 0.0025)", "[data-part=start]"),
    "shapes": ("product(('W', (5, 10)), ('X', (10, 3)), 'D', find='dW')", "[data-part=factor-0]"),
    "chain": ("neurons('σ', 1.0, 10)", "[data-part=end]"),
    "net": ("training(Classifier((2, 8, 1), 'tanh', seed=1), *data.circles(60, seed=1), rate=5.0)", "[data-part=p-20]"),
}
FIRST = """from backprop_lib import Value, data
from backprop_lib.classifier import Classifier
from backprop_lib.touch import curve, descent, graph
from backprop_lib.touch.chain import neurons
from backprop_lib.touch.crease import maximum
from backprop_lib.touch.momentum import rolling
from backprop_lib.touch.net import training
from backprop_lib.touch.shapes import product
from backprop_lib.touch.sigmoid import gates
w, x, b = Value(2.0, "w"), Value(-1.0, "x"), Value(-3.0, "b")
n = (w * x + b).named("n")
f = (n.sigmoid() * n).named("f")"""
LOOK = "one => [...one.querySelectorAll('svg, .bp-said')].map(part => part.outerHTML).join('')"
GUESSES = {"50": "You are off by 55", "-0.027": ": close.", "-0.02655": "You were right."}  # wrong, near, right
UNSAVED = ".jp-mod-dirty"


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Course:
    """A student's clone with a notebook of one's own beside the lessons; what its cells show is in it already."""
    mine = copy_course(tmp_path_factory.mktemp("clone"), folders=("course", "release"), lessons=("01_slopes",))
    lab.working_copy(mine)
    names: dict[str, Any] = {}
    exec(FIRST, names)
    cells = [nbformat.v4.new_code_cell(FIRST, execution_count=1)]
    for count, (call, _) in enumerate(KINDS.values(), 2):
        shown = {"text/html": eval(call, names)._repr_html_(), "text/plain": "a picture"}
        output = nbformat.v4.new_output("execute_result", shown, execution_count=count)
        cells.append(nbformat.v4.new_code_cell(call, execution_count=count, outputs=[output]))
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=spec), mine.root / lab.FOLDER / "pictures.ipynb")
    return mine


@pytest.fixture(scope="module")
def address(desk, home) -> Iterator[str]:
    """A server that shows it in JupyterLab and in Notebook 7."""
    with jupyterlab(desk, home, start=forking_server.start) as url:
        yield url


def moved_by_all_means(page: Page) -> None:
    """Each picture changes when a number is typed, when a key is pressed in its field, and by the mouse."""
    for place, (kind, (_, handle)) in enumerate(KINDS.items()):
        picture = page.locator(".bp-touch").nth(place)
        picture.scroll_into_view_if_needed()
        field, looks = picture.locator("input[type=number]").first, [picture.evaluate(LOOK)]
        for key in ("", "ArrowUp"):
            if key:
                field.press(key)
            else:
                field.fill(str(round(float(field.input_value()) * 1.25 + 0.01, 2)))
            if kind == "net":  # its rate shows at the next step
                picture.get_by_role("button", name="Step ▶").press("Enter")
            looks.append(picture.evaluate(LOOK))
        by_mouse(page, picture.locator(handle).first)
        looks.append(picture.evaluate(LOOK))
        assert len(set(looks)) == 4, kind


def by_mouse(page: Page, part: Locator) -> None:
    """Press on a part, move, and let go."""
    part.hover(force=True)
    box = part.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 25, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()


def guessed(picture: Locator) -> None:
    """A wrong, a near and a right guess, each told as such."""
    picture.get_by_role("button", name="Reset numbers").click()
    for text, told in GUESSES.items():
        picture.get_by_role("button", name="Next").click()
        picture.get_by_label("your guess").fill(text)
        picture.get_by_label("your guess").press("Enter")
        assert told in picture.locator(".bp-said").inner_text()


def keys_are_its_own(page: Page) -> None:
    """Arrow keys move a slider, and a letter on a button adds no cell, as both would do to the notebook around."""
    picture, cells = page.locator(".bp-touch").nth([*KINDS].index("curve")), page.locator(".jp-Cell")
    slider, number = picture.get_by_label("nudge h, as a power of ten"), cells.count()
    was = slider.get_attribute("aria-valuetext")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") != was and slider.evaluate("one => one.matches(':focus')")
    picture.get_by_role("button", name="Reset").press("b")
    assert cells.count() == number


def test_in_jupyterlab_and_once_it_is_saved_in_notebook_7(page, address):
    page.goto(address.replace("/?", "/lab/tree/pictures.ipynb?reset&"))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_all(page)
    guessed(page.locator(".bp-touch").first)
    moved_by_all_means(page)
    assert serious(page, ".bp-touch") == []
    keys_are_its_own(page)
    page.keyboard.press("ControlOrMeta+s")
    page.locator(UNSAVED).wait_for(state="detached")
    assert page.complaints == [] and page.abroad == []

    page.goto(address.replace("/?", "/notebooks/pictures.ipynb?"))
    page.locator(".bp-controls").nth(len(KINDS) - 1).wait_for(state="attached")
    moved_by_all_means(page)
    guessed(page.locator(".bp-touch").first)
    keys_are_its_own(page)
    assert page.abroad == []


def test_in_a_page_of_nbconvert_without_jupyter(browser, desk, tmp_path):
    html, _ = HTMLExporter(template_name="lab").from_filename(str(desk.root / lab.FOLDER / "pictures.ipynb"))
    exported = tmp_path / "pictures.html"
    exported.write_text(html, encoding="utf-8")
    for width, scripts in ((1000, True), (380, True), (1000, False)):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        context.route(lambda url: not url.startswith("file:"), lambda asked: asked.abort())
        page.goto(exported.as_uri(), wait_until="domcontentloaded")
        assert page.locator(".bp-touch").count() == len(KINDS)
        if scripts:
            moved_by_all_means(page)
            guessed(page.locator(".bp-touch").first)
            assert serious(page, ".bp-touch") == []
        else:
            assert page.locator(".bp-touch svg").first.is_visible() and page.locator(".bp-controls").count() == 0
        context.close()
        assert errors == []
