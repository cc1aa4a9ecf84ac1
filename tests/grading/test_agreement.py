"""Pages, reports and tables say the same of every student, whoever graded and whatever a person entered, in any order.

And both ways of grading leave the same gradebook. Left out: the real commands, one after the other
(`test_preprocessors`).
"""

import csv
import io
import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograde.course import Course
from autograde.grading.gradebook.final import exact, finals
from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.record import Recorder
from autograde.grading.reports.class_report import names_page, shared_page
from autograde.grading.reports.exports import canvas, moodle, nbgrader, table
from autograde.grading.reports.feedback import page
from autograde.grading.reports.statements import asked
from tests.course_copy import ROOT, copy_course
from tests.grading.both_ways import EXERCISES, Way, late, made_up
from tests.grading.classroom import Markup, graded_cells
from tests.grading.small_class import LESSON, with_gradebook

STUDENTS = ("Jürgen Müller", "ada", "李 雷")
STATEMENTS = asked(Course(ROOT), LESSON)
CELLS = graded_cells(Course(ROOT))
NUMBER = r"(\d+(?:\.\d+)?)"

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
        elif student in results:
            for way in ways:
                way.by_hand(student, *details)
    for student, fine in fines.items():
        if student in results:
            for way in ways:
                way.by_hand(student, "", "penalty", fine)
    return [results[student] for student in sorted(results)]


def read(rows):
    return list(csv.DictReader(io.StringIO(table(rows))))


def exported(way):
    """nbgrader's own export, as text."""
    path = way.course.root / "exported.csv"
    with Gradebook(way.directory.db_url, way.directory.course_id) as book:
        CsvExportPlugin(to=str(path)).export(book)
    return path.read_text(encoding="utf-8")


def plain(text):
    """A table whose numbers have nine digits: in what order a database adds shows in the last ones of nbgrader's."""
    rows = [line.split(",") for line in text.splitlines()]
    return [
        [*row[:-4], *(cell if cell.isalpha() or "_" in cell else round(float(cell), 9) for cell in row[-4:])]
        for row in rows
    ]


def added_up(text):
    """The sum of what a line of feedback says: points, extra credit, what being late cost."""
    text = re.sub(r", comment on \w+: “[^”]*”", "", text)
    parts = re.findall(rf"\b(?:{'|'.join(EXERCISES)}) {NUMBER}( of)?", text)
    fine = re.search(rf"handed in late −{NUMBER}", text)
    return max(0.0, sum(float(number) for number, _ in parts) - (float(fine[1]) if fine else 0.0))


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own use of its database layer
@settings(max_examples=25, deadline=None, report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
@given(some.lists(regrades | entries, min_size=1, max_size=8), penalties)
def test_everything_says_the_same_of_every_student(ways, steps, fines):
    results = live(ways, steps, fines)
    both = [read_marks(way.course) for way in ways]
    assert both[0].handed == both[1].handed and both[0].cells == both[1].cells, "the two ways disagree"
    marks, lessons = both[0], {LESSON: results}
    assert plain(table(nbgrader(lessons, marks))) == plain(exported(ways[0]))
    scores = {row["student_id"]: row["score"] for row in read(nbgrader(lessons, marks))}
    by_canvas = {row["SIS Login ID"]: row[LESSON] for row in read(canvas(lessons, marks))}
    by_moodle = {row["ID number"]: row for row in read(moodle(lessons, marks))}
    names = Markup(names_page([(STATEMENTS, results)], ROOT / "nowhere", marks)).text
    listed = names[names.index("Points Student") :]
    waiting = names[: names.index("01 · Slopes")]
    points_of_class = []
    for result in results:
        student = result.student
        final = finals(lessons, marks)[LESSON, student]
        text = Markup(page(STATEMENTS, result, CELLS, marks)).text
        flags = [mark.waits for mark in marks.cells[LESSON, student].values()]
        assert bool(final.why) == any(flags)
        if final.why:
            assert by_canvas[student] == by_moodle[student][LESSON] == by_moodle[student][f"{LESSON} (feedback)"] == ""
            assert f"{student}, {LESSON}: {final.why}" in waiting and f"{student}, {LESSON}" not in listed
            assert "not final" in text or "waits for a person" in text or "Not graded yet" in text
            continue
        points_of_class += [final.points] if result.status != "unreadable" else []
        said = f"{exact(float(scores[student]))} of 10"
        assert by_canvas[student] == by_moodle[student][LESSON] == scores[student]
        assert f"Together {said}" in by_moodle[student][f"{LESSON} (feedback)"] or final.points == 0
        assert abs(added_up(by_moodle[student][f"{LESSON} (feedback)"]) - final.points) < 1e-6
        assert said in text[: text.index("Exercise")] and f"Together{said}" in text.replace("Together ", "Together")
        assert "not final" not in text
        assert said in listed[listed.index(student) :].split(" 10", 1)[0] + " 10" and student not in waiting
        for mark in marks.cells[LESSON, student].values():
            assert mark.comment in text and mark.comment in by_moodle[student][f"{LESSON} (feedback)"]
    if points_of_class:
        report = Markup(shared_page([(STATEMENTS, results)], marks)).text
        shown = float(re.search(r"Mean points([\d.]+) of", report)[1])  # with one digit: 0.05 may be either neighbour
        assert abs(shown - sum(points_of_class) / len(points_of_class)) < 0.05 + 1e-9
