"""Lessons with their exercises and little else, for tests in which a lesson's length only costs time.

What stays runs as before: exercises need nothing but the cells above the first of them. Left out: the full lessons;
`test_student` opens, runs and validates one of them, and `tests/lessons` runs all.
"""

import json
from typing import Any

from autograde.course import Course


def shorten(course: Course, *lessons: str) -> None:
    """In the release: all up to the first exercise's hints, then each exercise with its heading, and the standing.

    course: a copy of which no working copy has been made yet.
    """
    for lesson in lessons:
        path = course.notebook("release", lesson)
        data = json.loads(path.read_text(encoding="utf-8"))
        cells = data["cells"]
        opening = next(at for at, cell in enumerate(cells) if cell["id"].startswith("hints_")) + 1
        data["cells"] = cells[:opening] + [cell for cell in cells[opening:] if is_needed(cell)]
        path.write_text(json.dumps(data), encoding="utf-8")


def is_needed(cell: dict[str, Any]) -> bool:
    """Whether it is an exercise's heading, answer, tests or hints, or shows the standing."""
    heading = "".join(cell["source"]).startswith("### Exercise")
    return heading or "nbgrader" in cell["metadata"] or cell["id"].startswith(("hints_", "standing"))
