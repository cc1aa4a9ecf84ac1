"""Whichever number lies under the shares, the cause is named; prices that are wrong in another way have another one."""

import numpy as np
import pytest

from autograde.checking import evaluate
from autograde.exercises import find, right_answers
from autograde.kinds import capped_price

EXERCISE = find("cross_entropy")
RIGHT = right_answers(EXERCISE)[0][0]
Tensor = RIGHT.__globals__["Tensor"]


def answer(price):
    """A gate with right gradients and the price that a function makes of the right class's shares."""

    def cross_entropy(logits, labels):
        places = np.arange(len(labels))
        grown = np.exp(logits.data - logits.data.max(axis=1, keepdims=True))
        shares = grown / grown.sum(axis=1, keepdims=True)
        out = Tensor(price(shares[places, labels]), (logits,))

        def send():
            slopes = shares.copy()
            slopes[places, labels] -= 1
            logits.grad += out.grad * slopes / len(labels)

        out._backward = send
        return out

    return cross_entropy


def diagnosis(price):
    return evaluate(EXERCISE, [answer(price), Tensor]).diagnosis


@pytest.mark.parametrize("floor", [1e-300, 3e-17, 1e-12, 7e-10, 1e-6])
def test_any_floor_is_named(floor):
    assert diagnosis(lambda shares: -np.log(np.maximum(shares, floor)).mean()) == "floor under the shares"
    assert diagnosis(lambda shares: -np.log(np.clip(shares, floor, 1)).mean()) == "floor under the shares"
    added = diagnosis(lambda shares: -np.log(shares + floor).mean())
    assert added in ("floor under the shares", "a small number added to the shares")


def test_other_prices_are_no_floor():
    assert "shares" not in diagnosis(lambda shares: -np.log(np.maximum(shares, 1e-12)).sum())
    assert "shares" not in diagnosis(lambda shares: -np.log(np.maximum(shares, 1e-12)).mean() / 2)


def test_results_of_another_form_are_not_alike():
    expected = {"data": np.array(2.0), "gradients": {"logits": np.zeros((2, 3))}}
    low = {"data": np.array(2.0 - 1e-9), "gradients": {"logits": np.zeros((2, 3))}}
    assert capped_price.alike(None, low, low, expected)
    for odd in (None, "text", {}, {**low, "gradients": None}, {**low, "data": "x"}, {**low, "data": np.ones(2)}):
        assert not capped_price.alike(None, odd, low, expected)
    assert not capped_price.alike(None, low, {**low, "gradients": {"logits": np.zeros(3)}}, expected)
    assert not capped_price.alike(None, low, {**low, "gradients": {"logits": np.ones((2, 3))}}, expected)
