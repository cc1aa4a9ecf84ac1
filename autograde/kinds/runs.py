"""The parameters that a run of training ends with, and the history of its losses, as `players.training` calls for them.

A run that came back whole is told by which parameters are wrong, with a number that is; one that the player reduced by
where it ended. A probe brings its call as text among its facts; its note names the data of a reduced run. Left out:
what is right (`judge`), and fits of one number (`fits`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np

from autograde import words
from autograde.exercise import Probe
from autograde.kinds.counts import counted
from autograde.outcome_form import has_types
from autograde.plain import numeric
from autograde.players import training
from backprop_lib.words import number

Params = Mapping[str, np.ndarray]
DIGITS = 6
CLOSE = 1e-9  # how far a number may be off and still be told as right


def tells(probe: Probe, value: Any, expected: Any) -> str:
    """What is wrong with the form of a run's result, else with where it ended or with its numbers."""
    call, params = probe.facts["call"], probe.args[2]
    reduced = isinstance(expected, dict)
    if reduced and has_types(value, {key: type(item) for key, item in expected.items()}):
        return f"{call}: {of_end(probe.note, value, expected)}."
    form = of_form(value, params, None if reduced else len(expected[1]))
    return f"{call}{form}" if form else f"{call}: {of_numbers(value, expected, params)}"


def alike(probe: Probe, value: Any, other: Any, expected: Any) -> bool:
    """Whether two wrong runs show the same mistake: short ones by their numbers, long ones by all but where they end.

    A long run multiplies the roundings in which two ways to write the same mistake differ.
    """
    if isinstance(expected, dict):
        forms = all(has_types(each, {key: type(item) for key, item in expected.items()}) for each in (value, other))
        return forms and (value["losses"], value["unmoved"]) == (other["losses"], other["unmoved"])
    params = probe.args[2]
    if of_form(value, params, len(expected[1])) or of_form(other, params, len(expected[1])):
        return False
    pairs = [(value[0][name], other[0][name]) for name in params] + [(value[1], other[1])]
    arrays = [(np.asarray(numeric(one)), np.asarray(numeric(two))) for one, two in pairs]
    return all(np.allclose(one, two, rtol=CLOSE, atol=CLOSE, equal_nan=True) for one, two in arrays)


def of_end(data: str, value: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """What is wrong with a reduced run: too many losses or too few, parameters that stood still, a loss too high."""
    if value["losses"] != expected["losses"]:
        return f"the history has {counted(value['losses'], 'entry', 'entries')}"
    if value["unmoved"]:
        return f"on the {data}, {' and '.join(map(str, value['unmoved']))} never moved"
    return f"on the {data}, the last loss is {where(value['ends'])}; it should be {where(expected['ends'])}"


def where(ends: str) -> str:
    """Where a last loss lies for which the player has this word: "between 0.05 and 0.3"."""
    below = None
    for level, word in training.LEVELS:
        if word == ends:
            return f"at most {level}" if below is None else f"between {below} and {level}"
        below = level
    return f"above {below}"


def of_form(value: Any, params: Params, steps: int | None) -> str:
    """What came back in place of parameters with a list of so many losses; "" for such.

    steps: None where a list of plain numbers, however many, would have been reduced.
    """
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[0], dict):
        return " should return a pair (params, history): a dictionary and a list of losses."
    trained, history = value
    missing = [name for name in params if name not in trained]
    if missing:
        return f" returned no {' and no '.join(missing)}."
    for name, start in params.items():
        array = numeric(trained[name])
        if array is None:
            return f": {name} came back as {words.not_numbers(trained[name])}."
        if array.shape != start.shape:
            return f": {name} came back with shape {array.shape}, it had {start.shape}."
    losses = numeric(history)
    if losses is None or losses.ndim != 1:
        return f" returned a history that is no list of losses ({type(history).__name__})."
    if steps is None:
        return " returned a history whose entries are no plain numbers."
    if len(losses) == steps:
        return ""
    return f": the history has {counted(len(losses), 'entry', 'entries')} for {counted(steps, 'step')}."


def of_numbers(value: Any, expected: Any, params: Params) -> str:
    """Which parameters are wrong, the history included, and the first wrong loss or else the worst wrong number."""
    (trained, history), (wanted, losses) = value, expected
    found = {name: np.asarray(numeric(trained[name])) for name in params}
    off = {name: not np.allclose(found[name], wanted[name], rtol=0, atol=CLOSE) for name in params}
    apart = ~np.isclose(np.asarray(numeric(history)), losses, rtol=CLOSE, atol=0)
    off["history"] = bool(apart.any())
    wrong, right = ([name for name, is_off in off.items() if is_off is truth] for truth in (True, False))
    if not wrong:
        return of_types(trained)
    text = f"wrong {', '.join(wrong)}; right {', '.join(right) or 'none'}."
    if off["history"]:
        first = int(np.argmax(apart))
        seen, wanted_one = words.told_apart(float(history[first]), float(losses[first]))
        return f"{text} history[{first}] is {seen}; expected {wanted_one}."
    still = [name for name in wrong if np.array_equal(found[name], params[name])]
    text += f" {' and '.join(still)} never moved." if still else ""
    last = wrong[-1]  # nearest to the output, where gradients come from
    return f"{text} {of_worst(last, found[last], wanted[last], params[last])}"


def of_worst(name: str, found: np.ndarray, wanted: np.ndarray, start: np.ndarray) -> str:
    """The number of one parameter that is off most: where it began, where it came to, and where it should."""
    gap = np.nan_to_num(np.abs(found - wanted), nan=inf)
    place = tuple(int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape))
    began = number(start[place], DIGITS)
    ended, right = words.told_apart(float(found[place]), float(wanted[place]), DIGITS)
    return f"{name}[{', '.join(map(str, place))}] went from {began} to {ended}; expected {right}."


def of_types(trained: Mapping[str, Any]) -> str:
    """What is said where the numbers are right: what holds them is no array of floats, or one is off by very little."""
    for name, array in trained.items():
        if not isinstance(array, np.ndarray) or array.dtype != float:
            return f"{name} holds the right numbers and is {words.numbers_in(array)}; expected float64."
    return f"every number is right to {number(CLOSE)}, and not all of them as closely as the check asks for."
