"""Gradients with their total: what of the pair is wrong, in words, whatever came back."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import lists_of_arrays
from autograde.plain import is_plain_probe
from tests.autograde.odd_values import ODD, places, put

W, B = np.array([[1.5, -2.5]]), np.array([3.5])
PROBE = Probe("halved", ([2 * W, 2 * B],), facts={"call": "halved of two arrays"})
LIST, NAMED = ([W, B], 4.5), ({"W": W, "b": B}, 4.5)
PAIR = "expected a pair: a list of gradients and their total."


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        ([W, B], LIST, f" returned a list of arrays; {PAIR}"),
        ({"W": W, "b": B}, LIST, f" returned a dictionary of arrays; {PAIR}"),
        (None, LIST, f" returned None; {PAIR}"),
        ([], LIST, f" returned []; {PAIR}"),
        (([W, B], 4.5, 1), NAMED, " returned ([array([[1.5, −2.5]]), array([3.5])], 4.5, 1); expected a pair: a dict"),
        (({"W": W, "b": B}, 4.5), LIST, " for the gradients; expected a list, as it was given."),
        (([W, B], 4.5), NAMED, " for the gradients; expected a dictionary, as it was given."),
        (([W], 4.5), LIST, " returned 1 gradients of the 2 given, or under other names."),
        (({"W": W, "B": B}, 4.5), NAMED, " returned 2 gradients of the 2 given, or under other names."),
        (([W, B], "x"), LIST, ' returned "x" for the total; expected the number 4.5.'),
        (([W, B], True), LIST, " returned True for the total; expected the number 4.5."),
        (([W, B], np.array(4.5)), LIST, " returned array(4.5) for the total; expected the number 4.5."),
        (([W, B], math.nan), LIST, ": the total is nan instead of 4.5; the gradients are right."),
        (([W, None], 4.5), LIST, ": gradient 2 is None; expected an array of shape (1,)."),
        (([W, B[:0]], 4.5), LIST, ": gradient 2 is an array of shape (0,); expected an array of shape (1,)."),
        (([W, np.array(3.5)], 4.5), LIST, ": gradient 2 is an array of shape (); expected an array of shape (1,)."),
        (({"W": W * [[1, math.nan]], "b": B}, 4.5), NAMED, ": the gradient W has nan at [0, 1]; expected −2.5."),
        (((W, B + 1e-9), 4.5), LIST, ": gradient 2 has 3.500000001 at [0]; expected 3.5."),
    ],
)
def test_what_is_wrong_with_the_pair(value, expected, words):
    text = lists_of_arrays.tells(PROBE, value, expected)
    assert text.startswith("halved of two arrays") and words in text


def test_what_is_nearer_than_asked_is_not_told():
    told = lists_of_arrays.tells(PROBE, ([W, B + 1e-9], 4.5 + 1e-9), LIST, rtol=1e-6)
    assert told == "halved of two arrays: the gradients are right."


def test_any_value_at_any_place_is_told():
    for right in (LIST, NAMED):
        for place in places(right):
            for odd in filter(lambda value: is_plain_probe((value,)), ODD):
                text = lists_of_arrays.tells(PROBE, put(right, place, odd), right)
                assert text.startswith("halved of two arrays") and text.endswith(".")
