"""The course under nbgrader's own commands: its release is ours, and our settings do what they are there for.

Left out: points and feedback of a whole class (`test_sample_class`), the sandbox behind `nbgrader autograde`
(`grading/test_preprocessors`), Formgrader's pages in a browser.
"""

import os
import shutil

import nbformat
import pytest

from autograde.course import Course
from tests.course_copy import ROOT, copy_course
from tests.made_up_students import submissions
from tests.nbgrader_command import nbgrader
from tests.sample_class import scores

COURSE = Course(ROOT)
LESSONS = COURSE.lessons


def release(lesson: str) -> bytes:
    return COURSE.notebook("release", lesson).read_bytes()


def without_reading(notebook):
    """The notebook without the lesson's own code but the imports at its head: pictures take longest and nbgrader
    gives no points for them."""
    imports, *others = (cell for cell in notebook.cells if cell.cell_type == "code" and cell.id.startswith("cell-"))
    assert "import" in imports.source and others
    notebook.cells = [cell for cell in notebook.cells if cell not in others]
    return notebook


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_release_holds_no_hidden_test_and_no_marker(lesson):
    text = release(lesson).decode()
    source = COURSE.notebook("source", lesson).read_text(encoding="utf-8")
    for secret in ("hidden=True", "HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION"):
        assert secret in source, f"source of {lesson} has no {secret}: this test looks for the wrong words"
        assert secret not in text, f"release of {lesson} holds {secret}"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A course without work/ and without our release, released by nbgrader itself, with a bare PATH."""
    target = copy_course(tmp_path_factory.mktemp("generated"), folders=("source",)).root
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.defpath)  # as when .venv/bin/nbgrader is called and the environment not activated
        nbgrader(target, "generate_assignment", "*", afresh=True)
    return target


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_generate_assignment_gives_our_release_to_the_byte(lesson, generated):
    made = (generated / "release" / lesson / f"{lesson}.ipynb").read_bytes()
    assert made.rstrip(b"\n") == release(lesson).rstrip(b"\n"), f"{lesson}: run `autograde build`"


@pytest.mark.slow
def test_nothing_is_written_outside_work_and_release(generated):
    assert sorted(path.name for path in generated.iterdir()) == [
        *("nbgrader.log", "nbgrader_config.py", "release", "source", "work"),
    ]


@pytest.mark.slow
def test_without_our_settings_nbgrader_gets_three_students_wrong(generated):
    """Graded by nbgrader's own steps: points lost to a log line, an exercise never graded, points for nothing."""
    students = {
        item.student: item
        for item in submissions()
        if item.student in ("warns_on_stderr", "deleted_tests_cells", "skipped_tests_cells")
    }
    for item in students.values():
        path = item.path(generated / "work" / "submitted")
        path.parent.mkdir(parents=True)
        nbformat.write(without_reading(item.notebook(generated / "release")), path)
    settings = generated / "nbgrader_config.py"
    settings.write_text(settings.read_text(encoding="utf-8") + "\ndel c.Autograde\n", encoding="utf-8")
    nbgrader(generated, "autograde", "*")
    found = {student: points for (student, _), points in scores(generated).items()}
    assert found["warns_on_stderr"]["predict_change"] == 0, "warns_on_stderr, predict_change: nothing on stderr"
    assert found["deleted_tests_cells"]["grad_max"] is None, "deleted_tests_cells, grad_max: was graded"
    assert found["skipped_tests_cells"]["xyz_backward"] == 2, "skipped_tests_cells, xyz_backward: was run"


@pytest.mark.slow
def test_validate_tells_a_solved_notebook_from_an_unsolved_one(tmp_path):
    """`nbgrader validate` ends with status 0 either way, so its words are what counts."""
    for student, words in (
        ("perfect", "Success! Your notebook passes all the tests."),
        ("add_ignores_g", "VALIDATION FAILED ON 3 CELL(S)!"),
    ):
        item = next(item for item in submissions() if (item.student, item.lesson) == (student, "02_circuits"))
        nbformat.write(without_reading(item.notebook(ROOT / "release")), tmp_path / f"{student}.ipynb")
        assert words in nbgrader(tmp_path, "validate", f"{student}.ipynb"), student
    unsolved = nbformat.read(COURSE.notebook("release", "02_circuits"), as_version=4)
    nbformat.write(without_reading(unsolved), tmp_path / "unsolved.ipynb")
    said = nbgrader(tmp_path, "validate", "unsolved.ipynb")
    assert "VALIDATION FAILED ON 5 CELL(S)!" in said
    assert "backward_order is not written yet" in said


@pytest.mark.slow
def test_zip_collect_puts_an_archive_from_a_learning_platform_into_submitted(tmp_path):
    """Downloads lie in work/ as well, where git does not see students' data."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    archive = tmp_path / "work" / "downloaded" / "02_circuits" / "archive"
    archive.mkdir(parents=True)
    shutil.copy(COURSE.notebook("release", "02_circuits"), archive / "ada_lovelace-02_circuits.ipynb")
    pattern = r".*/(?P<student_id>[^/]+)-(?P<file_id>02_circuits)\.ipynb"
    nbgrader(tmp_path, "zip_collect", "02_circuits", f"--FileNameCollectorPlugin.named_regexp={pattern}")
    assert (tmp_path / "work" / "submitted" / "ada_lovelace" / "02_circuits" / "02_circuits.ipynb").is_file()
