"""How many cheats come through: the hostile corpus graded by stock nbgrader and by this course's grader, side by side.

Run from the top of the project: `python -m benchmarks.cheats`. Only files of tests/submissions/hostile that aim at
points take part; each is one submission. Stock nbgrader runs with its default settings, tests in the student's kernel,
and without walls: what these files do besides, they do with your rights (they patch what is in memory and look for
files). Takes about three minutes. Left out: attacks that fork the kernel or write into its sockets, and all others,
which stock nbgrader would have to be protected from.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from rich.console import Console

from autograde.errors import AutogradeError
from autograde.grading.intake.bundle import Bundle
from autograde.grading.run.job import run_job
from autograde.grading.sandbox.box import Box
from tests.course_copy import ROOT
from tests.grading import corpus
from tests.made_up_students import submissions
from tests.nbgrader_command import own_jupyter

AT_THE_PROCESS = {"library_in_a_child_process", "forge_the_answer", "answer_before_asked", "strange_outcomes"}
SETTINGS = "c = get_config()\nc.Execute.timeout = 20\n"
Points = dict[str, dict[str, float]]


def cheats() -> list[corpus.Sample]:
    """The files that take part."""
    return [
        sample
        for sample in corpus.samples("hostile")
        if sample.more["aim"] == "points" and sample.name not in AT_THE_PROCESS
    ]


def nbgrader(course: Path, *words: str) -> None:
    """Run a command of nbgrader in a course folder; a failure shows in what the gradebook lacks."""
    with own_jupyter() as environment, (course / "nbgrader.log").open("ab") as log:
        environment["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])  # it calls alembic
        command = [sys.executable, "-m", "nbgrader", *words]
        subprocess.run(command, cwd=course, env=environment, stdout=log, stderr=log, check=False, timeout=1800)


def by_stock(samples: list[corpus.Sample], course: Path) -> Points:
    """Points by stock nbgrader: sample -> exercise -> points; what waits for a person counts as none."""
    from nbgrader.api import Gradebook  # slow to import

    shutil.copytree(ROOT / "source", course / "source")
    (course / "nbgrader_config.py").write_text(SETTINGS)
    lessons = list(dict.fromkeys(sample.lesson for sample in samples))
    for lesson in lessons:
        nbgrader(course, "generate_assignment", lesson)
    for sample in samples:
        folder = course / "submitted" / sample.name / sample.lesson
        folder.mkdir(parents=True)
        sample.hand_in(folder, {"CANARY_COURSE": str(ROOT)})
    honest = [item for item in submissions() if item.student == "perfect" and item.lesson in lessons]
    for item in honest:
        path = item.path(course / "submitted")
        path.parent.mkdir(parents=True)
        nbformat.write(item.notebook(course / "release"), path)
    for lesson in lessons:
        nbgrader(course, "autograde", lesson)
    missing = [s for s in samples if not (course / "autograded" / s.name / s.lesson).is_dir()]
    for sample in missing:  # where one submission has stopped the batch, the others get their turn
        nbgrader(course, "autograde", sample.lesson, f"--student={sample.name}")
    found: Points = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for item in honest:  # without this, a stock nbgrader that does not run would look safe
            if sum(grades(book, item.lesson, item.student).values()) != item.points:
                raise AutogradeError(f"Stock nbgrader did not grade an honest notebook: {course}/nbgrader.log.")
        for sample in samples:
            found[sample.name] = grades(book, sample.lesson, sample.name)
    return found


def grades(book: object, lesson: str, student: str) -> dict[str, float]:
    """The points of one submission by exercise; none where nbgrader could not grade it."""
    from nbgrader.api import MissingEntry

    try:
        submission = book.find_submission(lesson, student)  # type: ignore[attr-defined]
    except MissingEntry:
        return {}
    all_grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return {re.sub("^test_", "", grade.name): grade.auto_score or 0.0 for grade in all_grades}


def by_ours(samples: list[corpus.Sample], folder: Path) -> Points:
    """Points by this course's grader, one sandbox a lesson."""
    found: Points = {}
    for lesson, bundle in corpus.bundles().items():
        mine = [sample for sample in samples if sample.lesson == lesson]
        if mine:
            box = Box(bundle)
            try:
                found |= {sample.name: points_of(sample, bundle, box, folder) for sample in mine}
            finally:
                box.close()
    return found


def points_of(sample: corpus.Sample, bundle: Bundle, box: Box, folder: Path) -> dict[str, float]:
    """The points of one submission."""
    place = folder / sample.name / sample.lesson
    place.mkdir(parents=True)
    sample.hand_in(place, {"CANARY_COURSE": str(ROOT)})
    result = run_job(bundle, corpus.job_of(bundle, folder, sample.name), box)
    return {name: report["points"] for name, report in result.reports.items()}


def unearned(sample: corpus.Sample, points: dict[str, float]) -> float:
    """Points beyond what the answers are worth."""
    return sum(max(0.0, points.get(name, 0.0) - worth) for name, worth in sample.expected.items())


def main() -> int:
    """Grade, and print both counts."""
    samples, console = cheats(), Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "course").mkdir()
        try:
            ours = by_ours(samples, Path(folder) / "ours")
            stock = by_stock(samples, Path(folder) / "course")
        except AutogradeError as error:
            print(f"cheats: {error}", file=sys.stderr)
            return 2
    sums = {s.name: (unearned(s, stock[s.name]), unearned(s, ours[s.name])) for s in samples}
    console.print(f"{'unearned points of 10':36} {'stock':>6} {'ours':>6}")
    for name, (by_them, by_us) in sorted(sums.items(), key=lambda item: -item[1][0]):
        console.print(f"{name:36} {by_them:6.4g} {by_us:6.4g}")
    counts = [sum(row[side] > 0 for row in sums.values()) for side in (0, 1)]
    ungraded = sum(not points for points in stock.values())
    counted = f"stock nbgrader {counts[0]}, ours {counts[1]} (stock could not grade {ungraded})"
    console.print(f"\nsubmissions that gained unearned points, of {len(sums)}: {counted}")
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
