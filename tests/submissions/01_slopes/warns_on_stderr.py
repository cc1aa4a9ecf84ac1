"""Everything right, with a warning and log lines on stderr, which cost nothing."""

import numpy as np


def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def grad_mul(x, y):
    import warnings

    warnings.warn("grad_mul was called", UserWarning, stacklevel=2)
    return y, x


def grad_max(x, y):
    if x == y:
        return 0.5, 0.5
    return (1.0, 0.0) if x > y else (0.0, 1.0)


def predict_change(grad, delta):
    import logging

    logging.warning("predict_change was called")
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
