"""Everything right as well: arrays for histories, a figure from pyplot, and a look at it in a cell of one's own."""

import numpy as np


def sgd_linear(xs, ys, w, lr, epochs):
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for x, y in zip(xs, ys):
            history[epoch] += (w * x - y) ** 2 / len(xs)
            w = w - lr * 2 * x * (w * x - y)
    return w, history


def collapse(W1, b1, W2, b2):
    b = W2 @ b1 + b2
    return np.stack([W2 @ column for column in W1.T], axis=1), b


def count_parameters(sizes, bias=True):
    sizes = np.array(sizes)
    return int(sizes[:-1] @ sizes[1:]) + (int(sizes[1:].sum()) if bias else 0)


def train(X, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    history = np.zeros(steps)
    for step in range(steps):
        a = np.tanh(X @ W1 + b1)
        o = a @ W2 + b2
        history[step] = np.mean(np.logaddexp(0, o)[:, 0] - y * o[:, 0])
        do = (1 / (1 + np.exp(-o)) - y.reshape(-1, 1)) / len(y)
        dz = do * W2[:, 0] * (1 - a**2)
        W1, b1, W2, b2 = W1 - lr * X.T @ dz, b1 - lr * dz.sum(0), W2 - lr * a.T @ do, b2 - lr * do.sum(0)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, history


def diagnose_curve(history):
    h = np.array(history) / history[0]
    if not np.isfinite(h).all() or h[-1] > 3:
        return "diverged"
    if np.abs(h - 1).max() <= 0.02:
        return "flat_bug"
    if h[-1] < 0.1:
        return "ok"
    if np.diff(h).max() > 0.3:
        return "lr_high"
    return "no_zero_grad" if (h - np.minimum.accumulate(h)).max() > 0.3 else "lr_low"


def plot_losses(histories):
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    for name, losses in histories.items():
        ax.plot(range(1, len(losses) + 1), losses, ".-", label=name)
    values = np.concatenate([np.array(losses) for losses in histories.values()])
    values = values[values > 0]
    if values.max() / values.min() > 1000:
        plt.yscale("log")
    plt.xlabel("Epochs")
    plt.ylabel("Training loss")
    plt.title("How the runs went")
    plt.legend()
    return fig
