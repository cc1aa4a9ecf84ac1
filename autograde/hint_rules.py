"""Which hints may be given: three for each exercise, short, pointing at a section that exists, without the answer.

Left out: whether a hint helps, which only a reader can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograde.exercise import Exercise
from autograde.hints import KEYS, Hints
from autograde.lesson import Lesson
from autograde.solutions import secret_and_public_lines
from autograde.stuck import HINTS

MOST_WORDS = {"question": 55, "reading": 80, "parallel": 160}
TOKEN = re.compile(r"\d+(?:\.\d+)?|\w+|[^\w\s]")
CODE = re.compile(r"```.*?```|`[^`\n]+`|\$[^$]+\$", re.DOTALL)
RESULT = re.compile(r"^(?:return|[\w., \[\]]+?\s[-+*/@]?=)\s+")  # before what a line computes
FEWEST = 3  # tokens that can give something away: "y, x"


def problems(lesson: Lesson, exercises: Sequence[Exercise], given: dict[str, Hints]) -> Iterator[str]:
    """What is wrong with a lesson's hints, each problem with its table."""
    known = [exercise.name for exercise in exercises]
    for name in given:
        if name not in known:
            yield f"[{name}] is no exercise of this lesson ({', '.join(known)}). Rename or remove the table."
    public = secret_and_public_lines(lesson.cells)[1]
    secret = {cell.exercise: secret_and_public_lines([cell])[0] for cell in lesson.marked("solution")}
    for name in known:
        if name not in given:
            yield f"there is no table [{name}]. Write the exercise's three hints: {', '.join(KEYS)}."
            continue
        for key in KEYS:
            if not given[name].get(key):
                yield f"[{name}] has no {key}. Write {HINTS[KEYS.index(key)]}."
                continue
            text = given[name][key]
            yield from (f"[{name}] {key}: {what}" for what in faults(key, text, lesson.headings))
            for line in sorted(secret.get(name, ())):
                if gives_away(text, line, public):
                    yield f"[{name}] {key}: gives away the answer's line `{line}`. Show a parallel case."


def faults(key: str, text: str, headings: Sequence[str]) -> Iterator[str]:
    """What one hint lacks or has too much of."""
    count = sum(any(map(str.isalnum, word)) for word in text.split())
    if count > MOST_WORDS[key]:
        yield f"{count} words, and {MOST_WORDS[key]} are the most. Shorten it."
    if key == "question" and "?" not in text:
        yield "asks nothing. End it with a question."
    flat = " ".join(text.split())
    if key == "reading" and not any(
        quoted in flat for heading in headings for quoted in (f"“{heading}”", f'"{heading}"')
    ):
        yield "names no section. Quote a heading of the lesson: “…”."


def gives_away(text: str, line: str, public: set[str]) -> bool:
    """Whether a hint holds a line of an answer, or in its code or formulas what that line computes.

    What the lesson itself shows outside of its answers is no secret.
    """
    whole, result = TOKEN.findall(line), result_of(line)
    if len(whole) > FEWEST and stands_in(whole, text):
        return line not in public
    if len(result) < FEWEST or not set(result) & set("+-*/@,"):
        return False
    return any(stands_in(result, piece) for piece in CODE.findall(text)) and not any(
        result_of(shown) == result for shown in public
    )


def result_of(line: str) -> list[str]:
    """The tokens of what a line of code returns or assigns."""
    return TOKEN.findall(RESULT.sub("", line))


def stands_in(part: Sequence[str], text: str) -> bool:
    """Whether tokens stand in a text, one after the other, whatever space is between them."""
    if part[0] not in text:
        return False
    whole = TOKEN.findall(text)
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
