"""Digits that a trained function reads: what counts as read, as learnt, and what wrong results are taken for."""

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import read_digits
from autograde.play import Call
from autograde.players import readers
from autograde.players.array_engine import Tensor
from autograde.value_forms import of_reader
from backprop_lib.digits import digits

X, y = digits()
LEARN, ASK = list(range(300)), list(range(300, 400))
PROBE = Probe("train", (LEARN, ASK, 3), "most")
EXPECTED = y[[*ASK, *LEARN]]
ASKED = {"most": 0.9}


def value(labels, deaf=False):
    return {"labels": labels, "deaf": deaf}


def mixed(new, known):
    """Answers of which these shares are right."""
    labels = EXPECTED.copy()
    labels[: round((1 - new) * len(ASK))] += 1
    labels[len(ASK) : len(ASK) + round((1 - known) * len(LEARN))] += 1
    return labels % 10


def test_enough_right_answers_are_accepted_only_from_weights_that_learnt():
    assert read_digits.accepts(PROBE, value(mixed(0.9, 0.5)), EXPECTED, asked=ASKED)
    assert read_digits.accepts(PROBE, value(EXPECTED.tolist()), EXPECTED, asked=ASKED)
    assert not read_digits.accepts(PROBE, value(mixed(0.89, 1.0)), EXPECTED, asked=ASKED)
    assert not read_digits.accepts(PROBE, value(EXPECTED, deaf=True), EXPECTED, asked=ASKED)


@pytest.mark.parametrize(
    ("answer", "symptom", "told"),
    [
        (value(mixed(0.8, 1.0)), "by heart", "80.0% of 100 new digits are read right (asked for: 90%), and 100.0%"),
        (value(mixed(0.8, 0.8)), "not done", "and 80.0% of the 300 it was trained on"),
        (value(mixed(0.8, 0.8), deaf=True), "deaf", "it reads every digit as before"),
        (value(np.full(400, 7)), "few digits", "To 100% of the new ones it answers 7"),
        (value(np.where(EXPECTED < 7, EXPECTED, 0)), "few digits", "of 100 new digits are read right"),
        (value((EXPECTED + 3) % 10), "guessing", "0.0% of 100 new digits"),
        (value(mixed(0.1, 1.0), deaf=True), "a list", "10.0% of 100 new digits"),
        (value(np.zeros((400, 10))), "scores", "predict of 400 pictures returned an array of shape (400, 10)"),
        (value(EXPECTED[:, None]), "column", "expected an array of shape (400,)"),
        (value(np.zeros(10)), "axis", "returned an array of shape (10,)"),
        (value(EXPECTED + 0.5), "no labels", "whole numbers 0 to 9"),
        (value(None), "no labels", "returned None"),
        ({"returned": "ndarray"}, "no function", "returned an object of type ndarray; expected a function"),
    ],
)
def test_wrong_results_have_a_symptom_and_a_sentence(answer, symptom, told):
    assert read_digits.symptom(PROBE, answer, EXPECTED) == symptom
    assert told in read_digits.tells(PROBE, answer, EXPECTED, asked=ASKED)
    assert read_digits.alike(PROBE, answer, answer, EXPECTED)
    assert not read_digits.alike(PROBE, answer, value(mixed(0.5, 0.4)), EXPECTED) or symptom == "not done"


# ---- the player ------------------------------------------------------------------------------------------------------


def trainer(hidden_learns, slots=False):
    """A net of 16 hidden units whose first layer learns or stays, written with bare arrays of gradients on Tensors."""

    class Slotted(Tensor):
        __slots__ = ("grad",)

    def train(X, y, seed):
        rng = np.random.default_rng(seed)
        W1, W2 = (Node(rng.normal(0, 0.2, shape)) for shape in ((64, 16), (16, 10)))
        for _ in range(12):
            hidden = np.maximum(X / 16 @ W1.data, 0)
            shares = np.exp(hidden @ W2.data)
            shares /= shares.sum(axis=1, keepdims=True)
            shares[np.arange(len(y)), y] -= 1
            W1.grad = np.zeros_like(W1.data)
            W2.grad = np.zeros_like(W2.data)
            W1.grad += (X / 16).T @ (shares @ W2.data.T * (hidden > 0)) / len(y)
            W2.grad += hidden.T @ shares / len(y)
            W2.data = W2.data - W2.grad
            if hidden_learns:
                W1.data = W1.data - W1.grad
        return lambda pictures: (np.maximum(pictures / 16 @ W1.data, 0) @ W2.data).argmax(axis=1)

    Node = Slotted if slots else Tensor
    return {"train": train, "Tensor": Node}


@pytest.mark.parametrize("slots", [False, True])
def test_a_frozen_hidden_layer_is_heard(slots):
    for learns in (True, False):
        outcome = readers.train_and_ask(trainer(learns, slots), Call("train", PROBE.args))
        assert of_reader(outcome["value"], PROBE.args) and outcome["value"]["deaf"] is not learns
    assert "grad" not in vars(Tensor) and Tensor(1.0).grad == 0


def test_a_list_learnt_by_heart_learns_nothing_from_gradients():
    def train(X, y, seed):
        return lambda pictures: y[((pictures[:, None] - X) ** 2).sum(axis=2).argmin(axis=1)] * 0 + 3

    assert readers.train_and_ask({"train": train}, Call("train", PROBE.args))["value"]["deaf"] is True
    assert readers.train_and_ask({"train": lambda X, y, seed: y}, Call("train", PROBE.args))["value"] == {
        "returned": "ndarray"
    }
    assert readers.train_and_ask({"train": lambda X: y}, Call("train", PROBE.args)) == {"arity": ["X"]}
