"""The formula sheet: every rule is proved, wrong ones are found, and the page needs nothing but itself.

Left out: how it looks and prints (`tests/browser/test_formula_sheet.py`).
"""

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from autograde import build
from autograde.errors import LessonError
from autograde.exercises import every
from autograde.formula_sheet import proofs, rules
from autograde.formula_sheet.page import render
from autograde.notebook import read
from autograde.solutions import secret_and_public_lines
from tests.course_copy import COURSE, LESSONS, copy_course

RULES = [rule for lesson in LESSONS for rule in rules.of_lesson(COURSE, lesson)]
PAGE = COURSE.formula_sheet.read_text(encoding="utf-8")


class Elements(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def problems_of(rule):
    return list(proofs.problems_of(COURSE, rule, every(COURSE)))


def test_every_lesson_has_a_rule():
    assert {rule.lesson for rule in RULES} == set(LESSONS) and 25 <= len(RULES) <= 36


def test_what_can_be_evaluated_is_evaluated():
    assert [rule.name for rule in RULES if not rule.example] == [
        "The reverse sweep",  # an order, a checker's verdict and three lines of torch have no closed form
        "Is a gradient right?",
        "One way round the clock",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exercises": ("grad_mull",)}, "names 'grad_mull', which is no exercise"),
        ({"said": "multiply twice"}, "quotes “multiply twice”"),
        ({"tex": (r"\frac{1}{",)}, "cannot be converted"),
        ({"picture": ("curve", {"of": "nowhere(x)", "from": 0, "to": 1})}, "cannot be drawn"),
        ({"formula": ["g * x", "g * y"]}, "right is [1.12, -3.68]"),
        ({"formula": ["g * y"]}, "right is [1.12, -3.68]"),
        ({"formula": ["g * q"]}, "does not run"),
        ({"call": "add_backward"}, "does not run"),
    ],
)
def test_a_wrong_rule_is_found(change, said):
    rule = next(rule for rule in RULES if rule.name == "Multiply swaps")
    assert problems_of(rule) == []
    in_example = {key: value for key, value in change.items() if key in ("formula", "call", "of")}
    fields = {key: value for key, value in change.items() if key not in in_example}
    problem, *_ = problems_of(replace(rule, **fields, example={**rule.example, **in_example}))
    assert said in problem


def test_slopes_by_nudging_judge_a_formula_that_no_exercise_returns():
    rule = next(rule for rule in RULES if rule.name == "Powers and quotients")
    wrong = replace(rule, example={**rule.example, "formula": ["g * 3 * a**2 + g / b", "g * a / b**2"]})
    assert problems_of(rule) == [] and "for its example" in problems_of(wrong)[0]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"name": "A", "gate": {}, "curve": {}}, "needs one picture"),
        ({"name": "A", "gate": {}, "colour": "red"}, "unknown keys: colour"),
        ({"name": "A", "gate": {}, "tex": "x"}, "needs `types`"),
    ],
)
def test_a_rule_that_is_not_in_form_is_refused(table, said):
    with pytest.raises(LessonError, match=said):
        rules.rule_of("01_slopes", table)


def test_a_course_without_rules_has_no_sheet(copy):
    for lesson in copy.lessons:
        copy.part(lesson, "sheet").unlink()
    assert build.render_sheet(copy) == {}


def test_the_page_fetches_nothing_and_names_its_language():
    found = Elements(PAGE).found
    assert ("html", {"lang": "en"}) in found
    assert not [tag for tag, _ in found if tag in ("script", "link", "img", "iframe", "object")]
    assert not re.findall(r"url\(|@import|https?://(?!www\.w3\.org/)", PAGE)
    assert all(not {"src", "onload"} & set(attributes) for _, attributes in found)


def test_every_rule_has_a_heading_a_picture_in_words_and_links_that_lead_to_its_exercises():
    found = Elements(PAGE).found
    names = [tag for tag, _ in found if tag in ("h1", "h2", "h3")]
    assert names.count("h1") == 1 and names.count("h2") == len(LESSONS) and names.count("h3") == len(RULES)
    pictures = [attributes["aria-labelledby"] for tag, attributes in found if tag == "svg"]
    assert len(pictures) == len(set(pictures)) == len(RULES)
    assert all(f'<title id="{name}">' in PAGE for name in pictures)
    links = [attributes["href"] for tag, attributes in found if tag == "a"]
    assert len(links) == sum(len(rule.exercises) for rule in RULES)
    for link in set(links):
        path, _, heading = link.partition("#")
        cells = read(COURSE.root / "release" / path)[0].cells
        titles = [line[4:] for cell in cells for line in cell.source.splitlines() if line.startswith("### ")]
        assert unquote(heading) in [title.replace(" ", "-") for title in titles], link


def test_no_line_of_a_solution_is_in_it():
    for lesson in LESSONS:
        secret, _ = secret_and_public_lines(read(COURSE.notebook("source", lesson))[0].cells)
        assert not [line for line in secret if len(line) > 12 and line in PAGE]


def test_an_instructors_own_title_changes_nothing_that_is_committed(tmp_path):
    course = copy_course(tmp_path, lessons=("01_slopes",))
    before = render(course, ["01_slopes"])
    (course.root / "work").mkdir(exist_ok=True)
    (course.root / "work" / "course.toml").write_text('title = "Mine"\n', encoding="utf-8")
    assert course.settings.title == "Mine" and render(course, ["01_slopes"]) == before
