"""`autograde validate`: which notebooks are meant, the tables, one line for what cannot be run, and the exit status."""

import shutil

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.errors import NotebookError
from autograde.student import score_tables, validate
from autograde.student.chosen_notebooks import chosen
from autograde.student.validate import Score, Validated
from backprop_lib.torch_bridge import MISSING, TorchMissing
from tests.student.small_notebook import write


def run(*args):
    return CliRunner().invoke(main, ["validate", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working copy of two lessons, with copies that Jupyter and the course keep; the command runs beside it."""
    lessons = tmp_path / "work" / "lessons"
    write(lessons / "01_slopes" / "01_slopes.ipynb")
    (lessons / "02_circuits").mkdir()
    (lessons / "02_circuits" / "02_circuits.ipynb").write_text("{}", encoding="utf-8")
    for kept in (lessons / "01_slopes" / ".ipynb_checkpoints", lessons / ".progress" / "base"):
        kept.mkdir(parents=True)
        shutil.copy(lessons / "01_slopes" / "01_slopes.ipynb", kept / "01_slopes.ipynb")
    monkeypatch.chdir(tmp_path)
    return lessons


def names(*what):
    paths, errors = chosen(what)
    return [path.as_posix() for path in paths], [str(error) for error in errors]


FIRST, SECOND = "work/lessons/01_slopes/01_slopes.ipynb", "work/lessons/02_circuits/02_circuits.ipynb"


@pytest.mark.parametrize("what", ["01_slopes", "01", "1", "slopes", FIRST, "work/lessons/01_slopes"])
def test_a_lesson_has_many_names(desk, what):
    assert names(what) == ([FIRST], [])


def test_nothing_means_all_lessons_and_a_folder_what_is_below_it(desk, monkeypatch):
    assert names() == names("work") == names("1", "work/lessons", "2") == ([FIRST, SECOND], [])
    monkeypatch.chdir(desk / "01_slopes")
    assert names("2") == ([(desk / "02_circuits" / "02_circuits.ipynb").as_posix()], []), "from inside as well"


def test_kept_copies_are_never_run(desk):
    shutil.copy(FIRST, FIRST.replace(".ipynb", "_old_1.ipynb"))
    assert names("work/lessons/01_slopes") == names("1") == ([FIRST], []), "nor what a reset has put aside"
    found, (error,) = names("work/lessons/01_slopes/.ipynb_checkpoints/01_slopes.ipynb")
    assert found == [] and "hidden folder" in error


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("slpes", 'there is no lesson, notebook or folder "slpes". Did you mean "slopes"?'),
        ("xyz", "Lessons: 01_slopes, 02_circuits"),
        ("3", "03_sigmoid_neuron is not in your working copy: `autograde lab` puts it there."),
        ("work/lessons/empty", "work/lessons/empty holds no notebook."),
    ],
)
def test_what_means_no_notebook_is_one_line(desk, what, said):
    (desk / "empty").mkdir()
    done = run(what)
    assert done.exit_code == 2 and said in done.output and done.output.count("\n") == 1


def test_before_the_first_lab_it_says_how_to_get_the_lessons(tmp_path, monkeypatch):
    (tmp_path / "work" / "lessons").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    done = run()
    assert done.exit_code == 2 and "`autograde lab` puts them there" in done.output


def scored(path, told=None, points=(2, 1.5)):
    """A run that has found these points, without running anything."""
    scores = tuple(Score(f"one_{n}", got, 2, "" if got == 2 else "[not] swapped") for n, got in enumerate(points))
    return Validated(path, path.stem, scores, ("a note.",))


def test_a_table_for_each_notebook_and_one_of_all(desk, monkeypatch):
    monkeypatch.setattr(score_tables, "validate", scored)
    done = run()
    assert done.exit_code == 1 and done.output.count("note: a note.") == 2
    assert done.output.count("1.5 of 2") == 2 and "[not] swapped" in done.output
    last = done.output.split("All notebooks")[1]
    assert last.count("3.5 of 4") == 2 and "7 of 8" in last and "one_1" in last and "one_0" not in last


def test_only_full_points_end_with_0(desk, monkeypatch):
    monkeypatch.setattr(score_tables, "validate", lambda path, told: scored(path, points=(2, 2)))
    assert run("1").exit_code == 0 and "All notebooks" not in run("1").output


def test_what_cannot_be_run_is_one_line_and_the_rest_goes_on(desk, monkeypatch):
    (desk / "notes.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', encoding="utf-8"
    )
    (desk / "broken.ipynb").write_text("{", encoding="utf-8")
    true = validate.validate
    monkeypatch.setattr(
        score_tables, "validate", lambda path, told: (scored if path.resolve().parent != desk else true)(path, told)
    )
    done = run("work", "work/lessons/none.ipynb")
    lines = [line for line in done.output.splitlines() if line.startswith("autograde: ")]
    assert done.exit_code == 2 and "Traceback" not in done.output
    assert "7 of 8" in done.output.split("All notebooks")[1]
    for said in (
        "not valid JSON (line 1",
        "holds no exercise of this course",
        "there is no file work/lessons/none.ipynb",
    ):
        assert sum(said in line for line in lines) == 1, said
    assert len(lines) == 3


def test_notebooks_of_ones_own_beside_lessons_are_named_and_cost_nothing(desk, monkeypatch):
    def stranger(path, told):
        if path.stem == "01_slopes":
            return scored(path, points=(2,))
        raise validate.NoExercise(f"{path} holds no exercise of this course.")

    monkeypatch.setattr(score_tables, "validate", stranger)
    assert run().exit_code == 0 and run("2").exit_code == 2


def test_without_torch_only_the_lesson_that_needs_it_is_told_so(desk, course, monkeypatch):
    def missing():
        raise TorchMissing(MISSING)

    monkeypatch.setattr(validate, "need_torch", missing)
    monkeypatch.setattr(validate, "run_cells", lambda *args: None)
    done = run(course.notebook("release", "10_pytorch"), FIRST)
    assert done.exit_code == 2 and f"autograde: 10_pytorch.ipynb: {MISSING}" in done.output
    assert "0 of 10" in done.output and "could not be run" in done.output.split("All notebooks")[1]


def test_a_notebook_of_another_lesson_says_whose_it_is(desk, monkeypatch):
    monkeypatch.setattr(validate, "run_cells", lambda *args: None)
    shutil.copy(FIRST, SECOND)
    done = run(SECOND)
    assert done.exit_code == 1 and "note: 02_circuits.ipynb holds the lesson 01_slopes." in done.output


def test_a_kernel_that_does_not_start_is_one_line(desk, monkeypatch):
    def stop(*args):
        raise NotebookError("the Jupyter kernel does not start here: gone.")

    monkeypatch.setattr(validate, "run_cells", stop)
    done = run("1")
    assert done.exit_code == 2 and done.output.count("\n") == 1 and "does not start here" in done.output


def test_broken_off_the_table_so_far_is_shown(desk, monkeypatch):
    def stopped(path, told):
        return Validated(path, path.stem, (Score("one", 2, 2), Score("two", 0, 2, "not reached")), broken_off=True)

    monkeypatch.setattr(score_tables, "validate", stopped)
    done = run()
    assert (
        done.exit_code == 130
        and "2 of 4" in done.output
        and "broken off; notebooks that were not run: 1." in done.output
    )


def test_an_empty_file_is_no_notebook(desk):
    (desk / "01_slopes" / "01_slopes.ipynb").write_text("", encoding="utf-8")
    assert "not valid JSON" in run("1").output
