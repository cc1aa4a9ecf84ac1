"""Lesson 08's judges: circles tell right code from every listed bug, curves are what they are called, figures are data.

The margins on circles stand in the summary of the run.
"""

import subprocess
import sys

import numpy as np
import pytest

from autograde.checking import evaluate, judge_all, probes_of
from autograde.exercise import Probe
from autograde.exercises import find, right_answers
from autograde.kinds import charts
from autograde.kinds.counts import counted
from autograde.players import figures, training
from tests.course_copy import module_of

exercises = module_of("08_training")
RIGHT = module_of("08_training", "right_answers").RIGHT

SEEDS = range(10)
LISTED = (  # the bugs that docs/curriculum.md names for `train`, section 3
    "activation gradient missing",
    "b1 never updated",
    "W1 frozen",
    "linear",
    "updates during backward",
    "sign",
)
quiet = np.errstate(all="ignore")  # some wrong runs overflow
WRONG = {item.name: quiet(item.names["train"]) for item in find("train").misconceptions}


def end_of(train, seed, lr=None, steps=None):
    """The true loss of the network that a run on circles ends with."""
    X, y, params, rate, count = exercises.ring_run(seed)
    trained, _ = train(X, y, params, lr or rate, steps or count)
    with np.errstate(all="ignore"):
        hidden = X @ trained["W1"] + trained["b1"]
        hidden = hidden if train is WRONG["linear"] else np.tanh(hidden)
        o = (hidden @ trained["W2"] + trained["b2"])[:, 0]
        loss = float(np.mean(np.logaddexp(0, np.where(y == 1, -o, o))))
    return loss if np.isfinite(loss) else np.inf


def test_circles_prove(record_property):
    """Right code ends at or below 0.05 on every one of ten seeds, every listed bug at or above 0.3."""
    right = [end_of(answer, seed) for (answer,) in RIGHT["train"] for seed in SEEDS]
    record_property("figure", f"right answers end at {max(right):.4f} at worst (limit 0.05)")
    assert max(right) <= 0.05
    for name in LISTED:
        ends = [end_of(WRONG[name], seed) for seed in SEEDS]
        record_property("figure", f"“{name}” ends at {min(ends):.4f} at best (limit 0.3)")
        assert min(ends) >= 0.3, name


def never_moves(X, y, params, lr, steps):
    """Only the forward pass is written yet, or `v = v - lr * g` in a loop over the dictionary."""
    history = []
    for _ in range(steps):
        o = (np.tanh(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"])[:, 0]
        history.append(float(np.mean(np.logaddexp(0, o) - y * o)))
    return {name: values.copy() for name, values in params.items()}, history


def test_an_answer_that_never_moves_a_parameter_is_told_so():
    report = evaluate(find("train"), [never_moves], hidden=True)
    assert report.points == 0
    assert "never moved" in str(report) and "W1" in str(report)
    (long,) = [p for p, _ in probes_of(find("train"), hidden=False) if p.args[4] > training.LONG][:1]
    outcome = training.run({"train": never_moves}, long)
    report = judge_all(find("train"), [(long, True)], [outcome], hidden=False)
    assert "b2 never moved" in str(report)


def test_a_dictionary_in_place_of_a_long_run_is_no_summary_of_one():
    def forged(X, y, params, lr, steps):
        return {"losses": steps, "ends": "low", "unmoved": []}

    report = evaluate(find("train"), [forged], hidden=True)
    assert report.points == 0


@pytest.mark.slow
def test_right_code_learns_all_circles_that_are_drawn():
    """With room: answers that differ in rounding end apart. Of 3,000 draws ten did not, and honest work lost points."""
    (answer,) = RIGHT["train"][0]
    ends = {seed: end_of(answer, seed) for seed in exercises.DRAWS}
    assert len(ends) > 150 and max(ends.values()) <= 0.025


def test_what_the_text_says_of_the_two_slips_that_circles_do_not_show():
    during, ignoring = WRONG["updates during backward"], WRONG["W2 left out on the way back"]
    assert max(end_of(during, seed, lr=1.0, steps=1500) for seed in SEEDS) <= 0.05
    assert min(end_of(during, seed) for seed in SEEDS) > 0.5
    assert max(end_of(ignoring, seed) for seed in SEEDS) <= 0.05


def told(exercise, *functions):
    """What a student is told about wrong answers."""
    return str(evaluate(exercise, list(functions)))


@pytest.mark.parametrize(("product", "fits"), [(np.matmul, True), (np.dot, True), (np.outer, False)])
def test_labels_that_broadcast_are_told_from_other_clashes_of_shapes(product, fits):
    def train(X, y, params, lr, steps):
        a = np.tanh(X @ params["W1"] + params["b1"])
        o = a @ params["W2"] + params["b2"]
        if product is np.outer:  # labels and outputs fit; a flat slope meets W2's column
            params["W2"] -= lr * (a.T @ (o[:, 0] - y))
        return product(o - y, params["W2"].T), []

    text = told(find("train"), train)
    assert "raised ValueError" in text and ("is a square" in text) is fits


def test_a_word_that_is_none_of_the_six_is_named():
    text = told(find("diagnose_curve"), lambda history: "low_lr")
    assert 'returned "low_lr", which is none of the six words' in text


def test_one_entry_is_no_entries():
    text = told(find("sgd_linear"), lambda xs, ys, w, lr, epochs: (w, [0.0] * (epochs + 1)))
    assert "the history has 2 entries for 1 epoch." in text
    assert counted(1, "entry", "entries") == "1 entry" and counted(0, "line") == "0 lines"


KINDS = [
    "ok",
    "lr_low",
    "diverged",
    "diverged",
    "diverged",
    "flat_bug",
    "lr_high",
    "ok",
    "ok",
    "ok",
    "lr_low",
    "lr_low",
    "lr_low",
    "flat_bug",
    "flat_bug",
]
KINDS += ["diverged", "diverged", "lr_high", "lr_high", "no_zero_grad", "no_zero_grad", "no_zero_grad", "no_zero_grad"]
KINDS += ["diverged", "diverged", "flat_bug", *["lr_low"] * 5, "no_zero_grad", "no_zero_grad"]
KINDS += ["ok", "lr_low", "flat_bug", "lr_low", "no_zero_grad", "diverged", "lr_low", "lr_high", "no_zero_grad"]


@pytest.mark.parametrize("seed", range(40))
def test_curves_are_what_they_were_made_to_be(seed):
    probes = exercises.curve_probes(np.random.default_rng(seed))
    assert [exercises.DIAGNOSE_CURVE.expected(probe) for probe in probes] == KINDS
    for probe in probes:
        h, kind = np.array(probe.args[0]), exercises.DIAGNOSE_CURVE.expected(probe)
        assert len(h) >= 6 and h[0] > 0
        if kind in ("lr_high", "no_zero_grad", "lr_low"):  # the numbers that the statement promises
            rises = np.diff(h) / h[0]
            climb = (h - np.minimum.accumulate(h)).max() / h[0]
            assert {"lr_high": (rises > 1 / 3).sum() >= 2, "no_zero_grad": climb > 0.5, "lr_low": climb < 0.2}[kind]
            assert kind == "lr_high" or rises.max() < 0.25
            assert 0.1 * h[0] < h[-1] <= 3 * h[0]


def test_a_long_run_is_reduced_to_what_two_right_programs_agree_on():
    probe = Probe("train", exercises.ring_run(3))
    wanted = {"losses": exercises.STEPS, "ends": "low", "unmoved": []}
    for (answer,) in RIGHT["train"]:
        assert training.run({"train": answer}, probe)["value"] == wanted
    frozen = training.run({"train": WRONG["first layer frozen"]}, probe)["value"]
    assert frozen["unmoved"] == ["W1", "b1"] and frozen["ends"] == "high"
    odd = training.run({"train": lambda X, y, params, lr, steps: (params, "history")}, probe)
    assert odd["value"][1] == "history"


def test_predict_functions_are_reduced_to_labels():
    points = np.array([[0.3, 0.4], [2.0, 0.1]])

    def near(X, y):
        return lambda given: (np.linalg.norm(given, axis=1) < 1).astype(int)

    probe = Probe("near", (np.zeros((2, 2)), np.zeros(2), points))
    assert training.labels({"near": near}, probe)["value"].tolist() == [1, 0]
    assert training.labels({"near": lambda X: X}, probe)["arity"] == ["X"]
    assert training.labels({"near": lambda X, y: "no function"}, probe)["value"] == "no function"


RUNS = {"one": [3.0, 0.4], "other": [3.0, 2.0, 1.0]}


def test_a_figure_becomes_plain_data():
    paint = right_answers(find("plot_losses"))[0][0]
    value = figures.draw({"f": paint}, Probe("f", (RUNS,)))["value"]
    (axes,) = value["axes"]
    assert [line["label"] for line in axes["lines"]] == ["one", "other"] == axes["legend"]
    assert axes["lines"][1]["y"].tolist() == [3, 2, 1] and axes["lines"][1]["x"] == "epochs"
    assert (axes["xlabel"], axes["ylabel"], axes["yscale"], value["title"]) == (["epoch"], ["loss"], "linear", True)

    def moved(runs):
        figure = paint(runs)
        for line in figure.axes[0].get_lines():
            line.set_xdata(line.get_xdata() + 0.5)
        return figure

    shifted = figures.draw({"f": moved}, Probe("f", (RUNS,)))["value"]
    assert shifted["axes"][0]["lines"][0]["x"].tolist() == [0.5, 1.5]
    assert figures.draw({"f": lambda runs: None}, Probe("f", (RUNS,)))["value"] is None
    assert "list" in figures.draw({"f": lambda runs: [1]}, Probe("f", (RUNS,)))["value"]["type"]


def test_figures_of_pyplot_are_closed_so_that_no_notebook_shows_them():
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    mine = plt.figure()
    (answer,) = RIGHT["plot_losses"][0]
    outcome = figures.draw({"plot_losses": answer}, Probe("plot_losses", (RUNS,)))
    assert "value" in outcome and plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_looks_do_not_count():
    """Another wording, order of calls and style: the same reduced figure is accepted."""
    for (answer,) in RIGHT["plot_losses"]:
        for probe in exercises.figure_probes(np.random.default_rng(2)):
            value = figures.draw({"plot_losses": answer}, probe)["value"]
            assert charts.faults(value, exercises.figure_expected(probe)) == []


def test_the_player_imports_no_matplotlib():
    code = "import sys, autograde.players.figures; assert not [m for m in sys.modules if m.startswith('matplotlib')]"
    subprocess.run([sys.executable, "-c", code], check=True)
