"""Everything right, with plain descent and long strides."""

import numpy as np


def add(a, b):
    out = Tensor(a.data + b.data, (a, b))

    def way_back():
        for x in (a, b):
            x.grad += unbroadcast(out.grad, x.data.shape)

    out._backward = way_back
    return out


def mul(a, b):
    out = Tensor(a.data * b.data, (a, b))

    def way_back():
        for x, other in ((a, b), (b, a)):
            x.grad += unbroadcast(out.grad * other.data, x.data.shape)

    out._backward = way_back
    return out


def relu(a):
    out = Tensor(np.where(a.data > 0, a.data, 0.0), (a,))

    def way_back():
        a.grad += np.where(a.data > 0, out.grad, 0.0)

    out._backward = way_back
    return out


def matmul(a, b):
    out = Tensor(a.data @ b.data, (a, b))

    def way_back():
        a.grad += out.grad @ b.data.T
        b.grad += a.data.T @ out.grad

    out._backward = way_back
    return out


def rows(a, indices):
    out = Tensor(a.data[indices], (a,))

    def way_back():
        for place, index in enumerate(indices):
            a.grad[index] += out.grad[place]

    out._backward = way_back
    return out


def total(a, axis):
    out = Tensor(a.data.sum(axis=axis), (a,))

    def way_back():
        a.grad += out.grad if axis is None else np.expand_dims(out.grad, axis)

    out._backward = way_back
    return out


def cross_entropy(logits, labels):
    count = len(labels)
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    out = Tensor(-logs[range(count), labels].mean(), (logits,))

    def way_back():
        slopes = np.exp(logs)
        slopes[range(count), labels] -= 1
        logits.grad += out.grad / count * slopes

    out._backward = way_back
    return out


def train_digits(X, y, seed):
    rng = np.random.default_rng(seed)
    W1, b1 = Tensor(rng.normal(0, 0.18, (64, 48))), Tensor(np.zeros(48))
    W2, b2 = Tensor(rng.normal(0, 0.15, (48, 10))), Tensor(np.zeros(10))

    def forward(pictures):
        return add(matmul(relu(add(matmul(Tensor(pictures / 16), W1), b1)), W2), b2)

    for epoch in range(10):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            for p in (W1, b1, W2, b2):
                p.grad = np.zeros_like(p.data)
            backward(cross_entropy(forward(X[batch]), y[batch]))
            for p in (W1, b1, W2, b2):
                p.data = p.data - 0.9 * (1 - epoch / 10) * p.grad
    return lambda pictures: forward(pictures).data.argmax(axis=1)
