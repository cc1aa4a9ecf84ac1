"""Slopes that should be derived are measured: with the student's own tool, and with the library's."""

import numpy as np

from backprop_lib import numerical


def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def grad_mul(x, y):
    return numerical_derivative(lambda v: v * y, x), numerical_derivative(lambda v: x * v, y)


def grad_max(x, y):
    f = numerical.numerical_derivative
    return f(lambda v: max(v, y), x), f(lambda v: max(x, v), y)


def predict_change(grad, delta):
    return sum(slope * nudge for slope, nudge in zip(grad, delta, strict=True))


def numerical_gradient(f, x, h=1e-5):
    x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        grad[i] = (above - below) / (2 * h)
    return grad
