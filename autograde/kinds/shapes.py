"""The shapes of what went in, what came back and what was expected, as rectangles with the wrong one marked.

For whatever returns arrays, alone, in a tuple or in a dictionary; drawn where a shape is wrong, or where the call ended
in an exception about shapes. Left out: entries that are wrong (`arrays`, `losses`), and the drawing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograde.exercise import Probe
from autograde.judge import is_scalar
from backprop_lib.picture import Picture
from backprop_lib.shape_boxes import Box, Row, shape_boxes

MOST = 8  # arrays in one row; more are a table and no picture
ABOUT_SHAPES = ("matmul:", "not aligned", "broadcast", "cannot reshape", "size of tensor", "cannot be multiplied")
CAPTION = "Each rectangle is an array: so many rows high, so many columns wide. A dashed outline marks the wrong shape."
NO_RESULT = "Each rectangle is an array: so many rows high, so many columns wide. Which sizes can meet in your line?"


def draws(
    probe: Probe, value: Any, expected: Any, *, arguments: Sequence[str], results: Sequence[str] = ()
) -> Picture | None:
    """The shapes beside each other where one is wrong; None where none is, or where nothing of this form came back.

    arguments, results: what the function's inputs and the arrays that it returns are called.
    """
    wanted, found = named(expected, results), dict(named(value, results, expected))
    pairs = [(compared(name, found[name], item), Box(name, shape_of(item))) for name, item in wanted if name in found]
    if len(pairs) < len(wanted) or not any(
        isinstance(item, np.ndarray) for item in [*found.values(), *dict(wanted).values()]
    ):
        return None
    pairs = [(got, right) for got, right in pairs if got.wrong or right.shape]  # no numbers beside the arrays
    if not 0 < len(pairs) <= MOST or not any(got.wrong for got, _ in pairs):
        return None
    rows = [("you returned", [got for got, _ in pairs]), ("expected", [right for _, right in pairs])]
    return shape_boxes([*handed(probe, arguments), rows], CAPTION)


def draws_failure(
    probe: Probe, text: str, expected: Any, *, arguments: Sequence[str], results: Sequence[str] = ()
) -> Picture | None:
    """The shapes that went in and those that should come out, where an exception's text is about shapes."""
    inputs = handed(probe, arguments)
    boxes = [Box(name, item.shape) for name, item in named(expected, results) if isinstance(item, np.ndarray)]
    if not inputs or not 0 < len(boxes) <= MOST or not any(phrase in text for phrase in ABOUT_SHAPES):
        return None
    return shape_boxes([*inputs, [("to be returned", boxes)]], NO_RESULT)


def handed(probe: Probe, arguments: Sequence[str]) -> list[list[Row]]:
    """The arrays among the arguments, those in dictionaries and lists too; nothing where there are none, or many."""
    found = [item for name, arg in zip(arguments, probe.args, strict=False) for item in parts(name, arg)]
    arrays = [(name, item) for name, item in found if isinstance(item, np.ndarray)]
    return [[("handed over", [Box(name, item.shape) for name, item in arrays])]] if 0 < len(arrays) <= MOST else []


def named(value: Any, results: Sequence[str], like: Any = None) -> list[tuple[str, Any]]:
    """The members of a result with their names: "dW", "entry 2", a dictionary's keys; "the result" for a single one.

    like: what was expected; what has another number of members is no result of this form.
    """
    like = value if like is None else like
    if isinstance(like, (tuple, list)):
        if not isinstance(value, (tuple, list)) or len(value) != len(like):
            return []
        names = results if len(results) == len(like) else [f"entry {number}" for number in range(1, len(like) + 1)]
        return [part for name, item in zip(names, value, strict=True) for part in parts(name, item)]
    return list(parts(results[0] if len(results) == 1 else "the result", value))


def parts(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value with its name; of a dictionary its entries, and of a list of arrays each with its number."""
    if isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value):
        yield from ((f"{name}[{place}]", item) for place, item in enumerate(value))
    else:
        yield name, value


def compared(name: str, got: Any, wanted: Any) -> Box:
    """What came back in one place, with what is wrong about its shape."""
    shape, right = shape_of(got), shape_of(wanted)
    if shape == right:
        return Box(name, shape)
    came = "no array" if shape is None else str(shape) if shape else "one number"
    return Box(name, shape, f"{came}, not {right if right else 'one number'}")


def shape_of(item: Any) -> tuple[int, ...] | None:
    """The shape of an array, () for one number, None for anything else."""
    return tuple(item.shape) if isinstance(item, np.ndarray) else () if is_scalar(item) else None
