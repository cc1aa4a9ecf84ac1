"""Everything that judges: exercises, checks, building of notebooks and grading.

A notebook needs one name of it: `from autograde import check`. The rest is reached by the command `autograde`.
`check` is imported on first use, so that `autograde.play`, which runs beside untrusted code, brings no answers along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograde.checking import check
    from autograde.errors import UnknownExercise
    from autograde.report import Report

__all__ = ["Report", "UnknownExercise", "check"]

HOMES = {"check": "autograde.checking", "Report": "autograde.report", "UnknownExercise": "autograde.errors"}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(HOMES[name]), name)
    globals()[name] = value
    return value
