"""Feedback pages: they say what was asked, written and found; nothing of a student's acts; nothing hidden shows."""

import base64
import html
import json
import os
import re
import shutil
import struct
import zlib

import pytest
from click.testing import CliRunner

from autograde import words
from autograde.checking import probes_of
from autograde.course import Course
from autograde.errors import AutogradeError, NotebookError
from autograde.exercises import every, find
from autograde.grading.gradebook.gradebook_reader import Marks, Score, SubmissionRow
from autograde.grading.gradebook.results import standing
from autograde.grading.pages_commands import feedback
from autograde.grading.reports import student_outputs
from autograde.grading.reports.feedback import page, write_feedback
from autograde.grading.reports.statements import asked, formula, markup
from autograde.grading.run.validate_outcomes import LEFT_OUT, Screen
from autograde.words import full_points
from tests.course_copy import ROOT
from tests.grading.classroom import (
    ALL,
    LESSON,
    MAX,
    MUL,
    NAMES,
    POINTS,
    SEED,
    graded_cells,
    judged,
    keep,
    result,
    solved,
    stands_alone,
    unwritten,
)

HERE = Course(ROOT)
NASTY = (
    "</span></code></pre></style></title><script>alert(1)</script><img src=x onerror=alert(1)>"
    '" onmouseover="alert(1)\'><svg/onload=alert(1)> &lt;b&gt; {{ 7 * 7 }} {% raw %}'
)


def png(width=2, height=1):
    rows = zlib.compress(b"".join(b"\0" + b"\0" * 3 * width for _ in range(min(height, 3))))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def made(reports=None, cells=None, marks=None, **more):
    """The page of a student called kim."""
    given = result("kim", reports, **more)
    return page(asked(HERE, LESSON), given, graded_cells(HERE) if cells is None else cells, marks or Marks())


def part_of(shown, name):
    """What a page says of one exercise of the lesson, which is not the last."""
    start = shown.index(f"Exercise 1.{NAMES.index(name) + 1} ")
    return shown[start : shown.index(f"Exercise 1.{NAMES.index(name) + 2} ", start)]


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


NOT_SWAPPED = {"grad_mul": judged("grad_mul", lambda x, y: (x, y))}


# --- what a page says -------------------------------------------------------------------------------------------------


def test_it_says_what_was_asked_written_and_found_and_where_to_read_again():
    cells = graded_cells(HERE, answers={"grad_mul": "def grad_mul(x, y):\n    return x, y\n"})
    shown = stands_alone(made(NOT_SWAPPED, cells)).text
    lesson, exercise = asked(HERE, LESSON), find("grad_mul")
    assert lesson.title in shown and "Feedback for kim" in shown and f"{ALL - MUL:g} of {ALL:g} points" in shown
    part = part_of(shown, "grad_mul")
    assert f"✗ Not solved · 0 of {full_points(MUL)}" in part
    x, y = (words.result(number) for number in probes_of(exercise, hidden=False)[0][0].args)
    assert f"grad_mul({x}, {y}) returned ({x}, {y}); expected ({y}, {x})." in part
    misconception = next(item for item in exercise.misconceptions if item.name == "not swapped")
    assert f"Likely cause: {misconception.message}" in part and f"section “{exercise.section}”" in part
    statement = html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "", lesson.statements["grad_mul"].text))
    assert " ".join(statement.split()) in " ".join(part.split())
    assert "def grad_mul(x, y): return x, y" in part


def test_a_solved_exercise_says_what_was_checked():
    shown = stands_alone(made()).text
    assert f"{ALL:g} of {ALL:g} points" in shown and "Checked:" in shown and "inputs" in shown
    assert "To revisit" not in shown


def test_an_untouched_exercise_shows_no_stub_as_if_it_were_an_answer():
    shown = stands_alone(made({"grad_max": unwritten("grad_max")})).text
    part = part_of(shown, "grad_max")
    assert f"○ Not tried · 0 of {full_points(MAX)}" in part and "as it was given out" in part
    assert f"To revisit: lesson section “{find('grad_max').section}”" in part
    assert "NotImplementedError" not in part


def test_the_table_says_in_words_how_each_exercise_stands():
    reports = {
        **NOT_SWAPPED,
        "grad_max": judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0)),
        "predict_change": unwritten("predict_change"),
    }
    text = made(reports)
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("</tr>")]
    said = {name: f"✓ solved {points:g} of {points:g}" for name, points in POINTS.items()}
    said["grad_mul"], said["predict_change"] = (
        f"✗ not solved 0 of {MUL:g}",
        f"○ not tried 0 of {POINTS['predict_change']:g}",
    )
    said["grad_max"] = f"◐ partly solved {MAX - find('grad_max').parts['tie']:g} of {MAX:g}"
    assert rows[: len(said)] == [
        f"1.{place} · {name.replace('_', '_ ')} {words}" for place, (name, words) in enumerate(said.items(), 1)
    ]
    for style in ("solid", "dashed", "double", "dotted"):  # the frames differ without colour
        assert f"border-left: 5px {style}" in text


def test_lines_of_code_are_numbered_for_the_line_numbers_in_messages():
    source = "def grad_mul(x, y):\n    a = y\n\n    return a, x\n"
    text = made(cells=graded_cells(HERE, answers={"grad_mul": source}))
    part = text[text.index('aria-label="Your code for grad_mul"') :]
    assert part[: part.index("</code>")].count('<span class="line">') == 4
    assert "counter(line)" in text


def test_what_a_person_entered_is_said_beside_what_the_check_gave():
    key = (LESSON, "kim")
    by_hand = {"grad_mul": Score(2.0, 0.0, 1.5, 0.25, comment=f"Well argued.\n{NASTY}")}
    marks = Marks(handed={key: SubmissionRow(9.75, penalty=0.5)}, cells={key: by_hand})
    shown = stands_alone(made(NOT_SWAPPED, marks=marks)).text
    assert "Your teacher gave 1.5 of 2 points; the check gave 0. Extra credit: 0.25 points." in shown
    assert "Well argued. </span></code>" in shown
    assert "Handed in late−0.5" in shown and f"9.25 of {ALL - MUL + 2:g} points" in shown


def test_a_cell_that_only_a_person_grades_is_shown_as_plain_text():
    key = (LESSON, "kim")
    cells = graded_cells(HERE)
    graded = {"nbgrader": {"solution": True, "grade": True, "grade_id": "essay"}}
    cells.append({"cell_type": "markdown", "metadata": graded, "source": f"# Mine\n{NASTY}"})
    waiting = Marks(cells={key: {"essay": Score(3.0, waits=True)}})
    shown = stands_alone(made(cells=cells, marks=waiting)).text
    assert "# Mine" in shown and "Waits for your teacher · 0 of 3 points" in shown
    assert "These points are not final." in shown and "10 of 13 points" in shown


def test_notes_on_repairs_are_told():
    shown = stands_alone(made(notes=["grad_mul: the answer's cell was there 2 times.", NASTY])).text
    assert "How your notebook was read" in shown and "there 2 times" in shown


def test_an_unreadable_notebook_gets_a_page_that_says_what_to_do():
    shown = stands_alone(made(status="unreadable", notes=["The notebook is not valid JSON (line 3)."], cells=[])).text
    assert "Your notebook could not be read," in shown and "not valid JSON (line 3)" in shown
    assert "– not read" in shown and "What was asked" not in shown


def test_the_graders_own_fault_is_no_zero():
    shown = stands_alone(made(status="grader error", notes=["its process ended with status −9"], cells=[])).text
    assert "Not graded yet" in shown and "no fault of yours" in shown
    assert "0 of" not in shown and "process" not in shown


# --- nothing of the student's acts ------------------------------------------------------------------------------------


def test_markup_of_the_students_is_text_wherever_it_comes_from():
    def answer(x, y):
        print(f"\x1b[31m{NASTY}")
        return NASTY

    answers = {"grad_mul": f'def grad_mul(x, y):\n    """{NASTY}"""\n    \x1b]0;title\x07return "\u202e"'}
    bold = {"output_type": "display_data", "data": {"text/html": "<b>bold</b>", "text/plain": NASTY}}
    error = {"output_type": "error", "ename": NASTY, "evalue": NASTY, "traceback": [NASTY, "line 1: \x1b[0m"]}
    cells = graded_cells(HERE, answers=answers, outputs={"grad_mul": [stream(NASTY)]}, own=[(NASTY, [bold, error])])
    text = made({"grad_mul": judged("grad_mul", answer)}, cells, notes=[NASTY])
    shown = stands_alone(text).text
    assert "<script>alert(1)</script>" in shown and "<b>bold</b>" not in text
    assert "{{ 7 * 7 }}" in shown and "49" not in shown
    assert "\x1b" not in text and "\u202e" not in text and "⟨U+202E⟩" in shown


def test_pictures_are_shown_when_they_are_pictures():
    good = {"output_type": "display_data", "data": {"image/png": png(), "text/plain": "<Figure>"}}
    fakes = [
        base64.b64encode(b"<svg onload=alert(1)>").decode(),
        'x" onerror="alert(1)',
        png(100_000, 2),
        png(7_000, 7_000),
        7,
    ]
    outputs = [good, *({"output_type": "display_data", "data": {"image/png": fake}} for fake in fakes)]
    text = made(cells=graded_cells(HERE, own=[("plot()", outputs)]))
    stands_alone(text)
    assert text.count("<img") == 1 and f"data:image/png;base64,{png()}" in text
    assert 'alt="Picture that this cell drew: &lt;Figure&gt;"' in text


def test_pictures_that_no_browser_could_unpack_are_left_out():
    large = {"output_type": "display_data", "data": {"image/png": png(4_000, 4_000)}}
    screen = Screen()
    kept = [output for count in range(100) for output in screen.take([large], count)]
    assert sum("image/png" in output.get("data", {}) for output in kept) < 30
    assert kept[-1]["text"] == LEFT_OUT


def test_a_page_does_not_grow_without_bounds():
    big = base64.b64encode(base64.b64decode(png()) + b"\0" * 290_000).decode()
    picture = {"output_type": "display_data", "data": {"image/png": big}}
    text = made(cells=graded_cells(HERE, own=[("plot()", [picture] * 30), ("loop()", [stream("x\n" * 5_000)])]))
    assert len(text) < 5_000_000
    assert "A picture was left out here" in text and "… 4880 more lines stand in the graded notebook." in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[1;31mred\x1b[0m", "ared"),
        ("\x1b]0;title\x07b", "b"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("left\u202eright", "left⟨U+202E⟩right"),
        ("zero\u200bwidth \ud800", "zero⟨U+200B⟩width ⟨U+D800⟩"),
        ("family 👨\u200d👩 σ′ 门\t.", "family 👨\u200d👩 σ′ 门\t."),
    ],
)
def test_characters_that_hide_or_reorder_others_are_written_out(text, shown):
    assert student_outputs.readable(text) == shown


# --- nothing hidden shows ---------------------------------------------------------------------------------------------


def test_no_number_of_a_hidden_probe_stands_on_the_page():
    exercise = find("grad_mul")
    probes = probes_of(exercise, hidden=True, seed=SEED)
    seen = {words.result(number) for probe, show in probes if show for number in probe.args}
    hidden = {words.result(number) for probe, show in probes if not show for number in probe.args} - seen
    assert len(hidden) > 10
    known = {probe.args for probe, show in probes if show}

    def right_where_seen(x, y):
        print(x, y)
        return (y, x) if (x, y) in known else (0.0, 0.0)

    for answer in (right_where_seen, lambda x, y: 1 / 0, lambda x, y: (x, y)):
        shown = stands_alone(made({"grad_mul": judged("grad_mul", answer)})).text
        found = {number for number in hidden if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", shown)}
        assert not found, f"hidden numbers on the page: {found}"
    assert (
        "is right on the inputs of the check in the notebook and wrong on others"
        in stands_alone(made({"grad_mul": judged("grad_mul", right_where_seen)})).text
    )


def test_no_tests_cell_and_no_solution_stands_on_the_page():
    text = made(NOT_SWAPPED)
    assert "check(" not in text and "HIDDEN" not in text and "BEGIN SOLUTION" not in text
    source = json.loads(HERE.notebook("source", LESSON).read_text(encoding="utf-8"))
    for cell in source["cells"]:
        body = "".join(cell["source"]).partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
        for line in body.splitlines():
            assert len(line.strip()) < 12 or line.strip() not in text, f"the solution's line {line.strip()!r}"


# --- form -------------------------------------------------------------------------------------------------------------


def test_the_same_submission_gives_the_same_bytes():
    assert made(NOT_SWAPPED) == made(NOT_SWAPPED)


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_in_light_dark_and_print():
    css = (ROOT / "autograde" / "grading" / "reports" / "templates" / "page.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    assert len(schemes) == 3
    for colours in schemes:
        for text in ("ink", "quiet", "solved", "partly", "wrong", "untried"):
            for ground in ("paper", "panel"):
                assert contrast(colours[text], colours[ground]) >= 4.5, f"{text} on {ground}: {colours}"
    assert "@media print" in css and "prefers-color-scheme: dark" in css


# --- what was asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", HERE.lessons)
def test_every_exercise_has_its_statement(lesson):
    found = asked(HERE, lesson)
    names = [name for name, exercise in every().items() if exercise.lesson == lesson]
    assert list(found.statements) == names and found.title.startswith(f"{lesson[:2]} · ")
    for number, (name, statement) in enumerate(found.statements.items(), 1):
        assert statement.title == f"Exercise {int(lesson[:2])}.{number} · {name}"
        blank = ": None," if every()[name].kind.table else "raise NotImplementedError"
        assert len(re.sub(r"<[^>]+>", "", statement.text)) > 60 and blank in statement.stub
        assert "$" not in statement.text, "a formula was not drawn"


def test_formulas_are_drawn_with_their_source_as_description():
    drawn = formula(r"\frac{a}{b} < 10^{-8}")
    assert (
        drawn.startswith('<svg class="tex" role="img" aria-label="\\frac{a}{b} &lt; 10^{-8}"') and "<path d=" in drawn
    )
    assert formula(r"\underbrace{x}_{<b>}") == "<code>\\underbrace{x}_{&lt;b&gt;}</code>"


def test_an_authors_text_fetches_nothing_and_brings_no_markup():
    text = markup("[link](https://a.b/c) ![picture](https://a.b/c.png) <script>x</script> <https://a.b> `$a$`")
    assert not re.search(r"<(a|img|script)\b", text) and "link picture" in text and "<code>$a$</code>" in text


def test_a_lesson_without_release_says_what_to_run(tmp_path):
    with pytest.raises(NotebookError, match="Run `autograde build` first"):
        asked(Course(tmp_path), LESSON)


# --- files and command ------------------------------------------------------------------------------------------------


def run(course, *arguments, monkeypatch):
    monkeypatch.chdir(course.root)
    return CliRunner().invoke(feedback, list(arguments))


def test_the_command_writes_a_page_for_each_student(copy, monkeypatch):
    for student in ("kim", "li-wei"):
        keep(copy, result(student))
    done = run(copy, monkeypatch=monkeypatch)
    assert done.exit_code == 0 and done.stdout == "wrote 2 pages to work/feedback\n"
    path = copy.root / "work" / "feedback" / "li-wei" / LESSON / f"{LESSON}.html"
    assert "Feedback for li-wei" in stands_alone(path.read_text(encoding="utf-8")).text
    beside = {"timestamp.txt", "submission_secret.txt"}  # what `nbgrader release_feedback` reads
    assert set(os.listdir(path.parent)) == {path.name} | beside, "a half-written file was left"
    assert run(copy, LESSON, "--student", "k*", monkeypatch=monkeypatch).stdout == "wrote 1 page to work/feedback\n"


def test_a_missing_graded_notebook_is_named_and_stops_nothing(copy, monkeypatch):
    for student in ("kim", "li-wei"):
        keep(copy, result(student))
    (copy.root / "work" / "autograded" / "kim" / LESSON / f"{LESSON}.ipynb").write_text("{")
    done = run(copy, monkeypatch=monkeypatch)
    assert done.exit_code == 1 and "wrote 1 page" in done.stdout
    assert f"autograde grade {LESSON} --student kim --force" in done.stderr


def test_a_notebook_that_the_grader_failed_on_needs_no_graded_notebook(copy):
    path = write_feedback(copy, asked(copy, LESSON), result("kim", status="grader error"), Marks())
    assert "Not graded yet" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "work/results holds no results. Run `autograde grade` first."),
        ((LESSON,), f"work/results/{LESSON} holds no results. Run `autograde grade {LESSON}` first."),
        (("99_none",), 'there is no lesson "99_none"'),
    ],
)
def test_without_results_the_command_says_what_to_run(copy, monkeypatch, arguments, message):
    done = run(copy, *arguments, monkeypatch=monkeypatch)
    assert isinstance(done.exception, AutogradeError) and message in str(done.exception)


def test_a_pattern_that_fits_nobody_is_told(copy, monkeypatch):
    keep(copy, result("kim"))
    done = run(copy, "--student", "z*", monkeypatch=monkeypatch)
    assert isinstance(done.exception, AutogradeError) and '"z*"' in str(done.exception)


def test_a_damaged_result_is_named(copy, monkeypatch):
    keep(copy, result("kim"))
    (copy.root / "work" / "results" / LESSON / "kim.json").write_text('{"student": "li-wei"}')
    done = run(copy, monkeypatch=monkeypatch)
    assert isinstance(done.exception, AutogradeError) and "kim.json is not a result of grading" in str(done.exception)


# --- from a real run --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_graded_notebook_from_the_sandbox_becomes_a_page_that_stands_alone(course):
    if shutil.which("bwrap") is None:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("install bubblewrap to test the sandbox")
    from autograde.grading.intake.bundle import make_bundle
    from autograde.grading.run.job import make_job, run_job
    from autograde.grading.sandbox.box import Box

    notebook = json.loads(course.notebook("release", LESSON).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "grad_mul":
            cell["source"] = f"def grad_mul(x, y):\n    print({NASTY!r})\n    return {NASTY!r}\n"
    shows = "from IPython.display import HTML\nprint('\\x1b[31mred')\nHTML('<script>alert(1)</script>')"
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None, "source": shows}
    notebook["cells"].insert(3, own)
    bundle = make_bundle(course, LESSON)
    box = Box(bundle)
    try:
        given = run_job(bundle, make_job(bundle, "kim", json.dumps(notebook).encode(), [], b"secret"), box)
    finally:
        box.close()
    text = page(asked(course, LESSON), given, json.loads(given.notebook)["cells"], Marks())
    shown = stands_alone(text).text
    assert "<script>alert(1)</script>" in shown and "Your cell, at the beginning" in shown
    assert "\x1b" not in text and "<IPython.core.display.HTML object>" in shown


def test_standings_follow_from_points_and_findings():
    half = judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))
    reports = [solved("grad_mul"), half, NOT_SWAPPED["grad_mul"], unwritten("grad_mul")]
    assert [standing(report) for report in reports] == ["solved", "partly solved", "not solved", "not tried"]
