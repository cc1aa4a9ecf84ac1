"""How long a student and an author wait: every check, every notebook, the build. Prints figures beside their limits.

    python -m benchmarks.course

Checks and builds are timed in this process after one warm-up, medians of several runs; a notebook is run with its
solutions in a fresh kernel, so its figure contains kernel start and imports.
"""

import statistics
import time
from collections.abc import Callable

import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table

from autograde.build import render
from autograde.checking import evaluate
from autograde.course import Course
from autograde.exercises import every, right_answers
from autograde.proofs import stand_in

CHECK_LIMIT, NOTEBOOK_LIMIT, BUILD_LIMIT = 0.2, 10.0, 1.0  # seconds


def median_seconds(action: Callable[[], object], runs: int = 7) -> float:
    """Median wall time of an action over several runs, after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def slowest_check(lesson: str) -> tuple[str, float]:
    """The exercise of a lesson whose check takes longest: right answer or first misconception, whichever is slower."""
    found = []
    for exercise in every().values():
        if exercise.lesson != lesson:
            continue
        answers = right_answers(exercise)[0]
        wrong = stand_in(exercise, exercise.misconceptions[-1])
        for functions in (answers, wrong):
            found.append((exercise.name, median_seconds(lambda e=exercise, f=functions: evaluate(e, f))))
    return max(found, key=lambda pair: pair[1])


def notebook_seconds(course: Course, lesson: str) -> float:
    """Wall time of the solved notebook from top to bottom, kernel start included."""
    notebook = nbformat.read(course.notebook("source", lesson), as_version=4)
    start = time.perf_counter()
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(course.root)}}).execute()
    return time.perf_counter() - start


def main() -> None:
    """Measure everything and print one table; a figure above its limit is marked."""
    course = Course.around()
    table = Table("what", "seconds", "limit", "")
    rows = [
        (f"check: slowest of {lesson} ({name})", seconds, CHECK_LIMIT)
        for lesson in course.lessons
        for name, seconds in [slowest_check(lesson)]
    ]
    rows += [(f"notebook {lesson}", notebook_seconds(course, lesson), NOTEBOOK_LIMIT) for lesson in course.lessons]
    lessons = course.lessons
    rows.append(
        (f"build of {len(lessons)} lessons", median_seconds(lambda: [render(course, n) for n in lessons]), BUILD_LIMIT)
    )
    for what, seconds, limit in rows:
        table.add_row(what, f"{seconds:.3f}", f"{limit:g}", "" if seconds < limit else "above the limit")
    Console().print(table)


if __name__ == "__main__":
    main()
