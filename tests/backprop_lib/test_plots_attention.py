"""Figures of lesson 13: every weight where it belongs, bars of the right length, words for both."""

import numpy as np

from backprop_lib import plots

WEIGHTS = np.array([[1.0, 0.0, 0.0], [0.3, 0.7, 0.0], [0.1, 0.6, 0.3]])
FIGURES = {
    "attention": lambda **k: plots.attention(WEIGHTS, ".bo", **k),
    "bars": lambda **k: plots.bars({"nats": {"pairs": 2.34, "all": 2.03}, "numbers": {"pairs": 864, "all": 4128}}, **k),
}


def test_weights_are_written_in_their_cells_and_the_future_stays_empty():
    picture = FIGURES["attention"]()
    (ax,) = picture.figure.axes
    written = {tuple(text.get_position()): text.get_text() for text in ax.texts}
    assert written[0.5, 1.5] == "0.30" and written[1.5, 2.5] == "0.60" and written[2.5, 0.5] == "·"
    assert "place 3, o: most from b at place 2 (0.60)" in picture.alt


def test_bars_are_as_long_as_what_they_stand_for():
    picture = FIGURES["bars"]()
    first, second = picture.figure.axes
    assert [bar.get_width() for bar in first.patches] == [2.34, 2.03]
    assert [text.get_text() for text in second.texts] == ["864", "4,128"]
    assert "numbers: pairs 864, all 4128" in picture.alt
    assert first.get_xlim()[1] < 3 and second.get_xlim()[1] > 4128
    alike = plots.bars({"a": {"one": 0.1}, "b": {"one": 0.4}}, one_scale=True)
    assert len({ax.get_xlim() for ax in alike.figure.axes}) == 1 and "all on one linear axis" in alike.alt
    logarithmic = plots.bars({"nodes": {"one": 64000.0, "other": 35.0}}, log=True)
    assert logarithmic.figure.axes[0].get_xscale() == "log" and "logarithmic axis" in logarithmic.alt
