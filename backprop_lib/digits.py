"""Handwritten digits: 1797 pictures of 8×8 pixels, and which digit each shows. Kept in `digits.txt` beside this file.

They are the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (UCI Machine Learning
Repository, 1998, CC BY 4.0): 13 people filled in forms, and each pixel counts the ink in 4×4 points of the scanned
form. Left out: the other 3823 pictures of that collection, and scaling the pixels, which is the user's part.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("digits.txt")
INK = "0123456789abcdefg"  # how a pixel of 0 to 16 is written


def digits() -> tuple[np.ndarray, np.ndarray]:
    """All pictures, row by row from the top, and their digits, in the order of the source.

    -> X (1797, 64) float64 of whole numbers 0 to 16, y (1797,) int64 of 0 to 9; arrays of your own at every call.
    Example: digits()[1][:5] -> [0, 1, 2, 3, 4].
    """
    X, y = _read()
    return X.astype(np.float64), y.astype(np.int64)


@functools.cache
def _read() -> tuple[np.ndarray, np.ndarray]:
    lines = [line for line in FILE.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    value = np.zeros(128, np.uint8)
    value[[ord(letter) for letter in INK]] = range(len(INK))
    letters = np.frombuffer("".join(lines).encode("ascii"), np.uint8).reshape(len(lines), -1)  # (1797, 1 + 1 + 64)
    return value[letters[:, 2:]], value[letters[:, 0]]
