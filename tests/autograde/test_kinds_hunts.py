"""What is right and what is told of a list of names out of candidates: no shape of it raises."""

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import hunts
from tests.autograde.odd_values import PLAIN, places, put

CANDIDATES = {"oak": "a sum", "elm": "a mean", "fir": "a product"}
PROBE = Probe("find", ({},), note="by size", facts={"candidates": CANDIDATES})
EXPECTED = ["elm", "oak"]


def told(value):
    return hunts.tells(PROBE, value, EXPECTED).removeprefix("find on 3 candidates (by size)")


def test_anything_in_any_place_is_wrong_and_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            value = put(EXPECTED, place, odd)
            assert not hunts.accepts(PROBE, value, EXPECTED), (place, odd)
            assert hunts.tells(PROBE, value, EXPECTED).startswith("find on 3 candidates (by size)"), (place, odd)


@pytest.mark.parametrize("value", [["elm", "oak"], ["oak", "elm"], ("oak", "elm")])
def test_the_names_are_right_in_any_order(value):
    assert hunts.accepts(PROBE, value, EXPECTED)


def test_naming_nobody_is_right_where_nobody_is_meant():
    assert hunts.accepts(PROBE, [], [])
    assert "suspected without reason oak (a sum)." in hunts.tells(PROBE, ["oak"], [])


@pytest.mark.parametrize("value", [None, "elm", {"elm": 1}, np.array(1.0), np.zeros(0), [1], [None], ["elm", np.nan]])
def test_what_is_no_list_of_names_is_told(value):
    assert told(value) == " returned no list of names."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], ": missed elm (a mean), oak (a sum)."),
        (["oak"], ": missed elm (a mean)."),
        (["oak", "fir", "elm"], ": suspected without reason fir (a product)."),
        (["fir", "elm"], ": missed oak (a sum); suspected without reason fir (a product)."),
        (["oak", "oak", "elm"], ": named some twice."),
        (["oak", "ash"], " returned ash, which is no candidate's name."),
    ],
)
def test_what_was_missed_and_what_was_suspected_is_told(value, words):
    assert told(value) == words
    assert not hunts.accepts(PROBE, value, EXPECTED)


def test_the_call_says_nothing_of_what_a_candidate_is_made_of():
    assert hunts.call(PROBE) == "find on 3 candidates"
