"""The start page: the lessons with the points so far, what comes next, how a notebook works, and what was updated.

Everything is read from the lessons' folder when it is asked for: what checks have recorded (`progress`), or the reports
in a saved notebook where nothing is recorded. Nothing runs and nothing is written. Left out: who may see the page
(`server`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from autograde import compiled, progress, words
from autograde.course import Course
from autograde.standings import Row, Standing, after, course_title, in_order
from autograde.student import program
from autograde.student.copies import news
from autograde.totals import entries_of

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Lesson:
    """A lesson in the student's folder.   last: when a check was last recorded, 0 for never."""

    name: str
    title: str
    standing: Standing
    last: float

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def short_title(self) -> str:
        """The title up to its colon."""
        return self.title.split(":")[0]

    @property
    def path(self) -> str:
        """The notebook, from the lessons' folder."""
        return f"{self.name}/{self.name}.ipynb"

    @property
    def begun(self) -> bool:
        return self.last > 0 or self.standing.points > 0

    @property
    def open(self) -> Row | None:
        """The first exercise that is not solved yet."""
        return next((row for row in self.standing.rows if not row.solved), None)


@dataclass(frozen=True)
class Start:
    """What the page tells."""

    lessons: Sequence[Lesson]
    news: Sequence[dict[str, Any]]

    @property
    def next(self) -> Lesson | None:
        """The lesson to go on with: that of the last check, else the first behind it with something open, else any."""
        last = max(self.lessons, key=lambda lesson: lesson.last, default=None)
        here = self.lessons.index(last) if last and last.last else 0
        return next((lesson for lesson in [*self.lessons[here:], *self.lessons] if lesson.open), None)

    @property
    def points(self) -> float:
        return sum(lesson.standing.points for lesson in self.lessons)

    @property
    def max_points(self) -> float:
        return sum(lesson.standing.max_points for lesson in self.lessons)


def read(folder: Path) -> Start:
    """How things stand in a lessons' folder; lessons whose notebook is not there are left out."""
    lessons = [lesson_in(folder, name) for name in in_order() if (folder / name / f"{name}.ipynb").is_file()]
    return Start(lessons, latest_news(folder))


def lesson_in(folder: Path, name: str) -> Lesson:
    """A lesson's title and standing."""
    notebook, record = folder / name / f"{name}.ipynb", folder / progress.FOLDER / f"{name}.json"
    last = record.stat().st_mtime if record.is_file() else 0.0
    title = title_of(folder / progress.FOLDER / "base" / notebook.name, notebook)
    return Lesson(name, title, after(name, entries_of(name, folder, folder)), last)


def title_of(*paths: Path) -> str:
    """The first heading of the first of these notebooks that has one, without the lesson's number."""
    for path in paths:
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            lines = [
                line
                for cell in cells
                if cell["cell_type"] == "markdown"
                for line in "".join(cell["source"]).splitlines()
            ]
            return next(line for line in lines if line.startswith("# ")).removeprefix("# ").split(" · ", 1)[-1]
        except (OSError, ValueError, KeyError, TypeError, StopIteration):
            continue
    return paths[-1].stem


def latest_news(folder: Path) -> list[dict[str, str]]:
    """What has been merged into the student's notebooks, the latest first."""
    keys = ("lesson", "when", "text", "back")
    found = [{key: str(item[key]) for key in keys} for item in news(folder) if item.keys() >= set(keys)]
    return sorted(found, key=lambda item: item["when"], reverse=True)


def sheet() -> Path | None:
    """The formula sheet's file; None where there is none."""
    folder = compiled.NOTEBOOKS if compiled.lessons() else Course.around().root / "release"
    path = folder / "formula_sheet.html"
    return path if path.is_file() else None


def sheet_html(text: str, base: str, notebook_app: bool = False) -> str:
    """The sheet as the server shows it: its links, relative to the lessons' folder, lead into the notebooks."""
    link = r'href="((\d\d_\w+)/\w+\.ipynb)'
    if notebook_app:
        return re.sub(link, rf'target="\2" href="{base}{room(True)}\1', text)
    text = re.sub(link, rf'target="lessons" data-path="\1" href="{base}{room(False)}\1', text)
    script = TEMPLATES.get_template("open_lesson.js").render()
    return text.replace("</body>", f"<script>\n{script}</script>\n</body>")


def room(notebook_app: bool) -> str:
    """Where the server shows a notebook, below its own address."""
    return "notebooks/" if notebook_app else "lab/tree/"


def html(start: Start, base: str, notebook_app: bool = False) -> str:
    """The page; `base` is the server's address, "/" or "/some/path/", which all links keep.

    Lessons open in one browser tab of JupyterLab, or each in its own with Jupyter Notebook.
    """

    def address(lesson: Lesson, heading: str = "") -> str:
        return f"{base}{room(notebook_app)}{quote(lesson.path)}{heading}"

    page = TEMPLATES.get_template("start.html.j2")
    return page.render(
        start=start,
        title=course_title(),
        address=address,
        target=lambda lesson: lesson.name if notebook_app else "lessons",
        app="Jupyter Notebook" if notebook_app else "JupyterLab",
        sheet=f"{base}autograde/sheet" if sheet() else "",
        points=words.points,
        program=program.called(),
    )
