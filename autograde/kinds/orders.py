"""An order of a circuit's nodes: every order is right that lists what is asked for once and keeps the wires' direction.

The circuit is a probe's first argument: a dictionary, name -> names of the inputs, or rows and then the node that the
order ends in. `expected` is one right order; it tells which names are asked for. Left out: which order is the better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograde import words
from autograde.exercise import Probe
from autograde.kinds.called import with_note
from autograde.kinds.circuits import formula, in_brackets, shown, wiring

SHORT = 20  # nodes; a longer order helps nobody as an example


def accepts(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> bool:
    """Whether `value` lists what is asked for, each node after its operands, or each before them."""
    return problem(probe, value, expected, users_first) == ""


def problem(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> str:
    """What is wrong with a list of names, "" when it is a right order."""
    if not is_listed(value):
        return "a list of nodes is expected"
    operands = operands_of(probe)
    place = {name: index for index, name in enumerate(value)}
    if not place.keys() <= operands.keys():
        strange = sorted(place.keys() - operands.keys())[0]
        what = "something that is no node" if len(probe.args) > 1 else f"{strange[:12]}, which is no gate"
        return f"it holds {what} of this circuit"
    repeated = next((name for index, name in enumerate(value) if place[name] != index), "")
    if repeated:
        return f"{repeated} is listed {value.count(repeated)} times"
    if more := sorted(place.keys() - set(expected)):
        return f"{more[0]} is listed, on which {probe.args[-1]} does not depend"
    if missing := [name for name in expected if name not in place]:
        return f"{missing[0]} is missing"
    late = first_late(value, operands, users_first)
    what = "operand" if len(probe.args) > 1 else "input"
    return f"{late[0]} stands {'after' if users_first else 'before'} its {what} {late[1]}" if late else ""


def violated(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> tuple[str, str] | None:
    """The first node that stands on the wrong side of its operand, and that operand; None where all is in place."""
    if not is_listed(value) or sorted(value) != sorted(expected):
        return None
    return first_late(value, operands_of(probe), users_first)


def first_late(
    value: Sequence[str], operands: Mapping[str, Sequence[str]], users_first: bool
) -> tuple[str, str] | None:
    """The first node of a list that stands on the wrong side of one of its operands, with that operand."""
    place = {name: index for index, name in enumerate(value)}
    pairs = ((name, item) for name in value for item in operands[name] if item in place)
    return next((pair for pair in pairs if (place[pair[1]] > place[pair[0]]) != users_first), None)


def operands_of(probe: Probe) -> Mapping[str, Sequence[str]]:
    """Every node of the probe's circuit with its operands."""
    circuit = probe.args[0]
    return circuit if isinstance(circuit, dict) else wiring(circuit)


def is_listed(value: Any) -> bool:
    """Whether it is a list of names."""
    return isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value)


def tells(probe: Probe, value: Any, expected: Sequence[str], users_first: bool = False) -> str:
    """What stands in a wrong order, what is wrong with it, and a right one where it is short."""
    found = in_brackets(value) if is_listed(value) else shown(value)
    example = f" A right order: {in_brackets(expected)}." if len(expected) < SHORT else ""
    return f"{call(probe)} returned {found}: {problem(probe, value, expected, users_first)}.{example}"


def call(probe: Probe) -> str:
    """How a call on a circuit of rows is written: "With a = 1.3, p = a · a, f(p)"; of a dictionary, as it stands."""
    if len(probe.args) == 1:
        return with_note(words.call(probe.function, probe.args), probe)
    rows, root = probe.args
    return f"With {formula(rows)}, {probe.function}({root})"
