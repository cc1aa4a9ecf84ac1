"""How the sentences of a kind of answer begin: the call that is spoken of, as text.

A probe brings that text among its facts where the plain arguments would not do. Left out: what came back (`words`).
"""

from __future__ import annotations

from autograde import words
from autograde.exercise import Probe


def call(probe: Probe) -> str:
    """The probe's own text for its call, else the function with its arguments written out."""
    return probe.facts.get("call") or f"{probe.function}({', '.join(map(words.result, probe.args))})"


def with_note(text: str, probe: Probe) -> str:
    """A text for the call, and in brackets what is special about this input."""
    return f"{text} ({probe.note})" if probe.note else text
