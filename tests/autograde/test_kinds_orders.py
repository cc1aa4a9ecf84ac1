"""Orders: every right one is accepted, and of a wrong one, whatever came back, the sentence says what is wrong."""

from itertools import permutations

import pytest

from autograde.exercise import Probe
from autograde.kinds import order_pictures, order_slips, orders
from tests.autograde.odd_values import COMPARABLE

LEAVES = (("a", "", (), 1.3, ()), ("b", "", (), -2.4, ()))
ROWS = (*LEAVES, ("u", "=mul", ("a", "b"), -3.12, ()), ("v", "=add", ("u", "a"), -1.82, ()), ("w", "", (), 3.0, ()))
PROBE, EXPECTED = Probe("sort", (ROWS, "v")), ["a", "b", "u", "v"]
WIRES = Probe("sort", ({"u": ("a", "b"), "v": ("u", "u"), "w": ("u", "v")},))
CALL = "With a = 1.3, b = −2.4, u = a · b, v = u + a, w = 3, sort(v)"


def test_every_right_order_is_accepted_and_no_other():
    right = [order for order in permutations(EXPECTED) if orders.accepts(PROBE, order, EXPECTED)]
    assert right == [("a", "b", "u", "v"), ("b", "a", "u", "v")]


def test_users_may_come_first():
    right = [order for order in permutations("uvw") if orders.accepts(WIRES, order, ["w", "v", "u"], users_first=True)]
    assert right == [("w", "v", "u")]
    assert orders.accepts(WIRES, ["u", "v", "w"], ["u", "v", "w"])
    assert orders.problem(WIRES, ["v", "w", "u"], ["w", "v", "u"], True) == "w stands after its input v"


@pytest.mark.parametrize(
    ("value", "seen", "problem"),
    [
        (None, "None", "a list of nodes is expected"),
        ("abuv", "abuv", "a list of nodes is expected"),
        (2.5, "2.5", "a list of nodes is expected"),
        ([1], "a list", "a list of nodes is expected"),
        ({"a": 1}, "a dict", "a list of nodes is expected"),
        ([], "[]", "a is missing"),
        (("a", "b", "u"), "[a, b, u]", "v is missing"),
        (["a", "?"], "[a, ?]", "it holds something that is no node of this circuit"),
        (["a", "b", "u", "a", "v"], "[a, b, u, a, v]", "a is listed 2 times"),
        (["a", "b", "u", "v", "w"], "[a, b, u, v, w]", "w is listed, on which v does not depend"),
        (["a", "u", "b", "v"], "[a, u, b, v]", "u stands before its operand b"),
    ],
)
def test_what_is_wrong_is_told(value, seen, problem):
    assert not orders.accepts(PROBE, value, EXPECTED)
    right = "A right order: [a, b, u, v]."
    assert orders.tells(PROBE, value, EXPECTED) == f"{CALL} returned {seen}: {problem}. {right}"


def test_a_long_order_is_cut_and_no_example_is_given():
    rows = (*LEAVES, ("x", "chain", ("a", "b"), 30.0, ()))
    probe, right = Probe("sort", (rows, "x30")), ["a", "b", *(f"x{step}" for step in range(1, 31))]
    assert orders.accepts(probe, right, right)
    told = orders.tells(probe, right[::-1], right)
    assert told.endswith("returned [x30, x29, x28, x27, x26, x25, …, x1, b, a]: x30 stands before its operand x29.")
    assert told.startswith("With a = 1.3, b = −2.4, x1 = a + b, x2 = x1 + b, … up to x30, sort(x30)")


@pytest.mark.parametrize("odd", range(len(COMPARABLE)))
def test_no_result_of_any_shape_is_too_odd(odd):
    value = COMPARABLE[odd]
    for result in (value, [value], ["a", value]):
        assert not orders.accepts(PROBE, result, EXPECTED) and not orders.accepts(WIRES, result, ["w", "v", "u"], True)
        assert orders.tells(PROBE, result, EXPECTED).startswith(f"{CALL} returned ")


def test_the_violated_pair_is_drawn_with_its_wire():
    picture = order_pictures.draws(PROBE, ["a", "u", "b", "v"], EXPECTED)
    assert picture.alt == "Your order from left to right: a, u, b, v. u uses b, and stands before it."
    assert "u belongs after it" in picture.caption
    assert picture.html.count("stroke-dasharray") == 2
    turned = order_pictures.draws(WIRES, ["u", "v", "w"], ["w", "v", "u"], users_first=True)
    assert turned.alt.endswith("v uses u, and stands after it.")


@pytest.mark.parametrize("value", [EXPECTED, None, "abuv", ["a"], ["a", "a", "u", "v"], ["a", "b", "u", "?"]])
def test_an_order_without_a_violated_pair_is_not_drawn(value):
    assert order_pictures.draws(PROBE, value, EXPECTED) is None


def test_a_dictionarys_gates_have_inputs_and_a_stranger_is_named():
    probe = Probe("sort", WIRES.args, note="three gates")
    told = orders.tells(probe, ["u", "v", "w"], ["w", "v", "u"], users_first=True)
    assert told.startswith(
        'sort({"u": ("a", "b"), "v": ("u", "u"), "w": ("u", "v")}) (three gates) returned [u, v, w]: '
    )
    assert "v stands after its input u. A right order: [w, v, u]." in told
    assert "it holds a, which is no gate of this circuit." in orders.tells(WIRES, ["a", "w"], ["w", "v", "u"], True)


@pytest.mark.parametrize(
    ("value", "way"),
    [
        (["v", "u", "b", "a"], "backwards"),
        (["b", "a", "u"], "without the root"),
        (["u", "v"], "without leaves"),
        (["a", "b", "u", "a", "v"], "repeated"),
        (["a", "v", "b", "u"], ""),
        (["b", "u", "v"], ""),
        (["a", "?"], ""),
        (None, ""),
    ],
)
def test_how_an_order_up_to_a_root_goes_wrong_shows_whichever_operand_comes_first(value, way):
    assert order_slips.way_of(PROBE, value, EXPECTED, users_first=False) == way


@pytest.mark.parametrize(
    ("value", "way"),
    [
        (["u", "v", "w"], "backwards "),
        (["w", "v", "u", "v", "u", "u"], "repeated"),
        (["w", "v"], "without u"),
        (["v", "w"], ""),
        ([], ""),
    ],
)
def test_how_an_order_of_gates_goes_wrong(value, way):
    assert order_slips.way_of(WIRES, value, ["w", "v", "u"], users_first=True) == way
