"""Figures of gradient checks, of a network as a row of layers, and of training runs."""

import numpy as np
import pytest

from backprop_lib import plots
from backprop_lib.plots.checks import errors_of
from tests.backprop_lib.figures import words

RIGHT = {"W1": (np.array([[0.5, -2.0], [1.5, 0.25]]),) * 2, "b1": (np.array([0.7, -0.3]),) * 2}
LAYERS = ["Linear", "MSE"]
EDGES = [("x", "(N, D)"), ("outp", "(N, 1)"), ("L", "()")]

FIGURES = {
    "gradient_scatter": lambda **k: plots.gradient_scatter(RIGHT, **k),
    "error_maps": lambda **k: plots.error_maps(RIGHT, **k),
    "pipeline": lambda **k: plots.pipeline(LAYERS, EDGES, [[("W", "(D, 1)")], [("y", "(N, 1)")]], still=["y"], **k),
    "loss_runs": lambda **k: plots.loss_runs({"a": [3.0, 2.0, 1.0], "b": [3.0, 2.5, 0.98]}, ("floor", 0.9), **k),
}


def spoilt():
    claimed = {name: a.copy() for name, (a, _) in RIGHT.items()}
    claimed["W1"][1, 0] *= -1
    claimed["b1"][1] *= 1.001
    return {name: (claimed[name], n) for name, (_, n) in RIGHT.items()}


def test_errors_are_relative_to_the_largest_slope_of_the_array():
    np.testing.assert_allclose(errors_of(np.array([2.0, 0.1]), np.array([2.0, 0.3])), [0, 0.1])
    np.testing.assert_array_equal(errors_of(np.zeros(2), np.zeros(2)), [0, 0])


def test_the_worst_entries_are_named_worst_first_and_only_wrong_ones():
    assert "all lie on it" in plots.gradient_scatter(RIGHT).alt
    picture = plots.gradient_scatter(spoilt(), worst=3)
    named = [text for text in words(picture) if "error" in text]
    assert sorted(named) == ["W1[1, 0]: error 1.5", "b1[1]: error 0.00043"]
    assert "2 lie off it, the worst: W1[1, 0] claims −1.5, measured 1.5; b1[1]" in picture.alt
    assert [text for text in words(plots.gradient_scatter(spoilt(), worst=1)) if "error" in text] == [
        "W1[1, 0]: error 1.5"
    ]


def test_arrays_are_told_apart_by_marker_as_well_as_colour():
    (ax,) = plots.gradient_scatter(RIGHT).figure.axes
    paths = [collection.get_paths()[0].vertices.shape for collection in ax.collections]
    assert len(set(paths)) == len(RIGHT)


def test_error_maps_frame_what_is_wrong_and_say_where():
    picture = plots.error_maps(spoilt())
    frames = [len(ax.patches) for ax in picture.figure.axes]
    assert frames == [1, 1] and all(patch.get_hatch() for ax in picture.figure.axes for patch in ax.patches)
    assert "W1: 1 of 4 wrong (W1[1, 0])" in picture.alt and "b1: 1 of 2 wrong (b1[1])" in picture.alt
    assert "W1: all 4 right" in plots.error_maps(RIGHT).alt
    assert words(picture).count("0") == 4


@pytest.mark.parametrize("figure", [plots.gradient_scatter, plots.error_maps])
def test_shapes_that_differ_and_nothing_at_all_are_refused(figure):
    with pytest.raises(ValueError, match="differ in shape"):
        figure({"b": (np.zeros((1, 3)), np.zeros(3))})
    with pytest.raises(ValueError, match="no gradients"):
        figure({})


def test_the_pipeline_shows_every_array_twice_but_those_that_stand_still():
    shown = "\n".join(words(FIGURES["pipeline"]()))
    for text in ("x\n(N, D)", "dx\n(N, D)", "doutp\n(N, 1)", "W (D, 1)", "dW (D, 1)", "y (N, 1)", "dL/dL = 1"):
        assert text in shown
    assert "dy" not in shown
    with pytest.raises(ValueError, match="2 layers need 3 edges"):
        plots.pipeline(LAYERS, EDGES[:2])


def test_runs_are_drawn_as_given_and_their_names_keep_apart():
    (ax,) = FIGURES["loss_runs"]().figure.axes
    assert ax.get_yscale() == "log" and (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [3.0, 2.0, 1.0])
    assert len({line.get_linestyle() for line in ax.lines[:2]}) == 2
    heights = sorted(np.log10(text.get_position()[1]) for text in ax.texts if text.get_text() in ("a", "b"))
    assert heights[1] - heights[0] >= 0.07 * np.log10(3 / 0.98)
    assert max(ax.get_xticks()) <= 3
