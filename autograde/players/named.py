"""Call a student's function with a function of one argument, which a probe names because it is not plain data.

Left out: the slopes of these functions; that is the exercise's business. Maps to several numbers are `maps`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.play import Functions, Outcome, record

# In the second group arrays go in, a float comes out.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "square": lambda x: x * x,
    "cube": lambda x: x * x * x,
    "sum_of_squares": lambda x: float(np.sum(np.asarray(x, dtype=float) ** 2)),
    "weighted_product": lambda x: float(np.prod(np.asarray(x, dtype=float)) * 0.3),
    "sin_sum": lambda x: float(np.sum(np.sin(np.ravel(x)) * np.arange(1.0, np.size(x) + 1))),
}


def call(functions: Functions, probe: Any) -> Outcome:
    """Like `play.call`, but the first argument names one of FUNCTIONS, which is handed over in its place.

    Where the second is an array, its entries in another shape are refused, as most functions of arrays would.
    """
    name, *rest = probe.args
    f = of_shape(FUNCTIONS[name], rest[0].shape) if isinstance(rest[0], np.ndarray) else FUNCTIONS[name]
    return record(functions[probe.function], [f, *copy.deepcopy(rest)])


def of_shape(function: Callable[..., float], shape: tuple[int, ...]) -> Callable[[Any], float]:
    """The function, refusing as many entries in another shape."""

    def f(x: Any) -> float:
        if np.shape(x) != shape and np.size(x) == np.prod(shape):
            raise ValueError(f"f takes an array of shape {shape} and was called with shape {np.shape(x)}")
        return function(x)

    return f
