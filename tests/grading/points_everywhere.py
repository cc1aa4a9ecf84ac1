"""The one checker of points: it reads everything that says how many a student has, and all of it must agree.

Read are nbgrader's own export and ours, the tables for Canvas and Moodle, the feedback page, both class reports, and
what `autograde return` makes: Canvas's gradebook and Moodle's worksheet as the platforms would import them, and the
table with totals. Left out: what happens to a class (`test_agreement`).
"""

import csv
import io
import re

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograde.course import Course
from autograde.grading.gradebook.final import exact, finals
from autograde.grading.gradebook.gradebook_reader import of_the_class, read_marks
from autograde.grading.platforms.exported_table import read_exported
from autograde.grading.platforms.fill_canvas import fill_canvas
from autograde.grading.platforms.fill_moodle import fill_worksheet
from autograde.grading.platforms.points_to_return import points_to_return
from autograde.grading.platforms.return_files import points_rows
from autograde.grading.reports.class_report import names_page, shared_page
from autograde.grading.reports.exports import canvas, moodle, nbgrader, table
from autograde.grading.reports.feedback import page
from autograde.grading.reports.statements import asked
from tests.course_copy import ROOT
from tests.grading.both_ways import EXERCISES
from tests.grading.classroom import Markup, graded_cells
from tests.grading.platforms.importers import Canvas, Moodle
from tests.grading.small_class import LESSON

STATEMENTS = asked(Course(ROOT), LESSON)
CELLS = graded_cells(Course(ROOT))
NUMBER = r"(\d+(?:\.\d+)?)"
MOST = 100.0  # of the platforms: extra credit may go beyond what the lesson is worth


def read(rows):
    return list(csv.DictReader(io.StringIO(table(rows))))


def exported(way):
    """nbgrader's own export, as text."""
    path = way.course.root / "exported.csv"
    with Gradebook(way.directory.db_url, way.directory.course_id) as book:
        CsvExportPlugin(to=str(path)).export(book)
    return path.read_text(encoding="utf-8")


def plain(text, roster):
    """A table of the class with its numbers as numbers."""
    rows = [row for row in csv.reader(io.StringIO(text)) if not roster.is_left_out(row[3])]
    return [[*row[:-4], *(cell if cell.isalpha() or "_" in cell else float(cell) for cell in row[-4:])] for row in rows]


def nearly(rows):
    """These rows to be compared with ours, which take one number from another when both are rounded to nine digits."""
    return [[pytest.approx(cell, rel=0, abs=2e-9) if type(cell) is float else cell for cell in row] for row in rows]


def added_up(text):
    """The sum of what a line of feedback says: points, extra credit, what being late cost."""
    text = re.sub(r", comment on \w+: “[^”]*”", "", text)
    parts = re.findall(rf"\b(?:{'|'.join(EXERCISES)}) {NUMBER}( of)?", text)
    fine = re.search(rf"handed in late −{NUMBER}", text)
    return max(0.0, sum(float(number) for number, _ in parts) - (float(fine[1]) if fine else 0.0))


def everything_agrees(way, all_results, roster):
    """AssertionError where two of the outputs disagree on somebody, or one of them knows who dropped the course."""
    marks = of_the_class(read_marks(way.course), roster)
    results = [result for result in all_results if not roster.is_left_out(result.student)]
    lessons = {LESSON: results}
    found = finals(lessons, marks)
    assert plain(table(nbgrader(lessons, marks)), roster) == nearly(plain(exported(way), roster))
    scores = {row["student_id"]: row["score"] for row in read(nbgrader(lessons, marks))}
    by_canvas = {row["SIS Login ID"]: row[LESSON] for row in read(canvas(lessons, marks))}
    by_moodle = {row["ID number"]: row for row in read(moodle(lessons, marks))}
    names = Markup(names_page([(STATEMENTS, results)], ROOT / "nowhere", marks)).text
    listed = names[names.index("Points Student") :]
    waiting = names[: names.index("01 · Slopes")]
    assert set(by_canvas) - {""} == set(by_moodle) == {result.student for result in results}
    for result in results:
        student = result.student
        final = found[LESSON, student]
        text = Markup(page(STATEMENTS, result, CELLS, marks)).text
        flags = [mark.waits for mark in marks.cells[LESSON, student].values()]
        assert bool(final.why) == any(flags)
        if final.why:
            assert by_canvas[student] == by_moodle[student][LESSON] == by_moodle[student][f"{LESSON} (feedback)"] == ""
            assert f"{student}, {LESSON}: {final.why}" in waiting and f"{student}, {LESSON}" not in listed
            assert "not final" in text or "waits for a person" in text or "Not graded yet" in text
            continue
        said = f"{exact(float(scores[student]))} of 10"
        assert by_canvas[student] == by_moodle[student][LESSON] == scores[student]
        assert f"Together {said}" in by_moodle[student][f"{LESSON} (feedback)"] or final.points == 0
        assert abs(added_up(by_moodle[student][f"{LESSON} (feedback)"]) - final.points) < 1e-6
        assert said in text[: text.index("Exercise")] and f"Together{said}" in text.replace("Together ", "Together")
        assert "not final" not in text
        assert said in listed[listed.index(student) :].split(" 10", 1)[0] + " 10" and student not in waiting
        for mark in marks.cells[LESSON, student].values():
            assert mark.comment in text and mark.comment in by_moodle[student][f"{LESSON} (feedback)"]
    mean_agrees(results, found, marks)
    platforms_agree(way, lessons, marks, roster, {who: final.graded for (_, who), final in found.items()}, by_moodle)


def mean_agrees(results, found, marks):
    """The class report's mean is that of the points that are final."""
    counts = [
        found[LESSON, result.student].points
        for result in results
        if result.status != "unreadable" and not found[LESSON, result.student].why
    ]
    if counts:
        report = Markup(shared_page([(STATEMENTS, results)], marks)).text
        shown = float(re.search(r"Mean points([\d.]+) of", report)[1])  # with one digit: 0.05 may be either neighbour
        assert abs(shown - sum(counts) / len(counts)) < 0.05 + 1e-9


def platforms_agree(way, lessons, marks, roster, graded, by_moodle):
    """What the platforms have after an import is what is final, and nothing for anybody else."""
    given = points_to_return(lessons, marks, roster, {LESSON: STATEMENTS.title})
    course = Canvas({int(one.canvas_id): (one.full, "", "") for one in roster.people}, {901: ("01 Slopes", MOST)})
    task = Moodle({int(one.canvas_id): (one.full, one.email) for one in roster.people}, most=MOST)
    path = way.course.root / "table.csv"
    path.write_text(course.export(), encoding="utf-8")
    course.imports(fill_canvas(read_exported(path), given, roster, {}, "canvas.csv").table.text())
    path.write_text(task.export(), encoding="utf-8", newline="")
    task.imports(fill_worksheet(read_exported(path), LESSON, given, roster, {}, "moodle.csv").table.text())
    ready = {who: points for who, points in graded.items() if points is not None}
    numbers = {one.id: int(one.canvas_id) for one in roster.people}
    assert {user: float(cell) for (_, user), cell in course.grades.items()} == {
        numbers[who]: pytest.approx(points, abs=1e-9) for who, points in ready.items()
    }
    assert task.grades == {numbers[who]: pytest.approx(points, abs=1e-9) for who, points in ready.items()}
    comments = {number: text for number, text in task.comments.items() if text}
    assert comments == {numbers[who]: by_moodle[who][f"{LESSON} (feedback)"] for who in ready}
    totals = {row["student_id"]: row["total"] for row in read(list(points_rows(given)))}
    assert set(totals) == {one.id for one in roster.enrolled}
    assert {who: float(total) for who, total in totals.items() if total} == {
        who: pytest.approx(points, abs=1e-9) for who, points in ready.items()
    }
