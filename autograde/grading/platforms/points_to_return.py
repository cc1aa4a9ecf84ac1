"""What is given back: every enrolled student's points in the chosen lessons, in one place for all platforms' tables.

Points come from `final`, penalties and all; people who dropped the course are in none of it.
Left out: platforms' tables (`fill_canvas`, `fill_moodle`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograde.grading.gradebook.final import Final, Lessons, finals
from autograde.grading.gradebook.gradebook_reader import Marks
from autograde.grading.platforms.roster import Person, Roster
from autograde.grading.reports.exports import feedback_for, most_points


@dataclass(frozen=True)
class ReturnedPoints:
    """Points and texts by (lesson, student), and what each lesson is worth; a lesson's title by its name."""

    titles: Mapping[str, str]
    most: Mapping[str, float]
    finals: Mapping[tuple[str, str], Final]
    texts: Mapping[tuple[str, str], str]
    people: Mapping[str, Person]

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


def points_to_return(lessons: Lessons, marks: Marks, roster: Roster, titles: Mapping[str, str]) -> ReturnedPoints:
    """Everything that is given back for these lessons' results."""
    results = {(lesson, result.student): result for lesson, given in lessons.items() for result in given}
    known = {key: final for key, final in finals(lessons, marks).items() if not roster.is_left_out(key[1])}
    texts = {key: feedback_for(final, results.get(key)) for key, final in known.items() if not final.why}
    most = dict(zip(lessons, most_points(lessons, marks), strict=True))
    others = {student: person_in(marks, student) for _, student in known}
    return ReturnedPoints(titles, most, known, texts, others | {person.id: person for person in roster.enrolled})


def person_in(marks: Marks, student: str) -> Person:
    """A student whom the roster does not have, as the gradebook knows them."""
    known = marks.people.get(student)
    return Person(student, known.first, known.last, email=known.email) if known else Person(student)


def names_of(given: ReturnedPoints, students: Sequence[str], longest: int = 5) -> str:
    """Some people by name, and how many more."""
    shown = [given.people[one].name if one in given.people else one for one in students[:longest]]
    more = len(students) - longest
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
