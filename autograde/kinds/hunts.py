"""A list of names out of candidates, as who looks for faults among them returns it: what is right and what is told.

`probe.facts["candidates"]` says for each candidate's name what it is, as messages describe it.
Left out: which candidates are to be named (`expected`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograde.exercise import Probe
from autograde.kinds.called import with_note


def accepts(probe: Probe, value: Any, expected: Any) -> bool:
    """The right names, in any order, each once."""
    return isinstance(value, (list, tuple)) and sorted(map(str, value)) == sorted(expected)


def call(probe: Probe) -> str:
    """The call in words, which say nothing of what the candidates are made of."""
    return f"{probe.function} on {len(probe.facts['candidates'])} candidates"


def tells(probe: Probe, value: Any, expected: Any) -> str:
    """Which candidates were missed, which were wrongly suspected, and what these are."""
    candidates = probe.facts["candidates"]
    called = with_note(call(probe), probe)
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        return f"{called} returned no list of names."
    unknown = sorted(set(value) - set(candidates))
    if unknown:
        return f"{called} returned {unknown[0]:.20}, which is no candidate's name."

    def told(names: Iterable[str]) -> str:
        return ", ".join(f"{name} ({candidates[name]})" for name in sorted(names))

    missed, innocent = set(expected) - set(value), set(value) - set(expected)
    parts = [f"missed {told(missed)}"] if missed else []
    parts += [f"suspected without reason {told(innocent)}"] if innocent else []
    parts += ["named some twice"] if len(value) != len(set(value)) else []
    return f"{called}: {'; '.join(parts)}."
