"""What to say in class about a lesson, worst first: what most students got wrong or left out, each under a letter.

The letters stand in the picture of the class as well (`class_picture`). Left out: causes of one student alone, and the
words themselves, which are the exercise's own question.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from autograde.grading.gradebook.results import UNTRIED
from autograde.grading.reports.item_statistics import Cause, Item, Lesson

MOST = 9  # topics of a lesson
SEVERAL = 2  # students who make a topic
LEFT_OUT = 0.25  # share of a class that makes an exercise nobody tried a topic


@dataclass(frozen=True)
class Topic:
    """One thing to say: what `students` of `graded` showed at an exercise; without a cause, they did not try it."""

    item: Item
    students: int
    cause: Cause | None = None
    letter: str = "○"

    @property
    def graded(self) -> int:
        return self.item.graded


def topics_of(lesson: Lesson) -> list[Topic]:
    """The topics of a lesson, those of most students first; of two alike, the one with a name and the earlier one."""
    mistakes = [Topic(item, cause.students, cause) for item in lesson.items for cause in item.causes]
    left_out = [Topic(item, item.counts[UNTRIED]) for item in lesson.items]
    found = [topic for topic in mistakes if topic.students >= SEVERAL]
    found += [topic for topic in left_out if topic.students >= max(SEVERAL, LEFT_OUT * topic.graded)]
    found.sort(key=lambda topic: (-topic.students, topic.cause is None or not topic.cause.catalogued))
    letters = iter(string.ascii_uppercase)
    return [
        Topic(topic.item, topic.students, topic.cause, next(letters)) if topic.cause else topic
        for topic in found[:MOST]
    ]


def letters_of(topics: list[Topic]) -> dict[tuple[str, str, str], str]:
    """The letter of each mistake among the topics, by exercise, function and name."""
    return {(topic.item.name, topic.cause.function, topic.cause.name): topic.letter for topic in topics if topic.cause}
