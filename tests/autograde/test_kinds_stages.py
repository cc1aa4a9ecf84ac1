"""A cache of stages and a pair of gradients: one wrong number is told, and every shape of result in true words."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds.stages import cache_tells, gradients_call, gradients_tells
from tests.autograde.odd_values import COMPARABLE

POINT, STAGES = Probe("forth", (3.0, -1.5)), ("sum", "square")
RIGHT = (4.5, {"sum": 1.5, "square": 2.25})
BACK = Probe("back", ({"x": 3.0, "y": -1.5, "sum": 1.5}, -1.6))
BARE = Probe("back", BACK.args[:1])


def in_words(value):
    return cache_tells(POINT, value, RIGHT, stages=STAGES)


def pair_in_words(value, probe=BACK):
    return gradients_tells(probe, value, (0.25, -4.0), inputs=("x", "y"))


PAIR = "where a pair (f, cache) was expected, the cache a dictionary."
FIRST = "It is the first wrong number, stage by stage."


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "forth(3, −1.5) returned None, where a pair (f, cache) was expected, the cache a dictionary."),
        ("no", "forth(3, −1.5) returned a string, where a pair (f, cache) was expected, the cache a dictionary."),
        ((4.5, 2.0), f"forth(3, −1.5) returned a tuple of a number and a number, {PAIR}"),
        ((4.5, [1.5, 2.25]), f"forth(3, −1.5) returned a tuple of a number and a list, {PAIR}"),
        (RIGHT[::-1], f"forth(3, −1.5) returned a tuple of a dictionary and a number, {PAIR}"),
        ([4.5, 1.5, 2.25], f"forth(3, −1.5) returned a list of 3 entries, {PAIR}"),
        ((4.5, {}), 'forth(3, −1.5) returned a pair with no number under "sum".'),
        ((4.5, {"sum": 1.5, "square": None}), 'forth(3, −1.5) returned a pair with no number under "square".'),
        ((4.5, {"sum": True, "square": 2.25}), 'forth(3, −1.5) returned a pair with no number under "sum".'),
        (("4.5", RIGHT[1]), "forth(3, −1.5) returned a pair with no number as f."),
        (
            [4.5, {"sum": np.array(1.0), "square": 1.0}],
            f'forth(3, −1.5): in its cache, "sum" is 1; expected 1.5. {FIRST}',
        ),
        (
            (0.0, {"sum": 1.5, "square": math.nan}),
            f'forth(3, −1.5): in its cache, "square" is nan; expected 2.25. {FIRST}',
        ),
        ((4.50001, RIGHT[1]), "forth(3, −1.5) returned f = 4.50001; expected 4.5. The cache is right."),
        ((math.inf, {**RIGHT[1], "f": 4.5}), "forth(3, −1.5) returned f = ∞; expected 4.5. The cache is right."),
    ],
)
def test_the_first_wrong_number_is_told(value, told):
    assert in_words(value) == told


def test_the_number_may_have_another_name():
    told = cache_tells(POINT, (2.0, RIGHT[1]), RIGHT, stages=STAGES, result="loss")
    assert told == "forth(3, −1.5) returned loss = 2; expected 4.5. The cache is right."


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, "None, where a pair of numbers (dx, dy) was expected."),
        (2.5, "a number, where a pair of numbers (dx, dy) was expected."),
        (np.array(2.5), "a number, where a pair of numbers (dx, dy) was expected."),
        ((0.25,), "a tuple of 1 entry, where a pair of numbers (dx, dy) was expected."),
        ((0.25, "4"), "a tuple of a number and a string, where a pair of numbers (dx, dy) was expected."),
        (np.zeros((2, 2)), "an array of shape (2, 2), where a pair of numbers (dx, dy) was expected."),
        ((0, 1), "(0, 1); expected (0.25, −4)."),
        (np.array([math.nan, math.inf]), "(nan, ∞); expected (0.25, −4)."),
        ([np.array(0.2500001), -4.0], "(0.2500001, −4); expected (0.25, −4)."),
        ((0.3, math.nextafter(-4.0, 0)), "(0.3, −4); expected (0.25, −4)."),
    ],
)
def test_both_gradients_are_told(value, seen):
    call = "back with the cache of x = 3, y = −1.5"
    assert pair_in_words(value) == f"{call} and g = −1.6 returned {seen}"
    assert pair_in_words(value, BARE) == f"{call} and g left out returned {seen}"
    assert gradients_call(BARE, ("x", "y")) == call


@pytest.mark.parametrize("odd", range(len(COMPARABLE)))
def test_no_result_of_any_shape_is_too_odd(odd):
    value = COMPARABLE[odd]
    for result in (value, (value, RIGHT[1]), (4.5, {**RIGHT[1], "square": value}), (4.5, value), [value, value]):
        assert in_words(result).startswith("forth(3, −1.5)")
        assert pair_in_words(result).startswith("back with the cache of x = 3, y = −1.5 and g = −1.6 returned ")
