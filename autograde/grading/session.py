"""One notebook inside the sandbox: run its cells, then ask its functions; deadlines, and a new fork after each death.

A fork that dies or does not answer in time is never trusted again. The cells before are replayed in a new one without
the guilty cell, so that a loop or a crash costs its own exercise and nothing else.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograde.boxed import wire
from autograde.grading.box import Box, BoxError

START_SECONDS, CELL_SECONDS, SERVE_SECONDS, NOTEBOOK_SECONDS = 30.0, 30.0, 20.0, 180.0
DEATHS = 8  # forks that one notebook may use up
RUN = ("solution", "live", "extra", "asserts")  # roles of the cells whose text is run
OUT_OF_TIME = f"was not run: the notebook had used up its {NOTEBOOK_SECONDS:g} s, or ended its process too often"
TOO_LONG = "ran longer than the {seconds:g} s that a cell may take, and was stopped"
DIED = "ended the Python process (os._exit, a crash, too much memory, or too many processes at work)"
GARBLED = "sent the grader an answer that is not plain data"


class Lost(Exception):
    """The fork is gone; the text says why, in words for the student."""


class Session:
    """The cells of one notebook in a fork of a box's template."""

    def __init__(
        self,
        box: Box,
        cells: Sequence[Mapping[str, Any]],
        seed: int,
        files: Mapping[str, str],
        closes: Sequence[str] | None = None,
        opens: Sequence[str] = (),
    ) -> None:
        """closes: the library's gradients, and these functions of it, are gone from the start; None leaves them.

        opens: what of it stays all the same, as in `Exercise`.
        """
        self.box, self.cells, self.seed, self.files = box, cells, seed, files
        self.closes, self.opens = closes, list(opens)
        self.guilty: dict[int, str] = {}
        self.deaths = 0
        self.deadline = time.monotonic() + NOTEBOOK_SECONDS
        self.connection: socket.socket | None = None
        self.number = 0

    def run_all(self, keep: Callable[[int, list[Any]], None]) -> None:
        """Run every cell in order; keep(position, outputs) is called for each one that is run for the first time."""
        for position in range(len(self.cells)):
            if self.out_of_time:
                if self.cells[position]["role"] in RUN:
                    self.guilty[position] = OUT_OF_TIME
                continue
            if self.connection is None:
                self.begin()
                self.replay(position)
            try:
                keep(position, self.one(position))
            except Lost as lost:
                self.blame(position, str(lost))

    @property
    def out_of_time(self) -> bool:
        """Whether the notebook has used up its time or its forks."""
        return self.deaths > DEATHS or time.monotonic() > self.deadline

    def begin(self) -> None:
        """Take a fresh fork; BoxError when it does not come up, which is no student's fault."""
        self.connection = self.box.fork()
        try:
            closes = None if self.closes is None else list(self.closes)
            doors = {"closes": closes, "opens": self.opens}
            self.ask("start", START_SECONDS, seed=self.seed, files=dict(self.files), **doors)
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
                if self.out_of_time:
                    return
                self.begin()
                return self.replay(end)

    def one(self, position: int) -> list[Any]:
        """Run one cell, unless it is to blame for a death, and return its outputs."""
        cell = self.cells[position]
        if position in self.guilty:
            return []
        if cell["role"] == "reading":
            self.ask("names", START_SECONDS, position=cell["position"])
        elif cell["role"] == "tests":
            self.ask("remember", START_SECONDS, exercise=cell["exercise"])
        elif cell["role"] in RUN:
            outputs: Any = self.ask("run", CELL_SECONDS, source=cell["source"])
            return outputs if isinstance(outputs, list) else []
        return []

    def serve(self, exercise: str, request: Mapping[str, Any], seconds: float = 0.0) -> Any:
        """The outcomes of one exercise's probes; Lost when the student's functions end or block the process.

        seconds: how long slow functions may take together, where that is more than usual.
        """
        if self.out_of_time:
            raise Lost(OUT_OF_TIME)
        if self.connection is None:
            self.begin()
            self.replay(len(self.cells))
        try:
            return self.ask("serve", max(SERVE_SECONDS, seconds), exercise=exercise, **request)
        except Lost:
            self.end()
            self.deaths += 1
            raise

    def ask(self, what: str, seconds: float, **details: Any) -> Any:
        """Send one message and return its answer; Lost when none comes in time or it is not the right one."""
        if self.connection is None:
            raise Lost(OUT_OF_TIME)
        self.number += 1
        started = time.monotonic()
        try:
            wire.send(self.connection, {"id": self.number, "do": what, **details}, seconds)
            answer = wire.receive(self.connection, seconds)
        except wire.Closed as error:
            slow = time.monotonic() - started >= seconds * 0.95
            raise Lost(TOO_LONG.format(seconds=seconds) if slow else DIED) from error
        except wire.Malformed as error:
            raise Lost(GARBLED) from error
        if not isinstance(answer, dict) or answer.get("id") != self.number or "answer" not in answer:
            raise Lost(GARBLED)
        return answer["answer"]

    def blame(self, position: int, reason: str) -> None:
        """Note that a cell cost a fork, and leave it out from now on."""
        self.guilty[position] = reason
        self.end()
        self.deaths += 1

    def end(self) -> None:
        """Close the connection, which kills the fork and everything it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
