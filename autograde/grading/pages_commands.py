"""The commands `autograde feedback` and `autograde report`: pages and tables from what `autograde grade` has left.

Left out: the pages themselves (`feedback`, `class_report`) and the tables (`exports`).
"""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.progress import track

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.commands import EVERYBODY, STUDENTS
from autograde.kinds.counts import counted

MOST_LINES = 5  # of one kind


@click.command()
@click.argument("lesson", nargs=-1)
@STUDENTS
def feedback(lesson: tuple[str, ...], student: tuple[str, ...]) -> None:
    """Make a page for every graded notebook, in work/feedback.

    Without LESSON, all lessons with results. Each page is one file to hand to its student. Exit status 1 when a graded
    notebook is missing; the other pages are made all the same.
    """
    from autograde.grading.gradebook.gradebook_reader import read_marks
    from autograde.grading.gradebook.results import graded_lessons, read_results
    from autograde.grading.intake.student_ids import nobodys
    from autograde.grading.reports.comment_list import astray
    from autograde.grading.reports.feedback import write_feedback
    from autograde.grading.reports.statements import asked

    course = Course.around()
    work = [
        (name, result)
        for name in graded_lessons(course, lesson)
        for result in read_results(course, name, student or EVERYBODY)
    ]
    if unknown := nobodys(student, (result.student for _, result in work)):
        names = " or ".join(f'"{one}"' for one in unknown)
        raise AutogradeError(f'no result is of a student called {names}. Quote a pattern: --student "li-*".')
    marks = read_marks(course)
    lessons = {name: asked(course, name) for name in dict.fromkeys(name for name, _ in work)}
    problems = []
    for name, result in track(work, "Writing pages", console=Console(stderr=True), transient=True):
        try:
            write_feedback(course, lessons[name], result, marks)
        except AutogradeError as error:
            problems.append(str(error))
    for problem in problems[:MOST_LINES]:
        click.echo(f"autograde: {problem}", err=True)
    if len(problems) > MOST_LINES:
        click.echo(f"autograde: … and {len(problems) - MOST_LINES} more graded notebooks are missing.", err=True)
    if not student and not lesson:
        tell_astray(astray(course, marks.comments, [result for _, result in work]))
    click.echo(f"wrote {counted(len(work) - len(problems), 'page')} to work/feedback")
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("lesson", nargs=-1)
def report(lesson: tuple[str, ...]) -> None:
    """Make the class report and the grade tables, in work/report.

    Without LESSON, all lessons with results. index.html names nobody; names.html and the tables do.
    """
    from autograde.grading.gradebook.final import finals
    from autograde.grading.gradebook.gradebook_reader import read_marks
    from autograde.grading.gradebook.results import graded_lessons, read_results
    from autograde.grading.reports.class_report import unnamed, write_report
    from autograde.grading.reports.comment_list import astray, list_mistakes
    from autograde.grading.reports.exports import write_exports
    from autograde.grading.reports.statements import asked

    course = Course.around()
    lessons = {name: read_results(course, name) for name in graded_lessons(course, lesson)}
    marks = read_marks(course)
    pages = write_report(course, [(asked(course, name), results) for name, results in lessons.items()], marks)
    tables, empty = write_exports(course, lessons, marks)
    for path in [*pages, *tables]:
        click.echo(f"wrote {course.shown(path)}")
    if empty:
        click.echo(f"{counted(empty, 'grade')} left empty: a person has to look first (see work/report/names.html).")
    for final in [one for one in finals(lessons, marks).values() if one.why][:MOST_LINES]:
        click.echo(f"  {final.student}, {final.lesson}: {final.why}")
    for folder in unnamed(course)[:MOST_LINES]:
        click.echo(f"  {folder}")
    everything = [
        result for name in graded_lessons(course) for result in lessons.get(name) or read_results(course, name)
    ]
    if added := list_mistakes(course, everything):
        click.echo(f"work/comments.toml: {counted(added, 'mistake')} added, for your words to all who show them")
    tell_astray(astray(course, marks.comments, everything))


def tell_astray(lines: list[str]) -> None:
    """Say which comments reach nobody."""
    for line in lines:
        click.echo(f"work/comments.toml: {line}", err=True)
