"""Exercises as data, as the students' edition holds them: `exercise_data/NN_name/NAME.json` beside this file.

There a check has everything that it needs of an exercise and nothing that answers it: the visible probes, the result
that each one should give, what each catalogued mistake gives on it, and the texts. It says the same as a check in a
clone, to the byte. In a clone the folder does not exist. Left out: how the data is made (`compiling`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograde import kinds, play, players
from autograde.boxed.wire import pack, unpack
from autograde.exercise import Exercise, Kind, Misconception, Probe

FOLDER = Path(__file__).with_name("exercise_data")
NOTEBOOKS = Path(__file__).with_name("notebooks")
INDEX = "lessons.json"  # lesson -> names of its exercises, in order
ABOUT = "about.json"  # the course's title
HOOKS = ("accepts", "alike", "tells", "draws", "shows")  # of its kind
KIND_SETTINGS = ("given", "table", "phrases", "seconds")
SETTINGS = (  # what is kept of an exercise as it is
    *("name", "lesson", "section", "points", "functions", "parts", "places"),
    *("rtol", "atol", "upstream", "quiet", "closes", "opens"),
)


@dataclass(frozen=True, eq=False)
class Foretold(Misconception):
    """A misconception whose outcomes are known, with no wrong function to call."""

    outcomes: Mapping[Probe, play.Outcome] | None = None

    def outcome(self, exercise: Exercise, probe: Probe) -> play.Outcome:
        """What the misconception does on one of the visible probes."""
        return (self.outcomes or {})[probe]


@functools.cache
def lessons() -> dict[str, list[str]]:
    """The exercises of each lesson by name; empty in a clone, where the course's folders hold them."""
    path = FOLDER / INDEX
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def title() -> str:
    """The course's title."""
    return str(json.loads((FOLDER / ABOUT).read_text(encoding="utf-8"))["title"])


@functools.cache
def find(lesson: str, name: str) -> Exercise:
    """One exercise, read from its file."""
    return exercise_of(unpack(json.loads((FOLDER / lesson / f"{name}.json").read_text(encoding="utf-8"))))


def exercise_of(data: Mapping[str, Any]) -> Exercise:
    """The exercise that `compiling.data_of` made this data from, but for what only the course itself can tell."""
    probes = [Probe(*item) for item in data["probes"]]
    results = dict(zip(probes, data["expected"], strict=True))
    calls = dict(zip(probes, data["calls"], strict=True))
    with_one = data["with upstream 1"]  # by content: such probes are made while a cause is looked for

    def expected(probe: Probe) -> Any:
        return results[probe] if probe in results else with_one[content(probe.function, probe.args)]

    settings: dict[str, Any] = {name: data[name] for name in SETTINGS}
    of_kind: dict[str, Any] = {name: data[name] for name in KIND_SETTINGS}
    of_kind |= {name: data[name] and kinds.find(*data[name]) for name in HOOKS}
    return Exercise(
        **settings,
        kind=Kind(run=players.find(data["run"]), calls=calls.__getitem__ if any(calls.values()) else None, **of_kind),
        probes=lambda rng: probes,
        expected=expected,
        misconceptions=tuple(foretold(probes, *item) for item in data["misconceptions"]),
    )


def foretold(
    probes: Sequence[Probe], name: str, message: str, function: str, section: str, outcomes: Sequence[play.Outcome]
) -> Foretold:
    """A misconception with its outcomes on the probes of its function, in their order."""
    mine = [probe for probe in probes if probe.function == function]
    return Foretold(name, message, function, dict, section, dict(zip(mine, outcomes, strict=True)))


def content(function: str, args: Sequence[Any]) -> str:
    """A call as text: equal for equal arguments."""
    return json.dumps([function, pack(list(args))])
