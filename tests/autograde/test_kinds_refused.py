"""A result or a ValueError: which of the two came and which was due, in words."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import called, refused
from autograde.plain import is_plain_probe
from autograde.players.refusals import REFUSED
from tests.autograde.odd_values import ODD

PROBE = Probe("halve", (3, "odd"), note="an odd number")


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        (REFUSED, 1.5, "raised a ValueError; expected 1.5."),
        (1.5, REFUSED, "returned 1.5; expected a ValueError."),
        (None, REFUSED, "returned None; expected a ValueError."),
        (1.50001, 1.5, "returned 1.50001 instead of 1.5."),
        (math.nan, 1.5, "returned nan instead of 1.5."),
        (np.zeros(0), 1.5, "returned array([]) instead of 1.5."),
        (np.array(2.5), 1.5, "returned array(2.5) instead of 1.5."),
        ({"x": 1}, 1.5, 'returned {"x": 1} instead of 1.5.'),
    ],
)
def test_what_came_and_what_was_due(value, expected, words):
    assert refused.tells(PROBE, value, expected) == f'halve(3, "odd") (an odd number) {words}'


def test_any_value_is_told():
    for odd in filter(lambda value: is_plain_probe((value,)), ODD):
        for expected in (1.5, REFUSED):
            text = refused.tells(PROBE, odd, expected)
            assert text.startswith('halve(3, "odd") (an odd number) r') and text.endswith(".")


def test_a_probe_may_bring_the_text_of_its_call():
    assert called.call(Probe("halve", (3,))) == "halve(3)"
    assert called.call(Probe("halve", (3,), facts={"call": "halve of three"})) == "halve of three"
    assert called.with_note("halve(3)", PROBE) == "halve(3) (an odd number)"
    assert called.with_note("halve(3)", Probe("halve", (3,))) == "halve(3)"
