"""nbgrader's command and Formgrader's button run students' code in the sandbox, with the points of `autograde grade`.

One small class is graded once for all slow tests. Left out: other assignments than ours (`test_stock_kinds`).
"""

import html
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from functools import partial

import nbformat
import pytest

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.exercises import of_lesson
from autograde.grading.gradebook.final import finals
from autograde.grading.gradebook.gradebook_reader import read_marks
from autograde.grading.gradebook.results import read_results
from autograde.grading.gradebook.store import Store
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.intake.ingest import read_submission
from autograde.grading.intake.recognise import answers_in
from autograde.grading.records import encode
from autograde.grading.run.job import make_job, run_job
from autograde.grading.run.secret import read_secret
from autograde.grading.sandbox.box import LANDLOCK, Box
from autograde.grading.sandbox.bwrap import INSTALL
from autograde.grading.sandbox.levels import GIVEN_UP, choose, try_landlock
from autograde.report import MIME
from tests import sample_class
from tests.course_copy import ROOT, copy_course
from tests.forked_command import run
from tests.grading.ordinary_user import as_ordinary_user
from tests.made_up_students import cell_of, submissions
from tests.nbgrader_command import nbgrader, own_jupyter
from tests.sample_class import scores

LESSON, OTHER = "01_slopes", "03_sigmoid_neuron"
MESSY = ("doubled_cells", "renamed", "not_json", "no_metadata", "linked", "markup")
NAMES = ("Jane Doe", "Jürgen Müller", "李 雷", "O'Neil [b], jr", "علی\u200cرضا")
FOUND = ("finished_copy", "too_deep", *NAMES)  # full points, though nbgrader alone finds another notebook or none
TWINS = ("twin", "Twin")
CLASS = (  # full, none and part of the points, a line on stderr, what was learnt by heart, tests cells that are changed
    *("perfect", "untouched", "half_done", "not_swapped", "ignores_h", "raises_exceptions", "warns_on_stderr"),
    *("literal_answers", "deleted_tests_cells", "edited_tests_cells"),
)


@pytest.fixture(scope="module", autouse=True)
def bubblewrap():
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")


def perfect():
    """The notebook of a student with full points."""
    return next(item for item in submissions() if (item.student, item.lesson) == ("perfect", LESSON))


def hand_in(target, student, notebook, name=LESSON):
    """Write a notebook, or a text that is none, to a student's folder."""
    place = target / "work" / "submitted" / student / LESSON
    place.mkdir(parents=True)
    text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
    (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return place


def hand_in_messy(target):
    """Notebooks on which stock nbgrader stumbles, each with full points on it as far as it can be read."""
    whole = perfect().notebook(target / "release")
    doubled = nbformat.from_dict(whole)
    copy = nbformat.from_dict(cell_of(doubled, "grad_mul"))
    copy.id = "copy"
    doubled.cells.append(copy)
    hand_in(target, "doubled_cells", doubled)
    hand_in(target, "renamed", whole, f"{LESSON}-Copy1")
    hand_in(target, "not_json", "{ this is no notebook")
    stripped = nbformat.from_dict(whole)
    for cell in stripped.cells:
        cell.metadata.pop("nbgrader", None)
    hand_in(target, "no_metadata", stripped)
    place = hand_in(target, "linked", whole)
    (place / "mine.txt").symlink_to(target / "nbgrader_config.py")
    marked = nbformat.from_dict(whole)
    marked.cells.append(nbformat.v4.new_code_cell("from IPython.display import HTML\nHTML('<script>go()</script>')"))
    marked.cells.append(nbformat.v4.new_markdown_cell("<script>go()</script>"))
    hand_in(target, "markup", marked)


def hand_in_oddly(target):
    """Whole notebooks where, or under names with which, nbgrader alone does not find them, and wrong uploads."""
    whole = perfect().notebook(target / "release")
    for student in NAMES:
        hand_in(target, unicodedata.normalize("NFD", student) if "ü" in student else student, whole)
    for student in TWINS:
        hand_in(target, student, whole)
    place = hand_in(target, "finished_copy", whole, f"{LESSON}-Copy1")
    shutil.copy(target / "release" / LESSON / f"{LESSON}.ipynb", place)
    place = hand_in(target, "too_deep", whole)
    (place / "deeper").mkdir()
    (place / f"{LESSON}.ipynb").rename(place / "deeper" / f"{LESSON}.ipynb")
    place = hand_in(target, "zipped", whole)
    (place / f"{LESSON}.ipynb").rename(place / "answers.zip")
    hand_in(target, "wrong_lesson", nbformat.read(ROOT / "source" / OTHER / f"{OTHER}.ipynb", as_version=4))


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A course with a class graded by `nbgrader autograde`: one student for each way that a notebook can go."""
    target = copy_course(tmp_path_factory.mktemp("stock") / "class", lessons=(LESSON, OTHER)).root
    sample_class.submit(target, [item for item in submissions() if item.lesson == LESSON and item.student in CLASS])
    hand_in_messy(target)
    hand_in_oddly(target)
    nbgrader(target, "generate_assignment", LESSON, "--force")
    nbgrader(target, "autograde", LESSON)
    return target


@pytest.fixture(scope="module")
def ours(target):
    """Results of the same submissions as `autograde grade` makes them."""
    course = Course(target)
    bundle, secret = make_bundle(course, LESSON), read_secret(course)
    box, found = Box(bundle, choose()), {}
    try:
        for place in sorted((target / "work" / "submitted").iterdir()):
            if place.name in TWINS:
                continue
            submission = read_submission(place.parent, place.name, LESSON, answers=partial(answers_in, bundle))
            found[place.name] = run_job(
                bundle, make_job(bundle, place.name, submission.data, submission.notes, secret), box
            )
    finally:
        box.close()
    return found


def graded(target, student):
    return nbformat.read(target / "work" / "autograded" / student / LESSON / f"{LESSON}.ipynb", as_version=4)


@pytest.mark.slow
def test_points_are_the_same_whichever_way(target, ours):
    gradebook = scores(target)
    assert {student for student, _ in gradebook} == set(ours) >= set(MESSY)
    for student, result in ours.items():
        wanted = {name: report["points"] for name, report in result.reports.items()}
        if student == "wrong_lesson":
            wanted = dict.fromkeys(exercise.name for exercise in of_lesson(LESSON))
        assert gradebook[student, LESSON] == wanted, student


@pytest.mark.slow
def test_so_are_reports_outputs_and_notes(target, ours):
    for student, result in ours.items():
        if result.points is None:
            continue
        theirs, mine = graded(target, student).cells, nbformat.reads(result.notebook, as_version=4).cells
        assert [cell.id for cell in theirs] == [cell.id for cell in mine], student
        for one, other in zip(theirs, mine, strict=True):
            assert one.source == other.source, f"{student}, {one.id}"
            assert one.get("outputs") == other.get("outputs"), f"{student}, {one.id}"


@pytest.mark.slow
def test_so_are_the_stored_results(target, ours):
    for student, result in ours.items():
        stored = Store(Course(target)).load(LESSON, student)
        same = replace(stored, notebook=result.notebook, seconds=result.seconds)
        assert encode(same, sort_keys=True) == encode(result, sort_keys=True)


@pytest.mark.slow
@pytest.mark.parametrize("student", [*(name for name in MESSY if name != "not_json"), *FOUND])
def test_what_can_be_read_keeps_its_points(student, target):
    assert sum(scores(target)[student, LESSON].values()) == 10


@pytest.mark.slow
def test_what_cannot_be_read_earns_nothing_and_says_why(target):
    assert set(scores(target)["not_json", LESSON].values()) == {0}
    notebook = graded(target, "not_json")
    assert "The notebook is not valid JSON" in notebook.cells[0].source
    assert "could not be read" in cell_of(notebook, "test_grad_mul").outputs[0].data["text/html"]


@pytest.mark.slow
def test_what_waits_for_a_person_has_no_points_not_even_0_and_is_named(target):
    assert set(scores(target)["wrong_lesson", LESSON].values()) == {None}
    assert {flag for _, _, flag in by_hand(target, "wrong_lesson").values()} == {True}
    log = (target / "nbgrader.log").read_text(encoding="utf-8")
    assert f"wrong_lesson, {LESSON}: This is the notebook of lesson {OTHER}" in log
    assert not {student for student, _ in scores(target)} & set(TWINS)
    for one, other in (TWINS, TWINS[::-1]):
        assert f"ERROR] work/submitted/{one}: its name differs from “{other}” in nothing that can be seen" in log


@pytest.mark.slow
def test_a_zip_is_called_by_its_name(target):
    said = html.unescape(graded(target, "zipped").cells[0].source)
    assert "“answers.zip” is an archive. Unpack it" in said


@pytest.mark.slow
def test_one_student_is_graded_by_a_name_in_any_script(target):
    nbgrader(target, "autograde", LESSON, "--student=李 雷", "--force", afresh=True)
    assert sum(scores(target)["李 雷", LESSON].values()) == 10


@pytest.mark.slow
def test_the_graded_notebook_tells_the_level_and_no_hidden_check(target):
    for student in ("perfect", "untouched", "not_json"):
        notebook = graded(target, student)
        assert notebook.metadata["autograde"]["level"] == choose()
        assert "hidden=True" not in nbformat.writes(notebook), student
        assert cell_of(notebook, "test_grad_mul").outputs[0].data[MIME]["hidden"]


@pytest.mark.slow
def test_what_a_submission_links_to_is_not_given_to_the_student(target):
    assert (target / "work" / "submitted" / "linked" / LESSON / "mine.txt").is_symlink()
    assert [path.name for path in (target / "work" / "autograded" / "linked" / LESSON).iterdir()] == [f"{LESSON}.ipynb"]


@pytest.mark.slow
def test_no_script_of_a_students_reaches_the_graded_notebook_as_markup(target):
    for cell in graded(target, "markup").cells:
        assert cell.cell_type == "code" or "<script>go" not in cell.source
        for output in cell.get("outputs", []):
            assert "<script>go" not in output.get("data", {}).get("text/html", "")


@pytest.mark.slow
def test_formgraders_button_keeps_one_sandbox_warm_and_ends_it(target):
    words = (str(target), LESSON, "perfect", "Jürgen Müller", "not_swapped")
    with own_jupyter() as environment:
        status, text = run("tests.grading.formgrader_button", *words, cwd=target, environment=environment)
    assert status == 0, text
    said = json.loads(text.splitlines()[-1])
    assert [one["success"] for one in said["done"]] == [True] * 3, said["done"]
    assert len(said["boxes"]) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(said["boxes"][0], 0)


@pytest.mark.slow
def test_not_executing_is_not_possible_and_gives_no_points(target):
    nbgrader(target, "autograde", LESSON, "--student=untouched", "--force", "--no-execute")
    assert set(scores(target)["untouched", LESSON].values()) == {0}


def by_hand(target, student, exercise="", points=None):
    """exercise -> (the grader's points, points by hand, whether a person must look); enters points, if any."""
    from nbgrader.api import Gradebook

    settings = nbgrader_config(target).CourseDirectory
    with Gradebook(settings.db_url, settings.course_id) as gradebook:
        if exercise:
            grade = gradebook.find_grade(f"test_{exercise}", LESSON, LESSON, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.db.commit()
        grades = gradebook.find_submission_notebook(LESSON, LESSON, student).grades
        return {g.name.removeprefix("test_"): (g.auto_score, g.manual_score, g.needs_manual_grade) for g in grades}


@pytest.mark.slow
def test_points_by_hand_are_asked_about_only_when_the_graders_points_under_them_changed(target):
    students, again = ("half_done", "renamed"), ("autograde", LESSON, "--student=[hr][ae][ln]*", "--force")
    auto = {student: by_hand(target, student, "grad_mul", 1.25)["grad_mul"][0] for student in students}
    nbgrader(target, *again)
    for student in students:
        assert by_hand(target, student)["grad_mul"] == (auto[student], 1.25, False)
        by_hand(target, student, "grad_mul", 1.25)
        for path in (target / "work" / "submitted" / student / LESSON).rglob("*.ipynb"):
            shutil.copy(target / "release" / LESSON / f"{LESSON}.ipynb", path)
    nbgrader(target, *again)
    for student in students:
        changed = auto[student] != 0
        assert by_hand(target, student)["grad_mul"] == (0.0, 1.25, changed)
        final = finals({LESSON: read_results(Course(target), LESSON)}, read_marks(Course(target)))[LESSON, student]
        assert ("grad_mul: 1.25 by hand, but the check's points under them changed" in final.why) == changed


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """A course with one submission that nobody has graded."""
    target = copy_course(tmp_path / "class", lessons=(LESSON,)).root
    sample_class.submit(target, [perfect()])
    nbgrader(target, "generate_assignment", LESSON, "--force")
    return target


@pytest.mark.slow
def test_without_bubblewrap_another_wall_holds_or_nothing_is_graded_and_one_line_says_what_to_install(
    small, monkeypatch
):
    monkeypatch.setenv("PATH", "/nonexistent")
    if try_landlock().works:  # never as root
        nbgrader(small, "autograde", LESSON)
        assert graded(small, "perfect").metadata["autograde"]["level"] == LANDLOCK
        assert sum(scores(small)["perfect", LESSON].values()) == 10
        return
    with pytest.raises(AutogradeError, match="failed"):
        nbgrader(small, "autograde", LESSON)
    log = (small / "nbgrader.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if "ERROR" in line] == [
        f"[AutogradeApp | ERROR] no sandbox: bubblewrap is not installed. {INSTALL} (`autograde doctor` tells more)"
    ]
    assert "Traceback" not in log
    assert not (small / "work" / "autograded").exists()


@pytest.mark.slow
def test_without_a_sandbox_only_by_name_and_never_as_root(small):
    off = ("-m", "nbgrader", "autograde", LESSON, "--SandboxExecute.sandbox=off", f"--CourseDirectory.root={small}")
    config = f"--config={small / 'nbgrader_config.py'}"
    if os.getuid() == 0:
        with pytest.raises(AutogradeError):
            nbgrader(small, "autograde", LESSON, "--SandboxExecute.sandbox=off")
        assert "--no-sandbox is refused to root" in (small / "nbgrader.log").read_text(encoding="utf-8")
        for path in [small, *small.rglob("*")]:
            shutil.chown(path, 61184, 61184)
    done = as_ordinary_user(small, *off, config)
    assert done.returncode == 0, done.stderr
    notebook = graded(small, "perfect")
    assert notebook.metadata["autograde"]["level"] == "none (--no-sandbox)"
    assert "Graded without a sandbox" in notebook.cells[0].source
    assert GIVEN_UP in json.loads((small / "work" / "results" / LESSON / "perfect.json").read_text())["notes"]
    assert sum(scores(small)["perfect", LESSON].values()) == 10


def test_reading_the_settings_is_cheap_and_needs_no_sandbox():
    code = (
        "import sys; from pathlib import Path; from autograde.build import nbgrader_config; "
        "config = nbgrader_config(Path('.')); assert config.Autograde.sanitize_preprocessors; "
        "print([name for name in sys.modules if name.startswith(('nbgrader', 'autograde.grading'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env={"PATH": "/nonexistent"}
    )
    assert done.stdout.strip() == "[]", done.stderr
