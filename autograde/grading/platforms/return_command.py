"""The command `autograde return`: a thin skin on `return_files`, which says what was made and what to do with it."""

from __future__ import annotations

import sys

import click

from autograde.course import Course
from autograde.grading.long_lists import shortened

EMPTY = "Whoever handed in nothing has an empty cell, or the one that the platform exported, never 0."
NO_TABLE = (
    "No platform's table is known. Export the gradebook (Canvas) or the grading worksheet (Moodle) and give it to "
    "`autograde roster FILE`: then its own columns are filled, and it imports without editing."
)


@click.command("return")
@click.argument("lesson", nargs=-1)
def return_(lesson: tuple[str, ...]) -> None:
    """Make what goes back to the class, in work/return: pages and grades as each platform takes them.

    Without LESSON, all lessons with results. Pages are made anew; grades go into copies of the tables that
    `autograde roster` was given. Nobody gets points before a person has looked where that is needed. Exit status 1 when
    something was left out; the last lines say what.
    """
    from autograde.grading.gradebook.results import graded_lessons
    from autograde.grading.platforms.return_files import write_returns

    course = Course.around()
    made = write_returns(course, graded_lessons(course, lesson))
    for path, about in made.files:
        click.echo(f"wrote {course.shown(path)}  ({about})")
    click.echo(EMPTY)
    if not (course.root / "work" / "roster").is_dir():
        click.echo(NO_TABLE)
    for remark in shortened(made.remarks):
        click.echo(f"note: {remark}", err=True)
    sys.exit(1 if made.remarks else 0)
