"""What an engine did to a graph of arrays, in words: the node that was made, and the gradients after a pass.

What came back has the form in which `players.array_engine` writes it, with `expected` in the same form. The first thing
that is wrong is told, from the value on; of the gradients, a wrong shape before a wrong number. Left out: graphs of
plain numbers (`graphs`), and what is right (`judge`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograde import words
from autograde.call_text import WRITTEN_OUT, written
from autograde.exercise import Probe
from autograde.kinds.arrays import first_off
from autograde.plain import identical
from autograde.players.engine import STRANGER
from backprop_lib.words import listed

RTOL = 1e-9  # what differs less is not called wrong


def call(probe: Probe) -> str:
    """How a call is written: "With a (3, 4), b (4,): add(a, b), or a _backward it made,"."""
    return f"{given(probe)}: {steps(probe)}, or a _backward it made,"


def given(probe: Probe) -> str:
    """The leaves: with their entries where these are few, else with their shapes."""
    leaves = probe.args[0]
    small = sum(np.size(array) for _, array in leaves) <= WRITTEN_OUT
    return "With " + ", ".join(
        f"{name} = {written(array)}" if small else f"{name} {array.shape}" for name, array in leaves
    )


def steps(probe: Probe) -> str:
    """The calls: "p = add(a, b), q = add(p, a)"."""
    made = [(name, f"{probe.function}({', '.join(map(shown, inputs))})") for name, inputs in probe.args[1]]
    return made[0][1] if len(made) == 1 else ", ".join(f"{name} = {text}" for name, text in made)


def shown(item: Any) -> str:
    """An input: a node's name, or an axis, row numbers or labels."""
    return item if isinstance(item, str) else written(item) if isinstance(item, np.ndarray) else str(item)


def tells(probe: Probe, value: Any, expected: Mapping[str, Any]) -> str:
    """The first thing that is wrong: what was made, its data, operands and first gradient, its way back, the pass."""
    call_ = f"{given(probe)}: {steps(probe)}"
    node = probe.args[1][-1][0] if len(probe.args[1]) > 1 else "the result"
    if not isinstance(value, dict) or "made" in value:
        what = str(value["made"])[:40] if isinstance(value, dict) else words.kind_of(value)
        return f"{call_} returned {what if what == 'nothing' else f'a {what}'}; expected a Tensor."
    for key, what in (("data", "data"), ("grad", "gradient before any pass")):
        if wrong := off(f"the {what} of {node}", value.get(key), expected[key]):
            return f"{call_}: {wrong}."
        if key == "data" and not identical(value.get("parents"), expected["parents"]):
            return f"{call_}: {operands(node, value.get('parents'), expected['parents'])}."
    if "_backward" in value:
        return f"{call_}: _backward is of type {str(value['_backward'])[:40]}; expected a function to be called later."
    if value.get("way back") != expected["way back"]:
        return f"{call_}: the _backward of {node} is still that of a bare Tensor, which does nothing."
    if isinstance(over := value.get("changed"), list) and over:
        return f"{call_}: {listed([f'{name}.data' for name in map(str, over)])} holds other numbers than before."
    return f"{call_}{already(probe)}. Then {arriving(probe)}: {of_gradients(value, expected)}."


def arriving(probe: Probe) -> str:
    """What arrives at the last step."""
    g, many = probe.args[3], len(probe.args[1]) > 1
    what = written(g) if g.size <= WRITTEN_OUT else f"a gradient of shape {g.shape}"
    return f"{what} arrives{f' at {probe.args[1][-1][0]}' if many else ''}"


def already(probe: Probe) -> str:
    """Whose gradients were not 0 when the pass began."""
    return f"; a gradient lies on {listed(list(probe.args[2]))} already" if probe.args[2] else ""


def of_gradients(value: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """The first wrong gradient, a wrong shape first; else which upstream gradient was written over."""
    got, right = value.get("gradients"), expected["gradients"]
    if not isinstance(got, dict):
        return "no gradients came back"
    for name in sorted(right, key=lambda name: shape_of(got.get(name)) == right[name].shape):
        owner = f", {name} has shape {right[name].shape}"
        if wrong := off(f"the gradient of {name}", got.get(name), right[name], owner):
            return wrong
    over = value.get("overwritten")
    if isinstance(over, list) and over:
        return f"{listed(list(map(str, over)))}.grad, which came from above, holds other numbers after its _backward"
    return "the gradients are right, but for rounding"


def off(what: str, got: Any, right: np.ndarray, owner: str = "") -> str:
    """How an array differs from the right one: no array, another shape or type, or the first wrong entry; "" if not."""
    if not isinstance(got, np.ndarray):
        kind = "None" if got in (None, "NoneType") else f"of type {str(got)[:40]}"
        return f"{what} is {kind}; expected an array of shape {right.shape}"
    if got.shape != right.shape:
        return f"{what} has shape {got.shape}{owner or f'; expected {right.shape}'}"
    if got.dtype != right.dtype:
        return f"{what} holds {got.dtype} numbers; expected {right.dtype}"
    if right.size <= 4 and right.ndim and not np.allclose(got, right, rtol=RTOL, atol=0):
        seen, wanted = words.told_apart(got.tolist(), right.tolist())
        return f"{what} is {seen}; expected {wanted}"
    return first_off(what, got, right, RTOL).replace("[]", "")


def shape_of(got: Any) -> Any:
    """The shape of an array; None for anything else."""
    return got.shape if isinstance(got, np.ndarray) else None


def operands(node: str, got: Any, right: list[str]) -> str:
    """Which operands a node holds: "parents of the result: [a, ?] (? is none of these nodes); expected [a, b]"."""
    held = f"[{', '.join(map(str, got))}]" if isinstance(got, list) else f"of type {str(got)[:40]}"
    strange = f" ({STRANGER} is none of these nodes)" if isinstance(got, list) and STRANGER in got else ""
    return f"parents of {node}: {held}{strange}; expected [{', '.join(right)}]"
