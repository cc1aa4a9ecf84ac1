"""The command `autograde receipts`: what became of the hand-ins that students have receipts of."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograde.course import Course
from autograde.errors import AutogradeError


@click.command()
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path))
def receipts(file: tuple[Path, ...]) -> None:
    """Look for the hand-ins of receipts, FILE, in work/received and work/submitted.

    Says which attempt of whom it is and whether it was graded, or that it was never received. A receipt is not signed:
    it says what to look for, and proves by itself neither a time nor a hand-in. Exit status 1 when one was never
    received.
    """
    from autograde import receipt, words
    from autograde.grading.platforms.receipts import NEVER, trace
    from autograde.handed_in.candidates import printable

    course = Course.around()
    missing = False
    for path in file:
        try:
            wanted = receipt.read(path)
        except AutogradeError as error:
            click.echo(f"autograde: {error}", err=True)
            missing = True
            continue
        found = trace(course, wanted)
        missing = missing or not found
        points = f"{words.points(wanted.points_seen)} of {words.full_points(wanted.max_points)}"
        click.echo(f"{printable(path.name)}: {wanted.lesson}, said to be made {printable(wanted.made)}, {points} seen")
        for line in found or [NEVER]:
            click.echo(f"  {line}")
    sys.exit(1 if missing else 0)
