"""An order of a circuit's nodes: every order is right that lists what is asked for once and keeps the wires' direction.

The circuit is a probe's first argument: a dictionary, name -> names of the inputs, or rows and then the node that the
order ends in. `expected` is one right order; it tells which names are asked for. Left out: which order is the better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde.exercise import Probe
from autograde.kinds.circuits import formula, in_brackets, shown, wiring

SHORT = 20  # nodes; a longer order helps nobody as an example


def accepts(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> bool:
    """Whether `value` lists what is asked for, each node after its operands, or each before them."""
    return problem(probe, value, expected, users_first) == ""


def problem(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> str:
    """What is wrong with a list of names, "" when it is a right order."""
    if not is_listed(value):
        return "a list of nodes is expected"
    circuit = probe.args[0]
    operands: Mapping[str, Sequence[str]] = circuit if isinstance(circuit, dict) else wiring(circuit)
    place = {name: index for index, name in enumerate(value)}
    if not place.keys() <= operands.keys():
        return "it holds something that is no node of this circuit"
    repeated = next((name for index, name in enumerate(value) if place[name] != index), "")
    if repeated:
        return f"{repeated} is listed {value.count(repeated)} times"
    if more := sorted(place.keys() - set(expected)):
        return f"{more[0]} is listed, on which {probe.args[-1]} does not depend"
    if missing := [name for name in expected if name not in place]:
        return f"{missing[0]} is missing"
    pairs = ((name, item) for name in value for item in operands[name] if item in place)
    late = next((pair for pair in pairs if (place[pair[1]] > place[pair[0]]) != users_first), None)
    return f"{late[0]} stands {'after' if users_first else 'before'} its operand {late[1]}" if late else ""


def is_listed(value: Any) -> bool:
    """Whether it is a list of names."""
    return isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value)


def tells(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> str:
    """What stands in a wrong order of a circuit of rows, what is wrong with it, and a right one where it is short."""
    found = in_brackets(value) if is_listed(value) else shown(value)
    example = f" A right order: {in_brackets(expected)}." if len(expected) < SHORT else ""
    return f"{call(probe)} returned {found}: {problem(probe, value, expected, users_first)}.{example}"


def call(probe: Probe) -> str:
    """How a call on a circuit of rows is written: "With a = 1.3, p = a · a, f(p)"."""
    rows, root = probe.args
    return f"With {formula(rows)}, {probe.function}({root})"
