"""The forward passes are right; on the way back the slope of σ is forgotten or mistaken in three places."""

import numpy as np


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1 + small)


def sigmoid_backward(g, s):
    return g * s


def neuron_backward(w, x):
    ddot = 1.0
    return [w[0] * ddot, w[1] * ddot], [x[0] * ddot, x[1] * ddot, ddot]


def sigmoid_staged(x):
    n = -x
    e = np.exp(n)
    d = 1 + e
    s = 1 / d
    dd = -s * s
    de = dd
    dn = e * de
    dx = -dn
    return (n, e, d, s), (dx, dn, de, dd)


def tanh_backward(g, t):
    return g * t * (1 - t)
