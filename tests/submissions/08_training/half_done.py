"""Two exercises right, one half, one not begun, and a figure without words."""

import numpy as np
from matplotlib.figure import Figure


def sgd_linear(xs, ys, w, lr, epochs):
    history = []
    for _ in range(epochs):
        losses = []
        for x, y in zip(xs, ys):
            losses.append((w * x - y) ** 2)
            w = w - lr * 2 * (w * x - y) * x
        history.append(np.mean(losses))
    return w, history


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def diagnose_curve(history):
    if not np.isfinite(history).all() or history[-1] > 3 * history[0]:
        return "diverged"
    if np.allclose(history, history[0], rtol=0.02, atol=0):
        return "flat_bug"
    if history[-1] < 0.1 * history[0]:
        return "ok"
    if max(np.diff(history)) > 0.1 * history[0]:
        return "lr_high"
    return "lr_low"


def plot_losses(histories):
    figure = Figure()
    axes = figure.subplots()
    for name, losses in histories.items():
        axes.plot(losses, label=name)
    return figure
