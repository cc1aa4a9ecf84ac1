"""Everything right, in another hand than the lesson's."""

import numpy as np


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1 + small)


def sigmoid_backward(g, s):
    return g * s * (1 - s)


def neuron_backward(w, x):
    f = sigmoid(w[0] * x[0] + w[1] * x[1] + w[2])
    ddot = sigmoid_backward(1.0, f)
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
    return g * (1 + t) * (1 - t)
