"""Call a student's function on plain data and write down, as plain data, everything that happened.

This module runs beside the student's code and is all that a sandbox needs of `autograde` (with `plain` and `closing`).
Hence it holds no expected value, no misconception and no judgement, and imports nothing that does.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import numpy as np

from autograde.plain import identical, plain, share_memory

Functions = Mapping[str, Callable[..., Any]]


class Failure(TypedDict):
    """An exception in plain data: its type's name, its text, the student's line and that line's number."""

    type: str
    text: str
    source: str
    line: int


class Outcome(TypedDict, total=False):
    """What one call did. Every entry is plain data.

    value: the result, if there is one.     failure: the exception, if there is one.
    opaque: the type of a result (or of a part of it) that is not plain data; then there is no value.
    changed: positions of arguments that the call changed.     shares: the result uses an argument's memory.
    warned: texts of the warnings.     printed: what the call wrote to stdout and stderr (the beginning).
    arity: the student's parameter names, when the call does not fit them.
    """

    value: Any
    failure: Failure
    opaque: str
    changed: list[int]
    shares: bool
    warned: list[str]
    printed: str
    arity: list[str]


class Call(NamedTuple):
    """What a player needs of a probe: the function's name and the positional arguments."""

    function: str
    args: tuple[Any, ...]


PRINTED_LIMIT = 2000  # characters of output that are kept
CALL_SECONDS = 5.0  # of the processor, for one call
WAITING = 4  # times as many on the clock: a busy machine is no student's fault, but what sleeps has to end as well
HERE = str(Path(__file__).resolve().parent)


class TooLong(BaseException):
    """Raised inside a call that runs longer than it may; no `except Exception` of the student's catches it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong in the block after so many seconds of the processor, or WAITING times as many on the clock.

    Where the system and the thread allow it.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        if number == signal.SIGPROF:
            raise TooLong(f"stopped after {seconds:g} s of the processor's time")
        raise TooLong(f"stopped after {WAITING * seconds:g} s on the clock")

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, seconds), (signal.ITIMER_REAL, signal.SIGALRM, WAITING * seconds))
    before = [signal.signal(number, stop) for _, number, _ in timers]
    try:
        for timer, _, most in timers:
            signal.setitimer(timer, most)
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for (_, number, _), handler in zip(timers, before, strict=True):
            signal.signal(number, handler)


def run_all(run: Callable[[Functions, Any], Outcome], functions: Functions, probes: Sequence[Any]) -> list[Outcome]:
    """The outcomes of all probes; a function that once ran too long is not called again."""
    outcomes: list[Outcome] = []
    hung: dict[str, Outcome] = {}
    for probe in probes:
        outcome = hung[probe.function] if probe.function in hung else run(functions, probe)
        if ran_too_long(outcome):
            hung[probe.function] = outcome
        outcomes.append(outcome)
    return outcomes


def ran_too_long(outcome: Outcome) -> bool:
    """Whether a call was stopped because it took longer than it may."""
    return "failure" in outcome and outcome["failure"]["type"] == "TooLong"


# Functions that probes name, because a function is not plain data. Arrays go in, a float comes out of the second group.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "square": lambda x: x * x,
    "cube": lambda x: x * x * x,
    "sum_of_squares": lambda x: float(np.sum(np.asarray(x, dtype=float) ** 2)),
    "weighted_product": lambda x: float(np.prod(np.asarray(x, dtype=float)) * 0.3),
    "sin_sum": lambda x: float(np.sum(np.sin(np.ravel(x)) * np.arange(1.0, np.size(x) + 1))),
}


def call(functions: Functions, probe: Any) -> Outcome:
    """Call `functions[probe.function](*probe.args)` on copies of the arguments and record the outcome."""
    return record(functions[probe.function], copy.deepcopy(list(probe.args)))


def call_with_named_function(functions: Functions, probe: Any) -> Outcome:
    """Like `call`, but the first argument names one of FUNCTIONS, which is handed over in its place."""
    name, *rest = probe.args
    return record(functions[probe.function], [FUNCTIONS[name], *copy.deepcopy(rest)])


def record(function: Callable[..., Any], args: list[Any], seconds: float = 0.0) -> Outcome:
    """Call `function(*args)` and note result, exception, warnings, output, changed arguments and shared memory.

    seconds: how much of the processor's time the call may take; 0 means CALL_SECONDS.
    """
    names = parameters_that_do_not_fit(function, args)
    if names is not None:
        return {"arity": names}
    before = copy.deepcopy([None if callable(arg) else arg for arg in args])
    outcome: Outcome = {}
    printed = io.StringIO()
    with (
        warnings.catch_warnings(record=True) as caught,
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                with time_limit(seconds or CALL_SECONDS):
                    result = function(*args)
            except (Exception, TooLong) as exception:  # the student's exception is the finding
                outcome["failure"] = describe(exception)
    outcome["warned"] = sorted({str(warning.message) for warning in caught})
    outcome["printed"] = printed.getvalue()[:PRINTED_LIMIT]
    outcome["changed"] = [
        index for index, arg in enumerate(args) if not callable(arg) and not identical(arg, before[index])
    ]
    if "failure" not in outcome:
        outcome["shares"] = share_memory(result, args)
        try:
            outcome["value"] = plain(result)
        except TypeError as error:
            outcome["opaque"] = str(error)
    return outcome


def parameters_that_do_not_fit(function: Callable[..., Any], args: list[Any]) -> list[str] | None:
    """Names of the function's parameters when it cannot be called with `args`, else None."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # built-in functions may have no signature: the call will tell
        return None
    try:
        signature.bind(*args)
    except TypeError:
        return list(signature.parameters)
    return None


def describe(exception: BaseException) -> Failure:
    """The exception as plain data, with the innermost line that lies in a notebook cell or in the student's file.

    No line where none lies there: torch raises some of its errors far from the code that is to blame.
    """
    frames = traceback.extract_tb(exception.__traceback__)
    own = [frame for frame in frames if not is_library(frame.filename)]
    return {
        "type": type(exception).__name__,
        "text": str(exception),
        "source": (own[-1].line or "").strip() if own else "",
        "line": (own[-1].lineno or 0) if own else 0,
    }


def is_library(filename: str) -> bool:
    """Whether a source file belongs to an installed package or to this course's own ones."""
    ours = filename.startswith(HERE) or "backprop_lib" in filename or "/boxed/" in filename
    return ours or "site-packages" in filename or filename.startswith("<frozen")
