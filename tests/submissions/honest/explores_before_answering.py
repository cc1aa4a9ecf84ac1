"""Calls the library in a cell before the answers, defines helpers below that call, and uses them in the answers."""
# ruff: noqa

# %% own
from backprop_lib import gates, numerical

print(numerical.numerical_derivative(lambda x: x * x, 3.0))
reference = gates.mul_backward(1.0, 2.0, 3.0)
a, b = gates.mul_backward(1.0, 5.0, 7.0)
print(reference[0] + a)


def swapped(pair):
    return pair[1], pair[0]


def central(f, x, h, note=reference):
    return (f(x + h) - f(x - h)) / (2 * h)


# %% numerical_derivative
def numerical_derivative(f, x, h=1e-5):
    return central(f, x, h)


# %% grad_mul
def grad_mul(x, y):
    return swapped((x, y))
