"""Parts that are places of a result: each earns its own points, and nothing is given where nothing can be read."""

import math

import numpy as np
import pytest

from autograde import proofs
from autograde.checking import evaluate
from autograde.exercise import Exercise, Probe
from autograde.exercises import find


def made(**settings):
    """(x, [2x, 3x]) for numbers, in two places, and an array of zeros for the part "nothing"."""
    given = {
        "parts": {"one": 1.0, "two": 2.0, "zero": 0.5},
        "places": {"one": ((0,),), "two": ((1, "b"),)},
        "probes": lambda rng: [Probe("f", (1.7,)), Probe("f", (-0.6,)), Probe("f", (0.0,), "zero")],
        "expected": lambda probe: (probe.args[0], {"a": 2 * probe.args[0], "b": 3 * probe.args[0]}),
    }
    return Exercise("f", "L", "S", 3.5, ("f(x)",), **{**given, **settings})


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (lambda x: (x, {"a": 2 * x, "b": 3 * x}), 3.5),
        (lambda x: (x, {"a": 2 * x, "b": 4 * x}), 1.5),  # wrong, but at 0
        (lambda x: (-x, {"a": 2 * x, "b": 3 * x}), 2.5),
        (lambda x: (x, {"a": 2 * x}), 1.0),
        (lambda x: (x, None), 1.0),
        (lambda x: (x if x > 0 else math.nan, {"a": 2 * x, "b": 3 * x}), 2.0),
        (lambda x: (math.nan, {"a": 2 * x, "b": 3 * x}), 2.0),
        (lambda x: x, 0.0),
        (lambda x: None, 0.0),
        (lambda x: 1 / 0, 0.0),
        (lambda x: print(x), 0.0),
    ],
)
def test_each_place_earns_its_points(answer, points):
    assert evaluate(made(), [answer]).points == points


def test_a_result_that_uses_or_changes_an_argument_earns_nothing():
    exercise = made(
        probes=lambda rng: [Probe("f", (np.array([1.7, 0.4]),))],
        parts={"one": 1.5, "two": 2.0},
        expected=lambda probe: (probe.args[0] * 1.0, {"b": 3 * probe.args[0]}),
    )

    def changes(x):
        right = (x * 1.0, {"b": 3 * x})
        x += 1
        return right

    assert evaluate(exercise, [lambda x: (x.copy(), {"b": 3 * x})]).passed
    assert evaluate(exercise, [lambda x: (x, {"b": 3 * x})]).points == evaluate(exercise, [changes]).points == 0


def test_the_gate_wants_inputs_on_which_places_are_read():
    everywhere = made(probes=lambda rng: [Probe("f", (1.7,), "zero")])
    assert any("places decide none" in problem for problem in proofs.prove_form(everywhere))
    assert not any("no probe belongs to the part" in problem for problem in proofs.prove_form(made()))


def test_the_neuron_and_the_two_layer_net_are_no_longer_all_or_nothing():
    def no_bias(w, x):
        f = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
        return [w[0] * f * (1 - f), w[1] * f * (1 - f)], [x[0] * f * (1 - f), x[1] * f * (1 - f), 0.0]

    def output_layer_only(x, y, params):
        a1 = np.maximum(x @ params["W1"] + params["b1"], 0)
        error = a1 @ params["W2"] + params["b2"] - y.reshape(-1, 1)
        g = 2 * error / error.size
        return float(np.mean(error**2)), {"W2": a1.T @ g, "b2": g.sum(axis=0)}

    assert evaluate(find("neuron_backward"), [no_bias]).points == 1
    report = evaluate(find("forward_backward"), [output_layer_only], hidden=True)
    assert {part.name: part.points for part in report.parts if part.passed} == {"loss": 0.5, "output layer": 0.75}
