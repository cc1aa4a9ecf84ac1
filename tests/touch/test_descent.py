"""Walks are those of the library's SGD, and start, rate and steps are moved by all means; the border is found."""

import random

import numpy as np
import pytest

from backprop_lib.touch.descent import parabola, valley, walk
from backprop_lib.words import number
from tests.touch.at_work import close, computed, drag, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow


def test_walks_are_those_of_the_librarys_sgd(page):
    page.add_script_tag(content=module_for_tests("descent"))
    some, settings = random.Random(1), []
    for weights in (1, 2) * 100:
        H = [some.uniform(0.1, 20) for _ in range(weights)]
        start, bottom = ([some.uniform(-3, 3) for _ in range(weights)] for _ in range(2))
        settings.append((H, start, bottom, some.uniform(0.01, 2.6) / max(H), 50))
    walks = computed(page, "settings => settings.map(setting => walk(...setting))", settings)
    for setting, places in zip(settings, walks, strict=True):
        assert close(np.ravel(places), walk(*setting).ravel())


def test_what_becomes_of_a_walk_is_told_by_the_factor_of_its_steps(page):
    page.add_script_tag(content=module_for_tests("descent"))
    fates = {
        0.5: "comes nearer without crossing",
        1 - 0.1 * 10: "arrives in one step",
        -0.5: "jumps across and comes nearer",
        1 - 0.2 * 10: "jumps back and forth, never nearer",
        -1.01: "jumps across, farther each time, and leaves",
    }
    assert page.evaluate("factors => factors.map(factor => fate(factor))", [*fates]) == [*fates.values()]


def test_typing_keys_and_steps_move_the_walk(page):
    shown(page, parabola(28 / 3, 1.0, 0.1, bottom=2.0))
    rate, start = page.get_by_label("rate", exact=True), page.get_by_label("start w")
    rate.fill("0.19")
    end = walk([28 / 3], [1.0], [2.0], 0.19, 6)[-1][0]
    assert said(page) == (
        "Rate 0.19. Each step multiplies the distance by −0.7733: it jumps across and comes nearer. "
        f"After 6 steps w = {number(end)}, loss {number(14 / 3 * (end - 2) ** 2)}."
    )
    rate.press("ArrowUp")
    assert rate.input_value() == "0.2"
    start.press("PageUp")
    assert start.input_value() == "2" and said(page).endswith("w = 2, loss 0.")
    start.fill("9")
    assert said(page).startswith("The picture reaches from start w = 0.4")
    press(page, "Reset")
    press(page, "To the start")
    assert said(page).endswith("After 0 steps w = 1, loss 4.667.")
    press(page, "Step", 2)
    assert page.locator("[data-part=dots]").get_attribute("d").count("M") == 3
    rate.fill("0.5")
    assert "The picture reaches from rate = 0" in said(page)


def test_the_border_is_found_by_dragging_and_tried_rates_stay(page):
    shown(page, parabola(28 / 3, 1.0, 0.1, bottom=2.0, guess=True))
    pixel = 2.6 / (28 / 3) / (330 - 50 - 12)
    drag(page, "rate", 0.12 / pixel)
    assert page.get_by_label("rate", exact=True).input_value() == "0.22"
    assert "farther each time, and leaves" in said(page)
    drag(page, "rate", -0.01 / pixel)
    assert page.get_by_label("rate", exact=True).input_value() == "0.21"
    assert "jumps across and comes nearer" in said(page)
    assert page.locator("[data-part=seen-0]").get_attribute("d").count("M") >= 4
    border = page.locator("[data-part=border]")
    assert not border.is_visible()
    page.get_by_label("your guess").fill("0.21")
    page.get_by_label("your guess").press("Enter")
    assert said(page).startswith("You guessed 0.21, it is 0.2143. You are off by 0.00429: close.")
    assert border.is_visible()


def test_in_a_valley_the_start_is_dragged_both_ways_and_the_steep_direction_decides(page):
    shown(page, valley((1.0, 10.0), (-4.0, 1.0), 0.1))
    unit = (330 - 50 - 12) / (2 * 1.35 * 4)
    drag(page, "start", 2 * unit, 2 * unit)
    w1, w2 = (float(page.get_by_label(f"start {name}").input_value()) for name in ("w₁", "w₂"))
    assert (w1, w2) == pytest.approx((-2, -1), abs=0.21)
    page.get_by_label("rate", exact=True).fill("0.21")
    told = said(page)
    assert "multiplies w₁ by 0.79: it comes nearer without crossing." in told
    assert "multiplies w₂ by −1.1: it jumps across, farther each time, and leaves." in told
    press(page, "Reset")
    assert page.get_by_label("start w₁").input_value() == "-4"
