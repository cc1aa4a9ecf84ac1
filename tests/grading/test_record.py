"""The gradebook follows the results, and keeps what people entered: points, comments, extensions, late penalties."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Comment, Grade, Gradebook
from sqlalchemy import create_engine, text

from autograde.build import nbgrader_config
from autograde.errors import AutogradeError
from autograde.grading.gradebook.record import Recorder
from autograde.grading.gradebook.rows import Row
from tests.course_copy import copy_course
from tests.grading.small_class import (
    FAIL,
    FIRST,
    LESSON,
    UNREADABLE,
    empty_gradebook,
    exported,
    grade,
    grades,
    hand_in,
    open_gradebook,
    row,
    with_gradebook,
)

pytestmark = pytest.mark.slow
DUE = "2030-01-01 12:00:00"
LATE = "2030-01-01 13:00:00 UTC"


@pytest.fixture
def course(tmp_path):
    return with_gradebook(copy_course(tmp_path, lessons=(LESSON,)))


def configure(course, *lines):
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write("\n".join(["", *lines, ""]))


def by_hand(course, student, points=None, comment=None, exercise=FIRST):
    """What a person enters in Formgrader."""
    with open_gradebook(course) as gradebook:
        found = gradebook.find_grade(f"test_{exercise}", LESSON, LESSON, student)
        if points is not None:
            found.manual_score, found.needs_manual_grade = points, False
        if comment is not None:
            gradebook.find_comment(exercise, LESSON, LESSON, student).manual_comment = comment
        gradebook.db.commit()


def set_due(course, due=DUE):
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=due)


def test_a_new_gradebook_is_one_that_nbgrader_can_upgrade(tmp_path):
    path, stock = tmp_path / "gradebook.db", tmp_path / "stock.db"
    path.write_bytes(empty_gradebook())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)
        Gradebook(f"sqlite:///{stock}", "backprop").close()
    tables = []
    for database in (path, stock):
        engine = create_engine(f"sqlite:///{database}")
        with engine.connect() as connection:
            names = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE name != 'alembic_version'")
            ).all()
            tables.append((sorted(names), connection.execute(text("SELECT * FROM alembic_version")).all()))
        engine.dispose()
    assert tables[0] == tables[1]


def test_the_lesson_is_recorded_as_generate_assignment_records_it(course, tmp_path_factory):
    hand_in(course, "ada", {})
    grade(course)
    stock = copy_course(tmp_path_factory.mktemp("stock"), lessons=(LESSON,))
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LESSON, "--force"]
    subprocess.run(
        command, cwd=stock.root, check=True, capture_output=True, env={**os.environ, "HOME": str(stock.root)}
    )
    found = []
    for place in (course, stock):
        with open_gradebook(place) as gradebook:
            notebook = gradebook.find_notebook(LESSON, LESSON)
            cells = [*notebook.grade_cells, *notebook.solution_cells, *notebook.source_cells]
            found.append(
                [{**cell.to_dict(), "id": None} for cell in sorted(cells, key=lambda c: (str(type(c)), c.name))]
            )
    assert found[0] == found[1] and len(found[0]) >= 20


def test_points_and_untouched_exercises_are_recorded(course):
    hand_in(course, "ada", {FIRST: 1.5, "grad_mul": 2})
    grade(course)
    found = grades(course, "ada")
    assert found[FIRST] == (1.5, None, False) and found["grad_max"] == (0.0, None, False)
    assert row(course, "ada")["score"] == "3.5"
    with open_gradebook(course) as gradebook:
        comments = gradebook.find_submission_notebook(LESSON, LESSON, "ada").comments
        texts = {comment.name: comment.comment for comment in comments}
    assert texts[FIRST] is None and texts["grad_max"] == "No response."


def test_a_grader_error_waits_for_a_person_and_an_unreadable_notebook_does_not(course):
    hand_in(course, "ada", FAIL)
    hand_in(course, "bob", UNREADABLE)
    grade(course)
    assert set(grades(course, "ada").values()) == {(None, None, True)}
    assert set(grades(course, "bob").values()) == {(0.0, None, False)}
    hand_in(course, "ada", {FIRST: 2})
    grade(course)
    assert grades(course, "ada")[FIRST] == (2.0, None, False)


def test_points_and_comments_of_a_person_survive_a_regrade(course):
    for student in ("ada", "bob"):
        hand_in(course, student, {FIRST: 1})
    grade(course)
    for student in ("ada", "bob"):
        by_hand(course, student, points=1.75, comment="well argued")
    hand_in(course, "ada", {FIRST: 2})
    grade(course, force=True)
    assert grades(course, "ada")[FIRST] == (2.0, 1.75, True), "the grader's points changed under a person's: look again"
    assert grades(course, "bob")[FIRST] == (1.0, 1.75, False), "nothing changed"
    assert row(course, "ada")["score"] == row(course, "bob")["score"] == "1.75"
    with open_gradebook(course) as gradebook:
        assert gradebook.find_comment(FIRST, LESSON, LESSON, "ada").comment == "well argued"


def test_points_of_a_person_stand_in_for_a_grader_error_that_stays(course):
    hand_in(course, "ada", FAIL)
    grade(course)
    by_hand(course, "ada", points=2.0)
    grade(course)
    assert grades(course, "ada")[FIRST] == (None, 2.0, False)


def test_late_penalties_follow_the_plugin_and_an_extension_lifts_them(course):
    configure(course, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    hand_in(course, "ada", {FIRST: 2}, stamp=LATE)
    hand_in(course, "bob", {FIRST: 2}, stamp="2030-01-01 11:00:00 UTC")
    hand_in(course, "eve", {FIRST: 2})
    grade(course)
    assert row(course, "ada")["timestamp"] == "2030-01-01 13:00:00" and row(course, "ada")["score"] == "2.0"
    set_due(course)
    grade(course)  # nothing is graded again, and yet the penalty follows
    assert [row(course, name)["score"] for name in ("ada", "bob", "eve")] == ["0.0", "2.0", "2.0"]
    assert row(course, "ada")["late_submission_penalty"] == "2.0"
    by_hand(course, "ada", points=1.0)
    grade(course)
    assert row(course, "ada")["late_submission_penalty"] == "1.0", "the penalty is on the points that count"
    with open_gradebook(course) as gradebook:
        gradebook.grant_extension(LESSON, "ada", hours=2)
    grade(course, force=True)
    assert row(course, "ada")["late_submission_penalty"] == "0.0"
    with open_gradebook(course) as gradebook:
        assert gradebook.find_submission(LESSON, "ada").extension == timedelta(hours=2)


def test_a_penalty_of_ones_own_is_held_between_nothing_and_the_points(course):
    configure(
        course,
        "from nbgrader.plugins import LateSubmissionPlugin",
        "class Strict(LateSubmissionPlugin):",
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):",
        '        return {"ada": 99.0, "bob": -1.0, "eve": total_seconds_late / 3600}[student_id]',
        "c.AssignLatePenalties.plugin_class = Strict",
    )
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, {FIRST: 2}, stamp=LATE)
    grade(course)
    set_due(course)
    grade(course)
    assert [row(course, name)["late_submission_penalty"] for name in ("ada", "bob", "eve")] == ["2.0", "0.0", "1.0"]


def test_the_late_rule_of_the_settings_counts_days_that_have_begun(course):
    late = "[late]\npoints_per_day = 0.5\ngrace_minutes = 15\nmost = 1.5\n"
    hours = {"ada": 0.2, "bob": 1, "cyd": 25, "eve": 240}
    for student, after in hours.items():
        when = datetime.fromisoformat(DUE) + timedelta(hours=after)
        hand_in(course, student, {FIRST: 2}, stamp=f"{when:%Y-%m-%d %H:%M:%S} UTC")
    set_due(course)
    grade(course)
    assert {row(course, name)["late_submission_penalty"] for name in hours} == {"0.0"}, "no rule, no penalty"
    (course.root / "work" / "course.toml").write_text(late, encoding="utf-8")
    nbgrader_config.cache_clear()  # each command reads it once
    grade(course)
    assert [row(course, name)["late_submission_penalty"] for name in hours] == ["0.0", "0.5", "1.0", "1.5"]


def test_a_date_that_is_none_costs_nothing(course):
    hand_in(course, "ada", {FIRST: 2}, stamp="the day after tomorrow, I promise")
    link = hand_in(course, "bob", {FIRST: 2}) / "timestamp.txt"
    link.symlink_to("/etc/hostname")
    grade(course)
    assert row(course, "ada")["timestamp"] == row(course, "bob")["timestamp"] == ""
    assert row(course, "ada")["score"] == "2.0"


def test_a_due_date_of_the_settings_is_the_gradebooks_and_one_that_goes_leaves_it(course):
    settings = course.root / "work" / "course.toml"
    for line, due in (
        (f"{LESSON} = 2030-01-01T13:00:00+01:00", DUE),
        (f"{LESSON} = 2030-01-02T12:00:00Z", "2030-01-02 12:00:00"),
        ("", "2030-01-02 12:00:00"),
    ):
        settings.write_text(f"[due]\n{line}\n", encoding="utf-8")
        recorder = Recorder(course)
        recorder.begin([LESSON], ["ada"])
        recorder.close()
        with open_gradebook(course) as gradebook:
            assert str(gradebook.find_assignment(LESSON).duedate) == due


def test_recording_twice_writes_nothing(course):
    hand_in(course, "ada", {FIRST: 2}, stamp=LATE)
    grade(course)
    recorder = Recorder(course)
    recorder.begin([LESSON], ["ada"])
    before = exported(course)
    same = Row("ada", {name: points for name, (points, _, _) in grades(course, "ada").items()})
    assert recorder.record(LESSON, [same]) == 1, "the comments of untouched exercises went"
    assert recorder.record(LESSON, [same]) == 0
    recorder.close()
    assert exported(course) == before


def test_a_gradebook_that_lags_or_is_lost_is_made_again_from_the_results(course):
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, {FIRST: 2})
    grade(course)
    before = exported(course)
    with open_gradebook(course) as gradebook:
        gradebook.remove_submission(LESSON, "bob")
    assert exported(course) != before
    assert grade(course).done == 0 and exported(course) == before
    (course.root / "work" / "gradebook.db").unlink()
    assert grade(course).done == 0 and exported(course) == before


def without_exercise(course, name):
    """The lesson without one of its exercises, as after an edit and a build."""
    import nbformat

    for stage in ("source", "release"):
        path = course.notebook(stage, LESSON)
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell.id not in (name, f"test_{name}")]
        nbformat.write(notebook, path)


def test_exercises_may_come_and_go_after_notebooks_were_handed_in(course):
    full = {stage: course.notebook(stage, LESSON).read_bytes() for stage in ("source", "release")}
    without_exercise(course, "grad_max")
    for student in ("ada", "bob"):
        hand_in(course, student, {FIRST: 2, "grad_max": 2})
    grade(course)
    assert "grad_max" not in grades(course, "ada") and row(course, "ada")["max_score"] == "8.0"
    for stage, data in full.items():
        course.notebook(stage, LESSON).write_bytes(data)
    batch = grade(course, student="ada")
    assert [item.why for item in batch.plan.todo] == ["lesson changed"]
    assert grades(course, "ada")["grad_max"] == (2.0, None, False) and row(course, "ada")["max_score"] == "10.0"
    assert grades(course, "bob")["grad_max"] == (None, None, True), "bob's notebook was not graded again yet"
    without_exercise(course, "grad_max")
    grade(course)
    assert "grad_max" not in grades(course, "bob") and row(course, "bob")["score"] == "2.0"
    with open_gradebook(course) as gradebook:
        cells = {grade.cell_id for grade in gradebook.db.query(Grade)} | {
            comment.cell_id for comment in gradebook.db.query(Comment)
        }
        assert None not in cells


def test_an_exercise_with_points_of_a_person_does_not_go(course):
    hand_in(course, "ada", {"grad_max": 1})
    grade(course)
    by_hand(course, "ada", points=2.0, exercise="grad_max")
    without_exercise(course, "grad_max")
    before = exported(course)
    with pytest.raises(AutogradeError, match="“test_grad_max” any more, but the gradebook holds 1 points or comments"):
        grade(course)
    assert exported(course) == before


def test_a_gradebook_that_cannot_be_opened_is_named_without_its_password(course):
    configure(course, 'c.CourseDirectory.db_url = "sqlite:////nowhere/gradebook.db"')
    hand_in(course, "ada", {})
    with pytest.raises(AutogradeError, match="cannot be opened .*db_url in nbgrader_config.py"):
        grade(course)


def test_a_gradebook_that_cannot_be_written_keeps_the_results(course):
    hand_in(course, "ada", {FIRST: 2})
    grade(course)
    hand_in(course, "ada", {FIRST: 1})
    with open_gradebook(course) as gradebook:
        gradebook.db.execute(
            text("CREATE TRIGGER no BEFORE UPDATE ON grade BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        )
        gradebook.db.commit()
    with pytest.raises(AutogradeError, match="cannot be written .disk full.*run the same command again"):
        grade(course)
    with open_gradebook(course) as gradebook:
        gradebook.db.execute(text("DROP TRIGGER no"))
        gradebook.db.commit()
    assert grade(course).done == 0
    assert row(course, "ada")["score"] == "1.0"
