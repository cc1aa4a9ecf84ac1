"""Return arrays with NaN, lists of no rectangle, words among numbers, integers of 400 digits."""
# ruff: noqa

# %% own
import numpy as np


# %% sgd_linear
def sgd_linear(xs, ys, w, lr, epochs):
    return 10**400, [10**400] * epochs


# %% linear_stack
def collapse(W1, b1, W2, b2):
    return W2 @ W1, np.full(len(b2), np.nan)


def count_parameters(sizes, biases=True):
    return np.array([[float("inf")]])


# %% train
def train(X, y, params, lr, steps):
    return {"W1": [[1.0], [2.0, 3.0]], "b1": ["a"], "W2": None, "b2": {}}, ["x"] * steps


# %% diagnose_curve
def diagnose_curve(losses):
    return {"ok": 1}


# %% plot_losses
def plot_losses(histories):
    return {"axes": 5, "title": []}
