"""Every exercise accepts what is right, names what is wrong, and as data says the same and holds no answer.

Right answers are tried on several seeds, because probes are random. All of it stands in one file, because all of it
needs what each mistake does, which is found out once. Left out: the rest of the students' edition (`test_edition`).
"""

import functools
import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from autograde import compiled, compiling, edition, proofs
from autograde.boxed.wire import pack, unpack
from autograde.checking import draw, evaluate, judge_all, play_all, probes_of
from autograde.diagnosis import predicted
from autograde.exercise import Kind, Misconception
from autograde.exercises import every, find, right_answers
from autograde.judge import compare, expected_of
from autograde.notebook import read
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
from autograde.solutions import secret_and_public_lines
from backprop_lib import picture
from tests.autograde.specimen import PRODUCT, misconception
from tests.course_copy import COURSE, LESSONS, ROOT

EXERCISES = pytest.mark.parametrize(  # all tests of one exercise, then the next one's: each mistake is tried once
    "exercise", every().values(), ids=lambda exercise: exercise.name, scope="module"
)
AS_DATA = pytest.mark.parametrize(  # in a hurry, those of one lesson
    "exercise",
    [
        pytest.param(exercise, id=exercise.name, marks=() if exercise.lesson == LESSONS[0] else pytest.mark.slow)
        for exercise in every().values()
    ],
    scope="module",
)
OF_EACH_PLAYER = {exercise.kind.run: exercise for exercise in reversed(every().values())}
ONE_OF_EACH_PLAYER = pytest.mark.parametrize("exercise", OF_EACH_PLAYER.values(), ids=lambda exercise: exercise.name)
WORD = re.compile(r"\w+")
LONG = 20  # characters: shorter lines are everybody's


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


def rounded(value):
    """A result with six decimals in each of its numbers."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(rounded(item) for item in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.round(value, 6)
    return round(value, 6) if isinstance(value, float) else value


@EXERCISES
def test_results_that_are_rounded_to_six_decimals_are_not_right_on_every_input(exercise):
    """Of numbers with two decimals each sum, product and slope would be: an answer that rounds earned full points."""
    on_nodes = exercise.kind.run in (engine.gate, array_engine.gate)  # nothing is returned that could be rounded
    if on_nodes or exercise.kind.accepts or exercise.kind.table or max(exercise.rtol, exercise.atol) > 1e-9:
        return
    choices = {"grad_max", "count_parameters", "diagnose_curve", "blood_test"}  # results are one of few, or counted
    for name in set(exercise.function_names) - choices:
        wanted = [expected_of(exercise, probe) for probe in draw(exercise, "visible") if probe.function == name]
        assert any(compare(rounded(each), each, exercise.rtol, exercise.atol) for each in wanted), name


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


@functools.cache
def text_of(exercise):
    """An exercise's file, made once for all tests here: every mistake is tried for it."""
    return compiling.text_of(exercise)


def held_of(exercise):
    """The exercise as the edition has it."""
    return compiled.exercise_of(unpack(json.loads(text_of(exercise))))


def outcome_of(exercise, item, probe):
    """What a mistake does on a probe of its function, and what is right on one of another."""
    if probe.function == item.function:
        return predicted(exercise, item, probe)
    return {"value": expected_of(exercise, probe), "changed": [], "shares": False, "warned": [], "printed": ""}


def inputs(probe):
    """A probe's function and arguments to the bit, with their types."""
    return probe.function, repr(probe.args), pack(list(probe.args))


def told(report):
    """Everything that a report shows and keeps."""
    return str(report), json.dumps(report._repr_mimebundle_(), sort_keys=True)


def stub(*args):
    raise NotImplementedError


@AS_DATA
def test_an_exercise_as_data_says_the_same_of_every_answer(exercise, monkeypatch):
    """The lesson's own answer is played for both; all others once, since both have the same inputs and player."""
    monkeypatch.setattr(picture, "PIXELS_PER_INCH", 50)  # figures need not be fine to be compared
    monkeypatch.setattr(picture, "with_few_colours", lambda image: image.tobytes())
    held = held_of(exercise)
    probes, ours = probes_of(held, hidden=False), probes_of(exercise, hidden=False)
    assert held.kind.run is exercise.kind.run
    assert [inputs(probe) for probe, _ in probes] == [inputs(probe) for probe, _ in ours]
    first, *others = right_answers(exercise)
    for functions in ([stub] * len(exercise.functions), first):
        assert told(evaluate(held, functions)) == told(evaluate(exercise, functions))
    for functions in others:
        given = dict(zip(exercise.handed, functions, strict=False))
        outcomes = play_all(held, given, [probe for probe, _ in probes])
        assert told(judge_all(held, probes, outcomes, hidden=False)) == told(
            judge_all(exercise, ours, outcomes, hidden=False)
        )
    for item in exercise.misconceptions:  # what it does was found out for the data, and is judged by both
        outcomes = [outcome_of(exercise, item, probe) for probe, _ in ours]
        told_by_data = told(judge_all(held, probes, outcomes, hidden=False))
        assert told_by_data == told(judge_all(exercise, ours, outcomes, hidden=False)), item.name


@AS_DATA
def test_an_exercise_as_data_holds_no_hidden_probe(exercise):
    held = held_of(exercise)
    shown = {repr(probe.args) for probe in draw(exercise, "visible")}
    assert {repr(probe.args) for seed in ("hidden 0 ", "hidden 1 ") for probe in draw(held, seed)} <= shown


def standing(lines, text):
    """Those lines that stand somewhere in a text; looked for only where it has all words from within the line."""
    words = set(WORD.findall(text))
    return {line for line in lines if inner(line) <= words and line in text}


@functools.cache
def inner(line):
    """The words of a line without the first and the last, which may be parts of longer ones where the line stands."""
    return frozenset(WORD.findall(line)[1:-1])


@pytest.mark.slow
def test_no_answer_is_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(edition, "text_of", text_of)
    files = edition.release(COURSE, (), tmp_path)
    texts = {path.name: path.read_text(encoding="utf-8") for path in files if path.suffix in (".ipynb", ".md")}
    with zipfile.ZipFile(files[0]) as wheel:
        assert sum(item.compress_size for item in wheel.infolist()) < 3_000_000
        texts |= {name: wheel.read(name).decode() for name in wheel.namelist()}
    secret, shown = set(), []
    for lesson in COURSE.lessons:
        hidden, public = secret_and_public_lines(read(COURSE.notebook("source", lesson))[0].cells)
        secret, shown = secret | hidden, [*shown, *public]
        for part in ("exercises", "right_answers"):
            lines = COURSE.part(lesson, part).read_text(encoding="utf-8").splitlines()
            own = [line.strip() for line in lines if not line.startswith(("import ", "from ", '"""', "#"))]
            secret |= {line.removesuffix('",').removeprefix('"') for line in own}
    shown += [
        path.read_text(encoding="utf-8")
        for name in ("autograde", "backprop_lib")
        for path in (ROOT / name).rglob("*.py")
    ]
    everybodys = "\n".join(shown)  # a line of an answer may stand within a longer line that a lesson shows
    secret = {line for line in secret if len(line) >= LONG and not line.startswith(("name=", "section="))}
    secret -= standing(secret, everybodys)
    assert len(secret) > 2000
    found = [(name, line) for name, text in texts.items() for line in standing(secret, text)]
    assert not found, sorted(found)[:20]
