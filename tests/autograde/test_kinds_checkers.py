"""What is right and what is told of a checker's answer: no shape of it raises, and what rounding decides is free."""

from functools import partial
from math import inf, nan

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import checkers
from tests.autograde.odd_values import PLAIN, places, put

FACTS = {"call": "judge(f, x, claim)", "aside": ""}
PROBE = Probe("judge", ("f", np.ones((2, 3)), np.ones((2, 3))), note="one of six", facts=FACTS)
WRONG, ROUNDING = (False, (1, 2), 0.25), (True, (0, 0), 0.0)
OTHER_SHAPE, UNDEFINED = (False, None, inf), (False, (0, 1), nan)
accepts, tells = (partial(function, near=1e-7) for function in (checkers.accepts, checkers.tells))


@pytest.mark.parametrize("expected", [WRONG, ROUNDING, OTHER_SHAPE, UNDEFINED])
def test_anything_in_any_place_is_judged_and_told(expected):
    for place in places(expected):
        for odd in PLAIN:
            value = put(expected, place, odd)
            assert isinstance(accepts(PROBE, value, expected), bool), (place, odd)
            assert tells(PROBE, value, expected).startswith("One of six: judge(f, x, claim) returned "), (place, odd)


@pytest.mark.parametrize("value", [None, True, "no", (), (False,), [False, (1, 2)], np.array(0.25), np.array(nan), {}])
def test_what_is_no_triple_is_wrong_and_told(value):
    assert not accepts(PROBE, value, WRONG)
    assert f"returned {value}, which is no triple; expected (False, (1, 2), 0.25)." in tells(PROBE, value, WRONG)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WRONG, WRONG),
        ([False, [1, 2], 0.25 + 1e-8], WRONG),
        ((True, (-1, 2), 1e-8), ROUNDING),
        (OTHER_SHAPE, OTHER_SHAPE),
        ((False, "anywhere", None), UNDEFINED),
    ],
)
def test_what_agrees_is_right(value, expected):
    assert accepts(PROBE, value, expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((True, (1, 2), 0.25), WRONG),
        ((0, (1, 2), 0.25), WRONG),
        ((False, (1, 1), 0.25), WRONG),
        ((False, (1.0, 2), 0.25), WRONG),
        ((False, 5, 0.25), WRONG),
        ((False, (1, 2), nan), WRONG),
        ((False, (1, 2), 0.2501), WRONG),
        ((False, (1, 2), "0.25"), WRONG),
        ((True, (0, 3), 0.0), ROUNDING),
        ((True, (0,), 0.0), ROUNDING),
        ((True, None, 0.0), ROUNDING),
        ((True, (0, 0), False), ROUNDING),
        ((False, (0, 0), inf), OTHER_SHAPE),
        ((False, None, 1.0), OTHER_SHAPE),
        ((True, (0, 1), nan), UNDEFINED),
    ],
)
def test_what_does_not_agree_is_wrong(value, expected):
    assert not accepts(PROBE, value, expected)


def test_the_answer_and_the_right_one_are_told():
    assert tells(PROBE, (True, None, nan), WRONG).endswith(
        "returned (True, None, nan); expected (False, (1, 2), 0.25)."
    )
    assert tells(PROBE, WRONG, ROUNDING).endswith("expected (True, (0, 0), 0) with any index.")
    more = Probe("judge", PROBE.args, note="six", facts={**FACTS, "aside": "a quarter of 4"})
    assert tells(more, ROUNDING, WRONG).endswith("expected (False, (1, 2), 0.25) (a quarter of 4).")
