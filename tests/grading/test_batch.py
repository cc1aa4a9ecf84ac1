"""A whole run: the same results whatever the order, what a regrade says, and a run that is stopped goes on."""

import json
import unicodedata

import pytest
from click.testing import CliRunner

from autograde.cli import main
from autograde.grading import commands
from autograde.grading.gradebook.record import Recorder
from autograde.grading.gradebook.store import Store
from autograde.grading.run import batch
from autograde.grading.run.lock import only_one
from tests import sample_class
from tests.course_copy import copy_course
from tests.grading.small_class import (
    FAIL,
    FIRST,
    LESSON,
    OTHER,
    UNREADABLE,
    Told,
    exported,
    grade,
    graded_notebooks,
    grades,
    hand_in,
    need,
    open_gradebook,
    row,
    with_gradebook,
)
from tests.made_up_students import submissions

pytestmark = pytest.mark.slow


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return with_gradebook(copy_course(tmp_path, lessons=(LESSON, OTHER)))


def command(*words, executor=Told):
    """`autograde grade …`, with an executor that needs no sandbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "executor", lambda bundles, *options: executor(bundles))
        return CliRunner().invoke(main, ["grade", *words], catch_exceptions=False)


def events(course):
    """The lines of the newest log."""
    newest = max((course.root / "work" / "log").glob("*.jsonl"))
    return [json.loads(line) for line in newest.read_text(encoding="ascii").splitlines()]


def a_class(course):
    for number, student in enumerate(("ada", "bob", "cyd", "dee", "eve")):
        hand_in(course, student, {FIRST: number % 3}, stamp=f"2030-01-0{number + 1} 12:00:00 UTC")
        hand_in(course, student, {"xyz_backward": 2}, OTHER)


# --- the same whatever the order --------------------------------------------------------------------------------------


def test_order_and_portions_make_no_difference(tmp_path):
    runs = [
        lambda course: grade(course, LESSON, OTHER, executor=lambda bundles: Told(backwards=False)),
        lambda course: grade(course, OTHER, LESSON),
        lambda course: (
            grade(course, OTHER, student="[c-e]*"),
            grade(course, LESSON, student="eve"),
            grade(course, LESSON, OTHER),
        ),
        lambda course: (grade(course, LESSON, OTHER), grade(course, LESSON, OTHER, force=True)),
    ]
    found = []
    for number, run in enumerate(runs):
        course = with_gradebook(copy_course(tmp_path / str(number), lessons=(LESSON, OTHER)))
        (course.root / "work" / "secret").write_text("5" * 64)
        a_class(course)
        run(course)
        found.append((graded_notebooks(course), exported(course)))
    assert all(other == found[0] for other in found)
    assert len(found[0][0]) == 15 and found[0][1].count("\n") == 11


def test_the_gradebook_is_written_in_the_order_of_submissions_while_results_come_in_another(course, monkeypatch):
    a_class(course)
    written = []
    record = Recorder.record

    def watched(self, lesson, rows):
        written.extend(row.student for row in rows)
        return record(self, lesson, rows)

    monkeypatch.setattr(Recorder, "record", watched)
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    grade(course)
    graded = [event["student"] for event in events(course) if event["event"] == "graded"]
    assert graded == ["eve", "dee", "cyd", "bob", "ada"] and written == sorted(graded)
    assert [event["changed"] for event in events(course) if event["event"] == "recorded"] == [2, 2, 1]


@pytest.mark.parametrize("lesson", ["02_circuits"])
def test_the_real_grader_gives_the_same_bytes_with_one_process_and_with_two(tmp_path, monkeypatch, lesson):
    need("bwrap", "bubblewrap")
    found = []
    class_of_lesson = [item for item in submissions() if item.lesson == lesson]
    for jobs in ("1", "2"):
        course = with_gradebook(copy_course(tmp_path / jobs, lessons=(LESSON, OTHER)))
        (course.root / "work" / "secret").write_text("5" * 64)
        sample_class.submit(course.root, class_of_lesson)
        monkeypatch.chdir(course.root)
        done = CliRunner().invoke(main, ["grade", lesson, "--jobs", jobs], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        found.append((graded_notebooks(course), exported(course)))
        for item in class_of_lesson:
            points = {name: points for name, (points, _, _) in grades(course, item.student, lesson).items()}
            assert points == {name: expected.points for name, expected in item.expected.items()}, item.student
    assert found[0] == found[1] and len(found[0][0]) == len(class_of_lesson)


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_table_counts_notebooks_and_unchanged_ones_are_skipped(course):
    a_class(course)
    hand_in(course, "bad", UNREADABLE)
    done = command()
    assert done.exit_code == 0, done.output
    lines = {line.split()[0]: line.split()[1:] for line in done.output.splitlines() if line.strip().startswith("0")}
    assert lines == {
        LESSON: ["6", "0", "1", "0", "0.80", "of", "10"],  # the mean of the five that could be read
        OTHER: ["5", "0", "0", "0", "2.00", "of", "10"],
    }
    assert "bad, 01_slopes: unreadable. “01_slopes.ipynb” is empty." in done.output
    assert "autograde report" not in done.output
    again = command(LESSON)
    assert [line.split()[1:4] for line in again.output.splitlines() if line.strip().startswith("0")] == [
        ["0", "6", "1"]
    ]
    assert "`autograde report` names those that are unreadable" in again.output
    assert command(LESSON, "--force").output.split(LESSON)[-1].split()[0] == "6"


def test_a_regrade_says_who_moved_from_what_to_what_and_why(course):
    a_class(course)
    command()
    hand_in(course, "ada", {FIRST: 2})
    done = command()
    assert "Moved:\n  ada, 01_slopes: 0 → 2 of 10, submission changed: numerical_derivative 0 → 2" in done.output
    assert "(not swapped → solved)" in done.output and "bob" not in done.output
    assert row(course, "ada")["score"] == "2.0"
    assert [event["text"] for event in events(course) if event["event"] == "moved"] == [
        "ada, 01_slopes: 0 → 2 of 10, submission changed: numerical_derivative 0 → 2 (not swapped → solved)"
    ]


def test_a_notebook_for_a_person_is_named_and_tried_again_the_next_time(course):
    a_class(course)
    hand_in(course, "bob", FAIL)
    done = command(LESSON)
    assert done.exit_code == 1 and "bob, 01_slopes: grader error. The grader failed on this notebook" in done.output
    assert Store(course).notebook(LESSON, "bob").read_text(encoding="utf-8").startswith("{"), "a person can look at it"
    assert [item.why for item in grade(course).plan.todo] == ["grader error before"]


def test_whoever_waits_is_named_at_the_end_of_every_run_with_the_reason(course):
    a_class(course)
    for student in ("Zoë", unicodedata.normalize("NFD", "Zoë"), "Jane Doe"):
        hand_in(course, student, {FIRST: 2})
    command(LESSON)
    with open_gradebook(course) as gradebook:
        for student in ("ada", "bob", "Jane Doe"):
            gradebook.find_grade(f"test_{FIRST}", LESSON, LESSON, student).manual_score = 1.25
        gradebook.db.commit()
    hand_in(course, "ada", {FIRST: 1})
    for words in ([LESSON], [LESSON], [LESSON, "--force"]):
        done = command(*words)
        waiting = done.output.split("For a person:\n")[1].split(" lesson ")[0].splitlines()
        assert done.exit_code == 1 and [line.split(":")[0].strip() for line in waiting] == [
            *("work/submitted/Zoe⟨U+0308⟩", "work/submitted/Zoë", "ada, 01_slopes"),
        ]
        assert f"{FIRST}: 1.25 by hand, but the check's points under them changed: it gives 1 now" in waiting[2]
    assert events(course)[-2] == {**events(course)[-2], "event": "waiting", "lines": [line.strip() for line in waiting]}
    counts = next(line for line in done.output.splitlines() if line.strip().startswith(LESSON)).split()
    assert counts[4] == "1" and float(counts[5]) == round((1.25 + 2 + 0 + 1 + 1.25) / 5, 2), "points by hand count"


def test_a_notebook_that_is_taken_away_while_the_run_is_on_is_left_out(course):
    a_class(course)

    class Slow(Told):
        def map(self, jobs):
            for job in jobs:
                if job.student == "bob":
                    for path in sorted((course.root / "work" / "submitted" / "cyd").rglob("*"), reverse=True):
                        path.unlink() if path.is_file() else path.rmdir()
                yield from super().map([job])

    done = command(LESSON, executor=Slow)
    assert done.exit_code == 0 and done.output.split(LESSON)[-1].split()[0] == "4"
    assert [event["student"] for event in events(course) if event["event"] == "gone"] == ["cyd"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["99_nothing"], 'there is no lesson "99_nothing"'),
        (["--student", "zoe"], "no student in work/submitted is called zoe"),
        (["--scheduler", "tcp://x:1", "--jobs", "2"], "--jobs is for this machine"),
        (["--scheduler", "tcp://x:1", "--no-sandbox"], "--no-sandbox is for this machine"),
    ],
)
def test_mistakes_are_said_in_one_line(course, words, message):
    a_class(course)
    done = command(*words)
    assert done.exit_code == 2 and message in done.output and "Traceback" not in done.output


def test_a_second_grader_says_so(course):
    a_class(course)
    with only_one(course):
        done = command()
    assert done.exit_code == 2 and "this course is being graded already (process" in done.output
    assert command().exit_code == 0


class Interrupted(Told):
    """Ctrl-C after three results, which are not the first three submissions."""

    def map(self, jobs):
        for number, result in enumerate(super().map(jobs)):
            if number == 3:
                raise KeyboardInterrupt
            yield result


def test_ctrl_c_says_how_to_go_on_and_the_next_run_does(course, tmp_path_factory):
    a_class(course)
    done = command(LESSON, executor=Interrupted)
    assert done.exit_code == 130
    assert "stopped; 3 of 5 notebooks were graded and are kept. Run the same command again to go on." in done.output
    assert [event["event"] for event in events(course)][-1] == "interrupted"
    again = command(LESSON)
    assert again.output.split(LESSON)[-1].split()[:2] == ["2", "3"]
    straight = with_gradebook(copy_course(tmp_path_factory.mktemp("straight"), lessons=(LESSON, OTHER)))
    a_class(straight)
    grade(straight)
    assert exported(course) == exported(straight)


def test_the_executor_is_closed_whatever_happens(course):
    a_class(course)
    closed = []

    class Closing(Interrupted):
        def close(self):
            closed.append(True)

    command(LESSON, executor=Closing)
    assert closed == [True]
