"""The account of one notebook: seconds on the clock, seconds of the processor, and processes that it may cost.

Cells, replays after a death, judged calls and the second world all draw on it. Left out: what each of them may take
alone, and how the processor's seconds are read (`session`, `box`).
"""

from __future__ import annotations

import time


class Clock:
    """What is left for one notebook. It runs from the first fork on: a sandbox that has to start costs no student."""

    def __init__(self, seconds: float, deaths: int) -> None:
        """seconds: on the clock, and as many of the processor.   deaths: forks that may be used up."""
        self.seconds, self.deaths = seconds, deaths
        self.began = 0.0
        self.used = 0.0  # seconds of the processor, by forks that have ended

    def start(self) -> None:
        """Let the time run, unless it runs already."""
        self.began = self.began or time.monotonic()

    @property
    def left(self) -> float:
        """Seconds that are left on the clock."""
        return self.seconds - (time.monotonic() - self.began if self.began else 0.0)

    def out(self, running: float = 0.0) -> bool:
        """Whether something is used up; running: seconds of the processor that the present fork has taken."""
        return self.deaths < 0 or self.left <= 0 or self.used + running >= self.seconds
