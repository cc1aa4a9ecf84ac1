"""The questions for warm-ups, course/NN_name/recall.toml: enough in each lesson, about what it practised, and right.

The answers of lessons 01 to 04 are worked out here a second time, by other means than their formula, from the numbers
that a question's text shows. Left out: how questions are read and asked (tests/autograde).
"""

import re

import pytest

from autograde import recall
from autograde.course import Course
from autograde.exercises import of_lesson
from tests.course_copy import ROOT

LESSONS = Course(ROOT).lessons
FIRST = LESSONS[:-1]  # nothing comes after the last lesson


@pytest.fixture(scope="module", params=FIRST)
def lesson(request):
    return request.param


def test_every_lesson_leaves_questions_behind(lesson, course):
    questions = recall.of_lesson(lesson, course)
    assert len(questions) >= 4
    assert sum(question.hardest for question in questions) == 1
    names = [exercise.name for exercise in of_lesson(lesson, course)]
    assert [question.exercise for question in questions if question.exercise not in names] == []


def test_a_question_is_short_and_does_not_hold_its_answer(lesson, course):
    for question in recall.of_lesson(lesson, course):
        assert question.says.endswith(".") and len(question.says) <= 200
        assert len({answer for _, answer in question.variants}) > 1 or isinstance(question.variants[0][1], str)
        for text, answer in question.variants:
            assert len(text) <= 260 and text.endswith(("?", "?)", ".", ".)")), text
            if isinstance(answer, str):
                choices = re.findall(r"\w+", text.casefold())
                given = answer.casefold() in choices
                assert not given or " or " in text, f"{text} names its answer and no other"
