"""All five exercises right, one product or sum at a time."""

import numpy as np


def matmul_backward(dD, W, X):
    return dD @ X.T, W.T @ dD


def unbroadcast(g, shape):
    new = g.ndim - len(shape)
    axes = [*range(new), *(new + i for i, n in enumerate(shape) if n == 1)]
    return np.array(g.sum(axis=tuple(axes)).reshape(shape))


def linear_backward(g, x, W, b):
    return g @ W.T, x.T @ g, g.sum(axis=0)


def jacobian(f, x, h=1e-5):
    J = np.zeros((len(f(x)), len(x)))
    for j in range(len(x)):
        step = np.zeros(len(x))
        step[j] = h
        J[:, j] = (f(x + step) - f(x - step)) / (2 * h)
    return J


def vjp(J, g):
    return g @ J


def sum_backward(g, shape, axis):
    return np.ones(shape) * (g if axis is None else np.expand_dims(g, axis))


def mean_backward(g, shape, axis):
    count = np.prod(shape) if axis is None else shape[axis]
    return np.ones(shape) * (g if axis is None else np.expand_dims(g, axis)) / count
