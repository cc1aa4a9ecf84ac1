"""The table of a staged computation: right numbers in order, `=` first and `+=` after, words for all of it."""

from __future__ import annotations

import matplotlib
import pytest
from matplotlib.text import Text

from backprop_lib import plots
from backprop_lib.circuit import Value
from backprop_lib.words import number
from tests.backprop_lib.figures import words


def awkward(x: float, y: float) -> tuple[Value, Value, Value]:
    a, b = Value(x, "x"), Value(y, "y")
    sigy = b.sigmoid().named("sigy")
    num = (a + sigy).named("num")
    den = (a.sigmoid().named("sigx") + ((a + b).named("xpy") ** 2).named("xpysqr")).named("den")
    return a, b, (num * (1 / den).named("invden")).named("f")


def test_it_shows_every_stage_in_order_with_what_it_hands_on():
    x, y, f = awkward(3.0, -4.0)
    picture = plots.staged(f, caption="look")
    shown = words(picture)
    order = ["sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden", "f"]
    stages = [text for text in shown if text.split(" = ")[0] in order and " = " in text]
    assert [text.split(" = ")[0] for text in stages] == order
    assert "xpysqr = xpy²" in stages and "invden = 1 / den" in stages
    assert "dx = 1.5832,   dy = 1.5832" in shown and "dx += −0.035762" in shown
    assert "dx += 0.51214,   dsigy = 0.51214" in shown and "dy += 0.0090459" in shown
    f.backward()
    assert {number(x.grad, 5), number(y.grad, 5)} <= set(shown) and (number(x.grad, 5)) == "2.0596"
    assert "Stage 7: invden = 1 / den, value 0.51214, gradient 3.018, hands on dden = −0.79159" in picture.alt
    assert picture.caption == "look" and min(text.get_fontsize() for text in picture.figure.findobj(Text)) >= 9


def test_values_alone_and_gradients_that_are_not_1():
    _, _, f = awkward(0.7, 1.9)
    picture = plots.staged(f, show="values")
    assert not any(text.startswith("d") and "=" in text for text in words(picture) if not text.startswith("den"))
    assert "gradient" not in picture.alt and "backward: hands on" not in words(picture)
    f.backward(10.0)
    x, _y, again = awkward(0.7, 1.9)
    again.backward(10.0)
    assert number(x.grad, 5) in words(plots.staged(again))
    assert f.grad == 10.0 and x.data == 0.7


def test_the_nodes_stay_as_they_are_and_equal_calls_give_equal_bytes():
    x, _, f = awkward(0.7, 1.9)
    before = dict(matplotlib.rcParams)
    assert plots.staged(f).html == plots.staged(f).html
    assert x.grad == 0.0 and dict(matplotlib.rcParams) == before


def test_what_cannot_be_shown_is_refused():
    _, _, f = awkward(0.7, 1.9)
    with pytest.raises(ValueError, match="show is"):
        plots.staged(f, show="gradients")
    for _ in range(20):
        f = f * 2
    with pytest.raises(ValueError, match="more than anyone reads"):
        plots.staged(f)

    class Bare:
        label, op = "n", "+"

        def __init__(self, *parents):
            self.data, self.grad, self.parents = 1.0, 0.0, parents

    with pytest.raises(ValueError, match="keeps no local gradients"):
        plots.staged(Bare(Bare(), Bare()))
