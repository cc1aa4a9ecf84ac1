"""What a lesson asks for, exercise by exercise, as markup for pages: the statements of the release notebook.

The text is the course authors' own. Its formulas become small drawings that need no script and no network. Links
become plain text. Left out: the reading text around the exercises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mistune
import nbformat
from markupsafe import Markup, escape
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath, text_to_path

from autograde.course import Course
from autograde.errors import NotebookError

EM = 100  # drawing units of one em
FONT = FontProperties(size=1.15 * EM, math_fontfamily="stix")  # its letters are small beside those of the text
LETTERS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C", Outline.CLOSEPOLY: "Z"}
BEFORE_A_STOP = re.compile(r'(<svg class="tex"[^>]*><path[^>]*></svg>)([.,;:!?)]+)')
TITLE = re.compile(r"^#+ +(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Statement:
    """One exercise as it was set: its heading without the points, its text as markup, its stub."""

    title: str
    text: Markup
    stub: str


@dataclass(frozen=True)
class Asked:
    """A lesson as it was handed out: its title and its exercises' statements by name."""

    lesson: str
    title: str
    statements: dict[str, Statement]


def asked(course: Course, lesson: str) -> Asked:
    """What the lesson's release notebook asks for; NotebookError when there is none."""
    path = course.notebook("release", lesson)
    if not path.is_file() and lesson in course.own:  # nobody has made its release with nbgrader yet
        return Asked(lesson, lesson, {})
    if not path.is_file():
        raise NotebookError(f"{course.shown(path)} is missing. Run `autograde build` first.")
    cells = nbformat.read(path, as_version=4).cells
    titles = TITLE.findall(cells[0].source) if cells else []
    statements = {}
    for position, cell in enumerate(cells):
        graded = cell.metadata.get("nbgrader", {})
        if graded.get("solution"):
            name = graded["grade_id"]
            title, text = heading_and_text(name, [c.source for c in cells[:position] if c.cell_type == "markdown"])
            statements[name] = Statement(title, markup(text), cell.source)
    return Asked(lesson, titles[0] if titles else lesson, statements)


def heading_and_text(name: str, texts: list[str]) -> tuple[str, str]:
    """An exercise's heading, without its points, and the text below, from the markdown cells before its answer."""
    heading = re.compile(rf"^#+ +(.*\b{re.escape(name)}) \([\d.]+ points?\) *$", re.MULTILINE)
    for text in reversed(texts):
        match = heading.search(text)
        if match:
            return match[1], text[match.end() :].strip()
    return name, ""


class Page(mistune.HTMLRenderer):
    """Markdown to markup without links, pictures, or headings that would compete with the page's own."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def inline_math(self, text: str) -> str:
        return formula(text)

    def block_math(self, text: str) -> str:
        return f'<p class="formula">{formula(text)}</p>\n'


markdown = mistune.create_markdown(renderer=Page(escape=True), plugins=["math", "table"])


def markup(text: str) -> Markup:
    """An author's markdown as markup; whatever looks like HTML in it is shown as text."""
    return Markup(BEFORE_A_STOP.sub(r'<span class="together">\1\2</span>', str(markdown(text))))


def formula(tex: str) -> Markup:
    """A formula as a drawing in the text's colour, with its source as description; its source where it is too hard."""
    source = " ".join(tex.split())
    try:
        outline = TextPath((0, 0), f"${source}$", prop=FONT)
        width, height, below = text_to_path.get_text_width_height_descent(f"${source}$", FONT, True)
    except ValueError:
        return Markup("<code>") + escape(source) + Markup("</code>")
    size = f"width:{width / EM:.2f}em;height:{height / EM:.2f}em;vertical-align:{-below / EM:.2f}em"
    box = f"0 {below - height:.0f} {width:.0f} {height:.0f}"
    return Markup('<svg class="tex" role="img" aria-label="{}" viewBox="{}" style="{}"><path d="{}"/></svg>').format(
        source, box, size, drawn(outline)
    )


def drawn(outline: Any) -> str:
    """An outline of Matplotlib's as the path of a drawing, its y axis turned downwards."""
    parts = []
    for points, code in outline.iter_segments(simplify=False):
        numbers = points.reshape(-1, 2) * (1, -1) if LETTERS[code] != "Z" else ()
        parts.append(LETTERS[code] + " ".join(f"{x:.0f} {y:.0f}" for x, y in numbers))
    return "".join(parts)
