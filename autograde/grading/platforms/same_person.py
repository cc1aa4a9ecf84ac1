"""Two names of one person, said by an instructor: `autograde roster --same OLD ID`, and `--apart OLD` for the way back.

What the roster knows to be somebody else's is never given away: each refusal says why, and what to do if it is right
all the same. Left out: what was handed in under the other name (`merge_ids`).
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.grading.intake.student_ids import normal
from autograde.grading.platforms.identify import Identify
from autograde.grading.platforms.naming import canvas
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.platforms.roster_merge import NUMBERS

TABLES = {"canvas_id": "Canvas's table", "sis_id": "Canvas's table", "moodle_id": "Moodle's table"}


def same_person(course: Course, people: Sequence[Person], old: str, key: str) -> tuple[list[Person], str]:
    """The people with `old` as an alias of `key`, or `old`'s row as part of that person's; then what is told of it."""
    roster, old = Roster(tuple(people)), normal(old.strip())
    person = roster.find(key)
    if person is None:
        step = "`autograde roster` lists the class" if people else "read the class in first: autograde roster FILE"
        raise AutogradeError(f"nobody in work/roster.csv has the id “{key}”: {step}.")
    other = owner_of(roster, old)
    if other is not None and other.id == person.id:
        return list(people), f"{old} is {named(person)} already."
    aliases = [*person.aliases, old]
    if other is not None:
        refuse_two_people(course, people, other, person, old)
        numbers = [f"{word} {value}" for name, word in NUMBERS.items() if (value := getattr(other, name))]
        aliases += [other.id, *other.aliases, *numbers, other.login, other.email]
    known = (person.id, person.email, person.login)
    made = replace(person, aliases=tuple(dict.fromkeys(one for one in aliases if one and one not in known)))
    told = f"{old} is from now on an alias of {named(person)}."
    if other is not None:
        told = f"{named(other)} was a person of the class, and is from now on a part of {named(person)}."
    return [made if one is person else one for one in people if one is not other], told


def owner_of(roster: Roster, key: str) -> Person | None:
    """Who has this id, alias or number, else this e-mail address or login, or name and number as Canvas puts them."""
    owners = [one for one in roster.people if key.casefold() in also_of(one)]
    if handed := canvas(f"{key}_0_x.ipynb"):
        called = Identify(roster).named(handed.sender)
        owners += [one for one in called if one.canvas_id == handed.sender.canvas_id]
    return roster.find(key) or (owners[0] if key and len(owners) == 1 else None)


def also_of(person: Person) -> set[str]:
    """What else stands for a person, in lower case: e-mail address, login, numbers with their word."""
    numbers = {f"{word} {getattr(person, name)}" for name, word in NUMBERS.items()}
    return {key.casefold() for key in {person.email, person.login, *numbers}}


def refuse_two_people(course: Course, people: Sequence[Person], other: Person, person: Person, old: str) -> None:
    """AutogradeError where `old` is another's for a reason that the roster or the hand-ins tell."""
    both = f"{named(other)} and {named(person)}"
    if old != other.id:
        way = f"take it away first: autograde roster --apart {shlex.quote(old)}"
        if old not in (*other.aliases, participant_of(other)):
            way = f"change it in work/roster.csv, line {list(people).index(other) + 2}"
        raise AutogradeError(
            f"“{old}” is {named(other)}, and was not made {named(person)}. Nothing was changed. If it is wrong, {way}."
        )
    why = next((f"are two people in {where}" for name, where in TABLES.items() if differ(other, person, name)), "")
    if not why and differ(other, person, "login"):
        why = f"have different logins ({other.login}, {person.login})"
    if not why and (lessons := handed_in(course, other) & handed_in(course, person)):
        why = f"have both handed in {min(lessons)}"
    if why:
        raise AutogradeError(
            f"{both} {why}, and stay apart. Nothing was changed. If they are one person all the same, "
            f"delete line {list(people).index(other) + 2} of work/roster.csv, and give the command again."
        )


def differ(one: Person, other: Person, name: str) -> bool:
    """Whether both have an id of this kind, and not the same."""
    ids = {getattr(one, name).casefold(), getattr(other, name).casefold()}
    return len(ids - {""}) == 2


def handed_in(course: Course, person: Person) -> set[str]:
    """The lessons for which something lies under a person's id."""
    folder = course.root / "work" / "submitted" / person.id
    return {lesson for lesson in course.lessons if (folder / lesson).is_dir()}


def apart(course: Course, people: Sequence[Person], old: str) -> tuple[list[Person], list[str]]:
    """The people without `old` as an alias of anybody; then what is told of it."""
    old = normal(old.strip())
    person = next((one for one in people if old in (*one.aliases, participant_of(one))), None)
    if person is None:
        owner = owner_of(Roster(tuple(people)), old)
        number = list(people).index(owner) + 2 if owner else 0
        where = f"it is of {named(owner)}: line {number} of work/roster.csv" if owner else "nobody has it"
        raise AutogradeError(f"“{old}” is no alias in work/roster.csv; {where}.")
    made = replace(
        person,
        aliases=tuple(one for one in person.aliases if one != old),
        email="" if person.email == old else person.email,  # a table's row brought it, found by the alias
        participant="" if participant_of(person) == old else person.participant,
    )
    still = [one for one in (*made.aliases, participant_of(made)) if one]
    also = f" Still: {', '.join(still)}." if still else ""
    lines = [f"{old} is no longer {named(person)}.{also}"]
    lines += [
        f"{lesson}: what {old} handed in lies among the attempts of {person.id}. Move "
        f"work/submitted/{person.id}/{lesson} and work/received/{lesson}/{person.id} away, and collect "
        "the archives again."
        for lesson in course.lessons
        if has_moved(course, lesson, person, old)
    ]
    return [made if one is person else one for one in people], lines


def participant_of(person: Person) -> str:
    """Moodle's number of a person with its word; "" for none."""
    return f"Participant {person.participant}" if person.participant else ""


def has_moved(course: Course, lesson: str, person: Person, old: str) -> bool:
    """Whether hand-ins of an alias were made the person's (`merge_ids`)."""
    into = course.root / "work" / "received" / lesson / person.id
    return any((into / f"{word} as {old}").exists() for word in ("submitted", "received"))


def named(person: Person) -> str:
    """A person by name and id."""
    return person.id if person.name == person.id else f"{person.name} ({person.id})"
