"""Call a student's function on plain data and write down, as plain data, everything that happened.

This module runs beside the student's code and is all that a sandbox needs of `autograde`, with `plain`, `time_limit`,
`capped_text`, `kept_state`, `closed_functions` and `closing`. Hence it holds no expected value, no misconception and
no judgement, and imports nothing that does.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import numpy as np

from autograde import kept_state
from autograde.capped_text import CappedText
from autograde.plain import SIZE, fresh, identical, name_of, plain, share_memory
from autograde.time_limit import CALL_SECONDS, time_limit

Functions = Mapping[str, Callable[..., Any]]


class Failure(TypedDict):
    """An exception in plain data: its type's name, its text, the student's line and that line's number.

    callee: the student's function that raised it, where that is another one than the one that was called.
    """

    type: str
    text: str
    source: str
    line: int
    callee: str


class Outcome(TypedDict, total=False):
    """What one call did. Every entry is plain data.

    value: the result, if there is one.     failure: the exception, if there is one.
    opaque: the type of a result (or of a part of it) that is not plain data; then there is no value.
    member: which entry of a tuple or list that part is, from 1 on; 0 for the result itself.
    changed: positions of arguments that the call changed.     shares: the result uses an argument's memory.
    warned: texts of the warnings.     printed: what the call wrote to stdout and stderr (the beginning).
    arity: the student's parameter names, when the call does not fit them.
    alone: what the same call did with nothing kept from earlier ones, for a function that can keep something.
    """

    value: Any
    failure: Failure
    opaque: str
    member: int
    changed: list[int]
    shares: bool
    warned: list[str]
    printed: str
    arity: list[str]
    alone: Outcome


class Call(NamedTuple):
    """What a player needs of a probe: the function's name and the positional arguments."""

    function: str
    args: tuple[Any, ...]


PRINTED_LIMIT, TEXT_LIMIT = 2000, 4000  # characters of output, and of any other text, that are kept
WARNINGS_LIMIT = 200  # warnings that are looked at
QUICK = 1.0  # seconds of all calls together, below which they may be made once more
HERE, PYTHON = str(Path(__file__).resolve().parent), str(Path(inspect.__file__).parent)  # our modules, Python's own


def run_all(run: Callable[[Functions, Any], Outcome], functions: Functions, probes: Sequence[Any]) -> list[Outcome]:
    """The outcomes of all probes; a function that once ran too long is not called again.

    Every call gets arguments that no other one has seen. Nothing is raised, whatever the functions are and return,
    but the KeyboardInterrupt of whoever presses the stop button.
    """
    outcomes: list[Outcome] = []
    hung: dict[str, Outcome] = {}
    began = time.process_time()

    def tried(probe: Any) -> Outcome:
        return attempt(run, functions, Call(probe.function, fresh(tuple(probe.args))))

    for probe in probes:
        if probe.function not in hung:
            outcome = tried(probe)
            if ran_too_long(outcome):
                hung[probe.function] = outcome
        outcomes.append(hung.get(probe.function) or outcome)
    quick = time.process_time() - began < QUICK  # whoever needs long is not kept waiting twice
    for name in dict.fromkeys(probe.function for probe in probes if quick and probe.function not in hung):
        mine = [(probe, found) for probe, found in zip(probes, outcomes, strict=True) if probe.function == name]
        kept_state.note_alone(functions.get(name), mine, tried)
    return outcomes


def attempt(run: Callable[[Functions, Any], Outcome], functions: Functions, probe: Call) -> Outcome:
    """The outcome of one call; what a player itself stumbles over is the student's exception."""
    try:
        return run(functions, probe)
    except KeyboardInterrupt:
        raise
    except BaseException as exception:
        return {"failure": describe(exception)}


def ran_too_long(outcome: Outcome) -> bool:
    """Whether a call was stopped because it took longer than it may."""
    return "failure" in outcome and outcome["failure"]["type"] == "TooLong"


def call(functions: Functions, probe: Any) -> Outcome:
    """Call `functions[probe.function](*probe.args)` on copies of the arguments and record the outcome."""
    return record(functions[probe.function], copy.deepcopy(list(probe.args)))


def record(function: Callable[..., Any], args: list[Any], seconds: float = 0.0) -> Outcome:
    """Call `function(*args)` and note result, exception, warnings, output, changed arguments and shared memory.

    seconds: how much of the processor's time the call may take; 0 means CALL_SECONDS.
    """
    names = parameters_that_do_not_fit(function, args)
    if names is not None:
        return {"arity": names}
    before = fresh([None if callable(arg) else arg for arg in args])
    outcome: Outcome = {}
    printed = CappedText(PRINTED_LIMIT)
    with (
        warnings.catch_warnings(record=True) as caught,
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                with time_limit(seconds or CALL_SECONDS):
                    result = function(*args)
            except KeyboardInterrupt:
                raise
            except BaseException as exception:  # the student's exception is the finding
                outcome["failure"] = describe(exception)
    outcome["warned"] = sorted({text_of(warning.message) for warning in caught[:WARNINGS_LIMIT]})
    outcome["printed"] = CappedText.getvalue(printed)
    outcome["changed"] = [k for k, arg in enumerate(args) if not callable(arg) and not identical(arg, before[k])]
    if "failure" not in outcome:
        try:
            outcome["value"] = plain(result)
            outcome["shares"] = share_memory(result, args)
        except TypeError as error:
            outcome["opaque"], outcome["shares"] = str(error), False
            outcome["member"] = odd_member(result)
    return outcome


def odd_member(result: Any) -> int:
    """Which entry of a tuple or list is the first that is not plain data, from 1 on; 0 for anything else."""
    if type(result) is not tuple and type(result) is not list:
        return 0
    for number, member in enumerate(result[: SIZE // 8 + 1], 1):  # with more, it is the whole that is too large
        try:
            plain(member)
        except TypeError:
            return number
    return 0


def parameters_that_do_not_fit(function: Callable[..., Any], args: list[Any]) -> list[str] | None:
    """Names of the function's parameters when it cannot be called with `args`, else None."""
    plainest = inspect.isfunction(function) and not (function.__dict__ or function.__code__.co_kwonlyargcount)
    if plainest and 0 <= function.__code__.co_argcount - len(args) <= len(function.__defaults__ or ()):
        return None  # reading a signature takes longer than many a call
    try:
        signature = inspect.signature(function)
    except Exception:  # built-in functions may have no signature, and others a strange one: the call will tell
        return None
    try:
        signature.bind(*args)
    except TypeError:
        return [str(name)[:TEXT_LIMIT] for name in signature.parameters]
    return None


def describe(exception: BaseException) -> Failure:
    """The exception as plain data, with the innermost line that lies in a notebook cell or in the student's file.

    No line where none lies there: torch raises some of its errors far from the code that is to blame.
    """
    kind, text = name_of(type(exception)), text_of(exception)
    failure: Failure = {"type": kind, "text": text, "source": "", "line": 0, "callee": ""}
    with contextlib.suppress(Exception):  # its class or its module gives no honest answer
        frames = traceback.walk_tb(exception.__traceback__)  # thousands, where a recursion had no end
        own = [(frame, line) for frame, line in frames if not is_library(frame.f_code.co_filename)]
        if own:
            first, last = traceback.StackSummary.extract([own[0], own[-1]])
            failure["source"], failure["line"] = str(last.line or "").strip()[:TEXT_LIMIT], last.lineno or 0
            failure["callee"] = last.name[:TEXT_LIMIT] if last.name != first.name else ""
    return failure


def text_of(message: BaseException | str) -> str:
    """What an exception or a warning says; nothing where saying it raises."""
    try:
        return str.__str__(str(message))[:TEXT_LIMIT]
    except BaseException:
        return ""


def is_library(filename: str) -> bool:
    """Whether a source file belongs to Python, to an installed package or to this course's own ones."""
    ours = filename.startswith((HERE, PYTHON)) or "backprop_lib" in filename or "/boxed/" in filename
    ours = ours or ("course" in filename and filename.endswith("exercises.py"))  # a catalogued mistake that raises
    return ours or "site-packages" in filename or filename.startswith("<frozen")
