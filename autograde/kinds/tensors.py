"""What comes back from torch: lists of plain numbers, parameters after training steps, functions with a way back.

The players of `players.torch_steps` write it down as arrays, and as words where no tensor was, so that no torch is
needed here. Left out: whether a result is right (`judge`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.kinds import called
from autograde.outcome_form import of_own_function, of_steps
from autograde.players.torch_steps import TENSOR
from backprop_lib.words import number

RTOL = 1e-9  # nearer than this, two numbers are not told apart: steps add up roundings
SHOWN = 3  # numbers of a longer array that are written out


def bracketed(values: Sequence[Any]) -> str:
    """Numbers in square brackets."""
    return f"[{', '.join(number(value) for value in values)}]"


def brief(values: Any) -> str:
    """The first numbers of an array; words stay as they are."""
    if isinstance(values, str):
        return values
    row = np.ravel(values).tolist()
    return bracketed(row) if len(row) <= SHOWN else f"[{', '.join(map(number, row[:SHOWN]))}, …]"


def told_apart(came: np.ndarray, right: np.ndarray) -> tuple[str, str]:
    """Both arrays, and where their first numbers look equal the first place where they differ, with enough digits."""
    seen, wanted = brief(came), brief(right)
    if seen != wanted:
        return seen, wanted
    place = int(np.argmax(~(np.abs(came - right) <= RTOL * np.abs(right).max(initial=0.0))))
    got, due = words.told_apart(float(np.ravel(came)[place]), float(np.ravel(right)[place]))
    return f"{got} as number {place + 1} of {came.size}", due


def far(one: Any, other: Any) -> bool:
    """Whether numbers differ by more than rounding, or are none."""
    return bool(np.any(~(np.abs(np.subtract(one, other, dtype=float)) <= RTOL * np.max(np.abs(other)))))


# ---- a list of numbers -----------------------------------------------------------------------------------------------


def numbers_tells(probe: Probe, value: Any, expected: Sequence[float]) -> str:
    """What came back where a list of plain numbers was expected."""
    call = called.with_note(called.call(probe), probe)
    if isinstance(value, str) and value == TENSOR:
        came = "a tensor, or something with tensors in it"
    elif isinstance(value, (list, tuple)):
        came = bracketed(value)
    else:
        came = number(value) if value is not None else "None"
    return f"{call} returned {came}; expected a list of plain numbers, {bracketed(expected)}."


# ---- training steps --------------------------------------------------------------------------------------------------


def steps_tells(probe: Probe, value: Any, expected: Sequence[Mapping[str, Any]]) -> str:
    """The first step that differs, and what of it: the loss, the parameters, the gradients."""
    call = called.call(probe)
    if of_steps(value, probe.args):
        for turn, (got, want) in enumerate(zip(value, expected, strict=False), 1):
            where = f"{call}, step {turn} of {len(expected)}" if len(expected) > 1 else call
            wrong = of_loss(got, want) or of_parameters(got, want, probe.args[0])
            if wrong:
                return f"{where} {wrong}."
    return f"{call} did not do what was expected."


def of_loss(got: Mapping[str, Any], want: Mapping[str, Any]) -> str:
    """What is wrong with a step's loss, or with the tensors it leaves in the dictionary; "" where nothing is."""
    loss, right = got["loss"], want["loss"]
    if isinstance(loss, str) and loss == TENSOR:
        return f"returned a tensor; expected a plain float, {number(right)}"
    if not isinstance(loss, float) or far(loss, right):
        came, expected = (
            words.told_apart(loss, right) if isinstance(loss, (int, float)) else (str(loss)[:40], number(right))
        )
        return f"returned {came}; expected the loss before the update, {expected}"
    if got["replaced"]:
        others = ", ".join(got["replaced"])
        return f"put other tensors in the places of {others}; expected the same tensors with new numbers"
    return ""


def of_parameters(got: Mapping[str, Any], want: Mapping[str, Any], start: Mapping[str, np.ndarray]) -> str:
    """The first parameter that differs, else the first gradient, from the output backwards; "" where none does."""
    for part, word in (("parameters", ""), ("gradients", ".grad")):
        for name in reversed(list(want[part])):
            came, right = got[part][name], want[part][name]
            if isinstance(came, str) or came.shape != right.shape or far(came, right):
                still = part == "parameters" and is_still(came, start[name])
                note = ", where it was before" if still else ""
                return f"left {name}{word} at {brief(came)}{note}; expected {brief(right)}"
    return ""


def is_still(came: Any, start: np.ndarray) -> bool:
    """Whether a parameter is where it was before the first step."""
    return isinstance(came, np.ndarray) and came.shape == start.shape and not far(came, start)


# ---- a function of torch's own kind ----------------------------------------------------------------------------------


def apply_call(probe: Probe) -> str:
    """How a call of such a function is written: at which input, and with which upstream gradient."""
    _what, x, *rest = probe.args
    return f"{probe.function}.apply(x) at x = {brief(x)}" + (f" with g = {brief(rest[0])}" if rest else "")


def function_tells(probe: Probe, value: Any, expected: Mapping[str, Any]) -> str:
    """What the function gave, or what its way back sent to the input; or that torch's own check is not content."""
    call = called.with_note(apply_call(probe), probe)
    if not of_own_function(value, probe.args):
        return f"{call} did not do what was expected."
    part = "output" if "output" in value else "gradient"
    came, forth = value[part], part == "output"
    if part not in expected or isinstance(came, str):
        return f"{call} {'returned no tensor but ' if forth else 'left as the gradient on x: '}{came}."
    right, what = expected[part], "gave" if forth else "sent back to x"
    if came.shape != right.shape:
        return f"{call} {what} an array of shape {came.shape}; expected shape {right.shape}."
    if came.dtype != right.dtype:
        return f"{call} works with {came.dtype} numbers; x came as {right.dtype}."
    if far(came, right):
        seen, wanted = told_apart(came, right)
        return f"{call} {what} {seen}; expected {wanted}."
    return f"{call} {what} the right numbers; torch's gradcheck, which nudges in float64, is not content."


def numbers_alike(probe: Probe, value: Any, other: Any, expected: Sequence[float], rtol: float) -> bool:
    """Whether two wrong lists of numbers are one up to rtol: torch's own type keeps fewer digits than Python's."""
    lists = (list(value), list(other)) if all(isinstance(each, (list, tuple)) for each in (value, other)) else ([], [])
    real = all(isinstance(item, (int, float)) for each in lists for item in each)
    if not real or any(len(each) != len(expected) for each in lists):
        return False
    return bool(np.allclose(*lists, rtol=0, atol=rtol * np.max(np.abs(lists[1]), initial=0.0)))
