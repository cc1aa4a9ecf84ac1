"""The command `autograde`: a thin skin on the functions of the same names; no traceback reaches its user."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.progress import Progress

from autograde.course import Course
from autograde.grading.commands import grade
from autograde.grading.doctor_command import doctor
from autograde.grading.nbgrader_adapter.exchange_command import exchange
from autograde.grading.pages_commands import feedback, report
from autograde.grading.platforms.collect_command import collect
from autograde.grading.platforms.receipts_command import receipts
from autograde.grading.platforms.return_command import return_
from autograde.grading.platforms.roster_command import drop, roster
from autograde.student.commands import PlainErrors, console, lab, validate
from autograde.student.submit_command import submit
from autograde.student.update_commands import reset, update


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
@click.argument("lesson", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder that it is written to.")
def release(lesson: tuple[str, ...], out: Path) -> None:
    """Make what students get, without a solution in it: notebooks, one wheel, a README, and a zip of all that.

    Without LESSON, all lessons that are taught.
    """
    from autograde.edition import release as release_edition

    for path in release_edition(Course.around(), lesson, out):
        click.echo(f"wrote {path}")


for command in (
    *(collect, doctor, drop, exchange, feedback, grade, lab),
    *(receipts, report, reset, return_, roster, submit, update, validate),
):
    main.add_command(command)
