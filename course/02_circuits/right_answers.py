"""Right answers to the exercises of lesson 02, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import numpy as np

Circuit = dict[str, tuple[str, ...]]


# ---- xyz_backward ----------------------------------------------------------------------------------------------------


def xyz_by_stages(x: float, y: float, z: float) -> tuple[float, float, float]:
    q = x + y
    df = 1.0
    dq, dz = df * z, df * q
    dx, dy = dq * 1.0, dq * 1.0
    return dx, dy, dz


def xyz_as_list(x: float, y: float, z: float) -> list[float]:
    return [z] * 2 + [y + x]


def xyz_by_matrix(x: float, y: float, z: float) -> np.ndarray:
    """The same as one product of an upstream row with a table of local gradients."""
    local = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return np.array([z, x + y]) @ local


# ---- gate_backward ---------------------------------------------------------------------------------------------------


def mul_by_stages(g: float, x: float, y: float) -> tuple[float, float]:
    local_x, local_y = y, x
    return g * local_x, g * local_y


def add_by_stages(g: float) -> tuple[float, float]:
    return g * 1.0, g * 1.0


def max_by_cases(g: float, x: float, y: float) -> tuple[float, float]:
    if x > y:
        return g, 0.0
    if y > x:
        return 0.0, g
    return g / 2, g / 2


def mul_as_array(g: float, x: float, y: float) -> np.ndarray:
    return g * np.array([y, x])


def add_as_list(g: float) -> list[float]:
    return [g, g]


def max_by_counting(g: float, x: float, y: float) -> list[float]:
    winners = [float(value == max(x, y)) for value in (x, y)]
    return [g * won / sum(winners) for won in winners]


def max_by_sign(g: float, x: float, y: float) -> tuple[float, float]:
    share = (1 + np.sign(x - y)) / 2
    return g * share, g * (1 - share)


def max_with_heaviside(g: float, x: float, y: float) -> tuple[float, float]:
    return g * np.heaviside(x - y, 0.5), g * np.heaviside(y - x, 0.5)


# ---- unary_backward --------------------------------------------------------------------------------------------------


def reciprocal_by_output(g: float, x: float) -> float:
    out = 1 / x
    return -g * out * out


def exp_by_output(g: float, x: float) -> float:
    out = np.exp(x)
    return g * out


# ---- patterns_backward -----------------------------------------------------------------------------------------------


def patterns_by_stages(x: float, y: float, z: float, w: float) -> tuple[float, ...]:
    dsum = 1.0 * 2
    dproduct, dgreater = dsum, dsum
    dz, dw = max_by_cases(dgreater, z, w)
    return dproduct * y, dproduct * x, dz, dw


def patterns_as_list(x: float, y: float, z: float, w: float) -> list[float]:
    won = (z > w) + 0.5 * (z == w)
    return [2 * y, 2 * x, 2 * won, 2 - 2 * won]


def patterns_as_array(x: float, y: float, z: float, w: float) -> np.ndarray:
    rivals = np.array([z, w])
    best = rivals == rivals.max()
    return 2 * np.concatenate([[y, x], best / best.sum()])


# ---- backward_order --------------------------------------------------------------------------------------------------


def order_by_library(circuit: Circuit) -> list[str]:
    """Python's own topological sort, read from its end, without the leaves."""
    order = list(TopologicalSorter(circuit).static_order())
    return [name for name in reversed(order) if name in circuit]


def order_by_waiting(circuit: Circuit) -> list[str]:
    """Count for each gate how many uses of its output are still to come; take a gate when none is."""
    waiting = Counter(source for sources in circuit.values() for source in sources if source in circuit)
    ready = [name for name in circuit if not waiting[name]]
    order = []
    while ready:
        name = ready.pop(0)
        order.append(name)
        for source in circuit[name]:
            waiting[source] -= 1
            if source in circuit and not waiting[source]:
                ready.append(source)
    return order


def order_by_distance(circuit: Circuit) -> tuple[str, ...]:
    """Sort by the longest way to a leaf: a gate is always further from the leaves than its inputs."""

    @lru_cache(None)
    def depth(name: str) -> int:
        return 1 + max(map(depth, circuit[name])) if name in circuit else 0

    return tuple(sorted(circuit, key=depth, reverse=True))


def order_by_removal(circuit: Circuit) -> list[str]:
    """Again and again take the last gate in the dictionary that no remaining gate uses."""
    left, order = dict(circuit), []
    while left:
        free = [name for name in left if not any(name in sources for sources in left.values())]
        order.append(free[-1])
        del left[free[-1]]
    return order


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "xyz_backward": [(xyz_by_stages,), (xyz_as_list,), (xyz_by_matrix,)],
    "gate_backward": [
        (mul_by_stages, add_by_stages, max_by_cases),
        (mul_as_array, add_as_list, max_by_counting),
        (lambda g, x, y: (y * g, x * g), lambda g: (g,) * 2, max_by_sign),
        (mul_by_stages, lambda g: np.full(2, g), max_with_heaviside),
    ],
    "unary_backward": [
        (lambda g, x: -g / x**2, lambda g, x: g * math.exp(x), lambda g, c: g, lambda g, a: g * a),
        (reciprocal_by_output, exp_by_output, lambda g, c: g * 1.0, lambda g, a: a * g),
        (lambda g, x: -g * x**-2.0, lambda g, x: g * math.e**x, lambda g, c: np.float64(g), np.multiply),
    ],
    "patterns_backward": [(patterns_by_stages,), (patterns_as_list,), (patterns_as_array,)],
    "backward_order": [(order_by_library,), (order_by_waiting,), (order_by_distance,), (order_by_removal,)],
}
