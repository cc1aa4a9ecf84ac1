"""The command `autograde collect`: a thin skin on `collect`, which prints what came in and what is to be settled."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from autograde.course import Course

if TYPE_CHECKING:
    from autograde.grading.platforms.collect import Collected

MOST_LINES = 40  # of one kind


@click.command()
@click.argument("archive", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lesson", metavar="LESSON", help="What the archives are of, where their notebooks do not tell.")
def collect(archive: tuple[Path, ...], lesson: str | None) -> None:
    """Put what a platform's ARCHIVE holds into work/submitted, each notebook under its student and lesson.

    ARCHIVE is a zip, a tar or a folder as Canvas, Moodle, Gradescope, Google Classroom, Brightspace and Blackboard give
    them, or folders of one's own. Every attempt is kept in work/received; the newest that holds answers is graded.
    The same archive again changes nothing. Exit status 1 when something waits for a person.
    """
    from autograde.grading.platforms.adopt import move_aliases
    from autograde.grading.platforms.collect import collect as collect_archives
    from autograde.grading.platforms.roster import read_roster
    from autograde.grading.run.lock import only_one

    course = Course.around()
    with only_one(course):
        moved = move_aliases(course, read_roster(course))  # where a run of `autograde roster` was stopped
        collected = collect_archives(course, archive, lesson or "")
        collected.remarks[:0] = moved
    tell(course, collected)
    sys.exit(1 if collected.unmatched or collected.unclear or collected.problems else 0)


def tell(course: Course, collected: Collected) -> None:
    """Print what was chosen, what is to be settled, and a table of the lessons."""
    from autograde.handed_in.candidates import printable

    console = Console(highlight=False)
    absent = {lesson: missing(course, collected, lesson) for lesson in collected.lessons}
    kinds: dict[str, Sequence[str]] = {
        "Told": collected.remarks,
        "Not read": collected.problems,
        "Unmatched": [f"{printable(name)}: {line}" for name, line in collected.unmatched.items()],
        "Of no lesson": collected.unclear,
        "Missing": [f"{lesson}: {', '.join(names)}" for lesson, names in absent.items() if names],
    }
    for title, lines in kinds.items():
        if lines:
            console.print(f"{title}:")
        for line in lines[:MOST_LINES]:
            console.print(f"  {line}", markup=False, soft_wrap=True)
        if len(lines) > MOST_LINES:
            console.print(f"  and {len(lines) - MOST_LINES} more")
    console.print(table(collected, absent))
    if not collected.roster and collected.settled:
        console.print("The platform's names became ids. `autograde roster FILE` brings names, and nobody twice.")


def missing(course: Course, collected: Collected, lesson: str) -> list[str]:
    """The names of those who have handed in nothing for a lesson."""
    submitted = course.root / "work" / "submitted"
    return [person.name for person in collected.roster.enrolled if not (submitted / person.id / lesson).is_dir()]


def table(collected: Collected, absent: dict[str, list[str]]) -> Table:
    """One row a lesson."""
    made = Table(box=SIMPLE_HEAD, show_edge=False)
    made.add_column("lesson", no_wrap=True)
    for heading in ("collected", "new", "late", "twice", "unmatched", "missing"):
        made.add_column(heading, justify="right", no_wrap=True)
    for lesson in collected.lessons or ["none"]:
        settled = collected.of_lesson(lesson)
        of = f" of {len(collected.roster.enrolled)}" if collected.roster else ""
        counts = (
            sum(bool(one.new) for one in settled),
            sum(one.chosen.late for one in settled),
            sum(one.twice for one in settled),
            len(collected.unmatched),
            len(absent.get(lesson, ())) if collected.roster else "not known",
        )
        made.add_row(lesson, f"{len(settled)}{of}", *map(str, counts))
    return made
