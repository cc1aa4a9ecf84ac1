"""Pages, reports and tables say the same of every student, whoever graded and whatever a person entered, in any order.

And both ways of grading leave the same gradebook, whoever drops the course. Left out: the real commands, one after the
other (`test_preprocessors`), what the checker reads (`points_everywhere`).
"""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.record import Recorder
from autograde.grading.platforms.roster import Person, Roster
from tests.course_copy import copy_course
from tests.grading.both_ways import EXERCISES, Way, late, made_up
from tests.grading.points_everywhere import everything_agrees
from tests.grading.small_class import LESSON, with_gradebook

STUDENTS = ("Jürgen Müller", "ada", "李 雷")
points = some.integers(0, 200).map(lambda number: number / 100) | some.sampled_from([0.1, 0.2, 0.3, 1 / 3, 2.0])
answers = some.fixed_dictionaries(dict.fromkeys(EXERCISES, points))
statuses = some.sampled_from(["graded"] * 5 + ["unreadable", "for a person", "grader error"])
students, exercises = some.sampled_from(STUDENTS), some.sampled_from(EXERCISES)
regrades = some.tuples(some.just("grade"), students, answers, statuses, some.booleans(), some.integers(-1, 1))
entries = some.one_of(
    some.tuples(some.just("hand"), students, exercises, some.just("manual_score"), points | some.none()),
    some.tuples(some.just("hand"), students, exercises, some.just("extra_credit"), points),
    some.tuples(
        some.just("hand"), students, exercises, some.just("comment"), some.sampled_from(["Well argued.", ", 9 of 9"])
    ),
)
dates = some.one_of(
    some.tuples(some.just("extend"), students, some.just(""), some.just("extension"), some.integers(0, 2)),
    some.tuples(some.just("due"), some.just(""), some.just(""), some.just("due"), some.integers(-1, 1)),
)
penalties = some.dictionaries(students, points.map(lambda number: number * 4), max_size=2)


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    """Two courses whose gradebooks know the lesson, and copies of these gradebooks to begin each example with."""
    made = []
    for name in ("left", "right"):
        course = with_gradebook(copy_course(tmp_path_factory.mktemp(name), lessons=(LESSON,)))
        with (course.root / "nbgrader_config.py").open("a") as file:
            file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
        recorder = Recorder(course)
        recorder.begin([LESSON], STUDENTS)
        recorder.gradebook.update_or_create_assignment(LESSON, duedate="2030-01-01 12:30:00")
        recorder.gradebook.db.remove()
        shutil.copy(course.root / "work" / "gradebook.db", course.root / "begin.db")
        made.append(Way(course, recorder))
    yield made
    for way in made:
        way.recorder.close()


def begin(way):
    """The gradebook as it was before the example."""
    way.recorder.gradebook.engine.dispose()
    shutil.copy(way.course.root / "begin.db", way.course.root / "work" / "gradebook.db")


def live(ways, steps, fines):
    """Go through what happened to a class in both gradebooks; returns the last result of each student."""
    left, right = ways
    results = {}
    for way in ways:
        begin(way)
    for kind, student, *details in steps:
        if kind == "grade":
            given, status, swapped, hours = details
            results[student] = made_up(student, given, status)
            one, other = (right, left) if swapped else (left, right)
            one.by_autograde(results[student], late(hours))
            other.by_nbgrader(results[student], late(hours))
        elif student in results or not student:
            for way in ways:
                way.by_hand(student, *details)
    for student, fine in fines.items():
        if student in results:
            for way in ways:
                way.by_hand(student, "", "penalty", fine)
    return [results[student] for student in sorted(results)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own use of its database layer
@settings(
    max_examples=25,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(some.lists(regrades | entries | dates, min_size=1, max_size=8), penalties, some.sets(students, max_size=1))
def test_everything_says_the_same_of_every_student(ways, steps, fines, dropped):
    results = live(ways, steps, fines)
    both = [read_marks(way.course) for way in ways]
    assert both[0].handed == both[1].handed and both[0].cells == both[1].cells, "the two ways disagree"
    people = [
        Person(
            name, full=name, email=f"{number}@x.edu", canvas_id=str(number), dropped="now" if name in dropped else ""
        )
        for number, name in enumerate(STUDENTS, 101)
    ]
    everything_agrees(ways[0], results, Roster(tuple(people)))


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("swapped", [False, True])
def test_a_hand_in_in_time_that_the_grader_fails_on_loses_the_penalty_of_the_late_one_before(ways, swapped):
    full = dict.fromkeys(EXERCISES, 2.0)
    live(ways, [("grade", "ada", full, "graded", swapped, 1), ("grade", "ada", full, "grader error", swapped, -1)], {})
    assert [read_marks(way.course).handed[LESSON, "ada"].penalty for way in ways] == [0.0, 0.0]
