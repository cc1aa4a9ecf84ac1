"""The gradient divided by all entries, a network that stops too early, and the first half of the dictionary."""

import numpy as np


def softmax_cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels])


def softmax_cross_entropy_backward(logits, labels):
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    shares[np.arange(len(labels)), labels] -= 1
    return shares / logits.size


def train_spirals(X, y, seed):
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 2, (2, 32)), np.zeros(32)
    W2, b2 = rng.normal(0, 0.2, (32, 3)), np.zeros(3)
    for _ in range(150):
        a = np.tanh(X @ W1 + b1)
        z = a @ W2 + b2
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        dz = (p @ W2.T) * (1 - a**2)
        W2 -= 0.5 * a.T @ p
        b2 -= 0.5 * p.sum(axis=0)
        W1 -= 0.5 * X.T @ dz
        b1 -= 0.5 * dz.sum(axis=0)
    return lambda points: (np.tanh(points @ W1 + b1) @ W2 + b2).argmax(axis=1)


repairs = {
    "jacobian": -1.5,
    "sent_back": 2.1,
    "without_biases": -0.3771,
    "three_inputs": 20,
    "tie": 3.0,
}
