"""The rows of a data set, shuffled and dealt out: minibatches for one epoch, and a part put aside for validation.

    learn, held_out = split(len(X), 0.2, rng)
    for batch in minibatches(len(learn), 32, rng):
        step(X[learn[batch]], y[learn[batch]])

Both hand back row numbers, so that X and y are cut in the same way. `rng` is a NumPy generator: its seed decides the
order. Left out: balancing classes, and data too large to be held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def minibatches(rows: int, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """One epoch: every row number once, in a new order, `size` at a time; the last batch may be smaller.

    ValueError for no rows or a size below 1. Example: the lengths of minibatches(10, 4, rng) are 4, 4 and 2.
    """
    if rows < 1 or size < 1:
        raise ValueError(f"minibatches: {rows} rows in batches of {size} make no epoch. Both must be at least 1.")
    order = rng.permutation(rows)
    return (order[start : start + size] for start in range(0, rows, size))


def split(rows: int, held_out: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers to learn from, and row numbers put aside: a share of them, drawn at random, none in both.

    ValueError when one of the two would be empty. Example: the lengths of split(10, 0.3, rng) are 7 and 3.
    """
    aside = round(held_out * rows)
    if not 0 < aside < rows:
        raise ValueError(f"split: {held_out} of {rows} rows puts {aside} aside. At least one row must be on each side.")
    order = rng.permutation(rows)
    return order[aside:], order[:aside]
