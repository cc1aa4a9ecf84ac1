"""What is written down about a call: results, exceptions, changed arguments, output, and nothing that is not plain."""

import math
import statistics
import subprocess
import sys
import warnings

import numpy as np
import pytest

from autograde import checking, plain, play
from autograde.boxed import wire
from autograde.exercise import Probe
from autograde.exercises import every
from autograde.plain import arrays_in, fresh, identical
from autograde.players import named


def outcome(function, *args):
    return play.call({"f": function}, Probe("f", args))


def test_value_is_plain_data():
    value = outcome(lambda x: (np.float32(0.5), np.int64(3), np.array([x])), 2.0)["value"]
    assert [type(item) for item in value] == [float, int, np.ndarray]


def test_a_text_of_numpys_is_a_text():
    words = np.array(["lr_low", "ok"])
    found = outcome(lambda: [words[1], np.select([False], ["lr_low"], "ok")])["value"]
    assert found == ["ok", "ok"] and [type(word) for word in found] == [str, str]


@pytest.mark.parametrize("thing", [object(), 1 + 2j, {1, 2}, np.array(["a"]), np.array([object()], dtype=object)])
def test_anything_else_is_opaque(thing):
    assert outcome(lambda: thing)["opaque"] == type(thing).__name__


def test_ndarray_subclass_is_opaque():
    class Spoof(np.ndarray):
        pass

    assert outcome(lambda: np.zeros(2).view(Spoof))["opaque"] == "Spoof"


def test_bool_int_and_float_subclasses_do_not_pass_as_numbers():
    class Spoof(float):
        pass

    assert outcome(lambda: Spoof(1.0))["opaque"] == "Spoof"


def test_exception_names_the_students_line():
    def f(x):
        return x / 0

    failure = outcome(f, 1.0)["failure"]
    assert failure["type"] == "ZeroDivisionError"
    assert failure["source"] == "return x / 0"
    assert failure["line"] == f.__code__.co_firstlineno + 1


def test_exception_inside_the_library_names_the_students_line():
    from backprop_lib import gates

    def f(x):
        return gates.reciprocal(x)

    assert outcome(f, 0.0)["failure"]["source"] == "return gates.reciprocal(x)"


def test_exception_inside_pythons_own_modules_names_the_students_line():
    def f(x):
        return statistics.mean([])

    assert outcome(f, 0.0)["failure"]["source"] == "return statistics.mean([])"


def test_keyboard_interrupt_is_not_swallowed():
    def f():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outcome(f)


def test_wrong_number_of_parameters():
    assert outcome(lambda x, y: 0, 1.0)["arity"] == ["x", "y"]
    assert "arity" not in outcome(lambda *xs: 0.0, 1.0, 2.0)


def test_changed_arguments_are_seen_and_do_not_reach_the_probe():
    x = np.array([1.0, 2.0])

    def f(a):
        a[0] = 9.0
        return a.sum()

    assert outcome(f, x)["changed"] == [0]
    assert x[0] == 1.0
    assert outcome(lambda a: a.sum(), x)["changed"] == []


def test_minus_zero_and_nan_do_not_count_as_changed():
    assert outcome(lambda a: 0.0, np.array([-0.0, np.nan]))["changed"] == []


def test_shared_memory_is_seen_inside_a_tuple_too():
    x = np.arange(4.0)
    assert outcome(lambda a: a[1:], x)["shares"]
    assert outcome(lambda a: (1.0, a.T), x)["shares"]
    assert not outcome(lambda a: a.copy(), x)["shares"]


def test_warnings_and_output_are_kept_and_stay_off_the_screen(capsys):
    def f(x):
        print("trace", x)
        print("oops", file=sys.stderr)
        warnings.warn("careful", stacklevel=2)
        return np.exp(x)

    result = outcome(f, np.float64(1000.0))
    assert "careful" in result["warned"] and any("overflow" in text for text in result["warned"])
    assert result["printed"] == "trace 1000.0\noops\n"
    assert capsys.readouterr() == ("", "")


def test_endless_output_is_cut():
    assert len(outcome(lambda: print("x" * 10**6))["printed"]) == play.PRINTED_LIMIT


def test_named_functions_are_handed_over():
    probe = Probe("f", ("cube", 2.0))
    assert named.call({"f": lambda f, x: f(x)}, probe)["value"] == 8.0


@pytest.mark.parametrize(
    "module",
    [f"autograde.{name}" for name in ("play", "plain", "capped_text", "kept_state", "time_limit", "closing")],
)
def test_the_students_side_brings_no_answers_along(module):
    code = (
        f"import sys, {module}; "
        "theirs = 'play plain capped_text kept_state time_limit closed_functions closing'.split(); "
        "print([m for m in sys.modules if m.startswith('autograde.') and m.split('.')[1] not in theirs])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_arguments_are_objects_that_no_one_else_holds():
    """What asks for the very object must answer in the notebook as in the grader, where everything is new."""
    tie, gap, word, hole = 1.7, np.nan, "momentum", [1.0, math.nan]
    probe = Probe("f", (tie, tie, gap, word, hole, (hole, {"x": gap})))
    again = play.Call(*wire.loads(wire.dumps([probe.function, probe.args])))

    def f(x, y, nan, text, history, more):
        return [
            x is y,
            x is tie,
            nan is np.nan,
            np.nan in history,
            text is word,
            history is more[0],
            math.nan in more[0],
        ]

    for asked in (probe, again):
        assert play.run_all(play.call, {"f": f}, [asked])[0]["value"] == [False] * 7


@pytest.mark.parametrize("exercise", every().values(), ids=lambda exercise: exercise.name)
def test_a_probe_is_the_same_to_the_bit_wherever_it_is_handed_over(exercise):
    for probe, _ in checking.probes_of(exercise, hidden=False):
        sent = wire.loads(wire.dumps(tuple(probe.args)))
        here = fresh(tuple(probe.args))
        assert identical(here, sent) and identical(here, tuple(probe.args))
        pairs = zip(arrays_in(here, 9), arrays_in(sent, 9), strict=True)
        assert all(mine.flags.c_contiguous and mine.strides == other.strides for mine, other in pairs)


def test_what_plain_refuses_no_message_could_carry():
    assert wire.INTEGER_BITS == plain.INTEGER_BITS
    assert plain.DEPTH + 6 < wire.DEPTH_LIMIT
    for value in (2**plain.INTEGER_BITS, [np.ones(2, dtype=">f8")], np.float64(2), np.arange(6.0).reshape(2, 3).T):
        try:
            made = plain.plain(value)
        except TypeError as error:
            made = str(error)
        assert made == plain.HUGE if isinstance(made, str) else identical(wire.loads(wire.dumps(made)), made)


@pytest.mark.parametrize("many", [8, 4000])
def test_what_is_printed_is_kept_up_to_its_bound_whatever_happens_to_the_stream(many):
    def f():
        print("x" * many)
        sys.stdout.close()
        print("after")

    printed = outcome(f)["printed"]
    assert printed == ("x" * many + "\nafter\n")[: play.PRINTED_LIMIT]
