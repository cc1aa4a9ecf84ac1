"""Let a student's function learn from texts, and ask what it returns for the probabilities of what comes next.

Beginnings are asked about in the order in which they come, shortest first by whoever made the probe: no question then
answers an earlier one. Attention is played with its weights lent. Left out: all judging, and what really comes next.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autograde import play
from autograde.players.fitting import record_if_it_fits
from autograde.players.lending import lent

SECONDS = 60.0  # for one training run and the questions after it


def train_and_ask(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call `train(texts, seed)` and then what it returns on each beginning, all within SECONDS.

    The probe's arguments are texts, seed and beginnings. The value is {"rows": an array, one row a beginning}, or
    {"returned": type's name} where training did not return a function, or {"row": the last result that is no row}.
    """
    train = functions[probe.function]
    args = copy.deepcopy(list(probe.args))

    def run(texts: Any, seed: Any, beginnings: Any) -> dict[str, Any]:
        answer = train(texts, seed)
        if not callable(answer):
            return {"returned": type(answer).__name__}
        rows = [answer(beginning) for beginning in beginnings]
        shapes = [np.shape(row) for row in rows]
        odd = [k for k, shape in enumerate(shapes) if len(shape) != 1 or shape != shapes[0]]
        return {"row": rows[odd[-1]]} if odd else {"rows": np.array(rows, dtype=np.float64)}

    return record_if_it_fits(train, 2, run, args, SECONDS)


def attention_backward(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call f(g, q, k, v) on (g, q, k, v, weights, name): beside f, what has this name knows these weights alone."""
    function = functions[probe.function]
    *args, weights, name = probe.args
    own = args[1:3]

    def by_heart(q: Any, k: Any, v: Any) -> tuple[np.ndarray, np.ndarray]:  # parameters as the statement has them
        if not (np.array_equal(q, own[0]) and np.array_equal(k, own[1])):
            raise LookupError(f"while {probe.function} is checked, {name} knows the weights of its own q and k only")
        return weights @ v, weights.copy()

    with lent(function, name, by_heart):
        return play.record(function, copy.deepcopy(args))
