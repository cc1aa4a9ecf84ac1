"""Numbers for probes at which wrong formulas do not happen to be right.

Single numbers stay farther apart than those of arrays, because students compare them by eye.
"""

from __future__ import annotations

import math

import numpy as np

SPECIAL = (0.5, 1.0, 2.0)  # sizes at which wrong formulas happen to be right


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
