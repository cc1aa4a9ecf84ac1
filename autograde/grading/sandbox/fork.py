"""One fork of a box's template, on the clock of its notebook: send it steps, wait for its answers, end it.

Limits count the processor's time, because a busy machine is no student's fault; a limit on the clock stands behind
each, because what sleeps uses none. Left out: which steps, and what follows from a fork that was lost (`session`).
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from typing import Any

from autograde.boxed import wire
from autograde.grading.sandbox.box import Box
from autograde.grading.sandbox.clock import Clock
from autograde.time_limit import WAITING

LOOK = 0.5  # seconds between two looks at what an answer takes
STOPPED = "was stopped after {seconds:g} s of the processor's time"
STOPPED_WAITING = "was stopped after {seconds:g} s on the clock"
DIED = "ended the Python process (os._exit, a crash, too much memory, or too many processes at work)"
GARBLED = "sent the grader an answer that is not plain data"


class Lost(Exception):
    """The fork is gone; the text says why, in words for the student."""


class Fork:
    """A student's process, and the connection to it, which is its lifetime."""

    def __init__(self, box: Box, clock: Clock, without_torch: bool) -> None:
        """without_torch: torch was never there."""
        self.box, self.clock, self.number = box, clock, 0
        self.seen = 0.0  # the most seconds of the processor that were seen; of what has gone nothing is left to see
        with clock.running() if clock.used else contextlib.nullcontext():  # the first start is the grader's own
            self.connection = box.fork(without_torch)

    def send(self, steps: list[dict[str, Any]], seconds: float) -> list[Any]:
        """Send steps and return an answer for each; Lost when none comes in time, or not the right ones.

        seconds: of the processor that they may take together.
        """
        with self.clock.running():
            return self.answers(steps, seconds)

    def answers(self, steps: list[dict[str, Any]], seconds: float) -> list[Any]:
        """What `send` returns."""
        self.number += 1
        most = self.longest(seconds) if steps[0]["do"] != "start" else WAITING * seconds
        end = time.monotonic() + most
        try:
            wire.send(self.connection, {"id": self.number, "steps": steps}, most)
            self.wait(seconds, end)
            message = wire.receive(self.connection, max(LOOK, end - time.monotonic()))
        except wire.Late as error:
            raise Lost(STOPPED_WAITING.format(seconds=round(most))) from error
        except wire.Disconnected as error:
            raise Lost(DIED) from error
        except wire.Malformed as error:
            raise Lost(GARBLED) from error
        answers = message.get("answers") if isinstance(message, dict) and message.get("id") == self.number else None
        if not isinstance(answers, list) or len(answers) != len(steps):
            raise Lost(GARBLED)
        return answers

    def longest(self, seconds: float) -> float:
        """Seconds on the clock that something may take which may take so many of the processor."""
        return max(LOOK, min(WAITING * seconds, self.clock.left))

    def wait(self, seconds: float, end: float) -> None:
        """Return when the fork speaks or has died; Lost when it has used up its seconds, or wire.Late at the end."""
        before: float | None = None
        while not select.select([self.connection], [], [], min(LOOK, max(0.0, end - time.monotonic())))[0]:
            used = self.seen = max(self.seen, self.box.spent())
            before = max(0.0, used - LOOK) if before is None else before
            if used - before >= seconds:
                raise Lost(STOPPED.format(seconds=seconds))
            if self.clock.used + used >= self.clock.seconds:
                raise Lost(STOPPED.format(seconds=self.clock.seconds))
            if time.monotonic() >= end:
                raise wire.Late("no answer in time")

    def end(self) -> None:
        """Close the connection, which ends the fork and everything it started, and see to it that it does."""
        self.clock.used += max(self.seen, self.box.spent())
        with self.connection as connection, contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(LOOK)
            end = time.monotonic() + LOOK
            while connection.recv(1 << 16) and time.monotonic() < end:
                pass  # what there is no more of has gone, with the last process that held the other end
        self.box.sweep()
