"""Labels for points: how many are right, and what wrong ones look like, for two circles and what lies between them."""

import math

import numpy as np
import pytest

from autograde.exercise import Probe
from autograde.kinds import predicted_labels as kind
from autograde.plain import is_plain_probe
from tests.autograde.odd_values import ODD

SIDE = np.linspace(-1.1, 1.1, 11)
GRID = np.array([(u, v) for v in SIDE for u in SIDE])
X, NEW = (np.random.default_rng(seed).uniform(-1, 1, (count, 2)) for seed, count in ((1, 60), (2, 80)))


def rings(points):
    """0 in the middle, 2 outside, 1 between."""
    return np.digitize(np.hypot(*points.T), (0.5, 0.9))


POINTS = np.concatenate([NEW, X, GRID])
PROBE = Probe("learn", (X, rings(X), 7, POINTS), "most")
EXPECTED, RIGHT = rings(NEW), rings(POINTS)
ASKED, SHARES = {"most": 0.8, "all": 1.0}, {"learnt": 0.95, "good": 0.9, "chance": 0.45}


def by_heart():
    found = (RIGHT + np.random.default_rng(3).integers(0, 2, len(RIGHT))) % 3
    found[len(NEW) :][: len(X)] = rings(X)
    return found


SYMPTOMS = {
    "scores": np.eye(3)[RIGHT],
    "column": RIGHT[:, None],
    "axis": np.arange(3),
    "one number": 1,
    "training labels": rings(X),
    "fractions": RIGHT + 0.5,
    "no labels": "nothing",
    "other names": RIGHT + 1,
    "names": (RIGHT + 1) % 3,
    "by heart": by_heart(),
    "one label": np.ones(len(RIGHT)),
    "straight": np.where(POINTS[:, 0] < 0.2, 1, 2),
    "guessing": np.random.default_rng(4).integers(0, 3, len(RIGHT)),
    "almost": np.where(POINTS[:, 0] < -0.4, 0, RIGHT),
}


@pytest.mark.parametrize("name", SYMPTOMS)
def test_symptoms(name):
    assert kind.symptom(PROBE, {"labels": SYMPTOMS[name]}, EXPECTED, **SHARES) == name
    for other, labels in SYMPTOMS.items():
        same = kind.alike(PROBE, {"labels": SYMPTOMS[name]}, {"labels": labels}, EXPECTED, **SHARES)
        assert same == (name == other or (other == "guessing" and name in ("straight", "one label")))


def test_enough_right_labels_are_accepted_in_any_form_of_whole_numbers():
    for labels in (RIGHT, RIGHT.astype(float), RIGHT.astype(np.uint8), RIGHT.tolist()):
        assert kind.accepts(PROBE, {"labels": labels}, EXPECTED, asked=ASKED)
    nearly = np.where(np.arange(len(RIGHT)) < 8, (RIGHT + 1) % 3, RIGHT)
    assert kind.accepts(PROBE, {"labels": nearly}, EXPECTED, asked=ASKED)
    assert not kind.accepts(Probe("learn", PROBE.args, "all"), {"labels": nearly}, EXPECTED, asked=ASKED)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"returned": "tuple"}, "learn(X, y, seed=7) returned an object of type tuple; expected a function, predict."),
        (
            {"labels": np.zeros((5, 3))},
            "returned an array of shape (5, 3); expected shape (261,), whole numbers 0, 1 or 2",
        ),
        ({"labels": np.array(1)}, "returned an array of shape ();"),
        ({"labels": np.zeros(0)}, "returned an array of shape (0,);"),
        ({"labels": np.full(261, math.nan)}, "returned an array of shape (261,);"),
        ({"labels": RIGHT > 0}, "returned an array of shape (261,);"),
        ({"labels": None}, "returned a NoneType;"),
        ({"labels": "0"}, "returned a str;"),
        ({"labels": RIGHT * 2}, "returned the labels 0, 2, 4; expected 0, 1 and 2."),
        ({"labels": np.full(261, math.inf)}, "returned the labels ∞; expected 0, 1 and 2."),
        (
            {"labels": RIGHT},
            "100% of 80 new points are right (asked for: 80%), and 100% of the 60 points it was trained on.",
        ),
    ],
)
def test_what_is_told(value, words):
    assert words in kind.tells(PROBE, value, EXPECTED, asked=ASKED)


def test_any_value_is_told_and_accepted_is_none():
    for odd in filter(lambda value: is_plain_probe((value,)), ODD):
        for value in (odd, {"labels": odd}, {"returned": odd}):
            assert "learn(X, y, seed=7)" in kind.tells(PROBE, value, EXPECTED, asked=ASKED)
            assert not kind.accepts(PROBE, value, EXPECTED, asked=ASKED)
            assert kind.draws(PROBE, value, EXPECTED) is None
            assert kind.alike(PROBE, value, value, EXPECTED, **SHARES)


def test_regions_are_drawn_where_every_label_is_a_name():
    pytest.importorskip("matplotlib")
    assert "Points on the wrong side" in kind.draws(PROBE, {"labels": RIGHT}, EXPECTED).alt
    assert kind.draws(PROBE, {"labels": RIGHT + 1}, EXPECTED) is None
