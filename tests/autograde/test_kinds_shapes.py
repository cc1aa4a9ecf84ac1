"""Pictures of shapes: drawn where a shape is wrong, with what went in and the wrong one marked; never an exception."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from autograde.checking import evaluate
from autograde.exercise import Probe
from autograde.kinds import shapes
from tests.autograde.odd_values import PLAIN, places, put
from tests.autograde.specimen import PRODUCT, gradient_exercise

PROBE = Probe("back", (np.zeros((2, 3)), {"W": np.zeros((3, 4))}, 0.5))
EXPECTED = (np.zeros((2, 4)), np.zeros(3), {"W": np.zeros((3, 4))})
NAMES = {"arguments": ("x", "params", "rate"), "results": ("dy", "db", "grads")}


def drawn(value):
    return shapes.draws(PROBE, value, EXPECTED, **NAMES)


def test_the_wrong_shape_is_marked_beside_the_right_one_and_below_what_went_in():
    picture = drawn((np.zeros((4, 2)), np.zeros(3), EXPECTED[2]))
    assert picture.alt == (
        "Handed over: x (2, 3); W (3, 4). You returned: dy (4, 2), not (2, 4): wrong; db (3,); W (3, 4). "
        "Expected: dy (2, 4); db (3,); W (3, 4)."
    )
    tree = ET.fromstring(picture.html)
    dashed = [node for node in tree.iter() if node.get("stroke-dasharray")]
    assert [(node.get("width"), node.get("height")) for node in dashed] == [("30", "60")]
    assert "(4, 2), not (2, 4)" in [node.text for node in tree.iter()]
    described = {node.get("id") for node in tree.iter() if node.get("id")}
    assert set(tree.get("aria-labelledby").split()) == described


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ((0.5, np.zeros(3), EXPECTED[2]), "dy one number, not (2, 4): wrong"),
        ((np.zeros((2, 4)), [1, 2, 3], EXPECTED[2]), "db no array, not (3,): wrong"),
        ((np.zeros((2, 2, 4)), np.zeros(3), EXPECTED[2]), "dy (2, 2, 4), not (2, 4): wrong"),
        ((np.zeros((0, 4)), np.zeros(300), EXPECTED[2]), "db (300,), not (3,): wrong"),
    ],
)
def test_whatever_stands_in_an_arrays_place_is_said(value, words):
    assert words in drawn(value).alt


@pytest.mark.parametrize("value", [EXPECTED, EXPECTED[:2], None, 2.5, (*EXPECTED[:2], {})])
def test_without_a_wrong_shape_or_without_the_form_nothing_is_drawn(value):
    assert drawn(value) is None


def test_anything_in_any_place_is_drawn_or_not():
    for place in places(EXPECTED):
        for odd in PLAIN:
            picture = drawn(put(EXPECTED, place, odd))
            assert picture is None or picture.html


def test_a_report_shows_the_shapes_and_its_plain_text_does_not():
    report = evaluate(gradient_exercise(), [lambda x: 2 * x.T])
    assert "<svg" in report._repr_html_()
    assert "Rectangle" not in str(report)
    assert "Handed over: x (3, 2). You returned: the result (2, 3), not (3, 2): wrong." in report._repr_html_()


def test_after_an_exception_about_shapes_what_went_in_and_what_is_asked_for_is_shown():
    report = evaluate(gradient_exercise(), [lambda x: x @ x])
    assert "Handed over: x (3, 2). To be returned: the result (3, 2)." in report._repr_html_()
    assert "<svg" not in evaluate(gradient_exercise(), [lambda x: x.nothing])._repr_html_()


def test_numbers_alone_are_no_picture():
    assert evaluate(PRODUCT, [lambda g, x, y: np.zeros(2)]).findings[0].picture is None
    assert evaluate(PRODUCT, [lambda g, x, y: (g, x, y)]).findings[0].picture is None
