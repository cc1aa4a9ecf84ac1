"""Our grader beside stock nbgrader on the same notebooks, and what one more notebook, core or process costs.

    python -m benchmarks.grading          # about five minutes
    python -m benchmarks.grading --full   # also a class of 1,000

Both graders are called as an instructor calls them, each in a course folder of its own, one after the other. Stock has
its own settings but for the folders. A class is made of the sample class's notebooks, over and over; nothing is kept
from one to the next. Seconds of a core are measured as seconds on a single core. Left out: how safe each is (`cheats`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, cycle, islice, pairwise
from pathlib import Path

import nbformat
import psutil
from rich.console import Console
from rich.table import Table

from autograde.course import Course
from autograde.grading.gradebook.results import read_results
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.sandbox.box import Box
from tests.course_copy import ROOT
from tests.made_up_students import submissions
from tests.nbgrader_command import own_jupyter

NUMPY, TORCH = "01_slopes", "03_sigmoid_neuron"  # the second one gets a cell that imports torch
TORCH_CELL = "import torch\n\ntorch.tanh(torch.linspace(-2, 2, 5))"
CLASS, SIZES, FULL = 30, (30, 100, 300), 1000
LIMITS = {NUMPY: 10.0, TORCH: 20.0}  # times as fast as stock
MARGINAL, SPEEDUP, MEMORY, STRAIGHT = 0.150, 1.7, 200.0, 1.25
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.submitted_directory = "work/submitted"
c.CourseDirectory.autograded_directory = "work/autograded"
c.CourseDirectory.db_url = "sqlite:///work/gradebook.db"
"""


Row = tuple[str, str, str, bool]  # what was measured, its figures, its limit, whether that is kept


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds on the clock, and the most memory at any moment in MB, 0 if not looked at."""

    seconds: float
    memory: float = 0.0


def lay_out(folder: Path, lesson: str, size: int, settings: str = "") -> Course:
    """A course with one lesson, a gradebook that knows it, and a class of that size; settings: other than ours."""
    here = Course(ROOT)
    for stage in ("course", "source", "release"):
        (folder / stage).mkdir(parents=True)
    shutil.copytree(here.text(lesson).parent, folder / "course" / lesson)
    shutil.copy(here.root / "nbgrader_config.py", folder)
    course = Course(folder)
    for stage in ("source", "release"):
        notebook = nbformat.read(here.notebook(stage, lesson), as_version=4)
        if lesson == TORCH:
            notebook.cells.insert(2, nbformat.v4.new_code_cell(TORCH_CELL, id="torch-cell"))
        path = course.notebook(stage, lesson)
        path.parent.mkdir()
        nbformat.write(notebook, path)
    made = [item for item in submissions() if item.lesson == lesson]
    texts = [nbformat.writes(item.notebook(folder / "release")) for item in made]
    for number, (item, text) in enumerate(islice(cycle(zip(made, texts, strict=True)), size)):
        path = folder / "work" / "submitted" / f"{number:04d}-{item.student}" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    if settings:
        (folder / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    run(course, "nbgrader", "generate_assignment", lesson, "--force")
    return course


def run(course: Course, *words: str, cores: int | None = None, watch: bool = False) -> Cost:
    """Run a command in the course's folder, on so many cores; with watch, its memory is looked at as it runs."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    with own_jupyter() as environment, tempfile.TemporaryFile() as said:
        environment["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=course.root,
            env=environment,
            stdout=said,
            stderr=said,
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        )
        memory = max(tree_memory(process), default=0.0) if watch else 0.0
        status = process.wait()
        seconds = time.perf_counter() - started
        said.seek(0)
        assert status == 0, f"`{' '.join(words)}` failed: {said.read().decode()[-2000:]}"
    return Cost(seconds, memory)


def tree_memory(process: subprocess.Popen[bytes]) -> Iterator[float]:
    """Memory of a process and all below it in MB, shared pages counted in parts, again and again until it ends."""
    while process.poll() is None:
        total = 0
        try:
            for one in [top := psutil.Process(process.pid), *top.children(recursive=True)]:
                try:
                    total += one.memory_full_info().pss
                except psutil.Error:
                    continue  # it has just ended
        except psutil.NoSuchProcess:
            return
        yield total / 1e6
        time.sleep(0.2)


def template_memory(folder: Path, lesson: str) -> float:
    """Memory of a lesson's warm template before it serves anybody, in MB."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        bundle = make_bundle(lay_out(Path(place) / "course", lesson, 1), lesson)
    with closing(Box(bundle)) as box:
        return next(tree_memory(box.process))


def ours(folder: Path, lesson: str, size: int, jobs: int, cores: int | None = None, watch: bool = False) -> Cost:
    """Grade a fresh class with `autograde grade`; every score must be the expected one."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        course = lay_out(Path(place) / "course", lesson, size)
        cost = run(course, "autograde", "grade", "--jobs", str(jobs), cores=cores, watch=watch)
        expected = {item.student: item.points for item in submissions() if item.lesson == lesson}
        graded = {result.student: result.points for result in read_results(course, lesson)}
    wrong = [student for student, points in graded.items() if points != expected[student.partition("-")[2]]]
    assert len(graded) == size and not wrong, f"{len(graded)} of {size} graded; wrong points: {wrong[:5]}"
    return cost


def stock(folder: Path, lesson: str, size: int) -> Cost:
    """Grade a fresh class with `nbgrader autograde`."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        course = lay_out(Path(place) / "course", lesson, size, STOCK)
        cost = run(course, "nbgrader", "autograde", lesson)
        graded = len(list((course.root / "work" / "autograded").glob(f"*/{lesson}/{lesson}.ipynb")))
    assert graded == size, f"stock graded {graded} of {size}"
    return cost


def title(lesson: str) -> str:
    """How the table names a lesson."""
    return f"{lesson} with torch" if lesson == TORCH else lesson


def beside_stock(folder: Path) -> Iterator[Row]:
    """The same class by both graders, on all cores that there are."""
    cores = len(os.sched_getaffinity(0))
    for lesson, limit in LIMITS.items():
        theirs, mine = stock(folder, lesson, CLASS).seconds, ours(folder, lesson, CLASS, cores).seconds
        figures = f"stock {theirs:.1f} s, ours {mine:.1f} s: {theirs / mine:.1f} times as fast"
        yield f"{title(lesson)}, a class of {CLASS}", figures, f"{limit:g} times", theirs / mine >= limit


def more_notebooks(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    """What a larger class costs on one core, recording and the students' own computing included."""
    costs = [ours(folder, NUMPY, size, 1, cores=1).seconds for size in sizes]
    for size, cost in zip(sizes, costs, strict=True):
        yield f"{NUMPY} on one core, a class of {size}", f"{cost:.1f} s", "", True
    steps = list(zip(costs, sizes, strict=True))
    slopes = [(late - early) / (large - small) for (early, small), (late, large) in pairwise(steps)]
    last, bend = slopes[-1], slopes[-1] / slopes[0]
    yield "one more notebook, of one core", f"{last * 1e3:.0f} ms", f"{MARGINAL * 1e3:.0f} ms", last <= MARGINAL
    yield "in the largest class against the smallest", f"{bend:.2f} times", f"{STRAIGHT:g} times", bend <= STRAIGHT


def two_at_once() -> float:
    """How many times as fast this machine does two loops of plain Python side by side as one after the other."""
    loop = [sys.executable, "-c", "x = 0\nfor i in range(30_000_000): x += i * i % 7"]
    seconds = []
    for count in (1, 2):
        started = time.perf_counter()
        for process in [subprocess.Popen(loop) for _ in range(count)]:
            process.wait()
        seconds.append(time.perf_counter() - started)
    return 2 * seconds[0] / seconds[1]


def more_processes(folder: Path) -> Iterator[Row]:
    """What a second process gains, and the memory it takes."""
    one, two = (ours(folder, NUMPY, SIZES[-1], jobs).seconds for jobs in (1, 2))
    figures = f"{one:.1f} s and {two:.1f} s: {one / two:.2f} times as fast"
    yield f"--jobs 1 and --jobs 2, {SIZES[-1]} notebooks", figures, f"{SPEEDUP:g} times", one / two >= SPEEDUP
    yield "two loops of plain Python at once, no grading", f"{two_at_once():.2f} times as fast", "", True
    for lesson in LIMITS:
        one, two = (ours(folder, lesson, CLASS, jobs, watch=True).memory for jobs in (1, 2))
        beyond = two - one - template_memory(folder, lesson)
        figures = f"{two - one:.0f} MB, {beyond:.0f} MB of it beyond the template"
        yield f"memory of a second process, {title(lesson)}", figures, f"{MEMORY:g} MB beyond", beyond < MEMORY


def main() -> int:
    """Measure and print a table; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading", description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"also a class of {FULL}")
    full = parser.parse_args().full
    console = Console(highlight=False)
    busy = psutil.cpu_percent(interval=2.0)
    console.print(f"{len(os.sched_getaffinity(0))} cores, {busy:.0f} % of them busy with other things before the start")
    table = Table("what", "measured", "limit", "")
    kept = True
    with tempfile.TemporaryDirectory(prefix="grading-") as folder, console.status("Grading …") as status:
        place, sizes = Path(folder), [*SIZES, FULL] if full else SIZES
        for what, figures, limit, good in chain(
            beside_stock(place), more_notebooks(place, sizes), more_processes(place)
        ):
            status.update(f"{what}: {figures}")
            table.add_row(what, figures, limit, "" if good else "not kept")
            kept = kept and good
    console.print(table)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
