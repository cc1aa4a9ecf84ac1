"""Everything right again in another style: index letters in place of transposes, loops in place of axes."""

import numpy as np


def matmul_backward(dD, W, X):
    return [np.einsum("ik,jk->ij", dD, X), np.einsum("ij,ik->jk", W, dD)]


def unbroadcast(g, shape):
    g = 1.0 * g
    while g.ndim > len(shape):
        g = g.sum(0)
    for axis, n in enumerate(shape):
        if n == 1:
            g = g.sum(axis, keepdims=True)
    return g


def linear_backward(g, x, W, b):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros_like(b)
    for sample, gradient, out in zip(x, g, dx, strict=True):
        out += W @ gradient
        dW += np.outer(sample, gradient)
        db += gradient
    return dx, dW, db


def jacobian(f, x, h=1e-5):
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in h * np.eye(len(x))]).T


def vjp(J, g):
    return sum(slope * row for slope, row in zip(g, J, strict=True))


def sum_backward(g, shape, axis):
    if axis is None:
        return np.full(shape, g)
    return np.repeat(np.expand_dims(g, axis), shape[axis], axis=axis)


def mean_backward(g, shape, axis):
    n = np.size(sum_backward(g, shape, axis)) / np.size(g)
    return sum_backward(g, shape, axis) / n
