"""Plain data: what may pass between a student's code and a judge, and how two pieces of it are compared to the bit.

None, bool, int, float, str, list, tuple, dict and real ndarrays, nothing else, and no more of it than a person could
mean. It runs beside the student's code, so types are told apart by identity: a class of the student's may lie about
itself wherever it is asked, and is not asked here.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

DEPTH = 12  # lists, tuples and dictionaries inside each other
SIZE = 512 << 10  # characters and bytes of one value, with 8 for each entry
INTEGER_BITS = 1023  # a longer integer is no number that a float could hold
HUGE = "whole number that no float can hold"  # what stands in the place of a type's name, and so the next ones
TOO_DEEP, TOO_LARGE = "structure that is nested too deeply", "structure that is too large to be looked at"
UNREADABLE = "structure that a check cannot read"
REFUSED = (HUGE, TOO_DEEP, TOO_LARGE, UNREADABLE)
# types by their ids: whether a type is one of these is asked without the type having a say in it
SCALARS = frozenset(map(id, (bool, int, float, str, type(None))))
DICTIONARIES = frozenset(map(id, (dict, OrderedDict)))  # the second becomes the first
NESTED = frozenset(map(id, (list, tuple, dict)))
NUMPY_SCALARS = frozenset(id(kind) for kind in np.sctypeDict.values() if np.dtype(kind).kind in "biuf")


def name_of(kind: type) -> str:
    """A type's name, whatever its metaclass says."""
    return str.__str__(type.__dict__["__name__"].__get__(kind))


def plain(value: Any) -> Any:
    """The value as plain data: None, bool, int, float, str, list, tuple, dict and real ndarrays.

    NumPy scalars become Python numbers, a text of NumPy's (alone or in an array without axes) becomes a str, arrays are
    copied in the machine's byte order. Everything else, and what is too large or too deep, raises TypeError with the
    name of the offending type or one of HUGE, TOO_DEEP, TOO_LARGE.
    """
    return _plain(value, DEPTH, [SIZE])


def _plain(value: Any, depth: int, left: list[int]) -> Any:
    kind = type(value)
    left[0] -= 8 + (len(value) if kind is str or kind is np.str_ else value.nbytes if kind is np.ndarray else 0)
    if left[0] < 0:
        raise TypeError(TOO_LARGE)
    if kind is np.str_ or (kind is np.ndarray and value.dtype.kind == "U" and not value.ndim):
        return str(value)
    if id(kind) in NUMPY_SCALARS:
        value = float(value) if value.dtype.kind == "f" else value.item()
    elif kind is np.ndarray:
        return _array(value)
    elif kind is list or kind is tuple or id(kind) in DICTIONARIES:
        if not depth:
            raise TypeError(TOO_DEEP)
        if id(kind) in DICTIONARIES:
            return _dictionary(value, depth - 1, left)
        return kind(_plain(item, depth - 1, left) for item in value)
    elif id(kind) not in SCALARS:
        raise TypeError(name_of(kind))
    if type(value) is int and value.bit_length() > INTEGER_BITS:
        raise TypeError(HUGE)
    return value


def _array(value: np.ndarray) -> np.ndarray:
    """A copy of an array of numbers."""
    if value.dtype.kind not in "biuf":
        raise TypeError("ndarray")
    if value.dtype.itemsize > 8:
        raise TypeError(f"{value.dtype} array")
    if value.ndim > 8:
        raise TypeError(TOO_DEEP)
    return np.array(value, dtype=value.dtype.newbyteorder("="), order="C")


def _dictionary(value: dict[Any, Any], depth: int, left: list[int]) -> dict[Any, Any]:
    """A dictionary whose keys are texts or whole numbers."""
    if not all(type(key) is str or type(key) is int for key in value):
        raise TypeError("dict")
    return {_plain(key, 1, left): _plain(item, depth, left) for key, item in value.items()}


def fresh(value: Any) -> Any:
    """A copy of plain data that shares no object with it, as if it had come from another process.

    What only asks which object it holds (`x is y`, `math.nan in history`) so answers alike wherever it runs.
    """
    if type(value) is float:
        return float.fromhex(value.hex())
    if type(value) is str:
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    if type(value) is np.ndarray:
        return np.array(value, order="C")
    if type(value) in (list, tuple):
        return type(value)([fresh(item) for item in value])
    if type(value) is dict:
        return {fresh(key): fresh(item) for key, item in value.items()}
    return value


def numeric(value: Any) -> np.ndarray | None:
    """The numbers of plain data as a float64 array, in the shape in which they are nested; None where others are."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of different lengths
        return None
    whole = found.dtype == object and all(type(item) is int for item in found.flat)  # too long for an int64
    return np.asarray(found, dtype=float) if whole or found.dtype.kind in "iuf" else None


def is_plain_probe(args: tuple[Any, ...]) -> bool:
    """Whether a probe's arguments are plain data, unchanged by `plain`."""
    try:
        return all(identical(arg, plain(arg)) for arg in args)
    except TypeError:
        return False


def identical(one: Any, other: Any) -> bool:
    """Whether two pieces of data are equal in type, shape and every entry (NaN equals NaN).

    other: plain data.   one: whatever may have become of it; no method of a stranger's class is called.
    """
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is np.ndarray:
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if kind is list or kind is tuple:
        return len(one) == len(other) and all(map(identical, one, other))
    if kind is dict:
        if len(one) != len(other) or not all(type(key) is str or type(key) is int for key in one):
            return False
        return all(key in one and identical(one[key], other[key]) for key in other)
    return one is other or (id(kind) in SCALARS and bool(one == other or (one != one and other != other)))


def share_memory(result: Any, args: Any) -> bool:
    """Whether an array in a plain result lives in the memory of an array in the arguments."""
    theirs = arrays_in(args, DEPTH)
    return any(overlap(mine, other) for mine in arrays_in(result, DEPTH) for other in theirs)


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays share memory; so it is taken to be where finding out would take long."""
    try:
        return bool(np.shares_memory(one, other, max_work=10_000))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return True


def arrays_in(value: Any, depth: int) -> list[np.ndarray]:
    """The arrays in lists, tuples and dictionaries, down to a depth."""
    if type(value) is np.ndarray:
        return [value]
    if depth and id(type(value)) in NESTED:
        items = value.values() if type(value) is dict else value
        return [array for item in items for array in arrays_in(item, depth - 1)]
    return []
