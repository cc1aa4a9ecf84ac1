"""Numbers in a dictionary: what stands there is told, what should never is."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import tables
from autograde.plain import is_plain_probe
from tests.autograde.odd_values import ODD

PROBE = Probe("width", ("sizes",))
RIGHT = 17.25


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (17.3, "= 17.3 is close, but not exact to four digits."),
        (17.0, "= 17 is not the number."),
        (-17.25, "= −17.25 is not the number."),
        (math.nan, "= nan is not the number."),
        *((value, "holds no plain number. Write a float, such as 0.25.") for value in (None, "17", True, [1.0], {})),
        *((value, "holds no plain number. Write a float, such as 0.25.") for value in (np.array(1.0), np.zeros(0))),
    ],
)
def test_what_stands_there(value, words):
    assert tables.tells(PROBE, value, RIGHT, exact="four digits") == f'sizes["width"] {words}'


def test_from_where_on_a_number_is_close_is_a_setting():
    assert "is close, but not exact to one digit" in tables.tells(PROBE, 17.0, RIGHT, exact="one digit", near=0.02)


def test_any_value_is_told_without_the_right_one():
    for odd in filter(lambda value: is_plain_probe((value,)), ODD):
        text = tables.tells(PROBE, odd, RIGHT, exact="four digits")
        assert text.startswith('sizes["width"] ') and "17.25" not in text


def test_two_entries_are_alike_up_to_rounding_and_nothing_else_is():
    assert tables.alike(PROBE, 3.001, 3.0, RIGHT, rtol=1e-3)
    assert not tables.alike(PROBE, 3.001, 3.0, RIGHT, rtol=1e-4)
    for odd in filter(lambda value: is_plain_probe((value,)), ODD):
        assert not tables.alike(PROBE, odd, 8.0, RIGHT, rtol=1e-3)
        assert not tables.alike(PROBE, 8.0, odd, RIGHT, rtol=1e-3) or math.isinf(odd)
