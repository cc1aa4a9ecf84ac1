"""Whose a submission is: the person of the roster whom a platform's name or number means, never guessed.

Numbers and aliases come before names; a name counts where one person alone bears it. Without a roster the platform's
own name becomes the id. Left out: how platforms name (`naming`).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograde.grading.intake.student_ids import normal, trouble
from autograde.grading.platforms.naming import Sender
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.platforms.roster_tables import name_key

NEAREST = 3  # names that are proposed


@dataclass(frozen=True)
class Found:
    """The id of a sender, "" where it is not clear; then who it may be, and the alias that settles it.

    No alias settles it where a name that several people bear is all there is: it would be the others' name as well.
    """

    student: str
    near: tuple[Person, ...] = ()
    alias: str = ""
    why: str = ""
    by_name: bool = False  # whether only a name tells


class Identify:
    """A roster prepared for looking up senders."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.by_name: dict[str, set[Person]] = defaultdict(set)
        self.by_number: dict[str, set[Person]] = defaultdict(set)
        for person in roster.people:
            for key in forms(person):
                self.by_name[key].add(person)
            for key in numbers(person):
                self.by_number[key].add(person)

    def __call__(self, sender: Sender) -> Found:
        """The person who sent something."""
        if not self.roster:
            student = normal(sender.label.strip())
            why = trouble(student)
            return Found("" if why else student, alias=student, why=f"the name {why}" if why else "", by_name=True)
        for key in keys(sender):
            people = self.by_number.get(key, set())
            if len(people) == 1 and (not key.startswith("participant ") or self.fits(sender, people)):
                return Found(next(iter(people)).id)
        labelled = self.by_number.get(normal(sender.label).casefold(), set())  # the platform calls people by an id
        people = self.named(sender) or labelled
        people = {person for person in people if not contradicts(sender, person)} or people
        if len(people) == 1 and not contradicts(sender, next(iter(people))):
            return Found(next(iter(people)).id, by_name=people != labelled)
        near = sorted(people, key=lambda one: one.id) or self.nearest(sender)
        why = "nobody in the roster is called that"
        if people:
            why = f"{len(people)} people are called that" if len(people) > 1 else "the name fits, the number does not"
        alias = alias_of(sender, bool(people))
        return Found("", tuple(near), "" if len(people) > 1 and alias == sender.name else alias, why)

    def fits(self, sender: Sender, people: Iterable[Person]) -> bool:
        """Whether a name, where there is one, says the same as Moodle's number."""
        return not sender.name or bool(self.named(sender) & set(people))

    def named(self, sender: Sender) -> set[Person]:
        """Those whose name it is: spelled the same, else but for accents, else run together as Canvas does."""
        wishes = [name_key(sender.name), loose(sender.name), together(sender.name or sender.run_together)]
        wishes += [together(sender.run_together), loose(together(sender.run_together))]
        return next((self.by_name[wish] for wish in wishes if wish and self.by_name.get(wish)), set())

    def nearest(self, sender: Sender) -> list[Person]:
        """Those whose names or ids are most like the sender's."""
        text = together(sender.name or sender.run_together or sender.label)
        names = {together(name): person for person in self.roster.people for name in (*spellings(person), person.id)}
        close = difflib.get_close_matches(text, names, n=NEAREST, cutoff=0.5)
        return list(dict.fromkeys(names[name] for name in close))


def ungrouped(identify: Identify, sender: Sender) -> Sender:
    """A sender of Moodle's without the group's name and hyphen before the person's, if only so the name is known."""
    parts = sender.name.split("-")
    names = ["-".join(parts[at:]).strip() for at in range(len(parts))]
    known = (one for name in names if identify.named(one := replace(sender, label=name, name=name)))
    return next(known, sender)


def contradicts(sender: Sender, person: Person) -> bool:
    """Whether a platform's number says that this is somebody else of the same name."""
    pairs = ((sender.canvas_id, person.canvas_id), (sender.sis_id, person.sis_id))
    return any(theirs and ours and theirs != ours for theirs, ours in pairs)


def keys(sender: Sender) -> list[str]:
    """What may stand for the sender alone, the surest first."""
    label = normal(sender.label).casefold()
    kinds = ("canvas_id", "participant", "sis_id")
    numbered = [f"{kind} {value}" for kind in kinds if (value := getattr(sender, kind))]
    numbered += [f"alias brightspace {sender.brightspace_id}"] if sender.brightspace_id else []
    found = [f"alias {label}", *numbered, sender.email.casefold(), sender.login.casefold()]
    return [key for key in found if key]


def numbers(person: Person) -> set[str]:
    """The same of a person: ids, aliases, e-mail address, and numbers with their kind."""
    plain = {person.id, person.login, person.email, person.sis_id, person.moodle_id, *person.aliases}
    kinds = ("canvas_id", "participant", "sis_id")
    numbered = {f"{kind} {value}" for kind in kinds if (value := getattr(person, kind))}
    numbered |= {f"sis_id {one}" for one in plain if one} | {f"alias {one}" for one in person.aliases}
    return {key.casefold() for key in plain | numbered if key}


def spellings(person: Person) -> list[str]:
    """A person's names as lists may spell them, and the id."""
    both = [f"{person.first} {person.last}", f"{person.last} {person.first}", f"{person.last}, {person.first}"]
    return [person.name, *(both if person.first and person.last else [])]


def forms(person: Person) -> set[str]:
    """All that a name of a person may look like."""
    names = spellings(person)
    return {form for name in names for form in (name_key(name), loose(name), together(name), loose(together(name)))}


def loose(name: str) -> str:
    """A name without accents."""
    apart = unicodedata.normalize("NFKD", name_key(name))
    return "".join(character for character in apart if not unicodedata.combining(character))


def together(name: str) -> str:
    """A name in lower case without anything between its letters."""
    return re.sub(r"[\W_]+", "", name_key(name))


def alias_of(sender: Sender, shared: bool) -> str:
    """What to call the sender when saying who it is: the name, or where several bear it, the platform's number."""
    if shared and (sender.participant or sender.brightspace_id):
        return f"Participant {sender.participant}" if sender.participant else f"Brightspace {sender.brightspace_id}"
    return sender.label if not shared or sender.canvas_id or sender.login else (sender.email or sender.label)
