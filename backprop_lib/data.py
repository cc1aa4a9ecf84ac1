"""Small data sets to train on: noisy lines, and points in the plane that belong to two or more classes.

Every function is deterministic in its seed. X (n, 1) or (n, 2) is float64, rows are samples. y (n,) is float64 for
`line` and for labels 0.0 and 1.0; `spirals` gives whole numbers, for it has more than two classes.
In `circles` no straight line does better than guessing: a network must bend all its layers to get it right, and that
is why it can prove a backward pass where `moons` and `xor` cannot (lesson 08).
Left out: splitting into parts (draw again with another seed) and anything that must be fetched.
"""

from __future__ import annotations

import numpy as np

Data = tuple[np.ndarray, np.ndarray]


def line(n: int = 40, slope: float = 2.0, intercept: float = 1.0, noise: float = 0.3, seed: int = 0) -> Data:
    """Points around a straight line: y = slope · x + intercept + noise · z, x uniform in (−1, 1), z standard normal.

    -> X (n, 1), y (n,). ValueError for n < 1 or noise < 0.
    Example: line(3, 2.0, 1.0, noise=0.0)[1] equals 2 · X[:, 0] + 1.
    """
    rng = _source("line", n, noise, seed, least=1)
    x = rng.uniform(-1, 1, n)
    return x[:, None], slope * x + intercept + noise * rng.normal(size=n)


def circles(n: int = 200, noise: float = 0.05, seed: int = 0) -> Data:
    """A ring of radius ½ (label 1) inside a ring of radius 1 (label 0), half of the points on each.

    -> X (n, 2), y (n,) in {0.0, 1.0}. ValueError for n < 2 or noise < 0.
    Example: circles(4, noise=0.0)[1] -> [0., 0., 1., 1.].
    """
    rng = _source("circles", n, noise, seed, least=2)
    y = _halves(n)
    angle = rng.uniform(0, 2 * np.pi, n)
    X = np.where(y == 1, 0.5, 1.0)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])  # (n, 2)
    return X + noise * rng.normal(size=(n, 2)), y


def moons(n: int = 200, noise: float = 0.1, seed: int = 0) -> Data:
    """Two half circles that reach into each other: the upper one has label 0, the lower one label 1.

    -> X (n, 2), y (n,) in {0.0, 1.0}. ValueError for n < 2 or noise < 0.
    Example: moons(200)[0].mean(axis=0) lies near (0.5, 0.25).
    """
    rng = _source("moons", n, noise, seed, least=2)
    y = _halves(n)
    angle = rng.uniform(0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return np.where(y[:, None] == 1, lower, upper) + noise * rng.normal(size=(n, 2)), y


def xor(n: int = 200, noise: float = 0.15, seed: int = 0) -> Data:
    """Four clouds around (±1, ±1): label 1 where exactly one coordinate of the centre is positive.

    -> X (n, 2), y (n,) in {0.0, 1.0}, the centres in turn. ValueError for n < 4 or noise < 0.
    Example: xor(4, noise=0.0)[1] -> [0., 1., 1., 0.] for the centres (−1, −1), (−1, 1), (1, −1), (1, 1).
    """
    rng = _source("xor", n, noise, seed, least=4)
    corner = np.arange(n) % 4
    centres = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    return centres[corner] + noise * rng.normal(size=(n, 2)), np.array([0.0, 1.0, 1.0, 0.0])[corner]


def spirals(n_each: int = 100, arms: int = 3, noise: float = 0.1, seed: int = 0) -> Data:
    """Arms of one turn around the origin, radius from 0.1 to 1; each arm is a class.

    noise shifts a point's angle by noise · a standard normal number, in radians.
    -> X (arms · n_each, 2), y (arms · n_each,) whole numbers 0 … arms − 1, arm by arm.
    ValueError for n_each < 1, arms < 2 or noise < 0. Example: spirals(2, 3)[1] -> [0, 0, 1, 1, 2, 2].
    """
    rng = _source("spirals", n_each, noise, seed, least=1)
    if arms < 2:
        raise ValueError(f"spirals: {arms} arms are no classes to tell apart. Give two or more.")
    y = np.repeat(np.arange(arms), n_each)
    along = np.tile(np.linspace(0, 1, n_each), arms)
    angle = 2 * np.pi * (along + y / arms) + noise * rng.normal(size=y.size)
    return (0.1 + 0.9 * along)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


def _source(name: str, n: int, noise: float, seed: int, least: int) -> np.random.Generator:
    """Random numbers for a data set whose size and noise make sense."""
    if n < least:
        raise ValueError(f"{name}: {n} points are too few. Give at least {least}.")
    if not (noise >= 0 and np.isfinite(noise)):
        raise ValueError(f"{name}: noise is {noise}. It is a standard deviation, so 0 or more.")
    return np.random.default_rng(seed)


def _halves(n: int) -> np.ndarray:
    """Labels: the first half 0.0, the rest 1.0."""
    return (np.arange(n) >= n // 2).astype(np.float64)
