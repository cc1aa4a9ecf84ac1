"""What is to be graded and why, where results lie, the secret, the lock: everything before a notebook is run."""

import json
import os
import stat
from dataclasses import replace

import pytest

from autograde.errors import AutogradeError, BoxError
from autograde.grading.gradebook.score_changes import movement
from autograde.grading.gradebook.store import Store
from autograde.grading.intake import bundle, ingest
from autograde.grading.records import Bundle
from autograde.grading.run.journal import Journal
from autograde.grading.run.lock import only_one
from autograde.grading.run.plan import Plan
from autograde.grading.run.secret import read_secret
from autograde.grading.sandbox.box import Box
from backprop_lib.torch_bridge import MISSING
from tests.course_copy import copy_course
from tests.grading.small_class import FIRST, LESSON, OTHER, hand_in, told


@pytest.fixture
def course(tmp_path):
    """A course of two lessons: every plan reads all exercises that there are."""
    return copy_course(tmp_path, lessons=[LESSON, OTHER])


def keep(course, plan=None):
    """Grade everything that is planned, without a gradebook; returns student -> why."""
    plan = plan or Plan(course, [LESSON])
    for item in plan.todo:
        plan.store.save(told(plan.job_of(plan.read(item.student, item.lesson))))
    return {item.student: item.why for item in plan.todo}


def test_only_what_has_changed_is_graded_again(course):
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, {FIRST: 1})
    assert keep(course) == {"ada": "new", "bob": "new", "eve": "new"}
    assert keep(course) == {}
    hand_in(course, "ada", {FIRST: 2})
    assert keep(course) == {"ada": "submission changed"}
    assert keep(course, Plan(course, [LESSON], ["[be]*"], force=True)) == {"bob": "forced", "eve": "forced"}
    notebook = course.notebook("source", LESSON)
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("\\n", " \\n", 1), encoding="utf-8")
    assert set(keep(course).values()) == {"lesson changed"}
    (course.root / "work" / "secret").unlink()
    assert set(keep(course).values()) == {"new secret"}


def test_half_a_result_counts_as_none(course):
    hand_in(course, "ada", {FIRST: 1})
    keep(course)
    store = Store(course)
    whole = store.path(LESSON, "ada").read_text(encoding="utf-8")
    for half in (whole[: len(whole) // 2], "", "[]", "{}"):
        store.path(LESSON, "ada").write_text(half, encoding="utf-8")
        assert keep(course) == {"ada": "new"}
    store.notebook(LESSON, "ada").unlink()
    assert keep(course) == {"ada": "new"}


def test_submissions_are_planned_by_lesson_and_then_by_name_whatever_order_is_asked_for(course):
    for student in ("eve", "ada", "Bob"):
        for lesson in (OTHER, LESSON):
            hand_in(course, student, {}, lesson)
    plan = Plan(course, [OTHER, LESSON, OTHER])
    order = [(lesson, student) for lesson in (LESSON, OTHER) for student in ("Bob", "ada", "eve")]
    assert [(item.lesson, item.student) for item in plan.items] == order


def test_a_lesson_without_submissions_is_left_aside(course):
    hand_in(course, "ada", {})
    assert list(Plan(course, course.lessons).bundles) == [LESSON]


def test_names_that_are_none_of_a_student_are_told_and_left_out(course):
    hand_in(course, "ada", {})
    for name in ("-rf", "bob ", "evil\x1b[31m", "Zo\u200be"):
        hand_in(course, name, {})
    (course.root / "work" / "submitted" / "link").symlink_to("ada")
    plan = Plan(course, [LESSON])
    assert [item.student for item in plan.items] == ["ada"]
    assert plan.remarks == ["work/submitted/link was left out: no folder of a student."]
    assert plan.waiting == [
        f"work/submitted/{name}: its name {why}. Rename the folder, then grade again."
        for name, why in {
            "-rf": "begins with “-”",
            "Zo⟨U+200B⟩e": "holds a character that cannot be seen (U+200B)",
            "bob⟨U+0020⟩": "begins or ends with a blank",
            "evil⟨U+001B⟩[31m": "holds a character that cannot be seen (U+001B)",
        }.items()
    ]


def test_where_every_folder_is_left_out_the_message_says_which_and_why(course):
    hand_in(course, "Zo\u200be", {})
    (course.root / "work" / "submitted" / "class.zip").write_text("")
    with pytest.raises(AutogradeError, match="no submissions that can be graded") as caught:
        Plan(course, [LESSON])
    assert "Zo⟨U+200B⟩e: its name holds" in str(caught.value) and "class.zip was left out" in str(caught.value)
    (course.root / "work" / "submitted" / "Zo\u200be").rename(course.root / "work" / "submitted" / "class 1")
    hand_in(course, "class 1", {}, "ada")
    with pytest.raises(AutogradeError, match=r"no submission for (.*\n)+.*class 1/ada/ was left out: no lesson"):
        Plan(course, [OTHER])


@pytest.mark.parametrize("pattern", ["Jürgen Müller", "Ju\u0308rgen*", "*Müller"])
def test_a_student_is_named_in_either_form_and_with_signs_that_patterns_have(course, pattern):
    for student in ("Ju\u0308rgen Mu\u0308ller", "O'Neil [b]", "bob"):
        hand_in(course, student, {})
    assert [item.student for item in Plan(course, [LESSON], [pattern]).items] == ["Jürgen Müller"]
    assert [item.student for item in Plan(course, [LESSON], ["O'Neil [b]", "*b]"]).items] == ["O'Neil [b]"]


def test_a_notebook_in_the_wrong_place_is_told_and_not_taken_for_nothing_handed_in(course):
    hand_in(course, "ada", {})
    loose = course.root / "work" / "submitted" / "ada" / "01_slopes.ipynb"
    loose.write_text("{}")
    hand_in(course, "fay", {}, "slopes")
    (course.root / "source" / "own_sheet").mkdir()
    hand_in(course, "fay", {}, "own_sheet")
    assert Plan(course, [LESSON]).remarks == [
        "work/submitted/ada/01_slopes.ipynb was left out. Move it into a folder named like its lesson.",
        "work/submitted/fay/slopes/ was left out: no lesson is called that. Is it 01_slopes?",
    ]


def test_several_students_are_graded_at_once_and_one_who_is_not_there_is_named(course):
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, {})
    assert [item.student for item in Plan(course, [LESSON], ["eve", "a*"]).items] == ["ada", "eve"]
    with pytest.raises(AutogradeError, match="no student in work/submitted is called zoe. There are 3."):
        Plan(course, [LESSON], ["ada", "zoe"])


@pytest.mark.parametrize(
    ("prepare", "pattern", "message"),
    [
        (lambda course: None, "*", "work/submitted holds no submissions. Each belongs at work/submitted/<student>/"),
        (lambda course: hand_in(course, "ada", {}), "z*", "no student in work/submitted is called z.*There are 1."),
        (lambda course: hand_in(course, "ada", {}, OTHER), "a*", "no submission of a. for 01_slopes"),
    ],
)
def test_nothing_to_grade_is_said(course, prepare, pattern, message):
    prepare(course)
    with pytest.raises(AutogradeError, match=message):
        Plan(course, [LESSON], [pattern])


def test_a_lesson_that_needs_torch_waits_for_it_while_the_others_are_graded(tmp_path, monkeypatch):
    course = copy_course(tmp_path, lessons=[LESSON, "10_pytorch"])
    monkeypatch.setattr(bundle.importlib.util, "find_spec", lambda name: None)
    hand_in(course, "ada", {FIRST: 1})
    hand_in(course, "ada", b"{}", "10_pytorch")
    plan = Plan(course, course.lessons)
    assert [(item.lesson, item.student) for item in plan.items] == [(LESSON, "ada")]
    assert plan.waiting == [f"10_pytorch was not graded. {MISSING}"]
    with pytest.raises(AutogradeError, match="make torch"):
        Plan(course, ["10_pytorch"])
    with pytest.raises(BoxError, match="make torch"):  # on nbgrader's own path
        Box(Bundle("none", (), ("torch",), {}, ""))


def test_a_submission_that_the_system_does_not_let_us_read_is_unreadable_and_no_more(course, monkeypatch):
    hand_in(course, "ada", {FIRST: 1})
    hand_in(course, "bob", {FIRST: 1})
    read = ingest.read_submission

    def refuse(folder, student, lesson, **more):
        if student == "ada":
            raise PermissionError(13, "Permission denied")
        return read(folder, student, lesson, **more)

    monkeypatch.setattr(ingest, "read_submission", refuse)
    plan = Plan(course, [LESSON])
    assert [item.student for item in plan.items] == ["ada", "bob"]
    job = plan.job_of(plan.read("ada", LESSON))
    assert (job.data, job.notes) == (b"", ("The submission cannot be read: Permission denied.",))


def test_what_a_student_printed_can_always_be_stored(course):
    hand_in(course, "ada", {FIRST: 1})
    plan = Plan(course, [LESSON])
    result = told(plan.job_of(plan.read("ada", LESSON)))
    plan.store.save(replace(result, notebook="lone \ud800 surrogate", notes=("lone \udfff surrogate", "naïve")))
    assert plan.store.notebook(LESSON, "ada").read_text(encoding="utf-8") == "lone ? surrogate"
    assert plan.store.load(LESSON, "ada").notes == ("lone ? surrogate", "naïve")


# --- who moved --------------------------------------------------------------------------------------------------------


def test_a_move_says_from_what_to_what_and_why(course):
    hand_in(course, "ada", {FIRST: 1})
    keep(course)
    before = Store(course).load(LESSON, "ada")
    hand_in(course, "ada", {FIRST: 2, "grad_mul": 1.5})
    keep(course)
    after = Store(course).load(LESSON, "ada")
    assert str(movement(before, after, "submission changed")) == (
        "ada, 01_slopes: 1 → 3.5 of 10, submission changed: numerical_derivative 1 → 2 (not swapped → solved); "
        "grad_mul 0 → 1.5 (not written → not swapped)"
    )
    assert movement(after, after, "forced") is None and movement(None, after, "new") is None
    failed = replace(after, points=None, reports={})
    assert "3.5 → none of 10, forced: numerical_derivative 2 → none (solved → not graded)" in str(
        movement(after, failed, "forced")
    )


# --- secret, lock, log ------------------------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(course):
    secret = read_secret(course)
    path = course.root / "work" / "secret"
    assert len(secret) == 32 and secret == read_secret(course) == bytes.fromhex(path.read_text().strip())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"], "no copy is left behind"
    path.chmod(0o644)
    read_secret(course)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    assert read_secret(course) != secret


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "é" * 64, "0" * 66])
def test_a_spoilt_secret_is_named_and_not_replaced(course, text):
    path = course.root / "work" / "secret"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AutogradeError, match="work/secret .*Put back your copy of it"):
        read_secret(course)
    assert path.read_text(encoding="utf-8") == text


def test_a_second_grader_is_told_who_the_first_is_and_a_third_may_follow(course):
    told = rf"graded already \(process {os.getpid()} since .*Wait for it"
    with only_one(course), pytest.raises(AutogradeError, match=told), only_one(course):
        pass
    with only_one(course):
        pass


def test_the_log_is_one_object_a_line_and_says_how_the_run_ended(course):
    with pytest.raises(RuntimeError), Journal(course) as journal:  # noqa: PT012  (what the log says of it is the matter)
        journal.write("graded", student="ada\nbob \ud800")
        raise RuntimeError("out of luck")
    lines = [json.loads(line) for line in journal.path.read_text(encoding="ascii").splitlines()]
    assert [line["event"] for line in lines] == ["graded", "stopped"]
    assert lines[0]["student"] == "ada\nbob \ud800" and lines[1]["reason"] == "RuntimeError: out of luck"


@pytest.mark.parametrize(
    ("name", "again"), [("exercises.py", True), ("mistakes.toml", True), ("right_answers.py", False)]
)
def test_a_changed_check_is_graded_again_and_answers_of_authors_are_not(course, name, again):
    hand_in(course, "ada", {FIRST: 1})
    keep(course)
    part = course.root / "course" / LESSON / name
    part.write_text(part.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert [item.why for item in Plan(course, [LESSON]).items] == ["lesson changed" if again else ""]
