"""What is wrong with one entry of several is named where the numbers carry it, and nowhere else."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from autograde.checking import evaluate
from autograde.exercise import Kind, Probe
from autograde.kinds import arrays
from tests.autograde.specimen import PRODUCT, gradient_exercise, misconception


def of_several(x):
    return x.sum(), {"W": 2 * x, "b": 1 * x[0]}


BARE = replace(PRODUCT, misconceptions=())
NESTED = gradient_exercise(
    expected=lambda probe: (probe.args[0].sum(), {"W": 2 * probe.args[0], "b": probe.args[0][0]})
)
NAMED = gradient_exercise(
    probes=lambda rng: [Probe("square_gradient", (np.array([[1.5, -2.5], [-k, 3.5]]),)) for k in (4.5, 5.5)],
    expected=lambda probe: (3 * probe.args[0], 2 * probe.args[0]),
    kind=Kind(tells=partial(arrays.tells, arguments=("x",), results=("dx", "dy"))),
)
PAIRS = gradient_exercise(expected=lambda probe: ((2 * probe.args[0], 3 * probe.args[0]), probe.args[0].sum()))
SLOPES = gradient_exercise(
    probes=lambda rng: [Probe("square_gradient", (np.array(x),)) for x in ([1.5, -2.5], [-3.5, 0.7], [1.5, 2.5, 4.5])],
)


@pytest.mark.parametrize(
    ("exercise", "function", "name", "words"),
    [
        (BARE, lambda g, x, y: (-g * y, g * x), "sign, in part", "Entry 1 has the right size and the wrong sign"),
        (BARE, lambda g, x, y: (g * y, 2 * g * x), "factor 2, in part", "Entry 2 has twice the right size"),
        (BARE, lambda g, x, y: (g * y / 2, g * x), "factor ½, in part", "Entry 1 has half the right size"),
        (BARE, lambda g, x, y: (0.0, g * x), "0, in part", "Entry 1 has 0 where another number belongs"),
        (
            BARE,
            lambda g, x, y: (g * x, g * x),
            "another entry's numbers",
            "Entry 1 has the numbers that belong to entry 2",
        ),
        (BARE, lambda g, x, y: (g, g * x), "hands an argument back", "Entry 1 has the numbers of g"),
        (BARE, lambda g, x, y: (g * y + 1, g * x), "wrong value", ""),
        (BARE, lambda g, x, y: (-g * y if x > 2 else 2 * g * y, g * x), "wrong value", ""),
        (NESTED, lambda x: (x.sum(), {"W": -2 * x, "b": 1 * x[0]}), "sign, in part", "W has the right size"),
        (NESTED, lambda x: (x.sum(), {"W": 1 * x, "b": x[0] / 2}), "factor ½, in part", "W and b have half"),
        (BARE, lambda g, x, y: (g * y, 0.0 if y > 2 else g * x), "0, in part", "Entry 2 has 0 where another"),
        (PAIRS, lambda x: ((-2 * x, 3 * x), x.sum()), "sign, in part", "Number 1 of entry 1 has the right size"),
        (SLOPES, lambda x: np.abs(2 * x), "size only, in part", "Each wrong number has the right size and has lost"),
        (SLOPES, lambda x: 2 * x if x.size > 2 else -2 * x, "sign, in part", "Each wrong number has the right size"),
        (NAMED, lambda x: (abs(3 * x), 2 * x), "size only, in part", "dx has the right size and has lost the sign"),
        (NAMED, lambda x: (3 * x, np.zeros_like(x)), "0, in part", "dy has 0 where another number belongs"),
    ],
)
def test_what_fits_every_wrong_entry_on_every_input_is_said(exercise, function, name, words):
    report = evaluate(exercise, [function])
    assert (report.diagnosis, words in str(report)) == (name, True), report


def test_where_wrong_places_differ_from_input_to_input_no_entry_is_named():
    report = evaluate(BARE, [lambda g, x, y: (-g * y, g * x) if x > 2 else (g * y, -g * x)])
    assert "Each wrong number has the right size and the wrong sign" in str(report)


def test_a_catalogued_mistake_of_several_entries_is_said_of_those_in_which_it_was_made():
    wrong = misconception("cubed", lambda x: (3 * x**3, 2 * x**3), "Is every gradient a cube?", "square_gradient")
    catalogued = replace(NAMED, misconceptions=(wrong,))
    one = evaluate(catalogued, [lambda x: (3 * x, 2 * x**3)])
    assert one.diagnosis == "cubed" and "For dy alone: Is every gradient a cube?" in str(one)
    both = evaluate(catalogued, [lambda x: (3 * x**3, 2 * x**3)])
    assert both.diagnosis == "cubed" and "alone" not in str(both)


def test_of_a_list_the_entries_at_its_ends_are_told_right():
    listed = gradient_exercise(expected=lambda probe: (2 * probe.args[0][:, 0]).tolist())
    report = evaluate(listed, [lambda x: [1.0, *(2 * x[1:, 0]).tolist()]])
    assert "Wrong on all 2 inputs; the last entry is always right." in str(report)


def test_other_keys_are_told_of_a_dictionary():
    report = evaluate(NESTED, [lambda x: (x.sum(), {"dW": 2 * x, "b": 1 * x[0]})])
    assert "The dictionary has other keys than were asked for" in str(report)
