"""Everything right, in another hand than the lesson's."""

import math


def xyz_backward(x, y, z):
    q = x + y
    dq, dz = z, q
    return dq, dq, dz


def mul_backward(g, x, y):
    return [y * g, x * g]


def add_backward(g):
    return [g, g]


def max_backward(g, x, y):
    wins = [float(value == max(x, y)) for value in (x, y)]
    return [g * win / sum(wins) for win in wins]


def reciprocal_backward(g, x):
    return -g / x**2


def exp_backward(g, x):
    return g * math.exp(x)


def add_constant_backward(g, c):
    return g


def scale_backward(g, a):
    return g * a


def patterns_backward(x, y, z, w):
    dproduct, dgreater = mul_backward(2.0, x, y), max_backward(2.0, z, w)
    return *dproduct, *dgreater


def backward_order(circuit):
    left, order = dict(circuit), []
    while left:
        free = next(name for name in left if not any(name in sources for sources in left.values()))
        order.append(free)
        del left[free]
    return order
