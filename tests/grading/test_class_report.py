"""The class report: numbers worked out by hand, charts that agree with their tables, and no name in what is shared."""

import base64
import re
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from autograde.course import Course
from autograde.exercises import find
from autograde.grading.gradebook.gradebook_reader import Marks, Score, SubmissionRow
from autograde.grading.gradebook.results import cause, read_results
from autograde.grading.pages_commands import report
from autograde.grading.reports.class_charts import BLUE, DARK, INK, PAPER, chart
from autograde.grading.reports.class_report import counted, names_page, shared_page, write_report
from autograde.grading.reports.item_statistics import LEAST, Item, discrimination, lesson_statistics
from autograde.grading.reports.page_templates import correlation, in_seconds
from autograde.grading.reports.statements import asked
from tests.course_copy import ROOT
from tests.grading.classroom import ALL, LESSON, MAX, MUL, NAMES, POINTS, judged, keep, result, stands_alone, unwritten

HERE = Course(ROOT)
TIE_POINTS, PLACE = find("grad_max").parts["tie"], NAMES.index("grad_mul") + 1
BEN = ALL - MUL - TIE_POINTS
NOT_SWAPPED = judged("grad_mul", lambda x, y: (x, y))
ONES = judged("grad_mul", lambda x, y: (1.0, 1.0))
TIE = judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))
CRASH = judged("grad_mul", lambda x, y: 1 / 0)


def small_class():
    """Six students of lesson 01, one of them unreadable, one a case for a person."""
    return [
        result("ana", seconds=0.1),
        result("ben", {"grad_mul": NOT_SWAPPED, "grad_max": TIE}, seconds=0.2),
        result("cem", {"grad_mul": NOT_SWAPPED}, seconds=0.3),
        result("dia", {"grad_mul": unwritten("grad_mul"), "grad_max": unwritten("grad_max")}, seconds=5.0),
        result("eve", status="unreadable", notes=["“eve_klein.ipynb” is empty."], seconds=0.0),
        result("fay", status="grader error", notes=["its process ended. A person must look at it."]),
    ]


def item(name, results=None):
    return next(item for item in lesson_statistics(LESSON, results or small_class()).items if item.name == name)


def shared(*classes):
    return shared_page([(asked(HERE, LESSON), results) for results in classes])


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_no_students_stands_with_those_who_wait(copy):
    folder = copy.root / "work" / "submitted" / 'late, "Lea"'
    folder.mkdir(parents=True)
    keep(copy, result("kim"))
    _, names = write_report(copy, [(asked(copy, LESSON), read_results(copy, LESSON))])
    text = names.read_text(encoding="utf-8")
    assert "Without final points" in text and "Lea" in text and "Rename the folder" in text


def test_an_unreadable_notebook_counts_once_a_person_has_given_points():
    unreadable = small_class()[4]
    key = (LESSON, "eve")
    cells = {name: Score(2.0, 0.0, 1.0) for name in result("eve").reports}
    marks = Marks(handed={key: SubmissionRow(5.0)}, cells={key: cells})
    before, after = (counted(asked(HERE, LESSON), [unreadable], known)[0].status for known in (Marks(), marks))
    assert (before, after) == ("unreadable", "graded")


def test_times_have_two_digits_or_whole_seconds():
    assert [in_seconds(value) for value in (0.384, 11.6, 99.7, 124.2)] == ["0.38", "12", "100", "124"]


def test_counts_and_means_are_those_worked_out_by_hand():
    lesson = lesson_statistics(LESSON, small_class())
    assert (lesson.handed, lesson.unreadable, lesson.waiting) == (6, 1, 1)
    # ana all, ben without the product and the tie, cem without the product, dia without product and maximum
    assert lesson.points == (ALL, BEN, ALL - MUL, ALL - MUL - MAX)
    assert lesson.mean == sum(lesson.points) / 4 and lesson.middle == (BEN + ALL - MUL) / 2
    mul, largest = item("grad_mul"), item("grad_max")
    assert mul.counts == {"solved": 1, "partly solved": 0, "not solved": 2, "not tried": 1}
    assert (mul.graded, mul.tried, mul.mean, mul.earned) == (4, 3, MUL / 4, 0.25) and mul.difficulty == "hard"
    assert largest.counts == {"solved": 2, "partly solved": 1, "not solved": 0, "not tried": 1}
    assert largest.mean == (3 * MAX - TIE_POINTS) / 4 and largest.difficulty == "medium"
    assert item("predict_change").difficulty == "easy" and item("predict_change").earned == 1.0
    assert lesson.seconds == (0.1, 0.2, 0.3, 5.0, 0.0), "the grader's own failure takes no time"


def test_causes_are_counted_by_name_with_the_section_they_point_to():
    results = [*small_class(), result("gil", {"grad_mul": ONES}), result("hal", {"grad_mul": CRASH})]
    found = [(c.name, c.students, c.section, c.catalogued) for c in item("grad_mul", results).causes]
    section = "Hold one input still"
    assert found[0] == ("not swapped", 2, section, True)
    assert sorted(found[1:]) == [("ones", 1, section, True), ("raised ZeroDivisionError", 1, section, False)]
    assert "other" not in item("grad_mul").causes[0].question and item("grad_mul").causes[0].question.endswith("?")


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("not swapped", "not swapped"),
        ("raised NameError", "raised NameError"),
        ("raised KimSoLateError", "raised another exception"),
        ("raised <script>", "raised another exception"),
        ("raised print", "raised another exception"),
    ],
)
def test_a_student_cannot_write_a_name_into_the_statistics(name, counted):
    assert cause(name) == counted


def test_discrimination_is_the_point_biserial_correlation():
    # Rest points: solvers 5×6 and 5×4, the others 5×4 and 5×2. Means 5 and 3, all together 4.
    # Squares of the distances from 4: 5·4 + 0 + 0 + 5·4 = 40, so the spread is √(40/20) = √2.
    # r = (5 − 3)/√2 · √(½·½) = 1/√2 = 0.70711
    solved = [True] * 10 + [False] * 10
    rest = [6.0] * 5 + [4.0] * 5 + [4.0] * 5 + [2.0] * 5
    found = discrimination(solved, rest)
    assert found.value == pytest.approx(0.5**0.5, abs=1e-12) and found.word == "separates well"
    # z = artanh r = 0.88137, its step 1.96/√17 = 0.47537; tanh(0.40600) = 0.38508, tanh(1.35674) = 0.87562
    assert (found.low, found.high) == (pytest.approx(0.38508, abs=1e-4), pytest.approx(0.87562, abs=1e-4))
    turned = discrimination([not right for right in solved], rest)
    assert turned.value == pytest.approx(-found.value) and turned.word == "runs against the rest"
    assert discrimination(solved, [1.0, 2.0] * 10).value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("solved", "rest", "reason"),
    [
        ([True, False] * 5, [1.0, 2.0] * 5, "too few to tell"),
        ([], [], "too few to tell"),
        ([True] * LEAST, [1.0, 2.0] * (LEAST // 2), "everybody solved it"),
        ([False] * LEAST, [1.0, 2.0] * (LEAST // 2), "nobody solved it"),
        ([True, False] * (LEAST // 2), [0.1 + 0.2] * LEAST, "all have the same points elsewhere"),
    ],
)
def test_what_cannot_be_told_is_said(solved, rest, reason):
    found = discrimination(solved, rest)
    assert found.value is None and found.word == reason


def test_the_rest_score_leaves_the_exercise_itself_out():
    solvers = [result(f"a{n:02d}") for n in range(10)]
    others = [result(f"b{n:02d}", {"grad_mul": NOT_SWAPPED}) for n in range(10)]
    assert item("grad_mul", solvers + others).discrimination.reason == "all have the same points elsewhere"


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_shared_page_holds_the_numbers_and_no_name():
    text = shared(small_class())
    page = stands_alone(text)
    for name in ("ana", "ben", "cem", "dia", "eve", "fay"):
        assert not re.search(rf"\b{name}\b", page.text) and not re.search(rf"\b{name}\b", text.split("<body>")[1])
    assert "klein" not in text, "not even a file's name"
    assert "Handed in 6" in page.text.replace("Handed in6", "Handed in 6")
    table = text.index("<tbody>", text.index("Exercise by exercise"))
    rows = text[table : text.index("</tbody>", table)].split("</tr>")
    said = " ".join(re.sub(r"<[^>]+>", " ", rows[PLACE - 1]).split())
    assert said == f"1.{PLACE} · grad_ mul 3 of 4 1 (25 %) {MUL / 4:.2f} of {MUL:g} hard too few to tell"
    assert "not swapped (grad_mul, 2 of 4): Each slope" in page.text, "what is worth a word in class"
    assert "took 0.2 s (median), the slowest 5 s" in page.text


def test_every_chart_has_words_and_a_table():
    text = shared(small_class())
    pictures = [attributes for tag, attributes in stands_alone(text).elements if tag == "img"]
    assert len(pictures) == text.count("<summary>The chart as a table</summary>") == len(NAMES)
    said = [picture["alt"] for picture in pictures][PLACE - 1]
    assert said == "Of 4: 1 solved, 0 partly solved, 2 not solved, 1 not tried. What went wrong: not swapped 2."
    table = text[text.index("The chart as a table", text.index(said)) :]
    cells = re.findall(
        r'<th scope="row">([\w ]+)</th><td class="number">(\d+)</td>', table[: table.index("</details>")]
    )
    assert cells == [("solved", "1"), ("partly solved", "0"), ("not solved", "2"), ("not tried", "1")]


def test_the_page_with_the_names_says_that_it_must_not_be_shared(tmp_path):
    results = [
        (asked(HERE, LESSON), small_class()),
        (asked(HERE, "02_circuits"), [result("gil", lesson="02_circuits")]),
    ]
    place = tmp_path / "ana" / LESSON / f"{LESSON}.html"
    place.parent.mkdir(parents=True)
    place.write_text("")
    text = names_page(results, tmp_path)
    page = stands_alone(text)
    assert "Not for sharing:" in page.text and "index.html" in page.text
    assert f'href="../feedback/ana/{LESSON}/{LESSON}.html"' in text and "../feedback/ben" not in text
    assert (
        "eve: “eve_klein.ipynb” is empty." in page.text
        and f"fay, {LESSON}: grader error. its process ended." in page.text
    )
    assert re.search(r"Handed in other lessons, not this one\s*gil", page.text)
    flat = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    stands = {name: f"✓ {points:g}" for name, points in POINTS.items()}
    stands |= {"grad_mul": "✗ 0 not swapped", "grad_max": f"◐ {MAX - TIE_POINTS:g} tie to x"}
    assert f"ben {' '.join(stands.values())} {BEN:g} of {ALL:g}" in flat
    assert f"eve not read 0 of {ALL:g}" in flat and "fay needs a person –" in flat


def test_few_submissions_are_a_warning():
    assert "Few submissions." in stands_alone(shared(small_class()[:4])).text
    assert "Few submissions." not in stands_alone(shared(small_class())).text


def test_several_lessons_stand_in_one_table_before_them():
    other = [asked(HERE, "02_circuits"), [result("ana", lesson="02_circuits")]]
    page = shared_page([(asked(HERE, LESSON), small_class()), tuple(other)])
    overview = re.sub("<[^>]*>", "", page[page.index("All lessons") : page.index(f'id="{LESSON}"')])
    assert "Slopes" in overview and "not swapped (grad_mul, 2 of 4)" in overview and "Circuits" in overview
    assert "All lessons" not in shared_page([(asked(HERE, LESSON), small_class())])


def test_a_class_without_results_and_one_without_graded_ones_have_pages():
    assert "There are no results yet." in stands_alone(shared_page([])).text
    assert "There are no results yet." in stands_alone(names_page([], ROOT)).text
    page = stands_alone(shared([result("kim", status="grader error")]))
    assert "No submission of this lesson has been graded" in page.text and "Wait for a person1" in page.text


def test_a_class_of_one_has_pages():
    page = stands_alone(shared([result("kim")]))
    assert "Few submissions." in page.text and "10.0 of 10" in page.text and "1 of 1" in page.text


def test_what_students_wrote_is_text_on_the_page_with_names():
    nasty = "<script>alert(1)</script>\x1b[31m"
    text = names_page([(asked(HERE, LESSON), [result("kim", notes=[nasty])])], ROOT)
    assert "<script>alert(1)</script>" in stands_alone(text).text and "\x1b" not in text


# --- charts -----------------------------------------------------------------------------------------------------------


def drawing(address):
    return base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()


def test_the_pieces_of_the_bar_differ_without_colour_and_fit_the_counts():
    made = chart(item("grad_max", [*small_class(), result("gil", {"grad_max": judged("grad_max", lambda x, y: 0.0)})]))
    tree = ElementTree.fromstring(drawing(made.light))
    rectangles = re.findall(
        r'd="M ([\d.]+) ([\d.]+) \nL ([\d.]+) [^"]*"[^>]*style="fill: ([^;]+);', drawing(made.light)
    )
    bar = [(float(x), float(end), fill) for x, y, end, fill in rectangles if y == rectangles[1][1]]
    lengths = [round((end - x) / (bar[-1][1] - bar[0][0]) * 5, 3) for x, end, _ in bar]
    assert lengths == [2.0, 1.0, 1.0, 1.0], "2 of 5 solved, 1 partly, 1 not, 1 not tried"
    patterns = [fill for _, _, fill in bar]
    assert patterns[0] == "#009e73" and patterns[1].startswith("url(#") and patterns[2].startswith("url(#")
    assert patterns[1] != patterns[2] and patterns[3] == PAPER
    texts = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:4] == ["solved 2", "partly solved 1", "not solved 1", "not tried 1"]
    assert "tie to x" in texts and "What went wrong" in texts


def test_named_misconceptions_are_filled_and_other_causes_hatched():
    made = chart(item("grad_mul", [result("a", {"grad_mul": NOT_SWAPPED}), result("b", {"grad_mul": CRASH})]))
    assert BLUE in drawing(made.light)
    assert BLUE not in drawing(chart(item("grad_mul", [result("b", {"grad_mul": CRASH})])).light)


def test_the_dark_form_is_the_light_one_in_other_colours_and_charts_do_not_change_from_run_to_run():
    made = chart(item("grad_mul"))
    light, dark = drawing(made.light), drawing(made.dark)
    assert INK in light and INK not in dark and DARK[INK] in dark
    assert re.sub(r"#\w{6}", "", light) == re.sub(r"#\w{6}", "", dark)
    assert chart(item("grad_mul")) == made and "<metadata" not in light


def test_the_name_of_a_cause_is_never_read_as_mathematics_or_markup():
    odd = item("grad_mul").causes[0].__class__("grad_mul", r"$\frac{1$ <b>&", 1, "", "")
    one = Item("grad_mul", 2.0, item("grad_mul").counts, 1.0, item("grad_mul").discrimination, (odd,))
    tree = ElementTree.fromstring(drawing(chart(one).light))
    assert r"$\frac{1$ <b>&" in [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]


def test_no_minus_stands_before_zero():
    assert [correlation(value) for value in (-0.254, -0.004, 0.004, 1.0)] == ["−0.25", "0.00", "0.00", "1.00"]


# --- files and command ------------------------------------------------------------------------------------------------


def test_the_command_writes_two_pages_and_three_tables(copy, monkeypatch):
    for made in small_class():
        keep(copy, made)
    monkeypatch.chdir(copy.root)
    done = CliRunner().invoke(report, [])
    assert done.exit_code == 0
    names = ["index.html", "names.html", "canvas.csv", "moodle.csv", "grades.csv"]
    lines = done.stdout.splitlines()
    assert lines[:5] == [f"wrote work/report/{name}" for name in names]
    assert lines[5].startswith("1 grade left empty: a person has to look first")
    assert sorted(path.name for path in (copy.root / "work" / "report").iterdir()) == sorted(names)


def test_the_same_results_give_the_same_bytes(copy):
    for made in small_class():
        keep(copy, made)
    before = [path.read_bytes() for path in write_report(copy, [(asked(copy, LESSON), read_results(copy, LESSON))])]
    again = [path.read_bytes() for path in write_report(copy, [(asked(copy, LESSON), read_results(copy, LESSON))])]
    assert before == again
