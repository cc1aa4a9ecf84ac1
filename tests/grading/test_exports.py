"""Grade tables: the columns that Canvas, Moodle and nbgrader expect, the right points, and no formula."""

import csv
import io
import logging
from dataclasses import replace

import pytest

from autograde.build import nbgrader_config
from autograde.grading.gradebook.final import WAITS, finals
from autograde.grading.gradebook.gradebook_reader import Marks, Score, StudentRow, SubmissionRow, read_marks
from autograde.grading.reports.exports import CANVAS, NBGRADER, canvas, harmless, moodle, nbgrader, table, write_exports
from tests.grading.classroom import ALL, LESSON, MUL, gradebook, judged, keep, result

NOT_SWAPPED = {"grad_mul": judged("grad_mul", lambda x, y: (x, y))}


def read(rows):
    """The table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(table(rows)), strict=True))


def lessons():
    return {
        LESSON: [result("kim", NOT_SWAPPED), result("li-wei"), result("zoe", status="grader error")],
        "02_circuits": [result("kim", lesson="02_circuits")],
    }


def known():
    """A gradebook that knows kim's name and a change by hand, and that li-wei's grade is not final."""
    people = {"kim": StudentRow("kim", "Kim", "O'Neil, jr", "kim@example.org", "4711")}
    handed = {(LESSON, "kim"): SubmissionRow(9.25, penalty=0.5), (LESSON, "li-wei"): SubmissionRow(10.0)}
    waiting = {(LESSON, "li-wei"): {"grad_mul": Score(2.0, 2.0, 1.0, waits=True)}}
    return Marks(people, {LESSON: ("2025-03-01 12:00:00", 10.0)}, handed, waiting)


# --- Canvas -----------------------------------------------------------------------------------------------------------


def test_canvas_finds_its_columns_and_the_row_of_points_possible():
    header, possible, *rows = read(canvas(lessons(), Marks()))
    assert header == [*CANVAS, LESSON, "02_circuits"]
    # what its importer asks of a header: lib/gradebook_importer.rb, row_has_student_headers? and update_column_count
    assert len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    assert header[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in possible[0] and [float(cell) for cell in possible[5:]] == [ALL, 10.0]
    assert [row[0] for row in rows] == ["kim", "li-wei", "zoe"] and all(len(row) == len(header) for row in rows)
    assert rows[0][3] == "kim" and [float(cell) for cell in rows[0][5:]] == [ALL - MUL, 10.0]


def test_a_grade_that_is_missing_or_not_final_is_empty_and_never_zero():
    rows = {row[3]: row[5:] for row in read(canvas(lessons(), known()))[2:]}
    assert rows["zoe"] == ["", ""], "the grader failed; handed in nothing else"
    assert rows["li-wei"] == ["", ""], "a person has to look at the regrade"


def test_what_a_person_changed_and_the_penalty_count():
    row = next(row for row in read(canvas(lessons(), known())) if row[3] == "kim")
    assert row[:2] == ["O'Neil, jr, Kim", "4711"] and float(row[5]) == 8.75


def test_an_unreadable_notebook_has_no_points_but_a_grade():
    results = {LESSON: [result("kim", status="unreadable")]}
    assert float(read(canvas(results, Marks()))[2][5]) == 0.0
    assert read(moodle(results, Marks()))[1][5] == "The notebook could not be read."


# --- Moodle -----------------------------------------------------------------------------------------------------------


def test_moodle_gets_a_way_to_know_the_student_and_feedback_beside_each_grade():
    header, *rows = read(moodle(lessons(), known()))
    assert header[:4] == ["First name", "Last name", "ID number", "Email address"]
    assert header[4:] == [LESSON, f"{LESSON} (feedback)", "02_circuits", "02_circuits (feedback)"]
    kim = rows[0]
    assert kim[:4] == ["Kim", "O'Neil, jr", "kim", "kim@example.org"] and float(kim[4]) == 8.75
    assert f"grad_mul 0 of {MUL:g} (not swapped; section “Hold one input still”)" in kim[5]
    assert rows[2][4:] == ["", "", "", ""], "no grade comes without its feedback, no feedback without its grade"


def test_moodles_feedback_adds_up_to_its_grade_and_carries_what_a_person_wrote():
    key = (LESSON, "kim")
    cells = {name: Score(2.0, 2.0) for name in result("kim").reports}
    cells |= {"grad_mul": Score(2.0, 0.0, 1.5, 0.25, comment="Well argued."), "essay": Score(3.0, None, 2.5)}
    marks = Marks(handed={key: SubmissionRow(12.25, penalty=2.0)}, cells={key: cells})
    grade, text = read(moodle({LESSON: [result("kim", NOT_SWAPPED)]}, marks))[1][4:]
    assert float(grade) == 10.25 and text.endswith(f"handed in late −2. Together 10.25 of {2 * len(cells) + 1}.")
    hand = "grad_mul 1.5 of 2 (by hand; the check gave 0), extra credit for grad_mul 0.25"
    assert f"{hand}, comment on grad_mul: “Well argued.”" in text and "essay 2.5 of 3 (by hand)" in text


def test_a_student_whom_only_the_gradebook_knows_stands_in_every_table():
    key = (LESSON, "lee")
    cells = {name: Score(2.0, 1.5) for name in result("kim").reports}
    marks = Marks({"lee": StudentRow("lee")}, {LESSON: ("", 10.0)}, {key: SubmissionRow(7.5)}, {key: cells})
    assert read(canvas({LESSON: []}, marks))[2][3:] == ["lee", "", "7.5"]
    assert read(moodle({LESSON: []}, marks))[1][4] == read(nbgrader({LESSON: []}, marks))[1][9] == "7.5"


def test_a_result_that_the_gradebook_does_not_hold_has_no_grade_and_says_what_to_run():
    marks = Marks(lessons={LESSON: ("", 10.0)})
    assert read(canvas({LESSON: [result("kim")]}, marks))[2][5] == ""
    assert "Run `autograde grade`" in finals({LESSON: [result("kim")]}, marks)[LESSON, "kim"].why


def test_points_by_hand_make_a_wrong_uploads_grade_final():
    key = (LESSON, "kim")
    upload = replace(result("kim", status="grader error"), status="for a person", notes=("Another lesson's.",))
    cells = {name: Score(2.0, None, 1.0) for name in result("kim").reports}
    marks = Marks(handed={key: SubmissionRow(5.0)}, cells={key: cells})
    assert read(canvas({LESSON: [upload]}, marks))[2][5] == "5.0"
    told = read(moodle({LESSON: [upload]}, marks))[1][-1]
    assert "Another lesson's." in told and "A person will look" not in told
    open_one = {**cells, "grad_mul": Score(2.0, waits=True)}
    waiting = Marks(handed={key: SubmissionRow(4.0)}, cells={key: open_one})
    assert finals({LESSON: [upload]}, waiting)[key].why == f"Another lesson's. {WAITS}"


# --- nbgrader ---------------------------------------------------------------------------------------------------------


def test_without_a_gradebook_the_columns_of_nbgrader_hold_the_results():
    header, *rows = read(nbgrader(lessons(), Marks()))
    assert header == list(NBGRADER)
    assert [
        LESSON,
        "",
        "",
        "kim",
        "",
        "",
        "",
        str(float(ALL - MUL)),
        "0.0",
        str(float(ALL - MUL)),
        str(float(ALL)),
    ] in rows
    assert [LESSON, "", "", "zoe", "", "", "", "", "0.0", "", str(float(ALL))] in rows
    assert ["02_circuits", "", "", "zoe", "", "", "", "0.0", "0.0", "0.0", "10.0"] in rows


@pytest.mark.slow
def test_with_a_gradebook_the_table_is_that_of_nbgrader_export_to_the_byte(copy, tmp_path):
    results = [result("kim", NOT_SWAPPED), result("li-wei")]
    for made in results:
        keep(copy, made)
    by_hand = {
        ("kim", "grad_mul"): {"manual_score": 1.5, "extra_credit": 0.25, "penalty": 0.5, "comment": "Well argued."}
    }
    people = {"kim": {"first_name": "Kim", "last_name": "O'Neil", "email": "kim@example.org"}, "zoe": {}}
    gradebook(copy, results, by_hand, people)
    from nbgrader.api import Gradebook
    from nbgrader.plugins import CsvExportPlugin

    settings = nbgrader_config(copy.root).CourseDirectory
    stock = CsvExportPlugin(to=str(tmp_path / "stock.csv"), log=logging.getLogger("tests"))
    with Gradebook(settings.db_url, settings.course_id) as book:
        stock.export(book)
    marks = read_marks(copy)
    assert table(nbgrader({LESSON: results}, marks)) == (tmp_path / "stock.csv").read_text()
    assert marks.people["kim"] == StudentRow("kim", "Kim", "O'Neil", "kim@example.org")
    mark = marks.cells[LESSON, "kim"]["grad_mul"]
    assert (mark.most, mark.auto, mark.manual, mark.extra, mark.comment) == (2.0, 0.0, 1.5, 0.25, "Well argued.")
    assert marks.handed[LESSON, "kim"] == SubmissionRow(9.75, 0.5, "2025-03-01 12:30:00") and not mark.waits
    assert list(marks.cells[LESSON, "li-wei"]) == sorted(result("li-wei").reports)


def test_a_course_without_a_gradebook_has_no_marks_and_gets_none(copy):
    assert read_marks(copy) == Marks()
    assert not (copy.root / "work" / "gradebook.db").exists()


# --- text that a spreadsheet would run --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "﹣2", '=HYPERLINK("x")']
)
def test_formulas_become_text(text):
    assert harmless(text).startswith("'") and "\t" not in harmless(text) and "\r" not in harmless(text)


@pytest.mark.parametrize("text", ["kim", "", "O'Neil, jr", "Ǆenana", "a=1", "李伟", "−1", "    Points Possible"])
def test_other_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_names_of_students_are_harmless_in_every_table():
    person = StudentRow("kim", "=cmd|'/c calc'!A1", "@SUM(1)\n=2", "+kim@example.org", "-4711")
    marks = Marks(people={"kim": person})
    for make in (canvas, moodle, nbgrader):
        rows = read(make({LESSON: [result("kim")]}, marks))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell


def test_tables_come_back_as_they_were_written():
    rows = [["a", 'say "hi", twice', "line\nbreak"], ["", 1.5, None]]
    assert read(rows) == [["a", 'say "hi", twice', "line break"], ["", "1.5", ""]]


# --- files ------------------------------------------------------------------------------------------------------------


def test_three_tables_are_written_and_the_empty_grades_counted(copy):
    places, empty = write_exports(copy, lessons(), known())
    assert [path.name for path in places] == ["canvas.csv", "moodle.csv", "grades.csv"] and empty == 2
    assert [len(path.read_text(encoding="utf-8").splitlines()) for path in places] == [5, 4, 3]


def test_a_class_without_results_gives_tables_with_headers_only(copy):
    places, empty = write_exports(copy, {}, Marks())
    assert empty == 0 and [len(path.read_text().splitlines()) for path in places] == [2, 1, 1]
