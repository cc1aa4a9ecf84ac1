"""Call a student's function with a map from several numbers to several numbers, which a probe names.

A function is not plain data, so a probe holds the map's name and the student's function receives the map itself.
Left out: what the slopes of these maps are; that is the exercise's business.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.play import Functions, Outcome, record

# (n,) -> (m,). Whatever array comes in, a float64 array of its own goes out.
MAPS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "two_to_three": lambda x: np.array([x[0] * x[1], np.sin(x[1]), x[0] ** 3], dtype=float),
    "three_to_two": lambda x: np.array([x[0] * x[1] + x[2] ** 2, np.exp(x[2]) - 3 * x[0]], dtype=float),
    "three_to_three": lambda x: np.array([x[0] * x[1], x[1] * x[2] ** 2, np.sin(x[0]) + 3 * x[2]], dtype=float),
    "four_to_one": lambda x: np.array([x[0] * x[1] - 3 * x[2] + x[3] ** 3], dtype=float),
}


def call_with_map(functions: Functions, probe: Any) -> Outcome:
    """Like `play.call`, but a first argument that names one of MAPS is handed over as that map."""
    first, *rest = copy.deepcopy(list(probe.args))
    return record(functions[probe.function], [MAPS[first] if isinstance(first, str) else first, *rest])
