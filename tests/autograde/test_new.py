"""Skeletons of lessons and exercises: green from the start, and no file is touched where a name cannot be."""

import pytest

from autograde import gate, hints, trials
from autograde.build import build
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.exercises import of_lesson
from autograde.new import new_exercise, new_lesson
from tests import warm_python
from tests.course_copy import COURSE, ROOT

NEXT = f"{len(COURSE.lessons) + 1:02d}"  # the number of a lesson that is written next


@pytest.fixture
def empty(tmp_path):
    """A course without lessons."""
    root = tmp_path / "empty"
    (root / "course").mkdir(parents=True)
    (root / "nbgrader_config.py").write_bytes((ROOT / "nbgrader_config.py").read_bytes())
    return Course(root)


def moved(course):
    """The same course elsewhere: a process remembers what it has loaded from a place."""
    return Course(course.root.rename(course.root.with_name("elsewhere")))


@pytest.mark.slow
def test_a_new_lesson_with_a_new_exercise_passes_the_gate_and_touches_one_folder(empty, monkeypatch):
    monkeypatch.setattr(trials, "subprocess", warm_python)
    new_lesson(empty, "01_first")
    new_exercise(empty, "01_first", "twice")
    assert {path.name for path in empty.root.iterdir()} == {"course", "nbgrader_config.py"}
    again = moved(empty)
    build(again)
    found = dict(gate.run_checks(again, again.lessons))
    assert not any(found.values()), found


def test_a_first_exercise_stands_in_a_section_before_the_recap_and_the_frame_is_there(empty):
    new_lesson(empty, "01_first")
    new_exercise(empty, "01_first", "twice")
    (exercise,) = of_lesson("01_first", moved(empty))
    text = Course(empty.root.with_name("elsewhere")).text("01_first").read_text(encoding="utf-8")
    places = [text.index(part) for part in ("## What you will be able to do", "**Builds on**", "**Takes**")]
    places += [text.index(f"## {exercise.section}\n"), text.index('tests="twice"')]
    places += [text.index(part) for part in ("## Recap\n", "| English | 中文 | meaning |", "## Go further\n")]
    assert exercise.section == "First section" and places == sorted(places)


def test_another_exercise_follows_in_the_text_and_in_the_lesson(copy):
    before = {path: path.read_bytes() for path in copy.root.rglob("*") if path.is_file()}
    changed = new_exercise(copy, "01_slopes", "yet_another")
    assert changed == [
        copy.part("01_slopes", part) for part in ("lesson", "exercises", "mistakes", "hints", "right_answers")
    ]
    assert all(path.read_bytes().startswith(before[path]) for path in changed[1:]), "what was there stays"
    text, lines = copy.text("01_slopes").read_text(encoding="utf-8"), before[changed[0]].decode().splitlines()
    assert f"### Exercise 1.{len(of_lesson('01_slopes')) + 1} · yet_another (2 points)" in text
    assert [line for line in lines if line in set(text.splitlines())] == lines
    assert text.index('tests="numerical_gradient"') < text.index("yet_another") < text.index("## Recap")
    again = moved(copy)
    assert [exercise.name for exercise in of_lesson("01_slopes", again)][-1] == "yet_another"
    assert list(hints.read(again.part("01_slopes", "hints")))[-1] == "yet_another"


@pytest.mark.parametrize(
    ("lesson", "name", "message"),
    [
        ("01_slopes", "grad_mul", "01_slopes has an exercise grad_mul already"),
        ("01_slopes", "Grad Sub", "is no name of a function"),
        ("01_slopes", "lambda", "is no name of a function"),
        ("01_slope", "grad_sub", 'there is no lesson "01_slope" in course/. Did you mean "01_slopes"?'),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(copy, lesson, name, message):
    before = copy.text("01_slopes").read_bytes()
    with pytest.raises(AutogradeError) as refused:
        new_exercise(copy, lesson, name)
    assert message in str(refused.value) and copy.text("01_slopes").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (f"{NEXT}_Attention", f"Call it {NEXT}_name"),
        ("98_attention", f"The next lesson is number {NEXT}. Call it {NEXT}_attention."),
        ("01_slopes", "course/01_slopes exists already"),
    ],
)
def test_a_lesson_that_cannot_be_is_refused(copy, name, message):
    with pytest.raises(AutogradeError) as refused:
        new_lesson(copy, name)
    assert message in str(refused.value)
