"""Orders that go wrong in one way: two wrong orders of a circuit's gates show the same slip, whatever their details.

The circuit is a dictionary, name -> names of the inputs; names that are no keys are leaves. Left out: whether an order
is right (`orders`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde.exercise import Probe
from autograde.kinds import orders

Circuit = Mapping[str, Sequence[str]]


def alike(probe: Probe, value: Any, other: Any, expected: Sequence[str]) -> bool:
    """Whether two wrong orders go wrong in the same way, where that shows in each of them alone."""
    way = way_of(probe, value, expected)
    return way != "" and way == way_of(probe, other, expected)


def way_of(probe: Probe, value: Any, expected: Sequence[str]) -> str:
    """How a wrong order goes wrong: backwards, with leaves, both, or one output's gates alone; "" if otherwise."""
    circuit: Circuit = probe.args[0]
    if not orders.is_listed(value) or len(set(value)) != len(value):
        return ""
    used = {source for sources in circuit.values() for source in sources}
    leaves = used - circuit.keys()
    gates = [name for name in value if name not in leaves]
    kind = "with leaves" if len(gates) < len(value) else ""
    if orders.accepts(probe, gates, expected, users_first=True):
        return kind
    if orders.accepts(probe, gates[::-1], expected, users_first=True):
        return f"backwards {kind}"
    for output in circuit.keys() - used:
        own = [name for name in expected if name in needed_for(output, circuit)]
        if len(own) < len(expected) and not kind and orders.accepts(probe, gates, own, users_first=True):
            return "one output"
    return ""


def needed_for(output: str, circuit: Circuit) -> list[str]:
    """A gate and all gates that it uses, directly or through others."""
    found = [output]
    for gate in found:
        found += [name for name in dict.fromkeys(circuit[gate]) if name in circuit and name not in found]
    return found
