"""max routes as the library's does, ties included, and its inputs move by all means."""

import random

import pytest

from backprop_lib.gates import maximum as larger
from backprop_lib.gates import maximum_backward
from backprop_lib.touch.crease import maximum
from tests.touch.at_work import drag, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow


def test_the_gradient_goes_where_the_library_sends_it(page):
    page.add_script_tag(content=module_for_tests("crease"))
    some = random.Random(1)
    pairs = [(some.uniform(-3, 3), some.uniform(-3, 3)) for _ in range(100)]
    pairs += [(x, x) for x, _ in pairs[:20]] + [(0.0, -0.0), (0.1 + 0.2, 0.3)]
    for (x, y), told in zip(pairs, page.evaluate("p => p.map(([x, y]) => routing(x, y))", pairs), strict=True):
        assert told == {"top": larger(x, y), "shares": list(maximum_backward(1.0, x, y))}


def test_typing_and_keys_move_the_inputs_over_the_crease(page):
    shown(page, maximum(4.0, 2.0))
    assert said(page) == "At x = 4, y = 2 max is 4. x leads and gets the whole gradient; y gets none."
    x, y = page.get_by_label("x", exact=True), page.get_by_label("y", exact=True)
    y.fill("5")
    assert said(page) == (
        "At x = 4, y = 5 max is 5. y leads and gets the whole gradient; x gets none. "
        "From x = 4, y = 2 the slopes there predict 4."
    )
    x.press("PageUp")
    assert x.input_value() == "5" and "A tie: each input gets half of the gradient." in said(page)
    assert page.locator("[data-part=xlabel]").nth(1).text_content() == "x, with y held at 5"
    press(page, "Reset")
    assert page.locator("[data-part=xlabel]").nth(1).text_content() == "y, with x held at 4"
    press(page, "Make a tie")
    assert y.input_value() == "4" and "A tie" in said(page)
    x.fill("99")
    assert said(page) == "The picture reaches from x = 0 to 7."


def test_the_pointer_moves_both_inputs_or_one_along_the_cut(page):
    shown(page, maximum(4.0, 2.0))
    across, down = (330 - 50 - 12) / 7, (290 - 26 - 42) / 7
    drag(page, "point", -2 * across, -3 * down)
    x, y = page.get_by_label("x", exact=True), page.get_by_label("y", exact=True)
    assert (float(x.input_value()), float(y.input_value())) == pytest.approx((2, 5), abs=0.11)
    assert page.locator("[data-part=to-x]").get_attribute("transform") == "scale(0)"
    before = x.input_value()
    drag(page, "cut", -4 * across)
    assert float(y.input_value()) == pytest.approx(1, abs=0.21) and x.input_value() == before
    assert page.locator("[data-part=to-y]").get_attribute("transform") == "scale(0)"


def test_the_gradient_is_asked_for_before_the_arrows_are_shown(page):
    shown(page, maximum(3.0, 3.0, moves="x", guess=True))
    arrows = page.locator("[data-part=arrows]")
    assert said(page) == "At x = 3, y = 3 max is 3." and not arrows.is_visible()
    page.get_by_label("your guess").fill("1")
    page.get_by_label("your guess").press("Enter")
    assert said(page).startswith("You guessed 1, it is 0.5. You are off by 0.5, 2 times too large.")
    assert arrows.is_visible()
    page.get_by_label("x", exact=True).press("ArrowUp")
    assert not arrows.is_visible() and "where x = 3.1 and y = 3?" in page.locator(".bp-ask").inner_text()
