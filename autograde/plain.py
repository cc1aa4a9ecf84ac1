"""Plain data: what may pass between a student's code and a judge, and how two pieces of it are compared to the bit.

None, bool, int, float, str, list, tuple, dict and real ndarrays, nothing else. It runs beside the student's code.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def share_memory(result: Any, args: Any) -> bool:
    """Whether an array in the result lives in the memory of an array in the arguments."""
    theirs = list(arrays_in(args))
    return any(np.shares_memory(array, other) for array in arrays_in(result) for other in theirs)


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """The arrays in lists, tuples and dictionaries, however deep."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(item)
