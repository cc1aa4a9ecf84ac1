"""Circuits of rows in words, for the sentences of other kinds: what is computed from what, and names in a list.

A circuit is a tuple of rows as `players.rows` reads them; of each row its name, what makes it and from what is said.
Left out: the slopes, which no sentence needs, and what an answer made of the circuit (`orders`, `graphs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograde.players.rows import Rows
from backprop_lib.words import number

INFIX = {"=add": "+", "=mul": "·"}  # gates that are given, written as their signs
NAMES = 14  # a list with more names is shown by its first and last ones


def formula(rows: Rows) -> str:
    """A circuit as one would write it: "a = 1.3, b = 2.4, u = mul(a, b)"."""
    said = []
    for name, op, inputs, data, _ in rows:
        if op == "chain":
            said.append(f"{name}1 = {inputs[0]} + {inputs[1]}, {name}2 = {name}1 + {inputs[1]}, … up to {name}{data:g}")
        elif not op:
            said.append(f"{name} = {number(data)}")
        elif op in INFIX:
            said.append(f"{name} = {inputs[0]} {INFIX[op]} {inputs[1]}")
        else:
            said.append(f"{name} = {kind_of(op)}({', '.join(map(input_in_words, inputs))})")
    return ", ".join(said)


def kind_of(op: str) -> str:
    """What a gate does, whoever makes its node: "=exp" and "exp" -> "exp"."""
    return op.lstrip("=")


def input_in_words(item: str | float) -> str:
    """The name of an input, or the number that stands in its place."""
    return item if isinstance(item, str) else number(item)


def wiring(rows: Rows) -> dict[str, tuple[str, ...]]:
    """Every node with its operands, chains written out."""
    found: dict[str, tuple[str, ...]] = {}
    for name, op, inputs, data, _ in rows:
        if op != "chain":
            found[name] = operands(inputs)
            continue
        last = inputs[0]
        for step in range(1, int(data) + 1):
            found[f"{name}{step}"] = (last, inputs[1])
            last = f"{name}{step}"
    return found


def operands(inputs: Sequence[Any]) -> tuple[str, ...]:
    """The nodes among a gate's inputs."""
    return tuple(item for item in inputs if isinstance(item, str))


def in_brackets(names: Sequence[Any]) -> str:
    """A list of names, without quotation marks, in the middle of a long one only dots."""
    shown = list(names) if len(names) <= NAMES else [*names[:6], "…", *names[-3:]]
    return f"[{', '.join(str(name)[:12] for name in shown)}]"


def shown(value: Any) -> str:
    """A number as messages write it, a text as it stands; of anything else, what it is."""
    if value is None or isinstance(value, (bool, str)):
        return str(value)[:40]
    return number(value) if isinstance(value, (int, float)) else f"a {type(value).__name__}"
