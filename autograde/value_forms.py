"""The form of the values that players of arrays and of trained functions make up; the rest is `outcome_form`'s.

Left out: whether a value is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


def is_array(data: Any) -> bool:
    """Whether it stands for a node's array: numbers, or the name of the type that stood there."""
    if type(data) is np.ndarray:
        return data.dtype.kind in "biuf"
    return type(data) is str and data.isprintable() and bool(data)


def is_texts(data: Any) -> bool:
    """Whether it is a list of texts."""
    return type(data) is list and all(type(item) is str for item in data)


def of_array_gate(value: Any, args: Sequence[Any]) -> bool:
    """What the last node holds and all gradients after a pass; or what was made in a node's place."""
    if type(value) is dict and set(value) == {"made"}:
        return type(value["made"]) is str
    leaves, steps = args[:2]
    names = {name for name, _ in (*leaves, *steps[:-1])}
    fits: Mapping[str, Callable[[Any], bool]] = {
        "data": is_array,
        "grad": is_array,
        "parents": lambda data: type(data) is str or is_texts(data),
        "_backward": lambda data: type(data) is str,
        "way back": lambda data: type(data) is str and data in ("none", "its own"),
        "overwritten": lambda data: is_texts(data) and set(data) <= {name for name, _ in steps},
        "changed": lambda data: is_texts(data) and set(data) <= names | {steps[-1][0]},
        "gradients": lambda data: type(data) is dict and set(data) == names and all(map(is_array, data.values())),
    }
    idle = {"data", "grad", "parents", "_backward"}
    if type(value) is not dict or set(value) not in (idle, set(fits) - {"_backward"}):
        return False
    return all(fits[key](item) for key, item in value.items())


def of_training(value: Any, args: Sequence[Any]) -> bool:
    """Labels, whatever they are, or what training returned in place of a function."""
    return type(value) is dict and (set(value) == {"labels"} or is_returned(value))


def of_reader(value: Any, args: Sequence[Any]) -> bool:
    """Labels, whatever they are, and whether the training was deaf; or what it returned in place of a function."""
    if type(value) is dict and set(value) == {"labels", "deaf"}:
        return type(value["deaf"]) is bool
    return is_returned(value)


def of_guesses(value: Any, args: Sequence[Any]) -> bool:
    """One row a beginning, or the first result that is no row, or what training returned in place of a function."""
    if type(value) is dict and set(value) == {"rows"}:
        rows = value["rows"]
        return type(rows) is np.ndarray and rows.ndim == 2 and len(rows) == len(args[2])
    return type(value) is dict and (set(value) == {"row"} or is_returned(value))


def is_returned(value: Any) -> bool:
    """Whether it is the name of the type that training returned."""
    return type(value) is dict and set(value) == {"returned"} and type(value["returned"]) is str
