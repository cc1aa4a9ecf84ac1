"""Right answers in many styles: classes, closures, caches, generators, annotations from the future, magics, figures."""
# ruff: noqa

# %% own
from __future__ import annotations

import dataclasses
import functools
import itertools
import matplotlib.pyplot as plt


#!%matplotlib inline
@dataclasses.dataclass(frozen=True)
class Pair:
    first: float
    second: float

    def turned(self) -> Pair:
        return Pair(self.second, self.first)


calls = itertools.count()


def counted(f):
    @functools.wraps(f)
    def inner(*args):
        next(calls)
        return f(*args)

    return inner


plt.plot([1, 2, 3])

# %% own
#!%time sum(range(1000))


# %% grad_mul
@counted
def grad_mul(x, y):
    pair = Pair(x, y).turned()
    return dataclasses.astuple(pair)


# %% grad_max
@functools.lru_cache(None)
def grad_max(x, y):
    def shares():
        yield (x >= y) / (1 + (x == y))
        yield (y >= x) / (1 + (x == y))

    return tuple(float(part) for part in shares())
