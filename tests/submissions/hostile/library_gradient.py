"""Call the library's own gradients in the answer."""
# ruff: noqa

# %% gate_backward
from backprop_lib import gates


def mul_backward(g, x, y):
    return gates.mul_backward(g, x, y)


def add_backward(g):
    return gates.add_backward(g)


def max_backward(g, x, y):
    return gates.maximum_backward(g, x, y)
