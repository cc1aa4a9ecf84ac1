"""grad_max gives a tie to x, and numerical_gradient nudges integers in place: partial credit."""

import numpy as np


def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def grad_mul(x, y):
    return y, x


def grad_max(x, y):
    if x >= y:
        return 1.0, 0.0
    return 0.0, 1.0


def predict_change(grad, delta):
    return sum(slope * nudge for slope, nudge in zip(grad, delta, strict=True))


def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] = x[i] + h
        below[i] = x[i] - h
        grad[i] = (f(above) - f(below)) / (2 * h)
    return grad
