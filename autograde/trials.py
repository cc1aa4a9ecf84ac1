"""Run the trials of a lesson, each in a process of its own with a limit; left out: what a trial does (`trial`)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from autograde.course import Course

SECONDS = 300  # of processor time; a lesson that takes more has hung
WAITING = 6  # times as long on the clock, for a busy machine and for a lesson that sleeps


def tried(course: Course, task: str, lesson: str) -> list[str]:
    """The problems of one trial of one lesson; none where a file is missing, as another check says so."""
    source, release = course.notebook("source", lesson), course.notebook("release", lesson)
    needs = {"unsolved": [release], "reading": [source, release]}.get(task, [])
    if not all(path.is_file() for path in needs):
        return []
    return run(course, task, release if task == "unsolved" else course.text(lesson))


def run(course: Course, task: str, path: Path) -> list[str]:
    """The problems that `autograde.trial` finds in a fresh process, and its complaints on stderr."""
    where = course.shown(path.with_name("exercises.py") if task == "exercises" else path)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "problems.json"
        command = [sys.executable, "-m", "autograde.trial", task, str(path), str(out), str(SECONDS)]
        environment = {**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}  # a core for each process
        try:
            done = subprocess.run(
                command,
                cwd=course.root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=WAITING * SECONDS,
            )
        except subprocess.TimeoutExpired:
            return [f"{where}: still running after {WAITING * SECONDS} s. Look for something that waits."]
        if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
            return [f"{where}: took {SECONDS} s of processor time. Look for an endless loop."]
        if done.returncode or not out.is_file():
            last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1].rstrip(".")
            last = last.removeprefix("autograde.errors.LessonError: ")
            return [f"{where}: does not run from top to bottom: {last}. Run its cells one by one to see where."]
        problems: list[str] = json.loads(out.read_text(encoding="utf-8"))
        if done.stderr.strip():
            first = done.stderr.strip().splitlines()[0]
            problems.append(f"{where}: writes to stderr: {first}. Fix the cause; a lesson shows no warnings.")
        return [problem if problem.startswith(("course/", where)) else f"{where}: {problem}" for problem in problems]
