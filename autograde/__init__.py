"""Everything that judges: exercises, checks, building of notebooks and grading.

A notebook needs `check` of it, `warm_up` at its start and `standing` at its end; the last ones `course_points` and
`save_course_page` too. The rest is reached by the command `autograde`.
`check` is imported on first use, so that `autograde.play`, which runs beside untrusted code, brings no answers along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograde.checking import check
    from autograde.errors import UnknownExercise
    from autograde.report import Report
    from autograde.standings import standing
    from autograde.totals import course_points, save_course_page
    from autograde.warm_ups import warm_up

__all__ = ["Report", "UnknownExercise", "check", "course_points", "save_course_page", "standing", "warm_up"]

HOMES = {
    "check": "autograde.checking",
    "course_points": "autograde.totals",
    "save_course_page": "autograde.totals",
    "Report": "autograde.report",
    "UnknownExercise": "autograde.errors",
    "standing": "autograde.standings",
    "warm_up": "autograde.warm_ups",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(HOMES[name]), name)
    globals()[name] = value
    return value
