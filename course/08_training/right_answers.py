"""Right answers to the exercises of lesson 08, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray
Params = dict[str, Array]


# ---- sgd_linear ------------------------------------------------------------------------------------------------------


def sgd_by_loops(xs: list[float], ys: list[float], w: float, lr: float, epochs: int) -> tuple[float, list[float]]:
    history = []
    for _ in range(epochs):
        total = 0.0
        for i in range(len(xs)):
            prediction = w * xs[i]
            total += (prediction - ys[i]) ** 2
            dprediction = 2 * (prediction - ys[i])
            w -= lr * dprediction * xs[i]
        history.append(total / len(xs))
    return w, history


def sgd_by_rows(xs: list[float], ys: list[float], w: float, lr: float, epochs: int) -> tuple[Any, Any]:
    losses = np.zeros((epochs, len(xs)))
    samples = np.column_stack([xs, ys])
    for epoch in range(epochs):
        for k, (x, y) in enumerate(samples):
            error = x * w - y
            losses[epoch, k] = error * error
            w = w + 2 * lr * x * (y - w * x)
    return np.float64(w), losses.mean(axis=1)


def sgd_by_recursion(xs: list[float], ys: list[float], w: float, lr: float, epochs: int) -> tuple[float, list[float]]:
    if epochs == 0:
        return w, []
    errors = []
    for x, y in zip(xs, ys, strict=True):
        errors.append(w * x - y)
        w = w - lr * (2 * x * x * w - 2 * x * y)
    last, later = sgd_by_recursion(xs, ys, w, lr, epochs - 1)
    return last, [math.fsum(error**2 for error in errors) / len(errors), *later]


# ---- largest_rate ----------------------------------------------------------------------------------------------------


def rate_from_a_mean(xs: list[float], ys: list[float]) -> float:
    return float(1 / np.mean(np.square(xs)))


def rate_from_a_sum(xs: list[float], ys: list[float]) -> float:
    total = 0.0
    for x, _ in zip(xs, ys, strict=True):
        total += x * x
    return len(xs) / total


def rate_from_two_slopes(xs: list[float], ys: list[float]) -> float:
    """The slope's own slope, from its values at w = 0 and w = 1, which is exact for a straight line."""

    def slope(w: float) -> float:
        return sum(2 * (w * x - y) * x for x, y in zip(xs, ys, strict=True)) / len(xs)

    return 2 / (slope(1.0) - slope(0.0))


# ---- linear_stack ----------------------------------------------------------------------------------------------------


def collapse_by_products(W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array]:
    return W2.dot(W1), b2 + W2.dot(b1)


def collapse_by_probing(W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array]:
    b = W2 @ b1 + b2
    columns = [W2 @ (W1 @ unit) for unit in np.eye(W1.shape[1])]
    return np.array(columns).T, b


def collapse_with_a_column_of_ones(W1: Array, b1: Array, W2: Array, b2: Array) -> list[Array]:
    first = np.vstack([np.column_stack([W1, b1]), np.append(np.zeros(W1.shape[1]), 1.0)])
    both = np.column_stack([W2, b2]) @ first
    return [both[:, :-1].copy(), both[:, -1].copy()]


def count_by_layers(sizes: Sequence[int], bias: bool = True) -> int:
    return sum((before + bool(bias)) * here for before, here in itertools.pairwise(sizes))


def count_by_arrays(sizes: Sequence[int], bias: bool = True) -> int:
    total = 0
    for k in range(1, len(sizes)):
        total += np.zeros((sizes[k - 1], sizes[k])).size
        if bias:
            total += np.zeros(sizes[k]).size
    return total


def count_by_dot(sizes: Sequence[int], bias: bool = True) -> Any:
    sizes = np.array(sizes)
    return sizes[:-1] @ sizes[1:] + (sizes[1:].sum() if bias else 0)


# ---- train -----------------------------------------------------------------------------------------------------------


def train_in_place_on_copies(X: Array, y: Array, params: Params, lr: float, steps: int) -> tuple[Params, list[float]]:
    p = {name: values.copy() for name, values in params.items()}
    history = []
    for _ in range(steps):
        a = np.tanh(X @ p["W1"] + p["b1"])
        probability = 1 / (1 + np.exp(-(a @ p["W2"] + p["b2"])[:, 0]))
        history.append(float(-np.mean(np.where(y == 1, np.log(probability), np.log(1 - probability)))))
        g = (probability - y)[:, None] / len(y)
        grads = {"W2": a.T @ g, "b2": g.sum(axis=0)}
        dz = g @ p["W2"].T * (1 - a**2)
        grads |= {"W1": X.T @ dz, "b1": dz.sum(axis=0)}
        for name in p:
            p[name] -= lr * grads[name]
    return p, history


def train_with_signs(X: Array, y: Array, params: Params, lr: float, steps: int) -> tuple[Params, Array]:
    """Labels −1 and +1: the loss is log(1 + e^(−s·o)), its slope −s·σ(−s·o)."""
    p, s = dict(params), (2 * y - 1)[:, None]
    history = np.zeros(steps)
    for step in range(steps):
        hidden = np.tanh(np.dot(X, p["W1"]) + p["b1"])
        o = np.dot(hidden, p["W2"]) + p["b2"]
        history[step] = np.logaddexp(0, -s * o).mean()
        do = -s * 0.5 * (1 - np.tanh(s * o / 2)) / len(X)
        dhidden = np.dot(do, p["W2"].T)
        dz = dhidden / np.cosh(np.dot(X, p["W1"]) + p["b1"]) ** 2
        slopes = {"W1": X.T.dot(dz), "b1": dz.sum(0), "W2": hidden.T.dot(do), "b2": do.sum(0)}
        p = {name: p[name] - lr * slopes[name] for name in p}
    return p, history


def train_with_einsum(X: Array, y: Array, params: Params, lr: float, steps: int) -> list[Any]:
    W1, b1, W2, b2 = params["W1"] * 1, params["b1"] * 1, params["W2"][:, 0].copy(), float(params["b2"][0])
    history = []
    for _ in range(steps):
        a = np.tanh(np.einsum("nd,dh->nh", X, W1) + b1)
        o = np.einsum("nh,h->n", a, W2) + b2
        history.append(np.mean(np.logaddexp(0, o) - y * o))
        do = (0.5 + 0.5 * np.tanh(o / 2) - y) / len(y)
        dz = np.einsum("n,h,nh->nh", do, W2, 1 - a * a)
        W2, b2 = W2 - lr * np.einsum("n,nh->h", do, a), b2 - lr * do.sum()
        W1, b1 = W1 - lr * np.einsum("nd,nh->dh", X, dz), b1 - lr * dz.sum(axis=0)
    return [{"W1": W1, "b1": b1, "W2": W2[:, None], "b2": np.array([b2])}, history]


# ---- diagnose_curve --------------------------------------------------------------------------------------------------


def diagnose_by_rules(history: list[float]) -> str:
    first, last = history[0], history[-1]
    if any(math.isnan(loss) or math.isinf(loss) for loss in history) or last > 3 * first:
        return "diverged"
    if all(abs(loss - first) <= 0.02 * first for loss in history):
        return "flat_bug"
    if last < 0.1 * first:
        return "ok"
    rises = [after - before for before, after in itertools.pairwise(history)]
    if max(rises) > 0.3 * first:
        return "lr_high"
    climb = max(history[j] - min(history[: j + 1]) for j in range(len(history)))
    return "no_zero_grad" if climb > 0.3 * first else "lr_low"


def diagnose_by_arrays(history: list[float]) -> str:
    h = np.asarray(history, dtype=float) / history[0]
    with np.errstate(invalid="ignore"):
        checks = [
            ("diverged", not np.isfinite(h).all() or h[-1] > 3),
            ("flat_bug", np.ptp(np.append(h, 1)) <= 0.04 and np.abs(h - 1).max() <= 0.02),
            ("ok", h[-1] < 0.1),
            ("lr_high", (np.diff(h) > 0.3).any()),
            ("no_zero_grad", (h - np.minimum.accumulate(h)).max() > 0.3),
        ]
    return next((name for name, fits in checks if fits), "lr_low")


def diagnose_step_by_step(history: list[float]) -> str:
    start, lowest, largest_rise, largest_climb, largest_distance = history[0], history[0], 0.0, 0.0, 0.0
    before = start
    for loss in history:
        if not math.isfinite(loss):
            return "diverged"
        lowest = min(lowest, loss)
        largest_rise = max(largest_rise, loss - before)
        largest_climb = max(largest_climb, loss - lowest)
        largest_distance = max(largest_distance, abs(loss - start))
        before = loss
    if history[-1] > 3 * start:
        return "diverged"
    if largest_distance <= 0.02 * start:
        return "flat_bug"
    if history[-1] < start / 10:
        return "ok"
    if largest_climb > 0.3 * start:
        return "lr_high" if largest_rise > 0.3 * start else "no_zero_grad"
    return "lr_low"


# ---- blood_test ------------------------------------------------------------------------------------------------------

Arrays = dict[str, np.ndarray]


def blood_row_by_row(losses: tuple[float, float], gradients: Arrays, before: Arrays, after: Arrays) -> str:
    if any(math.isnan(loss) or math.isinf(loss) for loss in losses):
        return "not_finite"
    if max(np.abs(values).max() for values in gradients.values()) == 0:
        return "no_gradient"
    for name in after:
        if np.array_equal(after[name], before[name]):
            return "not_moved"
    if losses[0] > losses[1]:
        return "healthy"
    return "not_down"


def blood_by_moves(losses: tuple[float, float], gradients: Arrays, before: Arrays, after: Arrays) -> str:
    if not np.isfinite(losses).all():
        return "not_finite"
    if all((values == 0).all() for values in gradients.values()):
        return "no_gradient"
    moves = [np.abs(after[name] - before[name]).max() for name in before]
    if min(moves) == 0:
        return "not_moved"
    return "not_down" if losses[1] >= losses[0] else "healthy"


def blood_as_a_list(losses: tuple[float, float], gradients: Arrays, before: Arrays, after: Arrays) -> str:
    first, second = losses
    everything = np.concatenate([values.ravel() for values in gradients.values()])
    findings = [
        ("not_finite", not math.isfinite(first + second)),
        ("no_gradient", not everything.any()),
        ("not_moved", any((before[name] == after[name]).all() for name in before)),
        ("not_down", not second < first),
    ]
    return next((word for word, found in findings if found), "healthy")


# ---- plot_losses -----------------------------------------------------------------------------------------------------

Histories = Mapping[str, Sequence[float]]


def ratio_of(histories: Histories) -> float:
    positive = [loss for losses in histories.values() for loss in losses if loss > 0]
    return max(positive) / min(positive)


def plot_with_pyplot(histories: Histories) -> Any:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    for name, losses in histories.items():
        ax.plot(losses, label=name, marker="o")
    if ratio_of(histories) > 1e3:
        ax.set_yscale("log")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Training runs")
    ax.legend(loc="upper right")
    return fig


def plot_with_a_title_above_and_names_in_the_legend(histories: Histories) -> Any:
    from matplotlib.figure import Figure

    fig = Figure(figsize=(6, 4), layout="constrained")
    ax = fig.add_subplot()
    for losses in histories.values():
        ax.plot(np.arange(1, len(losses) + 1), np.array(losses), "--")
    fig.suptitle("损失曲线")
    ax.set_xlabel("epoch (one pass over the data)")
    ax.set_ylabel("mean loss of an epoch")
    ax.set_yscale("log" if ratio_of(histories) > 1000 else "linear")
    ax.legend(list(histories))
    return fig


def plot_with_a_level(histories: Histories) -> Any:
    """A thin line marks the level of chance; the legend belongs to the figure."""
    from matplotlib.figure import Figure

    fig = Figure()
    ax = fig.subplots()
    draw = ax.semilogy if ratio_of(histories) > 1000 else ax.plot
    for name, losses in histories.items():
        draw([float(k) for k in range(len(losses))], losses, label=name)
    ax.axhline(0.693, color="grey", lw=0.5)
    ax.set_xlabel("epochs")
    ax.set_ylabel("training loss")
    ax.set_title("Runs", loc="left")
    fig.legend()
    return fig


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "sgd_linear": [(sgd_by_loops,), (sgd_by_rows,), (sgd_by_recursion,)],
    "linear_stack": [
        (collapse_by_products, count_by_layers),
        (collapse_by_probing, count_by_arrays),
        (collapse_with_a_column_of_ones, count_by_dot),
    ],
    "train": [(train_in_place_on_copies,), (train_with_signs,), (train_with_einsum,)],
    "largest_rate": [(rate_from_a_mean,), (rate_from_a_sum,), (rate_from_two_slopes,)],
    "blood_test": [(blood_row_by_row,), (blood_by_moves,), (blood_as_a_list,)],
    "diagnose_curve": [(diagnose_by_rules,), (diagnose_by_arrays,), (diagnose_step_by_step,)],
    "plot_losses": [(plot_with_pyplot,), (plot_with_a_title_above_and_names_in_the_legend,), (plot_with_a_level,)],
}
