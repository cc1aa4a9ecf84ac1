"""What a check answers, in three forms: points as a bare number, a box to read, and JSON for statistics.

nbgrader takes the `text/plain` form of a tests cell as partial credit, so that form is the points and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from autograde import stuck, words
from autograde.diagnosis import NOT_WRITTEN, Finding
from autograde.guard import guarded
from autograde.standings import Standing
from backprop_lib.picture import Picture

MIME = "application/vnd.autograde.report+json"

BOX = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<div role="status" class="mathjax_ignore tex2jax_ignore" style="\
border-left: 6px {{ "solid" if passed else "double" }} {{ "#009e73" if passed else "#d55e00" }}; \
padding: 0.3em 0.9em; margin: 0.3em 0; max-width: 50em; line-height: 1.45">
<p style="margin: 0.2em 0"><strong>{{ title }}</strong></p>
{% for line in lines %}
<p style="margin: 0.35em 0">{% if line[0] %}<strong>{{ line[0] }}</strong> {% endif %}{{ line[1] }}</p>
{% endfor %}
{% for picture in pictures %}
{{ picture }}
{% endfor %}
{% if standing %}
<p style="margin: 0.35em 0">{{ standing }}.{% if standing.next %} Next: <a href="{{ standing.next.link }}">\
{{ standing.next.text }}</a>{% endif %}</p>
{% endif %}
</div>
""")


@dataclass(frozen=True)
class Part:
    """One part of an exercise with its points."""

    name: str
    points: float
    max_points: float

    @property
    def passed(self) -> bool:
        return self.points == self.max_points


def drawn(picture: Picture) -> Callable[[], Markup]:
    """What draws a picture when it is looked at; it shows what a student's code returned."""
    return lambda: Markup(picture._repr_html_())


@dataclass(frozen=True)
class Report:
    """The result of one check.

    exercise: its name.   parts: points of each part.   findings: what is wrong, one for each function that is.
    checked: for a pass, what was checked ("9 probes, a tie included, largest relative error 2e-16").
    printed: what the student's function printed during the call that is shown.
    hint: the number of the hint that is offered, 0 for none; statistics leave it out.
    picture: what a pass has to show.   standing: where the lesson stands after this check; statistics leave it out.
    """

    exercise: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    checked: str = ""
    printed: str = ""
    hidden: bool = False
    hint: int = 0
    picture: Picture | None = None
    standing: Standing | None = None

    @property
    def points(self) -> float:
        """Points earned."""
        return round(sum(part.points for part in self.parts), 9)

    @property
    def max_points(self) -> float:
        """Points that full marks are worth."""
        return round(sum(part.max_points for part in self.parts), 9)

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings

    @property
    def diagnosis(self) -> str | None:
        """Name of the first finding ("not swapped"), None when passed."""
        return self.findings[0].name if self.findings else None

    @property
    def unanswered(self) -> bool:
        """Whether all that is wrong is what has not been written yet."""
        return bool(self.findings) and all(finding.name == NOT_WRITTEN for finding in self.findings)

    @property
    def untouched(self) -> bool:
        """Whether none of the exercise's functions has been written yet."""
        return self.unanswered and self.points == 0

    @property
    def title(self) -> str:
        """The heading of every form: "grad_mul: 0 of 2 points"."""
        solved = ", solved" if self.passed else ""
        return f"{self.exercise}: {words.points(self.points)} of {words.full_points(self.max_points)}{solved}"

    def lines(self) -> list[tuple[str, str]]:
        """What there is to say, as pairs of a lead word (or "") and a text."""
        if self.passed:
            return [("Checked:", self.checked)] if self.checked else []
        lines = []
        for finding in self.findings:
            lines.append(("", finding.seen))
            if finding.evidence:
                lines.append(("", finding.evidence))
            where = f"lesson section “{finding.section}”" if finding.section else ""
            if finding.cause:
                lines.append(("Likely cause:", " · ".join(filter(None, (finding.cause, where)))))
            elif where:
                lines.append(("Read again:", where))
        if len(self.parts) > 1:
            scores = (f"{part.name} {words.points(part.points)}/{words.points(part.max_points)}" for part in self.parts)
            lines.append(("Parts:", ", ".join(scores)))
        if self.printed:
            lines.append(("It printed:", self.printed.strip()))
        if self.hint:
            lines.append(("Stuck?", stuck.offer(self.hint)))
        return lines

    def to_json(self) -> dict[str, Any]:
        """The report in plain data, for statistics."""
        return {
            "exercise": self.exercise,
            "points": self.points,
            "max_points": self.max_points,
            "passed": self.passed,
            "diagnosis": self.diagnosis,
            "hidden": self.hidden,
            "parts": [{"name": p.name, "points": p.points, "max_points": p.max_points} for p in self.parts],
            "findings": [{"function": f.function, "name": f.name} for f in self.findings],
        }

    def __str__(self) -> str:
        lines = [self.title, *(f"  {lead} {text}" if lead else f"  {text}" for lead, text in self.lines())]
        return "\n".join([*lines, *([f"  {self.standing.line}"] if self.standing else [])])

    def __repr__(self) -> str:
        return words.points(self.points)

    def _repr_html_(self) -> str:
        found = [*(finding.picture for finding in self.findings), self.picture]
        pictures = [guarded(drawn(picture), Markup()) for picture in found if picture]
        return BOX.render(
            title=self.title, lines=self.lines(), passed=self.passed, pictures=pictures, standing=self.standing
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: self.to_json()}
