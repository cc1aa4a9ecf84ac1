"""The picture of a class and what to say: right for every student, without a name, in an order that tells nothing."""

import itertools
import random
import re
from collections import Counter

import pytest

from autograde.course import Course
from autograde.grading.gradebook import gradebook_reader
from autograde.grading.gradebook.gradebook_reader import Marks, Score, SubmissionRow, read_marks
from autograde.grading.gradebook.results import PARTLY, UNTRIED, WRONG, read_results
from autograde.grading.platforms.roster import Person, write_roster
from autograde.grading.reports.class_attendance import attendance, distribution
from autograde.grading.reports.class_overview import overview_of
from autograde.grading.reports.class_picture import ABSENT, HEIGHTS, NAMED, TALL, WITH_SIGNS, picture_of
from autograde.grading.reports.class_report import shared_page, write_report
from autograde.grading.reports.class_topics import letters_of, topics_of
from autograde.grading.reports.item_statistics import lesson_statistics
from autograde.grading.reports.names_page import names_page
from autograde.grading.reports.statements import asked
from tests.course_copy import ROOT
from tests.grading.classroom import (
    ALL,
    LESSON,
    MUL,
    POINTS,
    gradebook,
    judged,
    keep,
    result,
    stands_alone,
    unwritten,
)
from tests.grading.small_class import with_gradebook

HERE = Course(ROOT)
STATEMENTS = asked(HERE, LESSON)
NOT_SWAPPED = judged("grad_mul", lambda x, y: (x, y))
CRASH = judged("grad_mul", lambda x, y: 1 / 0)
OPEN = unwritten("grad_mul")
TIE = judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))
NAMES = ["Zoë Ångström", "李 雷", "Ben O'Neil", "<script>alert(1)</script>", "أمل", "Aaron Aal"]


def reports(number):
    """Six ways to stand, one after the other."""
    ways = ({}, {"grad_mul": NOT_SWAPPED, "grad_max": TIE}, {"grad_mul": NOT_SWAPPED}, {"grad_mul": CRASH})
    return [*ways, {"grad_mul": OPEN}, {"grad_mul": CRASH, "grad_max": TIE}][number % 6]


def some(count, names=None):
    return [result((names or {}).get(n, f"s{n:03d}"), reports(n), seconds=0.5) for n in range(count)]


def column(product="✓", largest="✓"):
    """The signs of a student who has solved all others."""
    return "".join({"grad_mul": product, "grad_max": largest}.get(name, "✓") for name in POINTS)


def picture(results):
    lesson = lesson_statistics(LESSON, results)
    topics = topics_of(lesson)
    return lesson, topics, picture_of(lesson, results, letters_of(topics))


# --- the picture ------------------------------------------------------------------------------------------------------


def test_each_column_is_one_student_with_their_standing_at_every_exercise():
    _, topics, drawn = picture(some(6))
    assert [(t.letter, t.item.name, t.students) for t in topics] == [
        ("A", "grad_mul", 2),  # not swapped: it has a name
        ("B", "grad_max", 2),
        ("C", "grad_mul", 2),  # a crash
    ]
    columns = ["".join(signs) for signs in zip(*([s.sign for s in strip.signs] for strip in drawn.strips), strict=True)]
    assert columns[0] == column() and set(columns[1:4]) == {column("A"), column("C"), column("○")}
    assert set(columns[4:]) == {column("A", "B"), column("C", "B")}, "who has fewer points stands further right"
    kinds = Counter(square.kind for square in drawn.strips[list(POINTS).index("grad_mul")].signs)
    assert kinds == {"solved": 1, NAMED: 2, WRONG: 2, UNTRIED: 1}
    assert {s.kind for s in drawn.strips[list(POINTS).index("grad_max")].signs if s.sign == "B"} == {PARTLY}


@pytest.mark.parametrize("count", [1, WITH_SIGNS, WITH_SIGNS + 1, 300])
def test_the_strips_hold_everybody_and_agree_with_the_numbers(count):
    lesson, _, drawn = picture(some(count))
    assert drawn.students == count
    for strip, item in zip(drawn.strips, lesson.items, strict=True):
        wide = Counter()
        for bar in strip.bars:
            wide[bar.style] += round(bar.width / (0.94 if count <= WITH_SIGNS else 1))
        assert wide["solved"] == item.counts["solved"] and wide["named"] + wide["other"] == item.counts[WRONG]
        assert (wide["partly"], wide["untried"]) == (item.counts[PARTLY], item.counts[UNTRIED])
        assert bool(strip.signs) == (count <= WITH_SIGNS)
        assert f"{item.counts['solved']} solved" in strip.words or not item.counts["solved"]
        ends = [(bar.x, bar.x + bar.width) for bar in strip.bars]
        assert all(end <= start + 1e-9 for (_, end), (start, _) in itertools.pairwise(ends))
        assert ends[0][0] >= 0 and ends[-1][1] <= count


def test_without_colour_signs_or_heights_tell_the_standings_apart():
    assert len({height for kind, height in HEIGHTS.items() if kind != ABSENT}) == 5
    alone = [result("a", {"grad_mul": NOT_SWAPPED}), result("b", {"grad_mul": CRASH})]
    for results in (some(6), some(300), alone):
        legend = picture(results)[2].legend
        assert len({(sign, height) for _, sign, _, height in legend}) == 5
        assert [words for _, _, words, _ in legend] == ["solved", PARTLY, NAMED, "another mistake", UNTRIED]
    assert {bar.height for strip in picture(some(6))[2].strips for bar in strip.bars} == {TALL}


def test_who_waits_or_could_not_be_read_has_no_column():
    results = [*some(3), result("x", status="unreadable"), result("y", status="grader error")]
    assert picture(results)[2].students == 3


@pytest.mark.slow
def test_a_class_of_300_has_a_page_of_reasonable_size():
    text = shared_page([(STATEMENTS, some(300))])
    assert len(text) < 400_000 and stands_alone(text)


# --- nobody is named --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [12, 60])
def test_other_names_give_the_same_page_to_the_byte(count):
    """So neither names nor their order can be read from it."""
    shuffled = list(range(count))
    random.Random(5).shuffle(shuffled)
    pages = set()
    for names in ({}, {n: f"t{place:03d}" for n, place in enumerate(shuffled)}):
        results = sorted(some(count, names), key=lambda made: made.student)
        second = [result(made.student, lesson="02_circuits") for made in results[: count // 2] if not names]
        second += [result(one, lesson="02_circuits") for one in sorted(names[n] for n in range(count // 2) if names)]
        both = [(STATEMENTS, results), (asked(HERE, "02_circuits"), second)]
        pages.add(re.sub(r"Grading one notebook took.*?</p>", "", shared_page(both), flags=re.DOTALL))
    assert len(pages) == 1


def test_no_name_from_roster_gradebook_or_comments_stands_on_the_shared_page():
    ids = ["zoe", "li-lei", "ben", "mallory", "amal", "aaron"]
    enrolled = dict(zip(ids, NAMES, strict=True))
    people = {one: gradebook_reader.StudentRow(one, *name.split(" ", 1)) for one, name in enrolled.items()}
    handed = {(LESSON, one): SubmissionRow(8.0, late=True) for one in ids[1:4]}
    words = {(LESSON, "grad_mul", "not swapped"): "Ask Ben, or write to aaron@example.org."}
    marks = Marks(people, {LESSON: ("2025-03-01", 10.0)}, handed, comments=words)
    results = [result(one, {"grad_mul": NOT_SWAPPED}, notes=[f"{one} did it"]) for one in ids[1:4]]
    body = shared_page([(STATEMENTS, results)], marks, enrolled).split("<body>")[1]
    for name in {*ids, *(part for full in NAMES for part in full.split()), "example.org"}:
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", body), name
    assert "3 of 6" in body and "script" not in body.replace("description", "")
    names = names_page([(STATEMENTS, results)], ROOT, marks, (), enrolled)
    page = stands_alone(names)
    assert "Missing: 3 of 6 handed in" in page.text and all(full in page.text for full in NAMES)
    assert "<script>" not in names
    assert (
        "01_slopes, grad_mul, “not swapped”: Ben O'Neil (ben), 李 雷 (li-lei), <script>alert(1)</script> (mallory)"
        in page.text
    )


# --- what to say ------------------------------------------------------------------------------------------------------


def test_what_most_show_comes_first_and_what_one_shows_not_at_all():
    crowd = [result(f"a{n}", {"grad_max": TIE}) for n in range(3)]
    crowd += [result(f"b{n}", {"grad_mul": OPEN}) for n in range(4)]
    topics = topics_of(lesson_statistics(LESSON, [*crowd, result("c", {"grad_mul": NOT_SWAPPED})]))
    assert [(t.item.name, t.students, t.letter) for t in topics] == [("grad_mul", 4, "○"), ("grad_max", 3, "A")]
    assert topics_of(lesson_statistics(LESSON, [result("a"), *crowd[:1]])) == []
    few = [result(f"d{n}") for n in range(9)] + crowd[3:5]
    assert topics_of(lesson_statistics(LESSON, few)) == [], "two of eleven did not try: no topic"
    said = stands_alone(shared_page([(STATEMENTS, [result("a"), result("c", {"grad_mul": NOT_SWAPPED})])])).text
    assert "No mistake is shared by two students or more. Solved least: grad_mul (1 of 2)." in said


def test_the_first_things_to_say_stand_before_the_detail_and_under_the_picture():
    text = shared_page([(STATEMENTS, some(12))])
    parts = (">Handed in<", 'class="strip"', ">What to say in class", ">Exercise by exercise<", "<figure>")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


# --- who handed in, and the points ------------------------------------------------------------------------------------


def test_missing_and_late_are_those_of_roster_and_gradebook():
    found = {(LESSON, one): None for one in ("ana", "ben")} | {("02_circuits", "cem"): None}
    rows = {(LESSON, "ana"): SubmissionRow(1.0, late=True), (LESSON, "ben"): SubmissionRow(1.0)}
    due = Marks(lessons={LESSON: ("2025-03-01", 10.0)}, handed=rows)
    known = attendance(LESSON, found, due, {"ana": "Ana", "ben": "Ben", "cem": "Cem"})
    assert (known.said, known.missing, known.late) == ("2 of 3", ("cem",), ("ana",))
    undated = attendance(LESSON, found, Marks(handed=rows), {})
    assert (undated.said, undated.missing, undated.late) == ("2", (), ("ana",)), "late as the platform has it"
    assert attendance(LESSON, found, Marks(), {}).late is None


def test_all_of_all_is_said_where_there_is_a_roster():
    found = {(LESSON, "ana"): None}
    assert attendance(LESSON, found, Marks(), {"ana": "Ana"}).said == "1 of 1"


def test_points_by_hand_and_points_that_wait_move_students_in_the_picture():
    key = (LESSON, "s000")
    by_hand = Marks(handed={key: SubmissionRow(8.0)}, cells={key: {"grad_mul": Score(2.0, 2.0, 0.0)}})
    text = shared_page([(STATEMENTS, some(2))], by_hand)
    assert text.count('aria-label="2 solved"') == len(POINTS) - 2, "all but products and maxima"
    waits = Marks(handed={key: SubmissionRow(8.0)}, cells={key: {"grad_mul": Score(2.0, 2.0, 0.0, waits=True)}})
    assert 'aria-label="1 solved"' in shared_page([(STATEMENTS, some(2))], waits)


@pytest.mark.parametrize(
    ("points", "most", "told"),
    [
        ([10.0, 9.5, 0.0, 9.9999999999], 10.0, {0: 1, 9: 1, 10: 2}),
        ([], 10.0, {}),
        ([30.0, 29.0, 3.0, 12.5], 30.0, {3: 1, 12: 1, 27: 1, 30: 1}),
        ([2.5, 2.0, 0.3], 2.5, {0: 1, 2: 2}),
        ([11.5], 10.0, {10: 1}),
    ],
)
def test_every_student_is_in_one_bin(points, most, told):
    bins = distribution(points, most)
    assert {one.low: one.students for one in bins if one.students} == told
    assert sum(one.students for one in bins) == len(points) and len(bins) <= 12
    assert all(0 <= one.share <= 1 for one in bins)


def test_the_overview_has_a_bar_for_every_graded_notebook_and_a_gap_for_the_others():
    first = [result("ana"), result("ben", {"grad_mul": NOT_SWAPPED}), result("cem", {"grad_mul": NOT_SWAPPED})]
    second = [result("ben", lesson="02_circuits"), result("dia", lesson="02_circuits", status="grader error")]
    students, strips = overview_of({LESSON: first, "02_circuits": second})
    assert students == 3
    lower = round(12 * (ALL - MUL) / ALL, 6)  # without the product: ben has that and all, ana all, cem that
    assert [(round(bar.x), round(bar.height, 6)) for bar in strips[0].bars] == [(0, lower), (1, 12), (2, lower)]
    assert [(round(bar.x), bar.height) for bar in strips[1].bars] == [(0, 12)]
    assert strips[0].words == "3 graded: 1 with all points, 2 with half or more, 0 with less"


def test_lateness_is_read_with_the_extension(copy):
    from datetime import datetime, timedelta

    from nbgrader.api import Gradebook

    from autograde.build import nbgrader_config

    results = [result("ana"), result("ben")]
    for made in results:
        keep(copy, made)
    gradebook(with_gradebook(copy), results)  # all handed in at 12:30 on 1 March
    settings = nbgrader_config(copy.root).CourseDirectory
    with Gradebook(settings.db_url, settings.course_id) as book:
        book.find_assignment(LESSON).duedate = datetime(2025, 3, 1, 12)
        book.find_submission(LESSON, "ben").extension = timedelta(hours=1)
        book.db.commit()
    marks = read_marks(copy)
    assert [marks.handed[LESSON, one].late for one in ("ana", "ben")] == [True, False]
    shared, names = write_report(copy, [(asked(copy, LESSON), read_results(copy, LESSON))], marks)
    assert "<dt>Late</dt><dd>1</dd>" in shared.read_text(encoding="utf-8")
    assert "Late ana" in stands_alone(names.read_text(encoding="utf-8")).text


def test_the_roster_says_who_is_missing_and_who_dropped_stands_nowhere(copy):
    for one in ("ana", "ben", "cem"):
        keep(copy, result(one))
    write_roster(
        copy, [Person(one, full=one.title()) for one in ("ana", "ben", "zoe")] + [Person("cem", dropped="2025-02-01")]
    )
    pages = write_report(copy, [(asked(copy, LESSON), read_results(copy, LESSON))], read_marks(copy))
    shared, names = (stands_alone(path.read_text(encoding="utf-8")).text for path in pages)
    assert "Handed in2 of 3" in shared and "Zoe" not in shared
    assert "Missing: 2 of 3 handed in Zoe (zoe)" in names and "cem" not in names
