"""Causes of results that have not the form that was asked for: type, length, shape, number type, NaN, arguments.

A cause says what came back in place of what, and no more than that carries. Left out: what exactly came back (`seen`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograde import play
from autograde.exercise import Exercise
from autograde.judge import Verdict, is_scalar
from autograde.plain import numeric
from autograde.players import layers, maps, named, refusals

PROMISE = "What does the docstring promise, and what does the last line hand back?"
NO_VALUE = (
    "None came back. Is there no return on the way, or does it return what a call gives that works in place "
    "(append, sort, backward)?"
)
SOME_PATHS = "On some inputs None comes back. Which path has no return, or returns what is None?"
A_FUNCTION = "A function came back in place of its result. Behind which name are the brackets missing?"
A_SET = (
    "A set holds each thing once and keeps no order, so a list made from it stands in any order. "
    "Does the order count here, and what keeps one?"
)
ANY_ORDER = "A set came back; a list was asked for, in any order."
NOT_YET = (
    "What came back has worked nothing out yet: it hands its values over one by one to whoever goes through it. "
    "Which call goes through it and keeps what comes?"
)
OPAQUE = {
    **dict.fromkeys(("function", "method", "builtin_function_or_method", "method-wrapper"), A_FUNCTION),
    **dict.fromkeys(("set", "frozenset"), A_SET),
    **dict.fromkeys(("generator", "map", "filter", "zip", "enumerate", "reversed", "list_reverseiterator"), NOT_YET),
}
ONE_FOR_ARRAY = (
    "One number came back for an array. Is something added up here (np.dot of two rows, sum, mean) "
    "that should stay entry by entry?"
)
ARRAY_FOR_ONE = (
    "An array came back for one number. Is something still to be added up, is one entry meant, or was it the number "
    "from which such an array is made?"
)
LIST_FOR_ARRAY = "A list is no array: “plus” and “times” do other things to it. Which call makes an array of it?"
OTHER_LIST = (
    "A list came back, and an array made of it would not have the shape that is asked for either. "
    "For what does each of its entries stand?"
)
ONE_OF_SEVERAL = "Several results belong together in one tuple. Which of them came back, and which are missing?"
PRECISION = "Numbers of {} keep about {} digits. On which line did it come in, and who needs all sixteen?"
WHOLE = "Which number type did the result array get when it was made, and can it hold fractions?"
OTHER_KEYS = "The dictionary has other keys than were asked for. How does the docstring spell them, to the letter?"
AS_RETURNED = (play.call, maps.call_with_map, named.call, layers.network_pass, refusals.call_or_refuse)  # not a summary
DIGITS = {"float16": "three", "float32": "seven"}
FORMS = {
    "arity": ("wrong parameters", "Restore the first line of the function as it was, and run its cell again."),
    "opaque": (
        "wrong type",
        "Numbers, arrays, lists, tuples and dictionaries can be compared. Which call makes one of what you have?",
    ),
    "length": ("wrong length", "Compare the entries, and how they are grouped, with the function's docstring."),
    "shape": (
        "wrong shape",
        "Which shape does the docstring promise? Write the shapes of all factors beside the line.",
    ),
    "nan": ("not a number", "Look for 0/0 or ∞ − ∞ on the way."),
    "changed": (
        "changes its input",
        "The caller goes on with what it handed over and needs it as it was, to the last digit. Which line changes it?",
    ),
    "shares": (
        "result aliases its input",
        "What came back is the argument itself, or a view of it. Which line was to make the result, and is it new?",
    ),
    "warned": ("warns", "A number became too large or too small to represent on the way. Which step makes it so?"),
}


def form_cause(exercise: Exercise, first: Verdict, verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """Name and cause of the first result whose form is wrong; ("", "") where its numbers are, or another thing is."""
    if first.kind in ("type", "opaque") and first.outcome.get("printed") and first.outcome.get("value") is None:
        return "prints instead of returning", "What is printed is gone for the caller. Which word hands it back?"
    name, cause = FORMS.get(first.kind, ("", ""))
    if first.kind == "opaque":
        cause = OPAQUE.get(first.outcome["opaque"], cause)
        cause = ANY_ORDER if cause == A_SET and takes_any_order(exercise, verdicts) else cause
    if first.kind == "type":
        name, cause = "wrong type", type_cause(first, verdicts)
    if first.kind == "dtype":
        name, cause = "wrong dtype", dtype_cause(first.outcome["value"], first.expected)
    summary = exercise.kind.run not in AS_RETURNED and exercise.kind.tells is not None
    return name, "" if exercise.kind.table or (summary and first.kind in ("type", "length", "shape")) else cause


def takes_any_order(exercise: Exercise, verdicts: Sequence[Verdict]) -> bool:
    """Whether the exercise accepts a list turned round wherever it asks for one of several entries."""
    accepts = exercise.kind.accepts
    lists = [each for each in verdicts if isinstance(each.expected, list) and len(each.expected) > 1]
    return accepts is not None and bool(lists) and all(accepts(v.probe, v.expected[::-1], v.expected) for v in lists)


def type_cause(first: Verdict, verdicts: Sequence[Verdict]) -> str:
    """Why something of another kind came back, as far as it shows."""
    value, expected = mismatched(first.outcome["value"], first.expected)
    if isinstance(expected, dict) and isinstance(value, dict) and value and not expected.keys() <= value.keys():
        return OTHER_KEYS
    if value is None:
        empty = [verdict for verdict in verdicts if "value" in verdict.outcome and verdict.outcome["value"] is None]
        return NO_VALUE if len(empty) == len(verdicts) else SOME_PATHS
    if isinstance(expected, np.ndarray) and is_scalar(value):
        return ONE_FOR_ARRAY
    if isinstance(expected, np.ndarray) and isinstance(value, list):
        found = numeric(value)
        return LIST_FOR_ARRAY if found is not None and found.shape == expected.shape else OTHER_LIST
    if is_scalar(expected) and several(value):
        return ARRAY_FOR_ONE
    if isinstance(expected, tuple) and (is_scalar(value) or isinstance(value, np.ndarray)):
        return ONE_OF_SEVERAL
    return PROMISE


def several(value: Any) -> bool:
    """Whether an array or a list holds more than one thing."""
    return value.size > 1 if isinstance(value, np.ndarray) else isinstance(value, list) and len(value) > 1


def mismatched(value: Any, expected: Any) -> tuple[Any, Any]:
    """The first member of a result whose type is wrong, with what stands in its place; else the two as they are."""
    if isinstance(expected, (tuple, list)) and isinstance(value, (tuple, list)) and len(value) == len(expected):
        for got, wanted in zip(value, expected, strict=True):
            if isinstance(wanted, dict) and isinstance(got, dict) and not wanted.keys() <= got.keys():
                return got, wanted
            wrong = not isinstance(got, np.ndarray) if isinstance(wanted, np.ndarray) else not is_scalar(got)
            if wrong and not isinstance(wanted, (str, dict, tuple, list)):
                return got, wanted
    return value, expected


def dtype_cause(value: Any, expected: Any) -> str:
    """Why an array's number type is not the one that was asked for."""
    found = [got.dtype.name for got, _ in arrays_in(value, expected)]
    short = next((name for name in found if name in DIGITS), "")
    return PRECISION.format(short, DIGITS[short]) if short else WHOLE


def arrays_in(value: Any, expected: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The arrays of a result beside those that were expected in their places."""
    if isinstance(value, np.ndarray) and isinstance(expected, np.ndarray):
        yield value, expected
    elif isinstance(expected, dict) and isinstance(value, dict):
        for key in expected:
            yield from arrays_in(value.get(key), expected[key])
    elif isinstance(expected, (tuple, list)) and isinstance(value, (tuple, list)):
        for got, wanted in zip(value, expected, strict=False):
            yield from arrays_in(got, wanted)
