"""Stop a student's call that runs longer than it may: by the processor's time, and behind that by the clock.

Like `play`, it runs beside the student's code. Left out: the limits of cells and of a whole notebook, which the grader
keeps from outside.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

CALL_SECONDS = 5.0  # of the processor, for one call
WAITING = 4  # times as many on the clock: a busy machine is no student's fault, but what sleeps has to end as well


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
