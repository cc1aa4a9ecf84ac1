"""What gates leave of a gradient is what the library's σ leaves, and x and their number move by all means."""

import random

import pytest

from backprop_lib import Value
from backprop_lib.gates import sigmoid, sigmoid_backward
from backprop_lib.touch.sigmoid import gates
from backprop_lib.words import number
from tests.touch.at_work import close, drag, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow


def passed_back(x: float, n: int) -> list[float]:
    """A gradient of 1 before the first and after each of n gates at x, passed back one by one."""
    left = [1.0]
    for _ in range(n):
        left.append(sigmoid_backward(left[-1], sigmoid(x)))
    return left


def test_what_is_left_is_what_the_gates_pass_back(page):
    page.add_script_tag(content=module_for_tests("sigmoid"))
    some = random.Random(1)
    probes = [(x, 10) for x in (0.0, 8.0, -8.0, 40.0, *(some.uniform(-8, 8) for _ in range(200)))]
    for (x, n), left in zip(probes, page.evaluate("p => p.map(([x, n]) => leftOver(x, n))", probes), strict=True):
        assert len(left) == n + 1
        assert all(a == pytest.approx(b, rel=1e-12, abs=0) for a, b in zip(left, passed_back(x, n), strict=True))


def test_three_gates_in_a_row_of_the_circuit_leave_a_product_too(page):
    page.add_script_tag(content=module_for_tests("sigmoid"))
    x = Value(1.5)
    x.sigmoid().backward()
    assert close(page.evaluate("leftOver(1.5, 3)"), [x.grad**k for k in range(4)])


def test_pointer_keys_and_typing_move_x_and_the_number_of_gates(page):
    shown(page, gates(0.0, 10))
    assert said(page) == (
        "At x = 0 σ is 0.5. Its slope is 0.25, 100 % of the most it can be, ¼. "
        "Of a gradient of 1, 10 such gates leave 9.537×10⁻⁷."
    )
    x, slider = page.get_by_label("x", exact=True), page.get_by_role("slider", name="gates")
    x.fill("4.5")
    assert "saturated" in said(page) and number(passed_back(4.5, 10)[-1]) in said(page)
    assert float(page.locator("[data-part=bar]").get_attribute("width")) == pytest.approx(160 * 4 * 0.0108662, rel=1e-4)
    x.press("PageDown")
    assert x.input_value() == "3.5" and "saturated" not in said(page)
    drag(page, "point", -3.5 * (330 - 50 - 12) / 16)
    assert float(x.input_value()) == pytest.approx(0.0, abs=0.1)
    slider.press("Home")
    assert "one such gate leaves 0.25" in said(page)
    slider.press("ArrowRight")
    assert page.locator("[data-part=dots]").get_attribute("d").count("M") == 3
    x.fill("9")
    assert said(page) == "The picture reaches from x = −8 to 8."
    press(page, "Reset")
    assert x.input_value() == "0" and slider.input_value() == "10"


def test_what_is_left_is_asked_for_before_it_is_shown(page):
    shown(page, gates(0.0, 3, guess=True))
    dots = page.locator("[data-part=dots]")
    assert "leave" not in said(page) and dots.get_attribute("d").count("M") == 2
    page.get_by_label("your guess").fill("1/4")
    page.get_by_role("button", name="Show").click()
    assert said(page).startswith("You guessed 0.25, it is 0.01562. You are off by 0.234, 16 times too large.")
    assert dots.get_attribute("d").count("M") == 4
    page.get_by_role("slider", name="gates").press("ArrowRight")
    assert "do 4 such gates leave?" in page.locator(".bp-ask").inner_text()
