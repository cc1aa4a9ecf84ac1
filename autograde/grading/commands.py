"""The command `autograde grade`: a thin skin on `batch`, which says what happened and what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.long_lists import shortened
from autograde.grading.records import FOR_A_PERSON, GRADER_ERROR, UNREADABLE

if TYPE_CHECKING:
    from autograde.grading.records import Bundle, Result
    from autograde.grading.run.batch import Batch, Executor

MOST_LINES = 20  # of one kind; all of them are in the log
INTERRUPTED = 130  # the exit status of a program that was stopped with Ctrl-C
EVERYBODY = ("*",)
STUDENTS = click.option(
    "--student", multiple=True, metavar="GLOB", help='Only students whose name fits, such as "li-*"; may be repeated.'
)


@click.command()
@click.argument("lesson", nargs=-1)
@STUDENTS
@click.option("--jobs", type=click.IntRange(min=1), help="Notebooks graded side by side (default: one a core).")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster at ADDRESS instead of this machine.")
@click.option("--force", is_flag=True, help="Grade unchanged notebooks again, such as after a change to an exercise.")
@click.option("--no-sandbox", is_flag=True, help="Run students' code unprotected: it can read and change all you can.")
def grade(
    lesson: tuple[str, ...],
    student: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    force: bool,
    no_sandbox: bool,
) -> None:
    """Grade what students handed in, in a sandbox, and record it in nbgrader's gradebook.

    Notebooks lie in work/submitted/<student>/<lesson>/. Without LESSON, all lessons are graded. What was graded before
    and has not changed is left as it is. A run may be stopped at any time; the same command goes on from there. Exit
    status 1 when something waits for a person; the last lines say who, and why.
    """
    if scheduler and (jobs or no_sandbox):
        option = "--jobs" if jobs else "--no-sandbox"
        raise AutogradeError(f"{option} is for this machine and --scheduler for a cluster. Leave one of them out.")
    from autograde.grading.run.batch import Batch
    from autograde.grading.run.journal import Journal
    from autograde.grading.run.lock import only_one
    from autograde.grading.run.plan import Plan
    from autograde.grading.sandbox.strays import FAULT, end_strays

    course = Course.around()
    course.select_assignments(lesson)
    with only_one(course), Journal(course) as journal:
        plan = Plan(course, lesson or course.assignments, student or EVERYBODY, force, not no_sandbox)
        if plan.forced and plan.forced.resumed:
            click.echo(f"note: {resumed(len(plan.items) - len(plan.todo), len(plan.items))}", err=True)
        for remark in shortened(plan.remarks, MOST_LINES):
            click.echo(f"note: {remark}", err=True)
        where = scheduler or ("no sandbox" if no_sandbox else "this machine")
        counts = {"submissions": len(plan.items), "to_grade": len(plan.todo)}
        journal.write("begun", lessons=list(plan.bundles), **counts, student=list(student), force=force, where=where)
        batch = Batch(course, plan, journal)
        try:
            run(batch, lambda bundles: executor(bundles, jobs, scheduler, no_sandbox))
        except KeyboardInterrupt:
            journal.write("interrupted", graded=batch.done)
            click.echo(
                f"\nautograde: stopped; {batch.done} of {len(plan.todo)} notebooks were graded and are kept. "
                "Run the same command again to go on.",
                err=True,
            )
            sys.exit(INTERRUPTED)
        tell(batch)
        left = end_strays()
        journal.write("ended", graded=batch.done, left_over=left)
        if left:
            click.echo(f"fault: {FAULT.format(left)} They were ended.", err=True)
    if left or batch.waiting:
        sys.exit(1)


def resumed(done: int, count: int) -> str:
    """What is said of a run with --force that goes on where it was stopped."""
    them = "1 notebook was" if done == 1 else f"{done} notebooks were"
    return f"goes on with a run that was stopped: {them} graded again before, of {count}."


def executor(bundles: list[Bundle], jobs: int | None, scheduler: str | None, no_sandbox: bool) -> Executor:
    """Where the jobs run."""
    if scheduler:
        from autograde.grading.run.dask_executor import Cluster

        return Cluster(bundles, scheduler)
    from autograde.grading.run.local_pool import LocalPool

    return LocalPool(bundles, jobs, sandbox="off" if no_sandbox else "required")


def run(batch: Batch, start: Any) -> None:
    """Run the batch under a progress bar."""
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
        *(TextColumn("left"), TimeRemainingColumn(), TextColumn("{task.fields[counts]}")),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not batch.plan.todo) as progress:
        bar = progress.add_task("Grading", total=len(batch.plan.todo), counts="")
        seen = dict.fromkeys((UNREADABLE, FOR_A_PERSON, GRADER_ERROR), 0)

        def watch(result: Result) -> None:
            if result.status in seen:
                seen[result.status] += 1
            counts = ", ".join(f"{count} {status}" for status, count in seen.items() if count)
            progress.update(bar, advance=1, description=f"Grading {result.lesson}", counts=counts)

        batch.run(start, watch)


def tell(batch: Batch) -> None:
    """Print what could not be graded, who moved, and a table of the lessons."""
    console = Console(highlight=False)
    moves = sorted(map(str, batch.moves))
    for title, lines in (("To look at", batch.remarks), ("Moved", moves), ("For a person", batch.waiting)):
        if lines:
            console.print(f"{title}:")
            for line in shortened(lines, MOST_LINES, "and {} more; all of them are in the log."):
                console.print(f"  {line}", markup=False, soft_wrap=True)
    table = Table(box=SIMPLE_HEAD, show_edge=False)
    table.add_column("lesson", no_wrap=True)
    enrolled = batch.plan.enrolled
    for heading in (*(("handed in",) if enrolled else ()), "graded", "kept", "unreadable", "waiting", "mean"):
        table.add_column(heading, justify="right", no_wrap=True)
    for tally in batch.tallies.values():
        mean = "none" if tally.mean is None else f"{tally.mean:.2f} of {tally.max_points:g}"
        counts = (tally.graded_now, tally.unchanged, tally.unreadable, tally.need_a_person)
        handed = len({item.student for item in batch.plan.items if item.lesson == tally.lesson} & set(enrolled))
        table.add_row(tally.lesson, *([f"{handed} of {len(enrolled)}"] if enrolled else []), *map(str, counts), mean)
    console.print(table)
    if sum(tally.unreadable for tally in batch.tallies.values()) > len(batch.remarks) or batch.waiting:
        console.print("`autograde report` names those that are unreadable or wait for a person.")
    console.print(f"log: {batch.course.shown(batch.journal.path)}", soft_wrap=True)
