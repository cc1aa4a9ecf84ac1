"""An answer that depends on earlier calls is told so, whatever keeps something; and is left as it was."""

import functools

import numpy as np
import pytest

from autograde import play
from autograde.checking import evaluate
from autograde.grading.run.validate_outcomes import shown, unseen
from autograde.kept_state import Kept
from autograde.outcome_form import is_outcome
from tests.autograde.specimen import PRODUCT, gradient_exercise

MEMO: dict = {}
TOTAL: list = []
SUM = np.zeros(2)
turns = 0


def in_a_default(g, x, y, memo={}):  # noqa: B006
    return memo.setdefault("first", (g * y, g * x))


def in_a_keyword(g, x, y, *, seen=[]):  # noqa: B006
    seen += [g * y, g * x]
    return seen[0], seen[1]


def in_a_name_outside(g, x, y):
    return MEMO.setdefault(g > 100, (g * y, g * x))


def in_an_array_outside(g, x, y):
    SUM.__iadd__([g * y, g * x])
    return SUM[0], SUM[1]


def counted(g, x, y):
    global turns
    turns += 1
    return g * y * turns, g * x


def helper(number):
    TOTAL.append(number)
    return sum(TOTAL)


def by_way_of_a_helper(g, x, y):
    return helper(g * y), g * x


@functools.cache
def cached():
    return []


def in_a_cache(g, x, y):
    cached().append(g)
    return cached()[0] * y, cached()[0] * x


def in_a_closure():
    known = {}

    def remembered(g, x, y):
        return known.setdefault("", (g * y, g * x))

    return remembered


def in_an_attribute(g, x, y):
    in_an_attribute.turns += 1
    return g * y, g * x * in_an_attribute.turns


in_an_attribute.turns = 0
EVERY = (in_a_default, in_a_keyword, in_a_name_outside, in_an_array_outside, counted, by_way_of_a_helper, in_a_cache)


@pytest.mark.parametrize("function", [*EVERY, in_a_closure(), in_an_attribute], ids=lambda function: function.__name__)
def test_what_lives_on_from_call_to_call_is_told(function):
    for _ in range(2):  # what the first check left there is no excuse
        report = evaluate(PRODUCT, [function])
        assert report.diagnosis == "depends on earlier calls", report
    assert "default values" in str(report) and "product_backward(" in report.findings[0].seen


@pytest.mark.parametrize(
    "function",
    [
        lambda g, x, y, memo={}: (g + 2 * y, g * x),
        lambda g, x, y: (g * y * len(TOTAL), g),
        lambda g, x, y: (g * x, g * y),
    ],
)
def test_what_is_wrong_alone_is_not_told_so(function):
    assert evaluate(PRODUCT, [function]).diagnosis != "depends on earlier calls"


def test_a_function_that_keeps_something_and_is_right_passes():
    table = {}
    assert evaluate(PRODUCT, [lambda g, x, y: table.setdefault((g, x, y), (g * y, g * x))], hidden=True).passed


def test_what_was_kept_is_there_again():
    notes, sizes, row, names = [1, [2]], {"a": 1}, np.arange(3.0), {4}
    row.flags.writeable = False

    def f(x, notes=notes, sizes=sizes, row=row, names=names):
        notes.append(x)
        return 2 * x

    kept = Kept(f)
    with kept.emptied():
        assert (notes, sizes, names) == ([], {}, set())
        f(5)
    assert (notes, sizes, names, row.tolist()) == ([1, [2]], {"a": 1}, {4}, [0, 1, 2])
    assert not Kept(lambda x: 2 * x) and not Kept(len) and not Kept(None)
    evaluate(gradient_exercise(), [f])
    assert notes[:2] == [1, [2]] and len(notes) == 4


def test_a_name_that_a_call_removes_costs_nothing():
    space = {}
    exec("count = 0\ndef f(x):\n    global count\n    del count\n    count = 1\n    del count\n    return 2 * x", space)
    assert evaluate(gradient_exercise(), [space["f"]]).points == 0


def test_calls_that_took_long_are_not_made_twice(monkeypatch):
    monkeypatch.setattr(play, "QUICK", 0.0)
    assert evaluate(PRODUCT, [in_a_default]).diagnosis == "wrong value"


def test_a_repeated_call_is_judged_in_the_form_of_an_outcome_alone():
    probe, run = PRODUCT.probes(np.random.default_rng(0))[0], PRODUCT.kind.run
    right = {"value": (1.0, 2.0)}
    assert is_outcome({**right, "alone": right}, probe, run)
    for alone in (None, {}, {"value": object()}, {**right, "alone": right}):
        assert not is_outcome({**right, "alone": alone}, probe, run)
    assert "alone" not in unseen({**right, "alone": {"printed": "the probe"}})
    assert shown({**right, "alone": {**right, "printed": "\x1b[2J"}})["alone"]["printed"] == ""
