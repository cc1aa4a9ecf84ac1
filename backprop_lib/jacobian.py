"""All slopes of a function with many inputs and many outputs, and what an upstream gradient makes of them.

A layer never builds its Jacobian: it only needs the product of the upstream gradient with it. These two functions
build it all the same, for looking at it and for checking. Left out: inputs with more than one axis (flatten them).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.numerical import nudged, real_array, value_of


def jacobian(f: Callable[[np.ndarray], Any], x: Any, h: float = 1e-5) -> np.ndarray:
    """Slopes of every output for every input, J[i, j] = ∂fᵢ/∂xⱼ, by central differences: a row an output.

    f: (n,) -> (m,), x (n,) -> J (m, n). ValueError for other shapes, for h ≤ 0 and for values that are not finite.
    Example: jacobian(lambda v: np.array([v[0] * v[1], v[0], v[1]]), [3.0, 5.0]) -> [[5., 3.], [1., 0.], [0., 1.]].
    """
    point = real_array(x, "x")
    shape = np.shape(f(point.copy()))
    if point.ndim != 1 or len(shape) != 1:
        raise ValueError(
            f"jacobian: x has shape {point.shape} and f returned shape {shape}. Both must have one axis, "
            "(n,) and (m,): flatten arrays with .ravel(), and for a single number use numerical_gradient."
        )
    J = np.empty((shape[0], point.size))  # (m, n)
    for j in range(point.size):
        up, down = nudged(point, (j,), h), nudged(point, (j,), h, sign=-1)
        J[:, j] = (value_of(f, up, shape) - value_of(f, down, shape)) / (up[j] - down[j])
    return J


def vjp(J: Any, g: Any) -> np.ndarray:
    """Gradient on the inputs when g arrives at the outputs: entry j is Σᵢ gᵢ · J[i, j], a sum over outputs.

    J (m, n), g (m,) -> (n,). ValueError for shapes that do not fit.
    Example: vjp([[5., 3.], [1., 0.], [0., 1.]], [10., 100., 1000.]) -> [150., 1030.].
    """
    J, g = np.asarray(J, dtype=np.float64), np.asarray(g, dtype=np.float64)
    if J.ndim != 2 or g.shape != J.shape[:1]:
        raise ValueError(
            f"vjp: J has shape {J.shape} and g has shape {g.shape}. They must be (m, n) and (m,): "
            "one entry of g for each output."
        )
    return g @ J
