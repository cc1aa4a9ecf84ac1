"""A walk that remembers is the library's SGD with momentum, and what it keeps, its rate and its start move."""

import random

import numpy as np
import pytest

from backprop_lib.touch.descent import walk
from backprop_lib.touch.momentum import STEPS, rolling
from backprop_lib.words import number
from tests.touch.at_work import close, computed, drag, field, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow

H, START, RATE = (1.0, 400.0), (10.0, 0.1), 0.0025


def end(rate: float, keep: float, start=START) -> str:
    return number(walk(H, start, (0.0, 0.0), rate, STEPS, keep)[-1] ** 2 @ np.array(H) / 2)


def test_walks_are_those_of_the_librarys_sgd_with_momentum(page):
    page.add_script_tag(content=module_for_tests("momentum"))
    some, settings = random.Random(1), []
    for _ in range(100):
        curves = [some.uniform(0.1, 20) for _ in range(2)]
        start = [some.uniform(-3, 3) for _ in range(2)]
        settings.append((curves, start, [0, 0], some.uniform(0.01, 2) / max(curves), 60, some.uniform(0, 0.99)))
    walks = computed(page, "settings => settings.map(setting => walk(...setting))", settings)
    for setting, places in zip(settings, walks, strict=True):
        assert close(np.ravel(places), walk(*setting).ravel())


def test_what_a_step_leaves_in_the_long_run_is_what_long_walks_show(page):
    page.add_script_tag(content=module_for_tests("momentum"))
    some = random.Random(2)
    probes = [(some.uniform(0.5, 2), some.uniform(0.01, 0.9), some.uniform(0, 0.95)) for _ in range(30)]
    found = computed(page, "probes => probes.map(probe => fading(...probe))", probes)
    for (h, rate, keep), told in zip(probes, found, strict=True):
        places = walk((h,), (1.0,), (0.0,), rate, 600, keep)[:, 0]
        assert told["left"] == pytest.approx(np.abs(np.linalg.eigvals([[1 + keep - rate * h, -keep], [1, 0]])).max())
        assert told["swings"] == bool((places[1:] * places[:-1] < 0).any())


def test_keys_typing_and_the_slider_change_what_is_kept(page):
    shown(page, rolling(H, START, RATE))
    assert said(page) == (
        "In the long run a step leaves 0.9975 of u, and 0 of w. "
        f"Loss after 120 steps: {end(RATE, 0.0)}; plain descent: {end(RATE, 0.0)}."
    )
    field(page, "keep").fill("0.9")
    assert said(page).startswith("In the long run a step leaves 0.96 of u, and 0.9487 of w, swinging.")
    assert f"Loss after 120 steps: {end(RATE, 0.9)}; plain" in said(page)
    field(page, "keep").press("ArrowUp")
    assert field(page, "keep").input_value() == "0.91" and "0.9539 of u, swinging" in said(page)
    field(page, "keep, by hand").press("ArrowLeft")
    assert field(page, "keep").input_value() == "0.9"
    field(page, "keep").fill("1")
    assert "leaves 1 of u, swinging, and 1 of w, swinging" in said(page), "nothing is lost"
    field(page, "keep").fill("1.1")
    assert said(page) == "The picture reaches from keep = 0 to 1."
    field(page, "rate").fill("0.006")
    assert "plain descent: " in said(page) and "×10" in said(page).rpartition("plain")[2], "it leaves"
    press(page, "Reset")
    assert said(page).startswith("In the long run a step leaves 0.9975 of u, and 0 of w.")


def test_the_start_is_dragged(page):
    shown(page, rolling(H, START, RATE, keep=0.5))
    before = page.locator("[data-part=path]").get_attribute("d")
    drag(page, "start", -40, 30)
    assert page.locator("[data-part=path]").get_attribute("d") != before
    assert page.locator("[data-part=dots]").get_attribute("d").count("M") == STEPS + 1


@pytest.mark.parametrize(
    "odd", [{"rate": 0.0}, {"rate": 0.02}, {"keep": 1.0}, {"start": (0.0, 1.0)}, {"H": (0.0, 1.0)}]
)
def test_a_picture_that_cannot_be_drawn_is_refused(odd):
    with pytest.raises(ValueError, match="H is above 0, the rate up to"):
        rolling(**{"H": H, "start": START, "rate": RATE, **odd})
