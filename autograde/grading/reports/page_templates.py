"""The templates of all pages, and how numbers and names look on them. Left out: what stands on a page."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograde.grading.gradebook.final import exact, exact_full
from autograde.grading.reports import student_outputs

environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def breakable(text: str) -> Markup:
    """A name that may be broken after each underscore where a line is short, and not before a dot."""
    return escape(text.replace(" · ", "\u00a0· ")).replace("_", Markup("_<wbr>"))


def correlation(value: float) -> str:
    """A correlation with two decimals, a true minus sign, and none before zero: "−0.25", "0.00"."""
    return f"{value:z.2f}".replace("-", "−")


def in_seconds(value: float) -> str:
    """A time with two digits, or whole seconds: "0.38", "12", "124"."""
    return f"{value:.2g}" if value < 99.5 else f"{value:.0f}"


def length_of(value: float) -> str:
    """A length in a drawing: "3", "0.94"."""
    return f"{value:.4g}"


environment.filters.update(
    length_of=length_of,
    points=exact,
    full_points=exact_full,
    readable=student_outputs.readable,
    breakable=breakable,
    correlation=correlation,
    in_seconds=in_seconds,
)
