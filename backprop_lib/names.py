"""Names to learn letters from, pinyin and English, and the numbers that stand for their letters.

    names("pinyin")[:2]           -> ["ailing", "aimei"]
    encode("bo")                  -> [26, 1, 14, 26]: end mark, b, o, end mark

The list lies beside this module (`names.txt`) and was written for this course. The letters a to z are 0 to 25; the end
mark "." is 26 and stands at both ends, so that a name's first letter and its end are predicted like any other letter.
Left out: capitals, tones, accents, and how often a name is given.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz."
END = LETTERS.index(".")
A_TO_Z = frozenset(LETTERS[:END])
KINDS = ("pinyin", "English")


def names(kind: str = "") -> list[str]:
    """The names of one kind, "pinyin" or "English", or of both; in alphabetical order within each kind.

    ValueError for another kind. Example: len(names("pinyin")) -> 318.
    """
    if kind not in ("", *KINDS):
        raise ValueError(f"names: there is no kind {kind!r}. Ask for {' or '.join(KINDS)}, or for none to have both.")
    return [name for each in KINDS if kind in ("", each) for name in _lists()[each]]


def encode(name: str) -> list[int]:
    """The numbers of an end mark, the name's letters, and an end mark. ValueError for anything but a to z."""
    if not A_TO_Z.issuperset(name):
        raise ValueError(f"encode: {name!r} holds more than the letters a to z.")
    return [END, *map(LETTERS.index, name), END]


def rows_of(some: Sequence[str], width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a model reads and what it should predict, a name a row: X (N, width), Y (N, width), and the valid places.

    Row by row Y is X one place further on. Short names are filled up with end marks; `valid` holds the places that
    belong to a name, as positions in the flattened Y. ValueError where a name with its end mark is longer than width.
    Example: rows_of(["bo"], 4) -> [[26, 1, 14, 26]], [[1, 14, 26, 26]], [0, 1, 2].
    """
    longest = max((len(name) for name in some), default=0)
    if longest + 1 > width:
        raise ValueError(f"rows_of: a name of {longest} letters and its end mark need a width of {longest + 1}.")
    X, Y = (np.full((len(some), width), END) for _ in range(2))  # (N, width)
    for row, name in enumerate(some):
        marks = encode(name)
        X[row, : len(marks) - 1], Y[row, : len(marks) - 1] = marks[:-1], marks[1:]
    lengths = np.array([len(name) + 1 for name in some], dtype=np.int64)
    return X, Y, np.flatnonzero(np.arange(width) < lengths[:, None])


@functools.cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The names of each kind, as the file has them: a heading that begins with #, then the names."""
    text = Path(__file__).with_name("names.txt").read_text(encoding="utf-8")
    _, *parts = text.split("\n# ")
    return {kind: tuple(part.partition("\n")[2].split()) for kind, part in zip(KINDS, parts, strict=True)}
