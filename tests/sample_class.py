"""A class of made-up students, graded by nbgrader's own commands from the submitted notebook to the feedback page.

    python -m tests.sample_class work/demo

Each student is named after a defect, so that the gradebook reads itself. What a student wrote stands once, as text,
in tests/submissions/<lesson>/<student>.py: functions and nothing else (imports at its head are those that the lesson
makes). The whole notebook is made when it is needed: today's release with those functions in its solution cells, and
then the student's entry in EDITS, for deeds that are not answers, such as deleting a tests cell. So a lesson's
text may change freely; an exercise that is renamed is noticed here. Expected points and diagnoses of every notebook are
in tests/submissions/expected.toml.

The class is graded in a folder of its own, laid out like a course, in the sandbox like any other. Left out: submissions
that attack the grader.
"""

from __future__ import annotations

import argparse
import ast
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograde.build import nbgrader_config, read_lesson
from autograde.checking import draw
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.exercises import find, of_lesson
from tests.course_copy import COURSE, ROOT, UNWANTED
from tests.forked_command import Command

SUBMISSIONS = ROOT / "tests" / "submissions"
BY_COMMAND = ("01_slopes", "05_engine")  # whose part `test_sample_class` has graded by nbgrader's commands
NOTICE = "README.txt"
NOTICE_TEXT = """\
The sample class, graded by stock nbgrader. `python -m tests.sample_class` made this folder and replaces it when
it runs again; keep nothing of your own here.
"""

# nbgrader grades one notebook after the other; two calls, each with half of the students, keep two cores busy
HALVES = ("--student=[a-n]*", "--student=[!a-n]*")
WHOLE = ("--student=*",)  # needs one sandbox for a lesson, not two

Lines = Callable[[str], None]


@dataclass(frozen=True)
class Expected:
    """What one exercise of one notebook earns, and what the report names as the cause ("" for full points)."""

    points: float
    diagnosis: str = ""


@dataclass(frozen=True)
class Submission:
    """One notebook that a student hands in."""

    student: str
    lesson: str
    row: dict[str, Any]  # what expected.toml says of it

    @property
    def answers(self) -> str:
        """The student's functions; "perfect" has the lesson's own where the file has none."""
        text = (SUBMISSIONS / self.lesson / f"{self.student}.py").read_text(encoding="utf-8")
        if self.student != "perfect":
            return text
        missing = [
            source
            for source in solutions_of(self.lesson)
            if not functions_of(source).keys() & functions_of(text).keys()
        ]
        lines = [line for line in "\n\n".join(missing).splitlines() if not line.strip().startswith("###")]
        return "\n".join([text, *lines])

    @functools.cached_property
    def expected(self) -> dict[str, Expected]:
        """What each exercise earns; what the row does not name is full, or not written."""
        written = set(functions_of(self.answers))
        found = {}
        for exercise in of_lesson(self.lesson):
            full = written & {*exercise.handed, *exercise.function_names}
            usual = (exercise.points, "") if full else (0.0, "not written")
            found[exercise.name] = Expected(*self.row.get(exercise.name, usual))
        return found

    @property
    def points(self) -> float:
        """What the whole notebook earns."""
        return sum(expected.points for expected in self.expected.values())

    def path(self, stage: Path, suffix: str = ".ipynb") -> Path:
        """Where the notebook, or what is made of it, lies in one of nbgrader's folders."""
        return stage / self.student / self.lesson / f"{self.lesson}{suffix}"

    def notebook(self, release: Path) -> Any:
        """The whole notebook, made from the release in that folder."""
        notebook = nbformat.read(release / self.lesson / f"{self.lesson}.ipynb", as_version=4)
        fill_in(notebook, self.answers, f"tests/submissions/{self.lesson}/{self.student}.py")
        EDITS.get(self.student, lambda notebook: None)(notebook)
        return notebook


@functools.cache
def solutions_of(lesson: str) -> list[str]:
    """The solution cells of a lesson's text."""
    return [cell.source for cell in read_lesson(COURSE, lesson).marked("solution")]


@functools.cache
def submissions() -> list[Submission]:
    """The whole class, in the order of expected.toml."""
    lessons = tomllib.loads((SUBMISSIONS / "expected.toml").read_text(encoding="utf-8"))
    return [Submission(student, lesson, row) for lesson, rows in lessons.items() for student, row in rows.items()]


# --- whole notebooks --------------------------------------------------------------------------------------------------


def cell_of(notebook: Any, grade_id: str) -> Any:
    """The cell with that nbgrader id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def functions_of(source: str) -> dict[str, ast.stmt]:
    """The functions, classes and dictionaries defined at the top of a piece of code, by name."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def fill_in(notebook: Any, answers: str, where: str) -> None:
    """Put the functions of `answers` in the place of the stubs with their names; the other stubs stay."""
    written = {name: ast.get_source_segment(answers, node) or "" for name, node in functions_of(answers).items()}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            lines = cell.source.splitlines()
            for name, stub in reversed(functions_of(cell.source).items()):
                if name in written:
                    lines[stub.lineno - 1 : stub.end_lineno] = written.pop(name).splitlines()
            cell.source = "\n".join(lines)
    if written:
        raise AutogradeError(f"{where}: the lesson asks for no function called {', '.join(written)}. Rename it there.")


def turn_logging_on(notebook: Any) -> None:
    """A cell of the student's own at the top, after which log lines go to stderr."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import logging\n\nlogging.basicConfig()", id="own-cell"))


def write_down_seen_probes(notebook: Any) -> None:
    """The table of grad_mul, filled with the probes that a student can see by printing them, and their answers."""
    exercise = find("grad_mul")
    seen = {probe.args: exercise.expected(probe) for probe in draw(exercise, "visible")}
    cell = cell_of(notebook, "grad_mul")
    cell.source = cell.source.replace("seen = {}", f"seen = {seen}")


def delete_tests_cells(notebook: Any) -> None:
    """Two tests cells deleted."""
    for name in ("test_grad_mul", "test_grad_max"):
        notebook.cells.remove(cell_of(notebook, name))


def edit_tests_cells(notebook: Any) -> None:
    """One tests cell shows full points itself, the other one shows nothing, which nbgrader takes for full points."""
    cell_of(notebook, "test_grad_mul").source = "2.0"
    cell_of(notebook, "test_predict_change").source = "pass"


def skip_tests_cells(notebook: Any) -> None:
    """Every tests cell tagged so that Jupyter's runner skips it; the second tag is one an earlier setting used."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["tags"] = ["skip-execution", "never"]


EDITS: dict[str, Callable[[Any], None]] = {
    "warns_on_stderr": turn_logging_on,
    "literal_answers": write_down_seen_probes,
    "deleted_tests_cells": delete_tests_cells,
    "edited_tests_cells": edit_tests_cells,
    "skipped_tests_cells": skip_tests_cells,
}


# --- the way through nbgrader -----------------------------------------------------------------------------------------


def lay_out(target: Path, course: Course) -> None:
    """A fresh course folder at `target`; a folder that an earlier run made there is replaced, any other is refused."""
    if target.is_dir() and any(target.iterdir()):
        if not (target / NOTICE).is_file() or (target / NOTICE).read_text(encoding="utf-8") != NOTICE_TEXT:
            raise AutogradeError(f"{target} exists and is not a sample class. Name a new folder, or remove that one.")
        shutil.rmtree(target)
    elif target.exists() and not target.is_dir():
        raise AutogradeError(f"{target} is a file. Name a new folder.")
    for stage in ("source", "release"):
        missing = [name for name in course.lessons if not course.notebook(stage, name).is_file()]
        if missing:
            raise AutogradeError(f"{stage}/ has no notebook of {', '.join(missing)}. Run `make build` first.")
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


# --- results ----------------------------------------------------------------------------------------------------------


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
