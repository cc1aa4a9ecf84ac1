"""Call a student's training function; of a long run keep what two right programs must agree on, digits left out.

Rounding grows over hundreds of steps, most of all in a run that is going wrong, so a long run is reduced to how many
losses there are, where the last one lies, and which parameters never moved. Short runs come back whole.
Predict functions are reduced to labels. Left out: data sets, networks and right results; probes bring their data along.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autograde.plain import numeric
from autograde.play import Functions, Outcome, call
from autograde.players.fitting import record_if_it_fits

LONG = 50  # steps; a longer run is reduced
LEVELS = ((0.05, "low"), (0.3, "middling"))  # where the last loss lies; above: "high"


def run(functions: Functions, probe: Any) -> Outcome:
    """train(X, y, params, lr, steps): the outcome of `play.call`, a long run's value reduced by `summary`."""
    outcome = call(functions, probe)
    value, params, steps = outcome.get("value"), probe.args[2], probe.args[4]
    if steps > LONG and _is_run(value, params):
        outcome["value"] = summary(value, params)
    elif steps > LONG and isinstance(value, dict):  # it could be taken for a summary
        outcome["opaque"] = "dict"
        del outcome["value"]
    return outcome


def summary(value: Any, params: dict[str, Any]) -> dict[str, Any]:
    """How long the history is, whether its last loss is low, and which parameters are what they were."""
    trained, history = value
    last = float(history[-1]) if len(history) else float("nan")
    ends = next((word for level, word in LEVELS if last <= level), "high")
    unmoved = [name for name in params if np.array_equal(trained[name], params[name])]
    return {"losses": len(history), "ends": ends, "unmoved": unmoved}


def labels(functions: Functions, probe: Any) -> Outcome:
    """A function that trains on (X, y, …) and returns a predict function: its labels at the probe's last argument."""
    *given, points = copy.deepcopy(list(probe.args))
    function = functions[probe.function]

    def train_and_predict(*args: Any) -> Any:
        predict = function(*args)
        return predict(points) if callable(predict) else predict

    return record_if_it_fits(function, len(given), train_and_predict, given)


def _is_run(value: Any, params: dict[str, Any]) -> bool:
    """Whether a value is a pair (parameters, history) of the right form."""
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[0], dict):
        return False
    trained, history = value
    numbers = isinstance(history, (list, tuple)) and all(isinstance(item, (int, float)) for item in history)
    numbers = numbers or (isinstance(history, np.ndarray) and history.ndim == 1)
    found = [numeric(trained.get(name)) for name in params]
    shapes = [array.shape if array is not None else None for array in found]
    return numbers and shapes == [array.shape for array in params.values()]
