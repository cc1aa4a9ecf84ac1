"""What the dialog of nbgrader's Validate button shows: the points, what is not solved, and why.

`python -m autograde.student.dialog NOTEBOOK` runs the notebook and prints it. nbgrader's dialog has one text for every
success and knows no points. A failed cell's error it shows as HTML, though, so all that there is to say goes there,
and a style hides the sentence above it. Left out: answering the button (`validate_button`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from autograde import words
from autograde.errors import AutogradeError
from autograde.student.validate import NoExercise, Validated, validate

TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<style>
#validation-message > div > p { display: none }
#validation-message pre { border: none; margin: 0; padding: 0 }
#validation-message pre { white-space: normal; font-family: var(--jp-ui-font-family) }
#validation-message > div:first-of-type + div pre { font-size: 1.2em; font-weight: 600; margin-bottom: 0.8em }
#validation-message table { border-collapse: collapse; text-align: left; line-height: 1.4 }
#validation-message :is(th, td) { padding: 0.25em 1.2em 0.25em 0; vertical-align: top }
#validation-message tr + tr { border-top: 1px solid var(--jp-border-color2) }
</style>
{% if scores %}
<table>
<tr><th scope="col">exercise</th><th scope="col">points</th><th scope="col">remark</th></tr>
{% for score in scores %}
<tr><td>{{ score.exercise }}</td><td style="white-space: nowrap">{{ points(score.points) }} of \
{{ points(score.max_points) }}</td><td>{{ score.remark }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% for note in notes %}
<div style="margin-top: 0.8em">{{ note }}</div>
{% endfor %}
""")


def answer(path: Path) -> dict[str, Any] | None:
    """What the button is answered about a notebook; None for one that holds no exercise of the course."""
    try:
        return shown(validate(path))
    except NoExercise:
        return None
    except AutogradeError as error:
        return saying(str(error), TABLE.render())


def shown(one: Validated) -> dict[str, Any]:
    """The answer that shows what a run has found."""
    notes: Sequence[str] = [f"{note[:1].upper()}{note[1:]}" for note in one.notes]
    return saying(str(one), TABLE.render(scores=one.scores, notes=notes, points=words.points))


def saying(headline: str, more: str) -> dict[str, Any]:
    """An answer in nbgrader's form: one failed cell, whose text is the headline."""
    return {"success": True, "value": {"failed": [{"source": headline, "error": more, "raw_error": headline}]}}


if __name__ == "__main__":
    print(json.dumps(answer(Path(sys.argv[1]))))
