"""Figures: the right curves, words and numbers on the axes; alternative text from the data; nothing global."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from backprop_lib import plots
from backprop_lib.picture import Picture
from backprop_lib.words import number
from tests.backprop_lib.figures import words


def cube(x: float) -> float:
    return math.pow(x, 3)  # takes no arrays, as functions of lesson 1 may not


FIGURES: dict[str, Callable[..., Picture]] = {
    "slope_triangle": lambda **k: plots.slope_triangle(cube, 1.5, 0.5, **k),
    "product_field": plots.product_field,
    "error_against_h": lambda **k: plots.error_against_h(math.sin, math.cos, 1.3, **k),
    "tangent": lambda **k: plots.tangent(cube, 1, 3, **k),
    "fused_and_staged": lambda **k: plots.fused_and_staged(1.0, **k),
    "sigmoid_forms": plots.sigmoid_forms,
    "wishes": lambda **k: plots.wishes({"x": -4.0, "y": 0.0, "z": 3.0}, **k),
    "heat_maps": lambda **k: plots.heat_maps({"v": np.arange(12.0).reshape(3, 4)}, **k),
}


def axes(picture: Picture) -> list[Axes]:
    assert picture.figure is not None
    return picture.figure.axes


def line(ax: Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    (found,) = [candidate for candidate in ax.lines if candidate.get_label() == label]
    return np.asarray(found.get_xdata(), float), np.asarray(found.get_ydata(), float)


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"wishes", "heat_maps"}))
def test_every_figure_with_axes_has_a_label(name):
    assert axes(FIGURES[name]())[0].get_xlabel()


def test_no_figure_needs_pyplot():
    code = (
        "import sys; from backprop_lib import plots as p; p.product_field(); print('matplotlib.pyplot' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_slope_triangle_draws_run_and_rise():
    picture = plots.slope_triangle(lambda x: -3 * x, 4, 0.5, name="f")
    (ax,) = axes(picture)
    assert [list(a) for a in line(ax, "run")] == [[4, 4.5], [-12, -12]]
    assert [list(a) for a in line(ax, "rise")] == [[4.5, 4.5], [-12, -13.5]]
    xs, ys = line(ax, "f")
    np.testing.assert_allclose(ys, -3 * xs)
    assert ax.get_title() == "slope = rise / run = −1.5 / 0.5 = −3"
    assert "At" not in picture.alt and "down by 1.5" in picture.alt and "Slope −1.5 / 0.5 = −3." in picture.alt


def test_slope_triangle_takes_a_step_back_and_refuses_no_step():
    xs, _ = line(axes(plots.slope_triangle(cube, 1.5, -0.5))[0], "run")
    assert list(xs) == [1.5, 1.0]
    with pytest.raises(ValueError, match="h is 0"):
        plots.slope_triangle(cube, 1.5, 0)


@pytest.mark.parametrize(("x", "y"), [(4.0, -3.0), (-1.5, -2.5), (0.0, 2.0)])
def test_product_field_points_along_the_gradient(x, y):
    picture = plots.product_field(x, y)
    ax = axes(picture)[0]
    quivers = [c for c in ax.collections if type(c).__name__ == "Quiver"]
    field, here = quivers
    offsets = np.asarray(field.get_offsets())
    np.testing.assert_allclose(field.U, offsets[:, 1])
    np.testing.assert_allclose(field.V, offsets[:, 0])
    assert (here.U[0], here.V[0]) == (y, x)
    assert field.scale == here.scale
    assert f"gradient ({number(y)}, {number(x)})" in "\n".join(words(picture))
    assert f"the product is {number(x * y)}" in picture.alt


def test_error_against_h_shows_three_ways_and_marks_the_usual_step():
    picture = plots.error_against_h(math.sin, math.cos, 1.3)
    (ax,) = axes(picture)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    at_usual = {}
    for way in ("forward, float64", "central, float64", "central, float32"):
        hs, errors = line(ax, way)
        at_usual[way] = errors[np.argmin(abs(np.log10(hs) + 5))]
        assert way in words(picture)
    assert at_usual["central, float64"] < 1e-9 < at_usual["forward, float64"] < 1e-3 < at_usual["central, float32"]
    assert "h = 1e-5" in words(picture)
    looks = {(a.get_marker(), a.get_linestyle()) for a in ax.lines if a.get_marker() not in ("None", None, "")}
    assert len(looks) == 3
    assert plots.error_against_h(math.sin, math.cos(1.3), 1.3).html == picture.html  # a number will do


def test_tangent_touches_and_leaves_a_gap():
    picture = plots.tangent(cube, 1, lambda x: 3 * x * x, reach=0.5, name="g")
    (ax,) = axes(picture)
    xs, ys = line(ax, "tangent")
    np.testing.assert_allclose(ys, 1 + 3 * (xs - 1))
    _, gap = line(ax, "gap")
    assert list(gap) == pytest.approx([2.5, 3.375])
    assert "a gap of 0.875" in picture.alt and "gap 0.875" in words(picture)


@pytest.mark.parametrize("x", [1.0, -1.4, 3.2])
def test_fused_and_staged_end_with_bars_of_equal_length(x):
    picture = plots.fused_and_staged(x)
    (ax,) = axes(picture)
    bars = [patch.get_width() for patch in ax.patches]
    s = 1 / (1 + math.exp(-x))
    assert bars == pytest.approx([1, -(s**2), -(s**2), -s * (1 - s), s * (1 - s), s * (1 - s)])
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "fused: (1 − σ)σ"


def test_fused_and_staged_prints_the_lesson_s_numbers():
    assert {"−0.5344", "−0.1966", "0.1966", "1"} <= set(words(plots.fused_and_staged(1.0)))
    assert "σ = 1/d, value 0.7311, gradient 1" in plots.fused_and_staged(1.0).alt


def test_sigmoid_forms_say_where_each_form_is_right():
    picture = plots.sigmoid_forms()
    assert words(picture).count("overflow") == 3 and words(picture).count("digits lost") == 1
    assert "right from −709 to 1000" in picture.alt
    assert math.exp(-745) > 0 == math.exp(-746)  # so 0 is the right float from −746 on downwards, and not before
    assert "C: 1 − 1 / (1 + eˣ) is right from −1000 to −746, digits lost from −745" in picture.alt


def test_error_against_h_writes_no_label_over_a_point():
    picture = plots.error_against_h(math.sin, math.cos, 1.0)
    assert picture.figure is not None
    (ax,) = axes(picture)
    picture.figure.draw_without_rendering()
    points = np.concatenate([ax.transData.transform(a.get_xydata()) for a in ax.lines if len(a.get_xdata()) > 2])
    for label in (text for text in ax.texts if "float" in text.get_text()):
        box = label.get_window_extent()
        assert not any(box.contains(*point) for point in points), label.get_text()


def test_wishes_point_up_to_raise_and_the_other_way_to_lower():
    picture = plots.wishes({"x": -4.0, "y": 0.0, "z": 3.0}, output="loss")
    assert "To raise loss: x down by 4, y no wish, z up by 3. To lower loss: x up by 4, y no wish, z down by 3." in (
        picture.alt
    )
    assert [ax.get_title() for ax in axes(picture)] == ["to raise loss", "to lower loss"]


def test_a_small_figure_leaves_its_caption_room_for_a_sentence():
    picture = plots.heat_maps({"v": np.eye(2)}, caption="Look along the diagonal.")
    assert picture.width is not None and picture.width < 400
    assert "width:480px" in picture._repr_html_()


def test_heat_maps_write_every_entry_and_what_is_not_known():
    table = np.array([[1.5, np.nan], [-2.0, 30.0]])
    picture = plots.heat_maps({"v": table, "w": -table}, one_scale=True, across=("x", [2, 3]), down=("y", [7, 9]))
    first, second = axes(picture)
    assert [text.get_text() for text in first.texts] == ["1.5", "?", "−2", "30"]
    assert first.collections[0].get_clim() == second.collections[0].get_clim()
    assert [label.get_text() for label in first.get_xticklabels()] == ["2", "3"]
    assert "v, row by row: 1.5 unknown; −2 30." in picture.alt and "Rows stand for y = 7, 9." in picture.alt


@pytest.mark.parametrize("name", FIGURES)
def test_colours_come_from_one_palette(name):
    okabe_ito = {"#0072b2", "#009e73", "#d55e00", "#e69f00"}
    for ax in axes(FIGURES[name]()):
        for drawn in ax.lines:
            red, green, blue = (int(to_hex(drawn.get_color())[k : k + 2], 16) for k in (1, 3, 5))
            grey = max(red, green, blue) - min(red, green, blue) < 12
            assert grey or to_hex(drawn.get_color()) in okabe_ito | {"#007355", "#a84a00"}
