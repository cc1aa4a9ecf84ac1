"""One notebook inside the sandbox: run its cells, then ask its functions; limits, and a new fork after each death.

A fork that dies or does not answer in time is never trusted again. The cells before are replayed in a new one without
the guilty cell, so that a loop or a crash costs its own exercise and nothing else. Left out: how answers are waited for
(`fork`), and what they mean (`execute`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograde.errors import BoxError
from autograde.grading.sandbox.box import Box
from autograde.grading.sandbox.clock import Clock
from autograde.grading.sandbox.fork import GARBLED, Fork, Lost
from autograde.handed_in.cells import LessonCell

START_SECONDS, CELL_SECONDS, SERVE_SECONDS = 30.0, 30.0, 20.0  # of the processor
NOTEBOOK_SECONDS = 180.0  # of either, for everything that a notebook does
DEATHS = 8  # forks that one notebook may use up
RUN = ("solution", "live", "extra", "asserts")  # roles of the cells whose text is run
OUT_OF_TIME = "was not run: the notebook had used up its {seconds:g} s, or ended its process too often"


class Session:
    """The cells of one notebook in a fork of a box's template."""

    def __init__(
        self,
        box: Box,
        cells: Sequence[LessonCell],
        seed: int,
        files: Mapping[str, str],
        closes: Sequence[str] | None = None,
        opens: Sequence[str] = (),
        without_torch: bool = False,
        before: Session | None = None,
    ) -> None:
        """closes: the library's gradients, and these functions of it, are gone from the start; None leaves them.

        opens: what of it stays all the same, as in `Exercise`.   without_torch: torch was never there.
        before: the session on whose clock this one runs, and whose guilty cells it leaves out.
        """
        self.box, self.cells, self.seed, self.files = box, cells, seed, files
        self.closes, self.opens, self.without_torch = closes, list(opens), without_torch
        self.guilty: dict[int, str] = dict(before.guilty) if before else {}
        self.clock: Clock = before.clock if before else Clock(NOTEBOOK_SECONDS, DEATHS)
        self.fork: Fork | None = None
        self.ahead: list[dict[str, Any]] = []  # steps that need no answer and go with the next one that does

    def run_all(self, keep: Callable[[int, list[Any]], None]) -> None:
        """Run every cell in order; keep(position, outputs) is called for each one that is run for the first time."""
        for position in range(len(self.cells)):
            if self.clock.out():
                if self.cells[position].role in RUN:
                    self.guilty.setdefault(position, self.out_of_time)
                continue
            if self.fork is None:
                self.begin()
                self.replay(position)
            try:
                keep(position, self.one(position))
            except Lost as lost:
                self.blame(position, str(lost))

    @property
    def out_of_time(self) -> str:
        """What is said of a cell or a call for which nothing is left."""
        return OUT_OF_TIME.format(seconds=self.clock.seconds)

    def begin(self) -> None:
        """Take a fresh fork; BoxError when it does not come up, which is no student's fault."""
        self.fork, self.ahead = Fork(self.box, self.clock, self.without_torch), []
        try:
            closes = None if self.closes is None else list(self.closes)
            doors = {"closes": closes, "opens": self.opens}
            self.ask(START_SECONDS, {"do": "start", "seed": self.seed, "files": dict(self.files), **doors})
        except Lost as lost:
            self.end()
            raise BoxError(f"a fork of the sandbox did not start: it {lost}") from lost

    def replay(self, end: int) -> None:
        """Run the cells before `end` again in a fresh fork; what they show has been kept already."""
        for position in range(end):
            try:
                self.one(position)
            except Lost as lost:
                self.blame(position, str(lost))
                if self.clock.out():
                    return
                self.begin()
                return self.replay(end)

    def one(self, position: int) -> list[Any]:
        """Run one cell, unless it is to blame for a death, and return its outputs."""
        step = self.step(position)
        if step is None or step["do"] != "run":
            self.ahead += [step] if step else []
            return []
        (outputs,) = self.ask(CELL_SECONDS, step)
        return outputs if isinstance(outputs, list) else []

    def step(self, position: int) -> dict[str, Any] | None:
        """What is to be done for one cell."""
        cell = self.cells[position]
        if position in self.guilty:
            return None
        if cell.role == "reading":
            return {"do": "names", "position": cell.position}
        if cell.role == "tests":
            return {"do": "remember", "exercise": cell.exercise}
        return {"do": "run", "source": cell.source} if cell.role in RUN else None

    def all_at_once(self, requests: Sequence[Mapping[str, Any]], seconds: float) -> list[Any]:
        """Run every cell and answer all requests in one message; Lost when any of it goes wrong.

        seconds: how long slow functions may take together.
        """
        if self.clock.out():
            raise Lost(self.out_of_time)
        self.begin()
        assert self.fork is not None
        steps = [step for position in range(len(self.cells)) if (step := self.step(position))]
        calls = [{"do": "serve", **request} for request in requests]
        try:
            return self.fork.send([*steps, *calls], max(seconds, self.clock.seconds - self.clock.used))[len(steps) :]
        except Lost:
            self.give_up()
            raise

    def serve(self, requests: Sequence[Mapping[str, Any]], seconds: float = 0.0) -> list[Any]:
        """The outcomes of some exercises' probes, from one message; Lost when a function ends or blocks the process.

        seconds: how long slow functions may take together, where that is more than usual.
        """
        if self.clock.out():
            raise Lost(self.out_of_time)
        if self.fork is None:
            self.begin()
            self.replay(len(self.cells))
        try:
            return self.ask(max(SERVE_SECONDS, seconds), *({"do": "serve", **request} for request in requests))
        except Lost:
            self.give_up()
            raise

    def ask(self, seconds: float, *steps: dict[str, Any]) -> list[Any]:
        """Send what is ahead and these steps, and return their answers; Lost when none come in time.

        seconds: of the processor that they may take.
        """
        if self.fork is None:
            raise Lost(self.out_of_time)
        ahead, self.ahead = self.ahead, []
        return self.fork.send([*ahead, *steps], seconds)[len(ahead) :]

    def distrusted(self) -> Lost:
        """The fork has sent what is no answer: it is ended, and the reason returned."""
        self.give_up()
        return Lost(GARBLED)

    def blame(self, position: int, reason: str) -> None:
        """Note that a cell cost a fork, and leave it out from now on."""
        self.guilty[position] = reason
        self.give_up()

    def give_up(self) -> None:
        """End a fork that was lost; it counts as one of those that the notebook may use up."""
        self.end()
        self.clock.deaths -= 1

    def end(self) -> None:
        """End the fork and everything it started."""
        if self.fork is not None:
            self.fork.end()
            self.fork = None
