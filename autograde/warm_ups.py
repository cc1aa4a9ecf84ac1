"""Three short questions from earlier lessons at the start of a lesson, with fresh numbers each time; never graded.

One is from the last lesson, one from three lessons before, and one about the exercise that cost this student the most
failed checks so far (with none on record, about one that the course calls its hardest). What is typed is answered at
once, and nothing is kept. Left out: the questions themselves (`recall`).

Spaced retrieval: Latimier, Peyre, Ramus, Educational Psychology Review 33 (2021), found g = 0.74 for it.
"""

from __future__ import annotations

import html
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from autograde import progress, recall, standings
from autograde.recall import Question

if TYPE_CHECKING:
    from ipywidgets import VBox

NEAR = 0.02  # a number counts as right within two hundredths: 0.33 is a third
ASKED = 3
MINUS = str.maketrans("−–,", "--.")


def warm_up(lesson: str) -> VBox:
    """Three questions from before this lesson, with a field to answer each.

    lesson: the lesson that they open, "04_staged".
    """
    import ipywidgets  # slow: only when a lesson is begun

    asked = [one_of(place, question) for place, question in enumerate(chosen(lesson, random.Random()), 1)]

    class WarmUp(ipywidgets.VBox):
        """The questions; where they are not alive, as on a saved page, a word on how to get them."""

        def __repr__(self) -> str:
            return "Run this cell: it asks three questions."

    return WarmUp(asked)


def chosen(lesson: str, numbers: random.Random) -> list[Question]:
    """The questions to ask before a lesson: from the last one, from three before, about what was hardest."""
    names = standings.in_order()
    before = list(names[: names.index(lesson)]) if lesson in names else []
    if not before:
        return []
    last, third = before[-1], before[max(len(before) - 3, 0)]
    found: list[Question] = []
    for candidates in (recall.of_lesson(last), recall.of_lesson(third), hardest(before), recall.of_lesson(last)):
        new = [question for question in candidates if question not in found]
        found += [numbers.choice(new)] if new and len(found) < ASKED else []
    return found


def hardest(lessons: Sequence[str]) -> Sequence[Question]:
    """The questions about the exercise that failed most often in these lessons; if none did, those marked hardest."""
    asked = [(question, lesson) for lesson in lessons for question in recall.of_lesson(lesson)]
    entries = {name: entry for lesson in lessons for name, entry in progress.read(lesson).items()}
    failures = {question.exercise: entries.get(question.exercise, progress.Entry(0)).failures for question, _ in asked}
    most = max(failures.values(), default=0)
    if most:
        return [question for question, _ in asked if failures[question.exercise] == most]
    return [question for question, _ in asked if question.hardest] or [question for question, _ in asked]


def one_of(place: int, question: Question) -> VBox:
    """A question, a field for the answer, and what is said to it."""
    import ipywidgets

    text, answer = random.choice(question.variants)
    field = ipywidgets.Text(description=f"answer {place}", placeholder="type it, then Enter", continuous_update=False)
    said = ipywidgets.HTML()

    def tell(change: dict[str, str]) -> None:
        said.value = verdict(question, answer, change["new"])

    field.observe(tell, names="value")
    return ipywidgets.VBox([ipywidgets.HTML(f"<p>{place}. {html.escape(text)}</p>"), field, said])


def verdict(question: Question, answer: float | str, typed: str) -> str:
    """What is said to an answer, as HTML: whether it is right, what it is, and why. Nothing to an empty one."""
    if not typed.strip():
        return ""
    if not isinstance(answer, str) and number_in(typed) is None:
        return '<div role="status">Type a number, such as −2.5 or 1/3.</div>'
    right = is_right(question, answer, typed)
    begin = "<strong>Right.</strong>" if right else f"<strong>It is {html.escape(shown(answer))}.</strong>"
    return f'<div role="status">{begin} {html.escape(question.says)}</div>'


def is_right(question: Question, answer: float | str, typed: str) -> bool:
    """Whether what was typed is the answer: a number within two hundredths, or one of the words."""
    if isinstance(answer, str):
        words = [answer, *question.also]
        return typed.strip().casefold() in [word.casefold() for word in words]
    number = number_in(typed)
    return number is not None and abs(number - answer) <= max(NEAR * abs(answer), 1e-9)


def number_in(typed: str) -> float | None:
    """What was typed, as a number: "−2,5" and "-5/2" are -2.5; None for anything else."""
    try:
        return float(Fraction(typed.strip().translate(MINUS).replace(" ", "")))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def shown(answer: float | str) -> str:
    """An answer as it is told."""
    return answer if isinstance(answer, str) else f"{answer:.4g}".replace("-", "−")
