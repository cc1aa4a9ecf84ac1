"""Figures of lesson 09: gradients by depth and by layer, dead units, clipped arrows; what they say in words."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.text import Text

from backprop_lib import plots
from backprop_lib.picture import Picture
from tests.backprop_lib.figures import words

Z = np.array([[1.0, -2.0, 0.0], [-3.0, -1.0, 0.0], [2.0, -4.0, -5.0]])
FIGURES: dict[str, Callable[..., Picture]] = {
    "by_depth": lambda **k: plots.by_depth({"a": [1.0, 0.1, 0.01], "b": [2.0, 4.0, 8.0]}, "slope", **k),
    "gradient_flow": lambda **k: plots.gradient_flow({"3 layers": {"tanh": [1e-3, 0.1, 2.0]}}, **k),
    "dead_units": lambda **k: plots.dead_units({"layer 1": Z}, **k),
    "arrows": lambda **k: plots.arrows({"gradient": (3.0, 4.0), "shortened": (0.6, 0.8)}, 1.0, **k),
}


def test_depth_is_drawn_on_a_logarithmic_axis_from_where_it_starts() -> None:
    picture = plots.by_depth({"a": [1.0, 0.1, 0.01]}, "slope of the output", start=0)
    assert picture.figure is not None
    ax = picture.figure.axes[0]
    assert ax.get_yscale() == "log"
    assert next(line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 3).tolist() == [0, 1, 2]
    assert "Slope of the output against depth, logarithmic. a goes from 1 at depth 0 to 0.01 at depth 2." in picture.alt
    assert "a: 0.01" in words(picture)


@pytest.mark.parametrize("values", [[], [1.0, 0.0], [1.0, -2.0], [1.0, float("inf")]])
def test_what_has_no_place_on_a_logarithmic_axis_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="logarithmic"):
        plots.by_depth({"a": values}, "slope")


def test_lines_differ_in_more_than_colour_and_labels_keep_apart() -> None:
    lines = {name: [1.0, 0.5 + place / 1000] for place, name in enumerate("abcdef")}
    picture = plots.by_depth(lines, "slope")
    assert picture.figure is not None
    drawn = [
        line for line in picture.figure.axes[0].lines if len(line.get_xdata()) == 2 and line.get_marker() != "None"
    ]
    assert len({line.get_marker() for line in drawn}) == len({str(line._dash_pattern) for line in drawn}) == 6
    picture.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in picture.figure.axes[0].texts]
    places = sorted(box.y0 for box in boxes)
    assert min(b - a for a, b in itertools.pairwise(places)) > 10


def test_flow_shows_every_layer_and_says_where_a_length_is_0() -> None:
    panels = {"3 layers": {"tanh": [1e-3, 0.1, 2.0], "relu": [0.0, 0.0, 1.0]}, "2 layers": {"tanh": [1.0, 3.0]}}
    picture = plots.gradient_flow(panels)
    assert picture.figure is not None
    left, right = picture.figure.axes
    assert left.get_ylim() == right.get_ylim() and left.get_yscale() == "log"
    assert left.lines[0].get_ydata().tolist() == [1e-3, 0.1, 2.0]
    assert np.isnan(left.lines[1].get_ydata()[:2]).all()
    assert "relu from 0 at layer 1 to 1 at layer 3 (2 of them 0, not drawn)" in picture.alt
    assert "2 layers: tanh from 1 at layer 1 to 3 at layer 2." in picture.alt
    with pytest.raises(ValueError, match="relu"):
        plots.gradient_flow({"a": {"relu": [-1.0]}})


def test_dead_units_are_counted_over_the_batch_and_zeros_are_off() -> None:
    picture = FIGURES["dead_units"]()
    assert "layer 1: 3 rows, 2 of 3 dead, the units 1 and 2; 22 % of all cells are on." in picture.alt
    assert "layer 1\n2 of 3 dead" in words(picture)
    assert "0 of 1 dead; 100 %" in plots.dead_units({"a": np.ones((4, 1))}).alt
    with pytest.raises(ValueError, match=r"\(3,\)"):
        plots.dead_units({"a": np.ones(3)})


def test_arrows_tell_length_and_direction() -> None:
    picture = FIGURES["arrows"]()
    assert "gradient: 5 long, at 53.1 degrees; shortened: 1 long, at 53.1 degrees." in picture.alt
    assert "circle of radius 1" in picture.alt
    with pytest.raises(ValueError, match="no arrow"):
        plots.arrows({"a": (1.0, 2.0, 3.0)}, 1.0)
