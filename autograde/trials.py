"""Run the trials of a lesson, each in a process of its own with a limit; left out: what a trial does (`trial`)."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from autograde.course import Course

SECONDS = 300  # of processor time; a lesson that takes more has hung
TOLD = "autograde.errors.LessonError: "
FRAME = re.compile(r'^ +File "(.+)", line (\d+)', re.MULTILINE)
WAITING = 6  # times as long on the clock, for a busy machine and for a lesson that sleeps


def tried(course: Course, task: str, lesson: str) -> list[str]:
    """The problems of one trial of one lesson; none where a file is missing or no Python, as another check says so."""
    source, release = course.notebook("source", lesson), course.notebook("release", lesson)
    needs = {"unsolved": [release], "reading": [source, release]}.get(task, [])
    if not all(path.is_file() for path in needs):
        return []
    try:
        ast.parse(course.text(lesson).read_bytes())
    except (SyntaxError, ValueError):
        return []
    return run(course, task, release if task == "unsolved" else course.text(lesson))


def run(course: Course, task: str, path: Path) -> list[str]:
    """The problems that `autograde.trial` finds in a fresh process, and its complaints on stderr."""
    where = course.shown(path.with_name("exercises.py") if task == "exercises" else path)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "problems.json"
        command = [sys.executable, "-m", "autograde.trial", task, str(path), str(out), str(SECONDS)]
        environment = {**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}  # a core for each process
        environment["PYTHONIOENCODING"] = "utf-8"  # else what a lesson prints to a pipe is in Windows's own characters
        try:
            done = subprocess.run(
                command,
                cwd=course.root,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                timeout=WAITING * SECONDS,
            )
        except subprocess.TimeoutExpired:
            return [f"{where}: still running after {WAITING * SECONDS} s. Look for something that waits."]
        if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
            return [f"{where}: took {SECONDS} s of processor time. Look for an endless loop."]
        if done.returncode or not out.is_file():
            return [stopped(course, where, done.stderr)]
        problems: list[str] = json.loads(out.read_text(encoding="utf-8"))
        if done.stderr.strip():
            first = done.stderr.strip().splitlines()[0]
            problems.append(f"{where}: writes to stderr: {first}. Fix the cause; a lesson shows no warnings.")
        return [problem if problem.startswith(("course/", where)) else f"{where}: {problem}" for problem in problems]


def stopped(course: Course, where: str, stderr: str) -> str:
    """What ended a trial, at the last line of the course's own files that the traceback names."""
    last = (stderr.strip().splitlines() or ["it ended without a word"])[-1].rstrip(".?")
    if last.startswith(TOLD):
        return f"{last.removeprefix(TOLD)}."  # it names the place and the next step
    frames = [(Path(name), line) for name, line in FRAME.findall(stderr)]
    own = [f"{course.shown(path)}:{line}" for path, line in frames if path.is_relative_to(course.root / "course")]
    place = own[-1] if own else where
    if own and not place.startswith(f"course/{Path(where).parent.name}/lesson.py:"):
        return f"{place}: {last}. Fix the line."
    return f"{place}: does not run from top to bottom: {last}. Run its cells one by one to see where."
