"""How far a run with --force has come, so that the same command goes on after it was stopped, however it was.

The first line of work/forced.jsonl says what the run grades with; then comes one line for every notebook that it has
graded. What has changed since, a notebook or the grader, is graded again. The file goes when the run comes to its end.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.grading.gradebook.store import write_whole
from autograde.grading.records import Job, Result
from autograde.grading.run.versions import installed
from autograde.system_errors import naming

Key = tuple[str, str]  # lesson, student
MARKS = ("submission", "bundle", "seed_id")  # by which a result belongs to what it was graded from


class Forced:
    """The progress of one forced run, on disk at once."""

    def __init__(self, course: Course, sandbox: bool = True) -> None:
        """Read what is left of a run that was stopped; one that graded with anything else is forgotten."""
        self.path = course.root / "work" / "forced.jsonl"
        self.head = {"grader": installed(), "sandbox": sandbox}
        lines = read_lines(self.path)
        self.done: dict[Key, list[str]] = {}
        if lines[:1] == [self.head]:
            for line in lines[1:]:
                with contextlib.suppress(KeyError, TypeError):
                    self.done[line["lesson"], line["student"]] = [line[name] for name in MARKS]
        self.resumed = False  # whether anything that was done before is left as it is

    def has(self, job: Job) -> bool:
        """Whether the run has graded just this before it was stopped."""
        done = self.done.get((job.lesson, job.student)) == [getattr(job, name) for name in MARKS]
        self.resumed = self.resumed or done
        return done

    def begin(self) -> None:
        """Write down what is known, whole lines all of them."""
        self.write(self.done)

    def add(self, result: Result) -> None:
        """Note that a result has been kept."""
        line = {name: getattr(result, name) for name in ("lesson", "student", *MARKS)}
        with naming(self.path), self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")

    def end(self, keys: Iterable[Key]) -> None:
        """The run has come to its end: forget these; others are left of a run over other lessons or students."""
        ended = set(keys)
        self.done = {key: marks for key, marks in self.done.items() if key not in ended}
        if self.done:
            self.write(self.done)
        else:
            self.path.unlink(missing_ok=True)

    def write(self, done: Mapping[Key, list[str]]) -> None:
        """Write the file anew."""
        lines = [
            {"lesson": lesson, "student": student, **dict(zip(MARKS, marks, strict=True))}
            for (lesson, student), marks in done.items()
        ]
        write_whole(self.path, "".join(json.dumps(line) + "\n" for line in [self.head, *lines]))


def read_lines(path: Path) -> list[Any]:
    """The lines of the file that are whole; the last one may be half of one."""
    found = []
    with contextlib.suppress(OSError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
    return found
