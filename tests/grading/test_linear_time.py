"""Nothing a student wrote is matched, parsed or converted by code whose time grows faster than the text.

Each reader gets the texts that are hardest for it at one length and at eight times that length. Processor time is
measured, the best of several turns on each side, so other programs hardly count; linear is 8, quadratic 64.
"""

import time

import pytest

from autograde import words
from autograde.boxed import text, wire
from autograde.grading.intake import timestamp, transplant
from autograde.grading.reports import student_outputs
from autograde.grading.run import asserts, png, validate_outcomes
from autograde.handed_in.definitions import BRACES_LIMIT
from autograde.handed_in.lesson_cells import bound_names, parsed
from autograde.handed_in.submitted_cells import parse_notebook

TIMES, BOUND = 8, 28
HARD = {  # what a pattern may try again and again: unit, tail
    "blanks": (" ", "!"),
    "digits": ("1", "x"),
    "letters": ("A", "!"),
    "escapes": ("\x1b[", "\x00"),
    "half escapes": ("\x1b]", ""),
    "codes": ("\x1b[0;0", " \x00"),
    "one code": ("0;", "\x01"),
    "brackets": ("(", ""),
    "braces": ("{a}", "'"),
    "lists": ("[],", ""),
    "points": (".", "e"),
    "accents": ("\u0301\u0316", "=1"),
    "hidden": ("\u202e", ""),
    "lines": ("a\n", ""),
    "tags": ("<a", ""),
    "sizes": ("size 1 from ", ")"),
    "pads": ("A===", "\n"),
}
NUMPY = "Input operand 1 has a mismatch in its core dimension 0, with gufunc "
READERS = {
    "clean": lambda it: text.clean(it, len(it)),
    "clean after an escape": lambda it: text.clean("\x1b[" + it, len(it)),
    "readable": student_outputs.readable,
    "shown": lambda it: student_outputs.prepared(it),
    "picture": lambda it: png.decoded("iVBORw0KGgo" + it),
    "display": lambda it: validate_outcomes.form(
        {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" + it}}, 1
    ),
    "number": asserts.number_in,
    "NumPy number": lambda it: asserts.number_in("np.float64(" + it),
    "exception": lambda it: words.failure_text(NUMPY + it),
    "result": words.result,
    "time": timestamp.moment_of,
    "markup": transplant.without_markup,
    "names": lambda it: bound_names.__wrapped__(it),
    "name": lambda it: parsed("x" + it),
    "text in code": lambda it: parsed("f'''" + it),
    "JSON": lambda it: parse_notebook(it.encode("utf-8", "replace"), []),
    "JSON text": lambda it: parse_notebook(b'{"cells": ["' + it.encode("utf-8", "replace"), []),
    "message": lambda it: unpacked(it.encode("utf-8", "replace")),
}


def unpacked(data):
    """A message, or why it is none."""
    try:
        return wire.loads(data)
    except wire.Malformed as error:
        return str(error)


def seconds(read, argument, turns):
    """The least processor time of several turns."""
    best = float("inf")
    for _ in range(turns):
        start = time.process_time()
        read(argument)
        best = min(best, time.process_time() - start)
    return best


def growth(read, unit, tail, turns=2, length=4_000):
    """How much longer a text of eight times the length takes; less time than the clock can tell counts as that."""
    short, long = (unit * (size // len(unit)) + tail for size in (length, TIMES * length))
    floor = 0.0005
    return max(seconds(read, long, turns), floor) / max(seconds(read, short, turns), floor)


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_text_and_no_faster(name):
    for kind, (unit, tail) in HARD.items():
        found = growth(READERS[name], unit, tail)
        if found > BOUND:  # once more, with patience: another program may have been at work
            found = growth(READERS[name], unit, tail, 12)
        assert found <= BOUND, f"{name} on {kind}: {found:.0f} times as long for {TIMES} times the text"


def test_the_measure_sees_what_is_quadratic():
    """The pattern that once read pictures, and Python's own reading of a name with many accents."""
    import ast
    import re

    old = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/\s]*={0,2}\s*")
    assert growth(lambda it: old.fullmatch("iVBORw0KGgo" + it), *HARD["blanks"], turns=1, length=1_500) > BOUND
    assert growth(lambda it: ast.parse("x" + it), *HARD["accents"], turns=1, length=1_500) > BOUND


def test_code_that_is_long_to_parse_is_not_parsed():
    assert parsed("x" + "\u0301\u0316" * 40 + " = 1") == []
    assert parsed("x" + "\uff9e\u0301" * 40 + " = 1") == []
    assert parsed("f'" + "{a}" * BRACES_LIMIT + "{a}'") == []
    assert parsed("x = 1\n" * 20_000) == []


def test_code_of_any_script_is_parsed():
    assert bound_names("# " + "─" * 300 + "\ndef größe(ё, 梯度):\n    return 'ก็กี่ नमस्ते 👩‍👩‍👧‍👧 ——————'") == {"größe"}
