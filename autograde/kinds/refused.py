"""Answers of which some calls ought to be refused: a result, or a ValueError, which the player writes down as a text.

Left out: which calls those are, and what an error says.
"""

from __future__ import annotations

from typing import Any

from autograde import words
from autograde.exercise import Probe
from autograde.kinds import called
from autograde.players.refusals import REFUSED


def tells(probe: Probe, value: Any, expected: Any) -> str:
    """One sentence on a wrong result; a ValueError that was due or was not is called that."""
    call = called.with_note(called.call(probe), probe)
    if is_refusal(expected):
        return f"{call} returned {words.result(value)}; expected a {REFUSED}."
    if is_refusal(value):
        return f"{call} raised a {REFUSED}; expected {words.result(expected)}."
    return f"{call} returned {' instead of '.join(words.told_apart(value, expected))}."


def is_refusal(value: Any) -> bool:
    """Whether it is what the player writes down for a ValueError."""
    return isinstance(value, str) and value == REFUSED
