"""A class in which every attack of the corpus is handed in, beside thirteen honest notebooks: what does it cost them?

    python -m benchmarks.attacked      # about a quarter of an hour: what sleeps or loops waits for its limits

The honest notebooks are graded alone first. In the class with all attacks their results must be the same to the byte,
no attack may earn other points than its table states, the command must end with its output piped, and no process and
no folder of a sandbox may be left. Left out: what each attack may reach (tests/grading/test_hostile.py).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograde.course import Course
from autograde.grading.gradebook.results import read_results
from autograde.grading.gradebook.store import Store
from autograde.grading.run.job import content_of
from autograde.grading.sandbox.strays import strays
from tests.course_copy import copy_course
from tests.grading import corpus
from tests.made_up_students import submissions

HONEST = 13
SECRET = "work/secret"


def main() -> None:
    """Grade both classes and print what differs."""
    before = set(Path(tempfile.gettempdir()).glob("autograde-*"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        alone, attacked = (copy_course(place / name) for name in ("alone", "attacked"))
        names = next(hand_in_honest(course) for course in (alone, attacked))
        expected = hand_in_attacks(attacked)
        quiet = grade(alone)
        (attacked.root / SECRET).write_bytes((alone.root / SECRET).read_bytes())
        loud = grade(attacked)
        changed = [name for name in names if result(alone, *name) != result(attacked, *name)]
        got = {(lesson, one.student): one for lesson in attacked.lessons for one in read_results(attacked, lesson)}
        odd = [name for name, points in expected.items() if name not in got or got[name].points != points]
        left = len(set(Path(tempfile.gettempdir()).glob("autograde-*")) - before)
    print(f"{len(names)} honest notebooks alone: {quiet:.0f} s; beside {len(expected)} attacks: {loud:.0f} s in all")
    print(f"honest results that differ: {len(changed)} {changed or ''}")
    print(f"attacks with other points than stated: {len(odd)} {odd or ''}")
    print(f"left over: {len(strays())} processes, {left} folders")


def hand_in_honest(course: Course) -> list[tuple[str, str]]:
    """Right notebooks of every lesson in turn, as (lesson, student)."""
    right = [one for one in submissions() if one.student == "perfect"]
    names = []
    for number in range(HONEST):
        one = right[number % len(right)]
        student = f"honest-{number:02d}"
        folder = course.root / "work" / "submitted" / student / one.lesson
        folder.mkdir(parents=True)
        notebook = nbformat.writes(one.notebook(course.root / "release"))
        (folder / f"{one.lesson}.ipynb").write_text(notebook, encoding="utf-8")
        names.append((one.lesson, student))
    return names


def hand_in_attacks(course: Course) -> dict[tuple[str, str], float]:
    """Every attack as a student of its own: (lesson, student) -> points that it must have."""
    expected = {}
    for number, sample in enumerate(corpus.samples("hostile")):
        student = f"{number:03d}-{sample.name.replace('_', '-')}"
        folder = course.root / "work" / "submitted" / student / sample.lesson
        folder.mkdir(parents=True)
        sample.hand_in(folder)
        expected[sample.lesson, student] = sum(sample.points)
    return expected


def grade(course: Course) -> float:
    """Seconds of `autograde grade` with all that it says in a pipe, which ends only when nobody holds it any more."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "autograde", "grade"]
    done = subprocess.run(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    sys.stderr.write(done.stdout)
    return time.perf_counter() - started


def result(course: Course, lesson: str, student: str) -> str:
    """The result of a submission without the time that it took."""
    return content_of(json.loads(Store(course).path(lesson, student).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
