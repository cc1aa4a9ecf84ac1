"""The people of a platform's table, put together with those whom the roster knows: never merged on a guess.

The same person is whoever has the same id, else the same e-mail address, else the same name if nobody else bears it and
no id says otherwise; of several with one name, the one whose login or id begins the other's e-mail address. What could
be two people stays two, and what could be one of several is told and left out.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograde.grading.intake.student_ids import seen_as, trouble
from autograde.grading.platforms.identify import loose
from autograde.grading.platforms.roster import Person
from autograde.grading.platforms.roster_tables import Table, name_key

IDS = ("id", "canvas_id", "sis_id", "login", "moodle_id", "participant")
BEST = ("id", "login", "sis_id", "moodle_id")  # what becomes the id in the gradebook, the first that can
NUMBERS = {"participant": "Participant", "canvas_id": "canvas_id", "sis_id": "sis_id"}  # field: word before an alias
Row = Mapping[str, str]


@dataclass
class Merged:
    """The people after a table was read, and what there is to tell."""

    people: list[Person]
    new: list[str] = field(default_factory=list)  # ids
    known: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)  # rows that a person has to settle


def merge(people: Sequence[Person], table: Table) -> Merged:
    """Put a table's people together with these."""
    merged = Merged(list(people), remarks=list(table.remarks))
    names = Counter(name_key(row.get("full", "")) for row in table.rows)
    for row in table.rows:
        found = same(merged.people, row, names, {*merged.new, *merged.known})
        if isinstance(found, Person):
            named = newly_named(found, row)
            if named.name != found.name:
                merged.remarks.append(f"{found.name} ({found.id}) is called {named.name} from now on.")
            merged.people[merged.people.index(found)] = joined(named, row)
            if found.id not in merged.new:
                merged.known.append(found.id)
        elif found:
            merged.unclear.append(unclear(row, found))
        else:
            person = joined(Person(new_id(row, merged.people)), row)
            merged.people.append(person)
            merged.new.append(person.id)
    merged.remarks += of_two_rows(merged) + of_one_name(merged.people)
    return merged


def same(people: Sequence[Person], row: Row, names: Counter[str], read: Collection[str] = ()) -> Person | list[Person]:
    """The person whom a row is about; a list where that cannot be told, an empty one for somebody new.

    names: how many rows bear each name.   read: ids of those whose rows were read: one name is no second row of theirs.
    """
    keys = keys_of(row)
    by_id = [one for one in people if keys & one.keys or any(agree(one, row, name) for name in IDS)]
    if by_id:
        return by_id[0] if len(by_id) == 1 else by_id
    email = row.get("email", "").casefold()
    by_email = [one for one in people if email and one.email.casefold() == email]
    if by_email:
        return by_email[0] if len(by_email) == 1 else by_email
    name = name_key(row.get("full", ""))
    others = [one for one in people if one.id not in read and not contradict(one, row)]
    by_name = [one for one in others if name and name_key(one.name) == name]
    by_login = [one for one in by_name if is_login_of(one, row)]
    if len(by_login) == 1:
        return by_login[0]
    return by_name[0] if len(by_name) == names[name] == 1 else by_name


def is_login_of(person: Person, row: Row) -> bool:
    """Whether the e-mail address on one side begins with what is the login or an id on the other."""
    theirs = {getattr(person, name).casefold() for name in BEST} - {""}
    ours = {row[name].casefold() for name in BEST if row.get(name)}
    return local_part(row.get("email", "")) in theirs or local_part(person.email) in ours


def local_part(email: str) -> str:
    """What stands before the @ of an address; "" for none."""
    return email.casefold().rpartition("@")[0]


def keys_of(row: Row) -> set[str]:
    """What may stand among somebody's ids and aliases."""
    numbered = {f"{word} {row[name]}" for name, word in NUMBERS.items() if row.get(name)}
    return numbered | {row[name] for name in ("id", "login", "email") if row.get(name)}


def agree(person: Person, row: Row, name: str) -> bool:
    """Whether a person and a row have the same id of one kind."""
    return bool(row.get(name)) and getattr(person, name) == row[name]


def contradict(person: Person, row: Row) -> bool:
    """Whether ids of one kind say that these are two people; Moodle's number does not: each assignment has its own."""
    kinds = [name for name in (*IDS, "email") if name not in ("id", "participant")]
    return any(
        row.get(name) and getattr(person, name) and row[name].casefold() != getattr(person, name).casefold()
        for name in kinds
    )


def joined(person: Person, row: Row) -> Person:
    """A person with what a row adds; numbers of other assignments stay known as aliases."""
    added = {name: text for name, text in row.items() if name != "id" and not getattr(person, name)}
    aliases = list(person.aliases)
    number = row.get("participant", "")
    if person.participant and number and number != person.participant:
        aliases.append(f"Participant {person.participant}")
        added["participant"] = number
        aliases = [alias for alias in aliases if alias != f"Participant {number}"]
    if row.get("id") and row["id"] != person.id and row["id"] not in aliases:
        aliases.append(row["id"])
    return replace(person, **added, aliases=tuple(dict.fromkeys(aliases)))


def newly_named(person: Person, row: Row) -> Person:
    """A person under the name in a row with an id of theirs, where that is another name: the later table knows."""
    full, sure = row.get("full", ""), [name for name in IDS if name != "participant" and agree(person, row, name)]
    if not sure or not full or words(full) == words(person.name):
        return person
    return replace(person, first=row.get("first", ""), last=row.get("last", ""), full=full)


def words(name: str) -> set[str]:
    """The words of a name, in whatever order and spelling a platform writes them."""
    return set(re.findall(r"[^\W_]+", loose(name)))


def new_id(row: Row, people: Collection[Person]) -> str:
    """The id of somebody new: the first of what is known that can be one and is nobody else's."""
    taken = {seen_as(key) for person in people for key in person.keys}
    email, full = row.get("email", ""), row.get("full", "")
    numbers = [row[name] for name in ("canvas_id", "participant") if row.get(name)]
    wishes = [*(row.get(name, "") for name in BEST), email.partition("@")[0], email, full]
    wishes += [f"{full} {number}".strip() for number in numbers]
    wishes += [f"{full or 'student'} {number}" for number in range(2, len(people) + 3)]
    return next(wish for wish in wishes if not trouble(wish) and seen_as(wish) not in taken)


def unclear(row: Row, people: Sequence[Person]) -> str:
    """What is said of a row that may be about several people."""
    ids = " or ".join(shlex.quote(one.id) for one in people)
    key = next((row[name] for name in ("id", "login", "email") if row.get(name)), "")
    key = key or (f"Participant {row['participant']}" if row.get("participant") else row.get("full", ""))
    name = row.get("full") or key
    return (
        f"“{name}” ({key}) may be {ids}, and was left out. Say who, with the right one in the place of ID: "
        f"autograde roster --same {shlex.quote(key)} ID; then read the file again."
    )


def of_two_rows(merged: Merged) -> list[str]:
    """What is said of a person whom several rows of one table are about."""
    counts = Counter(merged.known)
    several = [one for one in merged.people if counts[one.id] > 1]
    return [
        f"{counts[one.id]} rows of the table are {one.name} ({one.id}), also {', '.join(one.aliases) or 'no other'}. "
        "If they are two people: autograde roster --apart OLD_ID, for each that is not this one's."
        for one in several
    ]


def of_one_name(people: Sequence[Person]) -> list[str]:
    """What is said of people who bear one name."""
    counts = Counter(name_key(person.name) for person in people)
    shared = {name_key(person.name): person.name for person in people if counts[name_key(person.name)] > 1}
    return [
        f"{counts[key]} people are called {name}: {', '.join(p.id for p in people if name_key(p.name) == key)}. "
        "They stay apart."
        for key, name in shared.items()
    ]
