"""The second world: points count only if the answer also passes where there is nothing to copy a gradient from.

There the library's gradients were gone before the student's first cell ran, and torch has never been imported unless
the exercise is about it. The instructor's data and helpers are there, as in the first world. What passed only beside
the library earns nothing, is told so, and is left for a person to look at. Answers that earned nothing in the first
world are not tried again. Left out: running cells (`session`) and judging (`execute`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from autograde.diagnosis import Finding
from autograde.exercise import Exercise
from autograde.report import Part, Report

USES_THE_LIBRARY = "uses the library"  # of the finding
SEEN = "{} passes only where the library, or torch, can supply a gradient: without them it gives other results."
CAUSE = "The exercise asks for your own derivation. Which of your lines would still work in NumPy alone?"
NEEDS_READING = "{}: the answer passed only beside the library's gradients. It has no points; a person should read it."


class World(NamedTuple):
    """Where some exercises are tried again, by the positions of their tests cells, and what is gone there."""

    exercises: dict[int, Exercise]
    closes: tuple[str, ...]
    opens: tuple[str, ...]

    @property
    def without_torch(self) -> bool:
        """Whether torch was never there."""
        return "torch" not in self.opens


def worlds(exercises: Mapping[int, Exercise], reports: Mapping[str, Report]) -> Iterator[World]:
    """The worlds in which exercises have to be tried again, one after the other; `reports` is looked at in between.

    The first one is closed for all exercises that have the same doors open, and nearly all answers pass it. Where one
    does not, and the exercise itself closes less, that decides.
    """
    earned = {position: one for position, one in exercises.items() if reports[one.name].points}
    for opens in dict.fromkeys(one.opens for one in earned.values()):
        mine = {position: one for position, one in earned.items() if one.opens == opens}
        strict = tuple(sorted({name for one in mine.values() for name in one.closes}))
        yield World(mine, strict, opens)
        found = {p: one for p, one in mine.items() if reports[one.name].diagnosis == USES_THE_LIBRARY}
        for closes in dict.fromkeys(one.closes for one in found.values() if set(one.closes) != set(strict)):
            yield World({p: one for p, one in found.items() if one.closes == closes}, closes, opens)


def confirmed(exercise: Exercise, first: Report, second: Report) -> Report:
    """The first world's report, if the second one gives the same points; else what is left of it."""
    if second.points >= first.points:
        return first
    parts = tuple(
        Part(one.name, min(one.points, other.points), one.max_points)
        for one, other in zip(first.parts, second.parts, strict=True)
    )
    found = second.findings[0] if second.findings else Finding(exercise.function_names[0], "", "")
    if found.name not in ("no answer", "runs too long"):
        found = Finding(found.function, USES_THE_LIBRARY, SEEN.format(found.function), CAUSE, exercise.section)
    return Report(first.exercise, parts, (found, *first.findings), printed=first.printed, hidden=True)
