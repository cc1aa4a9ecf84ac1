"""The commands `autograde roster` and `autograde drop`: who is in the class, and who no longer is."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.long_lists import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograde.grading.platforms.roster import Person, Roster
    from autograde.grading.platforms.roster_tables import Table


@click.command()
@click.argument("file", nargs=-1, type=click.Path(path_type=Path))
@click.option("--same", nargs=2, multiple=True, metavar="OLD_ID ID", help="OLD_ID is another name of the person ID.")
@click.option("--apart", multiple=True, metavar="OLD_ID", help="OLD_ID is no longer another name of anybody.")
@click.option("--lesson", metavar="LESSON", help="The lesson of a Moodle grading worksheet.")
def roster(
    file: tuple[Path, ...], same: tuple[tuple[str, str], ...], apart: tuple[str, ...], lesson: str | None
) -> None:
    """Read who is in the class from platforms' tables, into work/roster.csv.

    FILE is Canvas's gradebook, Moodle's grading worksheet or list of participants, or any CSV with headings such as
    student_id, first_name, last_name, email. Several complete each other: people are the same by id, by e-mail address,
    or by a name that nobody else bears. Without FILE, the class is listed. Exit status 1 when somebody is not clear.
    """
    from autograde.grading.platforms.kept_tables import keep_table, refuse_another_class
    from autograde.grading.platforms.merge_ids import adopt_strays, move_aliases
    from autograde.grading.platforms.roster import Roster, read_roster, write_roster
    from autograde.grading.platforms.roster_merge import merge
    from autograde.grading.platforms.roster_tables import read_table
    from autograde.grading.platforms.same_person import apart as take_apart
    from autograde.grading.platforms.same_person import same_person
    from autograde.grading.run.lock import only_one

    course = Course.around()
    course.select((lesson,) if lesson else ())
    tables = [(path, read_table(path)) for path in file]  # a file that cannot be read stops everything before it begins
    lines: list[str] = []
    unclear: list[str] = []
    counts: list[str] = []
    with only_one(course):
        people = list(read_roster(course).people)
        begun = bool(people)
        for old in apart:
            people, told = take_apart(course, people, old)
            lines += told
        for old, key in same:
            people, line = same_person(course, people, old, key)
            lines.append(line)
        for path, table in tables:
            merged = merge(people, table)
            if begun:
                refuse_another_class(path, table, merged)
            people, unclear = merged.people, [*unclear, *merged.unclear]
            counts.append(
                f"{path.name} ({described(table)}): {len(table.rows)} people, {len(merged.new)} new, "
                f"{len(set(merged.known))} known."
            )
            lines += merged.remarks
        people, strays = adopt_strays(course, people) if people else (people, [])
        if people:
            write_roster(course, people)
        for path, table in tables:
            lines += keep_table(course, path, table, lesson, people)
        lines += strays + move_aliases(course, Roster(tuple(people)))
    for line in counts:
        click.echo(line)
    tell(lines, unclear)
    if not file and not same and not apart:
        list_class(people)
    gone = sum(bool(person.dropped) for person in people)
    click.echo(f"The class has {len(people) - gone} people{f', and {gone} dropped' if gone else ''}: work/roster.csv")
    sys.exit(1 if unclear else 0)


def described(table: Table) -> str:
    """What kind of table it is, in words."""
    kinds = {"canvas": "Canvas's gradebook", "moodle": "Moodle's grading worksheet"}
    return kinds.get(
        table.kind, "Moodle's participants" if table.kind == "moodle-participants" else "a table of people"
    )


def tell(lines: Sequence[str], unclear: Sequence[str]) -> None:
    """Print what there is to tell, then what a person has to settle."""
    for title, those in (("", lines), ("To settle:", unclear)):
        if those and title:
            click.echo(title)
        for line in shortened(those):
            click.echo(f"  {line}")


def list_class(people: Sequence[Person]) -> None:
    """Print the class."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Shown

    table = Shown("id", "name", "e-mail", "also", "dropped", box=SIMPLE_HEAD, show_edge=False)
    for person in people:
        table.add_row(person.id, person.name, person.email, ", ".join(person.aliases), person.dropped)
    Console(highlight=False, markup=False).print(table)


@click.command()
@click.argument("student", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="STUDENT is back, with everything that was there.")
def drop(student: tuple[str, ...], undo: bool) -> None:
    """Leave STUDENT out of grading, pages and tables from now on; nothing is deleted.

    STUDENT is an id, another name of work/roster.csv, or a full name that one person alone bears.
    """
    from autograde.grading.platforms.roster import read_roster, write_roster
    from autograde.grading.run.lock import only_one

    course = Course.around()
    with only_one(course):
        known = read_roster(course)
        chosen = {only(known, name).id for name in student}
        when = "" if undo else date.today().isoformat()
        people = [
            replace(person, dropped=when) if person.id in chosen and bool(person.dropped) == undo else person
            for person in known.people
        ]
        write_roster(course, people)
    for person in (person for person in people if person.id in chosen):
        state = f"dropped since {person.dropped}, and appears nowhere" if person.dropped else "in the class"
        click.echo(f"{person.name} ({person.id}) is {state}.")
    click.echo("`autograde report`, `autograde feedback` and `autograde return` bring pages and tables up to date.")


def only(known: Roster, name: str) -> Person:
    """The one person whom an id, an alias or a full name means; AutogradeError where that is nobody or several."""
    from autograde.grading.platforms.roster_tables import name_key

    called = [one for one in known.people if name_key(one.name) == name_key(name.strip())]
    if len(called) > 1 and known.find(name) is None:
        ids = ", ".join(one.id for one in called)
        raise AutogradeError(f"{len(called)} people are called “{name}”: {ids}. Give the id.")
    person = known.find(name) or next(iter(called), None)
    if person is None:
        raise AutogradeError(not_known(known, name))
    return person


def not_known(known: Roster, name: str) -> str:
    """What is said of a name that nobody has."""
    from autograde.grading.platforms.identify import Identify
    from autograde.grading.platforms.naming import Sender

    if not known:
        return "there is no work/roster.csv yet. Read the class in first: autograde roster FILE"
    near = ", ".join(person.id for person in Identify(known)(Sender(name, name)).near)
    return f"nobody in work/roster.csv has the id or name “{name}”.{f' Is it {near}?' if near else ''}"
