"""The points of all lessons, read from the reports in the notebooks beside the one that asks, as last saved.

Nothing runs and nothing is written. Left out: whether the answers still earn these points (`validate`), and what the
grader says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograde import report, words
from autograde.exercises import every


def points_so_far(folder: Path | None = None) -> str:
    """A line for each lesson: its points, and the exercises that are not solved yet.

    folder: where the lessons' folders lie; without it, above the folder that the notebook runs in.
    """
    folder = folder or Path.cwd().parent
    lessons: dict[str, dict[str, float]] = {}
    for exercise in every().values():
        lessons.setdefault(exercise.lesson, {})[exercise.name] = exercise.points
    lines, earned, full = [], 0.0, 0.0
    for lesson, exercises in lessons.items():
        path = folder / lesson / f"{lesson}.ipynb"
        got = saved_points(path)
        mine, most = sum(got.get(name, 0.0) for name in exercises), sum(exercises.values())
        left = [name for name, points in exercises.items() if got.get(name, 0.0) < points]
        still = "all solved" if not left else f"open: {', '.join(left)}" if got else "not begun"
        lines.append((lesson, mine, most, still if path.is_file() else "no notebook here"))
        earned, full = earned + mine, full + most
    lines.append(("all lessons", earned, full, "as last saved"))
    return "\n".join(
        f"{name:18} {words.points(mine):>5} of {words.points(most):3}   {still}".rstrip()
        for name, mine, most, still in lines
    )


def saved_points(path: Path) -> dict[str, float]:
    """The points of each exercise whose report a notebook holds; none for a file that is no notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        reports: list[Mapping[str, Any]] = [found for out in outputs if (found := out.get("data", {}).get(report.MIME))]
        return {str(found["exercise"]): float(found["points"]) for found in reports}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
