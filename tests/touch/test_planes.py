"""Pictures to be touched: the drawing that stands without scripts is the one the scripts begin with.

Left out: what moves in each (`test_curve`, `test_sigmoid`, `test_crease`, `test_descent`, `test_shapes`, `test_chain`,
`test_net`, `test_momentum`), and circuits (`test_circuit`).
"""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from backprop_lib import data, touch
from backprop_lib.classifier import Classifier
from backprop_lib.optim import SGD
from backprop_lib.touch.chain import neurons
from backprop_lib.touch.crease import maximum
from backprop_lib.touch.curve import slope
from backprop_lib.touch.descent import parabola, valley
from backprop_lib.touch.momentum import rolling
from backprop_lib.touch.net import training
from backprop_lib.touch.plane import ticks
from backprop_lib.touch.shapes import product
from backprop_lib.touch.sigmoid import gates
from backprop_lib.train import fit
from tests.touch.at_work import boxes

pytestmark = pytest.mark.slow


def trained() -> Classifier:
    """A net whose border is closed."""
    net = Classifier((2, 8, 1), seed=1)
    fit(net, *data.circles(100, seed=1), SGD(5.0), epochs=80)
    return net


MAKERS = {
    "slope": lambda: slope("parabola", 3.0, 1.0),
    "errors": lambda: slope("sine", 1.0, 1e-3, errors=True),
    "corner": lambda: slope("relu", 0.0, 0.5, errors=True),
    "sigmoid": lambda: gates(1.5, 7),
    "crease": lambda: maximum(4.0, 2.0),
    "tie": lambda: maximum(3.0, 3.0, moves="x"),
    "parabola": lambda: parabola(28 / 3, 1.0, 0.19, bottom=2.0),
    "leaving": lambda: parabola(28 / 3, 1.0, 0.27, bottom=2.0, steps=40),
    "valley": lambda: valley((1.0, 10.0), (-4.0, 1.0), 0.15),
    "refused": lambda: product(("W", (5, 10)), ("X", (10, 3)), "D", find="dW"),
    "found": lambda: product(("W", (5, 10)), ("X", (10, 3)), "D", find="dX", turned="l"),
    "turned round": lambda: product(("X", (40, 6)), ("W", (6, 100)), "Y", turned="lrs"),
    "vanished": lambda: neurons("σ", 1.0, 10),
    "exploded": lambda: neurons("relu", 5.0, 50),
    "beyond the axes": lambda: neurons("σ", 5.0, 50),
    "momentum": lambda: rolling((1.0, 400.0), (10.0, 0.1), 0.0025, keep=0.9),
    "net": lambda: training(trained(), *data.circles(100, seed=1), rate=5.0),
}
LARGER = {"net": 50_000}  # bytes; one picture that brings its data with it
PICTURES = {name: make() for name, make in MAKERS.items()}
PARTS = """() => [...document.querySelectorAll('[data-part]')].map(part => [part.dataset.part,
    ...['transform', 'd', 'width', 'x', 'y'].map(name => part.getAttribute(name)),
    part.matches('text') ? part.textContent : '', part.style.display])"""
TRAILS = ("-seen", "seen-")  # drawn in full where scripts do not run, and from the first move on where they do


def numbers(text: str | None) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text or "")]


def drawn(html: str) -> list[list[str | None]]:
    """Name and place of each movable part, as Python drew it."""
    tree = ET.fromstring(html.split("<script>")[0])
    keys = ("data-part", "transform", "d", "width", "x", "y")
    found = [part for part in tree.iter() if "data-part" in part.attrib]
    texts = [part.text if part.tag.endswith("}text") else "" for part in found]
    hidden = ["none" if "display: none" in part.get("style", "") else "" for part in found]
    return [[*map(part.get, keys), *more] for part, *more in zip(found, texts, hidden, strict=True)]


def test_the_scripts_begin_with_the_drawings(page):
    page.set_content("".join(picture._repr_html_() for picture in PICTURES.values()))
    parts = [(name, part) for name, picture in PICTURES.items() for part in drawn(picture.html)]
    for (name, before), after in zip(parts, page.evaluate(PARTS), strict=True):
        assert before[0] == after[0] and before[6:] == after[6:], name
        if not any(trail in before[0] for trail in TRAILS):
            for old, new in zip(before[1:6], after[1:6], strict=True):
                assert numbers(new) == pytest.approx(numbers(old), abs=0.011), (name, before[0])


def test_where_scripts_do_not_run_the_drawings_stand(without_scripts):
    page = without_scripts
    page.set_content("".join(picture._repr_html_() for picture in PICTURES.values()))
    drawings = sum(picture.html.count("<svg") for picture in PICTURES.values())
    assert page.locator("svg[role=img][aria-label]").count() == drawings > 2 * len(PICTURES) - 5
    assert page.locator("button, input, select, .bp-said").count() == 0
    trail = page.locator("[data-part=central-seen]").first.get_attribute("d")
    assert trail.count("M") == 25, "the errors of every h are drawn"


def test_on_a_phone_nothing_is_cut_off_and_everything_is_large_enough(phone):
    page = phone
    html = "".join(picture._repr_html_() for picture in PICTURES.values())
    page.set_content(f'<meta name="viewport" content="width=device-width">{html}')
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    controls, drawings = boxes(page, "button, input, select"), boxes(page, "svg")
    assert len(controls) > len(PICTURES) < len(drawings)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 380 for box in [*controls, *drawings])
    assert all(box["width"] >= 329 for box in drawings)
    handles = boxes(page, "svg [fill=transparent]")
    assert handles and all(min(box["width"], box["height"]) >= 24 for box in handles)


@pytest.mark.parametrize("path", sorted(touch.FOLDER.glob("*.mjs")), ids=lambda path: path.stem)
def test_no_name_is_defined_twice_in_what_a_picture_brings(path):
    defined = re.findall(r"^(?:function|const|let|class) (\w+)", touch.script(path.stem), re.MULTILINE)
    assert len(defined) == len(set(defined))


def test_equal_pictures_give_equal_bytes_and_are_small():
    for name, make in MAKERS.items():
        html = make()._repr_html_()
        assert html == PICTURES[name]._repr_html_()
        assert len(json.dumps(html)) < LARGER.get(name, 1_000_000 / 30), name
    assert sum(path.stat().st_size for path in touch.FOLDER.glob("*.mjs")) < 60_000


@pytest.mark.parametrize(
    ("ends", "log", "right"),
    [
        ((-1.0, 5.0), False, [-1, 0, 1, 2, 3, 4, 5]),
        ((0.0, 0.28), False, [0, 0.05, 0.1, 0.15, 0.2, 0.25]),
        ((1e-13, 10.0), True, [1e-12, 1e-9, 1e-6, 1e-3, 1]),
    ],
)
def test_ticks_are_round_numbers(ends, log, right):
    assert ticks(*ends, log) == pytest.approx(right)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: slope("cosine", 0.0), "the curves are parabola, cubic"),
        (lambda: slope("parabola", 9.0), "from x = -1 to 5"),
        (lambda: gates(0.0, 11), "n is one of 1, 2"),
        (lambda: maximum(1.0, 2.0, moves="z"), "moves is 'z'"),
        (lambda: parabola(1.0, 2.0, 0.1, bottom=2.0), "stays there"),
        (lambda: valley((1.0, 10.0), (0.0, 0.0), 0.1), "stays there"),
        (lambda: product(("W", (5, 10)), ("X", (9, 3)), "D"), "is no product"),
        (lambda: product(("W", (5, 10)), ("X", (10, 3)), "D", find="X"), "find is one of D, dW, dX"),
        (lambda: neurons("exp", 1.0, 10), "activation is one of σ"),
        (lambda: neurons("σ", 6.0, 10), "lie between −5 and 5"),
        (lambda: training(Classifier((2, 4, 4, 1)), *data.circles(10), rate=1.0), "the picture shows nets"),
        (lambda: valley((1.0, 10.0), (-4.0, 1.0), 0.5), "rate lies between 0 and 0.26"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()
