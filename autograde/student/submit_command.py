"""The command `autograde submit`: what it is told and what it says."""

from __future__ import annotations

import os
from pathlib import Path

import click

from autograde import words
from autograde.student.update_commands import here


@click.command()
@click.argument("lesson", nargs=-1, required=True)
def submit(lesson: tuple[str, ...]) -> None:
    """Write the file to hand in for LESSON, and tell before what the grader will lack or choose.

    LESSON is a name ("01_slopes", "slopes" or "1") or a notebook. The file, in work/handin, is your notebook as it was
    last saved: upload it where your course collects. A receipt beside it notes its digest, the time and your points.
    Nothing is sent, nothing is run, and your notebook stays as it is.
    """
    from autograde.student import submit as hand_ins

    course = here()
    for one in lesson:
        made = hand_ins.submit(course, one)
        seen = made.receipt
        click.echo(
            f"{seen.lesson}: {made.notebook}, as saved on {local(made.notebook)}. At the last checks: "
            f"{words.points(seen.points_seen)} of {words.full_points(seen.max_points)}."
        )
        for remark in made.remarks:
            click.echo(f"  - {remark}")
        if not made.remarks:
            click.echo("  Nothing is missing, as far as this can be seen without running it.")
        click.echo(f"Upload this file: {shown(made.file)}")
        click.echo(f"Receipt: {shown(made.receipt_file)}, made {seen.made} (sha256 {seen.sha256[:12]}…)")


def local(path: Path) -> str:
    """When a file was last written."""
    from datetime import datetime

    return f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d at %H:%M:%S}"


def shown(path: Path) -> str:
    """A path from where the command is run, where that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)
