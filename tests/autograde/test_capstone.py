"""What lesson 11 rests on: spirals that can be told apart, real bugs that get their names, a dictionary for answers."""

import math
import re

import numpy as np
import pytest

from autograde import check, play
from autograde.build import read_lesson
from autograde.checking import NotYetWritten, draw, evaluate
from autograde.exercises import find
from autograde.grading.intake.transplant import transplant
from autograde.grading.records import Bundle
from autograde.handed_in.cells import LessonCell, SubmittedCell
from autograde.handed_in.lesson_cells import bound_names
from autograde.kinds.predicted_labels import right_share
from autograde.players import capstone as player
from autograde.stubs import with_blank_entries
from backprop_lib import data
from backprop_lib.numerical import numerical_gradient
from tests.course_copy import module_of

lesson = module_of("11_capstone")
SOFTMAX, NET, TRAIN_SPIRALS = find("softmax_cross_entropy"), find("net_gradients"), find("train_spirals")
RIGHT = module_of("11_capstone", "right_answers").RIGHT

# ---- softmax ---------------------------------------------------------------------------------------------------------


def test_the_expected_gradient_is_that_of_the_expected_loss():
    for probe in draw(SOFTMAX, "visible"):
        if probe.function.endswith("_backward"):
            logits, labels = probe.args

            def loss(z, labels=labels):
                return lesson.softmax_expected(lesson.Probe("softmax_cross_entropy", (z, labels)))

            measured = numerical_gradient(loss, logits)
            np.testing.assert_allclose(
                lesson.softmax_expected(probe), measured, atol=2e-8 if abs(logits).max() > 9 else 1e-9
            )


def test_both_agree_with_torch():
    torch = pytest.importorskip("torch")
    for probe in draw(SOFTMAX, "visible"):
        logits = torch.tensor(probe.args[0], requires_grad=True)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(probe.args[1]))
        loss.backward()
        wanted = loss.item() if probe.function == "softmax_cross_entropy" else logits.grad.numpy()
        np.testing.assert_allclose(lesson.softmax_expected(probe), wanted, rtol=1e-12, atol=1e-15)


def index_slips(labels_of_rows):
    """Shares less 1 at the labels, with the entries picked in one way or another."""

    def backward(logits, labels):
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        shares[labels_of_rows(labels)] -= 1
        return shares / len(labels)

    return backward


def test_whole_columns_and_one_constant_for_all_rows_get_their_names():
    loss, right = RIGHT["softmax_cross_entropy"][0]
    columns = index_slips(lambda labels: (slice(None), labels))
    report = evaluate(SOFTMAX, [loss, columns])
    assert report.points == 1 and report.diagnosis == "columns for entries"
    assert evaluate(SOFTMAX, [loss, index_slips(lambda labels: (np.arange(len(labels)), labels))]).passed

    def one_constant(logits, labels):
        down = logits - np.max(logits)
        totals = np.log(np.sum(np.exp(down), axis=1))
        return float(np.mean(totals - down[range(len(labels)), labels]))

    with np.errstate(all="ignore"):
        report = evaluate(SOFTMAX, [one_constant, right])
    assert report.points == 2.75 and report.diagnosis.startswith("loss: one constant for all rows")


# ---- a true backward pass --------------------------------------------------------------------------------------------


def test_the_expected_gradients_are_those_of_the_expected_loss():
    for probe in draw(NET, "visible"):
        params, X, y = probe.args
        grads = lesson.net_expected(probe)[1]
        for name, values in params.items():

            def loss(nudged, name=name, params=params, X=X, y=y):
                return lesson.net_expected(lesson.Probe("net_gradients", ({**params, name: nudged}, X, y)))[0]

            np.testing.assert_allclose(grads[name], numerical_gradient(loss, values), atol=1e-9)


def net(bug="", units=32, steps=500, rate=0.5, momentum=0.9, spread=2.0):
    """A plain training run with one bug."""

    def train_spirals(X, y, seed):
        rng = np.random.default_rng(seed)
        parameters = [rng.normal(0, spread, (2, units)), np.zeros(units), rng.normal(0, 0.2, (units, 3)), np.zeros(3)]
        if bug == "zeros":
            parameters = [0 * p for p in parameters]
        act = (lambda z: z) if bug == "linear" else np.tanh
        moving = [0 * p for p in parameters]
        for _ in range(steps):
            W1, b1, W2, b2 = parameters
            rows = X[rng.permutation(len(y))] if bug == "rows apart" else X
            a = act(rows @ W1 + b1)
            z = a @ W2 + b2
            axis = 0 if bug == "axis" else 1
            g = np.exp(z - z.max(axis=axis, keepdims=True))
            g /= g.sum(axis=axis, keepdims=True)
            if bug != "no labels":
                g[np.arange(len(y)), y] -= 1
            g *= (-1 if bug == "uphill" else 1) / len(y)
            back = W2 - rate * (momentum * moving[2] + a.T @ g) if bug == "updated" else W2
            dz = g @ back.T * (bug != "frozen") * (1 if bug in ("linear", "flat") else 1 - a * a)
            for p, v, slope in zip(parameters, moving, (rows.T @ dz, dz.sum(0), a.T @ g, g.sum(0)), strict=True):
                v *= momentum
                v -= rate * slope
                p += v
        W1, b1, W2, b2 = parameters
        return lambda points: (act(points @ W1 + b1) @ W2 + b2).argmax(axis=1)

    return train_spirals


def random_features(X, y, seed):
    """A hidden layer drawn once, the last layer fitted by least squares: no gradient anywhere."""
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 4, (2, 300)), rng.normal(0, 2, 300)
    a = np.tanh(X @ W1 + b1)
    W2 = np.linalg.solve(a.T @ a + 1e-3 * np.eye(300), a.T @ np.eye(3)[y])
    return lambda points: (np.tanh(points @ W1 + b1) @ W2).argmax(axis=1)


def backward(kind):
    """The gradients as three trainings without a true backward pass have them."""

    def net_gradients(params, X, y):
        a1, loss, g = lesson.net(params, X, y)
        W2 = params["W2"]
        if kind == "updated":
            W2 = W2 - 0.5 * a1.T @ g
        if kind == "in place":
            W2 -= 0.5 * a1.T @ g
        dz1 = (g @ W2.T) * (1 - a1**2) * (kind != "frozen")
        grads = {"W1": X.T @ dz1, "b1": dz1.sum(axis=0)} if kind != "random" else {}
        return loss, {**grads, "W2": a1.T @ g, "b2": g.sum(axis=0)}

    return net_gradients


WITHOUT = {
    "random": ("W1 left out", random_features),
    "frozen": ("W1 frozen", net("frozen", units=60, spread=5.0, rate=2.0)),
    "updated": ("dz1 from the updated W2", net("updated", steps=800)),
    "in place": ("dz1 from the updated W2", net("updated", steps=800)),
}


@pytest.mark.parametrize("kind", WITHOUT)
def test_a_net_without_a_true_backward_pass_fails_the_capstone_however_well_it_tells_the_arms_apart(kind):
    cause, train = WITHOUT[kind]
    assert evaluate(TRAIN_SPIRALS, [train]).passed, "answers alone show nothing"
    report = evaluate(NET, [backward(kind)], hidden=True)
    assert report.points == 0 and report.diagnosis == cause
    assert evaluate(NET, [backward("")], hidden=True).passed


def test_gradients_by_nudging_are_told_from_a_backward_pass():
    item = next(item for item in NET.misconceptions if item.name == "measured")
    report = evaluate(NET, [item.names["net_gradients"]])
    assert report.points == 0 and report.diagnosis == "measured"


def test_a_pass_shows_how_many_are_right_and_the_regions_that_were_learnt():
    report = evaluate(TRAIN_SPIRALS, [random_features], hidden=True)
    assert report.passed and len(re.findall(r"\d+\.\d% of 300 new points right", report.checked)) == 3
    assert "the plane is shared out as" in report.picture.alt and "<img" in report._repr_html_()


# ---- spirals ---------------------------------------------------------------------------------------------------------


def test_unwinding_finds_the_arm_of_every_new_point_and_of_the_librarys_spirals():
    for seed in range(5):
        X, y = data.spirals(100, 3, 0.1, seed)
        new, labels = data.spirals(100, 3, 0.1, seed + 50)
        np.testing.assert_array_equal(lesson.nearest_arm(X, y, new), labels)


def test_probes_turn_the_arms_and_mix_rows_and_names_and_hide_the_labels():
    first, second, third = draw(TRAIN_SPIRALS, "visible")
    assert first.args[1].tolist() == sorted(first.args[1]) and second.args[1].tolist() != sorted(second.args[1])
    for probe in (first, second, third):
        X, y, _seed, points = probe.args
        assert X.shape == (300, 2) and y.dtype == np.int64 and points.shape == (300 + 300 + 625, 2)
        assert np.bincount(lesson.spiral_expected(probe)).tolist() == [100, 100, 100]
        assert lesson.spiral_expected(probe)[:100].tolist() != [0] * 100
    own = lesson.nearest_arm(*data.spirals(100, 3, 0.0, 0), second.args[3])
    assert right_share(own, lesson.spiral_expected(second)) < 0.9, "drawing one's own spirals would do"


REAL = {
    "linear": ("straight borders", net("linear")),
    "no slope of the labels": ("one label everywhere", net("no labels")),
    "all weights 0": ("one label everywhere", net("zeros")),
    "softmax down the columns": ("one label everywhere", net("axis")),
    "rows and labels apart": ("no better than guessing", net("rows apart")),
    "uphill": ("no better than guessing", net("uphill")),
    "slope of tanh left out": ("no better than guessing", net("flat")),
    "rate far too large": ("no better than guessing", net(rate=50.0)),
    "too few steps": ("not there yet", net(steps=40)),
    "too few units": ("not there yet", net(units=4)),
    "too small a rate": ("not there yet", net(rate=0.1, momentum=0.0)),
}


@pytest.mark.parametrize("bug", REAL)
def test_real_training_runs_with_a_bug_get_its_name(bug):
    name, train = REAL[bug]
    with np.errstate(all="ignore"):
        report = evaluate(TRAIN_SPIRALS, [train])
    assert report.diagnosis == name and report.points <= 1


def test_the_same_run_without_a_bug_passes():
    assert evaluate(TRAIN_SPIRALS, [net(steps=800)], hidden=True).passed


def test_a_wrong_network_shows_its_borders_and_says_how_many_points_are_right():
    report = evaluate(TRAIN_SPIRALS, [net("linear")])
    assert re.search(r"After train_spirals\(X, y, seed=\d+\), \d\d% of 300 new points are right", str(report))
    assert "of the plane" in report.findings[0].picture.alt or "shared out" in report.findings[0].picture.alt


@pytest.mark.parametrize(
    ("train", "words"),
    [
        (lambda X, y, seed: (X, y), "returned an object of type tuple"),
        (lambda X, y, seed: lambda points: np.zeros((len(points), 5)), "returned an array of shape (1225, 5)"),
        (lambda X, y, seed: lambda points: np.full(len(points), 0.5), "returned an array of shape (1225,)"),
        (lambda X, y, seed: lambda points: None, "returned a NoneType"),
        (lambda X, y: None, "takes parameters (X, y)"),
        (lambda X, y, seed: lambda: None, "raised TypeError"),
    ],
)
def test_results_of_no_use_are_told(train, words):
    assert words in str(evaluate(TRAIN_SPIRALS, [train]))


def test_changed_data_are_told():
    def train(X, y, seed):
        X -= X.mean(axis=0)
        return lambda points: lesson.nearest_arm(X, y, points)

    assert evaluate(TRAIN_SPIRALS, [train]).diagnosis == "changes its input"


def test_training_may_take_longer_than_other_answers_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(play, "CALL_SECONDS", 0.05)
    monkeypatch.setattr(player, "SECONDS", 0.4)

    def slow(X, y, seed):
        total = 0.0
        while total < 1e12:
            total += 1.0
        return lambda points: points

    report = evaluate(TRAIN_SPIRALS, [slow])
    own = r"was stopped after (0\.4 s of the processor's time|1\.6 s on the clock)"  # the clock's on a busy machine
    assert re.search(own, str(report)) and report.diagnosis == "runs too long"
    right = RIGHT["train_spirals"][2]
    monkeypatch.setattr(player, "SECONDS", 20.0)
    assert evaluate(TRAIN_SPIRALS, right).passed


# ---- the dictionary --------------------------------------------------------------------------------------------------

RIGHTS = dict(zip(lesson.NUMBERS, (-1.5, 2.1, -0.3771, 20.0, 1.5, 7.864, 4e-8, 3.3, -7.5, 3.513), strict=True))


def test_each_entry_earns_its_own_points_and_its_own_message():
    assert check("repair_the_tutorial", RIGHTS).points == 3
    printed = [item for item in find("repair_the_tutorial").misconceptions if item.name.endswith(": as printed")]
    assert [item.function for item in printed] == list(RIGHTS)
    for item in printed:
        wrong = item.names["repairs"][item.function]
        report = check("repair_the_tutorial", {**RIGHTS, item.function: float(f"{wrong:.4g}")})
        assert report.points == pytest.approx(2.7) and report.diagnosis == f"{item.function}: as printed"
        assert [finding.cause for finding in report.findings] == [item.message]


def test_numbers_that_students_really_write_are_told_apart_from_generic_slips():
    named = {"fork": 6.6, "received": 7.5, "sent_back": -2.1, "tie": 1.0, "epoch_loss": 1.243, "jacobian": 3.0}
    for name, wrong in named.items():
        report = check("repair_the_tutorial", {**RIGHTS, name: wrong})
        assert report.diagnosis.startswith(f"{name}: "), (name, report.diagnosis)
        assert "Every number" not in str(report)


def test_four_digits_are_asked_for_and_no_more():
    for name, right in lesson.NUMBERS.items():
        assert check("repair_the_tutorial", {**RIGHTS, name: float(f"{right:.4g}")}).passed
        off = right * 1.001
        assert "close, but not exact to four digits" in str(check("repair_the_tutorial", {**RIGHTS, name: off}))


def test_no_message_gives_a_right_number_away():
    for name, right in lesson.NUMBERS.items():
        for wrong in (1.0, right * 1.005, "7", [1.0], math.nan, math.inf, True):
            report = check("repair_the_tutorial", {**RIGHTS, name: wrong})
            assert report.points == pytest.approx(2.7)
            assert f"{right:.4g}" not in report.findings[0].seen.replace("−", "-").partition(" is ")[2]
            assert "expected" not in report.findings[0].seen


@pytest.mark.parametrize("answer", [{}, dict.fromkeys(RIGHTS), dict.fromkeys(RIGHTS, ...)])
def test_an_empty_dictionary_is_not_written_yet(answer):
    with pytest.raises(NotYetWritten, match="Replace each `None`"):
        check("repair_the_tutorial", answer)


def test_what_is_missing_is_named_and_what_is_no_dictionary_fails():
    report = check("repair_the_tutorial", {"tie": 1.5, "unasked": 3})
    assert report.points == 0.3 and {finding.name for finding in report.findings} == {"not written"}
    assert check("repair_the_tutorial", [1.5]).points == 0
    with pytest.raises(TypeError, match="takes one dictionary: repairs"):
        check("repair_the_tutorial")


def test_messages_send_readers_to_sections_that_exist(course):
    found = 0
    for exercise in (SOFTMAX, NET, TRAIN_SPIRALS, find("repair_the_tutorial")):
        for item in exercise.misconceptions:
            for number, heading in re.findall(r"[Ll]esson (\d\d), “([^”]+)”", item.message):
                name = next(name for name in course.lessons if name.startswith(number))
                assert heading in read_lesson(course, name).headings, f"{item.name}: {heading}"
                found += 1
    assert found >= 10


# ---- a dictionary on its way through build and grader ----------------------------------------------------------------


def test_a_region_of_entries_becomes_blanks():
    source = 'd = {\n    ### BEGIN SOLUTION\n    "a": 1.5,\n    "b": {"c": 2},  # said why\n    ### END SOLUTION\n}\n'
    assert with_blank_entries(source) == 'd = {\n    "a": None,\n    "b": None,\n}\n'
    function = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    assert with_blank_entries(function) == function
    with pytest.raises(ValueError, match="not one entry on a line: 1, 2"):
        with_blank_entries("d = {\n    ### BEGIN SOLUTION\n    1, 2\n    ### END SOLUTION\n}")


def test_a_cells_dictionaries_count_as_its_definitions():
    source = 'repairs = {"tie": 1}\nhelper = 3\ndef f():\n    inner = {}\n'
    assert bound_names(source) == {"repairs", "f"}


def cell(source, **more):
    return SubmittedCell("code", source, **more)


def test_the_answer_is_found_by_the_dictionarys_name():
    name, notes = "repair_the_tutorial", []
    stub = LessonCell(name, "code", "solution", 'repairs = {\n    "tie": None,\n}', name)
    bundle = Bundle("a lesson", (stub,), (), {}, "")
    made = transplant(bundle, [cell('repairs = {"tie": 1.5}')], notes)
    assert [item.source for item in made] == ['repairs = {"tie": 1.5}']
    assert transplant(bundle, [cell("x = 1")], notes)[-1].source == stub.source


def test_every_exercise_but_this_one_is_handed_functions():
    assert find("repair_the_tutorial").handed == ("repairs",)
    assert find("train_spirals").handed == ("train_spirals",)
