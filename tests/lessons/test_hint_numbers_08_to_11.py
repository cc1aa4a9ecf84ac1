"""The numbers in the hints of lessons 08 to 11, recomputed, and their Python run; long trainings are left out."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

from backprop_lib.numerical import numerical_gradient
from tests.lessons.hint_texts import TEXTS, holds, ran, slopes, written
from tests.torch_here import torch_or_skip


def array(*rows):
    return np.array(rows, float)


def digits(*values, number=4):
    return [f"{value:.{number}f}".replace("-", "−") for value in values]


def test_two_updates():
    c, losses = 1.0, []
    for x, y in ((1, 2), (2, 4)):
        losses.append((c * x * x - y) ** 4)
        (slope,) = slopes(lambda c, x=x, y=y: (c * x * x - y) ** 4, c)
        c -= 0.01 * slope
    holds("sgd_linear", f"loss {losses[1]:.8f}", f"slope {slope:.6f}", f"{c:.8f}", f"= {np.mean(losses):.8f}")


def test_layers_that_collapse():
    first, second = array([1, 2], [0, 4]), array([5, -1])
    weights, constant = second @ first, second @ array(3, -1) + 2
    assert weights.tolist() == [[5, 6]] and constant.tolist() == [18]
    holds("linear_stack", "5x₁ + 6x₂ + 18", f"both ways give {weights.sum() + constant[0]:g}")


def test_one_hidden_unit():
    def loss(w1, b1, w2, b2):
        return (w2 * math.tanh(w1 * 2 + b1) + b2 - 1) ** 2

    start = (0.5, 0, 3, -0.2)
    dw1, db1, dw2, db2 = slopes(loss, *start)
    moved = 3 - 0.1 * dw2
    holds("train", f"loss {loss(*start):.4f}", *digits(db2, dw2, 3 * db2, db1, dw1, moved, db2 * moved))


def test_curves():
    levels = np.array([3, 5, 4.5, 3, 1.5, 2])
    highest = np.maximum.accumulate(levels)
    for row in (levels, highest, highest - levels):
        holds("diagnose_curve", "| " + " | ".join(map(written, row)) + " |")
    assert max(-np.diff(levels)) == 1.5 and max(highest - levels) == 3.5 and levels[0] - levels[-1] == 1
    assert max([2.0, math.nan, 1.0]) == 2
    names = ran("plot_losses", plt=plt)
    plt.close(names["picture"])
    masses = [mass for group, _ in names["animals"].values() for mass in group]
    birds = names["animals"]["birds"][0]
    holds("plot_losses", f"{max(masses) / min(masses):,.0f}", f"{max(birds) / min(birds):g}")
    assert names["area"].get_xscale() == "log" and names["area"].get_legend()


def test_chains_and_norms():
    def last(a0):
        return (0.5 * (3 * a0) ** 2) ** 2

    holds("chain_gradient", "5.184", written(array(*slopes(lambda a: (3 * a) ** 2, 0.4), *slopes(last, 0.4))))
    holds("chain_gradient", *digits(last(0.4), last(0.401)))
    X, y = array([1], [2]), array([0], [1])

    def loss(w1, b1, w2, b2):
        return np.mean((w2 * (w1 * X + b1) ** 2 + b2 - y) ** 2)

    dw1, _, dw2, _ = slopes(loss, 0.5, 0.1, 2, -1)
    holds("gradient_norms", written([dw1, dw2]), f"{math.hypot(3, 4):g} long")


def test_spread_and_dead_units():
    drawn = np.random.default_rng(0).normal(0, 0.2, 1_000_000)
    assert abs(drawn.std() - 0.2) < 1e-3 and abs(np.mean(drawn**2) - 0.04) < 1e-3 and round(math.sqrt(1 / 25), 9) == 0.2
    sides = ran("init_std")["sides"]
    assert sides("square") == 4
    with pytest.raises(ValueError, match="unknown shape: disc"):
        sides("disc")
    table = ran("dead_relu_fraction")["T"]
    some = (table > 10).any(axis=1)
    holds("dead_relu_fraction", ", ".join(map(str, some)), written(some.mean()), written((table > 10).mean()))
    names = ran("clip_gradients")
    holds("clip_gradients", names["shorter"]["day"], names["shorter"]["night"])
    assert names["total"] == 60 and 45 / 60 == 0.75


def test_means_in_torch():
    def mean(v):
        return np.mean((2 * v - 1) ** 3)

    for point in (array(1, 0, 2), array(1, 0)):
        holds("mean_square_grad", numerical_gradient(mean, point).round(6))
    holds("mean_square_grad", f"{3.002**3:.6f}", f"{mean(array(1, 0, 2.001)):.6f}")
    x, A, a, B = array(2, 1), array([1, 2, 0], [3, -1, 4]), array(1, 0, -2), array([5], [-2], [1])

    def net(*x):
        return float(((np.array(x) @ A + a) @ B)[0] + 0.5)

    dx = slopes(net, *x)
    holds("two_layer_input", x @ A + a, f"= {net(*x):g}", f"= {dx[0]:g}", f"= {dx[1]:g}", f"{net(2, 1.01):g}")


def test_the_python_for_torch():
    torch = torch_or_skip()
    holds("autograd_gradient", str(ran("autograd_gradient", torch=torch)["volume_slopes"]()))
    with pytest.raises(RuntimeError):
        torch.tensor([2, 5, 4], requires_grad=True)
    names = ran("train_step", torch=torch)
    assert round(names["w"].item(), 6) == 1.92
    w = torch.tensor([3.0], requires_grad=True)
    steps = [(names["climb"](w, 0.1), w.item()) for _ in range(2)]
    assert np.round(steps, 2).tolist() == [[-5, 2.4], [-1.76, 1.92]]
    piled_up = -2 * 3 - 2 * 2.4
    assert round(piled_up, 2) == -10.8 and round(2.4 + 0.1 * piled_up, 2) == 1.32
    root = ran("SigmoidFunction", torch=torch)["Root"]
    x = torch.tensor([9.0], requires_grad=True)
    root.apply(x).backward(torch.tensor([12.0]))
    assert x.grad.item() == 2
    holds("SigmoidFunction", *digits(12 / 18))


def test_the_capstone():
    holds("softmax_cross_entropy", f"{1000 + math.log2(1.5):.3f}")
    assert slopes(lambda a, b: math.log2(2**a + 2**b), 1, 0) == [0.666667, 0.333333]
    assert ran("softmax_cross_entropy")["T"][[0, 1], [1, 0]].tolist() == [3, 1000]
    fit = ran("train_spirals")["fit_line"]
    holds(
        "train_spirals",
        "| first loss |",
        *digits(math.log(2)),
        str(fit(array(1, 2), array(2, 4))(array(10, 7)).tolist()),
    )
    X, W1, b1, W2, g = array([1], [2]), array([1, -1]), array(0.5, 1.5), array([2], [3]), array([0.2], [-0.4])

    def loss(*numbers):
        w1, b, w2, b2 = np.array(numbers[:2])[None], np.array(numbers[2:4]), np.array(numbers[4:6])[:, None], numbers[6]
        return np.sum(g * (np.maximum(X @ w1 + b, 0) @ w2 + b2))

    found = slopes(loss, *W1.ravel(), *b1, *W2.ravel(), 0)
    holds("net_gradients", written([[slope] for slope in found[4:6]]), written(found[6:]), written([found[:2]]))
    holds("net_gradients", f"on b1, sums of the columns: {written(found[2:4])}")
    f = ran("repair_the_tutorial")["f"]
    assert round((f(2.001) - f(1.999)) / 0.002, 6) == 6 and round((f(-2.999, 0.4) - f(-3.001, 0.4)) / 0.002, 6) == 1.4
    assert "the nudge says 1.4" in " ".join(TEXTS["repair_the_tutorial"]["parallel"].split())
