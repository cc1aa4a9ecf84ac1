"""`autograde validate` on the terminal: run notebooks under a progress bar, show a table for each, and one of all.

Whatever happens to a notebook, its table or a sentence is shown, and the others run. Left out: the run itself
(`validate`) and the dialog of the Validate button (`dialog`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.text import Text

from autograde import words
from autograde.errors import AutogradeError
from autograde.student.chosen_notebooks import chosen
from autograde.student.validate import NoExercise, Validated, validate

FULL, LACKING, NOT_RUN, BROKEN_OFF = 0, 1, 2, 130  # exit statuses


def show(what: Sequence[str], console: Console) -> int:
    """Run the notebooks that are meant, print the tables, and return the exit status."""
    waiting, errors = chosen(what)
    several, broken_off = len(waiting) > 1, False
    done: list[Validated] = []
    not_run: list[str] = []
    for error in errors:
        say(str(error))
    while waiting and not broken_off:
        path = waiting.pop(0)
        try:
            done.append(run(path))
        except KeyboardInterrupt:  # before its first cell
            broken_off = True
        except AutogradeError as error:
            say(str(error))
            not_run += [] if isinstance(error, NoExercise) else [path.stem]
        else:
            show_one(console, done[-1])
            broken_off = done[-1].broken_off
    if several and done:
        show_table(console, "All notebooks", everything(done, not_run))
    if broken_off:
        say("broken off" + (f"; notebooks that were not run: {len(waiting)}." if waiting else "."))
        return BROKEN_OFF
    if errors or not_run or not done:
        return NOT_RUN
    return FULL if all(one.full for one in done) else LACKING


def show_one(console: Console, one: Validated) -> None:
    """What the run of a notebook has shown."""
    for note in one.notes:
        click.echo(f"note: {note}", err=True)
    saved = datetime.fromtimestamp(one.path.stat().st_mtime)
    show_table(console, f"{one.path}, as saved on {saved:%Y-%m-%d at %H:%M:%S}", scores(one))


def say(text: str) -> None:
    """One line on stderr."""
    click.echo(f"autograde: {text}", err=True)


def run(path: Path) -> Validated:
    """Run a notebook under a bar that names the cell."""
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        bar = progress.add_task(escape(path.stem), total=None)
        return validate(path, teller(progress, bar, path.stem))


def teller(progress: Progress, bar: TaskID, name: str) -> Callable[[str, int, int], None]:
    """What moves the bar of a notebook on: before each cell, with a word on it."""

    def told(cell: str, done: int, of: int) -> None:
        progress.update(bar, description=escape(f"{name}: {cell}"), completed=done, total=of)

    return told


def show_table(console: Console, title: str, table: Table) -> None:
    """Print a table below its title, which no narrow table wraps."""
    console.print(Text(f"\n{title}", style="bold"), soft_wrap=True)
    console.print(table)


def scores(one: Validated) -> Table:
    """The table of a notebook: its exercises with points and remarks, and the sum."""
    table = Table("exercise", "points", "remark", show_footer=True)
    for score in one.scores:
        table.add_row(score.exercise, of(score.points, score.max_points), Text(score.remark))
    table.columns[0].footer, table.columns[1].footer = "all", of(one.points, one.max_points)
    return table


def everything(done: Sequence[Validated], not_run: Sequence[str]) -> Table:
    """The table of several notebooks: their points, the exercises that are not solved, and what could not be run."""
    table = Table("lesson", "points", "not solved", show_footer=True)
    for one in done:
        missing = ", ".join(score.exercise for score in one.scores if not score.full)
        table.add_row(one.lesson, of(one.points, one.max_points), missing)
    for name in not_run:
        table.add_row(name, "", "could not be run")
    total, full = sum(one.points for one in done), sum(one.max_points for one in done)
    table.columns[0].footer, table.columns[1].footer = "all", of(total, full)
    return table


def of(points: float, full: float) -> str:
    """Points out of the most: "1.5 of 2"."""
    return f"{words.points(points)} of {words.points(full)}"
