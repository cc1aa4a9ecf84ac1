"""Slopes and their estimates are the library's, and point and nudge move by pointer, by keys, typed, and guessed."""

import math
import random

import pytest

from backprop_lib.numerical import numerical_derivative
from backprop_lib.touch.curve import STEPS, differences, slope
from backprop_lib.touch.functions import FUNCTIONS
from tests.touch.at_work import close, drag, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow

EXACT = ("parabola", "cubic", "abs", "relu")  # computed without a table of exp or sin, which browsers round otherwise


def test_slopes_and_differences_are_the_librarys(page):
    page.add_script_tag(content=module_for_tests("functions"))
    some, probes = random.Random(1), []
    for name, shown_here in FUNCTIONS.items():
        xs = [0.0, 1.0, *(some.uniform(*shown_here.span) for _ in range(20))]
        probes += [(name, x, some.choice([0.5, *STEPS])) for x in xs]
    compute = "probes => probes.map(([name, x, h]) => differences(FUNCTIONS[name], x, h))"
    for (name, x, h), told in zip(probes, page.evaluate(compute, probes), strict=True):
        forward, central, errors = differences(FUNCTIONS[name], x, h)
        assert close([told["right"]], [FUNCTIONS[name].slope(x)])
        noise = 0.0 if name in EXACT else 8 * math.ulp(1.0) * max(1.0, FUNCTIONS[name].f(x + h)) / h
        assert told["forward"] == pytest.approx(forward, rel=1e-12, abs=noise)
        assert told["central"] == pytest.approx(central, rel=1e-12, abs=noise)
        assert told["errors"] == pytest.approx(errors, rel=1e-12, abs=noise / (abs(told["right"]) or 1))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_python_s_differences_and_slopes_agree_with_nudging(name):
    here = FUNCTIONS[name]
    for x in (0.7, 1.3, here.span[1] - 0.1):
        nudged = numerical_derivative(here.f, x)
        assert here.slope(x) == pytest.approx(nudged, rel=1e-7, abs=1e-9)
        assert differences(here, x, 1e-5)[1] == pytest.approx(nudged, rel=1e-9)


def test_typing_and_keys_move_point_and_nudge(page):
    shown(page, slope("cubic", 2.0, 0.1, errors=True))
    assert said(page) == (
        "At x = 2 the slope is 12. h = 0.1: one-sided 12.61, relative error 0.051; "
        "central 12.01, relative error 0.00083."
    )
    h, x = page.get_by_label("nudge h", exact=True), page.get_by_label("x", exact=True)
    h.fill("1e-3")
    assert "h = 0.001" in said(page) or "h = 1e−3" in said(page)
    assert "central 12.000001," in said(page)
    h.fill("nothing")
    assert "central 12.000001," in said(page), "what is no number moves nothing"
    h.press("PageUp")
    assert h.input_value() == "0.01" and "central 12.0001," in said(page)
    h.press("ArrowUp")
    assert h.input_value() == "0.0316"
    x.press("ArrowDown")
    assert x.input_value() == "1.9" and said(page).startswith("At x = 1.9 the slope is 10.83.")
    x.fill("7")
    assert said(page) == "The picture reaches from x = −1 to 3.2."
    press(page, "Reset")
    assert x.input_value() == "2" and h.input_value() == "0.1" and "one-sided 12.61," in said(page)


def test_the_pointer_moves_point_nudge_and_error(page):
    shown(page, slope("parabola", 3.0, 1.0, errors=True))
    unit = (330 - 50 - 12) / 6  # pixels for 1 on the axis of x
    drag(page, "point", -2 * unit)
    assert page.get_by_label("x", exact=True).input_value() == "1"
    drag(page, "right", -0.5 * unit)
    assert page.get_by_label("nudge h", exact=True).input_value() == "0.5"
    decade = (330 - 50 - 12) / 14
    drag(page, "forward-error", -3 * decade)
    assert page.get_by_label("nudge h", exact=True).input_value() == "5.62e-4"
    page.get_by_label("nudge h, as a power of ten").press("ArrowRight")
    assert page.get_by_label("nudge h", exact=True).input_value() == "1e-3"


def test_tried_nudges_stay_as_dots_until_the_point_moves(page):
    shown(page, slope("sine", 1.0, 0.5, errors=True))
    dots = page.locator("[data-part=central-seen]")
    page.get_by_label("nudge h", exact=True).fill("1e-5")
    page.get_by_label("nudge h", exact=True).fill("1e-9")
    assert dots.get_attribute("d").count("M") == 3
    press(page, "Show every h")
    assert dots.get_attribute("d").count("M") == len(STEPS) + 1
    page.get_by_label("x", exact=True).fill("2")
    assert dots.get_attribute("d").count("M") == 1


@pytest.mark.parametrize(
    ("guess", "told"),
    [
        ("7", "You guessed 7, it is 6. You are off by 1. At x = 3"),
        ("5.9", "You guessed 5.9, it is 6. You are off by 0.1: close. At x = 3"),
        ("6", "You guessed 6, it is 6. You were right. At x = 3"),
        ("", "At x = 3"),
    ],
)
def test_the_slope_is_asked_for_before_the_tangent_is_shown(page, guess, told):
    shown(page, slope("parabola", 3.0, 1.0, guess=True))
    tangent = page.locator("[data-part=tangent]")
    assert said(page) == "At x = 3, h = 1: secant 7." and not tangent.is_visible()
    page.get_by_label("your guess").fill(guess)
    page.get_by_label("your guess").press("Enter")
    assert said(page).startswith(told) and said(page).endswith("the slope is 6. h = 1: secant 7.")
    assert tangent.is_visible() and page.locator(".bp-ask").is_hidden()
    assert page.get_by_label("guess the slope first").evaluate("box => box === document.activeElement"), "keys go on"
    page.get_by_label("x", exact=True).fill("2")
    assert not tangent.is_visible() and "How steep is x² at x = 2?" in page.locator(".bp-ask").inner_text()
    press(page, "Show")
    press(page, "Reset")
    assert not tangent.is_visible() and said(page) == "At x = 3, h = 1: secant 7."
    page.get_by_label("guess the slope first").uncheck()
    assert tangent.is_visible() and page.locator(".bp-ask").is_hidden()


def test_at_a_corner_the_rule_is_told_and_beside_it_that_the_nudge_reaches_beyond(page):
    shown(page, slope("relu", 0.0, 0.5, errors=True))
    assert said(page).startswith(
        "At x = 0 is the corner: there is no slope, and the rule says 0. h = 0.5: one-sided 1,"
    )
    assert "central 0.5, error 0.5" in said(page)
    page.get_by_label("x", exact=True).fill("-0.3")
    assert said(page).endswith("The nudge reaches beyond the corner.") and "central 0.2," in said(page)
    page.get_by_label("x", exact=True).fill("-0.6")
    assert not said(page).endswith("beyond the corner.")
