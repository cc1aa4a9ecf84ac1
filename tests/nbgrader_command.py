"""nbgrader's own commands in a course folder, with settings of nobody's home; what they said is kept beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from autograde.errors import AutogradeError
from tests.course_copy import ROOT
from tests.forked_command import Command

Lines = Callable[[str], None]


@contextmanager
def own_jupyter() -> Iterator[dict[str, str]]:
    """An environment in which Jupyter and IPython read and write nothing in the home folder of whoever runs this."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            path = Path(folder) / name.lower()
            path.mkdir()
            environment[name] = str(path)
        search = [str(ROOT), environment.get("PYTHONPATH", "")]
        yield {**environment, "PYTHONPATH": os.pathsep.join(filter(None, search))}


Running = tuple[Iterable[str], Callable[[], int | None]]  # what a command says, and how it ended


@contextmanager
def started_afresh(course: Path, words: tuple[str, ...], environment: dict[str, str]) -> Iterator[Running]:
    """`nbgrader <words>` as a terminal starts it."""
    command = [sys.executable, "-m", "nbgrader", *words]
    with subprocess.Popen(
        command, cwd=course, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout, process.wait


@contextmanager
def forked(course: Path, words: tuple[str, ...], environment: dict[str, str]) -> Iterator[Running]:
    """The same command, forked from a warm interpreter."""
    command = Command("nbgrader", words, course, environment)
    with command.output:
        yield command.output, partial(command.poll, None)


def nbgrader(course: Path, *words: str, on_line: Lines | None = None, afresh: bool = False) -> str:
    """Run `nbgrader <words>` in a course folder and return what it said; AutogradeError when it failed.

    on_line is called with each line as it appears. Everything is also kept in nbgrader.log.
    afresh: in an interpreter of its own, not in a fork of a warm one.
    """
    said = []
    log = course / "nbgrader.log"
    with own_jupyter() as environment, log.open("a", encoding="utf-8") as file:
        with (started_afresh if afresh else forked)(course, words, environment) as (lines, ended):
            for line in lines:
                said.append(line)
                file.write(line)
                if on_line:
                    on_line(line)
        status = ended()
    if status:
        reasons = [line.strip() for line in said if "for student" in line] or said[-1:] or ["it said nothing"]
        raise AutogradeError(f"`nbgrader {' '.join(words)}` failed: {reasons[0].strip()} The whole log: {log}")
    return "".join(said)
