"""Numbers for probes at which wrong formulas do not happen to be right.

Single numbers stay farther apart than those of arrays, because students compare them by eye.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from autograde.exercise import Probe

SPECIAL = (0.5, 1.0, 2.0)  # sizes at which wrong formulas happen to be right
LENGTHENED = 1 + 1 / 7919  # leaves no number with few decimals, and every number near what it was


def draw(rng: np.random.Generator, *shape: int, largest: float = 3.4) -> np.ndarray:
    """Numbers of either sign with two decimals in an array, no two of the same size, none near 0, ½, 1 or 2."""
    sizes: list[float] = []
    while len(sizes) < math.prod(shape):
        size = round(float(rng.uniform(0.15, largest)), 2)
        if all(abs(size - other) > 0.005 for other in (*SPECIAL, *sizes)):
            sizes.append(size)
    return (np.array(sizes) * rng.choice((-1.0, 1.0), len(sizes))).reshape(shape)


def numbers(rng: np.random.Generator, count: int, smallest: float = 0.3, largest: float = 3.9) -> tuple[float, ...]:
    """`count` numbers of either sign with two decimals, no two of the same size, none close to 0, ½, 1 or 2."""
    sizes: list[float] = []
    while len(sizes) < count:
        size = round(float(rng.uniform(smallest, largest)), 2)
        if all(abs(size - other) > 0.06 for other in (*SPECIAL, *sizes)):
            sizes.append(size)
    return tuple(float(size * rng.choice((-1, 1))) for size in sizes)


def with_all_digits(probe: Probe) -> Probe:
    """The probe with each float a little larger and all its digits in use: there, an answer that rounds is not right.

    What is equal, 0, ordered or of one sign stays so; whole numbers, shapes and texts stay as they are.
    """
    return replace(probe, args=lengthened(probe.args))


def lengthened(value: Any) -> Any:
    """A piece of plain data with its floats a little larger."""
    if isinstance(value, (tuple, list)):
        return type(value)(lengthened(item) for item in value)
    is_real = isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")
    return value * LENGTHENED if is_real else value
