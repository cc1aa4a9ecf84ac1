"""A whole term: every lesson handed in by thirty students, right, wrong and messy, graded and reported.

    python -m benchmarks.term                      # a few minutes
    python -m benchmarks.term --keep work/term     # leaves the class there, with its report in work/report

Each answer is one of the sample class's, right more often from some students and in some exercises than in others, so
that the report has something to tell. A notebook of six comes damaged in a way of the messy corpus that costs nothing.
An answer that calls another one stands beside a right one, so that every score must be the sum of what the table of
the sample class states for its answers. Left out: attacks and kills (`thousand`), how fast (`grading`).
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from rich.console import Console

from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.gradebook.results import read_results
from tests.course_copy import copy_course
from tests.grading import corpus
from tests.made_up_students import EDITS, cell_of, submissions

STUDENTS = 30
MESSES = (  # of the messy corpus: whatever lesson it is done to, no points are lost
    *("whole_notebook_twice", "no_metadata", "windows_line_ends", "byte_order_mark", "utf_16"),
    *("tests_cells_deleted", "no_ids", "format_3", "sources_as_lists", "every_cell_twice"),
)


class Answer(NamedTuple):
    """Text of an exercise's cell, its points, whether these are all, and the exercises whose functions it calls."""

    source: str
    points: float
    right: bool
    calls: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Messed(corpus.Sample):
    """A sample of the messy corpus whose mess is made of another notebook."""

    document: Mapping[str, Any]

    def notebook(self, names: Mapping[str, Any]) -> dict[str, Any]:
        return copy.deepcopy(dict(self.document))


def answers(course: Course, lesson: str) -> dict[str, list[Answer]]:
    """Exercise -> its answers in the sample class; an untouched cell is one of the wrong ones."""
    found: dict[str, list[Answer]] = {}
    home = {function: exercise.name for exercise in of_lesson(lesson) for function in exercise.function_names}
    plain = [s for s in submissions() if s.lesson == lesson and s.student not in EDITS]
    for submission in plain:
        notebook = submission.notebook(course.root / "release")
        for name, expected in submission.expected.items():
            source = cell_of(notebook, name).source
            used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
            calls = frozenset(home[function] for function in used & set(home)) - {name}
            found.setdefault(name, []).append(Answer(source, expected.points, not expected.diagnosis, calls))
    return found


def mixed(choices: dict[str, list[Answer]], knows: dict[str, float], dice: random.Random) -> dict[str, Answer]:
    """One answer for each exercise, right with the probability that the student knows it."""
    while True:
        chosen = {}
        for name, found in choices.items():
            right = dice.random() < knows[name]
            chosen[name] = dice.choice([answer for answer in found if answer.right == right] or found)
        if all(chosen[other].right for answer in chosen.values() for other in answer.calls):
            return chosen


def hand_in(course: Course, lesson: str, dice: random.Random) -> Iterator[tuple[str, float]]:
    """Write a lesson's thirty submissions; (student, points expected) of each."""
    choices = answers(course, lesson)
    untouched = nbformat.read(course.notebook("release", lesson), as_version=4)
    messes = {sample.name: sample for sample in corpus.samples("messy") if sample.name in MESSES}
    hard = {name: dice.uniform(0.0, 0.6) for name in choices}
    for number in range(STUDENTS):
        notebook = copy.deepcopy(untouched)
        chosen = mixed(choices, {name: 0.5 + number / STUDENTS - hard[name] for name in choices}, dice)
        for name, answer in chosen.items():
            cell_of(notebook, name).source = answer.source
        student = f"student-{number + 1:02d}"
        folder = course.root / "work" / "submitted" / student / lesson
        folder.mkdir(parents=True)
        document = json.loads(json.dumps(notebook))
        if number % 6:
            (folder / f"{lesson}.ipynb").write_text(json.dumps(document), encoding="utf-8")
        else:
            mess = messes[dice.choice(MESSES)]
            Messed(**{**vars(mess), "lesson": lesson}, document=document).hand_in(folder)
        yield student, sum(answer.points for answer in chosen.values())


def run(course: Course, *words: str) -> float:
    """Seconds that `autograde <words>` takes; what it says goes to said.txt."""
    started = time.perf_counter()
    with (course.root / "said.txt").open("ab") as said:
        command = [sys.executable, "-m", "autograde", *words]
        subprocess.run(command, cwd=course.root, stdout=said, stderr=said, check=True)
    return time.perf_counter() - started


def term(folder: Path, console: Console) -> int:
    """Hand in, grade and report a term in an empty folder; how many scores are not the expected ones."""
    dice = random.Random(0)
    course = copy_course(folder)
    expected = {(lesson, who): worth for lesson in course.lessons for who, worth in hand_in(course, lesson, dice)}
    console.print(f"{len(expected)} notebooks of {len(course.lessons)} lessons")
    console.print(f"graded in {run(course, 'grade'):.0f} s, reported in {run(course, 'report'):.0f} s")
    results = {(lesson, result.student): result for lesson in course.lessons for result in read_results(course, lesson)}
    wrong = 0
    for key, worth in expected.items():
        points = results[key].points if key in results else None
        if points is None or abs(points - worth) > 1e-9:
            wrong += 1
            console.print(f"{' '.join(key)}: expected {worth:g} points, graded {points}")
    console.print(f"{wrong} scores were not the expected ones")
    return wrong


def main() -> int:
    """Grade the term and say what came of it; 1 if a score is not the expected one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.term", description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder in which everything stays")
    keep, console = parser.parse_args().keep, Console(highlight=False, soft_wrap=True)
    if keep:
        keep.mkdir(parents=True)
        return int(term(keep.resolve(), console) > 0)
    with tempfile.TemporaryDirectory(prefix="term-") as folder:
        return int(term(Path(folder), console) > 0)


if __name__ == "__main__":
    sys.exit(main())
