"""Derivatives by nudging: central differences in float64.

Nudge an input up by h and down by h, and divide the change of the output by the distance. Slow, right to about ten
digits for smooth functions, and independent of every formula: good for checking one. At a kink the result is the mean
of the slopes on both sides. The function always gets a fresh float64 copy, so the caller's x is never touched.

Left out: judging a gradient (`gradcheck`), steps that adapt themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def numerical_derivative(f: Callable[[float], Any], x: float, h: float = 1e-5) -> float:
    """Slope of f: float -> number at x, (f(x + h) − f(x − h)) / 2h.

    Example: numerical_derivative(lambda x: x**3, 2.5) -> 18.75 up to rounding. Errors as in numerical_vjp.
    """
    if np.ndim(x) != 0:
        raise TypeError(f"x has shape {np.shape(x)}; numerical_derivative takes one number. Use numerical_gradient.")
    return float(numerical_gradient(lambda point: f(float(point)), x, h))


def numerical_gradient(f: Callable[[np.ndarray], Any], x: Any, h: float = 1e-5) -> np.ndarray:
    """Slope of f: array -> number for every entry of x, (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h; float64, of x's shape.

    Example: numerical_gradient(lambda v: (v * v).sum(), [3, 4]) -> [6., 8.] up to rounding. Errors as in numerical_vjp.
    """
    return numerical_vjp(f, x, 1.0, h)


def numerical_vjp(f: Callable[[np.ndarray], Any], x: Any, g: Any, h: float = 1e-5) -> np.ndarray:
    """Gradient on x when the upstream gradient g reaches f: array -> array; entry i is Σⱼ gⱼ·∂fⱼ/∂xᵢ, shape as x.

    Example: numerical_vjp(lambda v: v * v, [3.0, 4.0], [10.0, 100.0]) -> [60., 800.] up to rounding.
    ValueError for h ≤ 0, for a result that is not finite or not of g's shape; TypeError for one that is no number.
    """
    point, upstream = real_array(x, "x"), real_array(g, "the upstream gradient g")
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        up, down = nudged(point, index, h), nudged(point, index, h, sign=-1)
        distance = up[index] - down[index]  # 2h, as rounding left it
        change = value_of(f, up, upstream.shape) - value_of(f, down, upstream.shape)
        gradient[index] = (upstream * change).sum() / distance
    return gradient


def real_array(values: Any, name: str) -> np.ndarray:
    """Copy values into a new float64 array; refuse what is not real or not finite, calling it by its name."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, not {values!r:.60} ({type(values).__name__}).")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds {array[~np.isfinite(array)][0]}; it must be finite everywhere.")
    return np.array(array, dtype=np.float64)


def nudged(point: np.ndarray, index: tuple[int, ...], h: float, sign: int = 1) -> np.ndarray:
    """Copy of point with one entry moved by ±h."""
    if not 0 < h < math.inf:
        raise ValueError(f"the step h is {h!r}; it must be a positive number such as 1e-5.")
    moved = point.copy()
    moved[index] += sign * h
    if moved[index] == point[index]:
        raise ValueError(
            f"h = {h:g} is lost in rounding: {float(point[index])!r} ± h is the same number. Use a larger h."
        )
    return moved


def value_of(f: Callable[[np.ndarray], Any], at: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Value of f as a new float64 array of the given shape; else say what came back."""
    came = f(at.copy())
    try:
        values = np.asarray(came)
    except ValueError:  # rows of unequal length
        values = np.asarray(None)
    if values.dtype.kind not in "iuf":
        raise TypeError(
            f"f returned {came!r:.60} ({type(came).__name__}), not {'an array of numbers' if shape else 'a number'}."
        )
    if values.shape != shape and shape == ():
        raise ValueError(
            f"f returned an array of shape {values.shape}, not one number. "
            "Either sum it up, or give the upstream gradient g (numerical_vjp, or check_gradient with g)."
        )
    if values.shape != shape:
        raise ValueError(
            f"f returned shape {values.shape}, the upstream gradient g has shape {shape}. They must be the same."
        )
    if not np.isfinite(values).all():
        raise ValueError(
            f"f gives {values[~np.isfinite(values)][0]} at x = {at!s:.60}; a difference needs finite values. "
            "Move x away from there, or make h smaller."
        )
    return values.astype(np.float64)
