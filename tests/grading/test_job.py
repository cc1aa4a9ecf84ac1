"""The sandboxed grader gives honest work what the check in the notebook gives it, twice the same, and leaks nothing.

Left out: two lessons, whose scores and diagnoses are read from what nbgrader's commands leave (`test_sample_class`).
"""

import json
import os
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from autograde.course import Course
from autograde.exercises import find
from autograde.grading.intake.bundle import make_bundle
from autograde.grading.run import execute
from autograde.grading.run.job import content_of, make_job, run_job
from autograde.grading.sandbox import bwrap
from autograde.grading.sandbox.box import Box
from autograde.handed_in.lesson_cells import role_of
from autograde.report import MIME
from tests import made_up_students, sample_class
from tests.course_copy import ROOT

pytestmark = pytest.mark.slow
LESSONS = [lesson for lesson in Course(ROOT).lessons if lesson not in sample_class.BY_COMMAND]
SECRET = b"a secret of the tests"


ENDLESS = "04_staged"  # the lesson in which one student's calls do not end


@pytest.fixture(scope="module")
def short_calls(tmp_path_factory):
    """What a box has of the course, but a call may take a third of a second of the processor."""
    modules, folder = bwrap.course_modules(), tmp_path_factory.mktemp("short")
    text = modules["autograde/time_limit.py"].read_text(encoding="utf-8")
    assert text.count("CALL_SECONDS = 5.0") == 1
    made = folder / "time_limit.py"
    made.write_text(text.replace("CALL_SECONDS = 5.0", "CALL_SECONDS = 0.3"), encoding="utf-8")
    for path in (folder, *folder.parents[:-2]):
        path.chmod(0o755)
    return {**modules, "autograde/time_limit.py": made}


@pytest.fixture(scope="module", params=LESSONS)
def graded(request, course, short_calls):
    """A lesson's part of the sample class, graded in one box, some of it twice: (submission, bytes, results)."""
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    bundle = make_bundle(course, request.param)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == ENDLESS:
            patch.setattr(bwrap, "course_modules", lambda: short_calls)
        box = Box(bundle)
    found = []
    submissions = [submission for submission in made_up_students.submissions() if submission.lesson == request.param]
    try:
        for submission in submissions:
            data = nbformat.writes(submission.notebook(course.root / "release")).encode()
            job = make_job(bundle, submission.student, data, [], SECRET)
            times = 2 if submission in twice(submissions) else 1
            found.append((submission, data, [run_job(bundle, job, box) for _ in range(times)]))
    finally:
        box.close()
    return found


def twice(submissions):
    """One that earns points and loses some, for which all is done that a grader does; without such, the first two."""
    return [one for one in submissions if 0 < one.points < 10][:1] or submissions[:2]


def test_scores_are_those_of_the_check_in_the_notebook(graded):
    for submission, _, (result, *_) in graded:
        got = {name: report["points"] for name, report in result.reports.items()}
        wanted = {name: expected.points for name, expected in submission.expected.items()}
        assert got == wanted, f"{submission.student}, {submission.lesson}"


def test_so_are_the_diagnoses(graded):
    for submission, _, (result, *_) in graded:
        for name, expected in submission.expected.items():
            if expected.diagnosis:
                assert result.reports[name]["diagnosis"] == expected.diagnosis, f"{submission.student}: {name}"


def test_grading_twice_gives_the_same_bytes(graded):
    assert any(len(results) == 2 for _, _, results in graded)
    for submission, _, results in graded:
        assert len({content_of(result) for result in results}) == 1, submission.student


def test_the_graded_notebook_is_valid_and_nbgrader_reads_the_same_points_from_it(graded):
    from nbgrader.utils import determine_grade

    for submission, _, (result, *_) in graded:
        notebook = nbformat.reads(result.notebook, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                name = cell.metadata.nbgrader.grade_id.removeprefix("test_")
                assert determine_grade(cell)[0] == submission.expected[name].points, f"{submission.student}: {name}"
                assert cell.outputs[0].data[MIME]["exercise"] == name


def test_neither_solutions_nor_hidden_tests_reach_the_graded_notebook(graded, course):
    for submission, _, (result, *_) in graded:
        assert "BEGIN HIDDEN" not in result.notebook and "hidden=True" not in result.notebook
        if submission.student == "untouched":
            source = nbformat.read(course.notebook("source", submission.lesson), as_version=4)
            solutions = [cell.source for cell in source.cells if role_of(cell, set()) == "solution"]
            lines = {line for text in solutions for line in text.splitlines() if "return" in line}
            notebook = json.dumps(result.notebook)
            assert lines and not any(json.dumps(line)[1:-1] in notebook for line in lines)


def test_hidden_probes_depend_on_the_secret_and_on_the_student(course):
    bundle = make_bundle(course, LESSONS[0])
    seeds = {
        make_job(bundle, student, data, [], secret).seed
        for student in ("one", "two")
        for data in (b"a", b"b")
        for secret in (b"x", b"y")
    }
    assert len(seeds) == 8
    assert make_job(bundle, "one", b"a", [], b"x") == make_job(bundle, "one", b"a", [], b"x")


def test_an_unreadable_submission_is_a_result_like_any_other(course):
    bundle = make_bundle(course, LESSONS[0])

    class NoBox:
        level = "none needed"

    result = run_job(bundle, make_job(bundle, "s", b"{ not json", [], SECRET), NoBox())
    assert result.status == "unreadable" and result.points == 0 and result.max_points == 10
    assert "not valid JSON (line 1)" in result.notes[0]
    assert "could not be read" in result.notebook


def test_a_function_that_ran_too_long_is_not_called_again_for_hidden_probes(monkeypatch):
    asked = []
    endless = {"failure": {"type": "TooLong", "text": "stopped after 5 s", "source": "", "line": 0, "callee": ""}}

    def answers(exercises, session, turn):
        ((position, probes),) = turn.items()
        asked.append([probe.function for probe, _ in probes])
        right = exercises[position].expected
        return {position: [endless if p.function == "mul_backward" else {"value": right(p)} for p, _ in probes]}

    monkeypatch.setattr(execute, "answers", answers)
    report = execute.judge_exercises(
        {0: find("gate_backward")},
        SimpleNamespace(cells=[SimpleNamespace(exercise="gate_backward")], guilty={}),
        "seed",
    )["gate_backward"]
    assert "mul_backward" in asked[0] and "add_backward" in asked[1] and "mul_backward" not in asked[1]
    assert [finding.name for finding in report.findings] == ["runs too long"] and report.points == 2
