"""The judge is fed right answers in many forms and wrong ones of every kind."""

import numpy as np
import pytest

from autograde.judge import compare, relative_error, same

PAIR = (1.5, -0.25)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, 2.0),
        (np.array(2.0), 2.0),
        ([1.5, -0.25], PAIR),
        (np.array([1.5, -0.25]), PAIR),
        ((np.array(1.5), -0.25), PAIR),
        (([1.0, 2.0], (3.0,)), ((1.0, 2.0), (3.0,))),
        (["b", "a"], ["b", "a"]),
        ({"x": 1.0, "extra": None}, {"x": 1.0}),
        (np.eye(2), np.eye(2)),
    ],
)
def test_right_answers_in_other_forms_are_accepted(value, expected):
    assert compare(value, expected, 1e-12, 0.0) is None


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        (None, 2.0, "type"),
        ("2.0", 2.0, "type"),
        (True, 1.0, "type"),
        (np.array([2.0]), 2.0, "type"),
        ((2.0,), 2.0, "type"),
        (1.5, PAIR, "type"),
        ((1.5, -0.25, 0.0), PAIR, "length"),
        ((1.5,), PAIR, "length"),
        ((1.5, None), PAIR, "type"),
        (np.zeros((2, 1)), PAIR, "type"),
        ([[1.0, 0.0], [0.0, 1.0]], np.eye(2), "type"),
        (np.zeros((3, 2)), np.zeros((2, 3)), "shape"),
        (np.eye(2, dtype=int), np.eye(2), "dtype"),
        (np.eye(2, dtype=np.float32), np.eye(2), "dtype"),
        (float("nan"), 2.0, "nan"),
        (np.array([np.nan, 1.0]), np.array([0.0, 1.0]), "nan"),
        (float("inf"), 2.0, "value"),
        (2.0000001, 2.0, "value"),
        ((-0.25, 1.5), PAIR, "value"),
        (["a", "b"], ["b", "a"], "value"),
        ({"y": 1.0}, {"x": 1.0}, "type"),
    ],
)
def test_wrong_answers_are_told_by_kind(value, expected, kind):
    mismatch = compare(value, expected, 1e-12, 0.0)
    assert mismatch is not None and mismatch.kind == kind


def test_tolerance_is_relative_to_the_largest_expected_entry():
    expected = np.array([1e6, 1.0])
    assert compare(expected + 1e-7, expected, 1e-12, 0.0) is None
    assert compare(expected * [1 + 2e-12, 1], expected, 1e-12, 0.0) is not None
    assert compare(expected + 1e-7, expected / 1e6, 1e-12, 0.0) is not None


def test_tiny_right_gradients_pass_and_tiny_wrong_ones_do_not():
    tiny = np.array([3e-30, -1e-31])
    assert compare(tiny.copy(), tiny, 1e-12, 0.0) is None
    assert compare(np.zeros(2), tiny, 1e-12, 0.0) is not None


def test_relative_error():
    assert relative_error(np.array([1.5, -0.2]), np.array(PAIR)) == pytest.approx(0.05 / 1.5)
    assert relative_error(np.zeros(0), np.zeros(0)) == 0.0


def test_same_tells_exceptions_changes_and_values_apart():
    value = {"value": 2.0, "changed": [], "shares": False}
    assert same(value, {**value, "value": 2.0 + 1e-12})
    assert not same(value, {**value, "value": 2.0 + 1e-6})
    assert not same(value, {**value, "changed": [0]})
    assert not same(value, {**value, "shares": True})
    holes = {**value, "value": np.array([np.nan, np.inf, 2.0])}
    assert same(holes, {**value, "value": np.array([np.nan, np.inf, 2.0 + 1e-12])})
    assert not same(holes, {**value, "value": np.array([np.nan, np.inf, 3.0])})
    failure = {"type": "OverflowError", "text": "one", "source": "", "line": 1, "callee": ""}
    assert same({"failure": failure}, {"failure": {**failure, "text": "other", "line": 7}})
    assert not same({"failure": failure}, {"failure": {**failure, "type": "ValueError"}})
    assert not same({"failure": failure}, value)
    assert same(value, {**value, "warned": ["overflow"]})
    assert not same(value, {**value, "warned": ["overflow"]}, quiet=True)
