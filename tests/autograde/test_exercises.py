"""Every exercise accepts what is right and names what is wrong; several seeds each, because probes are random."""

import re
from dataclasses import replace

import numpy as np
import pytest

from autograde import proofs
from autograde.checking import draw, evaluate
from autograde.exercise import Kind, Misconception
from autograde.exercises import every, find, right_answers
from autograde.judge import compare
from autograde.players import (
    array_engine,
    capstone,
    engine,
    figures,
    readers,
    refusals,
    sequences,
    torch_steps,
    training,
)
from tests.autograde.specimen import PRODUCT, misconception

EXERCISES = pytest.mark.parametrize("exercise", every().values(), ids=lambda exercise: exercise.name)
OF_EACH_PLAYER = {exercise.kind.run: exercise for exercise in reversed(every().values())}
ONE_OF_EACH_PLAYER = pytest.mark.parametrize("exercise", OF_EACH_PLAYER.values(), ids=lambda exercise: exercise.name)


@pytest.mark.slow
@EXERCISES
def test_three_differently_written_right_answers_earn_full_points(exercise):
    assert proofs.prove_right_answers(exercise, right_answers(exercise)) == []


def test_too_few_right_answers_and_wrong_ones_are_told():
    exercise = find("grad_mul")
    problems = proofs.prove_right_answers(exercise, [[lambda x, y: (x, y)]])
    assert "1 right answers, and 3 in different styles are needed" in problems[0]
    assert problems[1].startswith("grad_mul: right answer 1 is rejected")


@pytest.mark.parametrize("name", ["matmul_backward", "unbroadcast", "linear_backward", "jacobian", "reduce_backward"])
def test_a_sum_whose_terms_cancel_is_right_in_whichever_order_it_is_added(name):
    """0.1 + 0.2 − 0.3 leaves 3 or 6 times 10⁻¹⁷: one notebook in a hundred met such a probe and lost points."""
    exercise = find(name)
    one, other = np.array([0.1 + 0.2 - 0.3]), np.array([0.1 - 0.3 + 0.2])  # (1,) each
    assert one != other and compare(one, other, exercise.rtol, exercise.atol) is None
    assert compare(one + 0.001, other, exercise.rtol, exercise.atol) is not None


@EXERCISES
def test_form(exercise):
    assert proofs.prove_form(exercise) == []


@pytest.mark.slow
@EXERCISES
def test_every_misconception_is_rejected_by_its_own_name(exercise):
    assert proofs.prove_misconceptions(exercise) == []


@EXERCISES
def test_answers_that_only_know_the_visible_probes_fail_the_hidden_ones(exercise):
    played = (engine.gate, engine.sweep, engine.zero, torch_steps.steps, torch_steps.own_function, array_engine.gate)
    # a function is returned, and its answers are what counts
    played += (capstone.train_and_ask, readers.train_and_ask, sequences.train_and_ask)
    played += (figures.draw,)  # a figure is returned, and what it shows is what counts
    played += (training.run,)  # of a long run a summary is written down, which is no result itself
    if exercise.kind.run in played:  # what counts is left on nodes and tensors, nothing of it is returned
        visible, hidden = ({repr(probe.args) for probe in draw(exercise, seed)} for seed in ("visible", "hidden 0 "))
        assert len(hidden - visible) > len(hidden) / 2
        return
    right = dict(zip(exercise.function_names, right_answers(exercise)[0], strict=True))
    known = {name: [] for name in right}
    for probe in draw(exercise, "visible"):
        known[probe.function].append(exercise.kind.run(right, probe)["value"])

    def literal(name):
        answers = iter(known[name])

        def answer(*args):
            value = next(answers, None)
            if isinstance(value, str) and value == refusals.REFUSED:
                raise ValueError
            return value

        return answer

    assert evaluate(exercise, [literal(name) for name in right]).passed
    report = evaluate(exercise, [literal(name) for name in right], hidden=True)
    assert report.points < report.max_points


@EXERCISES
def test_messages_ask_and_never_show_code(exercise):
    for item in exercise.misconceptions:
        text = item.message
        assert not re.search(r"\bdef \w+\(|\blambda\b|\breturn [^a-z]|\*\*|np\.\w+\(", text), f"{item.name}: {text}"
        assert "?" in text or text.endswith("."), f"{item.name}: {text}"
        assert len(text) < 320, f"{item.name} is longer than anyone reads"


@ONE_OF_EACH_PLAYER
def test_a_catalogue_entry_that_passes_is_caught(exercise):
    name = exercise.function_names[0]
    right = dict(zip(exercise.function_names, right_answers(exercise)[0], strict=True))
    planted = Misconception("planted", "Nothing is wrong here.", name, lambda: right)
    broken = replace(exercise, misconceptions=(planted,))
    assert any("passes" in problem for problem in proofs.prove_misconceptions(broken))


@EXERCISES
def test_two_entries_with_the_same_outcome_are_caught(exercise):
    first = exercise.misconceptions[0]
    broken = replace(exercise, misconceptions=(first, replace(first, name="the same again")))
    assert any("the same again" in problem for problem in proofs.collisions(broken))


def test_an_entry_that_raises_on_every_input_needs_words_of_its_exception():
    def raises(g, x, y):
        return [g][int(x) + 5]

    planted = misconception("past the end", raises, "Which entry is the last?", "product_backward")
    broken = replace(PRODUCT, misconceptions=(planted,))
    (problem,) = proofs.bare_exceptions(broken)
    assert "“past the end” raises on every input" in problem and "IndexError" in problem
    assert proofs.bare_exceptions(replace(broken, kind=Kind(phrases=("out of range",)))) == []
    assert proofs.bare_exceptions(PRODUCT) == []
    lost = misconception("lost", lambda g, x, y: moved_away if x > 2 else (g, g), "Why?", "product_backward")  # noqa: F821
    (problem,) = proofs.bare_exceptions(replace(PRODUCT, misconceptions=(lost,)))
    assert "“lost” stops: name 'moved_away' is not defined" in problem
