"""Headings of platforms' tables: a lesson's column is found where it is certain, and nowhere else."""

import pytest

from autograde.errors import AutogradeError
from autograde.grading.platforms.columns import find_columns, fit
from tests.course_copy import COURSE

SLOPES, NET = "01_slopes", "07_two_layer_net"
TITLES = {SLOPES: "01 · Slopes: how strongly does the output answer?", NET: "07 · A two-layer net by hand"}


@pytest.mark.parametrize(
    "heading",
    [
        *("01 Slopes (901)", "01_slopes (901)", "Slopes (12)", "Lesson 1: Slopes (901)", "HW1 – slopes (901)"),
        *(
            "Assignment: 01 Slopes (Real)",
            "01 · Slopes: how strongly does the output answer? (7)",
            "作业 1: Slopes (3)",
        ),
    ],
)
def test_a_heading_with_the_lessons_name_or_title_is_certain(heading):
    assert fit(heading, SLOPES, TITLES[SLOPES]) == 2
    assert fit(heading, NET, TITLES[NET]) == 0


@pytest.mark.parametrize("heading", ["Homework 1 (901)", "Slopes quiz (901)", "02 Slopes (901)", "Slopes 2025 (901)"])
def test_less_than_that_is_doubtful(heading):
    assert fit(heading, SLOPES, TITLES[SLOPES]) == 1


@pytest.mark.parametrize("heading", ["Essay (1)", "Slope (901)", "Final Score", "Attendance 2 (11)", ""])
def test_others_are_not_the_lessons(heading):
    assert fit(heading, SLOPES, TITLES[SLOPES]) == 0


def test_two_columns_for_a_lesson_are_both_left_alone():
    head = ["Student", "01 Slopes (901)", "Slopes (977)"]
    found = find_columns(head, [1, 2], {SLOPES: TITLES[SLOPES]}, {}, "canvas.csv")
    assert not found.lessons and "“01 Slopes (901)” or “Slopes (977)”" in found.doubts[0]
    named = find_columns(head, [1, 2], {SLOPES: TITLES[SLOPES]}, {SLOPES: "Slopes"}, "canvas.csv")
    assert named.lessons == {2: SLOPES}, "the heading may be named without the platform's number"


def test_settings_decide_and_are_checked():
    head = ["Student", "HW 1 (901)", "Sum (5)"]
    titles = {SLOPES: TITLES[SLOPES]}
    found = find_columns(head, [1, 2], titles, {SLOPES: "HW 1 (901)", "total": "Sum"}, "canvas.csv")
    assert found.lessons == {1: SLOPES} and found.total == 2 and not found.doubts
    assert not find_columns(head, [1, 2], titles, {SLOPES: ""}, "canvas.csv").doubts, "left out on purpose"
    gone = find_columns(head, [1, 2], titles, {SLOPES: "HW 3"}, "canvas.csv")
    assert "no column “HW 3”" in gone.doubts[0]
    with pytest.raises(AutogradeError, match="HW 1"):
        find_columns(head, [1, 2], titles | {NET: ""}, {SLOPES: "HW 1", NET: "HW 1"}, "canvas.csv")


def test_no_lesson_of_the_course_is_mistaken_for_another():
    from autograde.grading.reports.statements import asked

    titles = {lesson: asked(COURSE, lesson).title for lesson in COURSE.lessons}
    for form in ("{0} {1} (9)", "{1} (9)", "Assignment: {1} (Real)", "{2} (9)"):
        head = [
            form.format(lesson[:2], lesson[3:].replace("_", " "), titles[lesson]) for lesson in reversed(COURSE.lessons)
        ]
        found = find_columns(head, range(len(head)), titles, {}, "canvas.csv")
        assert [found.lessons[place] for place in range(len(head))] == list(reversed(COURSE.lessons)), form
