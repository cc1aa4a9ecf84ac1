"""The start page without a browser: what it knows, what it says, and to whom; `tests/browser/test_desk.py` uses it."""

import html
import json
import os
import re
import shlex
import subprocess
from html.parser import HTMLParser

import pytest

from autograde import progress, report
from autograde.exercises import find
from autograde.standings import in_lesson, in_order
from autograde.student import start
from tests.course_copy import COURSE

FIRST, SECOND = in_order()[:2]
LINK = re.compile(r'<a [^>]*id="next"[^>]*href="([^"]*)"[^>]*>([^<]*)</a>')


@pytest.fixture
def folder(tmp_path):
    """A lessons' folder with fresh copies of two lessons."""
    for lesson in (FIRST, SECOND):
        path = tmp_path / lesson / f"{lesson}.ipynb"
        path.parent.mkdir()
        path.write_bytes(COURSE.notebook("release", lesson).read_bytes())
    (tmp_path / progress.FOLDER).mkdir()
    return tmp_path


LAB = r'<a target="lessons" data-path="(\d\d_\w+/\d\d_\w+\.ipynb)" href="/x/lab/tree/\1#'


def solve(folder, lesson, names, when=0):
    """Record full points of some exercises, as their checks would."""
    points = {item.name: item.points for item in in_lesson(lesson)}
    path = folder / progress.FOLDER / f"{lesson}.json"
    path.write_text(
        json.dumps({name: {"points": points[name], "failures": 0, "in_a_row": 0} for name in names}), encoding="utf-8"
    )
    os.utime(path, (1_000_000 + when, 1_000_000 + when))


def names(lesson):
    return [item.name for item in in_lesson(lesson)]


def points(*done):
    """What these exercises are worth, as pages write it."""
    return f"{sum(find(name).points for name in done):g}"


def shown(folder, base="/", **options):
    return start.html(start.read(folder), base, **options)


def main_link(text):
    (found,) = LINK.findall(text)
    return found


def test_a_first_visit_leads_to_the_first_lesson(folder):
    text = shown(folder)
    assert main_link(text)[0] == f"/lab/tree/{FIRST}/{FIRST}.ipynb"
    assert main_link(text)[1].startswith("Begin with lesson 01: Slopes")
    assert COURSE.settings.title in text and "2 notebooks" in text and "0 of 20 points so far" in text


def test_points_and_the_next_exercise_come_from_what_checks_recorded(folder):
    solve(folder, FIRST, names(FIRST)[:2])
    text = shown(folder)
    earned = points(*names(FIRST)[:2])
    assert f"{earned} of {points(*names(FIRST))}" in text and f"0 of {points(*names(SECOND))}" in text
    assert f"{earned} of {points(*names(FIRST), *names(SECOND))} points so far" in text
    third = start.read(folder).lessons[0].standing.rows[2]
    assert main_link(text) == (
        f"/lab/tree/{FIRST}/{FIRST}.ipynb{third.link}",
        f"Go on with exercise 1.3: {third.exercise.name}",
    )


def test_where_a_lesson_is_done_the_next_one_follows(folder):
    solve(folder, FIRST, names(FIRST))
    text = shown(folder)
    assert main_link(text)[0] == f"/lab/tree/{SECOND}/{SECOND}.ipynb" and "Go on with lesson 02" in main_link(text)[1]


def test_one_goes_on_in_the_lesson_of_the_last_check_and_comes_back_to_what_was_left(folder):
    solve(folder, FIRST, names(FIRST)[:1])
    solve(folder, SECOND, names(SECOND)[:1], when=1)
    assert start.read(folder).next.name == SECOND
    solve(folder, FIRST, names(FIRST)[:1], when=2)
    assert start.read(folder).next.name == FIRST
    solve(folder, SECOND, names(SECOND), when=3)
    assert start.read(folder).next.name == FIRST


def test_when_all_is_solved_there_is_nothing_to_go_on_with(folder):
    for lesson in (FIRST, SECOND):
        solve(folder, lesson, names(lesson))
    text = shown(folder)
    assert "Every exercise is solved" in text and not LINK.search(text) and "20 of 20 points so far" in text


def test_without_a_record_the_reports_in_the_saved_notebook_count(folder):
    path = folder / FIRST / f"{FIRST}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == f"test_{names(FIRST)[0]}")
    data = {report.MIME: {"exercise": names(FIRST)[0], "points": 2.0}}
    cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert start.read(folder).lessons[0].standing.points == 2 and "Go on with exercise 1.2" in shown(folder)
    solve(folder, FIRST, [])
    assert start.read(folder).lessons[0].standing.points == 2, "an empty record is none"
    solve(folder, FIRST, names(FIRST)[:3])
    assert start.read(folder).lessons[0].standing.points == sum(find(name).points for name in names(FIRST)[:3])


@pytest.mark.parametrize("broken", ["", "{", '{"cells": 3}', "[]", '{"cells": [{}]}'])
def test_files_that_cannot_be_read_hide_nothing_else(folder, broken):
    (folder / FIRST / f"{FIRST}.ipynb").write_text(broken, encoding="utf-8")
    for name in (f"{FIRST}.json", "news.json"):
        (folder / progress.FOLDER / name).write_text(broken, encoding="utf-8")
    text = shown(folder)
    assert FIRST in text and "Circuits" in text and "What was updated" not in text


def test_the_title_is_the_lessons_own_not_what_a_student_made_of_it(folder):
    path = folder / FIRST / f"{FIRST}.ipynb"
    base = folder / progress.FOLDER / "base" / path.name
    base.parent.mkdir()
    base.write_bytes(path.read_bytes())
    path.write_text(path.read_text(encoding="utf-8").replace("# 01 · Slopes", "# my notes"), encoding="utf-8")
    assert start.read(folder).lessons[0].title.startswith("Slopes")


def test_what_was_merged_is_told_with_the_way_back_and_nothing_in_it_is_markup(folder):
    items = [
        {"lesson": FIRST, "when": "2026-10-01", "text": "older <b>text</b>", "back": "autograde update 01 --back"},
        {"lesson": SECOND, "when": "2026-10-02", "text": "two new paragraphs", "back": "autograde update 02 --back"},
    ]
    (folder / progress.FOLDER / "news.json").write_text(json.dumps(items), encoding="utf-8")
    text = shown(folder)
    assert text.index("two new paragraphs") < text.index("older &lt;b&gt;text") and "autograde update 02 --back" in text


def test_commands_run_in_a_terminal_that_knows_of_no_environment(folder):
    item = {"lesson": FIRST, "when": "2026-10-01", "text": "a new paragraph", "back": "autograde update 01 --back"}
    (folder / progress.FOLDER / "news.json").write_text(json.dumps([item]), encoding="utf-8")
    told = re.findall(r"<code>([^<]*autograde[^<]*)</code>", shown(folder))
    assert [command.split("autograde ")[1] for command in told] == ["lab", "submit 01", "update 01 --back"]
    for command in map(shlex.split, map(html.unescape, told)):
        assert (
            subprocess.run(
                [*command[:2], "--help"], env={**os.environ, "PATH": ""}, capture_output=True, timeout=60
            ).returncode
            == 0
        )


def test_the_sheet_is_linked_where_there_is_one(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "sheet", lambda: None)
    assert "formula sheet" not in shown(folder).lower()
    monkeypatch.setattr(start, "sheet", lambda: tmp_path / "formula_sheet.html")
    assert 'href="/x/autograde/sheet"' in shown(folder, "/x/")


def test_the_sheets_links_lead_into_the_notebooks():
    text = start.sheet().read_text(encoding="utf-8")
    count = text.count("<a href=")
    lab = re.findall(LAB, start.sheet_html(text, "/x/"))
    book = re.findall(r'<a target="(\d\d_\w+)" href="/x/notebooks/\1/\1\.ipynb#', start.sheet_html(text, "/x/", True))
    assert len(lab) == len(book) == count > 40
    assert "autogradeDesk" in start.sheet_html(text, "/x/"), "a lesson that is open is shown without loading it again"


def test_every_link_keeps_the_servers_address_and_nothing_comes_from_elsewhere(folder):
    solve(folder, FIRST, names(FIRST)[:2])
    for notebook_app, room in ((False, "lab/tree"), (True, "notebooks")):
        text = shown(folder, "/some/where/", notebook_app=notebook_app)
        links = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        ours = [link for link in links if link != "data:," and not link.endswith("/autograde/sheet")]
        assert len(ours) >= 4 and all(link.startswith(f"/some/where/{room}/") for link in ours)
        assert "http:" not in text and "https:" not in text and "@import" not in text and "url(" not in text


def test_the_page_is_well_formed_html(folder):
    solve(folder, FIRST, names(FIRST)[:2])
    opened, ids = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            ids.extend(value for name, value in attrs if name == "id")
            if tag not in ("meta", "link", "br"):
                opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Reader(convert_charrefs=True).feed(shown(folder))
    assert opened == [] and len(ids) == len(set(ids))
