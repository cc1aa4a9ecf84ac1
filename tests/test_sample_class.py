"""The sample class: its files fit together, and nbgrader gives every notebook the points and words it should.

Two lessons are graded once for all slow tests: what nbgrader does is the same for each lesson. Left out: the scores
of the other lessons (`grading/test_job`), and which nbgrader settings this rests on (`test_nbgrader_path`).
"""

import ast
import csv
import html
from operator import attrgetter

import nbformat
import pytest

from autograde import check
from autograde.build import nbgrader_config
from autograde.errors import AutogradeError
from autograde.exercises import every, find
from autograde.report import MIME
from tests import sample_class
from tests.course_copy import LESSONS, ROOT, copy_course
from tests.made_up_students import EDITS, SUBMISSIONS, Submission, cell_of, fill_in, functions_of, submissions
from tests.sample_class import BY_COMMAND

CLASS = submissions()
NAMES = [f"{submission.student}-{submission.lesson}" for submission in CLASS]
of_each_notebook = pytest.mark.parametrize("submission", CLASS, ids=NAMES)
GRADED = [submission for submission in CLASS if submission.lesson in BY_COMMAND]
WITH_PAGES = [submission for submission in GRADED if submission.lesson == BY_COMMAND[0]]
of_each_graded = pytest.mark.parametrize(
    "submission", GRADED, ids=[f"{submission.student}-{submission.lesson}" for submission in GRADED]
)


def named(student: str, lesson: str = "01_slopes") -> Submission:
    return next(item for item in CLASS if (item.student, item.lesson) == (student, lesson))


# --- the files fit together -------------------------------------------------------------------------------------------


def test_every_row_has_its_answers_and_every_file_its_row():
    rows = {(item.lesson, item.student) for item in CLASS}
    files = {(path.parent.name, path.stem) for path in SUBMISSIONS.glob("[0-9]*/*.py")}
    assert rows == files
    assert {item.lesson for item in CLASS} <= set(LESSONS)
    assert set(EDITS) <= {item.student for item in CLASS}


@of_each_notebook
def test_the_row_names_the_exercises_of_its_lesson_and_no_more_points_than_they_have(submission):
    assert list(submission.expected) == [item.name for item in every().values() if item.lesson == submission.lesson]
    for name, expected in submission.expected.items():
        exercise = find(name)
        assert 0 <= expected.points <= exercise.points, f"{submission.student}, {name}"
        assert bool(expected.diagnosis) == (expected.points < exercise.points), f"{submission.student}, {name}"


@of_each_notebook
def test_the_answers_import_only_what_the_lesson_imports(submission):
    lesson = (ROOT / "course" / submission.lesson / "lesson.py").read_text(encoding="utf-8")
    assert names_imported(submission.answers) <= names_imported(lesson), submission.student


def names_imported(source: str) -> set[str]:
    nodes = [node for node in ast.parse(source).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {alias.asname or alias.name for node in nodes for alias in node.names}


@of_each_notebook
def test_the_whole_notebook_is_the_release_with_the_students_functions(submission):
    notebook = submission.notebook(ROOT / "release")
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    assert [cell.id for cell in cells] == list(submission.expected)
    for name in functions_of(submission.answers):
        assert sum(name in functions_of(cell.source) for cell in cells) == 1, f"{submission.student}, {name}"
    if submission.student == "untouched":
        path = ROOT / "release" / submission.lesson / f"{submission.lesson}.ipynb"
        assert notebook == nbformat.read(path, as_version=4)


def test_a_function_that_the_lesson_does_not_ask_for_is_noticed():
    notebook = named("untouched").notebook(ROOT / "release")
    with pytest.raises(AutogradeError, match="somewhere.py: the lesson asks for no function called grad_mull"):
        fill_in(notebook, "def grad_mull(x, y):\n    return y, x\n", "somewhere.py")


def test_the_literal_answers_pass_the_check_that_a_student_sees():
    namespace: dict = {}
    exec(cell_of(named("literal_answers").notebook(ROOT / "release"), "grad_mul").source, namespace)
    assert check("grad_mul", namespace["grad_mul"]).passed
    assert check("grad_mul", namespace["grad_mul"], hidden=True).points == 0


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, monkeypatch, capsys):
    (tmp_path / "thesis.tex").write_text("years of work")
    monkeypatch.setattr("sys.argv", ["sample_class", str(tmp_path)])
    assert sample_class.main() == 2
    assert "is not a sample class. Name a new folder, or remove that one." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


# --- graded by nbgrader's own commands, in the sandbox ----------------------------------------------------------------


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The folder of the graded class."""
    course = copy_course(tmp_path_factory.mktemp("sample"), lessons=BY_COMMAND)
    sample_class.grade(course.root / "class", course, parts=sample_class.WHOLE, pages=BY_COMMAND[0])
    return course.root / "class"


@pytest.fixture(scope="module")
def found(graded):
    return sample_class.scores(graded)


@pytest.mark.slow
@of_each_graded
def test_the_gradebook_has_the_expected_points(submission, found):
    got = found[submission.student, submission.lesson]
    for name, expected in submission.expected.items():
        assert got[name] == expected.points, (
            f"{submission.student}, {name}: {got[name]} points in the gradebook, {expected.points} expected"
        )
    assert set(got) == set(submission.expected), f"{submission.student}: {set(got) ^ set(submission.expected)}"


@pytest.mark.slow
def test_partial_credit_arrives_as_a_fraction(found):
    assert found["ignores_h", "01_slopes"]["numerical_derivative"] == 1.5, "ignores_h, numerical_derivative"
    assert found["tie_to_x", "01_slopes"]["grad_max"] == 1.5, "tie_to_x, grad_max"


@pytest.mark.slow
@of_each_graded
def test_the_graded_notebook_names_the_cause(submission, graded):
    notebook = nbformat.read(submission.path(graded / "work" / "autograded"), as_version=4)
    for name, expected in submission.expected.items():
        outputs = cell_of(notebook, f"test_{name}").outputs
        errors = [output.ename for output in outputs if output.output_type == "error"]
        reports = [output.data[MIME] for output in outputs if MIME in output.get("data", {})]
        where = f"{submission.student}, {name}"
        assert not errors, f"{where}: {errors}"
        assert len(reports) == 1, f"{where}: {len(reports)} reports in the tests cell"
        assert (reports[0]["diagnosis"] or "") == expected.diagnosis, where
        assert reports[0]["hidden"], f"{where}: the points come from the visible check"


@pytest.mark.slow
@pytest.mark.parametrize("submission", WITH_PAGES, ids=attrgetter("student"))
def test_the_feedback_page_says_what_the_report_says(submission, graded):
    """One lesson's pages: they show the graded notebook's reports, which the test before reads for every lesson."""
    page = html.unescape(submission.path(graded / "work" / "feedback", ".html").read_text(encoding="utf-8"))
    for name, expected in submission.expected.items():
        where, exercise = f"{submission.student}, {name}", find(name)
        if expected.diagnosis == "not written":
            said = [f"{function} is not written yet" in page for function in exercise.function_names]
            assert any(said) if expected.points else all(said), where
        assert f"{name}: {expected.points:g} of {exercise.points:g} point" in page, where  # or "points"
        message = next((item.message for item in exercise.misconceptions if item.name == expected.diagnosis), "")
        assert message in page, f"{where}: the page does not hold the message of “{expected.diagnosis}”"


@pytest.mark.slow
def test_the_export_has_every_total(graded):
    with (graded / "work" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    for submission in GRADED:
        row = rows[submission.student, submission.lesson]
        assert float(row["score"]) == submission.points, f"{submission.student}, {submission.lesson}: {row['score']}"
        assert float(row["max_score"]) == 10, f"{submission.student}, {submission.lesson}: {row['max_score']}"
    handed_in = {(submission.student, submission.lesson) for submission in GRADED}
    assert all(float(row["score"]) == 0 for key, row in rows.items() if key not in handed_in)


@pytest.mark.slow
def test_formgrader_sees_the_class(graded):
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    api = NbGraderAPI(CourseDirectory(config=nbgrader_config(graded)))
    lessons = {assignment["name"]: assignment for assignment in api.get_assignments()}
    for lesson in BY_COMMAND:
        mine = [submission for submission in GRADED if submission.lesson == lesson]
        assert lessons[lesson]["num_submissions"] == len(mine), lesson
        assert lessons[lesson]["average_score"] == pytest.approx(sum(item.points for item in mine) / len(mine)), lesson
