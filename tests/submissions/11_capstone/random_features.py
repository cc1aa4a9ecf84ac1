"""Right answers from a hidden layer that was drawn once and never trained: only the last layer has gradients."""

import numpy as np


def softmax_cross_entropy(logits, labels):
    totals = np.logaddexp.reduce(logits, axis=1)
    return np.mean(totals - logits[np.arange(len(labels)), labels])


def softmax_cross_entropy_backward(logits, labels):
    shares = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    shares[np.arange(len(labels)), labels] -= 1
    return shares / len(labels)


def net_gradients(params, X, y):
    a = np.tanh(X @ params["W1"] + params["b1"])
    scores = a @ params["W2"] + params["b2"]
    g = softmax_cross_entropy_backward(scores, y)
    return softmax_cross_entropy(scores, y), {"W2": a.T @ g, "b2": g.sum(axis=0)}


def train_spirals(X, y, seed):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 4, (2, 300)), rng.normal(0, 2, 300)
    hidden = np.tanh(X @ W1 + b1)
    ridge = hidden.T @ hidden + 1e-3 * np.eye(300)
    W2 = np.linalg.solve(ridge, hidden.T @ np.eye(3)[y])
    return lambda points: (np.tanh(points @ W1 + b1) @ W2).argmax(axis=1)
