"""The class report in Chromium: its first screen holds the picture and what to say first; on paper nothing is cut.

Left out: what the page says (`tests/grading/test_class_picture.py`, `tests/grading/test_class_report.py`).
"""

import pytest

from autograde.course import Course
from autograde.grading.reports.class_report import shared_page
from autograde.grading.reports.statements import asked
from tests.course_copy import ROOT
from tests.grading.classroom import LESSON, judged, result, unwritten

pytestmark = pytest.mark.slow

BOTTOM = "selector => [...document.querySelectorAll(selector)].map(one => one.getBoundingClientRect().bottom)"
CUT = """() => [...document.querySelectorAll('.strip, .chart, .chart img, .topics li, .bins, .legend li')]
  .filter(one => {
    const box = one.getBoundingClientRect();
    return box.right > document.documentElement.clientWidth + 1 || one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 80))"""
WHOLE = "() => [...document.querySelectorAll('figure, .class-picture')].map(one => getComputedStyle(one).breakInside)"


def some(count):
    ways = [{}, {"grad_mul": judged("grad_mul", lambda x, y: (x, y))}, {"grad_mul": unwritten("grad_mul")}]
    ways.append({"grad_max": judged("grad_max", lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0))})
    return [result(f"s{n:03d}", ways[n % 4]) for n in range(count)]


@pytest.mark.parametrize("count", [15, 300])
def test_a_projectors_first_screen_and_a_printed_page(page, tmp_path, count):
    place = tmp_path / "index.html"
    place.write_text(shared_page([(asked(Course(ROOT), LESSON), some(count))]), encoding="utf-8")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(place.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366 and page.evaluate(CUT) == []
    strips, topics = page.evaluate(BOTTOM, ".strip"), page.evaluate(BOTTOM, ".topics li")
    assert len(strips) == 5 and max(strips) < 400 and len(topics) == 3 and max(topics[:2]) < 650
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 950})  # A4 less its margins
    assert page.evaluate(CUT) == [] and set(page.evaluate(WHOLE)) == {"avoid"}
    page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.complaints == []
