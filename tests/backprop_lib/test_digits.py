"""The handwritten digits: as many as the source says, with the values that it allows, and arrays of one's own."""

import hashlib

import numpy as np

from backprop_lib.digits import FILE, digits


def test_the_pictures_are_those_of_the_source():
    X, y = digits()
    assert X.shape == (1797, 64) and X.dtype == np.float64 and y.dtype == np.int64
    assert (X.min(), X.max()) == (0, 16) and (X.round() == X).all()
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # the source's own count
    assert X[0].reshape(8, 8)[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0] and X.sum() == 561718
    assert hashlib.sha256(X.astype(np.uint8).tobytes()).hexdigest().startswith("8f26b2bd9d135c25")


def test_every_call_gives_arrays_of_its_own():
    X, y = digits()
    X[:] = y[:] = 0
    assert digits()[0].any() and digits()[1].any()


def test_the_file_names_source_and_licence():
    head = [line for line in FILE.read_text(encoding="ascii").splitlines() if line.startswith("#")]
    assert "Optical Recognition of Handwritten Digits" in " ".join(head) and "CC BY 4.0" in " ".join(head)
