"""The figures of lesson 12: small pictures, two engines side by side, and where to stop."""

import numpy as np
import pytest

from backprop_lib import plots
from tests.backprop_lib.figures import words

ROWS = np.arange(3 * 16).reshape(3, 16) % 7
TRAINING, VALIDATION = [2.0, 0.9, 0.3, 0.1], [2.1, 1.0, 0.8, 0.95]

FIGURES = {
    "pictures": lambda **k: plots.pictures(ROWS, ["is a 3", "is a 5", "read 7"], columns=2, **k),
    "engines": lambda **k: plots.engines(
        (1, 4), {"numbers": [300, 1200], "arrays": [11, 11]}, {"numbers": [0.01, 0.04], "arrays": [2e-4, 2e-4]}, **k
    ),
    "stopping": lambda **k: plots.stopping(TRAINING, VALIDATION, **k),
}


def test_each_picture_has_its_pixels_and_its_words():
    picture = FIGURES["pictures"]()
    drawn = [ax.images[0].get_array() for ax in picture.figure.axes if ax.images]
    assert len(drawn) == 3 and np.array_equal(drawn[2], ROWS[2].reshape(4, 4))
    assert {"is a 3", "is a 5", "read 7"} <= set(words(picture))
    assert "3 pictures of 4 by 4 pixels" in picture.alt and "is a 3, is a 5 and read 7" in picture.alt


def test_pictures_that_are_not_square_or_without_words_are_refused():
    for rows, said in ((ROWS[:, :15], ["a"] * 3), (ROWS, ["a"]), (ROWS[:0], []), (np.zeros((61, 16)), ["a"] * 61)):
        with pytest.raises(ValueError, match="pictures: rows"):
            plots.pictures(rows, said)


def test_two_engines_stand_in_both_panels_with_lines_of_their_own():
    picture = FIGURES["engines"]()
    nodes, times = picture.figure.axes
    assert [line.get_ydata()[-1] for line in nodes.lines] == [1200, 11]
    assert [round(line.get_ydata()[-1], 9) for line in times.lines] == [40, 0.2]  # in ms
    assert len({line.get_linestyle() for line in nodes.lines}) == len({line.get_marker() for line in nodes.lines}) == 2
    assert "numbers: 300 nodes for 1, 1,200 for 4" in picture.alt.replace("1200", "1,200")


def test_the_lowest_validation_loss_is_marked():
    picture = FIGURES["stopping"]()
    (ax,) = picture.figure.axes
    assert "epoch 3: 0.8" in words(picture) and "0.8 in epoch 3, marked, and ends at 0.95" in picture.alt
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"] == [3]
