"""Hints become a folded cell below their check and move no other cell; unfit ones are named before they are given."""

import nbformat
import pytest

from autograde import build, hint_rules, hints
from autograde.errors import LessonError
from autograde.exercises import of_lesson
from autograde.hints import KEYS
from autograde.stuck import HINTS

LESSON = "01_slopes"
GOOD = {
    "question": "By how much?",
    "reading": "In “Hold one input still”: the table.",
    "parallel": "Take $uv^2$ at (3, 2).",
}


@pytest.fixture(scope="module")
def lesson(course):
    return build.read_lesson(course, LESSON)


@pytest.fixture(scope="module")
def exercises():
    return of_lesson(LESSON)


def problems(lesson, exercises, **changes):
    """What is said of good hints with these changes to those of grad_mul; None takes a text away."""
    given = {exercise.name: dict(GOOD) for exercise in exercises}
    changed = {**given["grad_mul"], **changes}
    given["grad_mul"] = {key: text for key, text in changed.items() if text is not None}
    return list(hint_rules.problems(lesson, exercises, given))


def test_the_cell_stands_below_the_check_and_no_other_cell_changes(lesson, exercises):
    bare = build.source_notebook(lesson, exercises).cells
    cells = build.source_notebook(lesson, exercises, {"grad_mul": GOOD}).cells
    (place,) = [place for place, cell in enumerate(cells) if cell.id == "hints_grad_mul"]
    assert cells[place - 1].id == "test_grad_mul" and cells[place].cell_type == "markdown"
    assert cells[:place] + cells[place + 1 :] == bare, "ids and all"


def test_each_text_is_folded_and_set_apart_so_that_it_is_read_as_markdown():
    text = hints.cell_text("grad_mul", GOOD)
    assert text.count("<details>") == text.count("</details>") == 3
    for number, (key, name) in enumerate(zip(KEYS, HINTS, strict=True), 1):
        folded = f"<details>\n<summary>Hint {number} · {name}</summary>\n\n{GOOD[key]}\n\n</details>"
        assert text.split("\n\n<details>")[number] == folded.removeprefix("<details>")


def test_the_release_holds_the_hints_of_the_lesson(course):
    given = hints.read(course.part(LESSON, "hints"))
    cells = {cell.id: cell for cell in nbformat.read(course.notebook("release", LESSON), as_version=4).cells}
    assert given
    for name, texts in given.items():
        assert cells[f"hints_{name}"].source == hints.cell_text(name, texts)


def test_a_lesson_without_the_file_has_none(copy):
    copy.part(LESSON, "hints").unlink()
    assert hints.read(copy.part(LESSON, "hints")) == {}
    (source, _release) = build.render(copy, LESSON).values()
    assert b"hints_" not in source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[grad_mul]\nquestion = 7\n", r"\[grad_mul\]: each of question, reading, parallel is a text in quotes"),
        (b"[grad_mul]\nquestoin = 'Why?'\n", r"\[grad_mul\] has no key `questoin`. Did you mean `question`\?"),
        (b"grad_mul = 'Why?'\n", r"\[grad_mul\] is no table. Its keys are question, reading, parallel"),
        (b"[grad_mul\n", "Write it as TOML in UTF-8"),
        (b"\xff", "Write it as TOML in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, text, message):
    path = tmp_path / LESSON / "hints.toml"
    path.parent.mkdir()
    path.write_bytes(text)
    with pytest.raises(LessonError, match=rf"^course/01_slopes/hints\.toml: .*{message}"):
        hints.read(path)


def test_good_hints_pass(lesson, exercises):
    assert problems(lesson, exercises) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parallel": None}, "[grad_mul] has no parallel. Write a worked case with other numbers."),
        ({"reading": ""}, "[grad_mul] has no reading. Write the line of the lesson."),
        ({"question": "word " * 56 + "?"}, "[grad_mul] question: 56 words, and 55 are the most."),
        ({"reading": "“Hold one input still” " + "word " * 77}, "[grad_mul] reading: 81 words, and 80 are the most."),
        ({"parallel": "1 + 1 = 2. " * 54}, "[grad_mul] parallel: 162 words, and 160 are the most."),
        ({"question": "Think."}, "[grad_mul] question: asks nothing."),
        ({"reading": "In “Hold both inputs”: the table."}, "[grad_mul] reading: names no section."),
        ({"parallel": "In the end return y, x."}, "[grad_mul] parallel: gives away the answer's line `return y, x`."),
        ({"reading": 'In "Hold one input still", the line `return y, x`.'}, "[grad_mul] reading: gives away"),
        ({"question": "Is it `(y,x)`?"}, "[grad_mul] question: gives away the answer's line `return y, x`."),
    ],
)
def test_an_unfit_hint_is_named(lesson, exercises, changes, message):
    (problem,) = problems(lesson, exercises, **changes)
    assert problem.startswith(message), problem


@pytest.mark.parametrize("text", ["Nudge y, x stays.", "Take `(x, y)`.", "`(f(x + h) - f(x - h)) / (2 * h)`"])
def test_what_gives_nothing_away_is_let_pass(lesson, exercises, text):
    assert problems(lesson, exercises, parallel=text) == []


def test_missing_and_unknown_tables_are_named(lesson, exercises):
    (unknown, *missing) = hint_rules.problems(lesson, exercises, {"grad_mull": GOOD})
    assert unknown.startswith("[grad_mull] is no exercise of this lesson (numerical_derivative, grad_mul, ")
    assert len(missing) == len(exercises) and "there is no table [grad_mul]. Write the exercise's three" in missing[1]
