"""The formula sheet and the page of points in Chromium: pages on paper, nothing cut off, light and dark told apart.

Screenshots stay in the tests' temporary folder, for people. Left out: what the pages say (`tests/lessons`,
`tests/student`).
"""

import re
import shutil
from datetime import date

import pytest

from autograde import built, course_page, course_points, standings
from autograde.totals import CoursePoints
from tests.course_copy import COURSE

pytestmark = pytest.mark.slow

CUT = """() => [...document.querySelectorAll('.tex, p, li, td, h1, h2, h3')].filter(one => one.offsetParent
    && getComputedStyle(one).display != 'inline' && one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)
"""
LOUD = "() => [...document.body.querySelectorAll('*')].map(one => getComputedStyle(one).color)"
SIZES = {"laptop": (1366, 768), "phone": (380, 800)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The two pages as files: the formula sheet, and everything solved by somebody with a long name."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(COURSE.formula_sheet, folder / "sheet.html")
    none = course_points(folder)
    solved = tuple(
        standings.Standing(
            lesson.lesson, tuple(standings.Row(row.place, row.exercise, row.exercise.points) for row in lesson.rows)
        )
        for lesson in none.lessons
    )
    made = tuple((item.what, item.exercises) for item in built.whole().values())
    text = course_page.render(CoursePoints(none.title, solved, made), "Maximiliane Zhang-Oberhuber", date(2026, 11, 29))
    (folder / "course.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "count"), [("sheet", 2), ("course", 1)])
def test_it_prints_on_so_many_pages_of_a4_and_reads_on_any_screen(page, pages, name, count):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pages / f"{name}.html").as_uri())
    data = page.pdf(path=pages / f"{name}.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == count and b"/MediaBox [0 0 594.9" in data
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT) == [] and page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=pages / f"{name}-{size}-{scheme}.png")
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (sum(map(int, re.findall(r"\d+", paper))) > 380) == (scheme == "light")
    page.emulate_media(media="print", color_scheme="dark")
    assert all(len(set(re.findall(r"\d+", colour)[:3])) == 1 for colour in page.evaluate(LOUD)), "paper has no colours"
    assert all(url.startswith("file:") for url in asked)
