"""Checks against the library in every form that Python has, before and around helpers that the answers use."""
# ruff: noqa

# %% own
import asyncio
import inspect

import numpy as np

from backprop_lib import gates


def like_the_library(function):
    args = (2.0, 3.0, 5.0)
    assert np.allclose(function(*args), getattr(gates, function.__name__)(*args))
    return function


SLOPES = {}
for name, slope in [("mul", lambda x, y: (y, x)), ("add", lambda x, y: (1.0, 1.0))]:
    if name == "mul":
        assert np.allclose(slope(2.0, 3.0), gates.mul_backward(1.0, 2.0, 3.0)), name
    SLOPES[name] = slope


class Slopes:
    wanted = gates.mul_backward(1.0, 2.0, 3.0)

    @staticmethod
    def mul(x, y):
        return y, x


wanted, half = gates.mul_backward(1.0, 2.0, 3.0), 0.5
error: float = abs(gates.mul_backward(1.0, 2.0, 3.0)[0] - 3.0)
errors = [error]
errors += [gates.mul_backward(1.0, 2.0, 3.0)[1] - 2.0]
print(f"largest error {max(errors):.3f}", (best := gates.mul_backward(1.0, 2.0, 3.0)))


def run_tests(rules):
    for rule in rules.values():
        assert rule(1.0, 2.0, 3.0) == gates.mul_backward(1.0, 2.0, 3.0)
    return rules


rules = run_tests({"mul": lambda g, x, y: (g * y, g * x)})


async def later():
    return half


half = await later()
print(inspect.getsource(run_tests))
# %% own
#!%%time
from backprop_lib import gates

print(gates.mul_backward(1.0, 2.0, 3.0))
one = gates.mul_backward(1.0, 2.0, 3.0)
while np.abs(one[0] - 3.0) > 1e-9:
    break


def share(x, y):
    return 1.0 if x > y else half if x == y else 0.0


0.5 * 2.0
# %% own
unit = _


# %% gate_backward
@like_the_library
def mul_backward(g, x, y):
    dx, dy = Slopes.mul(x, y)
    assert rules["mul"](g, x, y) == (g * dx, g * dy)
    return g * dx, g * dy


def add_backward(g):
    a, b = SLOPES["add"](unit, unit)
    return g * a, g * b


def max_backward(g, x, y):
    a = share(x, y)
    return g * a, g * (unit - a)
