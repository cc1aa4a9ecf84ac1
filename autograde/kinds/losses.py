"""A loss with a dictionary of gradients, as a whole pass through a network returns them: what wrong ones are told.

The call is told as `probe.facts["call"]` writes it. Left out: what is right (`judge` compares all numbers), and
gradients in a tuple (`arrays`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.judge import is_scalar
from autograde.plain import numeric

Arrays = Mapping[str, np.ndarray]


def tells(probe: Probe, value: Any, expected: Any, *, backwards: Sequence[str], rtol: float = 1e-12) -> str:
    """Which of loss and gradients are wrong, and one wrong entry with the right one: the first on the way back.

    backwards: the gradients' names in the order in which a backward pass comes to them.
    rtol: how far a number may be off, as a share of the largest of all.
    """
    call = probe.facts["call"]
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[1], dict):
        return f"{call} returned no pair (loss, gradients), the gradients in a dictionary."
    (loss, grads), (wanted_loss, wanted) = value, expected
    found, fault = read(loss, grads, wanted)
    if fault:
        return f"{call}{fault}."
    scale = max(abs(wanted_loss), *(float(np.abs(right).max(initial=0.0)) for right in wanted.values()))
    verdicts = {"loss": not abs(loss - wanted_loss) <= rtol * scale}
    verdicts |= {name: not np.all(np.abs(found[name] - right) <= rtol * scale) for name, right in wanted.items()}
    wrong, agree = ([name for name, is_wrong in verdicts.items() if is_wrong is truth] for truth in (True, False))
    text = f"{call}: wrong {', '.join(wrong)}; right {', '.join(agree) or 'none'}."
    if verdicts["loss"]:
        got, right = words.told_apart(float(loss), float(wanted_loss))
        return f"{text} The loss is {got}; expected {right}."
    if not wrong:
        return f"{call}: {right_in_another_form(grads, wanted)}."
    first = next((name for name in backwards if name in wrong), wrong[0])
    return f"{text} First wrong on the way back: {worst_entry(first, found[first], wanted[first])}."


def read(loss: Any, grads: Mapping[str, Any], wanted: Arrays) -> tuple[dict[str, np.ndarray], str]:
    """The gradients as arrays, and in words what keeps loss and gradients from being compared with what is wanted."""
    missing = [name for name in wanted if name not in grads]
    if missing:
        return {}, f" returned no gradient on {' and '.join(missing)}"
    if not is_scalar(loss):
        return {}, f" returned a loss that is no single number ({type(loss).__name__})"
    found: dict[str, np.ndarray] = {}
    for name, right in wanted.items():
        array = numeric(grads[name])
        if array is None:
            return {}, f": the gradient on {name} is {words.not_numbers(grads[name])}"
        if array.shape != right.shape:
            return {}, f": the gradient on {name} has shape {array.shape}, {name} has shape {right.shape}"
        found[name] = array
    return found, ""


def right_in_another_form(grads: Mapping[str, Any], wanted: Arrays) -> str:
    """Right numbers, of which something that holds them is no array of floats."""
    others = (name for name in wanted if not isinstance(grads[name], np.ndarray) or grads[name].dtype != float)
    name = next(others, next(iter(wanted)))
    return f"{name} holds the right numbers and is {words.numbers_in(grads[name])}; expected float64"


def worst_entry(name: str, found: np.ndarray, wanted: np.ndarray) -> str:
    """The entry that is farthest off: "b1[1] is 5.3, expected 0.3"."""
    differs = np.abs(found - wanted)
    place = np.unravel_index(int(np.nan_to_num(differs, nan=inf).argmax()), differs.shape)
    index = ", ".join(str(int(i)) for i in place)
    got, right = words.told_apart(float(found[place]), float(wanted[place]))
    return f"{name}[{index}] is {got}; expected {right}"
