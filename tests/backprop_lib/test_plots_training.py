"""Figures of training: the right curves, names and numbers; words for what is not drawn; nothing global."""

import numpy as np

from backprop_lib import data, plots

RUNS = {"slow": [4.0, 3.0, 2.5], "fast": [4.0, 0.5, 0.02], "gone": [4.0, 90.0, float("inf")]}


def score(points):
    return 1 / (1 + np.exp(12 * (np.linalg.norm(points, axis=1) - 0.75)))


X, y = data.circles(40, seed=2)
FIGURES = {
    "loss_curves": lambda **k: plots.loss_curves(RUNS, averaged="mean over the epoch", **k),
    "clinic": lambda **k: plots.clinic(dict.fromkeys("ABCD", RUNS["slow"]) | {"E": RUNS["gone"]}, **k),
    "rate_sweep": lambda **k: plots.rate_sweep(
        [0.1, 1.0, 10.0], {"a": [0.5, 0.1, np.inf]}, {"a": 4.0}, ceiling=1e3, **k
    ),
    "boundary": lambda **k: plots.boundary({"rings": (score, X, y)}, **k),
    "wires": lambda **k: plots.wires((3, 4, 2), **k),
}


def test_loss_curves_say_what_they_average_and_which_run_is_lost():
    picture = FIGURES["loss_curves"]()
    (ax,) = picture.figure.axes
    assert ax.get_ylabel() == "loss (mean over the epoch)" and ax.get_yscale() == "log"
    assert [line.get_label() for line in ax.lines] == list(RUNS)
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.lines}) == 3
    assert "gone starts at 4 and is no longer finite from 2 on" in picture.alt
    assert plots.loss_curves({"a": [2.0, 1.0]}, "x").figure.axes[0].get_yscale() == "linear"


def test_the_sweep_marks_what_diverged_and_names_the_best_rate():
    picture = FIGURES["rate_sweep"]()
    assert "best near 1, diverges above 4" in picture.alt
    crosses = [line for line in picture.figure.axes[0].lines if line.get_marker() == "x"]
    assert crosses[0].get_xdata().tolist() == [10.0]


def test_a_line_for_every_weight():
    picture = FIGURES["wires"]()
    (ax,) = picture.figure.axes
    assert [len(gap.get_segments()) for gap in ax.collections] == [12, 8]
    assert [len(column.get_xdata()) for column in ax.lines] == [3, 4, 2]
    assert "3·4 = 12, 4·2 = 8 lines" in picture.alt


def test_the_boundary_counts_points():
    picture = FIGURES["boundary"]()
    assert "rings: 40 of 40 right" in picture.alt
    wrong = plots.boundary({"rings": (lambda p: 1 - score(p), X, y)})
    assert "0 of 40 right" in wrong.alt
