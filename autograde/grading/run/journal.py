"""The log of a run: work/log/<time>.jsonl, one JSON object a line, for programs and for looking things up later."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from types import TracebackType
from typing import Any

from autograde.course import Course
from autograde.system_errors import naming


class Journal:
    """An open log; every line is on disk at once."""

    def __init__(self, course: Course) -> None:
        folder = course.root / "work" / "log"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{datetime.now():%Y-%m-%dT%H-%M-%S-%f}.jsonl"
        self.stream = self.path.open("ab", buffering=0)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is not None and not issubclass(kind, SystemExit):
            with contextlib.suppress(OSError):  # on a full disk, what stopped the run matters more
                self.write("stopped", reason=f"{kind.__name__}: {error}")
        self.stream.close()

    def write(self, event: str, **details: Any) -> None:
        """Add a line: the time, the event's name, its details."""
        line = {"time": datetime.now().astimezone().isoformat(timespec="milliseconds"), "event": event, **details}
        with naming(self.path):
            self.stream.write(f"{json.dumps(line)}\n".encode("ascii"))
