"""Whatever an answer returns or does, the check of every exercise ends in a report: no points, words, no traceback.

The guard behind the judge (`guard`) must not be needed for any of it: `conftest` fails a test that uses it.
"""

import collections
import functools
import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from autograde import checking, diagnosis, guard, kinds, players
from autograde.checking import evaluate_on, judge_all, probes_of
from autograde.compiled import HOOKS
from autograde.exercises import every
from autograde.outcome_form import MALFORMED, is_outcome, readable
from autograde.plain import plain
from tests.autograde.odd_values import HOSTILE, LIGHT, ODD, WAYS, forms, places, plain_data, put

EXERCISES = list(every().values())
by_exercise = pytest.mark.parametrize(  # in a hurry, those of one lesson
    "exercise",
    [
        pytest.param(exercise, id=exercise.name, marks=() if exercise.lesson == "01_slopes" else pytest.mark.slow)
        for exercise in EXERCISES
    ],
)
ONE_EACH = list({players.name_of(exercise.kind.run): exercise for exercise in EXERCISES}.values())
by_player = pytest.mark.parametrize("exercise", ONE_EACH, ids=[players.name_of(one.kind.run) for one in ONE_EACH])
BOUND = 150  # values tried on one exercise
AGAIN = 50  # and on each further one of its kind, where others of the same row of values come in turn
SLOW = {"train": 80, "plot_losses": 80, "train_step": 80}
DRAWN, OF_THOSE = 240, 12  # pairs of values that are drawn, and how many of them one exercise gets


@functools.cache
def few(exercise):
    """The first probes of each function of an exercise, two of each, and what is expected there."""
    found = []
    for name in exercise.function_names:
        found += [probe for probe, _ in probes_of(exercise, hidden=False) if probe.function == name][:2]
    return found[:8], [exercise.expected(probe) for probe in found[:8]]


def form(value):
    """A value's form: types, and those of its members."""
    return type(value).__name__, *sorted({form(item) for item in value} if isinstance(value, (list, tuple)) else ())


@functools.cache
def turns():
    """How many exercises before each one are played, compared, told and drawn by the same code, with such results."""
    before, found = collections.Counter(), {}
    for exercise in EXERCISES:
        kind = exercise.kind
        hooks = [hook and kinds.name_of(hook)[0] for hook in (getattr(kind, name) for name in HOOKS)]
        alike = (players.name_of(kind.run), *hooks, bool(kind.table), bool(exercise.places), form(few(exercise)[1][0]))
        found[exercise.name] = before[alike]
        before[alike] += 1
    return found


def some_of(exercise, tried, share=1):
    """What is tried on an exercise: an even choice from all, another and a smaller one for each further of its kind."""
    turn = turns()[exercise.name]
    most = min(SLOW.get(exercise.name, BOUND), AGAIN if turn else BOUND) // share
    step = max(1, -(-len(tried) // most))
    return tried[turn % step :: step]


def report_on(exercise, probes, values):
    """The report on these results, in every form; nothing is raised for any of them."""
    outcomes = []
    for value in values:
        try:
            outcomes.append({"value": plain(value), "shares": False, "changed": [], "warned": [], "printed": ""})
        except TypeError as error:
            outcomes.append({"opaque": str(error), "shares": False, "changed": [], "warned": [], "printed": ""})
    outcomes = readable(outcomes, probes, exercise.kind.run)
    report = judge_all(exercise, [(probe, True) for probe in probes], outcomes, hidden=False)
    told(report)
    return report


def told(report):
    """A report comes in text, in markup and in JSON, and each finding says what was seen."""
    assert str(report) and report._repr_html_() and json.dumps(report.to_json())
    assert 0 <= report.points <= report.max_points
    assert all(finding.seen for finding in report.findings)


@by_exercise
def test_any_value_in_place_of_the_result_earns_nothing(exercise):
    probes, wanted = few(exercise)
    for odd in ODD:
        assert report_on(exercise, probes, [odd for _ in wanted]).findings, odd


@by_exercise
def test_one_wrong_place_in_a_right_result_is_told(exercise):
    probes, wanted = few(exercise)
    somewhere = list(dict.fromkeys(place for value in wanted for place in places(value)))
    tried = list(itertools.product(somewhere, range(len(ODD))))
    for place, number in some_of(exercise, tried):
        report_on(exercise, probes, [put(value, place, ODD[number]) for value in wanted])


@by_exercise
def test_right_results_in_other_forms_are_right_or_told(exercise):
    probes, wanted = few(exercise)
    somewhere = list(dict.fromkeys(place for value in wanted for place in places(value)))[:25]
    tried = list(itertools.product(somewhere, range(17)))
    for place, number in some_of(exercise, tried, share=10):
        other = [list(forms(part_at(value, place))) for value in wanted]
        turned = [put(value, place, made[number % len(made)]) for value, made in zip(wanted, other, strict=True)]
        report_on(exercise, probes, turned)


@by_exercise
def test_two_wrong_places_in_a_right_result_are_told(exercise):
    """A wrong word, or a wrong number, hides no other fault of form behind it."""
    probes, wanted = few(exercise)
    somewhere = list(dict.fromkeys(place for value in wanted for place in places(value)))
    odd = ("high", math.inf, [], ["W1"], None, 10**300, np.zeros(0))
    tried = list(itertools.product(itertools.combinations(somewhere, 2), odd, odd))
    for (here, there), one, other in some_of(exercise, tried):
        report_on(exercise, probes, [put(put(value, there, other), here, one) for value in wanted])


def part_at(value, place):
    """The part of a value at a place, None where it has none."""
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


@functools.cache
def drawn_pairs():
    """Pairs of values as hypothesis draws them, drawn once for all exercises."""
    pairs = []

    @settings(
        max_examples=DRAWN, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )
    @given(plain_data, plain_data)
    def keep(one, other):
        pairs.append((one, other))

    keep()
    return pairs


@by_exercise
def test_drawn_values_are_judged(exercise):
    """Every pair comes to about three exercises, and every exercise gets some of the simplest and of the largest."""
    probes, wanted = few(exercise)
    somewhere = list(dict.fromkeys(place for value in wanted for place in places(value)))
    pairs, number = drawn_pairs(), EXERCISES.index(exercise)
    for turn, (one, other) in enumerate(pairs[number % (len(pairs) // OF_THOSE) :: len(pairs) // OF_THOSE]):
        here, there = (somewhere[(number + turn * step) % len(somewhere)] for step in (5, 7))
        report_on(exercise, probes, [one for _ in wanted])
        report_on(exercise, probes, [put(put(value, here, other), there, one) for value in wanted])


def checked(exercise, function, probes):
    """The report on these inputs where all functions are this one, with what a lesson hands over besides."""
    given = [Bare for _ in exercise.kind.given]
    functions = [function] if exercise.kind.table else [*[function for _ in exercise.functions], *given]
    return evaluate_on(exercise, functions, [(probe, True) for probe in probes], hidden=False)


class Bare:
    """A node as lesson 05 hands it to checks of single functions."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents, self._backward = data, 0.0, tuple(parents), lambda: None


@by_player
def test_any_object_that_comes_back_is_told(exercise):
    for name, make in HOSTILE.items() if exercise is ONE_EACH[0] else LIGHT.items():
        report = checked(exercise, lambda *args, make=make: make(), few(exercise)[0])
        told(report)
        assert report.points == 0, name


@by_player
def test_any_way_to_end_a_call_is_told(exercise):
    for name, function in WAYS.items():
        report = checked(exercise, function, few(exercise)[0])
        told(report)
        assert report.findings and report.points < report.max_points, name


@pytest.mark.parametrize("error", [KeyboardInterrupt, type("Mine", (KeyboardInterrupt,), {})])
def test_an_interrupt_ends_the_check_without_a_line_of_ours(error):
    def grad_mul(x, y):
        raise error

    with pytest.raises(KeyboardInterrupt) as caught:
        checking.check("grad_mul", grad_mul)
    assert caught.value._render_traceback_() == [
        "grad_mul was interrupted before its check was done. Run this cell again."
    ]


@by_player
def test_malformed_outcomes_are_refused_and_told(exercise, monkeypatch):
    """The student's code can replace the code that writes outcomes down."""
    probes = [probe for probe, _ in probes_of(exercise, hidden=False)]
    expected = exercise.expected(probes[0])
    made_up = {"train_spirals": {"labels": expected}, "train_digits": {"labels": expected, "deaf": False}}
    if exercise.name == "train_names":
        made_up["train_names"] = {"rows": np.ones((len(probes[0].args[2]), 27))}
    value = made_up.get(exercise.name, expected)  # which for these three shows no player's result
    right = {"value": plain(value), "changed": [], "shares": False, "warned": [], "printed": ""}
    failure = {"type": "ValueError", "text": "", "source": "", "line": 1, "callee": ""}
    assert is_outcome(right, probes[0], exercise.kind.run)
    strange = [
        *(None, 5, [], "x", {}, {"points": 2}, {**right, "points": 2}, {1: 2}, {**right, "failure": failure}),
        *({**right, "opaque": "x"}, {**right, "arity": []}, {"opaque": 5}, {"opaque": None}, {"arity": 5}),
        *({"arity": [5]}, {**right, "changed": [99]}, {**right, "changed": [-1]}, {**right, "changed": [True]}),
        *({**right, "changed": None}, {**right, "shares": 1}, {**right, "warned": [1]}, {**right, "printed": b""}),
        *({"failure": None}, {"failure": {**failure, "line": "1"}}, {"failure": {**failure, "line": True}}),
        *(
            {"failure": {**failure, "type": 5}},
            {"failure": {}},
            {**right, "value": {1, 2}},
            {**right, "value": 10**400},
        ),
        *({**right, "value": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}, {**right, "value": np.zeros(10**6)}, Liar(right)),
    ]
    for outcome in strange:
        assert not is_outcome(outcome, probes[0], exercise.kind.run), outcome
        monkeypatch.setattr(checking.play, "run_all", lambda *args, it=outcome: [it for _ in probes])
        report = checked(exercise, lambda *args: 1.0, probes)
        told(report)
        assert report.points == 0, outcome
    for answer in (None, [], [right], 5, {"x": 1}):
        if not (type(answer) is list and len(answer) == len(probes)):
            monkeypatch.setattr(checking.play, "run_all", lambda *args, it=answer: it)
            told(checked(exercise, lambda *args: 1.0, probes))
    assert not readable(MALFORMED, probes, exercise.kind.run)[0].get("value")


class Liar(dict):
    """A dictionary of a class of the student's."""


def test_every_player_that_makes_values_up_has_a_form():
    """A player of this list writes down more than a call's own result; a new one belongs here or among the forms."""
    as_they_are = {"play.call", "players.named.call", "players.layers.check_named", "players.layers.hunt"}
    as_they_are |= {"players.layers.network_pass", "players.maps.call_with_map", "players.refusals.call_or_refuse"}
    as_they_are |= {"players.engine.order", "players.torch_steps.call", "players.training.labels"}
    as_they_are |= {"players.capstone.look_up", "players.capstone.gradients_of", "players.sequences.attention_backward"}
    from autograde.outcome_form import FORMS

    used = {players.name_of(exercise.kind.run) for exercise in EXERCISES}
    assert used - as_they_are == set(FORMS)


def test_the_guard_makes_a_fault_of_ours_a_wrong_answer_in_words(monkeypatch):
    """What the tests above must never need: leave the causes in, and a report still comes."""
    monkeypatch.setattr(checking, "judge", lambda *args: 1 / 0)
    report = checking.check("grad_mul", lambda x, y: (y, x))
    assert report.points == 0 and "cannot be compared" in str(report)
    monkeypatch.undo()
    monkeypatch.setattr(checking, "diagnose", lambda *args: 1 / 0)
    report = checking.check("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))
    assert report.points == 1.5 and report.diagnosis == "cannot be compared"
    assert len(guard.FAULTS) > 1 and all("ZeroDivisionError" in fault for fault in guard.FAULTS)
    guard.FAULTS.clear()


def test_a_picture_that_cannot_be_drawn_is_left_out():
    class Torn:
        def _repr_html_(self):
            raise ValueError("torn")

    finding = diagnosis.Finding("f", "wrong value", "f returned 5.", picture=Torn())
    report = checking.Report("f", (checking.Part("f", 0.0, 1.0),), (finding,))
    assert "f returned 5." in report._repr_html_()
    assert len(guard.FAULTS) == 1
    guard.FAULTS.clear()
