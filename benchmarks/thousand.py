"""A class of 1,000, right, wrong, messy and hostile notebooks mixed: graded to the end, with a kill on the way.

    python -m benchmarks.thousand              # about a quarter of an hour: endless loops wait for their limits
    python -m benchmarks.thousand --size 100

Three notebooks of five come from the sample class, one from the messy and one from the hostile corpus. The run is
killed once a third is graded, and resumed. Every score must be what the tables of tests/submissions state. Printed are
the time, the most memory in the first and in the last part of the run, and who was graded otherwise than expected.
Left out: what the attacks may reach (tests/grading/test_hostile.py).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import nbformat
import psutil
from rich.console import Console

from autograde.course import Course
from autograde.grading.gradebook.results import read_results
from benchmarks.grading import tree_memory
from tests.course_copy import copy_course
from tests.grading import corpus
from tests.made_up_students import submissions

ROUND = ("sample", "messy", "sample", "hostile", "sample")
Writer = Callable[[Path], None]
Maker = tuple[str, str, float, Writer]  # lesson, what it is, points expected, what writes it into a student's folder


def makers(course: Course) -> dict[str, list[Maker]]:
    """All notebooks there are, by kind."""
    found: dict[str, list[Maker]] = {}
    for item in submissions():
        text = nbformat.writes(item.notebook(course.root / "release"))

        def write(folder: Path, text: str = text, name: str = f"{item.lesson}.ipynb") -> None:
            (folder / name).write_text(text, encoding="utf-8")

        found.setdefault("sample", []).append((item.lesson, item.student, item.points, write))
    for kind in ("messy", "hostile"):
        for sample in corpus.samples(kind):
            found.setdefault(kind, []).append((sample.lesson, sample.name, sum(sample.points), sample.hand_in))
    return found


def hand_in(course: Course, size: int) -> dict[tuple[str, str], float]:
    """Write the class's submissions: (lesson, student) -> points expected."""
    kinds = {kind: cycle(all_of_them) for kind, all_of_them in makers(course).items()}
    expected = {}
    for number, kind in enumerate(islice(cycle(ROUND), size)):
        lesson, name, points, write = next(kinds[kind])
        student = f"{number:04d}-{name.replace('_', '-')}"
        folder = course.root / "work" / "submitted" / student / lesson
        folder.mkdir(parents=True)
        write(folder)
        expected[lesson, student] = points
    return expected


def start(course: Course) -> subprocess.Popen[bytes]:
    """Grade what is not graded yet."""
    with (course.root / "said.txt").open("ab") as said:
        command = [sys.executable, "-m", "autograde", "grade"]
        return subprocess.Popen(command, cwd=course.root, stdout=said, stderr=said, start_new_session=True)


def count(course: Course) -> int:
    """How many results there are."""
    return sum(1 for _ in (course.root / "work" / "results").rglob("*.json"))


def memory_by_count(course: Course, process: subprocess.Popen[bytes]) -> Iterator[tuple[int, float]]:
    """(results, MB of memory) again and again, until the process ends."""
    for memory in tree_memory(process):
        yield count(course), memory
        time.sleep(1.0)


def grade(course: Course, size: int) -> dict[str, float]:
    """Grade the class, with a kill after a third; figures by name."""
    started, seen = time.perf_counter(), []
    process = start(course)
    for graded, memory in memory_by_count(course, process):
        seen.append((graded, memory))
        if graded >= size // 3:
            children = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            process.wait()
            left = psutil.wait_procs(children, timeout=15)[1]
            assert not left, f"still running after the kill: {left}"
            break
    at_kill = count(course)
    process = start(course)
    seen += list(memory_by_count(course, process))
    assert process.returncode == 0, (course.root / "said.txt").read_text()[-2000:]
    early = max(memory for graded, memory in seen if graded <= size // 3)
    late = max(memory for graded, memory in seen if graded >= 2 * size // 3)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "graded at the kill": at_kill, "MB early": early, "MB late": late}


def main() -> int:
    """Grade the class and say what came of it; 1 if a score is not the expected one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thousand", description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=1000)
    size = parser.parse_args().size
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="thousand-") as folder:
        course = copy_course(Path(folder))
        expected = hand_in(course, size)
        figures = grade(course, size)
        lessons = sorted({lesson for lesson, _ in expected})
        points = {(lesson, r.student): r.points for lesson in lessons for r in read_results(course, lesson)}
    wrong = {key: (worth, points.get(key)) for key, worth in expected.items() if points.get(key) != worth}
    console.print(f"{len(points)} of {size} graded on {len(os.sched_getaffinity(0))} cores")
    for name, figure in figures.items():
        console.print(f"{name:20} {figure:8.0f}")
    for (lesson, student), (worth, earned) in wrong.items():
        console.print(f"{lesson} {student}: expected {worth:g} points, graded {earned}")
    console.print(f"{len(wrong)} scores were not the expected ones")
    return 1 if wrong or len(points) != size else 0


if __name__ == "__main__":
    sys.exit(main())
