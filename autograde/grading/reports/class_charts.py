"""One chart for each exercise: how many solved it, as a bar in four pieces, and what went wrong, a bar for each cause.

Pieces differ by pattern as well as by colour, so a grey print reads the same. A chart comes in a light and a dark
form, as drawings that hold real text. Left out: the numbers (`item_statistics`) and the page (`class_report`).
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograde.grading.gradebook.results import PARTLY, SOLVED, UNTRIED, WRONG
from autograde.grading.reports.item_statistics import Cause, Item

WIDTH, MARGIN, ROW, NAMES = 720, 1, 24, 270  # pixels; NAMES is where the bars of causes begin
STANDINGS_BOTTOM, CAUSES_TOP = 64, 108
MOST_CAUSES = 8
GREEN, ORANGE, VERMILLION, BLUE = "#009e73", "#e69f00", "#d55e00", "#0072b2"  # Okabe and Ito's palette
INK, PAPER = "#1c1e21", "#fffffe"
DARK = {INK: "#e9eaec", PAPER: "#16181b", BLUE: "#56b4e9"}
LOOKS = {SOLVED: (GREEN, ""), PARTLY: (ORANGE, "///"), WRONG: (VERMILLION, "xxx"), UNTRIED: (PAPER, "")}
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "class report",
    "font.size": 10,
    "hatch.linewidth": 0.8,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "sans-serif"],
}


@dataclass(frozen=True)
class Chart:
    """A chart as addresses of two images, with its size in pixels and what one would see."""

    light: str
    dark: str
    width: int
    height: int
    alt: str


def chart(item: Item) -> Chart:
    """The chart of one exercise."""
    causes = item.causes[:MOST_CAUSES]
    height = CAUSES_TOP + ROW * len(causes) if causes else STANDINGS_BOTTOM
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 96, height / 96))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        draw_standings(axes, item)
        draw_causes(axes, causes, item.graded)
        light = drawing(figure)
    dark = light
    for colour, other in DARK.items():
        dark = dark.replace(colour, other)
    return Chart(address(light), address(dark), WIDTH, height, words_for(item))


def draw_standings(axes: Axes, item: Item) -> None:
    """The bar of four pieces, and above it what each piece is and how many students it holds."""
    left, label = float(MARGIN), float(MARGIN)
    scale = (WIDTH - 2 * MARGIN) / max(1, item.graded)
    for name, count in item.counts.items():
        colour, pattern = LOOKS[name]
        piece(axes, label, 8, 16, 16, colour, pattern)
        axes.text(label + 23, 17.5, f"{name} {count}", va="center", color=INK)
        label += 60 + 7.6 * len(f"{name} {count}")
        if count:
            piece(axes, left, 36, count * scale, 24, colour, pattern)
        left += count * scale


def draw_causes(axes: Axes, causes: tuple[Cause, ...], graded: int) -> None:
    """A bar for each cause, its full length being the class; named misconceptions are filled, others hatched."""
    if not causes:
        return
    axes.text(MARGIN, CAUSES_TOP - 14, "What went wrong", va="center", color=INK, fontweight="bold")
    for row, cause in enumerate(causes):
        middle = CAUSES_TOP + ROW * row + ROW / 2
        name = cause.name if len(cause.name) <= 38 else cause.name[:37] + "…"
        axes.text(MARGIN, middle + 1.5, name, va="center", color=INK, parse_math=False)
        length = max(3.0, (WIDTH - NAMES - 50) * cause.students / graded)
        piece(
            axes, NAMES, middle - 7, length, 14, BLUE if cause.catalogued else PAPER, "" if cause.catalogued else "//"
        )
        axes.text(NAMES + length + 8, middle + 1.5, str(cause.students), va="center", color=INK)


def piece(axes: Axes, x: float, y: float, width: float, height: float, colour: str, pattern: str) -> None:
    """A rectangle with an outline and a pattern."""
    axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=INK, linewidth=0.8, hatch=pattern))


def drawing(figure: Figure) -> str:
    """A figure as a drawing without date, maker or addresses."""
    file = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    text = file.getvalue()
    return re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)


def address(svg: str) -> str:
    """A drawing as the address of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def words_for(item: Item) -> str:
    """What one would see."""
    parts = [f"Of {item.graded}: " + ", ".join(f"{count} {name}" for name, count in item.counts.items()) + "."]
    if item.causes:
        shown = ", ".join(f"{cause.name} {cause.students}" for cause in item.causes[:MOST_CAUSES])
        parts.append(f"What went wrong: {shown}.")
    return " ".join(parts)
