"""What is told of two arrays, or of one number: true of wrong results of every shape, and never an exception."""

from functools import partial

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import pairs
from tests.autograde.odd_values import PLAIN, places, put

CALL = "join with A (1, 2)"
TWO, ONE = (Probe(name, (), note="a row", facts={"call": CALL}) for name in ("join", "count"))
EXPECTED = (np.array([[2.0, -6.0]]), np.array([4.0]))
tells = partial(pairs.tells, results=("A", "b"))


def test_anything_in_any_place_is_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            assert tells(TWO, put(EXPECTED, place, odd), EXPECTED).startswith(f"{CALL} (a row)"), (place, odd)
    for odd in PLAIN:
        text = tells(ONE, odd, 12)
        assert text.startswith(f"{CALL} returned ") and text.endswith("; expected 12."), odd


@pytest.mark.parametrize("value", [None, 1.0, "A", {}, (), (EXPECTED[0],), [*EXPECTED, None], np.ones((2, 2))])
def test_what_is_no_pair_is_told_to_be_none(value):
    assert tells(TWO, value, EXPECTED) == f"{CALL} (a row) should return a pair of arrays (A, b)."


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (None, "A is a NoneType, an array of shape (1, 2) was expected"),
        ([[2.0, -6.0]], "A is a list, an array of shape (1, 2) was expected"),
        (np.array(2.0), "A has shape (), expected (1, 2)"),
        (np.zeros((0, 2)), "A has shape (0, 2), expected (1, 2)"),
        (np.array([[2, -6]]), "A holds the right numbers as int64, expected float64"),
        (np.array([[2, -5]]), "A[0, 1] is −5, expected −6"),
        (np.array([[np.nan, -6.0]]), "A[0, 0] is nan, expected 2"),
        (np.array([[np.inf, -6.0]]), "A[0, 0] is ∞, expected 2"),
        (np.array([[True, False]]), "A[0, 0] is 1, expected 2"),
    ],
)
def test_the_wrong_array_is_told_and_the_right_one_is_right(array, told):
    assert tells(TWO, (array, EXPECTED[1]), EXPECTED) == f"{CALL} (a row): {told}; b is right."


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (None, "None"),
        (True, "True"),
        ("12", "'12'"),
        (1234567.0, "1.234567×10⁶"),
        (np.array(3), "array(3)"),
        ([], "[]"),
    ],
)
def test_a_number_is_told_with_all_its_digits(value, got):
    assert tells(ONE, value, 12) == f"{CALL} returned {got}; expected 12."
