"""Every figure: a caption, words for what is drawn, letters large enough, and the same bytes whatever the style."""

import matplotlib
import pytest
from matplotlib.figure import Figure

from tests.backprop_lib import (
    test_plots,
    test_plots_arrays,
    test_plots_attention,
    test_plots_checks,
    test_plots_flow,
    test_plots_matrices,
    test_plots_training,
)
from tests.backprop_lib.figures import texts

ROOMS = (
    test_plots,
    test_plots_arrays,
    test_plots_attention,
    test_plots_checks,
    test_plots_flow,
    test_plots_matrices,
    test_plots_training,
)
every_figure = pytest.mark.parametrize("figure", [pytest.param(f, id=n) for m in ROOMS for n, f in m.FIGURES.items()])


@pytest.mark.slow
@every_figure
def test_words_letters_large_enough_and_equal_bytes_whatever_the_global_style(figure):
    """Asked of one drawing, with a second one for the bytes: drawing is what these tests cost."""
    before = dict(matplotlib.rcParams)
    picture = figure(caption="look here")
    assert picture.caption == "look here" and len(picture.alt) > 80 and "nan" not in picture.alt
    assert min(text.get_fontsize() for text in texts(picture)) >= 9
    assert dict(matplotlib.rcParams) == before
    with matplotlib.rc_context({"text.color": "red", "font.size": 30, "axes.facecolor": "black"}):
        assert figure().html == picture.html


def test_a_figure_is_drawn_when_somebody_looks_and_only_once(monkeypatch):
    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda *args: (drawn.append(1), draw(*args)))
    picture = next(iter(test_plots.FIGURES.values()))()
    assert not drawn
    assert picture.html == picture.html and picture._repr_html_() and drawn == [1]
