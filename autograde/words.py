"""How results and calls are written in messages; numbers are written as in the library's pictures."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from autograde.plain import REFUSED
from backprop_lib.words import number

DIGITS = 4
SMALL = 12  # an array up to this many entries is written out
LONG = 40  # a list with more entries is shown by its first four
LONGEST = 400  # characters of a result
FAILURE_LENGTH = 400  # characters; NumPy's own are shorter
STOPPED = re.compile(r"stopped after [\d.]{1,9} s( of the processor's time| on the clock)?")
PRODUCT = re.compile(r"Input operand 1 has a mismatch in its core dimension 0, with gufunc .*size (\d+).* from (\d+)\)")


def result(value: Any, digits: int = DIGITS) -> str:
    """A result as a reader would write it: (−1.7, 2.5), [1, 2], "array of shape (5, 10)"; cut if long."""
    text = written_out(value, digits)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def written_out(value: Any, digits: int) -> str:
    """A result as a reader would write it; parts of it may be cut."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(c if c.isprintable() else "�" for c in value[:LONGEST]) + '"'
    if isinstance(value, (int, float)):
        return number(value, digits)
    if isinstance(value, np.ndarray):
        return array(value, digits)
    if isinstance(value, tuple):
        inner = ", ".join(result(item, digits) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        rest = f", … {len(value)} entries in all" if len(value) > LONG else ""
        return "[" + ", ".join(result(item, digits) for item in (value[:4] if rest else value)) + rest + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{result(key)}: {result(item, digits)}" for key, item in value.items()) + "}"
    return f"a {type(value).__name__}"


def array(value: np.ndarray, digits: int) -> str:
    """An array written out when it is small, otherwise its shape."""
    if value.size > SMALL:
        return f"an array of shape {value.shape}"
    return f"array({result(value.tolist(), digits)})" if value.ndim else f"array({number(value.item(), digits)})"


def call(function: str, args: tuple[Any, ...]) -> str:
    """A call as one would type it: call("grad_mul", (2.5, -1.7)) -> "grad_mul(2.5, −1.7)"."""
    shown = [arg if isinstance(arg, str) and arg.isidentifier() else result(arg) for arg in args]
    return f"{function}({', '.join(shown)})"


def failure_text(text: str) -> str:
    """The text of an exception; NumPy's on a matrix product of wrong sizes is said without the signature of its loop.

    failure_text("matmul: Input operand 1 has … (size 3 is different from 2)") -> "matmul: the sizes that must be equal
    differ: 2 in the first factor, 3 in the second".
    """
    if len(text) > FAILURE_LENGTH:
        return text
    return PRODUCT.sub(r"the sizes that must be equal differ: \2 in the first factor, \1 in the second", text)


def stopped(text: str) -> str:
    """What is said of a call that was stopped; a text that is not of the time limit's own words is not shown."""
    return text if STOPPED.fullmatch(text[:80]) else "stopped: it took longer than it may"


def told_apart(got: Any, expected: Any, fewest: int = DIGITS) -> tuple[str, str]:
    """Both results in words, with as many digits as it takes to tell them apart, from `fewest` to 17."""
    for digits in (fewest, *(more for more in (7, 10, 13, 17) if more > fewest)):
        one, other = result(got, digits), result(expected, digits)
        if one != other:
            break
    return one, other


def points(value: float) -> str:
    """Points without a needless decimal: points(2.0) -> "2", points(1.5) -> "1.5"."""
    return f"{value:.4g}"


def full_points(value: float) -> str:
    """What an exercise is worth, in words: full_points(1.0) -> "1 point", full_points(2.0) -> "2 points"."""
    return f"{points(value)} point{'' if value == 1 else 's'}"


def opaque(name: str) -> str:
    """What is no plain data, by the name that an outcome gives to it: "an object of type Tensor"."""
    return f"a {name}" if name in REFUSED else f"an object of type {name}"


def numbers_in(value: Any) -> str:
    """What holds some numbers, and of an array their type: "an array of int64 numbers", "a list"."""
    return f"an array of {value.dtype} numbers" if isinstance(value, np.ndarray) else kind_of(value)


def not_numbers(value: Any) -> str:
    """What stands where an array of numbers was expected: "None", "a list that holds not only numbers"."""
    return f"{kind_of(value)}{' that holds not only numbers' * (not isinstance(value, (str, type(None))))}"


def kind_of(value: Any) -> str:
    """What a value is, with its article: "a tuple", "an array of shape (3,)", "None"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    name = {"str": "string", "dict": "dictionary"}.get(type(value).__name__, type(value).__name__)
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
