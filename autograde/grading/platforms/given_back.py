"""What is given back: every enrolled student's points in the chosen lessons, in one place for all platforms' tables.

Points come from `final`, penalties and all; people who dropped the course are in none of it. Two ids of one person that
both have points in a lesson are never chosen between: neither is given back before that is settled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograde.grading.gradebook.final import Final, Lessons, finals
from autograde.grading.gradebook.gradebook_reader import Marks
from autograde.grading.gradebook.results import Result
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.reports.exports import feedback_for, most_points


@dataclass(frozen=True)
class GivenBack:
    """Points and texts by (lesson, student), and what each lesson is worth; a lesson's title by its name."""

    titles: Mapping[str, str]
    most: Mapping[str, float]
    finals: Mapping[tuple[str, str], Final]
    texts: Mapping[tuple[str, str], str]
    people: Mapping[str, Person]
    twice: tuple[str, ...] = ()  # what is said of people with two results

    def grade(self, lesson: str, student: str) -> float | None:
        """A student's final points in a lesson; None where there are none, or none yet."""
        final = self.finals.get((lesson, student))
        return final.graded if final else None

    def waits(self, lesson: str, student: str) -> bool:
        """Whether a person has to look before there are points."""
        final = self.finals.get((lesson, student))
        return final is not None and bool(final.why)

    def total(self, student: str) -> float | None:
        """The sum over the lessons that were handed in; None where nothing was, or one of them waits."""
        mine = [final for (_, who), final in self.finals.items() if who == student]
        if not mine or any(final.why for final in mine):
            return None
        return round(sum(final.points for final in mine), 9)


@dataclass
class Gathering:
    """Finals on their way from results' ids to people's."""

    roster: Roster
    finals: dict[tuple[str, str], Final] = field(default_factory=dict)
    source: dict[tuple[str, str], str] = field(default_factory=dict)
    twice: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(self, lesson: str, student: str, final: Final) -> None:
        """Put a result where its person's belong."""
        person = self.roster.find(student)
        if person and person.dropped:
            return
        key = (lesson, person.id if person else student)
        if key in self.finals:
            self.twice.setdefault(key, {self.source[key]}).add(student)
        self.finals[key], self.source[key] = final, student

    def settled(self) -> list[str]:
        """Take out who has two results in a lesson, and say who that is."""
        lines = []
        for (lesson, student), ids in self.twice.items():
            del self.finals[lesson, student]
            names = " and ".join(sorted(ids))
            lines.append(
                f"{student}, {lesson}: has results as {names}, and no points were given back. Keep one folder "
                f"in work/submitted, then `autograde grade {lesson}`."
            )
        return lines


def give_back(lessons: Lessons, marks: Marks, roster: Roster, titles: Mapping[str, str]) -> GivenBack:
    """Everything that is given back for these lessons' results."""
    gathering = Gathering(roster)
    for (lesson, student), final in finals(lessons, marks).items():
        gathering.add(lesson, student, final)
    twice = gathering.settled()
    results = {(lesson, result["student"]): result for lesson, given in lessons.items() for result in given}
    texts = {
        key: feedback_for(final, result_of(results, final)) for key, final in gathering.finals.items() if not final.why
    }
    most = dict(zip(lessons, most_points(lessons, marks), strict=True))
    people = {person.id: person for person in roster.enrolled} | {
        student: person_in(marks, student) for _, student in gathering.finals if roster.find(student) is None
    }
    return GivenBack(titles, most, gathering.finals, texts, people, tuple(twice))


def result_of(results: Mapping[tuple[str, str], Result], final: Final) -> Result | None:
    """The result behind points."""
    return results.get((final.lesson, final.student))


def person_in(marks: Marks, student: str) -> Person:
    """A student whom the roster does not have, as the gradebook knows them."""
    known = marks.people.get(student)
    return Person(student, known.first, known.last, email=known.email) if known else Person(student)


def names_of(given: GivenBack, students: Sequence[str], longest: int = 5) -> str:
    """Some people by name, and how many more."""
    shown = [given.people[one].name if one in given.people else one for one in students[:longest]]
    more = len(students) - longest
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
