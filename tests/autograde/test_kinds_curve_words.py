"""What is told of a word for a curve: true of whatever came back, and never an exception."""

import math
from functools import partial

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import curve_words
from autograde.kinds.counts import spelled
from tests.autograde.odd_values import PLAIN

SHORT, LONG = Probe("name_it", ([2.0, -1.0, math.nan],)), Probe("name_it", ([3.0, math.inf, *range(10)],))
tells = partial(curve_words.tells, choices=("up", "down"))


def test_anything_is_told():
    for odd in PLAIN:
        for probe in (SHORT, LONG):
            text = tells(probe, odd, "up")
            assert text.startswith("name_it([") and text.endswith('; expected "up".'), odd


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("down", '"down"'),
        ("", '"", which is none of the two words'),
        ("Up", '"Up", which is none of the two words'),
        ("x" * 30, "a str, which is none of the two words"),
        (None, "a NoneType"),
        (["up"], "a list"),
        (np.array("up"), "a ndarray"),
    ],
)
def test_a_word_is_shown_and_anything_else_by_its_type(value, got):
    assert tells(SHORT, value, "up") == f'name_it([2, −1, nan]) returned {got}; expected "up".'


def test_a_long_curve_is_shown_by_its_beginning_and_a_few_numbers():
    shown = "name_it([3, ∞, 0, 1, 2, 3, …]) (12 losses, lowest 0, highest 9, last 9)"
    assert tells(LONG, "down", "up") == f'{shown} returned "down"; expected "up".'


def test_small_numbers_are_spelled():
    assert [spelled(count) for count in (0, 6, 10, 11)] == ["no", "six", "ten", "11"]
