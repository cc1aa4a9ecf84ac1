"""The three forms of a report: a bare number for nbgrader, a safe box for people, plain data for statistics."""

import json
import xml.etree.ElementTree as ElementTree

from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograde.checking import evaluate
from autograde.report import MIME
from tests.autograde.specimen import PRODUCT


def half(g, x, y):
    print("<b>looking</b>")
    return (g * y, g * x) if x != y else (0.0, 0.0)


def test_text_plain_is_the_points_and_nothing_else():
    report = evaluate(PRODUCT, [half])
    assert report._repr_mimebundle_()["text/plain"] == repr(report) == "1.5"
    assert repr(evaluate(PRODUCT, [lambda g, x, y: (g * y, g * x)])) == "2"
    assert repr(evaluate(PRODUCT, [lambda g, x, y: 0])) == "0"


def test_nbgrader_reads_the_points_as_partial_credit():
    report = evaluate(PRODUCT, [half])
    cell = new_code_cell("check(…)", outputs=[new_output("execute_result", data=report._repr_mimebundle_())])
    cell.metadata.nbgrader = {"grade": True, "solution": False, "points": 2, "grade_id": "t", "schema_version": 3}
    assert determine_grade(cell) == (1.5, 2)


def test_html_is_well_formed_and_escapes_what_the_student_printed():
    html = evaluate(PRODUCT, [half])._repr_html_()
    ElementTree.fromstring(html)
    assert "&lt;b&gt;looking&lt;/b&gt;" in html and "<b>looking" not in html


def test_html_lets_nobody_typeset_what_the_student_printed():
    root = ElementTree.fromstring(evaluate(PRODUCT, [half])._repr_html_())
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(root.attrib["class"].split())  # of MathJax 3 and 2


def test_html_tells_pass_from_fail_in_words():
    assert "2 of 2 points, solved" in evaluate(PRODUCT, [lambda g, x, y: (g * y, g * x)])._repr_html_()
    assert "1.5 of 2 points<" in evaluate(PRODUCT, [half])._repr_html_()


def test_json_form_carries_parts_and_names():
    data = evaluate(PRODUCT, [half])._repr_mimebundle_()[MIME]
    assert json.loads(json.dumps(data)) == data
    assert data["parts"] == [
        {"name": "distinct factors", "points": 1.5, "max_points": 1.5},
        {"name": "equal factors", "points": 0.0, "max_points": 0.5},
    ]
    assert data["diagnosis"] == data["findings"][0]["name"] == "0, in part"


def test_a_pass_says_what_was_checked():
    text = str(evaluate(PRODUCT, [lambda g, x, y: (g * y, g * x)]))
    assert "5 inputs, equal factors included" in text
