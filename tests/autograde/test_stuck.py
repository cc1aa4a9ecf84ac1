"""A check offers hints from the third failure on, in the order of the hints, to a student in a notebook only."""

import json

import pytest

from autograde import answer_cell, progress
from autograde.checking import NotYetWritten, check, evaluate
from autograde.exercises import find
from autograde.report import MIME


@pytest.fixture(autouse=True)
def kernel(monkeypatch):
    """As in a notebook, with nothing counted yet."""
    monkeypatch.setattr(answer_cell, "shell", object)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def right(x, y):
    return y, x


def wrong(x, y):
    return x, y


def unwritten(*args):
    raise NotImplementedError


def after(*functions, name="grad_mul", **settings):
    """The hint that the last of these checks offers."""
    return [check(name, function, **settings).hint for function in functions][-1]


@pytest.mark.parametrize(("failures", "hint"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 3)])
def test_the_third_failure_offers_the_first_hint_and_each_further_one_the_next(failures, hint):
    assert after(*[wrong] * failures) == hint


def test_the_offer_stands_in_both_forms_and_changes_nothing_else():
    plain = evaluate(find("grad_mul"), [wrong])
    report = [check("grad_mul", wrong) for _ in range(3)][-1]
    assert str(report).startswith(f"{plain}\n  Stuck? Open hint 1 below this cell: a question.\n")
    assert "<strong>Stuck?</strong> Open hint 1 below this cell: a question." in report._repr_html_()
    told, before = report._repr_mimebundle_(), plain._repr_mimebundle_()
    assert json.dumps(told[MIME]) == json.dumps(before[MIME]) and told["text/plain"] == before["text/plain"]


def test_a_pass_begins_anew():
    assert after(wrong, wrong, right) == 0
    assert after(wrong, wrong) == 0 and after(wrong) == 1


def test_each_exercise_counts_for_itself():
    after(wrong, wrong)
    assert after(wrong, name="grad_max") == 0 and after(wrong) == 1


def test_what_is_not_written_yet_is_no_failure():
    for _ in range(5):
        with pytest.raises(NotYetWritten):
            check("grad_mul", unwritten)
    halves = (lambda g, x, y: (g * y, g * x), unwritten, unwritten)
    assert [check("gate_backward", *halves).hint for _ in range(5)] == [0] * 5
    assert after(wrong, wrong) == 0


def test_hidden_probes_and_graders_count_nothing(monkeypatch):
    assert after(*[wrong] * 5, hidden=True) == 0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert after(*[wrong] * 5) == 0


def test_outside_of_a_notebook_nothing_is_offered(monkeypatch):
    monkeypatch.setattr(answer_cell, "shell", lambda: None)
    assert after(*[wrong] * 5) == 0 and not progress.UNKEPT
