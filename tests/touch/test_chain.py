"""A chain's values and gradients are those of a chain of Values, and its five settings move by all means."""

import random

import pytest

from backprop_lib.touch.chain import ACTIVATIONS, neurons, passes
from backprop_lib.words import number
from tests.touch.at_work import close, computed, drag, field, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow


def test_values_and_gradients_are_those_of_a_chain_of_values(page):
    page.add_script_tag(content=module_for_tests("chain"))
    some, settings = random.Random(1), []
    for name in [*ACTIVATIONS] * 50:
        numbers = [some.choice([some.uniform(-5, 5), 0.0, 1.0]) for _ in range(3)]
        settings.append((name, *numbers, some.randint(1, 50)))
    found = computed(
        page,
        """all => all.map(([activation, weight, bias, start, layers]) => {
            const { values, gradients } = passes({ activation, weight, bias, start, layers })
            return [values, gradients]
        })""",
        settings,
    )
    for setting, (values, gradients) in zip(settings, found, strict=True):
        right = passes(*setting)
        assert close(values, right[0])
        assert gradients == pytest.approx(right[1], rel=1e-12, abs=0), setting


def test_typing_keys_choice_and_slider_move_the_chain(page):
    shown(page, neurons("σ", 1.0, 10))
    assert said(page) == (
        "Forward, 0.5 goes in and 0.659 comes out. Of a gradient of 1 at the output 3.483×10⁻⁷ is left at the input. "
        "It vanishes: a factor of 0.226 a layer, on average."
    )
    field(page, "weight").fill("4")
    field(page, "bias").fill("-2")
    assert "1 is left at the input. It survives: a factor of 1 a layer, on average." in said(page)
    field(page, "activation").select_option("relu")
    field(page, "bias").fill("0")
    field(page, "layers").fill("50")
    assert f"{number(4.0**50)} is left at the input. It explodes: a factor of 4 a layer" in said(page)
    field(page, "weight, by hand").press("ArrowRight")
    assert field(page, "weight").input_value() == "4.1"
    field(page, "weight").fill("-1")
    assert "0 is left at the input. It is gone: a neuron that is off passes nothing back." in said(page)
    field(page, "layers").fill("51")
    assert said(page) == "The picture reaches from layers = 1 to 50."
    field(page, "layers").fill("50")
    field(page, "layers").press("ArrowUp")
    assert field(page, "layers").input_value() == "50", "a key goes no farther than the picture"
    press(page, "Reset")
    field(page, "layers").press("ArrowUp")
    assert field(page, "layers").input_value() == "11"


def test_the_end_is_dragged_and_the_closest_axes_are_shown(page):
    shown(page, neurons("none", 2.0, 5, start=1.0))
    scales = [page.locator(f"[data-part=scale-{k}]").nth(1) for k in range(3)]
    assert [scale.is_visible() for scale in scales] == [True, False, False]
    drag(page, "end", 25 * (330 - 50 - 12) / 50)
    assert field(page, "layers").input_value() == "30"
    assert "1.074×10⁹ is left at the input. It explodes" in said(page)
    assert [scale.is_visible() for scale in scales] == [False, True, False]
    field(page, "weight").fill("5")
    assert [scale.is_visible() for scale in scales] == [False, False, True]
    assert page.locator("[data-part=dots]").nth(1).get_attribute("d").count("M") == 31


def test_what_is_left_is_asked_for_before_it_is_shown(page):
    shown(page, neurons("σ", 1.0, 2, guess=True))
    dots = page.locator("[data-part=dots]").nth(1)
    assert "is left" not in said(page) and dots.get_attribute("d").count("M") == 1
    field(page, "your guess").fill("1/16")
    field(page, "your guess").press("Enter")
    assert said(page).startswith("You guessed 0.0625, it is 0.05341. You are off by 0.00909.")
    assert dots.get_attribute("d").count("M") == 3
    field(page, "layers").press("ArrowUp")
    assert "what is left 3 layers before?" in page.locator(".bp-ask").inner_text()
    assert dots.get_attribute("d").count("M") == 1
