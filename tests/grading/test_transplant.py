"""Only text comes over from a submission: into the instructor's own notebook, whatever was forged."""

import warnings
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from autograde.course import Course
from autograde.exercises import of_lesson
from autograde.grading.intake import transplant as module
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.intake.transplant import transplant
from autograde.handed_in.cells import SubmittedCell
from autograde.handed_in.submitted_cells import SOURCE_LIMIT, TEXT_LIMIT
from tests.course_copy import ROOT

BUNDLE = make_bundle(Course(ROOT), "01_slopes")
GIVEN = [SubmittedCell(cell.kind, cell.source, cell.id) for cell in BUNDLE.cells]
MUL = "def grad_mul(x, y):\n    return y, x"


def mine(source, kind="code", **names):
    return SubmittedCell(kind, source, **names)


def done(cells):
    notes: list[str] = []
    return transplant(BUNDLE, cells, notes), notes


def answer(cells, name="grad_mul"):
    return next(cell.source for cell in cells if cell.role == "solution" and cell.exercise == name)


def extras(cells):
    return [cell.source for cell in cells if cell.role == "extra"]


def test_the_untouched_release_becomes_itself():
    cells, notes = done(GIVEN)
    assert [cell.source for cell in cells] == [cell.source for cell in BUNDLE.cells]
    assert notes == []


def test_a_copy_from_before_there_were_hints_becomes_the_same():
    before = [cell for cell in GIVEN if not cell.id.startswith("hints_")]
    own = mine("own_number = 7")
    answered = [replace(cell, source=MUL) if cell.id == "grad_mul" else cell for cell in before]
    place = [cell.id for cell in answered].index("test_grad_mul") + 1
    cells, notes = done([*answered[:place], own, *answered[place:]])
    assert len(before) < len(GIVEN) and notes == [] and answer(cells) == MUL and extras(cells) == ["own_number = 7"]
    ids = [cell.id for cell in cells if cell.role != "extra"]
    assert ids == [cell.id for cell in BUNDLE.cells]


def test_nothing_at_all_becomes_stubs_and_never_solutions():
    cells, notes = done([])
    assert "NotImplementedError" in answer(cells) and "return y, x" not in answer(cells)
    assert len(notes) == len(of_lesson("01_slopes")) and all("its cell is missing" in note for note in notes)


@pytest.mark.parametrize(
    "names", [{"id": "grad_mul"}, {"grade_id": "grad_mul"}, {"id": "x", "grade_id": "grad_mul"}, {}]
)
@pytest.mark.parametrize("kind", ["code", "raw"])
def test_an_answer_is_found_by_either_name_or_by_what_it_defines(names, kind):
    cells, _ = done([mine(MUL, kind, **names)])
    assert answer(cells) == MUL and extras(cells) == []


def test_an_answer_turned_to_text_is_found_by_its_name():
    assert answer(done([mine(MUL, "markdown", id="grad_mul")])[0]) == MUL
    assert answer(done([mine(MUL, "markdown")])[0]) != MUL


def test_kinds_and_all_that_a_submitted_cell_does_not_hold_are_the_instructors():
    forged = [replace(cell, kind="raw") for cell in GIVEN]
    cells, _ = done(forged)
    for cell, known in zip(cells, BUNDLE.cells, strict=True):
        assert cell == known


@pytest.mark.parametrize("names", [{"id": "test_grad_mul"}, {"grade_id": "test_grad_mul"}])
def test_tests_cells_are_never_the_students(names):
    cells, _ = done([*GIVEN, mine("2.0", **names), mine("2.0", "raw", **names)])
    tests = [cell.source for cell in cells if cell.role == "tests"]
    assert tests == [cell.source for cell in BUNDLE.cells if cell.role == "tests"]
    assert extras(cells) == []


def test_of_copies_the_one_that_ran_last_before_the_check_counts():
    stub = answer(done([])[0])
    wrong = "def grad_mul(x, y):\n    return x, y"
    cells, notes = done([mine(text, id="grad_mul") for text in (wrong, MUL, stub)])
    assert answer(cells) == MUL and wrong in extras(cells)
    assert any(
        "grad_mul: the answer's cell was there 3 times; of those that were changed, what ran last" in note
        for note in notes
    )
    check = mine("check()", id="test_grad_mul")
    cells, _ = done([mine(MUL, id="grad_mul"), check, mine(wrong, id="grad_mul")])
    assert answer(cells) == MUL
    cells, _ = done([check, mine(wrong, id="grad_mul"), mine(MUL, id="grad_mul")])
    assert answer(cells) == MUL, "nothing stands above the check: the last one"


def run_until(cells, stop):
    """What grad_mul gives after cells were run in order up to a check; None without a function that returns."""
    names: dict = {}
    for cell in cells:
        if stop(cell):
            break
        try:
            exec(cell.source, names)
        except Exception:
            continue
    try:
        return names["grad_mul"](0, 0)
    except (KeyError, NotImplementedError):
        return None


def numbered(number):
    return some.sampled_from(
        [
            mine(f"def grad_mul(x, y):\n    return {number}", id="grad_mul", grade_id="grad_mul"),
            mine(f"def grad_mul(x, y):\n    return {number}", grade_id="grad_mul"),
            mine(f"def grad_mul(x, y):\n    return {number}"),
            mine(f"grad_mul = lambda x, y: {number}"),
            mine(f"if True:\n    def grad_mul(x, y):\n        return {number}"),
            mine(f"def other():\n    def grad_mul(x, y):\n        return {number}"),
            mine(f"shift = {number}"),
            mine("check('grad_mul', grad_mul)", id="test_grad_mul", grade_id="test_grad_mul"),
        ]
    )


@pytest.mark.slow
@given(some.tuples(*(numbered(number) for number in range(1, 7))))
@settings(max_examples=300, deadline=None)
def test_the_code_that_is_shown_is_the_code_that_is_judged_and_the_one_that_the_check_saw(submitted):
    cells, _ = done(list(submitted))
    ran = [cell for cell in cells if cell.role not in ("reading", "live", "text")]  # the lesson's own draw figures
    judged = run_until(ran, lambda cell: cell.role == "tests" and cell.exercise == "grad_mul")
    assert judged == run_until([mine(answer(cells))], lambda cell: False)
    seen = run_until(submitted, lambda cell: cell.id == "test_grad_mul")
    assert seen is None or judged == seen


def test_an_answer_elsewhere_counts_when_its_own_cell_is_untouched():
    cells, notes = done([*GIVEN, mine(MUL)])
    assert answer(cells).endswith(MUL) and extras(cells) == []
    assert any("its own cell holds no answer" in note for note in notes)


def test_an_instructors_cell_is_nobodys_answer():
    first = replace(BUNDLE.cells[1], source=MUL, role="reading")
    bundle = replace(BUNDLE, cells=(first, *BUNDLE.cells))
    cells = transplant(bundle, [mine(MUL), *GIVEN], [])
    assert "NotImplementedError" in answer(cells)


def test_one_cell_with_two_answers_serves_both():
    both = f"{MUL}\n\ndef grad_max(x, y):\n    return 1.0, 0.0"
    cells, _ = done([mine(both, id="grad_mul")])
    assert answer(cells) == both and answer(cells, "grad_max") == both


def test_own_cells_run_where_the_student_put_them():
    at = [cell.id for cell in GIVEN].index("grad_mul")
    cells, _ = done([mine("top = 1"), *GIVEN[: at + 1], mine("after = 1"), *GIVEN[at + 1 :], mine("end = 1")])
    order = [cell.source if cell.role == "extra" else cell.id for cell in cells]
    assert order[0] == "top = 1" and order[-1] == "end = 1"
    assert order[order.index("grad_mul") : order.index("test_grad_mul") + 1] == [
        "grad_mul",
        "after = 1",
        "test_grad_mul",
    ]


def test_own_cells_have_names_that_nothing_else_has():
    cells, _ = done([*GIVEN, *(mine(f"x = {number}", id="grad_mul_helper") for number in range(3))])
    names = [cell.id for cell in cells]
    assert len(set(names)) == len(names)


def test_a_changed_cell_of_the_lesson_runs_as_the_students_own_and_the_lessons_own_too():
    first = next(cell for cell in GIVEN if cell.kind == "code")
    changed = [replace(cell, source="import math\n" + cell.source) if cell is first else cell for cell in GIVEN]
    cells, _ = done(changed)
    assert extras(cells) == ["import math\n" + first.source]
    assert first.source in [cell.source for cell in cells if cell.role == "reading"]


def test_text_of_the_students_own_is_not_shown_where_nobody_grades_it():
    cells, _ = done([*GIVEN, mine("<script>alert(1)</script>", "markdown")])
    assert not any("<script>" in cell.source for cell in cells)


def test_too_much_is_left_out_and_told():
    cells, notes = done([*GIVEN, mine("x" * (SOURCE_LIMIT + 1))])
    assert extras(cells) == [] and any("characters was left out" in note for note in notes)
    cells, notes = done([*GIVEN, *(mine(f"{number}") for number in range(module.EXTRA_LIMIT + 50))])
    assert len(extras(cells)) == module.EXTRA_LIMIT and any("the first 300 were run" in note for note in notes)
    cells, notes = done([*GIVEN, *(mine(f"{number}") for number in range(10_000))])
    assert any("the first 1000 were read" in note for note in notes)
    cells, notes = done([*GIVEN, *(mine(f"x = {number}" + "#" * 90_000) for number in range(100))])
    assert sum(map(len, extras(cells))) < TEXT_LIMIT and any("were read" in note for note in notes)


HARD = {
    "brackets": "(" * 90_000,
    "signs": "x = " + "-" * 90_000 + "1",
    "a sum": "x = " + "+".join(["1"] * 45_000),
    "attributes": "x = a" + ".b" * 45_000,
    "calls": "f" + "()" * 45_000,
    "zero bytes": "x\0",
    "functions in functions": "".join(" " * depth + "def f():\n" for depth in range(300)),
    "lambdas": "lambda: " * 10_000 + "1",
    "a string": "f'" + "{" * 10_000,
}


@pytest.mark.parametrize("source", HARD.values(), ids=HARD)
def test_code_that_brings_parsers_down_is_code_that_does_not_parse(source):
    cells, _ = done([mine(source, id="grad_mul"), mine(source)])
    assert answer(cells) == source


def test_a_students_odd_code_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert answer(done([mine(MUL + "\nx = '\\d' is 1")])[0]).startswith(MUL)


NAMES = some.sampled_from(["", "grad_mul", "test_grad_mul", "cell-00", "cell-02", "grad_max", "nothing"])
SOURCES = some.sampled_from([MUL, "x = 1", "2.0", "", "%magic", *(cell.source for cell in GIVEN[:24])])
KINDS = some.sampled_from(["code", "markdown", "raw", "Code", ""])


@given(some.lists(some.builds(mine, SOURCES, KINDS, id=NAMES, grade_id=NAMES), max_size=12))
@settings(max_examples=200, deadline=None)
def test_the_instructors_notebook_comes_out_whole_whatever_goes_in(cells):
    made, _ = done(cells)
    assert [cell.id for cell in made if cell.role != "extra"] == [cell.id for cell in BUNDLE.cells]
    for cell in made:
        known = next((known for known in BUNDLE.cells if known.id == cell.id), None)
        assert known is None or (cell.metadata == known.metadata and cell.role == known.role)
        if cell.role in ("tests", "reading", "live", "text"):
            assert cell.source == known.source
