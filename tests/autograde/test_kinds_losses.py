"""What is told of a loss with a dictionary of gradients: true of wrong results of every shape, never an exception."""

from functools import partial

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import losses
from tests.autograde.odd_values import PLAIN, places, put

PROBE = Probe("run", (), facts={"call": "run with 2 rows"})
GRADS = {"w": np.array([[0.5, -3.0]]), "b": np.array([4.0])}
EXPECTED = (1.5, GRADS)
tells = partial(losses.tells, backwards=("b", "w"))


def told(loss, **grads):
    return tells(PROBE, (loss, {**GRADS, **grads}), EXPECTED).removeprefix("run with 2 rows")


def test_anything_in_any_place_is_told():
    for place in places(EXPECTED):
        for odd in PLAIN:
            assert tells(PROBE, put(EXPECTED, place, odd), EXPECTED).startswith("run with 2 rows"), (place, odd)


@pytest.mark.parametrize("value", [None, 1.5, "pair", (), (1.5,), (1.5, GRADS, 0), (1.5, [1.0]), GRADS, np.ones(2)])
def test_what_is_no_pair_is_told(value):
    assert "returned no pair (loss, gradients)" in tells(PROBE, value, EXPECTED)


def test_missing_gradients_are_named_and_others_are_welcome():
    assert "no gradient on w and b." in tells(PROBE, (1.5, {"W": GRADS["w"]}), EXPECTED)
    assert "no gradient on b." in tells(PROBE, (1.5, {"w": None}), EXPECTED)
    assert told(1.0, more=None) == ": wrong loss; right w, b. The loss is 1; expected 1.5."


@pytest.mark.parametrize("loss", [None, True, "1.5", [1.5], np.array([1.5])])
def test_a_loss_that_is_no_number_is_told(loss):
    assert "a loss that is no single number" in told(loss)


@pytest.mark.parametrize(("loss", "words"), [(np.nan, "nan"), (np.inf, "∞"), (np.array(2.5), "2.5"), (2, "2")])
def test_a_wrong_loss_is_told_with_the_right_one(loss, words):
    assert told(loss) == f": wrong loss; right w, b. The loss is {words}; expected 1.5."


@pytest.mark.parametrize(
    ("w", "words"),
    [
        (None, "the gradient on w is None."),
        ("w", "the gradient on w is a string."),
        ([[1.0, None]], "the gradient on w is a list that holds not only numbers."),
        (0.5, "the gradient on w has shape (), w has shape (1, 2)."),
        (np.zeros((1, 0)), "the gradient on w has shape (1, 0), w has shape (1, 2)."),
        ([[0.5, -3.0]], "w holds the right numbers and is a list; expected float64."),
        (np.array([[0.5, np.nan]]), "w; right loss, b. First wrong on the way back: w[0, 1] is nan; expected −3."),
        (np.array([[0.5, np.inf]]), "w; right loss, b. First wrong on the way back: w[0, 1] is ∞; expected −3."),
    ],
)
def test_a_wrong_gradient_is_told_with_what_is_wrong(w, words):
    assert told(1.5, w=w).endswith(words)


def test_the_first_wrong_entry_on_the_way_back_is_told():
    assert told(1.5, w=-GRADS["w"], b=np.array([5.0])).endswith("First wrong on the way back: b[0] is 5; expected 4.")
    assert told(np.array(1.5), w=-GRADS["w"]).startswith(": wrong w; right loss, b.")
