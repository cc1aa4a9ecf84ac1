"""The commands `autograde update` and `autograde reset`: what they are told and what they say."""

from __future__ import annotations

from pathlib import Path

import click

from autograde import compiled
from autograde.course import Course
from autograde.errors import AutogradeError


def here() -> Course:
    """The course whose working copies are meant: the folder itself in the students' edition, else the clone's."""
    return Course(Path.cwd()) if compiled.lessons() else Course.around()


@click.command()
@click.argument("lesson", nargs=-1)
@click.option("--back", is_flag=True, help="Take the last merge of LESSON back.")
def update(lesson: tuple[str, ...], back: bool) -> None:
    """Merge a newer release of LESSON (all when none is named) into your copy.

    Your answers, notes and own cells are kept. `autograde lab` does the same at its start.
    """
    from autograde.student import lab
    from autograde.student import update as updates
    from autograde.student.copies import copies

    chosen = copies(here(), lesson)
    if back:
        if not lesson:
            raise AutogradeError("say which lesson is to go back, such as `autograde update 01 --back`.")
        for copy in chosen:
            click.echo(f"{copy.lesson}: {updates.go_back(copy)}")
        return
    behind = [copy for copy in chosen if updates.is_behind(copy) and (lesson or not updates.is_declined(copy))]
    if behind and lab.running(behind[0].folder):
        raise AutogradeError(
            "JupyterLab is running on these notebooks and would write over the merge. Save them, choose File > Shut "
            "Down, and run this again."
        )
    said = [f"{copy.lesson}: {text}" for copy in behind if (text := updates.update(copy))]
    click.echo("\n".join(said) or "Your copies were up to date.")


@click.command()
@click.argument("lesson")
@click.argument("exercise", required=False)
def reset(lesson: str, exercise: str | None) -> None:
    """Start EXERCISE of LESSON afresh, or all of LESSON; what you wrote is kept beside it."""
    from autograde.student import reset as resets
    from autograde.student.copies import copies

    (copy,) = copies(here(), (lesson,))
    click.echo(resets.reset_exercise(copy, exercise) if exercise else resets.reset_lesson(copy))
