"""The figure of a classifier with three classes."""

import numpy as np
import pytest
from matplotlib.text import Text

from backprop_lib import data, plots

X, y = data.spirals(20, 3, 0.05, 1)


def by_angle(points):
    return (np.floor((np.arctan2(points[:, 1], points[:, 0]) + np.pi) / 2.1) % 3).astype(int)


def test_shares_and_wrong_points_are_counted_from_the_data():
    picture = plots.regions({"by angle": by_angle, "points": None}, X, y, caption="look here")
    right = np.mean(by_angle(X) == y)
    assert "by angle: the plane is shared out as class 0" in picture.alt
    assert f"{right:.0%} of the points right" in picture.alt and "points: no regions" in picture.alt
    titles = [ax.get_title() for ax in picture.figure.axes]
    assert titles == [f"by angle: {right:.0%} right", "points"] and picture.caption == "look here"
    ringed = next(c for c in picture.figure.axes[0].collections if getattr(c, "get_sizes", list)()[:1] == [52])
    assert len(ringed.get_offsets()) == np.sum(by_angle(X) != y)


def test_a_grid_of_labels_will_do():
    grid = np.zeros((25, 25), int)
    grid[:, 13:] = 1
    picture = plots.regions({"halves": grid}, X, y)
    halves = (X[:, 0] > 0.05).astype(int)
    assert abs(float(picture.alt.split("; ")[1].split("%")[0]) / 100 - np.mean(halves == y)) < 0.05


def test_classes_differ_by_marker_and_words_are_large_enough():
    picture = plots.regions({"a": by_angle}, X, y)
    markers = {
        c.get_paths()[0].vertices.shape for c in picture.figure.axes[0].collections if c.get_label()[:5] == "class"
    }
    assert len(markers) >= 2
    assert min(t.get_fontsize() for t in picture.figure.findobj(Text) if t.get_text().strip()) >= 9
    assert picture.html == plots.regions({"a": by_angle}, X, y).html


def test_more_than_three_classes_are_refused():
    with pytest.raises(ValueError, match="Three classes can be drawn"):
        plots.regions({"a": by_angle}, X, y + 1)
