"""What an engine did to a circuit, in words and as a picture: true for every shape of result, and never raised."""

import math
from dataclasses import replace

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import circuit_pictures, circuits, graphs
from tests.autograde.odd_values import COMPARABLE, places, put

ROWS = (("a", "", (), 1.3, ()), ("p", "twice", ("a", 3.0), 2.6, (2.0,)), ("q", "=mul", ("p", "a"), 3.38, (1.3, 2.6)))
TEXT = "With a = 1.3, p = twice(a, 3), q = p · a"
GRADIENTS = {"a": 5.2, "p": 1.3, "q": 1.0}

GATE = Probe("twice", (ROWS, {"a": 0.4}, "q", 1.0))
MADE = {
    "data": {"p": 2.6},
    "parents": {"p": ["a"]},
    "grad": {"p": 0.0},
    "way back": {"p": "its own"},
    "gradients": GRADIENTS,
    "changed": [],
}
SWEEP = Probe("sweep", (ROWS, {}, "q", None, 2))
ZERO = Probe("clear", (ROWS, {"a": 1.0}, "q", 2.5))
CLEARED = {
    "gradients": dict.fromkeys("apq", 0.0),
    "data": {"a": 1.3, "p": 2.6, "q": 3.38},
    "parents": {"a": [], "p": ["a"], "q": ["p", "a"]},
    "next pass": {"a": 13.0, "p": 3.25, "q": 2.5},
}


def gate_picture(value):
    settings = {"question": "Where?", "part": "gradients", "agree": ("data", "parents"), "lying": "(Some lay there.)"}
    return circuit_pictures.draws(GATE, value, MADE, **settings)


def sweep_picture(value):
    return circuit_pictures.draws(SWEEP, value, GRADIENTS, question="By whom?")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"made": "nothing"}, "twice returned nothing; expected a Value."),
        ({"made": "float"}, "twice returned a float; expected a Value."),
        (None, "twice returned None; expected a Value."),
        ([], "twice returned a list; expected a Value."),
        ({}, "no data came back."),
        ({**MADE, "data": {"p": "str"}}, "the value of p is str; expected 2.6."),
        ({**MADE, "data": {}}, "the value of p is None; expected 2.6."),
        ({**MADE, "parents": {"p": "set"}}, "p.parents holds set; expected [a]."),
        ({**MADE, "parents": {"p": ["?"]}}, "p.parents holds [?] (? is none of these nodes); expected [a]."),
        ({**MADE, "grad": {"p": "NoneType"}}, "the gradient before any pass of p is None; expected 0."),
        (
            {**MADE, "_backward": {"p": "NoneType"}},
            "p._backward is None; expected a function that can be called later.",
        ),
        (
            {**MADE, "_backward": {"p": "float"}},
            "p._backward is of type float; expected a function that can be called later.",
        ),
        ({**MADE, "changed": ["a"]}, "a.data holds another number than before."),
        ({**MADE, "way back": {"p": "none"}}, "p._backward is still that of a bare Value, which does nothing."),
    ],
)
def test_what_is_wrong_with_a_gate_is_told(value, told):
    assert graphs.gate_tells(GATE, value, MADE) == f"{TEXT}: {told}"
    assert gate_picture(value) is None or value.get("data") == MADE["data"]


def test_wrong_gradients_of_a_gate_are_told_and_drawn():
    value = {**MADE, "gradients": {**GRADIENTS, "a": math.nan, "p": 1.30001}}
    there = "gradients already there: a 0.4"
    told = "when 1 arrives at q, the gradients of a and p are nan and 1.30001; expected 5.2 and 1.3."
    assert graphs.gate_tells(GATE, value, MADE) == f"{TEXT}, {there}: {told}"
    picture = gate_picture(value)
    assert "wrong, right is 1.3" in picture.alt
    assert picture.caption.endswith("the right one. Where? (Some lay there.)")
    assert gate_picture(MADE) is None
    assert gate_picture({**value, "data": {"p": 2.5}}) is None, "another circuit than the one that could be drawn"


def test_wrong_gradients_of_a_sweep_are_told_and_drawn():
    call = "sweep(q), all gradients set to 0, and sweep(q) again"
    value = {**GRADIENTS, "p": "str"}
    assert graphs.sweep_tells(SWEEP, value, GRADIENTS) == (
        f"{TEXT}: after {call}, the gradient of p is str; expected 1.3."
    )
    nothing = "the gradients of a, p and q are None, None and None; expected 5.2, 1.3 and 1."
    assert graphs.sweep_tells(SWEEP, None, GRADIENTS) == f"{TEXT}: after {call}, {nothing}"
    once = Probe("sweep", (ROWS, {"a": 0.4}, "q", -1.6, 1))
    assert graphs.sweep_call(once) == f"{TEXT}: sweep(q, −1.6)"
    assert "gradients already there: a 0.4: after sweep(q, −1.6), " in graphs.sweep_tells(once, value, GRADIENTS)
    picture = sweep_picture(value)
    assert "wrong, right is 1.3" in picture.alt and picture.caption.endswith("By whom?")
    assert sweep_picture({"a": 5.2}) is None and sweep_picture(None) is None and sweep_picture(GRADIENTS) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ", no gradients."),
        ({"gradients": {}}, ", the gradients of a, p and q are None, None and None; expected 0, 0 and 0."),
        ({**CLEARED, "gradients": {"a": 0.0, "p": -0.0, "q": 3}}, ", the gradient of q is 3; expected 0."),
        ({**CLEARED, "data": {**CLEARED["data"], "a": 0.0}}, ", the value of a is 0; expected 1.3."),
        ({**CLEARED, "parents": {**CLEARED["parents"], "q": []}}, ", q.parents holds []; expected [p, a]."),
        (
            {**CLEARED, "next pass": {"a": 14.0, "p": 3.25, "q": 2.5}},
            ", and a pass with 2.5 from q, the gradient of a is 14; expected 13.",
        ),
    ],
)
def test_what_is_wrong_after_zeroing_is_told(value, told):
    start = f"{TEXT} and a gradient on every node: after clear(q)"
    assert graphs.zeroed_tells(ZERO, value, CLEARED) == start + told


def test_a_node_that_holds_0_before_zeroing_is_named():
    rows, _, root, g = ZERO.args
    probe = replace(ZERO, args=(rows, {"a": 1.5, "p": 0.0, "q": 0.4}, root, g))
    assert " and a gradient on every node, 0 on p: after clear(q)" in graphs.zeroed_tells(probe, None, CLEARED)


def test_a_chain_is_written_by_its_first_gates():
    rows = (ROWS[0], ("x", "chain", ("a", "a"), 3.0, ()))
    assert circuits.formula(rows) == "a = 1.3, x1 = a + a, x2 = x1 + a, … up to x3"
    assert circuits.wiring(rows) == {"a": (), "x1": ("a", "a"), "x2": ("x1", "a"), "x3": ("x2", "a")}


@pytest.mark.parametrize("odd", range(len(COMPARABLE)))
def test_no_result_of_any_shape_is_too_odd(odd):
    value = COMPARABLE[odd]
    for tells, probe, right, draws in (
        (graphs.gate_tells, GATE, MADE, gate_picture),
        (graphs.sweep_tells, SWEEP, GRADIENTS, sweep_picture),
        (graphs.zeroed_tells, ZERO, CLEARED, None),
    ):
        for place in places(right):
            for new in (value, [value], np.array(1.0)):
                result = put(right, place, new)
                assert tells(probe, result, right).startswith(TEXT)
                if draws:
                    draws(result)


def test_a_gradient_that_is_off_by_next_to_nothing_is_named_with_all_its_digits():
    rows = (("a", "", (), 2.0, ()), ("p", "=a·3", ("a",), 6.0, (3.0,)))
    probe = Probe("backward", (rows, {}, "p", 1.0, 1))
    told = graphs.sweep_tells(probe, {"a": 3.0 + 9e-11, "p": 1.0}, {"a": 3.0, "p": 1.0})
    assert told.endswith("the gradient of a is 3.00000000009; expected 3.")
