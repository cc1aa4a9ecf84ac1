"""A course with published lessons, and a student's working copies of them."""

from pathlib import Path

import pytest

from autograde.course import Course
from autograde.student import lab
from autograde.student.copies import copies, write
from autograde.student.update import to_bytes
from tests.student.small_release import release

FIRST = release("# Title", "One line.\nAnother line.", "exercise: mul", "This is the end of it.")
SECOND = release(
    "# Title", "A new cell came in.", "One line.\nAnother line.", "exercise: mul", "This is the end of it."
)


def publish(root: Path, name: str, notebook) -> Path:
    """Put a notebook in a course's release/."""
    path = root / "release" / name / f"{name}.ipynb"
    write(path, to_bytes(notebook))
    return path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> Course:
    """A course of two lessons with working copies as `autograde lab` makes them; no JupyterLab runs."""
    (tmp_path / "course").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    for name in ("01_one", "02_two"):
        publish(tmp_path, name, FIRST)
    course = Course(tmp_path)
    lab.working_copy(course)
    for copy in copies(course):
        write(copy.base, copy.release.read_bytes())
    monkeypatch.setattr(lab, "running", lambda folder: None)
    monkeypatch.chdir(tmp_path)
    return course
