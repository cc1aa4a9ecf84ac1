"""Warm-ups ask three different questions from before, with right answers, and know a right one from a wrong one."""

import random

import pytest

from autograde import progress, recall, warm_ups
from autograde.errors import LessonError
from autograde.progress import Entry
from autograde.recall import Question

FACTOR = Question("grad_mul", (("What is ∂(xy)/∂x at y = −2?", -2.0),), "It is the other factor.")
WORD = Question("gates", (("Which gate routes?", "max"),), "It passes to the larger.", also=("maximum", "最大值"))
GOOD = {
    "exercise": "grad_mul",
    "asks": "x = {x}, y = {y}:\n∂(xy)/∂x?",
    "numbers": {"x": [-4, 2.5], "y": [3]},
    "answer": "y * cos(0)",
    "says": "The other\nfactor.",
}


@pytest.fixture
def asked(monkeypatch):
    """Five lessons with questions of their own, no failure on record."""
    lessons = [f"0{number}_lesson" for number in range(1, 6)]

    def questions(lesson, course=None):
        place = lesson[:2]
        return [
            Question(f"{kind}_{place}", ((f"{kind}?", 1.0),), "", (), kind == "hard")
            for kind in ("easy", "hard", "odd")
        ]

    monkeypatch.setattr(warm_ups.standings, "in_order", lambda: lessons)
    monkeypatch.setattr(recall, "of_lesson", questions)
    monkeypatch.setattr(progress, "read", lambda lesson, folder=None: {})
    return lessons


def places(lesson, seed=0):
    return [question.exercise[-2:] for question in warm_ups.chosen(lesson, random.Random(seed))]


def test_one_is_from_the_last_lesson_and_one_from_three_before(asked):
    for seed in range(20):
        assert places("05_lesson", seed)[:2] == ["04", "02"]
        assert places("04_lesson", seed)[:2] == ["03", "01"]
    assert places("02_lesson") == ["01", "01", "01"] and places("01_lesson") == []


def test_no_question_is_asked_twice(asked):
    for lesson in asked[1:]:
        for seed in range(20):
            names = [question.exercise for question in warm_ups.chosen(lesson, random.Random(seed))]
            assert len(set(names)) == 3


def test_the_third_is_about_what_failed_most_else_about_what_is_called_hardest(asked, monkeypatch):
    assert all(warm_ups.chosen("05_lesson", random.Random(seed))[2].hardest for seed in range(20))
    records = {"03_lesson": {"odd_03": Entry(1, 7), "easy_03": Entry(1, 2)}, "01_lesson": {"hard_01": Entry(0, 6)}}
    monkeypatch.setattr(progress, "read", lambda lesson, folder=None: records.get(lesson, {}))
    assert {warm_ups.chosen("05_lesson", random.Random(seed))[2].exercise for seed in range(20)} == {"odd_03"}


@pytest.mark.parametrize("typed", ["-2", "−2", " – 2 ", "-2,0", "-2.01", "-4/2", "-2e0"])
def test_a_right_number_is_right_however_it_is_typed(typed):
    assert "Right." in warm_ups.verdict(FACTOR, -2.0, typed) and "the other factor" in warm_ups.verdict(
        FACTOR, -2.0, typed
    )


@pytest.mark.parametrize("typed", ["2", "-2.1", "0", "-2/3", "1e9"])
def test_a_wrong_one_is_told_what_it_is(typed):
    said = warm_ups.verdict(FACTOR, -2.0, typed)
    assert "It is −2." in said and "Right" not in said


@pytest.mark.parametrize("typed", ["two", "1/0", "nan", "inf", "9" * 400, "<b>-2</b>", "-1*2"])
def test_what_is_no_number_is_asked_for_again_and_nothing_is_given_away(typed):
    said = warm_ups.verdict(FACTOR, -2.0, typed)
    assert "Type a number" in said and "other factor" not in said


def test_a_third_may_be_written_with_two_digits():
    assert warm_ups.is_right(FACTOR, 1 / 3, "0.33") and not warm_ups.is_right(FACTOR, 1 / 3, "0.3")
    assert warm_ups.is_right(FACTOR, 0.0, "0") and not warm_ups.is_right(FACTOR, 0.0, "0.001")


@pytest.mark.parametrize(("typed", "right"), [("max", True), (" Maximum ", True), ("最大值", True), ("min", False)])
def test_a_word_may_be_written_in_several_ways(typed, right):
    assert warm_ups.is_right(WORD, "max", typed) == right


def test_what_is_typed_is_answered_at_once_and_an_emptied_field_is_silent(monkeypatch):
    question, field, said = warm_ups.one_of(1, FACTOR).children
    assert "1. What is ∂(xy)/∂x at y = −2?" in question.value
    field.value = "3"
    assert "It is −2." in said.value
    field.value = "-2"
    assert "Right." in said.value
    field.value = ""
    assert said.value == ""


def test_every_question_of_the_course_can_be_asked_and_its_answer_is_right_as_told(course):
    for lesson in course.lessons:
        for question in recall.of_lesson(lesson, course):
            for text, answer in question.variants:
                assert "{" not in text
                assert warm_ups.is_right(question, answer, warm_ups.shown(answer)), text


def test_numbers_are_combined_and_answers_computed():
    question = recall.question_in("here", GOOD)
    assert question.variants == (("x = −4, y = 3: ∂(xy)/∂x?", 3.0), ("x = 2.5, y = 3: ∂(xy)/∂x?", 3.0))
    assert question.says == "The other factor." and not question.hardest


def test_of_very_many_combinations_the_same_ones_are_taken_each_time():
    many = {**GOOD, "numbers": {"x": list(range(9)), "y": list(range(9))}}
    assert len(recall.question_in("here", many).variants) == recall.MOST
    assert recall.question_in("here", many) == recall.question_in("here", many)


@pytest.mark.parametrize(
    "change",
    [{"says": None}, {"answer": "y +"}, {"answer": "z"}, {"answer": "1 / (y - 3)"}, {"asks": "{z}?"}, {"numbers": []}],
)
def test_a_question_that_cannot_be_asked_is_named(change):
    table = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(LessonError, match='recall.toml: \\["the"\\]'):
        recall.question_in('course/01_one/recall.toml: ["the"]', table)


def test_the_edition_holds_the_same_questions(course):
    import json

    for question in recall.of_lesson("01_slopes", course):
        assert recall.question_of(json.loads(recall.text_of([question]))[0]) == question
