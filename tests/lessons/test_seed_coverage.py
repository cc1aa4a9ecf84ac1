"""Every idea of the documents this course grew from is taught, and every correction of theirs (`seed_coverage`)."""

import re

import pytest

from tests.course_copy import lesson_of
from tests.lessons.seed_coverage import COVERAGE


def section(lesson: str, heading: str) -> str:
    """All cells from a heading to the next one of the same rank, prose and code."""
    text = "\n\n".join(cell.source for cell in lesson_of(lesson).cells)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = [body for name, body in zip(parts[1::2], parts[2::2], strict=True) if name.strip() == heading]
    assert len(found) == 1, f"{lesson} has no section “{heading}”"
    return found[0]


def test_no_item_is_left_out():
    last = {"A": 9, "B": 7, "C": 16, "D": 4, "E": 7, "X": 33}
    items = {f"{letter}{number}" for letter, count in last.items() for number in range(1, count + 1)}
    assert set(re.findall(r"\b[A-EX]\d+\b", " ".join(COVERAGE))) == items


@pytest.mark.parametrize("item", COVERAGE)
def test_the_item_is_taught(item):
    lesson, heading, phrases = COVERAGE[item]
    text = section(lesson, heading)
    for phrase in phrases:
        assert re.search(phrase, text), f"{item}: “{phrase}” is gone from {lesson}, “{heading}”"
