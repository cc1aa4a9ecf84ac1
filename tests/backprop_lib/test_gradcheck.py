"""The checker fed with right gradients, which it must accept, and with wrong ones, each refused by its own name."""

import math
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from backprop_lib import GradientReport, check_gradient

X = np.array([[1.5, -2.0, 0.7], [3.0, 0.4, -1.1]])


def cubes(v: np.ndarray) -> float:
    return float((v**3).sum())


RIGHT = 3 * X**2


def with_entry(value: float) -> np.ndarray:
    gradient = RIGHT.copy()
    gradient[1, 2] = value
    return gradient


# --- right gradients --------------------------------------------------------------------------------------------------

W = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.2]])
G = np.array([3.0, 0.1, -1.6])
ACCEPTED: dict[str, tuple[Callable[[np.ndarray], Any], Any, Any, Any]] = {
    "2-D": (cubes, X, RIGHT, None),
    "list of whole numbers": (cubes, [1, 2], [3, 12], None),
    "integer x": (cubes, np.array([1, 2]), np.array([3.0, 12.0]), None),
    "a number": (lambda v: v * v, 2.5, 5.0, None),
    "float32 gradient": (cubes, X, RIGHT.astype(np.float32), None),
    "upstream gradient": (lambda v: W @ v, [0.3, 0.9], W.T @ G, G),
    "tiny": (lambda v: 1e-12 * cubes(v), X, 1e-12 * RIGHT, None),
    "tiny on a large value": (lambda v: 1 + 1e-9 * cubes(v), X, 1e-9 * RIGHT, None),
    "huge": (lambda v: 1e12 * cubes(v), X, 1e12 * RIGHT, None),
    "one small entry": (lambda v: v[0] ** 2 + 1e-9 * v[1], [3.0, 4.0], [6.0, 1e-9], None),
    "steep": (lambda v: np.exp(300 * v).sum(), [0.03, -0.02], 300 * np.exp(300 * np.array([0.03, -0.02])), None),
    "exactly zero": (lambda v: 5 + 0 * v.sum(), [0.3, 0.4], [0.0, 0.0], None),
    "zero at a maximum": (lambda v: np.cos(v).sum(), [0.0, 0.0], [0.0, 0.0], None),
    "zero at a saddle": (lambda v: ((v - 1) ** 3).sum(), [1.0], [0.0], None),
    "zero, and rounding of f": (lambda v: (1e8 + np.sin(v)).sum() - np.sin(v).sum(), [0.3, 0.9], [0.0, 0.0], None),
    "far out": (lambda v: np.sin(v).sum(), [1e4, -2e4], np.cos([1e4, -2e4]), None),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_right_gradients_are_accepted(name: str) -> None:
    f, x, gradient, g = ACCEPTED[name]
    report = check_gradient(f, x, gradient, g)
    assert report.ok, report
    assert report and report.error <= 1e-6 and report.kinks == ()
    assert "agrees" in report.message and "tolerance" in report.message


@pytest.mark.parametrize("name", [name for name in ACCEPTED if "zero" not in name])
@pytest.mark.parametrize("factor", [2.001, -1.0, 0.9, 0.0])
def test_the_same_gradients_times_a_factor_are_refused(name: str, factor: float) -> None:
    f, x, gradient, g = ACCEPTED[name]
    assert not check_gradient(f, x, np.multiply(gradient, factor), g), f"{name} × {factor}"


# --- wrong gradients --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gradient", "says", "worst"),
    [
        (RIGHT * 2.001, "differs in 6 of 6 entries, most at [1, 0]: analytic 54.027, numerical 27", (1, 0)),
        (with_entry(-3.63), "differs in 1 of 6 entries, most at [1, 2]: analytic -3.63, numerical 3.63", (1, 2)),
        (with_entry(0.0), "differs in 1 of 6 entries, most at [1, 2]", (1, 2)),
        (with_entry(math.nan), "nan at [1, 2]", (1, 2)),
        (with_entry(-math.inf), "-inf at [1, 2]", (1, 2)),
        (RIGHT.T, "has shape (3, 2), x has shape (2, 3)", None),
        (RIGHT[:1], "has shape (1, 3), x has shape (2, 3)", None),
        (RIGHT.ravel(), "has shape (6,), x has shape (2, 3)", None),
        (RIGHT.sum(), "has shape (), x has shape (2, 3)", None),
        (RIGHT.astype(int), "array of int64: it cuts off every fraction", None),
        (RIGHT > 0, "array of bool", None),
        (RIGHT + 1j, "must hold real numbers, not array", None),
        (None, "must hold real numbers, not None (NoneType)", None),
        ([[1.0], [1.0, 2.0]], "must hold real numbers, not [[1.0], [1.0, 2.0]] (list)", None),
    ],
)
def test_wrong_gradients_are_refused_by_name(gradient: Any, says: str, worst: tuple[int, ...] | None) -> None:
    report = check_gradient(cubes, X, gradient)
    assert report.ok is False and not report
    assert says in report.message
    assert report.worst_index == worst
    assert report.error > 1e-6 and (math.isinf(report.error) == ("differs" not in says))


def test_a_transposed_gradient_of_a_square_x_is_refused() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.5]])
    report = check_gradient(cubes, x, (3 * x**2).T)
    assert not report and "differs in 2 of 4 entries" in report.message
    assert {row[0] for row in report.table[:2]} == {(0, 1), (1, 0)}


def test_a_whole_number_gradient_that_happens_to_be_right_is_still_an_integer_trap() -> None:
    assert "make it with dtype=float" in check_gradient(cubes, [1, 2], np.array([3, 12])).message


def test_wrong_upstream_gradient_is_refused() -> None:
    assert not check_gradient(lambda v: W @ v, [0.3, 0.9], W.T @ np.ones(3), g=G)


def test_tolerance_is_relative_to_the_scale_and_can_be_set() -> None:
    off = RIGHT + 1e-4 * RIGHT.max()
    assert not check_gradient(cubes, X, off)
    report = check_gradient(cubes, X, off, rtol=1e-3)
    assert report and report.error == pytest.approx(1e-4, rel=1e-3)
    assert "0.001 · scale 27" in report.message


# --- kinks ------------------------------------------------------------------------------------------------------------


def relu_sum(v: np.ndarray) -> float:
    return float(np.maximum(v, 0).sum())


@pytest.mark.parametrize("at", [0.0, 1e-6, -2e-6, 4e-6, -8e-6])
def test_a_kink_at_or_near_an_entry_is_reported(at: float) -> None:
    report = check_gradient(relu_sum, [1.5, at, -2.0], [1.0, float(at > 0), 0.0])
    assert report.kinks == ((1,),) and "Kink at or near [1]" in report.message
    assert not report and report.worst_index == (1,)


def test_a_kink_is_reported_even_where_the_gradient_agrees() -> None:
    report = check_gradient(lambda v: np.abs(v).sum(), [0.0, 1.5], [0.0, 1.0])
    assert report and report.kinks == ((0,),) and "slopes -1 from below, 1 from above" in report.message


def test_a_jump_is_reported() -> None:
    assert check_gradient(lambda v: np.floor(v).sum() + v.sum(), [2.0, 0.5], [1.0, 1.0]).kinks == ((0,),)


def test_strong_curvature_is_no_kink() -> None:
    for f, slope in ((lambda v: 1e6 * (v * v).sum(), 0.0), (lambda v: np.cos(1e3 * v).sum(), 0.0)):
        assert check_gradient(f, [0.0], [slope]).kinks == ()


def test_many_kinks_are_shortened_in_the_message() -> None:
    report = check_gradient(relu_sum, np.zeros(40), np.zeros(40))
    assert len(report.kinks) == 40 and "[4], …" in report.message and len(report.table) == 5


# --- the question itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: check_gradient(lambda v: v, [1.0, 2.0], [1.0, 1.0]), ValueError, "check_gradient with g"),
        (lambda: check_gradient(lambda v: v, [1.0, 2.0], [1.0, 1.0], g=[1.0]), ValueError, "g has shape (1,)"),
        (lambda: check_gradient(lambda v: math.nan, [1.0], [1.0]), ValueError, "f gives nan"),
        (lambda: check_gradient(lambda v: v.astype(np.float32).sum(), [1.0], [1.0]), TypeError, "computes in float32"),
        (lambda: check_gradient(cubes, [1.0], [3.0], h=0), ValueError, "step h is 0"),
        (lambda: check_gradient(cubes, [1.0], [3.0], rtol=0), ValueError, "rtol is 0"),
        (lambda: check_gradient(cubes, [], []), ValueError, "nothing to check"),
        (lambda: check_gradient(cubes, ["a"], [3.0]), TypeError, "x must hold real numbers"),
    ],
)
def test_questions_that_make_no_sense_are_errors(call: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=re.escape(says)):
        call()


def test_nothing_of_the_callers_is_changed() -> None:
    x, gradient, g = X.copy(), RIGHT.copy(), np.ones((2, 3))
    for array in (x, gradient, g):
        array.flags.writeable = False

    def f(v: np.ndarray) -> np.ndarray:
        cubed = v**3
        v[:] = 0.0  # f may scribble on what it gets
        return cubed

    assert check_gradient(f, x, gradient, g)


# --- the report -------------------------------------------------------------------------------------------------------


class Cells(HTMLParser):
    """The text of every table cell, and all other tags met."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        assert not self.open, "every tag is closed"

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] == "td":
            self.cells.append(data)


def test_the_report_reads_well_as_text_and_as_html() -> None:
    report = check_gradient(cubes, X, with_entry(-3.63))
    assert isinstance(report, GradientReport)
    assert str(report) == repr(report)
    first, *rows = str(report).splitlines()
    assert first == report.message and len(rows) == len(report.table) == 5
    assert re.fullmatch(r"  \[1, 2\]\s+analytic -3.63\s+numerical  3.63\s+difference 7.3", rows[0])
    differences = [row[3] for row in report.table]
    assert differences == sorted(differences, reverse=True)
    page = Cells(report._repr_html_())
    assert page.cells[:4] == ["[1, 2]", "-3.63", "3.63", "7.3"] and len(page.cells) == 20
    assert page.tags == {"div", "p", "table", "thead", "tbody", "tr", "th", "td"}


def test_html_is_escaped() -> None:
    report = check_gradient(cubes, X, "<script>alert(1)</script> & more")
    assert "<script>" in report.message
    page = report._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "&amp; more" in page
    assert Cells(page).tags == {"div", "p"}
