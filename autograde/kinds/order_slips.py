"""Orders that go wrong in one way: two wrong orders of a circuit's nodes show the same slip, whatever their details.

The circuit is a dictionary, name -> names of the inputs, where names that are no keys are leaves and are not asked for;
or rows and the root, where leaves are. Left out: whether an order is right (`orders`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde.exercise import Probe
from autograde.kinds import orders

Circuit = Mapping[str, Sequence[str]]


def alike(probe: Probe, value: Any, other: Any, expected: Sequence[str], users_first: bool = False) -> bool:
    """Whether two wrong orders go wrong in the same way, where that shows in each of them alone."""
    way = way_of(probe, value, expected, users_first)
    return way != "" and way == way_of(probe, other, expected, users_first)


def way_of(probe: Probe, value: Any, expected: Sequence[str], users_first: bool) -> str:
    """How a wrong order goes wrong; "" where no way is known."""
    if not orders.is_listed(value):
        return ""
    if len(set(value)) < len(value):
        once = list(dict.fromkeys(value[::-1]))[::-1] if users_first else list(dict.fromkeys(value))
        return "repeated" if orders.accepts(probe, once, expected, users_first) else ""
    if len(probe.args) > 1:
        return way_to_root(probe, list(value), expected, users_first)
    return way_of_gates(probe, value, expected, users_first)


def way_to_root(probe: Probe, value: list[str], expected: Sequence[str], users_first: bool) -> str:
    """With the leaves and up to a root: backwards, without the root, or without the leaves."""
    if orders.accepts(probe, value[::-1], expected, users_first):
        return "backwards"
    root = probe.args[-1]
    if orders.accepts(probe, [root, *value] if users_first else [*value, root], expected, users_first):
        return "without the root"
    operands = orders.operands_of(probe)
    gates = [name for name in expected if operands[name]]
    return "without leaves" if orders.accepts(probe, value, gates, users_first) else ""


def way_of_gates(probe: Probe, value: Sequence[str], expected: Sequence[str], users_first: bool) -> str:
    """Of gates alone: backwards, with leaves, both, one output's gates alone, or without certain gates."""
    circuit: Circuit = probe.args[0]
    used = {source for sources in circuit.values() for source in sources}
    leaves = used - circuit.keys()
    gates = [name for name in value if name not in leaves]
    kind = "with leaves" if len(gates) < len(value) else ""
    if orders.accepts(probe, gates, expected, users_first):
        return kind
    if orders.accepts(probe, gates[::-1], expected, users_first):
        return f"backwards {kind}"
    for output in circuit.keys() - used:
        own = [name for name in expected if name in needed_for(output, circuit)]
        if len(own) < len(expected) and not kind and orders.accepts(probe, gates, own, users_first):
            return "one output"
    listed = [name for name in expected if name in gates]
    if listed and not kind and orders.accepts(probe, gates, listed, users_first):
        return f"without {', '.join(sorted(circuit.keys() - set(listed)))}"
    return ""


def needed_for(output: str, circuit: Circuit) -> list[str]:
    """A gate and all gates that it uses, directly or through others."""
    found = [output]
    for gate in found:
        found += [name for name in dict.fromkeys(circuit[gate]) if name in circuit and name not in found]
    return found
