"""Settings of a course: read from two files, refused with the reason, and honoured by lessons, gate and gradebook."""

from datetime import UTC, datetime

import pytest

from autograde import gate, settings
from autograde.errors import AutogradeError
from autograde.exercises import every
from autograde.settings import Settings
from autograde.student.lab import released
from tests.course_copy import COURSE


@pytest.fixture
def copy(two_lessons):
    """What is set otherwise here."""
    return two_lessons


def write(root, text, name="course/course.toml"):
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_without_files_the_defaults_hold(tmp_path):
    assert settings.read(tmp_path) == Settings()


def test_this_course_has_a_title_and_leaves_nothing_out():
    assert COURSE.settings.title.startswith("Backpropagation") and COURSE.lessons == COURSE.folders


def test_the_untracked_file_wins_line_by_line(tmp_path):
    write(
        tmp_path, 'title = "One"\nwheel = "here"\n[due]\n01_a = 2026-10-12T23:59:00+02:00\n02_b = 2026-10-19T23:59:00Z'
    )
    write(tmp_path, 'title = "Two"\nleft_out = ["02_b"]\n[due]\n02_b = 2026-11-01T00:00:00Z', "work/course.toml")
    found = settings.read(tmp_path)
    assert (found.title, found.wheel, found.left_out) == ("Two", "here", ("02_b",))
    assert found.due == {
        "01_a": datetime(2026, 10, 12, 21, 59, tzinfo=UTC),
        "02_b": datetime(2026, 11, 1, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 3", "course/course.toml: `title = 3` is no setting"),
        ('titel = "x"', "Settings: title, left_out, wheel, exchange, due, columns, late."),
        ("title = ", "course/course.toml: "),
        (
            "[late]\nper_day = 1",
            "[late] takes points_per_day, grace_minutes, most, each a number from 0 on; not per",
        ),
        ("[late]\nmost = -1", "not most = -1"),
        ('[late]\nmost = "all"', "not most = 'all'"),
        ("[due]\n01_a = 2026-10-12", "the due date of 01_a needs day, time and offset"),
        ("[due]\n01_a = 2026-10-12T23:59:00", "needs day, time and offset"),
        ('[due]\n01_a = "monday"', "needs day, time and offset"),
    ],
)
def test_what_cannot_be_is_named(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(AutogradeError) as caught:
        settings.read(tmp_path)
    assert message in str(caught.value)


def test_a_lesson_left_out_is_taught_nowhere_and_the_gate_is_content(copy):
    write(copy.root, 'left_out = ["02_circuits"]', "work/course.toml")
    with pytest.raises(AutogradeError, match="is left out: see left_out in course.toml"):
        copy.select(("02_circuits",))
    assert "02_circuits" not in copy.lessons and "02_circuits" in copy.folders
    assert "xyz_backward" not in every(copy) and "grad_mul" in every(copy)
    assert "02_circuits" not in [path.stem for path in released(copy)]
    assert gate.check_numbering(copy) == [] and gate.check_fresh(copy) == []


def test_an_instructors_own_assignment_is_none_of_the_gates_business(copy):
    for stage in ("source", "release"):
        write(copy.root, "{}", f"{stage}/project/project.ipynb")
    assert gate.check_fresh(copy) == []


def test_the_gate_names_lessons_that_do_not_exist(copy):
    write(copy.root, 'left_out = ["13_none"]\n[due]\n14_none = 2026-10-12T23:59:00Z', "work/course.toml")
    problems = gate.check_numbering(copy)
    assert [text for text in problems if '"13_none"' in text] and [text for text in problems if '"14_none"' in text]


def test_columns_are_headings_and_the_instructors_come_on_top(tmp_path):
    write(tmp_path, '[columns]\n01_slopes = "HW 1"\ntotal = "Sum"\n')
    write(tmp_path, '[columns]\n01_slopes = "HW 1 (901)"\n', "work/course.toml")
    assert settings.read(tmp_path).columns == {"01_slopes": "HW 1 (901)", "total": "Sum"}
    write(tmp_path, "[columns]\n01_slopes = 901\n", "work/course.toml")
    with pytest.raises(AutogradeError, match="01_slopes needs a heading"):
        settings.read(tmp_path)


def test_the_due_date_of_an_own_assignment_is_right_as_soon_as_its_notebook_lies_in_source(copy):
    write(copy.root, "[due]\nessay = 2026-10-12T23:59:00Z", "work/course.toml")
    (problem,) = gate.check_numbering(copy)
    assert problem.startswith('course.toml: there is no lesson "essay" and no source/essay.')
    place = copy.root / "source" / "essay" / "essay.ipynb"
    place.parent.mkdir()
    place.write_text("{}", encoding="utf-8")
    assert gate.check_numbering(copy) == []
