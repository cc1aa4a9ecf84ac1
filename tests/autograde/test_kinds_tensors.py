"""What came back from torch, as its players write it down, in words; torch itself is not needed for any of it."""

import copy
import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import tensors
from autograde.plain import is_plain_probe
from autograde.players.torch_steps import NONE, TENSOR
from tests.autograde.odd_values import ODD, places, put

NUMBERS = Probe("doubled", ([1.5, -2],), note="an integer")
START = {"w": np.array([1.5, 2.5]), "b": np.array([0.5])}
STEPS = Probe("step", (START, (("x", "y"), ("x", "y")), 0.1), facts={"call": "step of a net"})
ONE = {"loss": 4.5, "replaced": [], "parameters": {"w": np.array([1.0, 2.0]), "b": np.array([0.25])}}
RIGHT = [{**ONE, "gradients": {"w": np.array([5.0, 5.0]), "b": np.array([2.5])}}] * 2
X, G = np.array([1.5, 2.5, 3.5, 4.5]), np.array([2.0, 4.0])
FORTH, BACK = Probe("Twice", ("forward", X)), Probe("Twice", ("backward", X[:2], G), note="two numbers")


def plain(values):
    return [value for value in values if is_plain_probe((value,))]


@pytest.mark.parametrize(
    ("value", "came"),
    [
        (TENSOR, "a tensor, or something with tensors in it"),
        ([3.0, "x"], "[3, x]"),
        ((), "[]"),
        (None, "None"),
        (math.nan, "nan"),
        (np.array(2.5), "2.5"),
    ],
)
def test_lists_of_numbers(value, came):
    text = tensors.numbers_tells(NUMBERS, value, [3.0, -4.0])
    assert text == f"doubled([1.5, −2]) (an integer) returned {came}; expected a list of plain numbers, [3, −4]."


@pytest.mark.parametrize(
    ("place", "new", "words"),
    [
        ((0, "loss"), TENSOR, ", step 1 of 2 returned a tensor; expected a plain float, 4.5."),
        ((0, "loss"), None, ", step 1 of 2 returned None; expected the loss before the update, 4.5."),
        ((1, "loss"), 4, ", step 2 of 2 returned 4; expected the loss before the update, 4.5."),
        ((1, "replaced"), ["b", "w"], ", step 2 of 2 put other tensors in the places of b, w; expected the same"),
        ((1, "parameters", "b"), START["b"], ", step 2 of 2 left b at [0.5], where it was before; expected [0.25]."),
        ((1, "parameters", "w"), np.zeros(0), ", step 2 of 2 left w at []; expected [1, 2]."),
        ((0, "parameters", "w"), np.array(1.0), ", step 1 of 2 left w at [1]; expected [1, 2]."),
        ((0, "gradients", "b"), NONE, ", step 1 of 2 left b.grad at None; expected [2.5]."),
        ((0, "gradients", "w"), np.array([math.nan, 5.0]), ", step 1 of 2 left w.grad at [nan, 5]; expected [5, 5]."),
        ((0, "gradients"), {}, " did not do what was expected."),
        ((), None, " did not do what was expected."),
    ],
)
def test_steps(place, new, words):
    assert f"step of a net{words}" in tensors.steps_tells(STEPS, put(copy.deepcopy(RIGHT), place, new), RIGHT)


def test_the_only_step_is_not_counted():
    probe = Probe("step", (START, (("x", "y"),), 0.1))
    assert "step 1" not in tensors.steps_tells(probe, put(RIGHT[:1], (0, "loss"), 4.0), RIGHT[:1])


@pytest.mark.parametrize(
    ("probe", "value", "words"),
    [
        (FORTH, {"output": "list"}, "at x = [1.5, 2.5, 3.5, …] returned no tensor but list."),
        (FORTH, {"output": 3 * X}, "gave [4.5, 7.5, 10.5, …]; expected [3, 5, 7, …]."),
        (FORTH, {"output": X[:0]}, "gave an array of shape (0,); expected shape (4,)."),
        (
            BACK,
            {"gradient": NONE, "gradcheck": False},
            "with g = [2, 4] (two numbers) left as the gradient on x: None.",
        ),
        (
            BACK,
            {"gradient": np.array(4.0), "gradcheck": True},
            "sent back to x an array of shape (); expected shape (2,).",
        ),
        (BACK, {"gradient": G * math.nan, "gradcheck": False}, "sent back to x [nan, nan]; expected [4, 8]."),
        (BACK, {"gradient": np.float32(2 * G), "gradcheck": True}, "works with float32 numbers; x came as float64."),
        (
            BACK,
            {"gradient": 2 * G, "gradcheck": False},
            "the right numbers; torch's gradcheck, which nudges in float64,",
        ),
        (BACK, {"wrong": 1}, "did not do what was expected."),
    ],
)
def test_functions_of_ones_own(probe, value, words):
    expected = {"output": 2 * X} if probe is FORTH else {"gradient": 2 * G, "gradcheck": True}
    text = tensors.function_tells(probe, value, expected)
    assert text.startswith(f"{tensors.apply_call(probe)} ") and words in text


def test_any_value_at_any_place_is_told():
    back = {"gradient": 2 * G, "gradcheck": True}
    for odd in plain(ODD):
        assert tensors.numbers_tells(NUMBERS, odd, [3.0, -4.0]).startswith("doubled([1.5, −2]) (an integer) returned ")
        for place in places(RIGHT):
            assert tensors.steps_tells(STEPS, put(RIGHT, place, odd), RIGHT).startswith("step of a net")
        for probe, right in ((FORTH, {"output": 2 * X}), (BACK, back), (FORTH, back), (BACK, {"output": 2 * X})):
            for place in places(right):
                assert tensors.function_tells(probe, put(right, place, odd), back).startswith("Twice.apply(x) at x = ")
