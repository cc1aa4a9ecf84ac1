"""Plain data: what may pass between a student's code and a judge, and how two pieces of it are compared to the bit.

None, bool, int, float, str, list, tuple, dict and real ndarrays, nothing else. It runs beside the student's code.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The value as plain data: None, bool, int, float, str, list, tuple, dict and real ndarrays.

    NumPy scalars become Python numbers; everything else raises TypeError with the name of the offending type.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return float(value) if value.dtype.kind == "f" else value.item()
    if type(value) is np.ndarray and value.dtype.kind in "biuf":
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict and all(type(key) in (str, int) for key in value):
        return {key: plain(item) for key, item in value.items()}
    raise TypeError(type(value).__name__)


def is_plain_probe(args: tuple[Any, ...]) -> bool:
    """Whether a probe's arguments are plain data, unchanged by `plain`."""
    try:
        return all(identical(arg, plain(arg)) for arg in args)
    except TypeError:
        return False


def identical(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data are equal in type, shape and every entry (NaN equals NaN)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(identical(one[key], other[key]) for key in one)
    return bool(one == other or (one != one and other != other))


def shares_memory(result: Any, arg: Any) -> bool:
    """Whether the result, or a part of it, lives in the memory of an argument or of a part of that."""
    if isinstance(arg, (list, tuple)):
        return any(shares_memory(result, item) for item in arg)
    if isinstance(arg, dict):
        return any(shares_memory(result, item) for item in arg.values())
    if isinstance(result, (list, tuple)):
        return any(shares_memory(item, arg) for item in result)
    if isinstance(result, dict):
        return any(shares_memory(item, arg) for item in result.values())
    return isinstance(result, np.ndarray) and isinstance(arg, np.ndarray) and np.shares_memory(result, arg)
