"""A ValueError as the right answer, and memory shared with a part of an argument."""

import numpy as np

from autograde.exercise import Probe
from autograde.play import call
from autograde.players import find, name_of, refusals


def refuse(x):
    if x > 3:
        raise ValueError("too large")
    if x < 0:
        raise KeyError(x)
    return x * 2.5


def test_a_value_error_is_a_result_and_any_other_exception_a_failure():
    def outcome(x):
        return refusals.call_or_refuse({"refuse": refuse}, Probe("refuse", (x,)))

    assert outcome(1.0)["value"] == 2.5 and "failure" not in outcome(1.0)
    assert outcome(4.0)["value"] == refusals.REFUSED and "failure" not in outcome(4.0)
    assert outcome(-1.0)["failure"]["type"] == "KeyError" and "value" not in outcome(-1.0)


def test_the_sandbox_finds_the_player_by_name():
    assert find(name_of(refusals.call_or_refuse)) is refusals.call_or_refuse


def test_sharing_is_found_inside_lists_and_dictionaries_that_were_handed_over():
    arrays = [np.array([1.5]), np.array([2.5])]
    for given, same, own in (
        (arrays, lambda grads: grads, lambda grads: [g.copy() for g in grads]),
        ({"W": arrays[0]}, lambda grads: (grads["W"], 1.0), lambda grads: (grads["W"] + 0, 1.0)),
    ):
        assert call({"f": same}, Probe("f", (given,)))["shares"]
        assert not call({"f": own}, Probe("f", (given,)))["shares"]
