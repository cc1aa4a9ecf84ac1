"""The author's gate passes on the course, and each of its points fails with the fix when it is broken on purpose.

Left out: what the trials prove, on every lesson: exercises (`test_exercises`), runs with and without answers
(`lessons/test_notebooks`), and reading cells without answers (`grading/test_job`, whose boxes run them alone).
"""

import dataclasses
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from autograde import build, gate, trial, trials
from autograde.exercise import Kind, Probe
from autograde.exercises import find
from tests import warm_python
from tests.autograde.specimen import misconception
from tests.course_copy import LESSONS

LESSON = "01_slopes"


@pytest.fixture
def copy(two_lessons):
    """What is broken on purpose here."""
    return two_lessons


@pytest.fixture
def warm(monkeypatch):
    """Trials are forked from a Python that has imported what they need; `test_cli` starts one from nothing."""
    monkeypatch.setattr(trials, "subprocess", warm_python)


def edit(course, pattern, replacement, lesson=LESSON, count=1):
    """Replace the first match of a pattern in a lesson's text; the test is void if there is none."""
    path = course.text(lesson)
    text, number = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=count, flags=re.MULTILINE)
    assert number, f"{pattern} does not occur in {path.name}"
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("check", [pytest.param(check, id=name) for name, check in gate.CHECKS])
def test_the_course_passes(course, check):
    assert check(course) == []


@pytest.mark.slow
@pytest.mark.usefixtures("warm")
def test_the_whole_gate_on_a_course_of_one_lesson(copy):
    for folder in ("course", "source", "release"):
        shutil.rmtree(copy.root / folder / LESSONS[1])
    build.build(copy)  # the formula sheet of one lesson
    advanced = []
    found = dict(gate.run_checks(copy, copy.lessons, lambda: advanced.append(1)))
    assert set(found) == {name for name, _ in (*gate.CHECKS, *gate.TRIALS)} and not any(found.values()), found
    assert len(advanced) == gate.steps(copy.lessons) == 11


def test_a_gap_in_the_numbers(copy):
    copy.text("02_circuits").parent.rename(copy.root / "course" / "12_circuits")
    assert any("number 12, expected 02. Number lessons without gaps." in text for text in gate.check_numbering(copy))


def test_exercises_without_a_lesson(copy):
    copy.text("02_circuits").unlink()
    assert any("course/02_circuits/lesson.py is missing" in text for text in gate.check_numbering(copy))


def test_a_lesson_without_exercises_or_with_a_bad_name(copy):
    (copy.root / "course" / "04_More").mkdir()
    copy.text("04_More").write_text("# %% [markdown]\n", encoding="utf-8")
    problems = gate.check_numbering(copy)
    assert any("not a lesson's name. Call the folder NN_name" in text for text in problems)
    assert any("04_More/exercises.py: no exercises" in text for text in problems)


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r"\A# %% \[markdown\]", "import os\n# %% [markdown]", "text stands before the first cell"),
        (r"\A# %% \[markdown\]\n", "# %%\nx = 1\n\n# %% [markdown]\n", "the first cell is not a title"),
        (r'^# %% solution="grad_mul"', "# %% solution=grad_mul", "cannot read the mark"),
        (r'^# %% solution="grad_mul"', '# %% soluton="grad_mul"', "cannot read the mark"),
        (r'^# %% solution="grad_mul"', '# %% solution="grad_mull"', 'Did you mean "grad_mul"?'),
        (r'^# %% tests="grad_mul"', "# %%", 'no cell has the mark tests="grad_mul"'),
        (r'^# %% tests="grad_mul"', '# %% tests="grad_max"', 'more than one cell has the mark tests="grad_max"'),
        (r'^check\("grad_mul", grad_mul\)', "print(grad_mul)", "Make it the last line."),
        (
            r"^    ### BEGIN SOLUTION",
            "    ### BEGIN SOLUTON",
            "unknown marker `### BEGIN SOLUTON`. Write `### BEGIN SOL",
        ),
        (r"^    ### BEGIN SOLUTION", "    # BEGIN SOLUTION", "unknown marker `# BEGIN SOLUTION`"),
        (r"^    ### END SOLUTION\n", "", "without `### END SOLUTION`"),
        (r"^    ### BEGIN SOLUTION\n", "", "has no counterpart"),
        (
            r"(?s)^    ### BEGIN SOLUTION\n(.*?)    ### END SOLUTION\n",
            r"\1",
            "0 solution regions, but the exercise has 1",
        ),
        (r'^# %% solution="grad_mul"\n', "", 'Write `# %% solution="name"`'),
        (r"^# %%\n(?=(from|import))", "", "code stands in a markdown cell. Put a line `# %%` before it."),
        (r"· grad_mul \(\d", "· grad_mul (7", "· grad_mul ("),
        (r"\w+ exercises, \d+ points", "Seventy exercises, 3 points", "the first cell should say “"),
        (
            r"^def grad_mul\(x, y\)",
            "def grad_mul(y, x)",
            "`functions` in exercises.py says grad_mul(x, y). Make the two",
        ),
        (r"^def grad_mul\(", "def grad_mull(", "the solution cell defines no grad_mul, and exercises.py asks for it."),
        (r"Exercise 1\.2 ·", "Exercise 1.9 ·", "no heading `Exercise 1.2 · "),
        (r"\Z", '\n# %% [markdown]\nr"""\n### BEGIN HIDDEN TESTS\n"""\n', "unknown marker `### BEGIN HIDDEN TESTS`"),
        (r"\Z", "\ndef broken(:\n", "not valid Python"),
    ],
)
def test_a_broken_text_is_named_with_its_line(copy, pattern, replacement, message):
    edit(copy, pattern, replacement)
    problems = gate.check_texts(copy)
    assert any(message in text for text in problems), problems
    assert all(re.match(r"course/01_slopes/lesson\.py:\d+: ", text) for text in problems), problems


def test_a_text_that_is_not_utf8(copy):
    copy.text(LESSON).write_bytes(b"\xff\xfe")
    assert gate.check_texts(copy) == ["course/01_slopes/lesson.py: not UTF-8 text (byte 0). Save the file as UTF-8."]


def test_a_section_that_does_not_exist(copy):
    section = find("numerical_derivative").section
    edit(copy, rf"^(#+) {re.escape(section)}$", r"\1 Another heading")
    assert any(f"points to the section “{section}”" in text for text in gate.check_texts(copy))
    assert any("Write that heading, or name another section." in text for text in gate.check_texts(copy))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"misconceptions": ()}, "0 misconceptions, and 3 are the fewest"),
        ({"points": 5.0, "parts": {"a": 2.0}}, "do not add up to 5 points"),
        ({"probes": lambda rng: [Probe("grad_mull", (2.5, -1.7))]}, "a probe calls grad_mull, and its functions are"),
        ({"probes": lambda rng: [Probe("grad_mul", (2.5, -1.7), "signs")]}, "part “signs” has no points. Fix it"),
        ({"lesson": "01_slope"}, 'belongs to 01_slope. Write lesson="01_slopes".'),
        ({"expected": lambda probe: probe.args[2]}, "`expected` raises IndexError in test_gate.py:"),
        ({"kind": Kind(tells=lambda *all: "")}, "is no function of autograde.kinds, and the students' edition"),
        (
            {"misconceptions": (misconception("planted", lambda x, y: (y, x), "Why?", "grad_mul"),)},
            "“planted” passes. Add a probe",
        ),
        (
            {"misconceptions": (misconception("told", lambda x, y: (x, y), "It is (y, x).", "grad_mul"),)},
            "“told” asks no question",
        ),
        (
            {"misconceptions": (misconception("alone", lambda x: (x, x), "Why?", "grad_mul"),)},
            "“alone” takes other parameters",
        ),
        (
            {
                "misconceptions": tuple(
                    misconception(name, lambda x, y: (x, y), "Why?", "grad_mul") for name in ("one", "other")
                )
            },
            "“one” and “other” give the same results",
        ),
    ],
)
def test_a_broken_exercise(copy, monkeypatch, change, message):
    broken = dataclasses.replace(find("grad_mul"), **change)
    monkeypatch.setattr(trial, "of_lesson", lambda lesson: (broken,))
    problems = trial.exercises(copy.text(LESSON))
    assert any(message in text and text.startswith("grad_mul: ") for text in problems), problems


def test_where_nothing_is_expected_no_answer_is_blamed(monkeypatch):
    broken = dataclasses.replace(find("grad_mul"), expected=lambda probe: probe.args[2])
    monkeypatch.setattr(trial, "of_lesson", lambda lesson: (broken,))
    assert trial.prove_all(LESSON, {"grad_mul": lambda x, y: (y, x)}, trial.prove_solution) == []


def test_unfit_missing_and_unreadable_hints(copy):
    path = copy.part(LESSON, "hints")
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("[grad_mul]", "[grad_mull]"), encoding="utf-8")
    unknown, missing = gate.check_hints(copy)
    assert unknown.startswith("course/01_slopes/hints.toml: [grad_mull] is no exercise of this lesson")
    assert missing.startswith("course/01_slopes/hints.toml: there is no table [grad_mul].")
    path.write_text("[grad_mul", encoding="utf-8")
    (unreadable,) = gate.check_hints(copy)
    assert unreadable.startswith("course/01_slopes/hints.toml: ") and unreadable.endswith("Write it as TOML in UTF-8.")
    path.unlink()
    assert [text.partition(".toml ")[2][:11] for text in gate.check_hints(copy)] == ["is missing."]


def test_a_stale_notebook(copy):
    edit(copy, r"\Z", "\n# %%\n1 + 1\n")
    problems = gate.check_fresh(copy)
    assert len(problems) == 2
    assert "release/01_slopes/01_slopes.ipynb differs from its lesson" in problems[1]
    assert "run `autograde build` and commit" in problems[1]


def test_notebooks_of_a_text_that_cannot_be_built_are_not_called_fresh(copy):
    edit(copy, r"Exercise 1\.2 ·", "Exercise 1.9 ·")
    (problem,) = gate.check_fresh(copy)
    assert problem == "release/01_slopes/01_slopes.ipynb: its lesson cannot be built as it stands."


def test_a_lesson_without_a_file_of_questions(copy):
    copy.part(LESSON, "recall").unlink()
    (problem,) = gate.check_recall(copy)
    assert problem.startswith("course/01_slopes/recall.toml is missing. Write 3 questions or more")


def test_a_problem_that_names_its_own_file_gets_no_other_in_front(copy, monkeypatch):
    told = "course/01_slopes/mistakes.toml: [grad_mul.x]: `y` stands 2 times."

    def stands_in(command, **_):
        Path(command[-2]).write_text(json.dumps([told, "grad_mul: no."]), encoding="utf-8")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(trials.subprocess, "run", stands_in)
    assert trials.tried(copy, "exercises", LESSON) == [told, "course/01_slopes/exercises.py: grad_mul: no."]


def test_a_text_that_is_no_python_is_not_tried(copy):
    edit(copy, r"\Z", "\nfor x in (1, 2)\n")
    assert [trials.tried(copy, task, LESSON) for _, task in gate.TRIALS] == [[], [], [], []]
    assert len(gate.check_texts(copy)) == 1


@pytest.mark.parametrize(
    ("frames", "last", "told"),
    [
        (
            ("lesson.py", 66),
            "NameError: name 'z' is not defined",
            "lesson.py:66: does not run from top to bottom: NameE",
        ),
        (
            ("exercises.py", 24),
            "IndexError: out of bounds",
            "exercises.py:24: IndexError: out of bounds. Fix the line.",
        ),
        (("lesson.py", 9), "NameError: no f. Did you mean: 'g'?", "Did you mean: 'g'. Run its cells one by one"),
    ],
)
def test_what_ends_a_trial_is_told_with_the_line_of_the_course(copy, frames, last, told):
    path = copy.text(LESSON).with_name(frames[0])
    stderr = f'  File "/python/runpy.py", line 3, in run\n  File "{path}", line {frames[1]}, in <module>\n'
    said = trials.stopped(copy, f"course/{LESSON}/lesson.py", f'{stderr}  File "/numpy/a.py", line 7, in f\n{last}\n')
    assert said.startswith(f"course/{LESSON}/") and told in said


def test_what_a_trial_tells_of_the_course_stays_as_it_is(copy):
    told = "course/01_slopes/right_answers.py:10: SyntaxError: '(' was never closed. Fix the line."
    assert trials.stopped(copy, "course/01_slopes/exercises.py", f"x\nautograde.errors.LessonError: {told}\n") == told


def test_a_name_that_nothing_binds_is_no_collision_with_a_solution(copy):
    edit(copy, r"^before = x \* y$", "before = x * yy")
    build.build(copy, (LESSON,))
    assert trial.reading(copy.text(LESSON)) == []


def test_a_missing_and_a_stray_notebook(copy):
    copy.notebook("release", LESSON).rename(copy.root / "release" / LESSON / "old.ipynb")
    problems = gate.check_fresh(copy)
    assert any("01_slopes.ipynb is missing. Run `autograde build`" in text for text in problems)
    assert any("old.ipynb is no part of its lesson. Remove it." in text for text in problems)


def test_a_leaked_solution_and_a_leaked_hidden_test(copy):
    release = copy.notebook("release", LESSON)
    release.write_bytes(copy.notebook("source", LESSON).read_bytes())
    problems = gate.check_leaks(copy)
    assert any('leaks the line `check("grad_mul", grad_mul, hidden=True)`' in text for text in problems)
    assert any("leaks the line `return y, x`" in text for text in problems)


def test_a_stored_output(copy):
    release = copy.notebook("release", LESSON)
    text = release.read_text(encoding="utf-8").replace('"execution_count": null', '"execution_count": 7', 1)
    release.write_text(text, encoding="utf-8")
    assert any("holds an output. Run `autograde build`." in text for text in gate.check_leaks(copy))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r"\Z", "\nraise KeyError('lost')\n", "does not run from top to bottom: KeyError: 'lost'"),
        (r"\Z", "\nimport sys\n\nsys.stderr.write('careful')\n", "writes to stderr: careful"),
        (r"\Z", "\nplots.tangent(lambda x: x, 1.0, 1.0, name=chr(77824))\n", "Glyph 77824"),
        (r"^    return dx, dy, dz$", "    return dy, dx, dy", "xyz_backward: the lesson's solution is rejected"),
    ],
)
@pytest.mark.usefixtures("warm")
def test_a_lesson_that_does_not_run_well(copy, pattern, replacement, message):
    few_figures = "02_circuits"
    edit(copy, pattern, replacement, few_figures)
    problems = trials.run(copy, "solved", copy.text(few_figures))
    assert any(message in text for text in problems), problems
    assert all("course/02_circuits/lesson.py" in text for text in problems)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('check(\\"grad_mul\\", grad_mul)', "0", "passes without an answer"),
        ('check(\\"grad_mul\\", grad_mul)', "1 / 0", "raises ZeroDivisionError"),
        ('check(\\"grad_mul\\", grad_mul)', 'check(\\"grad_mull\\", grad_mul)', "raises UnknownExercise"),
        ("def grad_mul(x, y):", "grad_mul(1.0, 2.0)", "name 'grad_mul' is not defined"),
    ],
)
@pytest.mark.usefixtures("warm")
def test_a_release_that_does_not_fail_as_it_should(copy, old, new, message):
    release = copy.notebook("release", LESSON)
    text = release.read_text(encoding="utf-8")
    assert old in text
    release.write_text(text.replace(old, new), encoding="utf-8")
    problems = trials.run(copy, "unsolved", release)
    assert any(message in text for text in problems), problems


@pytest.mark.slow
@pytest.mark.usefixtures("warm")
def test_a_reading_cell_that_needs_what_a_students_cell_defines(copy):
    edit(copy, r"\Z", "\n# %%\nfactor, mine = 3.0, grad_mul\n\n# %%\nprint(factor)\n")
    build.build(copy, [LESSON])
    (problem,) = trials.tried(copy, "reading", LESSON)
    assert problem.startswith("course/01_slopes/lesson.py: the cell ") and "uses factor, whose own cell" in problem


@pytest.mark.slow
def test_a_lesson_that_prints_what_a_pipe_of_the_system_may_not_take(copy, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")  # what Python takes for a pipe on Windows
    copy.text(LESSON).write_text("print('∂f/∂x = −2')\n", encoding="utf-8")
    assert not any("UnicodeEncodeError" in text for text in trials.run(copy, "solved", copy.text(LESSON)))


@pytest.mark.slow
@pytest.mark.usefixtures("warm")
def test_a_lesson_that_hangs(copy, monkeypatch):
    monkeypatch.setattr(trials, "SECONDS", 1)
    copy.text(LESSON).write_text("while True:\n    pass\n", encoding="utf-8")
    assert "Look for an endless loop." in trials.run(copy, "solved", copy.text(LESSON))[0]
