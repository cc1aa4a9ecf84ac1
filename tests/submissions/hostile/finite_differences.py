"""Estimate every gradient by nudging, as fine as floats allow."""
# ruff: noqa


# %% own
def nudge(f, values, h=1e-5):
    slopes = []
    for place in range(len(values)):
        up, down = list(values), list(values)
        up[place] += h
        down[place] -= h
        slopes.append((f(*up) - f(*down)) / (up[place] - down[place]))
    return tuple(slopes)


# %% xyz_backward
def xyz_backward(x, y, z):
    return nudge(lambda x, y, z: (x + y) * z, (x, y, z))


# %% unary_backward
import math


def reciprocal_backward(g, x):
    return g * nudge(lambda x: 1 / x, (x,))[0]


def exp_backward(g, x):
    return g * nudge(math.exp, (x,))[0]


def add_constant_backward(g, c):
    return g * nudge(lambda x: c + x, (0.3,))[0]


def scale_backward(g, a):
    return g * nudge(lambda x: a * x, (0.3,))[0]
