"""Two mistakes in one answer are named where they explain every number, and a text that would be untrue is not used."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from autograde import partly
from autograde.checking import evaluate
from autograde.exercise import Kind, Probe
from autograde.kinds import arrays
from tests.autograde.specimen import PRODUCT, gradient_exercise, misconception


def cubed(name, message):
    return misconception(name, lambda x: (3 * x, 2 * x**3), message, "square_gradient")


NAMED = gradient_exercise(
    probes=lambda rng: [Probe("square_gradient", (np.array([[1.5, -2.5], [-k, 3.5]]),)) for k in (4.5, 5.5)],
    expected=lambda probe: (3 * probe.args[0], 2 * probe.args[0]),
    kind=Kind(tells=partial(arrays.tells, arguments=("x",), results=("dx", "dy"))),
    misconceptions=(cubed("cubed", "dy grows too fast. Which power is it?"),),
)


@pytest.mark.parametrize(
    ("function", "name", "words"),
    [
        (lambda g, x, y: (-g * x, -g * y), "sign, not swapped", "The sign is turned round. And besides: Which factor"),
        (lambda g, x, y: (2 * g * x, 2 * g * y), "factor 2, not swapped", "There is a factor 2 too many. And besides"),
        (lambda g, x, y: (x, y), "upstream ignored, not swapped", "gradient g is missing as a factor. And besides"),
        (lambda g, x, y: (g * x, g * y + 1), "wrong value", ""),
        (lambda g, x, y: (-2 * g * y, -2 * g * x), "sign and factor 2", "twice the expected one, with the wrong sign"),
        (lambda g, x, y: (-g * y / 2, -g * x / 2), "sign and factor ½", "half the expected one, with the wrong sign"),
    ],
)
def test_a_catalogued_mistake_with_another_sign_or_size_or_without_g_is_both(function, name, words):
    report = evaluate(PRODUCT, [function])
    assert (report.diagnosis, words in str(report)) == (name, True), report


def test_what_ignores_g_by_its_own_name_is_not_said_to_lack_it_twice():
    lazy = misconception("lazy", lambda g, x, y: (y, x), "Where is g?", "product_backward")
    report = evaluate(replace(PRODUCT, misconceptions=(lazy,)), [lambda g, x, y: (y / g, x / g)])
    assert report.diagnosis == "wrong value"


def test_one_mistake_in_each_of_two_members_is_both():
    report = evaluate(NAMED, [lambda x: (-3 * x, 2 * x**3)])
    assert report.diagnosis in ("cubed, sign, in part", "sign, in part, cubed")
    assert "Two things at once. " in str(report) and "For dy: dy grows too fast" in str(report)
    assert "dx has the right size and the wrong sign" in str(report)


@pytest.mark.parametrize(
    "message", ["All three are cubes. Why?", "dx is fine, dy grows too fast. Why?", "Only dy's is."]
)
def test_a_text_that_speaks_of_other_members_is_not_used(message):
    report = evaluate(replace(NAMED, misconceptions=(cubed("cubed", message),)), [lambda x: (-3 * x, 2 * x**3)])
    assert report.diagnosis == "wrong value" and "Two things" not in str(report)


def test_a_text_that_calls_something_right_is_not_used_where_a_factor_is_wrong_besides():
    early = replace(PRODUCT.misconceptions[0], message="Right as long as x is y. Which factor?")
    report = evaluate(replace(PRODUCT, misconceptions=(early,)), [lambda g, x, y: (-g * x, -g * y)])
    assert report.diagnosis == "wrong value"


def test_an_infinite_number_agrees_with_none_and_warns_of_nothing():
    verdict = SimpleNamespace(outcome={"value": (np.inf, 1.5)}, expected=(0.5, 2.5))
    assert partly.agreeing(verdict, {"value": (np.inf, 1.5)}, {(0,), (1,)}) == {(1,)}
