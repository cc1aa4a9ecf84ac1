"""The class of made-up students, graded by nbgrader's own commands from the submitted notebook to the feedback page.

    python -m tests.sample_class work/demo

It is graded in a folder of its own, laid out like a course, in the sandbox like any other.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.errors import AutogradeError
from tests.course_copy import ROOT, UNWANTED
from tests.made_up_students import Submission, submissions
from tests.nbgrader_command import nbgrader

BY_COMMAND = ("01_slopes", "05_engine")  # whose part `test_sample_class` has graded by nbgrader's commands
NOTICE = "README.txt"
NOTICE_TEXT = """\
The sample class, graded by nbgrader. `python -m tests.sample_class` made this folder and replaces it when
it runs again; keep nothing of your own here.
"""

# nbgrader grades one notebook after the other; two calls, each with half of the students, keep two cores busy
HALVES = ("--student=[a-n]*", "--student=[!a-n]*")
WHOLE = ("--student=*",)  # needs one sandbox for a lesson, not two


def lay_out(target: Path, course: Course) -> None:
    """A fresh course folder at `target`; a folder that an earlier run made there is replaced, any other is refused."""
    if target.is_dir() and any(target.iterdir()):
        known = (target / NOTICE).read_text(encoding="utf-8") if (target / NOTICE).is_file() else ""
        if not known.startswith("The sample class, graded by "):
            raise AutogradeError(f"{target} exists and is not a sample class. Name a new folder, or remove that one.")
        shutil.rmtree(target)
    elif target.exists() and not target.is_dir():
        raise AutogradeError(f"{target} is a file. Name a new folder.")
    for stage in ("source", "release"):
        missing = [name for name in course.lessons if not course.notebook(stage, name).is_file()]
        if missing:
            raise AutogradeError(f"{stage}/ has no notebook of {', '.join(missing)}. Run `autograde build` first.")
    target.mkdir(parents=True, exist_ok=True)
    (target / NOTICE).write_text(NOTICE_TEXT, encoding="utf-8")
    for name in ("course", "source", "release"):
        shutil.copytree(course.root / name, target / name, ignore=UNWANTED)
    shutil.copy(course.root / "nbgrader_config.py", target)


def submit(target: Path, handed_in: list[Submission]) -> None:
    """Write every notebook of the class to work/submitted/<student>/<lesson>/<lesson>.ipynb."""
    for submission in handed_in:
        path = submission.path(target / "work" / "submitted")
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(submission.notebook(target / "release"), path)


def steps(parts: Sequence[str], pages: str) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """What is done with the class, and nbgrader's words for it; those of one step run side by side."""
    yield "gradebook learns the lessons", [("generate_assignment", "*", "--force")]
    yield "autograde", [("autograde", "*", part) for part in parts]
    yield "feedback pages", [("generate_feedback", pages, part) for part in parts]
    yield "export", [("export", "--to=work/grades.csv")]


def grade(
    target: Path,
    course: Course | None = None,
    progress: Progress | None = None,
    parts: Sequence[str] = HALVES,
    pages: str = "*",
) -> list[Submission]:
    """Lay out a course at `target`, hand in the class of its lessons and grade it with nbgrader; returns the class.

    Leaves the gradebook, the graded notebooks, the feedback pages and grades.csv in target/work.
    parts: patterns of students that are graded side by side.   pages: the lessons that get feedback pages.
    """
    course = course or Course(ROOT)
    handed_in = [submission for submission in submissions() if submission.lesson in course.lessons]
    lay_out(target, course)
    submit(target, handed_in)
    progress = progress or Progress(disable=True)
    # nbgrader says "Converting notebook …" once for a notebook, in autograde twice: before and after it is run
    totals = {"autograde": 2 * len(handed_in), "feedback pages": len(handed_in)}
    for label, commands in steps(parts, pages):
        bar = progress.add_task(label, total=totals.get(label))

        def count(line: str, bar: TaskID = bar) -> None:
            if "Converting notebook" in line:
                progress.advance(bar)

        with ThreadPoolExecutor(len(commands)) as pool:
            list(pool.map(lambda words, count=count: nbgrader(target, *words, on_line=count), commands))
        progress.update(bar, total=totals.get(label, 1), completed=totals.get(label, 1))
    return handed_in


def scores(target: Path) -> dict[tuple[str, str], dict[str, float | None]]:
    """(student, lesson) -> exercise -> points in the gradebook; None where nbgrader waits for a person."""
    from nbgrader.api import Gradebook  # slow to import

    settings = nbgrader_config(target).CourseDirectory
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    with Gradebook(settings.db_url, settings.course_id) as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                found[submission.student.id, assignment.name] = {
                    grade.name.removeprefix("test_"): None if grade.needs_manual_grade else grade.score
                    for grade in grades
                }
    return found


def table(lesson: str, handed_in: list[Submission], found: dict[tuple[str, str], dict[str, float | None]]) -> Table:
    """One lesson's students and exercises with points and totals; a score that was not expected is marked."""
    mine = [submission for submission in handed_in if submission.lesson == lesson]
    result = Table(title=lesson, title_justify="left", box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    result.add_column("student", no_wrap=True)
    for name in [*mine[0].expected, "total"]:
        result.add_column(name.replace("_", "_\n"), justify="right")
    for submission in mine:
        got = found.get((submission.student, lesson), {})
        row = []
        for name, expected in submission.expected.items():
            points = got.get(name)
            text = "?" if points is None else f"{points:g}"
            row.append(text if points == expected.points else f"{text}, not {expected.points:g}")
        result.add_row(submission.student, *row, f"{sum(points or 0 for points in got.values()):g}")
    return result


def shown(path: Path) -> str:
    """A path as it is printed: relative to the working folder where it lies inside."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> int:
    """Grade the class in the folder named on the command line and print the results; 1 if a score is unexpected."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.sample_class", description="Grade the sample class with nbgrader."
    )
    parser.add_argument("folder", type=Path, help="where to grade; replaced when it holds an earlier sample class")
    target = parser.parse_args().folder.resolve()
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            handed_in = grade(target, progress=progress)
    except AutogradeError as error:
        print(f"sample_class: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("sample_class: stopped. The next run starts afresh.", file=sys.stderr)
        return 130
    found = scores(target)
    for lesson in sorted({submission.lesson for submission in handed_in}):
        console.print(table(lesson, handed_in, found), "")
    work = target / "work"
    page = next(submission for submission in handed_in if submission.student == "not_swapped")
    console.print(f"gradebook        {shown(work / 'gradebook.db')}", soft_wrap=True)
    console.print(f"feedback pages   {shown(page.path(work / 'feedback', '.html'))} and others", soft_wrap=True)
    console.print(f"table of grades  {shown(work / 'grades.csv')}", soft_wrap=True)
    wrong = [
        (submission.student, name)
        for submission in handed_in
        for name, expected in submission.expected.items()
        if found.get((submission.student, submission.lesson), {}).get(name) != expected.points
    ]
    if wrong:
        console.print(f"{len(wrong)} scores differ from tests/submissions/expected.toml; they are marked “not”.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
