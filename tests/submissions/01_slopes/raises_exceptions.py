"""predict_change uses a name that does not exist; numerical_gradient knows one axis only."""

import numpy as np


def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def grad_mul(x, y):
    return y, x


def grad_max(x, y):
    if x == y:
        return 0.5, 0.5
    return (1.0, 0.0) if x > y else (0.0, 1.0)


def predict_change(grad, delta):
    return sum(slope * nudge for slope, nudge in zip(grad, nudges, strict=True))  # noqa: F821  (the mistake)


def numerical_gradient(f, x, h=1e-5):
    x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in range(x.size):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(above) - f(below)) / (2 * h)
    return grad
