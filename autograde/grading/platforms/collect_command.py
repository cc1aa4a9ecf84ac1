"""The command `autograde collect`: a thin skin on `collect`, which prints what came in and what is to be settled."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from autograde.course import Course
from autograde.grading.long_lists import shortened

if TYPE_CHECKING:
    from autograde.grading.platforms.collect import Collected


@click.command()
@click.argument("archive", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lesson", metavar="LESSON", help="What the archives are of, where their notebooks do not tell.")
def collect(archive: tuple[Path, ...], lesson: str | None) -> None:
    """Put what a platform's ARCHIVE holds into work/submitted, each notebook under its student and lesson.

    ARCHIVE is a zip, a tar or a folder as Canvas, Moodle, Gradescope, Google Classroom, Brightspace, Blackboard and
    Teams give them, or folders of one's own. Every attempt is kept in work/received; the newest that holds answers is
    graded. The same archive again changes nothing. Exit status 1 when something waits for a person.
    """
    from autograde.grading.platforms.collect import collect as collect_archives
    from autograde.grading.platforms.merge_ids import move_aliases
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
        "Unmatched": [f"{printable(sender.label)}: {line}" for sender, line in collected.unmatched.items()],
        "Not clear": collected.unclear,
        "Missing": [f"{lesson}: {', '.join(names)}" for lesson, names in absent.items() if names],
    }
    for title, lines in kinds.items():
        if lines:
            console.print(f"{title}:")
        for line in shortened(lines):
            console.print(f"  {line}", markup=False, soft_wrap=True)
    if collected.lessons:
        console.print(table(course, collected, absent))
    else:
        console.print("Nothing was collected.")
    if not collected.roster and collected.settled:
        console.print("The platform's names became ids. `autograde roster FILE` brings names, and nobody twice.")


def missing(course: Course, collected: Collected, lesson: str) -> list[str]:
    """The names of those who have handed in nothing for a lesson; with ids where several bear one."""
    names = Counter(person.name for person in collected.roster.people)
    handed = set(handed_in(course, collected, lesson))
    absent = [person for person in collected.roster.enrolled if person.id not in handed]
    return [person.name if names[person.name] == 1 else f"{person.name} ({person.id})" for person in absent]


def handed_in(course: Course, collected: Collected, lesson: str) -> list[str]:
    """The ids of the class, or without a roster all ids, for which there is something of a lesson."""
    submitted = course.root / "work" / "submitted"
    known = [person.id for person in collected.roster.enrolled]
    everybody = known if collected.roster else sorted(path.name for path in submitted.iterdir())
    return [student for student in everybody if (submitted / student / lesson).is_dir()]


def table(course: Course, collected: Collected, absent: dict[str, list[str]]) -> Table:
    """One row a lesson: the whole class as it stands now, and what this run brought."""
    from autograde.grading.platforms.received import read_attempts

    made = Table(box=SIMPLE_HEAD, show_edge=False)
    made.add_column("lesson", no_wrap=True)
    for heading in ("collected", "new", "late", "twice", "unmatched", "missing"):
        made.add_column(heading, justify="right", no_wrap=True)
    for lesson in collected.lessons:
        handed = handed_in(course, collected, lesson)
        attempts = [read_attempts(course, lesson, student) for student in handed]
        of = f" of {len(collected.roster.enrolled)}" if collected.roster else ""
        counts = (
            collected.new(lesson),
            sum(any(one.late for one in those if one.chosen) for those in attempts),
            sum(len({one.digest for one in those}) > 1 for those in attempts),
            len(collected.unmatched),
            len(absent[lesson]) if collected.roster else "not known",
        )
        made.add_row(lesson, f"{len(handed)}{of}", *map(str, counts))
    return made
