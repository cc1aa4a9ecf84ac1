"""Two linear layers without anything between them, softmax down the columns, numbers rounded to three digits."""

import numpy as np


def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=0)
    shares = np.exp(z) / np.exp(z).sum(axis=0)
    return -np.log(shares[np.arange(len(labels)), labels]).mean()


def softmax_cross_entropy_backward(logits, labels):
    z = logits - logits.max(axis=0)
    shares = np.exp(z) / np.exp(z).sum(axis=0)
    shares[np.arange(len(labels)), labels] -= 1
    return shares / len(labels)


def train_spirals(X, y, seed):
    rng = np.random.default_rng(seed)
    W1, W2, b = rng.normal(0, 1, (2, 32)), rng.normal(0, 0.2, (32, 3)), np.zeros(3)
    for _ in range(300):
        z = X @ W1 @ W2 + b
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        W1, W2, b = W1 - 0.1 * X.T @ p @ W2.T, W2 - 0.1 * (X @ W1).T @ p, b - 0.1 * p.sum(axis=0)
    return lambda points: np.argmax(points @ W1 @ W2 + b, axis=1)


repairs = {
    "jacobian": -1.5,
    "sent_back": 2.1,
    "without_biases": -0.377,
    "three_inputs": 20,
    "tie": 1.5,
    "four_digits": 7.88,
    "learning_rate": 4e-8,
    "fork": 3.3,
    "received": -7.5,
    "epoch_loss": 3.51,
}
