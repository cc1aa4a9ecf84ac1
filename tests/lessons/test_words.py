"""What lesson texts must have and must not have: headings, bilingual glossaries; no filler, no repeated errors.

docs/curriculum.md lists the errors, by labels such as X20.
"""

import re

import pytest

from autograde import hints
from autograde.exercises import of_lesson
from tests.course_copy import LESSONS, lesson_of

FILLER = r"\b(simply|obviously|of course|clearly|trivially|we will now|in this section we|let us now|very important)\b"


@pytest.fixture(params=LESSONS)
def lesson(request):
    return lesson_of(request.param)


def prose(lesson):
    return "\n\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")


def under(lesson, heading):
    """The text below one of the headings that every lesson has."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", prose(lesson), re.MULTILINE | re.DOTALL)
    assert found, (
        f"course/{lesson.name}/lesson.py: no section “{heading}”. docs/curriculum.md, section 4, says what it holds."
    )
    return found[1]


def with_hints(lesson, course):
    given = hints.read(course.part(lesson.name, "hints"))
    return "\n\n".join([prose(lesson), *(text for texts in given.values() for text in texts.values())])


@pytest.mark.parametrize("heading", ["What you will be able to do", "Recap", "Glossary", "Go further"])
def test_headings_that_every_lesson_has(lesson, heading):
    assert under(lesson, heading).strip()


def test_opening_names_what_it_builds_on_and_how_long_it_takes(lesson):
    opening = lesson.cells[0].source
    assert "**Builds on**" in opening and "**Takes**" in opening, "the first cell names both"
    assert opening.startswith(f"# {lesson.name[:2]} · ")


def test_glossary_is_bilingual(lesson):
    text = under(lesson, "Glossary")
    rows = [row.split("|")[1:-1] for row in text.splitlines() if row.startswith("|")][2:]
    assert len(rows) >= 5, f"course/{lesson.name}/lesson.py: {len(rows)} terms in the glossary, and 5 are the fewest"
    assert {len(row) for row in rows} == {3}, "a term has three columns: English | 中文 | meaning"
    for english, chinese, meaning in rows:
        assert re.search(r"[一-鿿]", chinese), f"{english} has no Chinese term"
        assert len(meaning.strip()) > 10


def test_voice(lesson, course):
    text = with_hints(lesson, course)
    found = re.findall(FILLER, text, flags=re.IGNORECASE)
    assert found == [], f"filler words: {found}"
    sentences = re.sub(r"`[^`]*`|\$[^$]*\$|!\[|https?://\S+", "", text)
    assert "!" not in sentences, sentences[max(0, sentences.index("!") - 60) : sentences.index("!") + 1]
    assert not re.search(r"[\U0001F300-\U0001FAFF☀-➿]", text), "an emoji"


def test_recap_is_one_paragraph(lesson):
    recap = under(lesson, "Recap").strip()
    assert "\n\n" not in recap


def test_no_words_of_the_seeds_errors(lesson, course):
    text = with_hints(lesson, course)
    assert "均方差" not in text and "分号" not in text
    assert not re.search(r"f\(x ?\+ ?h\) ?= ?f\(x\) ?\+", text), "X20: the linear approximation is ≈, not ="


def test_sections_that_are_cited_exist(lesson, course):
    """`lesson 08, "How far may a step go?"` in texts, the same with “ ” in messages."""
    heads = {name[:2]: re.findall(r"^##+ (.+)$", prose(lesson_of(name)), re.MULTILINE) for name in LESSONS}
    said = " ".join(f"{with_hints(lesson, course)} {course.part(lesson.name, 'mistakes').read_text('utf-8')}".split())
    cited = re.findall(r"lesson (\d\d), [\"“](.+?)[\"”]", said, re.IGNORECASE)
    assert [(number, title) for number, title in cited if title not in heads[number]] == []


def test_go_further_names_real_sources(lesson):
    text = under(lesson, "Go further")
    assert len(re.findall(r"^- ", text, flags=re.MULTILINE)) >= 3
    assert len(re.findall(r"\b(19|20)\d\d\b|https?://", text)) >= 3


def test_code_fits_a_notebook_on_a_small_screen(lesson):
    for cell in lesson.cells:
        if cell.kind != "markdown":
            long = [line for line in cell.source.splitlines() if len(line) > 100]
            assert long == [], f"JupyterLab cuts these lines off at 1280 pixels: {long}"


MEASURED = LESSONS


def minutes(course, lesson):
    """How long a lesson takes somebody who learns it: 120 words of prose a minute, 15 lines of code, a minute for each
    guess, and for each exercise three minutes and three more a point. Folded code is not read, nor an appendix from end
    to end."""
    words = lines = guesses = 0
    for cell in lesson.cells:
        if cell.source.startswith("## Appendix"):
            break
        if cell.kind == "markdown":
            text = re.sub(r"</?(details|summary)>", "", cell.source.split("## Go further")[0])
            words += len(re.findall(r"[A-Za-z][\w'’-]*|\d[\d.,]*", text))
            guesses += len(re.findall(r"\*\*(?:Before you|Predict|Work|Your turn|Try|Guess|Find|Which)", text))
        elif not cell.folded and "BEGIN SOLUTION" not in cell.source and "check(" not in cell.source:
            lines += sum(bool(line.strip()) and "guess" not in line for line in cell.source.splitlines())
    exercises = of_lesson(lesson.name, course)
    return words / 120 + lines / 15 + guesses + sum(3 + 3 * exercise.points for exercise in exercises)


@pytest.mark.parametrize("name", MEASURED)
def test_the_stated_time_is_honest(name, course):
    lesson = lesson_of(name)
    (stated,) = re.findall(r"\*\*Takes\*\*\s+about\s+(\d+)\s+minutes", lesson.cells[0].source)
    taken = minutes(course, lesson)
    assert abs(int(stated) - taken) <= 5, f"course/{name}/lesson.py says {stated} minutes; its length says {taken:.0f}"
    assert 75 <= int(stated) <= 120, f"course/{name}/lesson.py: a lesson takes 75 to 120 minutes"
