"""Whatever slip is made in a lesson's answer, the verdict is not silent, says nothing untrue, and gives no answer away.

Not silent: it says what is right and what is wrong, and which section to read again. Of the causes that need no
catalogue, each is held against the results by a predicate of its own, written here anew.
"""

import random
import re

import numpy as np
import pytest

from autograde import mistakes, play, solutions
from autograde.checking import draw, evaluate, play_all
from autograde.errors import LessonError
from autograde.exercises import every, load
from autograde.judge import compare_form, numbers
from autograde.players import readers, sequences
from tests.autograde.mutations import mutants
from tests.course_copy import COURSE

SLOW = {"train": 6, "plot_losses": 10, "train_spirals": 2, "topo_order": 12, "init_std": 30}  # mutants that are tried
SLOW |= {"train_digits": 3, "train_names": 3}
MOST = 30
SHORT = 14  # characters: shorter lines of a solution are everybody's


def answers(exercise):
    """Some mutated answers of an exercise: what `check` is handed, by name."""
    source = solutions.read(COURSE.text(exercise.lesson))
    beside = vars(load(COURSE.part(exercise.lesson, "exercises")))
    texts = mutants(source.answers[exercise.name])
    random.Random(exercise.name).shuffle(texts)
    for text in texts[: SLOW.get(exercise.name, MOST)]:
        try:
            names = mistakes.bind("mutant", source, exercise, text, exercise.function_names[0], beside)
        except LessonError:
            continue  # it is no answer at all
        yield text, [names[name] for name in exercise.handed]


def rows(exercise, functions, name, usual=False):
    """The numbers that came back and those expected, on every visible input of one function; None where not numbers.

    usual: leave out special inputs.
    """
    probes = draw(exercise, "visible")
    given = dict(zip(exercise.handed, functions, strict=True))
    found = []
    for probe, outcome in zip(probes, play_all(exercise, given, probes), strict=True):
        if probe.function != name or (usual and probe.note):
            continue
        expected = exercise.expected(probe)
        if "value" not in outcome or compare_form(outcome["value"], expected) is not None:
            return None
        found.append((numbers(outcome["value"], expected), numbers(expected, expected)))
    return found


def off(got, wanted):
    """The largest difference, relative to the largest expected number."""
    return float(np.max(np.abs(got - wanted), initial=0.0) / (np.max(np.abs(wanted), initial=0.0) or 1.0))


def times(factor):
    return lambda pairs: all(off(got, factor * wanted) < 1e-8 for got, wanted in pairs)


TRUE_OF = {
    "sign": times(-1.0),
    "factor 2": times(2.0),
    "factor ½": times(0.5),
    "swapped": lambda pairs: all(off(got[::-1], wanted) < 1e-8 for got, wanted in pairs),
    "nearly right": lambda pairs: all(off(*pair) < 1e-3 for pair in pairs),
    "rounded": lambda pairs: all(off(*pair) < 1e-3 for pair in pairs),
    "single precision": lambda pairs: all(off(*pair) < 1e-3 for pair in pairs),
}


@pytest.mark.slow
@pytest.mark.parametrize("exercise", every().values(), ids=lambda exercise: exercise.name)
def test_no_verdict_is_silent_untrue_or_the_answer(exercise, monkeypatch):
    monkeypatch.setattr(play, "CALL_SECONDS", 1.0)  # of what hangs no more is said after five
    for player in (readers, sequences):
        monkeypatch.setattr(player, "SECONDS", 15.0)
    source = solutions.read(COURSE.text(exercise.lesson)).answers[exercise.name]
    lines = {line.strip() for line in source.splitlines() if len(line.strip()) >= SHORT and "def " not in line}
    catalogued = {item.name for item in exercise.misconceptions}
    tried = 0
    for text, functions in answers(exercise):
        report = evaluate(exercise, functions)
        if report.passed or report.untouched:
            continue
        tried += 1
        shown = str(report)
        for finding in report.findings:
            if finding.name in ("not written", "wrong parameters", "runs too long"):
                continue
            assert finding.evidence or len(report.parts) > 1 or exercise.kind.table or "right" in finding.seen, (
                text,
                shown,
            )
            assert finding.section, (text, shown)
            if finding.name in TRUE_OF and finding.name not in catalogued:
                usual = finding.cause.startswith("Apart from special inputs")
                assert TRUE_OF[finding.name](rows(exercise, functions, finding.function, usual)), (text, shown)
        assert "lesson section" in shown or all(f.name == "not written" for f in report.findings), (text, shown)
        said = re.sub(r"line \d+ of its cell: .*", "", shown)  # there the student's own line is quoted
        assert not [line for line in lines if line in said], (text, shown)
    assert tried or exercise.kind.table
