"""Hints of lessons 08 to 11 are true: the numbers of their parallel cases recomputed, their code run.

Longer than other tests because each of some twenty cases is worked here once more, and no two have a line in common.
Left out: what is quoted from lessons (`test_hint_numbers`), and whether a hint is fit to be given (`autograde check`).
"""

import math
import re

import numpy as np
import pytest

from backprop_lib.data import circles
from backprop_lib.numerical import numerical_derivative
from tests.lessons.hint_texts import TEXTS, holds, slopes


def ran(name, **given):
    """What a hint's code defines."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXTS[name]["parallel"], re.DOTALL)
    space = {"np": np, **given}
    exec(code, space)
    return space


def holds_no_other(name, *known):
    """Whether every number with two decimals or more, wherever a parallel case repeats it, is one of the known."""
    assert set(re.findall(r"\d+\.\d{2,}", TEXTS[name]["parallel"])) <= set(" ".join(known).split())


def decimals(value, digits=4):
    return f"{value:.{digits}f}".replace("-", "−")


def test_one_weight_with_another_loss():
    c, losses, shown = 1.0, [], []
    for x, y in ((1, 2), (2, 4)):
        losses.append((c * x * x - y) ** 4)
        slope = numerical_derivative(lambda v, x=x, y=y: (v * x * x - y) ** 4, c)
        shown += [losses[-1], round(slope, 6), c := round(c - 0.01 * slope, 8)]
    mean = sum(losses) / 2
    assert [round(number, 8) for number in shown] == [1, -4, 1.04, 0.00065536, 0.065536, 1.03934464]
    holds("sgd_linear", "−4 · 1 = −4", "1.04", "0.00065536", "0.016384", "0.065536", "1.03934464", f"{mean:.8f}")
    inputs, twice = "0.01 0.04", f"{1.04 * 4:.2f} {1.04 * 4 - 4:.2f} {4 * 0.16**3:.6f}"
    holds_no_other("sgd_linear", "1.04 0.00065536 0.065536 1.03934464", f"{mean:.8f}", inputs, twice)


def test_two_layers_written_out():
    def both(x1, x2):
        return 5 * (x1 + 2 * x2 + 3) - (4 * x2 - 1) + 2

    assert both(0, 0) == 18 and slopes(both, 0.3, 0.7) == [5, 6] and both(1, 1) == 29
    holds("linear_stack", "5x₁ + 6x₂ + 18", "both ways give 29", "together 6", "together 3", "makes 9, or 6")


def test_one_hidden_unit():
    def loss(w1, b1, w2, b2):
        return (w2 * math.tanh(w1 * 2 + b1) + b2 - 1) ** 2

    dw1, db1, dw2, db2 = slopes(loss, 0.5, 0, 3, -0.2)
    holds("train", "a = 0.7616", "o = 2.0848", decimals(loss(0.5, 0, 3, -0.2)), decimals(db2), decimals(dw2))
    holds("train", decimals(db2 * 3), decimals(1 - math.tanh(1) ** 2), decimals(db1), decimals(dw1))
    holds("train", decimals(3 - 0.1 * dw2), decimals(db2 * (3 - 0.1 * dw2)))
    products = (db2, db2 / 2, dw2, db2 * 3, db1, dw1, 3 - 0.1 * dw2, db2 * (3 - 0.1 * dw2))
    forward = (math.tanh(1), 3 * math.tanh(1) - 0.2, loss(0.5, 0, 3, -0.2), 1 - math.tanh(1) ** 2)
    holds_no_other("train", *(decimals(number) for number in (*products, *forward)))


def test_water_levels():
    levels = [3, 5, 4.5, 3, 1.5, 2]
    highest = np.maximum.accumulate(levels)
    for row in (levels, highest, highest - levels):
        holds("diagnose_curve", " | ".join(f"{entry:g}" for entry in row))
    assert max(np.diff(levels) * -1) == 1.5 and max([2.0, math.nan, 1.0]) == 2


def test_chain_of_squares():
    def ends(a):
        first = (3 * a) ** 2
        return first, (0.5 * first) ** 2

    gradients = [round(numerical_derivative(lambda a, k=k: ends(a)[k], 0.4), 6) for k in (0, 1)]
    assert gradients == [7.2, 5.184] and round(3 * 2 * 1.44, 6) == 8.64
    assert f"{(ends(0.401)[1] - ends(0.4)[1]) / 0.001:.1f}" == "5.2"
    holds("chain_gradient", "[7.2, 5.184]", f"{ends(0.4)[1]:.4f} to {ends(0.401)[1]:.4f}", "5.2 times", "8.64")
    holds_no_other("chain_gradient", "5.184 0.5184 0.5236 8.64 0.401 1.44 0.72")


def test_norms_through_squares():
    X, y = np.array([1.0, 2.0]), np.array([0.0, 1.0])

    def loss(W1, W2):
        return np.mean(((X * W1 + 0.1) ** 2 * W2 - 1 - y) ** 2)

    assert [round(slope, 4) for slope in slopes(loss, 0.5, 2)] == [3.024, 0.4074]
    assert np.round((X * 0.5 + 0.1) ** 2 * 2 - 1, 2).tolist() == [-0.28, 1.42]
    holds("gradient_norms", "−0.28 and 1.42", "= 0.4074", "−0.672 and 1.848", "= 3.024", "[3.024, 0.4074]")
    squares = " ".join(f"{entry:.2f}" for entry in (X * 0.5 + 0.1) ** 2)
    arrives = (X * 0.5 + 0.1) ** 2 * 2 - 1 - y  # 2 · error / 2
    back = " ".join(f"{abs(entry):.2f}" for entry in 2 * arrives)
    slopes_passed = " ".join(f"{abs(entry):.3f}" for entry in 2 * arrives * 2 * (X * 0.5 + 0.1))
    holds_no_other("gradient_norms", "3.024 0.4074 0.28 1.42 0.42", squares, back, slopes_passed)


def test_shares_lengths_and_spreads():
    drawn = np.random.default_rng(0).normal(0, 0.2, 1_000_000)
    assert drawn.std() == pytest.approx((1 / 25) ** 0.5, abs=1e-3) and np.mean(drawn**2) == pytest.approx(
        0.04, abs=1e-3
    )
    with pytest.raises(ValueError, match="unknown shape: disc"):
        ran("init_std")["sides"]("disc")
    T = ran("dead_relu_fraction")["T"]
    assert (T > 10).any(axis=1).tolist() == [True, False, True, False] and (T > 10).mean() == 0.25
    clipped = ran("clip_gradients")
    assert clipped["total"] == 60 and clipped["shorter"]["day"].tolist() == [7.5, 15] and 45 / 60 == 0.75


def test_mean_of_cubes():
    def mean(*x):
        return sum((2 * each - 1) ** 3 for each in x) / len(x)

    assert slopes(mean, 1, 0, 2) == [2, 2, 18] and slopes(mean, 1, 0) == [3, 3]
    holds("mean_square_grad", "[2, 2, 18]", "mean 9", f"{3.002**3:.6f}", f"{mean(1, 0, 2.001):.6f}", "[3, 3]")
    rise = f"{(round(mean(1, 0, 2.001), 6) - 9) / 0.001:.3f}"
    holds_no_other("mean_square_grad", f"{3.002**3:.6f} {mean(1, 0, 2.001):.6f}", rise, "2.001 3.002")


def test_a_net_in_rows():
    A, a, B = np.array([[1, 2, 0], [3, -1, 4]]), np.array([1, 0, -2]), np.array([[5], [-2], [1]])

    def output(*x):
        return float(((np.array(x) @ A + a) @ B)[0]) + 0.5

    assert output(2, 1) == 26.5 and slopes(output, 2, 1) == [1, 21] == (A @ B[:, 0]).tolist()
    holds("two_layer_input", "[6, 3, 2]", "= 26.5", "= 1.", "= 21.", f"{output(2, 1.01):.2f}")


def test_climbing_and_roots():
    w, kept = 3.0, []
    for _ in range(2):
        kept += [4 - w * w, -2 * w]
        w -= 0.2 * w
        kept.append(w)
    assert np.round(kept, 2).tolist() == [-5, -6, 2.4, -1.76, -4.8, 1.92]
    piled = 2.4 + 0.1 * (-6 - 4.8)
    holds("train_step", "(-5, 2.4); the slope was −6", "(-1.76, 1.92); −4.8", "−10.8", f"{piled:.2f}")
    assert round(12 * numerical_derivative(math.sqrt, 9.0), 6) == 2 and f"{12 / 18:.4f}" == "0.6667"
    holds_no_other("SigmoidFunction", "0.6667")
    holds_no_other("train_step", "1.76 1.92 1.32")
    a, b, c = 2.0, 5.0, 4.0
    assert slopes(lambda a, b, c: a * b * c, a, b, c) == [20, 8, 10]
    holds("autograd_gradient", "[20.0, 8.0, 10.0]")


def test_powers_of_two():
    T = ran("softmax_cross_entropy")["T"]
    assert np.log2((2 ** T[0]).sum()) == 4 and T[[0, 1], [1, 0]].tolist() == [3, 1000]
    back = slopes(lambda a, b: math.log2(2**a + 2**b), 1, 0)
    assert back == [round(2 / 3, 6), round(1 / 3, 6)]
    with pytest.raises(OverflowError):
        math.ldexp(1.0, 1100)
    holds("softmax_cross_entropy", f"{1000 + math.log2(1.5):.3f}", "2/3 and 1/3")


def test_back_through_relu():
    X, W1, b1 = np.array([[1.0], [2.0]]), np.array([[1.0, -1.0]]), np.array([0.5, 1.5])
    W2, g = np.array([[2.0], [3.0]]), np.array([[0.2], [-0.4]])

    def weighed(*knobs):
        W1, b1, W2 = np.array(knobs[:2])[None], np.array(knobs[2:4]), np.array(knobs[4:])[:, None]
        return float(np.sum(g * (np.maximum(X @ W1 + b1, 0) @ W2)))

    found = slopes(weighed, *W1[0], *b1, *W2[:, 0])
    assert found == [-1.2, 0.6, -0.4, 0.6, -0.7, 0.1]
    holds("net_gradients", "[[−0.7], [0.1]]", "[−0.2]", "[[0.4, 0.6], [−0.8, −1.2]]", "[[−1.2, 0.6]]", "[−0.4, 0.6]")


def test_the_plan_on_circles():
    X, y = circles(100, noise=0.05, seed=1)
    six, t = [0, 1, 2, 50, 51, 52], y[:, None]
    rng = np.random.default_rng(0)
    start = [rng.normal(0, 1, (2, 8)), np.zeros(8), rng.normal(0, 0.35, (8, 1)), np.zeros(1)]

    def forward(knobs, X):
        a = np.tanh(X @ knobs[0] + knobs[1])
        return a, a @ knobs[2] + knobs[3]

    def loss(knobs, X, t):
        o = forward(knobs, X)[1]
        return float(np.mean(np.logaddexp(0, o) - t * o))

    def stepped(knobs, X, t, rate):
        a, o = forward(knobs, X)
        g = (1 / (1 + np.exp(-o)) - t) / len(X)
        dz = (g @ knobs[2].T) * (1 - a**2)
        gradients = [X.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)]
        return [knob - rate * dk for knob, dk in zip(knobs, gradients, strict=True)], gradients

    def trained(X, t, steps):
        knobs = start
        for _ in range(steps):
            knobs, _ = stepped(knobs, X, t, 1.0)
        return knobs

    after, gradients = stepped(start, X, t, 0.01)
    predicted = -0.01 * sum(float(np.sum(g**2)) for g in gradients)
    holds("train_spirals", f"{loss(start, X, t):.4f}", f"{math.log(2):.4f}", f"−{-predicted:.7f}")
    holds("train_spirals", f"−{loss(start, X, t) - loss(after, X, t):.7f}")
    holds("train_spirals", f"{loss(trained(X[six], t[six], 3000), X[six], t[six]):.4f}")
    knobs = trained(X, t, 1000)
    X_new, y_new = circles(100, noise=0.05, seed=2)
    assert ((forward(knobs, X_new)[1][:, 0] > 0) == y_new).all()
    wide = [*start[:2], rng.normal(0, 8, (8, 1)), start[3]]
    holds("train_spirals", f"{loss(wide, X, t):.2f}", f"{loss(knobs, X, t):.4f}")
    fitted = ran("train_spirals")["fit_line"](np.array([1.0, 2.0]), np.array([2.0, 4.0]))
    assert fitted(np.array([10.0, 7.0])).tolist() == [20, 14]


def test_an_eleventh_sentence():
    f = ran("repair_the_tutorial")["f"]
    holds_no_other("repair_the_tutorial", "2.001 1.999 0.002 5.99996")
    assert round((f(2.001) - f(1.999)) / 0.002, 6) == 6
    assert round(numerical_derivative(lambda x: f(x, 0.4), -3.0), 6) == 1.4
