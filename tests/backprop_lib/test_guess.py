"""A guess is told beside what came out, with the gap; a guess that was not made says nothing, and none stops a cell."""

import numpy as np
import pytest

from backprop_lib.guess import compare_guess


@pytest.mark.parametrize("guess", [..., (..., ...)])
def test_a_guess_that_was_not_made_says_nothing(guess, capsys):
    compare_guess(guess, **({"f": 1.0} if guess is ... else {"f": 1.0, "g": 2.0}))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("guess", "outcome", "gap"),
    [
        (-12, -12.0, "You were right."),
        (0.33, 1 / 3, "You are off by 0.00333: close."),
        (0.333, 1 / 3, "You were right."),
        (3, -3.0, "Right but for the sign."),
        (-10, -12.0, "You are off by 2."),
        (120, 12.0, "You are off by 108, 10 times too large."),
        (0.2, 0.02, "You are off by 0.18, 10 times too large."),
        (0.001, 0.01, "You are off by 0.009, 10 times too small."),
        (0.5, 0.0, "You are off by 0.5."),
        (2000, 5000.0, "You are off by 3000, 2.5 times too small."),
        (2, 50000.0, "You are off by 49998, 25000 times too small."),
        (1, 3e9, "You are off by 3e+09, 3e+09 times too small."),
        (0, 0.0, "You were right."),
        (np.float64(2), np.int64(2), "You were right."),
        (float("inf"), 1.0, "Have another look."),
        (" Falls", "falls", "You were right."),
        ("rises", "falls", "Have another look."),
        (True, np.True_, "You were right."),
        ((3, 4), (3, 4), "You were right."),
        ([3, 4], (3, 4), "You were right."),
        ((4, 3), (3, 4), "Have another look."),
        (4, (3, 4), "Have another look."),
        (((3, 1), 4), (3, 4), "Have another look."),
        (np.array([3, 4]), (3, np.int64(4)), "You were right."),
        ("yes", True, "Have another look."),
        ("(3, 4)", (3, 4), "Have another look."),
        ("three", 3.0, "A number was asked for."),
        (None, 3.0, "A number was asked for."),
        (1 + 2j, 3.0, "A number was asked for."),
    ],
)
def test_the_gap_is_told(guess, outcome, gap, capsys):
    compare_guess(guess, f=outcome)
    assert capsys.readouterr().out.endswith(f". {gap}\n")


def test_the_guess_and_what_came_out_stand_in_one_line(capsys):
    compare_guess(-10, f=-12.000000000000002)
    assert capsys.readouterr().out == "f: you guessed -10, it came out as -12. You are off by 2.\n"
    compare_guess(141000, dW=141000.4)
    assert capsys.readouterr().out == "dW: you guessed 141000, it came out as 141000. You were right.\n"


def test_several_are_told_in_order_and_one_may_be_left_out(capsys):
    compare_guess((3, ...), q=3.0, f=-12.0)
    assert capsys.readouterr().out == "q: you guessed 3, it came out as 3. You were right.\n"


@pytest.mark.parametrize("guess", [3, (1, 2, 3), "ab cd", None])
def test_a_wrong_number_of_guesses_is_told_how_many(guess, capsys):
    compare_guess(guess, q=3.0, f=-12.0)
    assert capsys.readouterr().out == "Write 2 guesses, in this order: guess = (q, f). `...` leaves one out.\n"
