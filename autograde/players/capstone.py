"""Play the capstone: a pass through a network, a training run that is asked what it learnt, a dictionary's entries.

What the trained function should answer is not here: a probe brings points without labels, and labels come back.
Left out: all judging. Like `play`, this module runs beside the student's code.
"""

from __future__ import annotations

import copy
from typing import Any

from autograde import play
from autograde.players.fitting import record_if_it_fits
from autograde.players.layers import noting_missing

SECONDS = 20.0  # for one training run and the questions after it


def gradients_of(functions: play.Functions, probe: Any) -> play.Outcome:
    """Like `play.call` for a function of params, X and y that returns (loss, gradients by the parameters' names)."""
    return noting_missing(play.call(functions, probe), tuple(probe.args[0]))


def train_and_ask(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call `train(X, y, seed)` and then what it returns on the probe's points, both within SECONDS.

    The probe's arguments are X, y, seed and points. The value is {"labels": what came back for the points}, or
    {"returned": type's name} where training did not return a function.
    """
    train = functions[probe.function]
    args = copy.deepcopy(list(probe.args))

    def run(X: Any, y: Any, seed: Any, points: Any) -> dict[str, Any]:
        predict = train(X, y, seed)
        return {"labels": predict(points)} if callable(predict) else {"returned": type(predict).__name__}

    return record_if_it_fits(train, 3, run, args, SECONDS)


def look_up(functions: play.Functions, probe: Any) -> play.Outcome:
    """The entry that a probe names, of the dictionary that its argument names; None and no entry are not written yet.

    Where a function of the entry's own name is given in place of the dictionary, it is called.
    """
    (table,) = probe.args
    if table not in functions:
        return play.call(functions, probe)
    entries = functions[table]

    def entry(name: str) -> Any:
        if not isinstance(entries, dict):
            return entries(name)  # what stands in for a name that is not there raises
        if entries.get(name) is None or entries[name] is ...:
            raise NotImplementedError(name)
        return entries[name]

    return play.record(entry, [probe.function])
