"""Where a student stands in a lesson: the points so far, and which exercise or lesson comes next.

`standing("NN_name")` ends every lesson; every report ends with a line of it. Both read what checks have recorded
(`progress`) and link to headings of the notebook. Left out: the page of all lessons (`student.start`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from jinja2 import Environment

from autograde import compiled, exercises, progress, words
from autograde.course import Course
from autograde.exercise import Exercise

TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<div style="max-width: 50em; line-height: 1.45">
<table>
<caption style="text-align: left"><strong>{{ standing }}</strong></caption>
<thead><tr><th scope="col" style="text-align: left">exercise</th><th scope="col">points</th></tr></thead>
<tbody>
{% for row in standing.rows %}
<tr><td style="text-align: left"><a href="{{ row.link }}">{{ row.number }} {{ row.exercise.name }}</a></td>\
<td>{{ points(row.points) }} of {{ points(row.exercise.points) }}</td></tr>
{% endfor %}
</tbody>
</table>
{% if standing.next %}
<p>Next: <a href="{{ standing.next.link }}">{{ standing.next.text }}</a></p>
{% endif %}
</div>
""")


@dataclass(frozen=True)
class Link:
    """Where to go next: words, and an address that notebooks follow."""

    text: str
    link: str


@dataclass(frozen=True)
class Row:
    """One exercise of a lesson with the points it has so far."""

    place: int
    exercise: Exercise
    points: float

    @property
    def number(self) -> str:
        """As its heading counts it: "2.1"."""
        return f"{self.exercise.lesson[:2].lstrip('0')}.{self.place}"

    @property
    def heading(self) -> str:
        """The heading of its statement in the lesson's text."""
        return f"Exercise {self.number} · {self.exercise.name} ({words.full_points(self.exercise.points)})"

    @property
    def link(self) -> str:
        """The address of that heading within the notebook, in browsers' spelling: JupyterLab takes others for files."""
        return "#" + quote(self.heading.replace(" ", "-"), safe="()")

    @property
    def solved(self) -> bool:
        return self.points >= self.exercise.points


@dataclass(frozen=True)
class Standing:
    """A lesson's exercises with their points so far, and what to do next."""

    lesson: str
    rows: tuple[Row, ...]
    next: Link | None = None

    @property
    def points(self) -> float:
        """Points earned so far."""
        return round(sum(row.points for row in self.rows), 9)

    @property
    def max_points(self) -> float:
        """Points of the whole lesson."""
        return sum(row.exercise.points for row in self.rows)

    @property
    def line(self) -> str:
        """The standing and what comes next, in a line of text."""
        return f"{self}." + (f" Next: {self.next.text}." if self.next else "")

    def __str__(self) -> str:
        return f"Lesson {self.lesson[:2]}: {words.points(self.points)} of {words.full_points(self.max_points)}"

    def __repr__(self) -> str:
        return "\n".join(
            [*(f"{row.number} {row.exercise.name}: {words.points(row.points)}" for row in self.rows), self.line]
        )

    def _repr_html_(self) -> str:
        return TABLE.render(standing=self, points=words.points)


def standing(lesson: str) -> Standing:
    """The points of the lesson's exercises so far, as a table with links, and what comes next.

    lesson: the lesson's name, "01_slopes".
    """
    return after(lesson, progress.read(lesson))


def after(lesson: str, entries: progress.Entries, done: str = "") -> Standing:
    """Where entries leave a student in a lesson; next is the first open exercise from `done` on, itself included."""
    rows = tuple(
        Row(place, exercise, entries.get(exercise.name, progress.Entry(0)).points)
        for place, exercise in enumerate(in_lesson(lesson), 1)
    )
    here = next((row.place for row in rows if row.exercise.name == done), 0)
    waiting = sorted((row for row in rows if not row.solved), key=lambda row: (row.place < here, row.place))
    if waiting:
        return Standing(lesson, rows, Link(f"{waiting[0].number} {waiting[0].exercise.name}", waiting[0].link))
    return Standing(lesson, rows, following(lesson))


def following(lesson: str) -> Link | None:
    """The lesson after this one; None after the last."""
    names = in_order()
    behind = names[names.index(lesson) + 1 :] if lesson in names else []
    return Link(f"lesson {behind[0][:2]}", f"../{behind[0]}/{behind[0]}.ipynb") if behind else None


def in_order() -> Sequence[str]:
    """The names of all lessons that are taught."""
    return list(compiled.lessons()) or Course.around().lessons


def course_title() -> str:
    """The course's title."""
    return compiled.title() if compiled.lessons() else Course.around().settings.title


def in_lesson(lesson: str) -> Sequence[Exercise]:
    """The exercises of a lesson, in the order of its text."""
    if held := compiled.lessons():
        return [compiled.find(lesson, name) for name in held.get(lesson, [])]
    return exercises.of_lesson(lesson)
