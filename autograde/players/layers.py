"""Play gradient checkers and hand-written backward passes: named functions, and candidates with and without bugs.

Exercises that are handed functions name them here, because a function is not plain data. Which of the candidates'
backward functions are wrong is not written here: their variants have numbers, not names, and the exercise knows the
numbers. Left out: all judging. Like `play`, this module runs beside the student's code.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograde import play
from autograde.players.named import of_shape

NOISE = 8  # decimals of a checker's error that do not depend on how exactly the nudging is written

# ---- functions of an array with a number as their value, for checkers ------------------------------------------------

SCALARS: dict[str, Callable[[np.ndarray], float]] = {
    "bowl": lambda x: float(np.sum((x - 0.3) ** 2 * weights(x.shape))),
    "waves": lambda x: float(np.sum(np.sin(x) * weights(x.shape))),
    "tiny_waves": lambda x: float(1e-9 * np.sum(np.sin(x) * weights(x.shape))),
    "cubes": lambda x: float(np.sum(x**3 * weights(x.shape))),
    "plane": lambda x: float(0.7 * np.sum(x)),
    "ramps": lambda x: float(np.sum(np.maximum(x, 0.0) * weights(x.shape))),
    "joint": lambda x: float(np.sum(x * weights(x.shape)) ** 2),
}


def weights(shape: tuple[int, ...]) -> np.ndarray:
    """Fixed weights that differ from entry to entry: 0.4, 0.7, 1.0, … in the given shape."""
    return 0.4 + 0.3 * np.arange(int(np.prod(shape)), dtype=float).reshape(shape)


def check_named(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call a checker with the SCALARS function that the first argument names, and tidy up what rounding decides.

    The function refuses the entries in another shape. Of the result (ok, worst_index, error) the error is rounded to
    NOISE decimals; where it is then 0, the worst entry is a matter of rounding, and the index becomes zeros.
    """
    name, x, *rest = probe.args
    outcome = play.record(functions[probe.function], [of_shape(SCALARS[name], x.shape), *copy.deepcopy([x, *rest])])
    value = outcome.get("value")
    if isinstance(value, (tuple, list)) and len(value) == 3 and isinstance(value[2], (int, float)):
        ok, index, error = value
        error = round(error, NOISE) if np.isfinite(error) else error
        if error == 0 and isinstance(index, (tuple, list)):
            index = tuple(0 for _ in index)
        outcome["value"] = (ok, index, error)
    return outcome


# ---- whole passes through a network ----------------------------------------------------------------------------------


def network_pass(functions: play.Functions, probe: Any) -> play.Outcome:
    """Like `play.call` for a function of x, y and params that returns (loss, gradients by name), on x too."""
    return noting_missing(play.call(functions, probe), ("x", *probe.args[2]))


def noting_missing(outcome: play.Outcome, names: Sequence[str]) -> play.Outcome:
    """An outcome (loss, gradients by name), with a note of the names that are missing among the gradients."""
    value = outcome.get("value")
    if isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(value[1], dict):
        missing = [name for name in names if name not in value[1]]
        if missing:
            outcome["value"] = (value[0], {**value[1], "missing": missing})
    return outcome


# ---- candidates: forward functions, and backward functions that may be wrong -----------------------------------------

Forward = Callable[..., np.ndarray]
Backward = Callable[..., Any]


def share(rows: np.ndarray) -> np.ndarray:
    """Each row as positive shares that sum to 1 (softmax)."""
    grown = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def spread_of(x: np.ndarray) -> np.ndarray:
    """Standard deviation of each column."""
    return np.asarray(np.sqrt(np.mean((x - x.mean(axis=0)) ** 2, axis=0)))


def hidden(g: np.ndarray, x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """What arrives before the tanh of `layer`."""
    return np.asarray(g * (1 - np.tanh(x @ W + b) ** 2))


def tops(x: np.ndarray) -> np.ndarray:
    """Where each row has its largest entries."""
    return np.asarray(x == x.max(axis=1, keepdims=True))


FORWARD: dict[str, Forward] = {
    "layer": lambda x, W, b: np.tanh(x @ W + b),
    "between": lambda x, W, y: x @ W @ y,
    "length": lambda x: np.sqrt(np.mean(x**2, axis=0)),
    "scaled": lambda x: x * x.sum(axis=1, keepdims=True),
    "top": lambda x: x.max(axis=1),
    "shares": share,
    "leaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "spread": spread_of,
    "tally": lambda x: 0.3 * x.sum(axis=0),
}

BACKWARD: dict[str, tuple[Backward, ...]] = {
    "layer": (
        lambda g, x, W, b: (hidden(g, x, W, b) @ W.T, x.T @ hidden(g, x, W, b), hidden(g, x, W, b).sum(axis=1)),
        lambda g, x, W, b: (hidden(g, x, W, b) @ W.T, x.T @ hidden(g, x, W, b), hidden(g, x, W, b).sum(axis=0)),
        lambda g, x, W, b: (hidden(g, x, W, b) @ W, x.T @ hidden(g, x, W, b), hidden(g, x, W, b).sum(axis=0)),
        lambda g, x, W, b: (
            hidden(g, x, W, b) @ W.T,
            x.T @ hidden(g, x, W, b),
            4 * hidden(g, x, W, b).mean(axis=0),
        ),
        lambda g, x, W, b: (
            hidden(g, x, W, b) @ W.T,
            x.T @ hidden(g, x, W, b) / len(x),
            hidden(g, x, W, b).mean(axis=0),
        ),
    ),
    "between": (
        lambda g, x, W, y: (g @ y.T @ W.T, x.T @ g @ y.T, W.T @ x.T @ g),
        lambda g, x, W, y: (g @ y.T @ W.T, y @ g.T @ x, W.T @ x.T @ g),
        lambda g, x, W, y: (g @ y.T @ W.T, x.T @ g @ y.T, W @ x.T @ g),
    ),
    "length": (
        lambda g, x: 2 * g * x / (x.shape[0] * np.sqrt(np.mean(x**2, axis=0))),
        lambda g, x: g * x / (x.shape[0] * np.sqrt(np.mean(x**2, axis=0))),
        lambda g, x: g * x / (x.shape[1] * np.sqrt(np.mean(x**2, axis=0))),
    ),
    "scaled": (
        lambda g, x: g * x.sum(axis=1, keepdims=True) + (g * x).sum(axis=1, keepdims=True),
        lambda g, x: np.ones_like(x) * (g * x).sum(axis=1, keepdims=True),
        lambda g, x: g * x.sum(axis=1, keepdims=True),
    ),
    "top": (
        lambda g, x: g[:, None] * tops(x),
        lambda g, x: g[:, None] * (tops(x).cumsum(axis=1) == 1) * tops(x),
        lambda g, x: g[:, None] * tops(x) / tops(x).sum(axis=1, keepdims=True),
    ),
    "shares": (
        lambda g, x: share(x) * (g - (g * share(x)).sum(axis=1, keepdims=True)),
        lambda g, x: share(x) * (1 - share(x)) * g,
    ),
    "leaky": (
        lambda g, x: g * np.where(g > 0, 1.0, 0.1),
        lambda g, x: np.where(x > 0, 1.0, 0.1),
        lambda g, x: g * np.where(x > 0, 1.0, 0.1),
    ),
    "spread": (
        lambda g, x: g * (x - x.mean(axis=0)) / (x.shape[0] * spread_of(x)),
        lambda g, x: -g * (x - x.mean(axis=0)) / (x.shape[0] * spread_of(x)),
    ),
    "tally": (
        lambda g, x: 0.3 * g,
        lambda g, x: 0.3 * g * np.ones_like(x),
    ),
}


def inputs_of(layer: str, seed: int, size: float = 1.0) -> tuple[np.ndarray, ...]:
    """Inputs for a candidate: all matrices square where shapes could give a bug away, a tie of two in a row of "top".

    No entry comes near 0, where "leaky" has a kink; size scales all of them.
    """
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> np.ndarray:
        return np.asarray(rng.uniform(0.2, 1.4, shape) * rng.choice((-1.0, 1.0), shape) * size)

    if layer == "layer":
        return draw(3, 3), draw(3, 3), draw(3)
    if layer == "between":
        return draw(3, 3), draw(3, 3), draw(3, 3)
    x = draw(4, 3)
    if layer == "top":
        x[:2] = -np.abs(x[:2])
        x[0, 2] = x[0, 0] = 1.7 * size
        x[1, 1] = x[1, 2] = -0.1 * size
        x[2:, 1] = 2.1 * size
    return (x,)


Candidate = tuple[Forward, Backward, tuple[np.ndarray, ...]]


def candidate(layer: str, variant: int, seed: int, size: float = 1.0) -> Candidate:
    """A triple (forward, backward, inputs) whose functions tell nothing about themselves."""
    forth, back = FORWARD[layer], BACKWARD[layer][variant]

    def forward(*inputs: np.ndarray) -> Any:
        return forth(*inputs)

    def backward(g: np.ndarray, *inputs: np.ndarray) -> Any:
        return back(g, *inputs)

    return forward, backward, inputs_of(layer, seed, size)


def hunt(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call a bug finder with a dictionary name -> candidate; the names it returns are put in alphabetical order.

    The probe's argument is a dictionary name -> (layer, variant, seed, size).
    """
    (described,) = probe.args
    built = {name: candidate(*description) for name, description in described.items()}
    outcome = play.record(functions[probe.function], [built])
    value = outcome.get("value")
    if isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value):
        outcome["value"] = sorted(value)
    return outcome
