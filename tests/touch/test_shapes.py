"""Products click together exactly where NumPy multiplies, and rectangles turn, change places and sizes by all means."""

import random

import numpy as np
import pytest

from backprop_lib.touch.shapes import product
from tests.touch.at_work import centre, drag, field, module_for_tests, press, said, shown

pytestmark = pytest.mark.slow

EIGHT = [[bool(bits & 1), bool(bits & 2), bool(bits & 4)] for bits in range(8)]


def shape_of(shapes: list[list[int]], turns: list[bool]) -> list[int] | None:
    """The shape of a product of zeros, None where NumPy refuses it."""
    factors = [np.zeros(shape).T if turned else np.zeros(shape) for shape, turned in zip(shapes, turns, strict=False)]
    first, second = factors[::-1] if turns[2] else factors
    try:
        return list((first @ second).shape)
    except ValueError:
        return None


def test_products_are_those_that_numpy_makes(page):
    page.add_script_tag(content=module_for_tests("shapes"))
    some = random.Random(1)
    cases = [[[[some.randint(1, 3) for _ in "ij"] for _ in "ab"], turns] for _ in range(50) for turns in EIGHT]
    made = page.evaluate("cases => cases.map(([shapes, turns]) => multiplied(['A', 'B'], shapes, turns).shape)", cases)
    assert made == [shape_of(*case) for case in cases]
    assert None in made


def test_of_eight_products_two_click_together_and_one_has_the_shape(page):
    shown(page, product(("W", (5, 10)), ("X", (10, 3)), "D", find="dW"))
    assert said(page) == (
        "dD X does not click together: the inner sides 3 and 10 differ. "
        "Of 8 products 1 tried: 0 clicked together, 0 with the shape of W, (5, 10)."
    )
    for name in ("Turn X", "Turn dD", "Turn X", "Swap", "Turn X", "Turn dD", "Turn X"):
        press(page, name)
    assert said(page).endswith("Of 8 products 8 tried: 2 clicked together, 1 with the shape of W, (5, 10).")
    press(page, "Reset")
    page.get_by_role("button", name="Turn X").press("Enter")
    assert said(page).startswith("dD Xᵀ has the shape (5, 10). Of 8 products 2 tried")
    assert page.locator("[data-part=name-1]").text_content() == "Xᵀ (3, 10)"
    press(page, "Turn dD")
    press(page, "Swap")
    press(page, "Turn X")
    assert said(page).startswith("X dDᵀ has the shape (10, 5): not it. Of 8 products 5 tried")
    assert page.locator("[data-part=product]").bounding_box()["width"] == pytest.approx(5 * 8.5, abs=6)
    press(page, "Turn dD")
    assert page.locator("[data-part=product]").bounding_box()["width"] < 6


def test_where_all_sides_are_equal_shapes_choose_nothing(page):
    shown(page, product(("W", (5, 10)), ("X", (10, 3)), "D", find="dW"))
    for name in ("rows of W", "inner side", "columns of X"):
        field(page, name).fill("3")
    for name in ("Turn X", "Turn dD", "Turn X", "Swap", "Turn X", "Turn dD", "Turn X"):
        press(page, name)
    assert said(page).endswith("Of 8 products 8 tried: 8 clicked together, 8 with the shape of W, (3, 3).")
    field(page, "rows of W").press("ArrowUp")
    assert field(page, "rows of W").input_value() == "4"
    field(page, "inner side").fill("101")
    assert said(page) == "The picture reaches from inner side = 1 to 100."


def test_a_press_turns_a_rectangle_and_dragging_it_changes_the_order(page):
    shown(page, product(("X", (4, 6)), ("W", (6, 2)), "Y", find="dX"))
    page.mouse.click(*centre(page.locator("[data-part=factor-1]")))
    assert said(page).startswith("dY Wᵀ has the shape (4, 6).")
    drag(page, "factor-0", 80, -60)
    assert said(page).startswith("Wᵀ dY does not click together: the inner sides 6 and 4 differ.")
    page.mouse.click(*centre(page.locator("[data-part=factor-0]")))
    assert said(page).startswith("W dY does not click together: the inner sides 2 and 4 differ.")


def test_each_of_the_three_products_can_be_asked_for(page):
    shown(page, product(("X", (4, 6)), ("W", (6, 2)), "Y"))
    assert said(page).startswith(
        "X W has the shape (4, 2). Of 8 products 1 tried: 1 clicked together, 1 with the shape of Y"
    )
    field(page, "find").select_option("dW")
    press(page, "Turn X")
    press(page, "Swap")
    assert said(page).startswith("Xᵀ dY has the shape (6, 2).")
    assert said(page).endswith("1 with the shape of W, (6, 2).")
