"""An assignment of the instructor's own beside the lessons: graded, reported and exported by the same commands.

The points of every kind of submission are those of `nbgrader autograde` (`stock_kinds`); here one command grades all of
them at once. Left out: nbgrader's own command (`test_stock_kinds`).
"""

import csv
import json
import shutil
import warnings

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell

from autograde import cli
from autograde.errors import AutogradeError
from autograde.grading import commands
from autograde.grading.nbgrader_adapter.own_assignments import elsewhere, own_bundle
from autograde.grading.run.plan import Plan
from autograde.grading.run.worker_process import Grader
from autograde.grading.sandbox import session
from tests.course_copy import ROOT, copy_course
from tests.grading import small_class, stock_kinds
from tests.grading.classroom import stands_alone
from tests.grading.small_class import FIRST, LESSON, hand_in, need, open_gradebook
from tests.grading.stock_kinds import ASSIGNMENT, KINDS
from tests.grading.stock_kinds.measure import CELLS

SECONDS = 0.4  # of the processor, for one cell: three of the kinds never end


def with_own(folder, kinds=()):
    """A course of one lesson and one assignment of one's own, with submissions of these kinds."""
    course = copy_course(folder, lessons=[LESSON])
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    stock_kinds.lay_out(course.root, config)
    release = course.root / "release" / ASSIGNMENT
    shutil.copytree(course.root / "source" / ASSIGNMENT, release)
    path = release / f"{ASSIGNMENT}.ipynb"
    given = nbformat.read(path, as_version=4)
    stubs = {cell.exercise or cell.id: cell.source for cell in own_bundle(course, ASSIGNMENT).cells}
    for cell in given.cells:
        cell.source = stubs.get(cell.metadata.nbgrader.grade_id, cell.source)
    nbformat.write(given, path)
    stock_kinds.submit(course.root, {name: KINDS[name] for name in kinds})
    return course


def rows(course):
    """The points of every student by cell in the gradebook, as test_stock_kinds has them."""
    found = {}
    with warnings.catch_warnings(), open_gradebook(course) as gradebook:
        warnings.simplefilter("ignore")
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            grades = {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}
            found[submission.student_id] = tuple(
                "?" if grades[name].needs_manual_grade else grades[name].auto_score for name in CELLS
            )
    return found


class InThisProcess:
    """An executor without processes of its own, so that the limits of this test hold in it."""

    def __init__(self, bundles):
        self.grader = Grader(bundles, "")

    def map(self, jobs):
        return map(self.grader.grade, jobs)

    def close(self):
        self.grader.close()


@pytest.mark.slow
def test_every_kind_of_submission_has_the_points_of_nbgraders_command(tmp_path, monkeypatch):
    need("bwrap", "bubblewrap")
    course = with_own(tmp_path, KINDS)
    (course.root / "work" / "secret").write_text("5" * 64)
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(session, "CELL_SECONDS", SECONDS)
    monkeypatch.setattr(commands, "executor", lambda bundles, *options: InThisProcess(bundles))
    done = CliRunner().invoke(cli.main, ["grade", ASSIGNMENT])
    assert done.exit_code == 1, done.output
    assert rows(course) == {name: kind.expected for name, kind in KINDS.items()}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a lesson and an own assignment; results come without a sandbox."""
    made = with_own(tmp_path, ["right"])
    small_class.with_gradebook(made)
    monkeypatch.chdir(made.root)
    return made


def run(*words, status=0):
    done = CliRunner().invoke(cli.main, words)
    assert done.exit_code == status, done.output
    return done.output


def test_lessons_and_assignments_are_told_apart(course):
    assert course.own == [ASSIGNMENT] and course.lessons == [LESSON]
    assert course.assignments == [LESSON, ASSIGNMENT]
    with pytest.raises(AutogradeError, match="there is no lesson"):
        course.select((ASSIGNMENT,))
    with pytest.raises(AutogradeError, match=f'Did you mean "{ASSIGNMENT}"'):
        course.select_assignments((ASSIGNMENT[:-1],))
    (course.root / "source" / "essay").mkdir()
    (course.root / "source" / "essay" / "one.ipynb").write_text("{}")
    assert elsewhere(course) == [
        "source/essay was left out: its notebook is not called essay.ipynb. "
        "Rename it, or grade it with `nbgrader autograde essay`."
    ]


def test_build_and_release_leave_an_own_assignment_alone(course):
    path = course.notebook("source", ASSIGNMENT)
    before = path.read_bytes()
    run("build")
    assert path.read_bytes() == before
    assert (course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").is_file()


def test_a_file_beside_the_notebook_counts_as_part_of_what_was_handed_in(course):
    plan = Plan(course, [ASSIGNMENT])
    first = plan.job_of(plan.read("right", ASSIGNMENT))
    assert not first.files, "the assignment's own file is in the bundle"
    beside = course.root / "work" / "submitted" / "right" / ASSIGNMENT
    (beside / "mine.csv").write_text("1")
    (beside / "numbers.csv").write_text("changed")
    (beside / "link").symlink_to("/etc/passwd")
    (beside / "timestamp.txt").write_text("2030-01-01 12:00:00 UTC")
    second = plan.job_of(plan.read("right", ASSIGNMENT))
    assert second.files == {"mine.csv": b"1".hex()} and second.submission != first.submission
    assert any("link" in note for note in second.notes)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda nb: nb.metadata.kernelspec.update(language="R"), "written in R; only Python"),
        (lambda nb: nb.cells.append(new_code_cell("### AUTOTEST squares(2)", id="auto")), "Write the tests out"),
        (lambda nb: nb.cells[2].metadata.nbgrader.pop("grade_id"), "cannot be taken for an assignment"),
    ],
)
def test_what_cannot_be_graded_is_said_with_its_place(course, edit, said):
    path = course.notebook("source", ASSIGNMENT)
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)
    with pytest.raises(AutogradeError, match=said) as caught:
        own_bundle(course, ASSIGNMENT)
    assert f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb" in str(caught.value)


def test_hidden_tests_are_in_the_bundle_and_solutions_are_not(course):
    cells = {cell.grade_id: cell for cell in own_bundle(course, ASSIGNMENT).cells}
    assert "squares(4) == [1, 4, 9, 16]" in cells["test_squares"].source
    assert "i * i" not in cells["squares"].source and "a plot" not in cells["plot"].source


@pytest.mark.slow
def test_from_grades_to_pages_tables_and_a_person_s_points(course, monkeypatch):
    need("bwrap", "bubblewrap")
    monkeypatch.setattr(commands, "executor", lambda bundles, *options: InThisProcess(bundles))
    hand_in(course, "right", {FIRST: 1})
    settings = course.root / "work" / "course.toml"
    settings.write_text(f"[due]\n{ASSIGNMENT} = 2030-01-01T12:00:00+00:00\n", encoding="utf-8")
    place = course.root / "work" / "submitted" / "right" / ASSIGNMENT
    (place / "timestamp.txt").write_text("2030-01-01 13:00:00 UTC")
    said = run("grade", status=1)
    assert f"right, {ASSIGNMENT}: essay waits for points by hand; free waits" in said and LESSON in said
    for command in ("feedback", "report"):
        run(command)
    page = course.root / "work" / "feedback" / "right" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    text = stands_alone(page.read_text(encoding="utf-8")).text
    assert "squares ✓ Solved · 2 of 2 points" in text and "essay Waits for your teacher · 0 of 2 points" in text
    assert "Your functions were called" not in text, "nobody called them but the tests"
    assert "return [i * i for i in range(1, n + 1)]" in text and "[1, 4, 9, 16]" not in text, "no hidden test"
    for name in ("index.html", "names.html"):
        assert "Squares" in stands_alone((course.root / "work" / "report" / name).read_text(encoding="utf-8")).text
    head, *table = csv.reader((course.root / "work" / "report" / "canvas.csv").open(encoding="utf-8"))
    right = next(row for row in table if row[3] == "right")
    assert dict(zip(head, right, strict=True))[ASSIGNMENT] == "", "a person has to look first"
    with warnings.catch_warnings(), open_gradebook(course) as gradebook:
        warnings.simplefilter("ignore")
        assert str(gradebook.find_assignment(ASSIGNMENT).duedate) == "2030-01-01 12:00:00"
        for name in ("plot", "essay", "free"):
            grade = gradebook.find_grade(name, ASSIGNMENT, ASSIGNMENT, "right")
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    run("report")
    head, *table = csv.reader((course.root / "work" / "report" / "canvas.csv").open(encoding="utf-8"))
    right = next(row for row in table if row[3] == "right")
    assert dict(zip(head, right, strict=True))[ASSIGNMENT] == "10.5"
    path = place / f"{ASSIGNMENT}.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))) + " ", encoding="utf-8")
    said = run("grade", ASSIGNMENT, status=1)
    assert "essay: 1.5 by hand" in said, "another hand-in: a person looks at what they graded"
