"""The numbers that lesson 09 prints in its prose, recomputed."""

import itertools
import math

import numpy as np
import pytest

from backprop_lib.gates import sigmoid as sigma
from tests.course_copy import lesson_of
from tests.lessons.lesson_text import Nothing, prose, shown


def slope_of_a_chain(activation, w, depth, start=0.5):
    """A closed form, layer by layer: no sweep, no graph."""
    slopes = {
        "sigmoid": lambda z: 0.25 / math.cosh(z / 2) ** 2,
        "tanh": lambda z: 1 / math.cosh(z) ** 2,
        "linear": lambda z: 1.0,
        "relu": lambda z: float(z > 0),
    }
    act = {"sigmoid": lambda z: 1 / (1 + math.exp(-z)), "tanh": math.tanh, "relu": lambda z: max(z, 0.0)}
    a, slope = start, 1.0
    for _ in range(depth):
        z = w * a
        slope *= w * slopes[activation](z)
        a = act.get(activation, lambda z: z)(z)
    return slope, z


def test_chains_of_one_neuron_a_layer():
    text = " ".join(prose("09_vanishing").split())
    told = {
        ("sigmoid", 1.0, 10): ("3.5e-07", "3.5·10⁻⁷"),
        ("sigmoid", 1.0, 50): ("4.0e-33", "$4 \\cdot 10^{-33}$"),
        ("sigmoid", 4.0, 50): ("1.0e-55", "$10^{-55}$"),
        ("tanh", 1.0, 50): ("3.4e-02", "0.034 is left at depth 50"),
        ("linear", 1.5, 50): ("6.4e+08", "$6.4 \\cdot 10^8$ for 1.5"),
        ("relu", 1.5, 50): ("6.4e+08", "$6.4 \\cdot 10^8$ for 1.5"),
        ("relu", 0.5, 50): ("8.9e-16", "$8.9 \\cdot 10^{-16}$ for 0.5"),
    }
    for (activation, w, depth), (value, phrase) in told.items():
        assert f"{slope_of_a_chain(activation, w, depth)[0]:.1e}" == value
        assert phrase in text, phrase
    assert "3.5 ten-millionths" in text and "a number near 0.23" in text
    factors = [
        slope_of_a_chain("sigmoid", 1.0, k + 1)[0] / slope_of_a_chain("sigmoid", 1.0, k)[0] for k in range(1, 10)
    ]
    assert all(0.22 < factor < 0.24 for factor in factors)
    assert f"{0.25**10:.1e}" == "9.5e-07" and "$(1/4)^{10} = 9.5 \\cdot 10^{-7}$" in text
    assert (round(0.9**50, 3), round(1.1**50)) == (0.005, 117) and "leaves 0.005; a factor of 1.1 makes 117" in text
    z = slope_of_a_chain("sigmoid", 4.0, 50)[1]
    assert round(z, 1) == 3.9 and round(0.25 / math.cosh(z / 2) ** 2, 2) == 0.02
    assert "drives z to about 3.9" in text and "4 times a slope of 0.02" in text
    assert sigma(4 * 0.5 - 2) == 0.5 and 4 * sigma(0) * (1 - sigma(0)) == 1 and "z = 4 · ½ − 2 back to 0" in text


@pytest.fixture(scope="module")
def lesson_9():
    """The nets of lesson 09, made as the lesson makes them: its reading cells, without pictures and answers."""
    namespace: dict = {"print": lambda *args, **options: None}
    for cell in lesson_of("09_vanishing").cells:
        if cell.kind != "markdown" and "check(" not in cell.source and "BEGIN SOLUTION" not in cell.source:
            exec(cell.source, namespace)
            namespace["plots"] = Nothing()
    return namespace


@pytest.mark.slow
def test_knobs_that_never_turn(lesson_9):
    text = " ".join(prose("09_vanishing").split())
    deep = lesson_9["turned"][10]
    assert max(deep[:4]) < 1e-4 and 500 < deep[-1] / deep[0] < 2000
    assert "less than a ten-thousandth, those of the last layer a thousand times as far" in text
    assert lesson_9["measured"][0, 0] == pytest.approx(first_slope(lesson_9), rel=1e-5)
    assert lesson_9["losses"]["10 layers"][-1] == pytest.approx(lesson_9["y"].var(), rel=1e-5)
    ends = {name: run[-1] for name, run in lesson_9["runs"].items()}
    assert shown(lesson_9["losses"]["2 layers"][-1], 2) == "0.11" and "which ended at 0.11" in text
    assert min(run[0] for run in lesson_9["losses"].values()) > 1 and "both start above 1" in text
    assert f"tanh ends at {shown(ends['tanh, 10 layers'], 3)}" in text
    assert f"at {shown(ends['sigmoid, 10 layers'], 2)} ends at {shown(ends['sigmoid, centred'], 3)}" in text


def first_slope(lesson):
    net = lesson["net_of"](10, "sigmoid")
    net.loss(lesson["X"], lesson["y"])
    net.backward()
    return net.gradients()["W1"][0, 0]


@pytest.mark.slow
def test_lengths_layer_by_layer(lesson_9):
    text = " ".join(prose("09_vanishing").split())
    lengths = lesson_9["lengths"]
    for deep in (10, 30):
        norms = lengths(deep, "sigmoid")
        factors = [far / near for near, far in itertools.pairwise(norms)]
        assert 4.4 < (norms[-1] / norms[0]) ** (1 / (deep - 1)) < 4.6
        assert all(2.55 < factor < 5.75 for factor in factors[1:]) and 5.75 < factors[0] < 12.5
    assert "a factor of about 4.5 a layer (2.6 to 5.7, and up to 12 at the first one)" in text
    assert 0.5e-19 < norms[0] / norms[-1] < 5e-19 and "the first one receives $10^{-19}$" in text
    for activation in ("tanh", "relu"):
        right = (2 / (64 if activation == "tanh" else 32)) ** 0.5
        assert all(0.05 < norm < 2 for norm in lengths(20, activation, right))
        assert max(lengths(30, activation)) / min(lengths(30, activation)) < 10
    right = lengths(20, "relu", 0.25)
    assert (shown(right[0], 1), shown(right[-1], 1)) == ("0.5", "0.8") and (2 / 32) ** 0.5 == 0.25
    assert "With He's s, 0.25, the gradient of the ReLU net is 0.5 long on layer 1 and 0.8 on layer 20" in text
    low = lengths(20, "relu", 0.05)
    assert min(low) > 2e-15 and max(low) < 3e-14 and r"between $2 \cdot 10^{-15}$ and $3 \cdot 10^{-14}$" in text
    assert "keep gradients between 0.05 and 2 through 20 layers" in text
    centred = lesson_9["centred_lengths"]
    assert (shown(min(centred), 2), shown(max(centred), 2)) == (
        "0.10",
        "0.26",
    ) and "keeps them between 0.09 and 0.27" in text
    came_in, norms = lesson_9["came_in"], lesson_9["thin_norms"]
    assert came_in[0] > 1e13 * came_in[-1] and norms[-1] / came_in[-1] > 1e12 * norms[0] / came_in[0]


@pytest.mark.slow
def test_spreads_of_ten_layers(lesson_9):
    text = " ".join(prose("09_vanishing").split())
    ends = {s: lesson_9["spreads"](s)[-1] for s in (0.01, 0.1, 1.0)}
    assert [round(math.log10(ends[s])) for s in (0.01, 0.1, 1.0)] == [-10, 0, 10]
    assert "Ten layers turn s = 0.01 into $10^{-10}$ and s = 1 into $10^{10}$; s = 0.1 keeps the spread" in text
    halved, kept = (lesson_9["spreads"](s, lambda z: np.maximum(z, 0))[-1] for s in (0.1, (2 / 100) ** 0.5))
    assert 0.8 < halved * 32 < 1.2 and f"{kept:.3f}" == "0.871"
    assert "Near 1/32, the root of $(1/2)^{10}$; with He's spread 0.871 is left" in text


@pytest.mark.slow
def test_the_net_that_died_and_the_one_that_lived(lesson_9):
    text = " ".join(prose("09_vanishing").split())
    history, fresh, spent = lesson_9["history"], lesson_9["fresh"], lesson_9["spent"]
    assert (fresh <= 0).all(axis=0).sum() == 4 and (spent <= 0).all() and spent.shape == (40, 16)
    assert "Four units were silent from the start; now all sixteen are" in text
    assert max(history.epoch_losses[:4]) > 1e10 and history.epoch_losses[-1] == pytest.approx(lesson_9["y"].var())
    first, second = history.gradient_norms[:2]
    assert round(first) == 48 and 38 < second / first < 45 and history.gradient_norms[-1] < 1e-12
    assert "Its first gradient was 48 long" in text and "the gradient there is 40 times as long" in text
    with_limit = lesson_9["with_limit"]
    assert lesson_9["steps"] < 200 and with_limit.epoch_losses[-1] < 0.05
    capped = np.degrees(np.arctan2(0.9, 1)) - np.degrees(np.arctan2(0.9, 4))
    assert round(capped) == 29 and "turned the arrow by 29 degrees" in text


@pytest.mark.slow
def test_the_net_that_learned_has_the_longest_gradient(lesson_9):
    lengths = {}
    for name, net in lesson_9["trained"].items():
        net.zero_grad()
        net.loss(lesson_9["X"], lesson_9["y"])
        net.backward()
        lengths[name] = math.sqrt(sum(float(np.sum(g**2)) for g in net.gradients().values()))
    assert list(lengths) == ["sigmoid, 10 layers", "tanh, 10 layers", "relu, 5 layers"]
    assert lengths["tanh, 10 layers"] > 1e3 * max(lengths["sigmoid, 10 layers"], lengths["relu, 5 layers"])
