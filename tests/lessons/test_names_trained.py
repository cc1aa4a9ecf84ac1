"""Models of names that were really trained, right and wrong: how far the right one is ahead, and what the others show.

The wrong ones are edits of the lesson's own answer. Left out: the catalogue's stand-ins, which the gate proves.
"""

import functools

import numpy as np
import pytest

from autograde import solutions
from autograde.exercises import find
from autograde.kinds import next_letters
from tests.course_copy import ROOT

pytestmark = pytest.mark.slow

EXERCISE = find("train_names")
ANSWER = solutions.read(ROOT / "course/13_gpt/lesson.py")


def trained(probe, *edits):
    """What the lesson's answer with these edits returns on a probe."""
    source = ANSWER.answers["train_names"]
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    names = dict(vars_of_lesson())
    exec(source, names)
    return EXERCISE.kind.run({"train_names": names["train_names"]}, probe)["value"]


def vars_of_lesson():
    from backprop_lib.batches import minibatches
    from backprop_lib.names import encode, rows_of
    from backprop_lib.optim import Adam
    from backprop_lib.tensor import Tensor

    return {"np": np, "minibatches": minibatches, "encode": encode, "rows_of": rows_of, "Adam": Adam, "Tensor": Tensor}


def probes(seeds):
    return [probe for seed in seeds for probe in EXERCISE.probes(np.random.default_rng(seed))]


@functools.cache
def of_the_catalogue(seed):
    """For each of a seed's probes, what the mistakes of the catalogue return, by their names."""
    return [
        {item.name: EXERCISE.kind.run(item.names, probe)["value"] for item in EXERCISE.misconceptions}
        for probe in probes([seed])
    ]


def ahead(probe, value):
    """Nats a letter by which the answer stays below what is asked for."""
    expected = EXERCISE.expected(probe)
    return expected["limit"] - next_letters.price(value["rows"], expected["new"])


def test_the_lessons_answer_is_ahead_on_ten_draws(capsys):
    margins = [ahead(probe, trained(probe)) for probe in probes(range(5))]
    with capsys.disabled():
        print(f"\nbeyond what is asked for: {min(margins):.3f} to {max(margins):.3f} nats a letter")
    assert len(margins) == 10 and min(margins) > 0.03


def test_random_weights_and_shifted_targets_never_pass():
    for probe in probes(range(5)):
        untrained = trained(probe, ("steps, done = 300, 0", "steps, done = 0, 0"))
        assert next_letters.symptom(probe, untrained, EXERCISE.expected(probe)) in ("one answer", "worse than guessing")
        shifted = trained(
            probe,
            (".cross_entropy(Y.ravel()", ".cross_entropy(X.ravel()"),
            ("steps, done = 300, 0", "steps, done = 45, 0"),
        )
        assert ahead(probe, shifted) < -1


WRONG = {
    "copies": [(".cross_entropy(Y.ravel()", ".cross_entropy(X.ravel()")],
    "sure and wrong": [("(T, T), -np.inf), 1)", "(T, T), 0.0), 1)")],
    "never ends": [
        (
            "X, Y, valid = rows_of([names[i] for i in batch], T)",
            "X, Y, valid = rows_of([names[i] for i in batch], T)\n            valid = valid[Y.ravel()[valid] < 26]",
        )
    ],
    "the same answer": [(".data[0, -1]", ".data[0, 0]")],
    "by heart": [("[names[i] for i in batch]", "[names[i % 40] for i in batch]")],
    "last letter only": [
        ('weights @ (h @ p["V"]) @ p["O"]', 'weights @ (h @ p["V"]) @ p["O"] * 0.0'),
        ('+ p["places"].rows(np.arange(length))', '+ p["places"].rows(np.arange(length)) * 0.0'),
    ],
    "scores": [("return grown / grown.sum()", "return last")],
    "do not sum to 1": [("return grown / grown.sum()", "return grown")],
    "a table": [(".data[0, -1]", ".data[0]")],
    "an axis too many": [("return grown / grown.sum()", "return (grown / grown.sum())[None]")],
    "another alphabet": [("return grown / grown.sum()", "return grown[:26] / grown[:26].sum()")],
    "one letter": [("return grown / grown.sum()", "return int(last.argmax())")],
}


# seen whatever was learnt
FORMS = ("scores", "do not sum to 1", "a table", "an axis too many", "another alphabet", "one letter")


def test_every_mistake_of_the_catalogue_has_a_symptom_of_its_own():
    for seed in range(3):
        for probe, values in zip(probes([seed]), of_the_catalogue(seed), strict=True):
            expected = EXERCISE.expected(probe)
            assert len({next_letters.symptom(probe, value, expected) for value in values.values()}) == len(values)


@pytest.mark.parametrize("symptom", WRONG)
def test_a_mistake_that_was_really_trained_shows_the_symptom_it_is_named_by(symptom):
    probe = probes([0])[0]
    value = trained(
        probe, *WRONG[symptom], *([("steps, done = 300, 0", "steps, done = 20, 0")] if symptom in FORMS else [])
    )
    assert next_letters.symptom(probe, value, EXERCISE.expected(probe)) == symptom
    assert not next_letters.accepts(probe, value, EXERCISE.expected(probe))
    found = {
        name
        for name, wrong in of_the_catalogue(0)[0].items()
        if next_letters.alike(probe, value, wrong, EXERCISE.expected(probe))
    }
    assert len(found) == 1, found
