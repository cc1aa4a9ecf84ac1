"""The points of all lessons, what has been built with them, and a page of both to keep.

`course_points()` shows a table with links to what is still open; `save_course_page()` writes it as a page beside the
lessons. Points are those that checks have recorded (`progress`); where there is no record, those of the reports in the
notebooks as last saved. Nothing runs, and nothing is sent. Left out: how the page looks (`course_page`), a lesson's own
table (`standings`), and whether the answers still earn these points (`validate`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment

from autograde import built, course_page, progress, report, standings, words
from autograde.standings import Standing
from autograde.whole_file import replace

FILE = "my_course.html"
TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<div style="max-width: 60em; line-height: 1.45">
<table>
<caption style="text-align: left"><strong>{{ all }}</strong></caption>
<thead><tr><th scope="col" style="text-align: left">lesson</th><th scope="col">points</th>\
<th scope="col" style="text-align: left">open</th></tr></thead>
<tbody>
{% for lesson in all.lessons %}
{% set file = "../" ~ lesson.lesson ~ "/" ~ lesson.lesson ~ ".ipynb" %}
<tr><td style="text-align: left"><a href="{{ file }}">{{ lesson.lesson }}</a></td>\
<td>{{ points(lesson.points) }} of {{ points(lesson.max_points) }}</td>\
<td style="text-align: left">
{%- for row in lesson.rows if not row.solved %}
{{ ", " if not loop.first }}<a href="{{ file }}{{ row.link }}">{{ row.number }}</a>
{%- else %}all solved{% endfor %}</td></tr>
{% endfor %}
</tbody>
</table>
{% if all.built %}
<p>With them you have built:</p>
<ul>
{% for what, names in all.built %}
<li>{{ what }}: {% for name in names %}{{ ", " if not loop.first }}<code>{{ name }}</code>{% endfor %}</li>
{% endfor %}
</ul>
{% endif %}
</div>
""")


@dataclass(frozen=True)
class CoursePoints:
    """Where a student stands in each lesson, and what has been built: in a few words, and its exercises."""

    title: str
    lessons: tuple[Standing, ...]
    built: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def points(self) -> float:
        """Points of all lessons so far."""
        return round(sum(lesson.points for lesson in self.lessons), 9)

    @property
    def max_points(self) -> float:
        """Points of the whole course."""
        return sum(lesson.max_points for lesson in self.lessons)

    def __str__(self) -> str:
        return f"All lessons: {words.points(self.points)} of {words.full_points(self.max_points)}"

    def __repr__(self) -> str:
        lines = [f"{lesson.lesson:18} {words.points(lesson.points):>5}  {open_in(lesson)}" for lesson in self.lessons]
        made = [f"built: {what} ({', '.join(names)})" for what, names in self.built]
        return "\n".join([*lines, f"{self}.", *made])

    def _repr_html_(self) -> str:
        return TABLE.render(all=self, points=words.points)


@dataclass(frozen=True)
class Saved:
    """Where a page was written; None where it was not, as there is no working copy."""

    path: Path | None

    def __repr__(self) -> str:
        if self.path is None:
            return (
                f'There is no working copy here, so nothing was written. `save_course_page(folder=".")` writes {FILE}.'
            )
        return f"Wrote {self.path}. Open it in a browser; it prints on one page."

    def _repr_html_(self) -> str | None:
        if self.path is None or self.path.parent != progress.lessons_folder():
            return None
        return f'<p>Wrote <a href="../{FILE}">{FILE}</a> beside the lessons’ folders; it prints on one page.</p>'


def course_points(folder: str | Path | None = None) -> CoursePoints:
    """The points of all lessons so far, as a table with links to what is open, and what has been built.

    folder: where the lessons' folders lie; without it, above the folder that the notebook runs in.
    """
    beside = Path(folder) if folder is not None else progress.HERE
    lessons = tuple(standings.after(lesson, entries_of(lesson, beside, folder)) for lesson in standings.in_order())
    solved = {row.exercise.name for lesson in lessons for row in lesson.rows if row.solved}
    whole = built.whole()
    made = [whole[lesson.lesson] for lesson in lessons if lesson.lesson in whole]
    done = tuple((item.what, item.exercises) for item in made if solved.issuperset(item.exercises))
    return CoursePoints(standings.course_title(), lessons, done)


def save_course_page(name: str = "", folder: str | Path | None = None) -> Saved:
    """Write a page with the points of all lessons and what has been built, to keep or to print.

    name: who it is about, if that is to stand on it.   folder: where to write; without it, beside the lessons' folders.
    """
    target = Path(folder) if folder is not None else progress.lessons_folder()
    if target is None:
        return Saved(None)
    path = target / FILE
    replace(path, course_page.render(course_points(), name, date.today()).encode())
    return Saved(path.resolve())


def open_in(lesson: Standing) -> str:
    """What is left to do in a lesson."""
    left = [row.exercise.name for row in lesson.rows if not row.solved]
    return f"open: {', '.join(left)}" if left else "all solved"


def entries_of(lesson: str, beside: Path, folder: str | Path | None) -> progress.Entries:
    """What is recorded of a lesson, and what its saved notebook tells of exercises without a record."""
    saved = saved_points(beside / lesson / f"{lesson}.ipynb")
    kept = progress.read(lesson, Path(folder) if folder is not None else None)
    return {name: progress.Entry(points) for name, points in saved.items()} | kept


def saved_points(path: Path) -> dict[str, float]:
    """The points of each exercise whose report a notebook holds; none for a file that is no notebook."""
    try:
        cells: Sequence[Any] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        reports: list[Mapping[str, Any]] = [found for out in outputs if (found := out.get("data", {}).get(report.MIME))]
        return {str(found["exercise"]): float(found["points"]) for found in reports}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
