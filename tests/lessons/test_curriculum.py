"""docs/curriculum.md is true: exercises as the engine has them, a row for every cited label, sections that exist.

Left out: whether a section says what its label promises (`test_seed_coverage`).
"""

import io
import re
import tokenize

from autograde.build import read_lesson
from autograde.exercises import every
from tests.course_copy import ROOT
from tests.lessons.seed_coverage import COVERAGE

TEXT = (ROOT / "docs" / "curriculum.md").read_text(encoding="utf-8")
LABEL = r"\b[A-EX]\d{1,2}\b"
LESSON = re.compile(r"^### (\d\d_\w+)$(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
EXERCISE = re.compile(r"^\| `(\w+)` \| (.+) \| ([\d.]+) \| (.+) \|$", re.MULTILINE)
LABELLED = re.compile(rf"^\| ({LABEL}) \| .+ \| (.+) \|$", re.MULTILINE)
PLACE = re.compile(r"(\d\d) · ([^;(]+)")


def labels(text):
    """The labels that a text cites."""
    return re.findall(LABEL, text)


def listed():
    """The document's exercises: lesson, name, functions, points and section."""
    return [
        (lesson, name, tuple(re.findall(r"`([^`]+)`", functions)), float(points), section)
        for lesson, body in LESSON.findall(TEXT)
        for name, functions, points, section in EXERCISE.findall(body)
    ]


def places():
    """Label → where the document says that the lessons keep it: pairs of lesson number and heading."""
    return {
        label: {(number, heading.strip()) for number, heading in PLACE.findall(where)}
        for label, where in LABELLED.findall(TEXT)
    }


def cited():
    """Label → a file whose texts or comments cite it, over the tests and the lessons' folders."""
    found = {}
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "course").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        if "submissions" in path.parts or not labels(text):
            continue  # students' cells: there X1 is an array
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in (tokenize.NAME, tokenize.OP, tokenize.NUMBER):
                found.update(dict.fromkeys(labels(token.string), path.relative_to(ROOT)))
    return found


def test_every_exercise_of_the_contract_is_one_of_the_engine_in_its_order():
    """An exercise that somebody tries out is in no row, and breaks nothing."""
    rows = listed()
    known = {row[1] for row in rows}
    exercises = [(item.lesson, item.name, item.functions, item.points, item.section) for item in every().values()]
    assert rows == [item for item in exercises if item[1] in known], (
        "correct the tables of docs/curriculum.md, section 1"
    )
    assert {row[0] for row in rows} == {item[0] for item in exercises}, "a lesson without a table"


def test_every_label_that_is_cited_stands_there():
    known = places()
    unknown = {label: str(path) for label, path in cited().items() if label not in known}
    assert unknown == {}, "labels without a row in docs/curriculum.md, section 2"


def test_no_label_stands_twice():
    rows = [label for label, _ in LABELLED.findall(TEXT)]
    assert [label for label in rows if rows.count(label) > 1] == []


def test_labels_stand_with_the_sections_that_teach_them():
    known = places()
    taught = [(label, lesson[:2], heading) for item, (lesson, heading, _) in COVERAGE.items() for label in labels(item)]
    missing = [(label, *place) for label, *place in taught if tuple(place) not in known.get(label, ())]
    assert missing == [], "sections to be added to the label's row in docs/curriculum.md"


def test_every_section_that_is_named_exists(course):
    exist = {(lesson[:2], heading) for lesson in course.lessons for heading in read_lesson(course, lesson).headings}
    lost = {label: found - exist for label, found in places().items() if not found or found - exist}
    assert lost == {}, "no such sections, or none at all"
