"""What is told of several named arrays: true of wrong results of every shape, and never an exception."""

from functools import partial

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import arrays
from tests.autograde.odd_values import PLAIN, places, put

PROBE = Probe("back", (np.array([[1.5, -3.0]]), np.array([2.5])), note="a row")
EXPECTED = (np.array([[2.0, -6.0]]), np.array([4.0]))
CALL = "back(u = [[1.5, −3.0]], v = [2.5]) (a row)"
tells = partial(arrays.tells, arguments=("u", "v"), results=("du", "dv"))


def test_anything_in_any_place_is_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            assert tells(PROBE, put(EXPECTED, place, odd), EXPECTED).startswith(CALL), (place, odd)


@pytest.mark.parametrize("value", [None, 1.0, "du", {"du": 1.0}, np.array(1.0), np.zeros((2, 2))])
def test_what_is_no_tuple_is_something_else(value):
    assert tells(PROBE, value, EXPECTED) == f"{CALL} should return 2 arrays, (du, dv); it returned something else."


@pytest.mark.parametrize(("value", "got"), [((), "0 in a tuple"), ([1.0], "1 in a list"), ((1, 2, 3), "3 in a tuple")])
def test_another_number_of_arrays_is_counted(value, got):
    assert tells(PROBE, value, EXPECTED).endswith(f"it returned {got}.")


@pytest.mark.parametrize(
    ("du", "told"),
    [
        (None, "du is a NoneType, u has shape (1, 2)"),
        ([[2.0, -6.0]], "du is a list, u has shape (1, 2)"),
        (np.array(2.0), "du has shape (), u has shape (1, 2)"),
        (np.zeros((0, 2)), "du has shape (0, 2), u has shape (1, 2)"),
        (np.array([[2, -6]]), "du holds int64 numbers, where float64 was expected"),
        (np.array([[2.0, -6.1]]), "du[0, 1] is −6.1, expected −6"),
        (np.array([[2.0, np.nan]]), "du[0, 1] is nan, expected −6"),
        (np.array([[np.inf, -6.0]]), "du[0, 0] is ∞, expected 2"),
    ],
)
def test_the_wrong_one_is_told_with_what_is_wrong_and_the_right_one_is_right(du, told):
    assert tells(PROBE, (du, EXPECTED[1]), EXPECTED) == f"{CALL}: {told}; dv is right."
