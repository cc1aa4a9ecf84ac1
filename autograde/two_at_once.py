"""Two mistakes in one answer, where neither explains the results alone and both together explain every number.

Two readings count: one mistake in some members of the results and another in the others; or one that is catalogued in
results that have the wrong sign, twice or half the size, or no upstream gradient besides. A text that speaks
of more than its own mistake is passed over, as it would not be true. Left out: a single mistake, which is looked for
first (`diagnosis`, `partly`, `causes`, `member_causes`), and two that meet in one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograde.causes import close, has_form
from autograde.exercise import Exercise, Misconception
from autograde.judge import MATCH_RTOL, Verdict, numbers
from autograde.member_causes import FEWEST, LIKENESSES, agree, changed, said_of
from autograde.members import Place, called, members, wrong_members
from autograde.partly import Predicted, agreeing, speaks_of
from backprop_lib.words import listed

OPENING = "Two things at once. "
RIGHT = re.compile(r"\bright\b", re.IGNORECASE)
UPSTREAM = ("upstream ignored", "The upstream gradient g is missing as a factor.")
BESIDES = (
    ("sign", -1.0, "The sign is turned round."),
    ("factor 2", 2.0, "There is a factor 2 too many."),
    ("factor ½", 0.5, "A factor 2 is missing."),
)


@dataclass(frozen=True)
class Slip:
    """A mistake that explains some of the wrong members: its name, what it says, where it fits, and how it is said."""

    name: str
    text: str
    places: frozenset[Place]
    catalogued: bool

    def said(self, exercise: Exercise, places: frozenset[Place]) -> str:
        """What it says, of these places."""
        names = [called(exercise, place) for place in sorted(places, key=str)]
        return f"For {listed(names)}: {self.text}" if self.catalogued else said_of(names, self.text)


def two_at_once(
    mistakes: Sequence[Misconception], predicted: Predicted, exercise: Exercise, verdicts: Sequence[Verdict]
) -> tuple[str, str]:
    """Both names and both causes, or ("", ""), as where a result is a word."""
    if not all(verdict.kind in ("", "value") and has_form(verdict) for verdict in verdicts):
        return "", ""
    if not all(row.size for row in wanted(verdicts)):
        return "", ""
    with np.errstate(over="ignore", invalid="ignore"):  # a result may hold any number
        apart = in_different_members(exercise, mistakes, verdicts, predicted)
        return apart if apart[1] else one_besides(exercise, mistakes, verdicts, predicted)


def in_different_members(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> tuple[str, str]:
    """Two slips that divide the wrong members between them."""
    if len({frozenset(place for place, _ in members(v.expected, v.expected)) for v in verdicts}) != 1:
        return "", ""  # results of several forms have no places in common
    wrong = {place for verdict in verdicts for place in wrong_members(exercise, verdict) or {}}
    if len(wrong) < 2:
        return "", ""
    slips = [*catalogued(exercise, mistakes, verdicts, predicted, wrong), *likenesses(exercise, verdicts, wrong)]
    slips.sort(key=lambda slip: -len(slip.places))
    for slip in slips:
        left = frozenset(wrong - slip.places)
        other = next((other for other in slips if left and left <= other.places), None)
        if other:
            said = f"{slip.said(exercise, slip.places)} {other.said(exercise, left)}"
            return f"{slip.name}, {other.name}", OPENING + said
    return "", ""


def catalogued(
    exercise: Exercise,
    mistakes: Sequence[Misconception],
    verdicts: Sequence[Verdict],
    predicted: Predicted,
    wrong: set[Place],
) -> Iterator[Slip]:
    """The catalogued mistakes whose results are the student's in some of the wrong members, on all inputs."""
    for mistake in mistakes:
        places = frozenset(wrong)
        for verdict in verdicts:
            if not places:
                break
            places &= agreeing(verdict, predicted(exercise, mistake, verdict.probe), places)
        names = {called(exercise, place) for place, _ in members(verdicts[0].expected, verdicts[0].expected)}
        if places and not speaks_of(mistake, names - {called(exercise, place) for place in places}):
            yield Slip(mistake.name, mistake.message, places, True)


def likenesses(exercise: Exercise, verdicts: Sequence[Verdict], wrong: set[Place]) -> Iterator[Slip]:
    """What can be seen without a catalogue of some of the wrong members: sign, size, 0."""
    found = [wrong_members(exercise, verdict) or {} for verdict in verdicts]
    rtol = max(MATCH_RTOL, exercise.rtol)
    pairs = {place: [each[place] for each in found if place in each] for place in wrong}
    for name, change, text in LIKENESSES:
        places = frozenset(
            place
            for place, here in pairs.items()
            if len(here) >= FEWEST and all(agree(got, changed(right, change), rtol) for got, right in here)
        )
        if places:
            yield Slip(name, text, places, False)


def one_besides(
    exercise: Exercise, mistakes: Sequence[Misconception], verdicts: Sequence[Verdict], predicted: Predicted
) -> tuple[str, str]:
    """A catalogued mistake whose results would be these with another sign, size, or the upstream gradient."""
    got = [numbers(verdict.outcome["value"], verdict.expected) for verdict in verdicts]
    changes = [(name, [row / factor for row in got], text) for name, factor, text in BESIDES]
    upstream = upstream_of(exercise, verdicts, got)
    if upstream:
        changes.insert(0, (UPSTREAM[0], [g * row for g, row in zip(upstream, got, strict=True)], UPSTREAM[1]))
    for mistake in mistakes:
        if RIGHT.search(mistake.message):
            continue
        outcomes = [predicted(exercise, mistake, verdict.probe) for verdict in verdicts]
        if not all("value" in outcome and has_form(v, outcome) for v, outcome in zip(verdicts, outcomes, strict=True)):
            continue
        theirs = [numbers(outcome["value"], v.expected) for outcome, v in zip(outcomes, verdicts, strict=True)]
        for name, rows, text in changes:
            if name == UPSTREAM[0] and same(theirs, [v / g for v, g in zip(wanted(verdicts), upstream, strict=True)]):
                continue  # it is the same mistake
            if same(rows, theirs):
                return f"{name}, {mistake.name}", f"{OPENING}{text} And besides: {mistake.message}"
    return "", ""


def same(rows: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> bool:
    """Whether the numbers agree on every input."""
    return all(close(row, other) for row, other in zip(rows, others, strict=True))


def wanted(verdicts: Sequence[Verdict]) -> list[np.ndarray]:
    """The numbers of the right results."""
    return [numbers(verdict.expected, verdict.expected) for verdict in verdicts]


def upstream_of(exercise: Exercise, verdicts: Sequence[Verdict], rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The upstream gradient of each call; none where it does not fit the results number by number."""
    if exercise.upstream is None:
        return []
    found = [np.ravel(verdict.probe.args[exercise.upstream]) for verdict in verdicts]
    return found if all(g.size in (1, row.size) for g, row in zip(found, rows, strict=True)) else []
