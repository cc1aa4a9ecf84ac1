"""What is told of a run's parameters and losses: true of wrong results of every shape, and never an exception."""

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import runs
from tests.autograde.odd_values import PLAIN, places, put

START = {"A": np.array([[0.5, -1.0]]), "b": np.array([2.0])}
CALL = "a run of 2 steps"
PROBE = Probe("go", (None, None, START, 0.1, 2), note="rings", facts={"call": CALL})
EXPECTED = ({"A": np.array([[0.25, -1.5]]), "b": np.array([1.0])}, [0.75, 0.5])
REDUCED = {"losses": 400, "ends": "low", "unmoved": []}
PAIR = f"{CALL} should return a pair (params, history): a dictionary and a list of losses."


def told(A=EXPECTED[0]["A"], b=EXPECTED[0]["b"], history=EXPECTED[1]):
    """What is said of a run that came back whole."""
    return runs.tells(PROBE, ({"A": A, "b": b}, history), EXPECTED).removeprefix(CALL)


@pytest.mark.parametrize("expected", [EXPECTED, REDUCED])
def test_anything_in_any_place_is_told(expected):
    for place in places(expected):
        for odd in PLAIN:
            assert runs.tells(PROBE, put(expected, place, odd), expected).startswith(CALL), (place, odd)


@pytest.mark.parametrize("value", [None, 1.0, "A", {}, REDUCED, ({},), ([], {}), np.ones((2, 2))])
def test_what_is_no_pair_is_told_to_be_none(value):
    assert runs.tells(PROBE, value, EXPECTED) == PAIR


def test_names_that_are_missing_are_named():
    assert runs.tells(PROBE, ({}, []), EXPECTED) == f"{CALL} returned no A and no b."


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"A": None}, ": A came back as None."),
        ({"A": "x"}, ": A came back as a string."),
        ({"A": np.array(1.0)}, ": A came back with shape (), it had (1, 2)."),
        ({"b": np.zeros(0)}, ": b came back with shape (0,), it had (1,)."),
        ({"history": None}, " returned a history that is no list of losses (NoneType)."),
        ({"history": np.array(0.5)}, " returned a history that is no list of losses (ndarray)."),
        ({"history": [0.75]}, ": the history has 1 entry for 2 steps."),
        ({"history": [0.75, np.nan]}, ": wrong history; right A, b. history[1] is nan; expected 0.5."),
        ({"b": np.array([np.nan])}, ": wrong b; right A, history. b[0] went from 2 to nan; expected 1."),
        (
            START,
            ": wrong A, b; right history. A and b never moved. b[0] went from 2 to 2; expected 1.",
        ),
        ({"A": [[0.25, -1.5]]}, ": A holds the right numbers and is a list; expected float64."),
        ({"b": np.array([1])}, ": b holds the right numbers and is an array of int64 numbers; expected float64."),
        (
            {"b": np.array([1 + 5e-10])},
            ": every number is right to 1×10⁻⁹, and not all of them as closely as the check asks for.",
        ),
    ],
)
def test_the_first_thing_that_is_wrong_is_told(parts, text):
    assert told(**parts) == text


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"losses": 1}, "the history has 1 entry."),
        ({"unmoved": ["A", "b"]}, "on the rings, A and b never moved."),
        ({"ends": "high"}, "on the rings, the last loss is above 0.3; it should be at most 0.05."),
        ({"ends": "middling"}, "on the rings, the last loss is between 0.05 and 0.3; it should be at most 0.05."),
    ],
)
def test_a_reduced_run_is_told_by_where_it_ended(wrong, text):
    assert runs.tells(PROBE, {**REDUCED, **wrong}, REDUCED) == f"{CALL}: {text}"


def test_a_long_run_that_could_not_be_reduced_has_a_history_of_something_else():
    whole = (START, [np.array(1.0)] * 400)
    assert runs.tells(PROBE, whole, REDUCED) == f"{CALL} returned a history whose entries are no plain numbers."


def test_short_runs_are_alike_by_their_numbers_and_long_ones_by_all_but_their_end():
    wrong = ({"A": EXPECTED[0]["A"] + 1, "b": EXPECTED[0]["b"]}, [0.75, 0.6])
    other = ({"A": (EXPECTED[0]["A"] + 1 + 1e-12).tolist(), "b": EXPECTED[0]["b"]}, np.array([0.75, 0.6]))
    assert runs.alike(PROBE, wrong, other, EXPECTED)
    assert not runs.alike(PROBE, wrong, EXPECTED, EXPECTED)
    assert runs.alike(PROBE, {**REDUCED, "ends": "high"}, {**REDUCED, "ends": "middling"}, REDUCED)
    assert not runs.alike(PROBE, {**REDUCED, "unmoved": ["b"]}, {**REDUCED, "ends": "high"}, REDUCED)
    for odd in PLAIN:
        assert not runs.alike(PROBE, odd, wrong, EXPECTED) and not runs.alike(PROBE, odd, REDUCED, REDUCED)
