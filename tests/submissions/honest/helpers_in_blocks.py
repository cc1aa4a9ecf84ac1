"""Defines helpers inside if, with and try blocks that begin with a call of the library, and compares below the answers."""
# ruff: noqa

# %% own
import warnings

import numpy as np
from backprop_lib import gates

if True:
    known = gates.mul_backward(1.0, 2.0, 3.0)

    def product_slopes(x, y):
        return y, x


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(gates.maximum_backward(1.0, 2.0, 3.0))
    winner = lambda x, y: 1.0 if x > y else 0.5 if x == y else 0.0

try:
    assert np.allclose(known, product_slopes(2.0, 3.0))
    factor = 1.0
except AssertionError:
    factor = float("nan")


# %% gate_backward
def mul_backward(g, x, y):
    dx, dy = product_slopes(x, y)
    return g * dx, g * dy


def add_backward(g):
    return g * 1.0, g * 1.0


def max_backward(g, x, y):
    return g * winner(x, y), g * winner(y, x)


assert mul_backward(1.0, 2.0, 3.0) == gates.mul_backward(1.0, 2.0, 3.0)
for probe in ((1.0, 2.0, 3.0), (2.0, 0.5, -1.0)):
    print(probe, gates.mul_backward(*probe), mul_backward(*probe))
