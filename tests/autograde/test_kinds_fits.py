"""What is told of a fitted number with its losses: true of wrong results of every shape, and never an exception."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import fits
from tests.autograde.odd_values import PLAIN, places, put

PROBE = Probe("fit", ([1.0, -2.0], 3), note="two rounds")
EXPECTED = (0.25, [4.0, 0.5])
CALL = "fit([1, −2], 3) (two rounds)"
PAIR = f"{CALL} should return a pair (w, history): a float and a list with one loss for each epoch."


def test_anything_in_any_place_is_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            assert fits.tells(PROBE, put(EXPECTED, place, odd), EXPECTED).startswith(CALL), (place, odd)


@pytest.mark.parametrize("value", [None, 1.0, "w", {}, (0.25,), ("0.25", [4.0]), (True, [4.0, 0.5]), (0.25, 4.0)])
def test_what_is_no_number_with_a_list_is_told_to_be_none(value):
    assert fits.tells(PROBE, value, EXPECTED) == PAIR


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ((0.25, []), "the history has 0 entries for 2 epochs."),
        ((0.25, [4.0]), "the history has 1 entry for 2 epochs."),
        ((0.5, [4.0, 0.5]), "w is 0.5, expected 0.25; history[0] is right."),
        ((np.array(0.25), [4.0, math.nan]), "w is right; history[1] is nan, expected 0.5."),
        ((math.inf, np.array([4.0, 5.0])), "w is ∞, expected 0.25; history[1] is 5, expected 0.5."),
        ((0.25, ["x", None]), 'w is right; history[0] is "x", expected 4.'),
        ((0.25, [4.0, None]), "w is right; history[1] is None, expected 0.5."),
    ],
)
def test_each_part_is_right_or_told(value, told):
    assert fits.tells(PROBE, value, EXPECTED) == f"{CALL}: {told}"


def test_names_are_settings():
    text = fits.tells(PROBE, (0.25, [4.0]), EXPECTED, fitted="slope", each="sweep")
    assert text == f"{CALL}: the history has 1 entry for 2 sweeps."
