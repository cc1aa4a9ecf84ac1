"""Copies that are not added up, ReLU open at 0, a row's last amount alone, a price that expects 1, a frozen layer."""

import numpy as np


def add(a, b):
    out = Tensor(a.data + b.data, (a, b))

    def send():
        a.grad = a.grad + out.grad
        b.grad = b.grad + out.grad

    out._backward = send
    return out


def mul(a, b):
    out = Tensor(a.data * b.data, (a, b))

    def send():
        a.grad += unbroadcast(out.grad * b.data, a.data.shape)
        b.grad += unbroadcast(out.grad * a.data, b.data.shape)

    out._backward = send
    return out


def relu(a):
    out = Tensor(np.maximum(a.data, 0), (a,))

    def send():
        a.grad += out.grad * (a.data >= 0)

    out._backward = send
    return out


def matmul(a, b):
    out = Tensor(a.data @ b.data, (a, b))

    def send():
        a.grad += out.grad @ b.data.T
        b.grad += a.data.T @ out.grad / len(a.data)

    out._backward = send
    return out


def rows(a, indices):
    out = Tensor(a.data[indices], (a,))

    def send():
        a.grad[indices] += out.grad

    out._backward = send
    return out


def cross_entropy(logits, labels):
    places = np.arange(len(labels))
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)
    shares = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    out = Tensor(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[places, labels]), (logits,))

    def send():
        slopes = shares.copy()
        slopes[places, labels] -= 1
        logits.grad += slopes / len(labels)

    out._backward = send
    return out


def train_digits(X, y, seed):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(0, 0.2, (64, 40)), Tensor(rng.normal(0, 0.1, (40, 10)))
    for _ in range(3):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            hidden = Tensor(np.maximum(X[batch] / 16 @ W1, 0))
            scores = Tensor(hidden.data @ W2.data, (hidden, W2))
            backward(cross_entropy(scores, y[batch]))
            W2.data = W2.data - 0.5 * hidden.data.T @ scores.grad
    return lambda pictures: (np.maximum(pictures / 16 @ W1, 0) @ W2.data).argmax(axis=1)
