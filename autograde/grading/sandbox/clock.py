"""The account of one notebook: seconds on the clock, seconds of the processor, and processes that it may cost.

Cells, replays after a death, judged calls and the second world all draw on it. What the grader itself does meanwhile,
judging and starting the first sandbox, costs no student anything. Left out: what each cell and call may take alone, and
how the processor's seconds are read (`fork`, `box`).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator


class Clock:
    """What is left for one notebook."""

    def __init__(self, seconds: float, deaths: int) -> None:
        """seconds: on the clock, and as many of the processor.   deaths: forks that may be used up."""
        self.seconds, self.deaths = seconds, deaths
        self.left = seconds  # on the clock
        self.used = 0.0  # seconds of the processor, by forks that have ended

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Let the time run within the block."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.left -= time.monotonic() - began

    def out(self) -> bool:
        """Whether something is used up."""
        return self.deaths < 0 or self.left <= 0 or self.used >= self.seconds
