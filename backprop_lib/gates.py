"""Scalar gates: what each computes forward and what it passes back, side by side.

`gate(inputs)` computes; `gate_backward(g, ...)` turns the gradient g that arrives at the output, the upstream
gradient, into gradients on the inputs: g times the local slope. A gate with two inputs returns a pair.
Inputs are floats; `sigmoid` and `tanh`, which lessons also draw, take arrays too.

Ties and corners, decided once for the whole course:
- `maximum` splits the gradient ½, ½ at an exact tie, so that the shares always sum to 1.
- `relu` passes 0 at exactly 0.
- NaN stays NaN on the way forward. Where a function or its slope is infinite or undefined, the gate raises.

Left out: recording who feeds whom (`circuit`) and arrays in general.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np

FloatOrArray = TypeVar("FloatOrArray", float, np.ndarray)


def add(x: float, y: float) -> float:
    """Add two inputs: f = x + y. Example: add(2.5, -1.7) -> 0.8."""
    return x + y


def add_backward(g: float) -> tuple[float, float]:
    """Hand g to both inputs: dx = g, dy = g. Example: add_backward(3.0) -> (3.0, 3.0)."""
    return g, g


def mul(x: float, y: float) -> float:
    """Multiply two inputs: f = x·y. Example: mul(2.5, -3.0) -> -7.5."""
    return x * y


def mul_backward(g: float, x: float, y: float) -> tuple[float, float]:
    """Give each input g times the other one: dx = g·y, dy = g·x.

    Example: mul_backward(4.0, 2.5, -3.0) -> (-12.0, 10.0).
    """
    return g * y, g * x


def maximum(x: float, y: float) -> float:
    """Pick the larger input: f = max(x, y). Example: maximum(2.5, -1.7) -> 2.5."""
    return x if x > y or x != x else y  # x != x only for NaN


def maximum_backward(g: float, x: float, y: float) -> tuple[float, float]:
    """Route g to the larger input: (dx, dy) = (g, 0) for x > y, (0, g) for x < y, (g/2, g/2) at a tie.

    Example: maximum_backward(4.0, 2.5, -1.7) -> (4.0, 0.0).
    """
    if x > y:
        return g, 0.0
    if y > x:
        return 0.0, g
    return g / 2, g / 2


def reciprocal(x: float) -> float:
    """Turn x upside down: f = 1/x. Example: reciprocal(2.5) -> 0.4. ZeroDivisionError at 0."""
    if x == 0:
        raise ZeroDivisionError(f"reciprocal({x!r}): 1/x has no value at 0. Keep the input away from 0.")
    return 1.0 / x


def reciprocal_backward(g: float, x: float) -> float:
    """Scale g by the slope of 1/x: dx = −g/x². Example: reciprocal_backward(3.0, 2.5) -> -0.48. Errors as forward."""
    reciprocal(x)  # refuses 0, in its own words
    return -g / x / x


def exp(x: float) -> float:
    """Raise e to x: f = eˣ. Example: exp(0.5) -> 1.6487... OverflowError above about 709.78."""
    try:
        return math.exp(x)
    except OverflowError:
        raise OverflowError(
            f"exp({x!r}): the result is larger than a float can hold (x may be about 709.78 at most). "
            "Make the input smaller; for 1/(1 + e⁻ˣ), sigmoid stays finite everywhere."
        ) from None


def exp_backward(g: float, x: float) -> float:
    """Scale g by eˣ, with x the input: dx = g·eˣ. Example: exp_backward(3.0, 0.5) -> 4.9461... Errors as forward."""
    return g * exp(x)


def log(x: float) -> float:
    """Take the natural logarithm: f = ln x. Example: log(2.5) -> 0.9162... ValueError at 0 and below."""
    if x <= 0:
        raise ValueError(f"log({x!r}): a logarithm needs an input above 0. Look at the gate that feeds this one.")
    return math.log(x)


def log_backward(g: float, x: float) -> float:
    """Divide g by the input: dx = g/x. Example: log_backward(3.0, 2.5) -> 1.2. Errors as forward."""
    log(x)  # refuses 0 and below, in its own words
    return g / x


def power(x: float, n: float) -> float:
    """Raise x to a fixed number n: f = xⁿ. Example: power(-3.0, 2) -> 9.0.

    ValueError for x < 0 with a fractional n, ZeroDivisionError for x = 0 with n < 0, OverflowError beyond floats.
    """
    if x < 0 and n % 1 != 0:
        raise ValueError(
            f"power({x!r}, {n!r}): a negative number has no real fractional power. "
            "Use a whole exponent, or keep the input above 0."
        )
    if x == 0 and n < 0:
        raise ZeroDivisionError(f"power({x!r}, {n!r}): 0 has no negative powers. Keep the input away from 0.")
    try:
        return math.pow(x, n)
    except OverflowError:
        raise OverflowError(
            f"power({x!r}, {n!r}): the result is larger than a float can hold. Make the input or the exponent smaller."
        ) from None


def power_backward(g: float, x: float, n: float) -> float:
    """Scale g by the slope of xⁿ: dx = g·n·xⁿ⁻¹. Example: power_backward(2.0, -3.0, 3) -> 54.0.

    Errors as in power; also ZeroDivisionError at x = 0 for 0 < n < 1, where the slope is infinite.
    """
    power(x, n)  # refuses the same inputs, in its own words
    if n == 0:
        return 0.0
    if x == 0 and n < 1:
        raise ZeroDivisionError(
            f"power({x!r}, {n!r}): the slope is infinite there, so no gradient can pass. "
            "Keep the input away from 0, or use an exponent of 1 or more."
        )
    return g * n * power(x, n - 1)


def add_constant(c: float, x: float) -> float:
    """Shift x by a constant: f = c + x. Example: add_constant(1.0, 2.5) -> 3.5."""
    return c + x


def add_constant_backward(g: float, c: float) -> float:
    """Pass g on as it came: dx = g, whatever c is. Example: add_constant_backward(3.0, 1.0) -> 3.0."""
    return g


def scale(a: float, x: float) -> float:
    """Multiply x by a constant: f = a·x. Example: scale(-2.0, 2.5) -> -5.0."""
    return a * x


def scale_backward(g: float, a: float) -> float:
    """Scale g by the constant: dx = a·g. Example: scale_backward(3.0, -2.0) -> -6.0."""
    return a * g


def relu(x: float) -> float:
    """Keep what is positive: f = max(0, x). Example: relu(2.5) -> 2.5, relu(-2.5) -> 0.0."""
    return 0.0 if x <= 0 else x


def relu_backward(g: float, x: float) -> float:
    """Pass g where the input was positive: dx = g if x > 0, else 0. Example: relu_backward(3.0, -2.5) -> 0.0."""
    return 0.0 if x <= 0 else g


def sigmoid(x: FloatOrArray) -> FloatOrArray:
    """Squash x into (0, 1): f = 1/(1 + e⁻ˣ). Example: sigmoid(1.0) -> 0.7310...

    Only e^−|x| ≤ 1 is ever computed, so that ±1000 gives 0 or 1 without a warning. Arrays come back as float64.
    """
    if isinstance(x, (int, float)):
        e = math.exp(-abs(x))
        return (1.0 if x >= 0 else e) / (1.0 + e)
    values = np.asarray(x, dtype=np.float64)
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(values))
        return np.where(values >= 0, 1.0, small) / (1.0 + small)


def sigmoid_backward(g: FloatOrArray, s: FloatOrArray) -> FloatOrArray:
    """Scale g by (1 − s)·s, s being the output: dx = g·(1 − s)·s. Example: sigmoid_backward(3.0, 0.2) -> 0.48."""
    return g * (1.0 - s) * s


def tanh(x: FloatOrArray) -> FloatOrArray:
    """Squash x into (−1, 1): f = tanh x. Example: tanh(0.5) -> 0.4621... Arrays come back as float64."""
    return math.tanh(x) if isinstance(x, (int, float)) else np.tanh(np.asarray(x, dtype=np.float64))


def tanh_backward(g: FloatOrArray, t: FloatOrArray) -> FloatOrArray:
    """Scale g by 1 − t², t being the output: dx = g·(1 − t²). Example: tanh_backward(3.0, 0.2) -> 2.88."""
    return g * (1.0 - t * t)
