"""Make an exercise into data for the students' edition, which `compiled` reads; the author's side.

Only what a check of the visible probes needs goes along. Hidden probes and their seeds, closed forms, wrong functions
and right answers stay in the course. Left out: notebooks and wheel (`edition`).
"""

from __future__ import annotations

import json
from typing import Any

from autograde import compiled, kinds, players
from autograde.boxed.wire import pack
from autograde.causes import with_upstream_one
from autograde.checking import draw
from autograde.diagnosis import predicted
from autograde.exercise import Exercise
from autograde.play import Outcome


def data_of(exercise: Exercise) -> dict[str, Any]:
    """The exercise as plain data."""
    probes = draw(exercise, "visible")
    with_one = [with_upstream_one(exercise, probe) for probe in probes] if exercise.upstream is not None else []
    hooks = {name: getattr(exercise.kind, name) for name in compiled.HOOKS}
    return {
        **{name: plain_setting(getattr(exercise, name)) for name in compiled.SETTINGS},
        **{name: getattr(exercise.kind, name) for name in compiled.KIND_SETTINGS},
        **{name: hook and kinds.name_of(hook) for name, hook in hooks.items()},
        "run": players.name_of(exercise.kind.run),
        "probes": [(p.function, p.args, p.part, p.note, dict(p.facts)) for p in probes],
        "calls": [exercise.kind.calls(probe) if exercise.kind.calls else "" for probe in probes],
        "expected": [exercise.expected(probe) for probe in probes],
        "with upstream 1": {compiled.content(p.function, p.args): exercise.expected(p) for p in with_one},
        "misconceptions": [
            (
                *(item.name, item.message, item.function, item.section),
                [told_apart_by(predicted(exercise, item, p)) for p in probes if p.function == item.function],
            )
            for item in exercise.misconceptions
        ],
    }


def plain_setting(value: Any) -> Any:
    """A setting as plain data: a mapping becomes a dictionary."""
    return dict(value) if hasattr(value, "keys") else value


def told_apart_by(outcome: Outcome) -> Outcome:
    """An outcome without what no comparison looks at: printed words, and lines of code."""
    kept: Outcome = {**outcome}
    kept.pop("printed", None)
    if "failure" in kept:
        kept["failure"] = {**kept["failure"], "source": "", "line": 0, "callee": ""}
    return kept


def text_of(exercise: Exercise) -> str:
    """The content of an exercise's file in the edition."""
    return json.dumps(pack(data_of(exercise)), ensure_ascii=False, separators=(",", ":"))
