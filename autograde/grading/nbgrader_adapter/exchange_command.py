"""The command `autograde exchange`: make nbgrader's exchange ready, and say who types what."""

from __future__ import annotations

import sys

import click

from autograde.course import Course

STEPS = """\
Each student, once:
    mkdir -p ~/.jupyter && cp {settings} ~/.jupyter/
For every lesson, such as {lesson}:
  you       nbgrader release_assignment {lesson}
  students  nbgrader fetch_assignment {lesson}
            nbgrader submit {lesson}
  you       nbgrader collect {lesson} --update
            autograde grade {lesson} && autograde feedback {lesson}
            nbgrader release_feedback {lesson}
  students  nbgrader fetch_feedback {lesson}
Students who work in work/lessons type `autograde submit {lesson}`, then `nbgrader submit {lesson}` in work/handin."""


@click.command()
def exchange() -> None:
    """Make nbgrader's exchange ready for all accounts of this machine, and say the steps of a lesson.

    The folder is the setting `exchange` in work/course.toml; without it, work/exchange. Exit status 1 when something
    keeps other accounts from it; what to type is said.
    """
    from autograde.grading.nbgrader_adapter.exchange import make_ready, obstacles, settings_for_students, umask_here

    course = Course.around()
    root = make_ready(course)
    found = list(obstacles(root, umask_here()))
    click.echo(f"The exchange is {root}.")
    for one in found:
        click.echo(f"  not ready: {one}")
    if not found:
        click.echo("  ready: every account can reach it and write into it.")
    lesson = next(iter(course.lessons), "LESSON")
    click.echo(STEPS.format(settings=settings_for_students(root), lesson=lesson))
    sys.exit(1 if found else 0)
