"""The command `autograde`: a thin skin on the functions of the same names; no traceback reaches its user."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.commands import grade
from autograde.grading.doctor_command import doctor
from autograde.grading.pages_commands import feedback, report

console = Console(highlight=False)


class PlainErrors(click.Group):
    """A group whose commands end in one line on stderr and status 2 when something is wrong, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; AUTOGRADE_TRACEBACK=1 lets unexpected errors through."""
        try:
            return super().invoke(ctx)
        except AutogradeError as error:
            click.echo(f"autograde: {error}", err=True)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("AUTOGRADE_TRACEBACK"):
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            click.echo(
                f"autograde: unexpected {type(error).__name__}: {error} ({last.filename}:{last.lineno}). "
                "Set AUTOGRADE_TRACEBACK=1 and run again to see where it comes from.",
                err=True,
            )
        sys.exit(2)


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backprop-course")
def main() -> None:
    """Build, check and grade the notebooks of this course."""


@main.command()
@click.argument("lesson", nargs=-1)
def build(lesson: tuple[str, ...]) -> None:
    """Make source/ and release/ from the lesson texts in course/.

    Without LESSON, all lessons are built. If any lesson's text breaks a rule, nothing is written.
    """
    from autograde.build import build as build_lessons

    course = Course.around()
    changed = build_lessons(course, lesson)
    for path in changed:
        click.echo(f"wrote {course.shown(path)}")
    if not changed:
        click.echo("source/ and release/ were up to date.")


@main.command()
@click.argument("lesson", nargs=-1)
def check(lesson: tuple[str, ...]) -> None:
    """Prove that the lessons are ready for students (the author's gate).

    With LESSON, only those are run; all are read. Exit status 1 when a check fails; every message names the file and
    the fix.
    """
    from autograde.gate import run_checks, steps

    course = Course.around()
    lessons = course.select(lesson)
    failed = False
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("Checking", total=steps(lessons))
        for name, problems in run_checks(course, lessons, lambda: progress.advance(bar)):
            failed = failed or bool(problems)
            console.print(f"{'failed' if problems else 'ok':>6}  {name}", style="bold" if problems else "")
            for problem in problems:
                console.print(f"        {problem}", markup=False, soft_wrap=True)
    sys.exit(1 if failed else 0)


@main.group()
def new() -> None:
    """Write the skeleton of a lesson or an exercise, to be edited."""


@new.command("lesson")
@click.argument("name")
def new_lesson(name: str) -> None:
    """Make the folder course/NAME; NAME is NN_name, with the next number."""
    from autograde.new import new_lesson as make

    course = Course.around()
    for path in make(course, name):
        click.echo(f"wrote {course.shown(path)}")
    click.echo(f"Next: `autograde new exercise NAME {name}`.")


@new.command("exercise")
@click.argument("name")
@click.argument("lesson")
def new_exercise(name: str, lesson: str) -> None:
    """Put the exercise NAME behind LESSON's last one.

    It doubles its input and passes the gate: edit it step by step, and move its cells to where they belong.
    """
    from autograde.new import new_exercise as make

    course = Course.around()
    for path in make(course, lesson, name):
        click.echo(f"extended {course.shown(path)}")
    click.echo(f"Next: edit them, then `autograde build {lesson}` and `autograde check {lesson}`.")


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path))
def validate(notebook: Path) -> None:
    """Run NOTEBOOK from top to bottom and print the points of each exercise.

    Exit status 0 only for full points. The file is read, never written.
    """
    from autograde.validate import validate as validate_notebook

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(f"Running {notebook.name}", total=None)
        scores, notes = validate_notebook(notebook, lambda done, of: progress.update(bar, completed=done, total=of))
    for note in notes:
        click.echo(f"note: {note}", err=True)
    table = Table("exercise", "points", "remark", show_footer=True)
    for score in scores:
        table.add_row(score.exercise, f"{score.points:g} of {score.max_points:g}", score.remark)
    total, full = sum(score.points for score in scores), sum(score.max_points for score in scores)
    table.columns[0].footer, table.columns[1].footer = "all", f"{total:g} of {full:g}"
    console.print(table)
    sys.exit(0 if all(score.full for score in scores) else 1)


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--copy-only", is_flag=True, help="Make the working copy and say where it is; start nothing.")
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
def lab(copy_only: bool, jupyter_options: tuple[str, ...]) -> None:
    """Open JupyterLab on your working copy of the lessons (work/lessons).

    The copy is made at the first start; later starts keep what you have written. Further options, such as
    --no-browser or --port 9999, go to JupyterLab.
    """
    from autograde.lab import changed_since_copied, open_lab, running, working_copy

    course = Course.around()
    folder, added = working_copy(course)
    for name in added:
        click.echo(f"added {name} to your working copy")
    for name in changed_since_copied(course):
        click.echo(f"{name} has changed since your copy was made. To start it afresh, move {folder / name} away.")
    click.echo(f"Your lessons are in {folder}; release/ stays as it was published.")
    if copy_only:
        return
    if hasattr(os, "getuid") and os.getuid() == 0 and "--allow-root" not in jupyter_options:
        raise AutogradeError(
            "JupyterLab does not run as root. Start it as an ordinary user, "
            "or, in a machine of your own: .venv/bin/autograde lab --allow-root"
        )
    if address := running(folder):  # a second one would write into the same notebooks
        click.echo(f"JupyterLab is running on them already: {address}\nFile > Shut Down, there, ends it.")
        if "--no-browser" not in jupyter_options:
            click.launch(address)
        return
    click.echo("JupyterLab starts; it opens in your browser, or at the address below. Ctrl-C here, twice, ends it.")
    sys.exit(open_lab(course, folder, jupyter_options))


for command in (doctor, grade, feedback, report):
    main.add_command(command)
