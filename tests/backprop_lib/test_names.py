"""The list of names, and the numbers that stand for letters."""

import numpy as np
import pytest

from backprop_lib.names import END, LETTERS, encode, names, rows_of


def test_there_are_a_few_hundred_names_of_each_kind_all_different_in_plain_letters():
    pinyin, english = names("pinyin"), names("English")
    assert len(pinyin) == 318 and 280 < len(english) < 320 and names() == pinyin + english
    assert len(set(names())) == len(names()) and pinyin == sorted(pinyin) and english == sorted(english)
    assert all(name.isascii() and name.isalpha() and name.islower() and 2 <= len(name) <= 11 for name in names())
    with pytest.raises(ValueError, match="pinyin or English"):
        names("Latin")


def test_pinyin_names_are_made_of_syllables_that_exist():
    initials = [*"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh"]
    finals = "a o e i u ai ei ao ou an en ang eng er ia ie iao iu ian in iang ing iong ua uo uai ui un uan uang ong ue"
    syllables = {first + last for first in ["", *initials] for last in finals.split()}

    def can_be_read(name):
        return name == "" or any(name.startswith(one) and can_be_read(name[len(one) :]) for one in syllables)

    assert not [name for name in names("pinyin") if not can_be_read(name)]


def test_letters_and_their_numbers():
    assert len(LETTERS) == 27 and encode("az") == [END, 0, 25, END] and encode("") == [END, END]
    with pytest.raises(ValueError, match="a to z"):
        encode("Li")


def test_rows_predict_the_next_letter_and_mark_what_belongs_to_a_name():
    X, Y, valid = rows_of(["bo", "ada"], 5)
    assert X.tolist() == [[26, 1, 14, 26, 26], [26, 0, 3, 0, 26]]
    assert Y.tolist() == [[1, 14, 26, 26, 26], [0, 3, 0, 26, 26]]
    assert valid.tolist() == [0, 1, 2, 5, 6, 7, 8] and X.dtype == np.int64
    assert np.array_equal(Y.ravel()[valid], [1, 14, 26, 0, 3, 0, 26])
    with pytest.raises(ValueError, match="need a width of 4"):
        rows_of(["ada"], 3)
