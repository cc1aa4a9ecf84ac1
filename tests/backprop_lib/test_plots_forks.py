"""Forks: every path in its own colour, pattern and number, its product and the sum; how fast paths grow."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from backprop_lib import plots
from backprop_lib.circuit import Value
from backprop_lib.paths import edges_of
from tests.backprop_lib.figures import words

NET = [("x", "h1", -0.2377), ("x", "h2", 0.3578), ("h1", "out", 0.4739), ("h2", "out", -0.2122)]


def test_paths_are_told_apart_by_colour_pattern_and_number():
    x, y = Value(3.0, "x"), Value(-4.0, "y")
    den = (x.sigmoid().named("sigx") + ((x + y).named("xpy") ** 2).named("sq")).named("den")
    f = ((x + y.sigmoid().named("sigy")).named("num") * (1 / den).named("inv")).named("f")
    picture = plots.forks(edges_of(f), "x", "f", caption="look")
    lines = {}
    for line in picture.figure.axes[0].lines:
        if str(line.get_label()).startswith("path"):
            lines.setdefault(line.get_label(), set()).add((to_hex(line.get_color()), line.get_linestyle()))
    assert len(lines) == 3 and all(len(looks) == 1 for looks in lines.values())
    assert len({colour for looks in lines.values() for colour, _ in looks}) == 3
    shown = words(picture)
    assert {"1", "2", "3"} <= set(shown) and "∂f/∂x = 0.51214 + (−0.035762) + 1.5832 = 2.0596" in shown
    assert "Path 1, x to num to f: 1 × 0.5121 = 0.51214" in picture.alt and picture.caption == "look"
    assert picture.html == plots.forks(edges_of(f), "x", "f").html


def test_the_small_net_and_its_sum():
    shown = words(plots.forks(NET, "x", "out"))
    assert "∂out/∂x = −0.11265 + (−0.075925) = −0.18857" in shown
    assert "x → h1 → out:   −0.2377 × 0.4739 = −0.11265" in shown and "× −0.2122" in shown


def test_parallel_edges_run_apart():
    picture = plots.forks([("u", "v", 3.0), ("u", "v", -5.0), ("v", "w", 0.4)], "u", "w")
    grey = [line for line in picture.figure.axes[0].lines if line.get_color() == "#B8B8B8"]
    heights = [np.mean(line.get_ydata()) for line in grey]
    assert max(heights) - min(heights) > 20 and "2 paths" in picture.alt


@pytest.mark.parametrize(
    ("edges", "src", "dst"),
    [
        (NET, "out", "x"),
        (NET, "x", "x"),
        ([(k, k + 1, 1.0) for k in range(3) for _ in range(2)], 0, 3),
        ([(k, k + 1, 1.0) for k in range(60) for _ in range(2)], 0, 60),
    ],
)
def test_no_paths_and_too_many_are_refused(edges, src, dst):
    with pytest.raises(ValueError, match="this picture shows one to 4"):
        plots.forks(edges, src, dst)


def test_path_counts_show_doubling_beside_a_flat_row():
    picture = plots.path_counts(60)
    (ax,) = picture.figure.axes
    assert ax.get_yscale() == "log"
    assert [bar.get_height() for bar in ax.patches] == [2.0**n for n in range(1, 61)]
    assert list(ax.lines[0].get_ydata()) == [4 * n for n in range(1, 61)]
    assert all(bar.get_hatch() for bar in ax.patches)
    assert {"240 edges", "1.153×10¹⁸ paths"} <= set(words(picture)) and "60 rungs, 1.153×10¹⁸ paths" in picture.alt
