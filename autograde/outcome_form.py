"""The form of what comes back from beside a student's code: of each outcome, and of the values that players make up.

Code beside the student's may have been replaced by the student's, so nothing is judged that does not have the form in
which `play` and the players write. Left out: whether an outcome is right (`judge`), and whether texts may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograde import players
from autograde.exercise import Probe
from autograde.plain import UNREADABLE, plain
from autograde.play import Outcome
from autograde.players import training
from autograde.value_forms import is_texts, of_array_gate, of_guesses, of_reader, of_training

ENDINGS = ("arity", "failure", "opaque", "value")  # an outcome has one of them
KEYS = set(Outcome.__annotations__)
TYPES = {"opaque": str, "member": int, "shares": bool, "printed": str, "alone": dict}
TYPES |= dict.fromkeys(("changed", "warned", "arity"), list)
FAILURE = {"type": str, "text": str, "source": str, "line": int, "callee": str}
MALFORMED: Outcome = {"opaque": UNREADABLE}
Rows = Sequence[Any]


def is_outcome(data: Any, probe: Probe, run: Callable[..., Any]) -> bool:
    """Whether plain data have the form of what the player `run` writes down about a call on the probe."""
    if type(data) is not dict or not all(type(key) is str for key in data) or not set(data) <= KEYS:
        return False
    typed = all(type(data[key]) is kind for key, kind in TYPES.items() if key in data)
    if not typed or sum(ending in data for ending in ENDINGS) != 1:
        return False
    texts = all(type(text) is str for key in ("warned", "arity") for text in data.get(key, ()))
    places = all(type(place) is int and 0 <= place < len(probe.args) for place in data.get("changed", ()))
    if not texts or not places:
        return False
    if "alone" in data and not ("alone" not in data["alone"] and is_outcome(data["alone"], probe, run)):
        return False
    if "failure" in data:
        return has_types(data["failure"], FAILURE)
    return "value" not in data or is_value(data["value"], probe, run)


def is_value(value: Any, probe: Probe, run: Callable[..., Any]) -> bool:
    """Whether a value is plain data of reasonable size, in the form that the player gives to it."""
    try:
        plain(value)
    except TypeError:
        return False
    form = FORMS.get(players.name_of(run))
    return form is None or form(value, probe.args)


def readable(outcomes: Any, probes: Sequence[Probe], run: Callable[..., Any]) -> list[Outcome]:
    """An outcome for each probe, MALFORMED in the place of what has not the form of one."""
    if type(outcomes) is not list or len(outcomes) != len(probes):
        return [MALFORMED for _ in probes]
    return [item if is_outcome(item, p, run) else MALFORMED for item, p in zip(outcomes, probes, strict=True)]


def has_types(data: Any, types: Mapping[str, type]) -> bool:
    """Whether a dictionary has these entries, of these types, and no others."""
    return type(data) is dict and set(data) == set(types) and all(type(data[key]) is types[key] for key in types)


def is_row(data: Any) -> bool:
    """Whether it is a row of floats."""
    return type(data) is np.ndarray and data.ndim == 1 and data.dtype == np.float64


def each(data: Any, names: set[str], fits: Callable[[Any], bool]) -> bool:
    """Whether it is a dictionary with these names, each with an entry that fits."""
    return type(data) is dict and set(data) == names and all(map(fits, data.values()))


# ---- the values of players.engine ------------------------------------------------------------------------------------


def node_names(rows: Rows) -> set[str]:
    """The names of all nodes of a circuit, chains written out."""
    names = set()
    for name, op, _, data, _ in rows:
        names |= {f"{name}{step}" for step in range(1, int(data) + 1)} if op == "chain" else {name}
    return names


def is_amount(data: Any) -> bool:
    """Whether it stands for a node's number: a float, or the name of the type that stood there."""
    return type(data) is float or (type(data) is str and data.isprintable() and bool(data))


def is_operands(data: Any) -> bool:
    """Whether it stands for a node's operands: their names, or the name of the type that stood there."""
    return type(data) is str or is_texts(data)


def of_sweep(value: Any, args: Sequence[Any]) -> bool:
    """The gradient of every node."""
    return each(value, node_names(args[0]), is_amount)


def of_zero(value: Any, args: Sequence[Any]) -> bool:
    """Gradients, data and parents of every node, and where all gradients are numbers those of the next pass."""
    names = node_names(args[0])
    if type(value) is not dict or not set(value) <= {"gradients", "data", "parents", "next pass"}:
        return False
    amounts = [value.get("gradients"), value.get("data"), *([value["next pass"]] if "next pass" in value else [])]
    return all(each(part, names, is_amount) for part in amounts) and each(value.get("parents"), names, is_operands)


def of_gate(value: Any, args: Sequence[Any]) -> bool:
    """What the nodes of one gate hold, and all gradients after a pass; or what was made in a node's place."""
    if has_types(value, {"made": str}):
        return True
    if type(value) is not dict or any(type(value.get(key, {})) is not dict for key in ("data", "_backward")):
        return False
    names, fresh = node_names(args[0]), set(value.get("data", {}))
    forms: dict[str, tuple[set[str], Callable[[Any], bool]]] = {"data": (fresh, is_amount), "grad": (fresh, is_amount)}
    forms["parents"] = (fresh, is_operands)
    if "_backward" in value:
        forms["_backward"] = (set(value["_backward"]) & fresh, lambda item: type(item) is str)
    else:
        forms["way back"] = (fresh, lambda item: type(item) is str)
        forms["gradients"] = (names, is_amount)
        changed: Any = value.get("changed")
        if not (is_texts(changed) and set(changed) <= names):
            return False
    parts = all(each(value.get(key), *form) for key, form in forms.items())
    return set(value) - {"changed"} == set(forms) and bool(fresh) and fresh <= names and parts


# ---- the values of players.figures, torch_steps and training ---------------------------------------------------------

AXES = {"lines": list, "legend": list, "xlabel": list, "ylabel": list, "xscale": str, "yscale": str, "title": bool}


def of_figure(value: Any, args: Sequence[Any]) -> bool:
    """A figure with its axes, what else came back by its type, or nothing."""
    if value is None or has_types(value, {"type": str}):
        return True
    return has_types(value, {"axes": list, "title": bool}) and all(map(is_axes, value["axes"]))


def is_axes(data: Any) -> bool:
    """One pair of axes."""
    texts = has_types(data, AXES) and all(is_texts(data[key]) for key in ("legend", "xlabel", "ylabel"))
    return texts and all(map(is_line, data["lines"]))


def is_line(data: Any) -> bool:
    """One line: its label, its y, and its x or the word for one that counts."""
    if type(data) is not dict or set(data) != {"label", "x", "y"} or type(data["label"]) is not str:
        return False
    x, y = data["x"], data["y"]
    return is_row(y) and (type(x) is str or (is_row(x) and len(x) == len(y) > 0))


def is_tensor(data: Any) -> bool:
    """Whether it stands for a tensor: its numbers, or what was there in words."""
    return type(data) in (str, np.ndarray)


def of_steps(value: Any, args: Sequence[Any]) -> bool:
    """One entry for each batch: the loss, whatever it is, and what became of the parameters."""
    names = set(args[0])
    if type(value) is not list or len(value) != len(args[1]):
        return False
    keys = {"loss", "replaced", "parameters", "gradients"}
    return all(
        type(step) is dict
        and set(step) == keys
        and is_texts(step["replaced"])
        and each(step["parameters"], names, is_tensor)
        and each(step["gradients"], names, is_tensor)
        for step in value
    )


def of_own_function(value: Any, args: Sequence[Any]) -> bool:
    """The output, or the gradient and what torch's gradcheck says of it."""
    if type(value) is dict and set(value) == {"output"}:
        return is_tensor(value["output"])
    keys = {"gradient", "gradcheck"}
    return (
        type(value) is dict and set(value) == keys and is_tensor(value["gradient"]) and type(value["gradcheck"]) is bool
    )


ENDS = ("low", "middling", "high")


def of_run(value: Any, args: Sequence[Any]) -> bool:
    """A short run is whatever came back; of a long one, a dictionary is the player's summary."""
    if args[4] <= training.LONG or type(value) is not dict:
        return True
    return has_types(value, {"losses": int, "ends": str, "unmoved": list}) and (
        value["ends"] in ENDS and is_texts(value["unmoved"]) and set(value["unmoved"]) <= set(args[2])
    )


FORMS: dict[str, Callable[[Any, Sequence[Any]], bool]] = {
    "players.engine.sweep": of_sweep,
    "players.engine.zero": of_zero,
    "players.engine.gate": of_gate,
    "players.array_engine.gate": of_array_gate,
    "players.figures.draw": of_figure,
    "players.torch_steps.steps": of_steps,
    "players.torch_steps.own_function": of_own_function,
    "players.training.run": of_run,
    "players.capstone.train_and_ask": of_training,
    "players.readers.train_and_ask": of_reader,
    "players.sequences.train_and_ask": of_guesses,
}
