"""Figures of lesson 06: shapes, Jacobians and candidates say in words and in alternative text what they were given."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from backprop_lib import plots
from backprop_lib.picture import Picture
from tests.backprop_lib.figures import words

SIDES = {"W": ("i", "j"), "X": ("j", "k"), "dD": ("i", "k")}
LENGTHS = {"i": 5, "j": 10, "k": 3}
FORWARD, BACKWARD = ("W", "X", "D"), ("dD", "Xᵀ", "dW")
SQUARE = np.array([[1.0, -2.0], [3.0, 4.0]])
FIGURES: dict[str, Callable[..., Picture]] = {
    "products": lambda **k: plots.products([FORWARD, BACKWARD], SIDES, LENGTHS, **k),
    "copied_and_added": lambda **k: plots.copied_and_added([0.5, -1.5], np.arange(6.0).reshape(3, 2), **k),
    "jacobians": lambda **k: plots.jacobians({"a": np.diag([1.0, 2.0]), "b": np.ones((2, 3))}, **k),
    "candidates": lambda **k: plots.candidates({"A": SQUARE, "Aᵀ": SQUARE.T}, SQUARE, **k),
}


def test_products_are_drawn_to_scale_and_name_the_shared_side() -> None:
    picture = FIGURES["products"]()
    assert picture.figure is not None
    sizes = [
        (round(patch.get_width() / 15), round(patch.get_height() / 15))
        for patch in picture.figure.axes[0].patches
        if isinstance(patch, Rectangle)
    ]
    assert sizes == [(10, 5), (3, 10), (3, 5), (3, 5), (10, 3), (10, 5)]
    assert "W, 5 by 10, times X, 10 by 3, gives D, 5 by 3; the shared side is j = 10." in picture.alt
    assert "dD, 5 by 3, times Xᵀ, 3 by 10, gives dW, 5 by 10; the shared side is k = 3." in picture.alt
    bold = [text.get_text() for text in picture.figure.findobj(Text) if text.get_weight() == "bold"]
    assert bold.count("j = 10") == 2 and bold.count("k = 3") == 2, "the shared side is marked by more than colour"


def test_products_refuse_factors_without_a_shared_side() -> None:
    with pytest.raises(ValueError, match="dD @ X: the inner sides are k and j"):
        plots.products([("dD", "X", "?")], SIDES, LENGTHS)


def test_copied_and_added_shows_the_sums() -> None:
    picture = plots.copied_and_added([0.5, -1.5], [[1.0, 4.0], [10.0, 0.25], [100.0, -2.0]])
    assert "Entry 0 is 0.5, and 1 + 10 + 100 = 111 comes back" in picture.alt
    assert {"111", "2.25"} <= set(words(picture)) and words(picture).count("−1.5") == 4
    with pytest.raises(ValueError, match=r"row has shape \(2,\), g has shape \(2, 3\)"):
        plots.copied_and_added([0.5, -1.5], np.ones((2, 3)))


def test_jacobians_tell_diagonal_from_full() -> None:
    picture = FIGURES["jacobians"]()
    assert "a: 2 by 2, only the diagonal is filled; row by row: 1 0; 0 2." in picture.alt
    assert "b: 2 by 3, no cell is empty" in picture.alt
    assert words(picture).count("·") == 2
    large = plots.jacobians({"J": np.eye(15, 50)})
    assert "only the diagonal is filled" in large.alt and "1" not in words(large)
    assert "2 of 4 cells are filled" in plots.jacobians({"J": np.array([[0.0, 1.0], [1.0, 0.0]])}).alt
    with pytest.raises(ValueError, match="two axes"):
        plots.jacobians({"J": np.ones(3)})


def test_candidates_frame_the_one_that_agrees() -> None:
    picture = FIGURES["candidates"]()
    assert "A agrees; Aᵀ is off by up to 5" in picture.alt and picture.alt.endswith("Framed: A.")
    assert {"agrees", "off by up to 5"} <= set(words(picture))
    assert plots.candidates({"Aᵀ": SQUARE.T}, SQUARE).alt.endswith("Framed: none.")
    with pytest.raises(ValueError, match="B"):
        plots.candidates({"B": np.ones((2, 3))}, SQUARE)
