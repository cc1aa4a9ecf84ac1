"""Grades in the platforms' own tables: imported as they are they set the right grades and touch nothing else."""

import pytest

from autograde.grading.gradebook.final import Final
from autograde.grading.platforms.exported_table import read_exported
from autograde.grading.platforms.fill_canvas import fill_canvas, is_canvas
from autograde.grading.platforms.fill_moodle import fill_course_grades, fill_worksheet, is_worksheet
from autograde.grading.platforms.points_to_return import ReturnedPoints
from autograde.grading.platforms.roster import Person, Roster
from tests.grading.platforms.importers import Canvas, Moodle, as_csv, rows_of

SLOPES, CIRCUITS = "01_slopes", "02_circuits"
TITLES = {SLOPES: "01 · Slopes: how strongly does the output answer?", CIRCUITS: "02 · Circuits"}
PEOPLE = (
    Person("zoe", "Zoë", "Ångström", "Zoë Ångström", "zoe@x.edu", "101", "s1", "zoe@uni", aliases=("old-zoe",)),
    Person("lei", "雷", "李", "李雷", "lei@x.edu", "102", "s2", "lei@uni"),
    Person("kim-1", "Kim", "O'Neil", "Kim O'Neil", "kim1@x.edu", "103", "s3", "=kim@uni"),
    Person("kim-2", "Kim", "O'Neil", "Kim O'Neil", "kim2@x.edu", "104", "s4", "kim2@uni"),
    Person("gone", "Al", "Gone", "Al Gone", "al@x.edu", "105", dropped="2026-11-01"),
    Person("absent", "No", "Show", "No Show", "no@x.edu", "106"),
)
ROSTER = Roster(PEOPLE)
CANVAS_PEOPLE = {
    **{int(one.canvas_id): (f"{one.last}, {one.first}", one.sis_id, one.login) for one in PEOPLE},
    999: ("Student, Test", "", "f00d"),
}
MOODLE_PEOPLE = {88000 + int(one.canvas_id): (one.full, one.email) for one in PEOPLE}


def final(lesson, student, points, why=""):
    return Final(lesson, student, (), 0.0, points, 10.0, why)


def given(*finals, titles=TITLES):
    known = {(one.lesson, one.student): one for one in finals}
    texts = {key: f"{one.student}: {one.points:g}" for key, one in known.items() if not one.why}
    return ReturnedPoints(titles, dict.fromkeys(titles, 10.0), known, texts, {one.id: one for one in ROSTER.enrolled})


CLASS = given(
    final(SLOPES, "zoe", 8.75),
    final(SLOPES, "lei", 1 / 3),
    final(SLOPES, "kim-1", 0.0),
    final(SLOPES, "kim-2", 4.0, "a person has to look"),
    final(CIRCUITS, "zoe", 10.0),
)


def exported(tmp_path, text, name="canvas.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read_exported(path)


def canvas(**more):
    assignments = {901: ("01 Slopes", 10), 955: ("Essay", 20), 902: ("HW 2: Circuits", 10)}
    return Canvas(CANVAS_PEOPLE, assignments | more, {(955, 101): "15.00", (901, 106): "3.00"})


def filled_canvas(tmp_path, course, settings=None, of=CLASS, **form):
    table = exported(tmp_path, course.export(**form))
    assert is_canvas(table)
    return fill_canvas(table, of, ROSTER, settings or {}, "canvas.csv")


# --- Canvas -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [{}, {"separator": ";", "comma": True}])
def test_canvas_imports_it_and_changes_the_lessons_grades_alone(tmp_path, form):
    course = canvas()
    course.grades = {key: text.replace(".", ",") if form else text for key, text in course.grades.items()}
    filled = filled_canvas(tmp_path, course, **form)
    course.grades[955, 101] = "18.00"  # graded on the platform after the export: an import must not undo it
    course.imports(filled.table.text())
    found = {key: float(text.replace(",", ".")) for key, text in course.grades.items()}
    assert found.pop((901, 102)) == pytest.approx(1 / 3, abs=1e-9)
    assert found == {(901, 101): 8.75, (901, 103): 0.0, (902, 101): 10.0, (955, 101): 18.0, (901, 106): 3.0}
    assert filled.cells == 4


def test_what_the_platform_knows_people_by_is_not_touched(tmp_path):
    course = canvas()
    before = {row[1]: row[:5] for row in rows_of(course.export())}
    filled = filled_canvas(tmp_path, course)
    rows = {row[1]: row for row in rows_of(filled.table.text())}
    assert {key: row[:5] for key, row in rows.items()} == {key: row for key, row in before.items() if key != "105"}
    assert rows["103"][3] == "=kim@uni", "a guard against formulas would make a login that nobody has"
    assert rows["101"][-4:] == ["50.00"] * 4 and "Essay (955)" not in rows["ID"] and "Notes" not in rows["ID"]


def test_dropped_people_have_no_row_and_no_remark(tmp_path):
    filled = filled_canvas(tmp_path, canvas())
    assert "Gone" not in filled.table.text() and "Gone" not in " ".join(filled.remarks)


def test_who_waits_keeps_what_the_platform_has_and_is_told(tmp_path):
    course = canvas()
    course.grades[901, 104] = "2.00"
    filled = filled_canvas(tmp_path, course)
    course.imports(filled.table.text())
    assert course.grades[901, 104] == "2.00"
    assert any("Kim O'Neil" in line and "stays" in line for line in filled.remarks)
    assert all("Test" not in line for line in filled.remarks)


def test_excused_and_not_assigned_are_never_written_over(tmp_path):
    course = canvas()
    course.grades |= {(901, 101): "EX", (902, 101): "N/A"}
    filled = filled_canvas(tmp_path, course)
    course.imports(filled.table.text())
    assert course.grades[901, 101] == "EX" and course.grades[902, 101] == "N/A"
    assert sum("not written over" in line for line in filled.remarks) == 2


def test_a_doubtful_heading_is_left_alone_and_the_setting_that_settles_it_is_told(tmp_path):
    course = canvas()
    course.assignments[901] = ("Slopes quiz", 10)
    filled = filled_canvas(tmp_path, course)
    assert "Slopes quiz (901)" not in filled.table.head
    (line,) = [line for line in filled.remarks if SLOPES in line]
    assert '[columns]\n    01_slopes = "Slopes quiz (901)"' in line
    settled = filled_canvas(tmp_path, course, {SLOPES: "Slopes quiz (901)", "total": "Essay"})
    course.imports(settled.table.text())
    assert float(course.grades[901, 101]) == 8.75 and float(course.grades[955, 101]) == 18.75
    assert (955, 104) not in course.grades, "no total while a person has to look"
    assert not [line for line in settled.remarks if "counts" in line], "20 points are 20 points"


def test_other_points_possible_and_people_without_a_row_are_told(tmp_path):
    course = canvas()
    course.assignments[901] = ("01 Slopes", 100)
    course.people = {user: about for user, about in CANVAS_PEOPLE.items() if user != 102}
    filled = filled_canvas(tmp_path, course)
    text = "\n".join(filled.remarks)
    assert "counts 100 points, 01_slopes is worth 10" in text and "no row for 李雷" in text


def test_a_second_account_of_a_person_gets_no_second_grade(tmp_path):
    course = canvas()
    course.people = {**CANVAS_PEOPLE, 107: ("Ångström, Zoë (old)", "", "old-zoe")}
    filled = filled_canvas(tmp_path, course)
    course.imports(filled.table.text())
    assert (901, 107) not in course.grades and any("second row of Zoë" in line for line in filled.remarks)


# --- Moodle -----------------------------------------------------------------------------------------------------------


def filled_moodle(tmp_path, course, of=CLASS, participants=None, **form):
    table = exported(tmp_path, course.export(**form), "moodle-01_slopes.csv")
    assert is_worksheet(table) and not is_canvas(table)
    return fill_worksheet(table, SLOPES, of, ROSTER, participants or {}, "moodle-01_slopes.csv")


@pytest.mark.parametrize("comma", [False, True])
def test_moodle_imports_the_worksheet(tmp_path, comma):
    course = Moodle(MOODLE_PEOPLE, comma=comma, comments={88106: "Come and see me."})
    filled = filled_moodle(tmp_path, course)
    course.imports(filled.table.text())
    assert course.grades == {88101: 8.75, 88102: pytest.approx(1 / 3), 88103: 0.0}
    assert course.comments == {
        88101: "zoe: 8.75",
        88102: "lei: 0.333333",
        88103: "kim-1: 0",
        88104: "",
        88106: "Come and see me.",
    }
    before, after = (rows_of(text) for text in (course.export(), filled.table.text()))
    assert [row[:3] + row[5:9] for row in after] == [row[:3] + row[5:9] for row in before if "88105" not in row[0]]
    assert filled.table.text().count("\r\n") == len(after) and filled.cells == 3


def test_a_blind_worksheet_is_matched_by_what_was_handed_in_for_this_lesson(tmp_path):
    course = Moodle({5: ("", ""), 6: ("", "")})
    filled = filled_moodle(tmp_path, course, participants={"5": "lei", "6": "zoe"}, blind=True)
    course.imports(filled.table.text())
    assert course.grades == {5: pytest.approx(1 / 3), 6: 8.75}


def test_two_people_of_one_name_without_an_address_are_not_guessed(tmp_path):
    course = Moodle({7: ("Kim O'Neil", ""), 8: ("zoë ångström", "")})
    filled = filled_moodle(tmp_path, course)
    course.imports(filled.table.text())
    assert course.grades == {8: 8.75}
    assert any("Participant 7" in line for line in filled.remarks)


def test_a_grade_that_moodle_would_pass_over_in_silence_is_told(tmp_path):
    course = Moodle(MOODLE_PEOPLE, most=5.0, locked=frozenset({88102}))
    filled = filled_moodle(tmp_path, course)
    text = "\n".join(filled.remarks)
    assert "maximum grade is 5, 01_slopes is worth 10" in text and "Zoë Ångström (8.75)" in text
    assert "locked the grades of 李雷" in text
    rows = {row[0]: row for row in rows_of(filled.table.text())}
    assert rows["Participant 88101"][4] == rows["Participant 88102"][4] == ""


def test_feedback_that_looks_like_a_formula_is_guarded(tmp_path):
    of = given(final(SLOPES, "zoe", 8.0))
    of.texts[SLOPES, "zoe"] = "=HYPERLINK(1)"
    filled = filled_moodle(tmp_path, Moodle(MOODLE_PEOPLE), of)
    assert rows_of(filled.table.text())[1][-1] == "'=HYPERLINK(1)"


def test_the_courses_grades_keep_the_lessons_columns_alone(tmp_path):
    head = [
        "First name",
        "Last name",
        "ID number",
        "Email address",
        "Assignment: 01 Slopes (Real)",
        "Quiz: Week 3 (Real)",
        "Course total (Real)",
    ]
    rows = [[one.first, one.last, "", one.email, "-", "7.00", "7.00"] for one in PEOPLE]
    table = exported(tmp_path, as_csv([head, *rows]), "moodle-participants.csv")
    assert not is_worksheet(table)
    filled = fill_course_grades(
        table, given(final(SLOPES, "zoe", 8.75), titles={SLOPES: TITLES[SLOPES]}), ROSTER, {}, "m"
    )
    found = rows_of(filled.table.text())
    assert found[0] == head[:5] and [row[4] for row in found[1:]] == ["8.75", "-", "-", "-", "-"]
    assert [row[3] for row in found[1:]] == [one.email for one in ROSTER.enrolled] and not filled.remarks
