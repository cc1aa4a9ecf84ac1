"""`check` as a student meets it: names, stubs, the wrong number of functions, closed library gradients."""

import contextlib
import signal
import time

import numpy as np
import pytest

from autograde import Report, UnknownExercise, check, play, time_limit
from autograde.checking import NotSolved, NotYetWritten, draw, evaluate
from autograde.exercises import every, find
from backprop_lib import Value, gates, numerical_gradient
from tests.torch_here import torch_or_skip


def stub(*args):
    raise NotImplementedError("replace this line with your answer")


def test_a_right_answer():
    report = check("grad_mul", lambda x, y: (y, x))
    assert isinstance(report, Report) and report.passed
    assert report.points == report.max_points > 0 and report.diagnosis is None


def test_a_typo_in_the_name_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownExercise, match='unknown exercise "grad_mull", did you mean "grad_mul"'):
        check("grad_mull", lambda x, y: (y, x))
    with pytest.raises(UnknownExercise, match="known exercises"):
        find("zzz")


def test_a_stub_is_told_what_to_do_first():
    with pytest.raises(NotYetWritten, match="is not written yet.\nReplace each line") as caught:
        check("grad_mul", stub)
    assert isinstance(caught.value, NotImplementedError)
    shown = caught.value._render_traceback_()
    assert " ".join(shown).split() == str(caught.value).split()
    assert max(map(len, shown)) <= 84, "a longer line is cut off at the edge of the notebook"


def test_one_of_several_functions_written_counts():
    report = check("gate_backward", lambda g, x, y: (g * y, g * x), stub, stub)
    assert report.points == 1 and report.max_points == 3
    assert {finding.name for finding in report.findings} == {"not written"}


def test_under_nbgraders_validate_a_wrong_answer_raises_its_report(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(NotSolved, match="Each slope stands at the wrong input"):
        check("grad_mul", lambda x, y: (x, y))
    assert check("grad_mul", lambda x, y: (y, x)).passed


def test_an_endless_loop_is_stopped_and_called_once(monkeypatch):
    calls = []

    def loops(x, y):
        calls.append(x)
        while True:
            with contextlib.suppress(Exception):
                sum(range(100))

    monkeypatch.setattr(play, "CALL_SECONDS", 0.2)
    monkeypatch.setattr(time_limit, "WAITING", 1000)  # however many others want the processor
    report = check("grad_mul", loops)
    assert report.diagnosis == "runs too long" and "stopped after 0.2 s of the processor's time" in str(report)
    assert len(calls) == 1
    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):
        assert signal.getitimer(timer) == (0.0, 0.0)


def test_an_answer_that_only_waits_is_stopped_by_the_clock_and_no_loop_is_supposed(monkeypatch):
    monkeypatch.setattr(play, "CALL_SECONDS", 0.05)
    report = check("grad_mul", lambda x, y: time.sleep(600))
    assert report.diagnosis == "runs too long" and "stopped after 0.2 s on the clock" in str(report)
    assert "loop" not in str(report)


def test_the_processors_time_counts_and_not_that_of_others(monkeypatch):
    """What waits for its turn on a busy machine, here asleep, has not used its time up."""
    monkeypatch.setattr(play, "CALL_SECONDS", 0.5)
    assert check("grad_mul", lambda x, y: (time.sleep(0.7 * (x == 2.0)), (y, x))[1]).passed


def test_wrong_number_of_functions_names_them_in_order():
    with pytest.raises(TypeError, match="mul_backward, add_backward, max_backward"):
        check("gate_backward", lambda g, x, y: (g * y, g * x))


def test_a_function_with_the_wrong_number_of_parameters():
    report = check("grad_mul", lambda x: (x, x))
    assert "Your grad_mul takes parameters (x); the exercise calls it as grad_mul(x, y)." in str(report)


def test_the_same_seed_gives_the_same_probes_and_others_differ():
    exercise = find("grad_mul")
    assert draw(exercise, "visible") == draw(exercise, "visible")
    assert draw(exercise, "visible") != draw(exercise, "hidden 0 ")


def test_a_check_leaves_the_random_state_alone():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    check("grad_mul", lambda x, y: (np.random.random() * 0 + y, x))
    assert (np.random.get_state()[1] == before).all()


def library_value(x, y):
    a, b = Value(x), Value(y)
    (a * b).backward()
    return a.grad, b.grad


SAVED = gates.mul_backward


@pytest.mark.parametrize(
    "cheat",
    [
        lambda x, y: gates.mul_backward(1.0, x, y),
        lambda x, y: SAVED(1.0, x, y),
        library_value,
        lambda x, y: tuple(numerical_gradient(lambda v: v[0] * v[1], [x, y])),
    ],
    ids=["gate", "saved reference", "engine", "numerical"],
)
def test_the_librarys_own_gradients_are_closed_and_open_again(cheat):
    report = check("grad_mul", cheat)
    assert report.points == 0 and report.diagnosis == "library gradient"
    assert "closed while this exercise is checked, at line" in str(report) and "raise Closed" not in str(report)
    assert cheat(2.5, -1.7) == pytest.approx((-1.7, 2.5))


def test_torch_is_closed_where_it_is_imported():
    torch = torch_or_skip()

    def cheat(x, y):
        a = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        (a * y).backward()
        return float(a.grad), x

    report = check("grad_mul", cheat)
    assert report.points == 0 and report.diagnosis == "library gradient"


def test_closing_ends_after_an_exception():
    with pytest.raises(KeyboardInterrupt):
        check("grad_mul", lambda x, y: (_ for _ in ()).throw(KeyboardInterrupt))
    assert gates.mul_backward(2.0, 3.0, 5.0) == (10.0, 6.0)


@pytest.mark.parametrize("exercise", every().values(), ids=lambda exercise: exercise.name)
def test_a_stub_scores_nothing(exercise):
    report = evaluate(exercise, [stub] * len(exercise.functions), hidden=True)
    assert report.untouched and report.points == 0


def flat_gradient(f, x, h=1e-5):
    """Right numbers, but f is handed the entries in a row."""
    if np.ndim(x) == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    flat = np.array(x, dtype=float).ravel()
    nudges = h * np.eye(flat.size)  # (entries, entries)
    return np.reshape([(f(flat + one) - f(flat - one)) / (2 * h) for one in nudges], np.shape(x))


def flat_check(f, x, analytic, rtol=1e-6):
    """A right verdict, reached with f on the entries in a row."""
    if np.shape(analytic) != np.shape(x):
        return False, None, float("inf")
    slope = flat_gradient(f, x)
    difference, scale = np.abs(slope - analytic), max(np.abs(slope).max(), np.abs(analytic).max())
    error = float(difference.max() / scale) if scale else 0.0
    return error <= rtol, tuple(map(int, np.unravel_index(difference.argmax(), np.shape(x)))), error


@pytest.mark.parametrize(("name", "answer"), [("numerical_gradient", flat_gradient), ("grad_check", flat_check)])
def test_a_function_of_arrays_is_called_with_arrays_of_its_shape(name, answer):
    report = check(name, answer)
    assert report.points < report.max_points and "f takes an array of shape" in str(report)
