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
from autograde.grading.box import Box

CELL_SECONDS, SERVE_SECONDS, NOTEBOOK_SECONDS = 30.0, 20.0, 180.0
DEATHS = 8  # forks that one notebook may use up
TOO_LONG = "ran longer than the {seconds:g} s that a cell may take, and was stopped"
DIED = "ended the Python process (os._exit, a crash, or more memory than there is)"
GARBLED = "sent the grader an answer that is not plain data"


class Lost(Exception):
    """The fork is gone; the text says why, in words for the student."""


class Session:
    """The cells of one notebook in a fork of a box's template."""

    def __init__(self, box: Box, cells: Sequence[Mapping[str, Any]], seed: int, files: Mapping[str, str]) -> None:
        self.box, self.cells, self.seed, self.files = box, cells, seed, files
        self.guilty: dict[int, str] = {}
        self.deaths = 0
        self.deadline = time.monotonic() + NOTEBOOK_SECONDS
        self.connection: socket.socket | None = None
        self.number = 0

    def run_all(self, keep: Callable[[int, list[Any]], None]) -> None:
        """Run every cell in order; keep(position, outputs) is called for each one that is run for the first time."""
        position = 0
        while position < len(self.cells):
            if self.connection is None:
                self.begin()
                self.replay(position)
            try:
                keep(position, self.one(position))
            except Lost as lost:
                self.blame(position, str(lost))
            position += 1

    def begin(self) -> None:
        """Take a fresh fork."""
        self.connection = self.box.fork()
        self.ask("start", 30.0, seed=self.seed, files=dict(self.files))

    def replay(self, end: int) -> None:
        """Run the cells before `end` again in a fresh fork; what they show has been kept already."""
        for position in range(end):
            try:
                self.one(position)
            except Lost as lost:
                self.blame(position, str(lost))
                self.begin()
                return self.replay(end)

    def one(self, position: int) -> list[Any]:
        """Run one cell, unless it is to blame for a death, and return its outputs."""
        cell = self.cells[position]
        if position in self.guilty:
            return []
        if cell["role"] == "reading":
            self.ask("names", 30.0, position=cell["position"])
        elif cell["role"] == "tests":
            self.ask("remember", 30.0, exercise=cell["exercise"])
        elif cell["role"] in ("solution", "live", "extra"):
            outputs: Any = self.ask("run", CELL_SECONDS, source=cell["source"])
            return outputs if isinstance(outputs, list) else []
        return []

    def serve(self, exercise: str, request: Mapping[str, Any]) -> Any:
        """The outcomes of one exercise's probes; Lost when the student's functions end or block the process."""
        if self.connection is None:
            self.begin()
            self.replay(len(self.cells))
        try:
            return self.ask("serve", SERVE_SECONDS, exercise=exercise, **request)
        except Lost:
            self.end()
            self.count_death()
            raise

    def ask(self, what: str, seconds: float, **details: Any) -> Any:
        """Send one message and return its answer; Lost when none comes in time or it is not the right one."""
        assert self.connection is not None
        self.number += 1
        left = min(seconds, self.deadline - time.monotonic())
        if left <= 0:
            raise Lost(f"was not run: the notebook had used up its {NOTEBOOK_SECONDS:g} s")
        started = time.monotonic()
        try:
            wire.send(self.connection, {"id": self.number, "do": what, **details})
            answer = wire.receive(self.connection, left)
        except wire.Closed as error:
            slow = time.monotonic() - started >= left * 0.95
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
        self.count_death()

    def count_death(self) -> None:
        """After too many deaths, the rest of the notebook is not run."""
        self.deaths += 1
        if self.deaths > DEATHS:
            self.deadline = 0.0

    def end(self) -> None:
        """Close the connection, which kills the fork and everything it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
