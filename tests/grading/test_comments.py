"""A teacher's words on a mistake: they reach whoever shows it and nobody else, and are never lost or overwritten."""

import errno
import os
import tomllib

import pytest
from click.testing import CliRunner

from autograde.errors import AutogradeError
from autograde.grading.gradebook.comments import parsed, read_comments
from autograde.grading.gradebook.final import final_of
from autograde.grading.gradebook.gradebook_reader import Marks, Score
from autograde.grading.gradebook.results import causes
from autograde.grading.pages_commands import feedback, report
from autograde.grading.platforms.points_to_return import points_to_return
from autograde.grading.platforms.roster import Roster
from autograde.grading.reports.comment_list import astray, header, list_mistakes
from autograde.grading.reports.exports import feedback_for, moodle
from autograde.grading.reports.feedback import page
from autograde.grading.reports.statements import asked
from tests.grading.classroom import LESSON, graded_cells, judged, keep, result, stands_alone, unwritten

NOT_SWAPPED = judged("grad_mul", lambda x, y: (x, y))
ONES = judged("grad_mul", lambda x, y: (1.0, 1.0))
CRASH = judged("grad_mul", lambda x, y: 1 / 0)
TIE = judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))
WORDS = "遮住一个输入，再动另一个。 </blockquote><script>alert(1)</script> اُنظر مرة أخرى \\frac{1}{2} “so”\n=SUM(A1)"
KEY = (LESSON, "grad_mul", "not swapped")


def small_class():
    return [
        result("ana", {"grad_mul": unwritten("grad_mul")}),
        result("ben", {"grad_mul": NOT_SWAPPED, "grad_max": TIE}),
        result("cem", {"grad_mul": NOT_SWAPPED}),
        result("dia", {"grad_mul": ONES}),
        result("eve", {"grad_mul": CRASH}),
        result("fay", status="unreadable", notes=["“fay.ipynb” is empty."]),
        result("gil", status="grader error", notes=["its process ended."]),
    ]


def file_of(course):
    return course.root / "work" / "comments.toml"


def written(course, text):
    """The file with these bytes."""
    file_of(course).parent.mkdir(exist_ok=True)
    file_of(course).write_bytes(text if isinstance(text, bytes) else text.encode())
    return file_of(course)


# --- whom words reach -------------------------------------------------------------------------------------------------


def test_words_reach_everybody_who_shows_the_mistake_and_nobody_else(copy):
    marks = Marks(comments={KEY: WORDS})
    found = {}
    for made in small_class():
        text = page(asked(copy, LESSON), made, graded_cells(copy), marks)
        line = feedback_for(final_of((LESSON, made.student), made, marks), made)
        found[made.student] = ("遮住" in text, "遮住" in line)
        stands_alone(text)
    assert [name for name, (on_page, in_line) in found.items() if on_page] == ["ben", "cem"]
    assert [name for name, (on_page, in_line) in found.items() if in_line] == ["ben", "cem"]


def test_words_of_another_exercise_lesson_or_mistake_reach_nobody(copy):
    others = [(LESSON, "grad_max", "not swapped"), ("02_circuits", "grad_mul", "not swapped"), (*KEY[:2], "tie to x")]
    marks = Marks(comments=dict.fromkeys(others, WORDS))
    assert not any("遮住" in page(asked(copy, LESSON), made, graded_cells(copy), marks) for made in small_class())


def test_the_page_shows_the_words_as_text_at_their_exercise(copy):
    text = page(asked(copy, LESSON), small_class()[1], graded_cells(copy), Marks(comments={KEY: WORDS}))
    assert "<script>" not in text and "alert(1)" in stands_alone(text).text and "\\frac{1}{2}" in text
    mul, largest = text.index('id="exercise-grad_mul"'), text.index('id="exercise-grad_max"')
    assert mul < text.index("Your teacher on this mistake") < text.index("遮住") < largest
    assert '<blockquote dir="auto">' in text, "a text from right to left is set that way"


def test_the_platforms_text_holds_the_words_in_one_line_beside_a_persons_own():
    own = Marks(cells={(LESSON, "cem"): {"grad_mul": Score(2.0, 0.0, 1.0, comment="Nearly.")}}, comments={KEY: WORDS})
    made = small_class()[2]
    line = feedback_for(final_of((LESSON, "cem"), made, own), made)
    assert "comment on grad_mul: “Nearly.”, comment on “not swapped”: “遮住" in line and "\n" not in line
    rows = moodle({LESSON: small_class()}, Marks(comments={KEY: WORDS}))
    said = {row[2]: row[5] for row in rows[1:]}
    assert [name for name, text in said.items() if "遮住" in text] == ["ben", "cem"]


def test_what_is_given_back_through_platforms_holds_the_words():
    given = points_to_return({LESSON: small_class()}, Marks(comments={KEY: WORDS}), Roster(), {LESSON: "Slopes"})
    assert [student for (_, student), text in given.texts.items() if "遮住" in text] == ["ben", "cem"]


def test_a_mistake_shown_in_two_functions_brings_the_words_once(copy):
    findings = [{"function": name, "name": "raised NameError"} for name in ("one", "two")]
    made = result("kim", {"grad_mul": {**CRASH, "findings": findings}})
    assert len(causes(made.reports["grad_mul"])) == 2
    marks = Marks(comments={(LESSON, "grad_mul", "raised NameError"): "Run from the top."})
    assert page(asked(copy, LESSON), made, graded_cells(copy), marks).count("Run from the top.") == 1


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_mistakes_of_the_class_are_listed_with_how_many_show_them(copy):
    assert list_mistakes(copy, small_class()) == 3
    text = file_of(copy).read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line.startswith("[")]
    assert entries == [
        f'[{LESSON}.grad_mul."not swapped"]',
        f'[{LESSON}.grad_mul."ones"]',
        f'[{LESSON}.grad_max."tie to x"]',
    ]
    assert "# 2 of 5 students when this was listed.\n# The check asks: " in text
    assert set(read_comments(copy).values()) == {""}, "nothing is said before somebody writes it"
    assert "ben" not in text and "ZeroDivisionError" not in text, "no name, and no crash of one person"
    again = [*small_class(), result("hal", {"grad_mul": CRASH})]
    assert list_mistakes(copy, again) == 1 and '"raised ZeroDivisionError"' in file_of(copy).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "before",
    [
        f"# mine\r\n[{LESSON}.grad_mul]\r\n'not swapped' = {{says = \"{'x' * 9}\"}} # and this\r\n".encode(),
        f'\ufeff[{LESSON}.grad_mul."not swapped"]\nsays = """\n遮住 ""quoted"" \\u4e00\n"""'.encode(),
        b"# only a remark, no line end",
        b"",
    ],
    ids=["windows", "mark at the start, no line end", "a remark", "empty"],
)
def test_listing_touches_no_byte_that_stands_there(copy, before):
    path = written(copy, before)
    said = {key: words for key, words in read_comments(copy).items() if words}
    list_mistakes(copy, small_class())
    after = path.read_bytes()
    assert after.startswith(before) and {k: w for k, w in read_comments(copy).items() if w} == said
    assert len(read_comments(copy)) == 3
    assert list_mistakes(copy, small_class()) == 0 and path.read_bytes() == after


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'[{LESSON}.grad_mul."not swapped"]\nsays = "it\'s "so""\n', "line 2"),
        (f'[{LESSON}.grad_mul."a"]\nsays = ""\n[{LESSON}.grad_mul."a"]\nsays = "twice"\n', "line 3"),
        (b"# \xe4\n# \xff", "line 1: not in UTF-8"),
        (f'[{LESSON}.grad_mul."a"]\nsay = "x"\n', "“a” needs `says`, a text in quotes, and nothing else"),
        (f'[{LESSON}.grad_mul."a"]\nsays = 3\n', "needs `says`"),
        (f'[{LESSON}]\ngrad_mul = "x"\n', f"{LESSON} → grad_mul is no entry"),
        ('says = "x"\n', "says is no entry"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_left_as_it_is(copy, monkeypatch, text, told):
    keep(copy, small_class()[1])
    path = written(copy, text)
    before = path.read_bytes()
    monkeypatch.chdir(copy.root)
    for command in (report, feedback):
        done = CliRunner().invoke(command, [])
        assert isinstance(done.exception, AutogradeError) and told in str(done.exception), done.exception
    assert path.read_bytes() == before and not (copy.root / "work" / "feedback").exists()


def test_entries_that_cannot_follow_are_told_and_nothing_is_written(copy):
    path = written(copy, f"{LESSON} = {{grad_max = {{'tie to x' = {{says = 'x'}}}}}}\n")
    before = path.read_bytes()
    with pytest.raises(AutogradeError, match="cannot be listed below what stands there"):
        list_mistakes(copy, small_class())
    assert path.read_bytes() == before


def test_a_full_disk_leaves_the_file_as_it_was(copy, monkeypatch):
    path = written(copy, "# mine\n")
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[: len(data) // 2]))
    with pytest.raises(AutogradeError, match="no space is left"):
        list_mistakes(copy, small_class())
    assert path.read_bytes() == b"# mine\n"

    def refuse(descriptor, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(AutogradeError, match="No space left on device"):
        list_mistakes(copy, small_class())
    assert path.read_bytes() == b"# mine\n"


@pytest.mark.parametrize("part", ["a b", "ü", 'quo"te', "back\\slash", "\x7f\t\n", "a.b", "", "✓ = [x]"])
def test_any_name_can_be_a_key(part):
    tables = tomllib.loads(f"[{header((part, part, part))}]\nsays = ''\n")
    assert parsed(f"[{header((part, part, part))}]\nsays = 'x'\n".encode(), "here") == {(part, part, part): "x"}, tables


# --- words that reach nobody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (KEY, None),
        ((LESSON, "grad_mul", "raised ZeroDivisionError"), None),
        ((LESSON, "grad_mul", "raised KeyError"), "nobody shows this mistake now"),
        ((LESSON, "grad_mul", "Not swaped"), "knows no mistake of this name; did you mean “not swapped”?"),
        ((LESSON, "grad_mull", "not swapped"), "the lesson has no exercise “grad_mull”; did you mean “grad_mul”?"),
        (("01_slope", "grad_mul", "not swapped"), f"there is no lesson “01_slope”; did you mean “{LESSON}”?"),
        ((LESSON, "grad_mul", "sum"), "nobody shows"),
    ],
)
def test_words_that_reach_nobody_are_told_with_the_nearest_name(copy, key, told):
    lines = astray(copy, {key: "Look again."}, small_class())
    assert len(lines) == (told is not None) and all(told in line and line[-2:-1] not in "?." for line in lines), lines
    assert astray(copy, {key: ""}, small_class()) == [], "an entry without words has nobody to reach"


def test_the_commands_list_give_and_tell(copy, monkeypatch):
    for made in small_class()[:3]:
        keep(copy, made)
    monkeypatch.chdir(copy.root)
    done = CliRunner().invoke(report, [])
    assert "work/comments.toml: 2 mistakes added" in done.stdout and not done.stderr
    text = file_of(copy).read_text(encoding="utf-8").replace("says = '''\n", f"says = '''\n{WORDS}\n", 1)
    file_of(copy).write_text(text + f"[{LESSON}.grad_mul.\"not swaped\"]\nsays = 'x'\n", encoding="utf-8")
    kept = file_of(copy).read_bytes()
    for command in (report, feedback):
        done = CliRunner().invoke(command, [])
        assert done.exit_code == 0 and "did you mean “not swapped”?" in done.stderr
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in (copy.root / "work/feedback").rglob("*.html")}
    assert [name for name, page in sorted(pages.items()) if "遮住" in page] == ["ben", "cem"]
    assert "遮住" in (copy.root / "work/report/moodle.csv").read_text(encoding="utf-8")
    assert "遮住" not in (copy.root / "work/report/index.html").read_text(encoding="utf-8"), "words may name somebody"
    assert file_of(copy).read_bytes() == kept
