"""The commands of a student, `autograde lab` and `autograde validate`, and how every command ends in case of an error.

With `update_commands` these are the whole command line of the students' edition; in a clone `cli` adds the others.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from autograde.errors import AutogradeError
from autograde.student.submit_command import submit
from autograde.student.update_commands import here, reset, update
from autograde.system_errors import explained

console = Console(highlight=False)


class PlainErrors(click.Group):
    """A group whose commands end in one line on stderr and status 2 when something is wrong, never in a traceback."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command; AUTOGRADE_TRACEBACK=1 lets unexpected errors through."""
        try:
            return super().main(*arguments, **options)
        except AutogradeError as error:
            click.echo(f"autograde: {error}", err=True)
        except Exception as error:
            if os.environ.get("AUTOGRADE_TRACEBACK"):
                raise
            known = explained(error, place()) if isinstance(error, OSError) else ""
            click.echo(f"autograde: {known or unexpected(error)}", err=True)
        sys.exit(2)


def place() -> Path:
    """The folder that paths in messages start from: the course's, or the working folder outside of any."""
    try:
        return here().root
    except (AutogradeError, OSError):
        return Path.cwd()


def unexpected(error: Exception) -> str:
    """What is said of an error that nobody has thought of."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"unexpected {type(error).__name__}: {error} ({last.filename}:{last.lineno}). "
        "Set AUTOGRADE_TRACEBACK=1 and run again to see where it comes from."
    )


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Open the lessons of this course, and run a notebook from top to bottom."""


@main.command()
@click.argument("what", nargs=-1)
def validate(what: tuple[str, ...]) -> None:
    """Run notebooks from top to bottom and print the points of each exercise.

    WHAT is a lesson ("01_slopes", "slopes" or "1"), a notebook or a folder; without it, all lessons of your working
    copy. Exit status 0 only for full points. The notebooks are read, never written, and nothing is recorded.
    """
    from autograde.student.score_tables import show

    sys.exit(show(what, console))


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--copy-only", is_flag=True, help="Make the working copy and say where it is; start nothing.")
@click.option("--notebook", is_flag=True, help="Open Jupyter Notebook: each lesson in a browser tab of its own.")
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
def lab(copy_only: bool, notebook: bool, jupyter_options: tuple[str, ...]) -> None:
    """Open JupyterLab on your working copy of the lessons (work/lessons), at the start page.

    The copy is made at the first start; later starts merge newer lessons into it and keep what you have written.
    Further options, such as --no-browser or --port 9999, go to JupyterLab.
    """
    from autograde.student.lab import open_lab, refuse_root, running, working_copy
    from autograde.student.update import at_start

    course = here()
    folder, added = working_copy(course)
    for name in added:
        click.echo(f"added {name} to your working copy")
    for line in at_start(course):
        click.echo(line)
    click.echo(f"Your lessons are in {folder}; release/ stays as it was published.")
    if copy_only:
        return
    refuse_root(jupyter_options, ".venv/bin/autograde lab")
    if address := running(folder):  # a second one would write into the same notebooks
        click.echo(f"Jupyter is running on them already: {address}\nFile > Shut Down, there, ends it.")
        if "--no-browser" not in jupyter_options:
            click.launch(address)
        return
    name = "Jupyter Notebook" if notebook else "JupyterLab"
    click.echo(f"{name} starts; it opens in your browser, or at the address below. Ctrl-C here, twice, ends it.")
    sys.exit(open_lab(course, folder, jupyter_options, notebook))


main.add_command(submit)
main.add_command(update)
main.add_command(reset)
