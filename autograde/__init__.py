"""Everything that judges: exercises, checks, building of notebooks and grading.

A notebook needs `check` of it, `warm_up` at its start and `standing` at its end; the last ones `course_points` and
`save_course_page` too. The rest is reached by the command `autograde`.
`check` is imported on first use, so that `autograde.play`, which runs beside untrusted code, brings no answers along.

Where to look, each line in reading order:

    a course on disk       course, settings, exercise, exercises, solutions, mistakes, hints, hint_rules, recall,
                           toml_keys, built
    its text to notebooks  lesson, defined, build, stubs, framing, new; probe_numbers for its exercises; formula_sheet/
    beside students' code  plain, play, time_limit, capped_text, kept_state, closing, closed_functions; players/
    one check              checking, answer_cell, outcome_form, value_forms, judge, places, guard; kinds/
    the cause of a wrong   diagnosis, failures, forms, causes, partly, members, member_causes,
                           two_at_once, nearly
    what is said of it     report, evidence, seen, words, call_text, stuck
    what a student has     progress, standings, totals, course_page, warm_ups; student/ has their commands
    the author's gate      gate, announced, proofs, trials, trial
    students' edition      edition, wheel, compiling, compiled
    what is handed in      handed_in/, receipt; grading/ and, inside the sandbox, boxed/
    files and errors       whole_file, notebook, errors, system_errors
    the command            cli
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
