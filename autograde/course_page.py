"""A page to keep: points by lesson, what was built, the date. One HTML file that needs nothing else, one page of A4.

It claims no more than it knows: that the checks of the course gave these points on this machine. Left out: where the
points come from, and when the page is written (`totals`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jinja2 import Environment

from autograde import words

if TYPE_CHECKING:
    from autograde.standings import Standing
    from autograde.totals import CoursePoints

PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ heading }}</title>
<style>
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --quiet: #555555; --rule: #c4c4c4; --bar: #0a6e55; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616; --quiet: #b4b4b4; --rule: #4a4a4a;
  --bar: #58c3a6; } }
body { margin: 0 auto; padding: 2rem 1rem; max-width: 44rem; background: var(--paper); color: var(--ink);
  font: 16px/1.45 system-ui, "Segoe UI", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .2rem; }
h2 { font-size: 1.1rem; margin: 1.4rem 0 .4rem; }
p { margin: .2rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; font-weight: normal; padding: .18rem .6rem .18rem 0; border-bottom: 1px solid var(--rule); }
td:nth-child(2) { white-space: nowrap; font-variant-numeric: tabular-nums; }
td:last-child { width: 45%; padding-right: 0; }
.bar { height: .6rem; border: 1px solid var(--ink); }
.bar div { height: 100%; background: var(--bar); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
ul { margin: 0; padding-left: 1.1rem; }
li { margin: .12rem 0; }
code { font-size: .88em; overflow-wrap: anywhere; }
.said { color: var(--quiet); font-size: .9em; margin-top: 1.4rem; }
@page { size: A4; margin: 14mm 18mm; }
@media print { :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --quiet: #333333; --rule: #aaaaaa;
  --bar: #555555; } body { padding: 0; max-width: none; font-size: 9.6pt; line-height: 1.3; }
  h2 { margin: 3mm 0 1mm; } .said { margin-top: 4mm; } li, p { margin: 0; } }
</style>
</head>
<body>
<main>
<h1>{{ heading }}</h1>
<p>{{ all.title }} · {{ day }}</p>
<h2>Points: {{ points(all.points) }} of {{ points(all.max_points) }}</h2>
<table>
<thead><tr><th scope="col">lesson</th><th scope="col">points</th><td></td></tr></thead>
<tbody>
{% for lesson in all.lessons %}
<tr><th scope="row">{{ lesson.lesson[:2] }} {{ lesson.lesson[3:].replace("_", " ") }}</th>\
<td>{{ points(lesson.points) }} of {{ points(lesson.max_points) }}</td>\
<td><div class="bar"><div style="width: {{ share(lesson) }}%"></div></div></td></tr>
{% endfor %}
</tbody>
</table>
{% if all.built %}
<h2>Built</h2>
<ul>
{% for what, names in all.built %}
<li>{{ what }}: {% for name in names %}{{ ", " if not loop.first }}<code>{{ name }}</code>{% endfor %}</li>
{% endfor %}
</ul>
{% endif %}
<p class="said">The checks of the course gave these points to the answers in the notebooks beside this page, on this
machine, up to the day above. Nobody has verified whose answers they are, and this page certifies nothing.</p>
</main>
</body>
</html>
""")


def render(found: CoursePoints, name: str, today: date) -> str:
    """The page for these points; `name` stands on it where one is given."""
    heading = f"What {name.strip()} built" if name.strip() else "What I built"
    day = f"{today.day} {today:%B %Y}"
    return PAGE.render(all=found, heading=heading, day=day, points=words.points, share=share)


def share(lesson: Standing) -> float:
    """The share of a lesson's points that are earned, in hundredths."""
    return round(100 * lesson.points / lesson.max_points, 1)
