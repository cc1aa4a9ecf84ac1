"""Results and gradebooks made by hand, for the tests of pages and tables: no sandbox, no notebook is run.

Reports are real: the check engine judges real functions, with hidden probes. Left out: grading itself.
"""

import functools
import itertools
import json
import warnings
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

from autograde.build import nbgrader_config
from autograde.checking import evaluate
from autograde.course import Course
from autograde.exercises import find, of_lesson, right_answers
from autograde.grading.gradebook.store import Store
from autograde.grading.records import Result
from autograde.grading.run.execute import no_evidence
from autograde.grading.run.job import described

LESSON, SEED = "01_slopes", "a seed of the tests"
POINTS = {exercise.name: exercise.points for exercise in of_lesson(LESSON)}  # in the order of the text
ALL, MUL, MAX = sum(POINTS.values()), POINTS["grad_mul"], POINTS["grad_max"]
NAMES = list(POINTS)
VOID = {"meta", "br", "wbr", "img", "source", "path", "rect", "hr"}  # parts of a drawing close themselves


def judged(name, *functions):
    """The report on an exercise with these functions."""
    return described(evaluate(find(name), functions, hidden=True, seed=SEED))


@functools.cache
def solved(name):
    """The report on right answers."""
    return judged(name, *right_answers(find(name))[0])


def unwritten(name):
    """The report on an exercise that nobody touched."""

    def stub(*args, **kwargs):
        raise NotImplementedError("replace this line with your answer")

    return judged(name, *[stub] * len(find(name).functions))


def result(student, reports=None, lesson=LESSON, status="graded", notes=(), seconds=0.1):
    """The result of one submission; exercises that are not named are solved."""
    given = reports or {}
    names = [exercise.name for exercise in of_lesson(lesson)]
    made = {
        "graded": lambda: {name: given.get(name) or solved(name) for name in names},
        "unreadable": lambda: {name: described(no_evidence(find(name), "could not be read")) for name in names},
        "grader error": dict,
    }[status]()
    return Result(
        lesson=lesson,
        student=student,
        submission="0" * 64,
        bundle="1" * 64,
        seed_id="2" * 64,
        status=status,
        level="test",
        notes=tuple(notes),
        reports=made,
        seconds=seconds,
        points=None if status == "grader error" else sum(report["points"] for report in made.values()),
        max_points=float(sum(find(name).points for name in names)),
    )


def graded_cells(course: Course, lesson=LESSON, answers=None, outputs=None, own=()):
    """The cells of a graded notebook: the release with answers and their outputs, then the student's own cells.

    answers: exercise -> text of its cell.   outputs: exercise -> outputs of its cell.   own: pairs (text, outputs).
    """
    cells = json.loads(course.notebook("release", lesson).read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cell["source"] = (answers or {}).get(name, cell["source"])
        cell["outputs"] = (outputs or {}).get(name, [])
    added = [{"source": text, "outputs": shown, "id": f"own-{number:03d}"} for number, (text, shown) in enumerate(own)]
    return cells + [{"cell_type": "code", "metadata": {}, **cell} for cell in added]


def keep(course: Course, made, cells=None):
    """Store a result and its graded notebook where grading leaves them."""
    notebook = {"cells": graded_cells(course, made.lesson) if cells is None else cells, "nbformat": 4}
    Store(course).save(replace(made, notebook=json.dumps(notebook)))


def gradebook(course: Course, results, by_hand=None, people=None):
    """A gradebook that holds the results, made with nbgrader's own functions.

    by_hand: (student, exercise) -> what a person entered, {"manual_score", "extra_credit", "comment", "penalty"}.
    people: student -> {"first_name", "last_name", "email", "lms_user_id"}.
    """
    from nbgrader.api import Gradebook

    settings = nbgrader_config(course.root).CourseDirectory
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own use of its database layer warns
        with Gradebook(settings.db_url, settings.course_id) as book:
            for made in results:
                fill(book, made, by_hand or {})
            for student, known in (people or {}).items():
                book.update_or_create_student(student, **known)


def fill(book, made, by_hand):
    """One result in an open gradebook."""
    lesson, student = made.lesson, made.student
    if lesson not in [assignment.name for assignment in book.assignments]:
        book.add_assignment(lesson)
        book.add_notebook(lesson, lesson)
        for exercise in of_lesson(lesson):
            book.add_solution_cell(exercise.name, lesson, lesson)
            book.add_grade_cell(f"test_{exercise.name}", lesson, lesson, max_score=exercise.points, cell_type="code")
    book.update_or_create_student(student)
    submission = book.add_submission(lesson, student)
    submission.timestamp = datetime(2025, 3, 1, 12, 30)
    notebook = submission.notebooks[0]
    for grade in notebook.grades:
        name = grade.name.removeprefix("test_")
        entered = by_hand.get((student, name), {})
        report = made.reports.get(name)
        grade.auto_score = report["points"] if report else None
        grade.manual_score, grade.extra_credit = entered.get("manual_score"), entered.get("extra_credit")
        grade.needs_manual_grade = report is None
        notebook.late_submission_penalty = entered.get("penalty", notebook.late_submission_penalty)
    for comment in notebook.comments:
        comment.manual_comment = by_hand.get((student, comment.name), {}).get("comment")
    book.db.commit()


class Markup(HTMLParser):
    """A page taken apart: whether its elements are closed in order, every element with its attributes, the text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words, self.ids = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        assert tag in VOID
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
            self.open.pop()

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def stands_alone(text):
    """The page taken apart, after the promises that every page keeps: closed elements, no script, nothing fetched."""
    page = Markup(text)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "base", "form", "video", "audio"}
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes), f"<{tag}> handles an event: {attributes}"
        for name in ("src", "srcset", "href", "action", "data"):
            value = attributes.get(name) or ""
            inside = value.startswith(("#", "data:image/png;base64,", "data:image/svg+xml;base64,"))
            assert not value or inside or (tag == "a" and "//" not in value), f"<{tag} {name}={value[:80]}>"
        if (attributes.get("href") or "").startswith("#"):
            assert attributes["href"][1:] in page.ids, f"no place {attributes['href']}"
    assert "url(" not in text and "@import" not in text
    policy = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1 and policy[0].startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert page.elements[0] == ("html", {"lang": "en"})
    headings = [int(tag[1]) for tag in (tag for tag, _ in page.elements) if tag in ("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1 and headings[0] == 1 and "main" in tags
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings)), "a level is skipped"
    return page
