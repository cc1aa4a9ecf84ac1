"""What an engine did to a circuit of rows, in words: gates made, sweeps run, gradients zeroed.

What came back has the form in which `players.engine` writes it, with `expected` in the same form: numbers by the nodes'
names, or the name of a type where no number stood. The first thing that is wrong is told, from the values on. Left out:
how a circuit is written (`circuits`), its picture (`circuit_pictures`), and orders (`orders`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograde import words
from autograde.exercise import Probe
from autograde.kinds.circuits import formula, in_brackets, shown
from autograde.plain import identical
from autograde.players.engine import STRANGER
from autograde.players.rows import Rows
from backprop_lib.words import listed, number

MADE = (("data", "value"), ("parents", "parents"), ("grad", "gradient before any pass"))
LEFT = (("gradients", "gradient"), ("data", "value"), ("parents", "parents"))
RTOL, ATOL = 1e-9, 1e-11  # what differs less is not called wrong


# ---- named numbers ---------------------------------------------------------------------------------------------------


def told(names: Sequence[str], got: Any, right: Mapping[str, Any], what: str, surely: bool = False) -> str:
    """What is wrong among some named numbers: "the gradients of a and b are 0 and 0; expected −1.1 and 2.7".

    surely: something is, so that the slightest difference is told where there is no other.
    """
    found = got if isinstance(got, dict) else {}
    clear = [name for name in names if name not in found or differs(found[name], right[name])]
    wrong = clear or [name for name in names if surely and found[name] != right[name]]
    if not wrong:
        return ""
    if what == "parents":
        return parents_told(wrong[0], found.get(wrong[0]), right[wrong[0]])
    got_said, right_said = zip(*(number_told(found.get(name), right[name]) for name in wrong), strict=True)
    many, verb = ("s", "are") if len(wrong) > 1 else ("", "is")
    return f"the {what}{many} of {listed(wrong)} {verb} {listed(got_said)}; expected {listed(right_said)}"


def differs(got: Any, right: Any) -> bool:
    """Whether a number, or what stands in its place, is not the right one."""
    if isinstance(right, (list, tuple)):
        return not isinstance(got, (list, tuple)) or not identical(list(got), list(right))
    return not isinstance(got, (int, float)) or not math.isclose(got, right, rel_tol=RTOL, abs_tol=ATOL)


def number_told(got: Any, right: float) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes; in place of one that is none, the name of its type."""
    seen, wanted = words.told_apart(got, right)
    return (("None" if got == "NoneType" else got) if isinstance(got, str) else seen), wanted


def parents_told(name: str, got: Any, right: Sequence[str]) -> str:
    """Which operands a node holds: "p.parents holds [a, ?] (? is none of these nodes); expected [a, b]"."""
    holds = in_brackets(got) if isinstance(got, list) else shown(got)
    strange = isinstance(got, list) and any(isinstance(item, str) and item == STRANGER for item in got)
    own = f" ({STRANGER} is none of these nodes)" if strange else ""
    return f"{name}.parents holds {holds}{own}; expected {in_brackets(right)}"


def already(before: Mapping[str, float]) -> str:
    """The gradients that lay there when a pass began."""
    amounts = ", ".join(f"{name} {number(amount)}" for name, amount in before.items())
    return f", gradients already there: {amounts}" if amounts else ""


def names_of(rows: Rows) -> list[str]:
    """The names of a circuit's nodes."""
    return [row[0] for row in rows]


# ---- gates: (rows, before, root, g) ----------------------------------------------------------------------------------


def gate_tells(probe: Probe, value: Any, expected: Mapping[str, Any]) -> str:
    """The first thing that is wrong: what was made, its data, operands and first gradient, its way back, the pass."""
    rows, before, root, g = probe.args
    own = [row[0] for row in rows if row[1] == probe.function]
    start = f"With {formula(rows)}"
    if not isinstance(value, dict) or "made" in value:
        return f"{start}: {probe.function} returned {made(value)}; expected a Value."
    for key, what in MADE:
        if not isinstance(value.get(key), dict):
            return f"{start}: no {key} came back."
        if wrong := told(own, value[key], expected[key], what):
            return f"{start}: {wrong}."
    if isinstance(value.get("_backward"), dict) and value["_backward"]:
        name, kind = next(iter(value["_backward"].items()))
        kind = "None" if kind == "NoneType" else f"of type {str(kind)[:40]}"
        return f"{start}: {name}._backward is {kind}; expected a function that can be called later."
    if not identical(value.get("way back"), expected["way back"]):
        return f"{start}: {own[0]}._backward is still that of a bare Value, which does nothing."
    if isinstance(changed := value.get("changed"), list) and changed:
        return f"{start}: {changed[0]}.data holds another number than before."
    wrong = told(names_of(rows), value.get("gradients"), expected["gradients"], "gradient", surely=True)
    return f"{start}{already(before)}: when {number(g)} arrives at {root}, {wrong}."


def made(value: Any) -> str:
    """What came back where a node was to be made."""
    if not isinstance(value, dict):
        return words.kind_of(value)
    what = str(value["made"])[:40]
    return what if what in ("nothing", "something else") else f"a {what}"


# ---- sweeps: (rows, before, root, g, rounds) -------------------------------------------------------------------------


def sweep_call(probe: Probe) -> str:
    """How a sweep is written: "With a = 1.3, p = a · a: f(p, 2.4)"."""
    return f"With {formula(probe.args[0])}: {swept(probe)}"


def swept(probe: Probe) -> str:
    """The call of a sweep alone; g None: not given."""
    root, g = probe.args[2:4]
    return f"{probe.function}({root}{'' if g is None else f', {number(g)}'})"


def sweep_tells(probe: Probe, value: Any, expected: Mapping[str, float]) -> str:
    """All gradients that are wrong after the last sweep."""
    rows, before, _, _, rounds = probe.args
    call = swept(probe)
    if rounds > 1:
        call += f", all gradients set to 0, and {call} again"
    wrong = told(names_of(rows), value, expected, "gradient", surely=True)
    return f"With {formula(rows)}{already(before)}: after {call}, {wrong}."


# ---- zeroed gradients: (rows, before, root, g) -----------------------------------------------------------------------


def zeroed_tells(probe: Probe, value: Any, expected: Mapping[str, Any]) -> str:
    """The first thing that is wrong: gradients, data and operands after it, or the gradients of the next pass."""
    rows, before, root, g = probe.args
    found = value if isinstance(value, dict) else {}
    zeros = "".join(f", 0 on {name}" for name, amount in before.items() if not amount)
    start = f"With {formula(rows)} and a gradient on every node{zeros}: after {probe.function}({root})"
    for key, what in LEFT:
        if not isinstance(found.get(key), dict):
            return f"{start}, no {key}."
        if wrong := told(names_of(rows), found[key], expected[key], what):
            return f"{start}, {wrong}."
    wrong = told(names_of(rows), found.get("next pass"), expected["next pass"], "gradient", surely=True)
    return f"{start}, and a pass with {number(g)} from {root}, {wrong}."
