"""The build is deterministic, writes all or nothing, and leaves nothing of the answers in the release.

Left out: that all lessons as committed are what the build makes today, which the gate asks (`test_gate`).
"""

import ast
import json

import nbformat
import pytest

from autograde import build, whole_file
from autograde.errors import AutogradeError, LessonError
from autograde.exercises import every
from autograde.lesson import regions_of


@pytest.fixture
def copy(two_lessons):
    """What is built anew here."""
    return two_lessons


def test_two_builds_give_the_same_bytes(copy):
    before = {path: path.read_bytes() for path in copy.root.rglob("*.ipynb")}
    assert build.build(copy) == []
    for path in before:
        path.unlink()
    assert sorted(build.build(copy)) == sorted(before)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("stage", ["source", "release"])
def test_notebooks_are_valid_and_bare(course, stage):
    for name in course.lessons:
        path = course.notebook(stage, name)
        nbformat.validate(nbformat.read(path, as_version=4))
        data = json.loads(path.read_text(encoding="utf-8"))
        assert list(data["metadata"]) == ["kernelspec"]
        assert all(cell.get("outputs", []) == [] for cell in data["cells"])
        ids = [cell["id"] for cell in data["cells"]]
        assert len(ids) == len(set(ids))


def test_graded_cells_bear_the_exercises_names_and_points(course):
    cells = {}
    for name in course.lessons:
        for cell in nbformat.read(course.notebook("release", name), as_version=4).cells:
            cells[cell.metadata.get("nbgrader", {}).get("grade_id")] = cell
    for exercise in every().values():
        tests = cells[f"test_{exercise.name}"]
        assert tests.metadata.nbgrader.points == exercise.points
        assert tests.metadata.nbgrader.locked and tests.metadata.nbgrader.grade
        assert "hidden" not in tests.source
        solution = cells[exercise.name]
        assert solution.metadata.nbgrader.solution and not solution.metadata.nbgrader.grade
        blank = ": None," if exercise.kind.table else "raise NotImplementedError"
        regions = len(exercise.functions) if exercise.kind.table else regions_of(exercise, ast.parse(solution.source))
        assert solution.source.count(blank) == regions
        assert solution.id == exercise.name


def test_each_lesson_is_worth_ten_points(course):
    for name in course.lessons:
        assert sum(exercise.points for exercise in every().values() if exercise.lesson == name) == 10


def test_a_broken_mark_anywhere_leaves_every_file_as_it_was(copy):
    before = {path: path.read_bytes() for path in copy.root.rglob("*.ipynb")}
    first, second = copy.text("01_slopes"), copy.text("02_circuits")
    first.write_text(first.read_text(encoding="utf-8") + "\n# %%\n1 + 1\n", encoding="utf-8")
    second.write_text(second.read_text(encoding="utf-8").replace("# %% tests=", "# %% test=", 1), encoding="utf-8")
    with pytest.raises(
        LessonError, match=r"course/02_circuits/lesson\.py:\d+: cannot read the mark[\s\S]*Nothing was written"
    ):
        build.build(copy)
    assert {path: path.read_bytes() for path in before} == before


def test_a_changed_text_is_written_over_what_stood_there(copy):
    text = copy.text("01_slopes")
    text.write_text(
        text.read_text(encoding="utf-8") + '\n# %% [markdown]\nr"""\nOne more line.\n"""\n', encoding="utf-8"
    )
    mine = [copy.notebook(stage, "01_slopes") for stage in ("source", "release")]
    assert sorted(build.build(copy)) == sorted(mine)
    assert all("One more line." in path.read_text(encoding="utf-8") for path in mine)


def test_only_the_named_lesson_is_built(copy):
    for path in copy.root.rglob("*.ipynb"):
        path.unlink()
    build.build(copy, ("02_circuits",))
    assert {path.stem for path in copy.root.rglob("*.ipynb")} == {"02_circuits"}


def test_an_unknown_lesson_is_answered_with_the_nearest(copy):
    with pytest.raises(AutogradeError, match='there is no lesson "02_circus".* Did you mean "02_circuits"'):
        build.build(copy, ("02_circus",))


def test_a_write_that_fails_leaves_the_old_file(copy, monkeypatch):
    path = copy.notebook("release", "01_slopes")
    before = path.read_bytes()
    monkeypatch.setattr(whole_file.os, "replace", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        whole_file.replace(path, b"half")
    assert path.read_bytes() == before and [one.name for one in path.parent.iterdir()] == [path.name]
