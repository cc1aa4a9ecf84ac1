"""Everything right, in another hand than the lesson's."""

import numpy as np


def numerical_derivative(f, x, h=1e-5):
    above, below = f(x + h), f(x - h)
    return (above - below) / (2 * h)


def grad_mul(x, y):
    return [y, x]


def grad_max(x, y):
    lead = np.sign(x - y)
    return (1 + lead) / 2, (1 - lead) / 2


def predict_change(grad, delta):
    return np.dot(grad, delta)


def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        grad[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return grad
