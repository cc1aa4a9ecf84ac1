"""Right answers to the exercises of lesson 09, written in different ways: each must earn full points.

RIGHT maps an exercise's name to tuples of functions in the order of its signatures. Left out: the lesson's own
solutions, which the lesson's run checks.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray
Net = list[tuple[Array, Array]]


# ---- chain_gradient --------------------------------------------------------------------------------------------------


def chain_step_by_step(ws: list[float], activation: str, a0: float) -> list[float]:
    a, g, found = a0, 1.0, []
    for w in ws:
        z = w * a
        if activation == "sigmoid":
            a = 1 / (1 + math.exp(-z))
            g *= w * a * (1 - a)
        elif activation == "tanh":
            a = math.tanh(z)
            g *= w * (1 - a * a)
        elif activation == "relu":
            a, g = max(0.0, z), g * w * (z > 0)
        else:
            a, g = z, g * w
        found.append(g)
    return found


def chain_in_arrays(ws: list[float], activation: str, a0: float) -> Array:
    act, slope = {
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
        "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
        "relu": (lambda z: np.maximum(z, 0), lambda z: np.heaviside(z, 0)),
        "linear": (lambda z: z, lambda z: 1.0),
    }[activation]
    slopes, a = [], a0
    for w in ws:
        slopes.append(slope(w * a))
        a = act(w * a)
    return np.cumprod(np.array(ws) * slopes)


def chain_by_sweeps(ws: list[float], activation: str, a0: float) -> tuple[float, ...]:
    """A backward sweep of its own for every k."""
    values = [a0]
    for w in ws:
        z = w * values[-1]
        values.append(
            {"sigmoid": (1 + math.tanh(z / 2)) / 2, "tanh": math.tanh(z), "relu": max(z, 0.0)}.get(activation, z)
        )
    found = []
    for k in range(1, len(ws) + 1):
        g = 1.0
        for layer in range(k, 0, -1):
            a = values[layer]
            rule = {"sigmoid": a * (1 - a), "tanh": (1 - a) * (1 + a), "relu": 1.0 if a > 0 else 0.0}
            g = g * rule.get(activation, 1.0) * ws[layer - 1]
        found.append(g)
    return tuple(found)


# ---- gradient_norms --------------------------------------------------------------------------------------------------


def norms_by_sweep(layers: Net, X: Array, y: Array) -> list[float]:
    acts = [X]
    for k, (W, b) in enumerate(layers):
        z = acts[-1] @ W + b
        acts.append(np.tanh(z) if k < len(layers) - 1 else z)
    out = acts.pop()
    g = 2 / out.size * (out - np.reshape(y, out.shape))
    norms = []
    for W, _ in layers[::-1]:
        a = acts.pop()
        norms.insert(0, np.linalg.norm(a.T @ g))
        g = g @ W.T * (1 - a * a)
    return norms


def norms_recursively(layers: Net, X: Array, y: Array) -> list[float]:
    def below(rest: Net, a: Array) -> tuple[Array, list[float]]:
        """Gradient on what goes into these layers, and their norms."""
        (W, b), *further = rest
        z = a @ W + b
        if not further:
            target = y[:, None] if y.ndim == 1 else y
            g, norms = 2 * (z - target) / z.size, []
        else:
            g, norms = below(further, np.tanh(z))
            g = g / np.cosh(z) ** 2
        return g @ W.T, [float(np.sqrt(((a.T @ g) ** 2).sum())), *norms]

    return below(layers, X)[1]


def norms_by_einsum(layers: Net, X: Array, y: Array) -> Array:
    ins, outs = [], [X]
    for W, b in layers:
        ins.append(outs[-1])
        outs.append(np.tanh(np.einsum("nd,dm->nm", ins[-1], W) + b))
    last = ins[-1] @ layers[-1][0] + layers[-1][1]
    y = y.reshape(len(y), -1)
    g = (last - y) * (2.0 / (last.shape[0] * last.shape[1]))
    norms = np.zeros(len(layers))
    for k in range(len(layers) - 1, -1, -1):
        norms[k] = np.sum(np.einsum("nd,nm->dm", ins[k], g) ** 2) ** 0.5
        g = np.einsum("nm,dm->nd", g, layers[k][0]) * (1 - ins[k] ** 2)
    return norms


# ---- init_std --------------------------------------------------------------------------------------------------------


def std_by_branches(fan_in: int, fan_out: int, kind: str) -> float:
    if kind == "he":
        return np.sqrt(2 / fan_in)
    if kind == "xavier":
        return np.sqrt(2 / (fan_in + fan_out))
    raise ValueError(kind)


class UnknownKind(ValueError):
    """A ValueError of a class of its own."""


def std_by_table(fan_in: int, fan_out: int, kind: str) -> float:
    fans = {"he": fan_in, "xavier": fan_in + fan_out}
    if kind not in fans:
        raise UnknownKind(f"unknown kind {kind}")
    return math.sqrt(2.0) / math.sqrt(fans[kind])


def std_by_mean_fan(fan_in: int, fan_out: int, kind: str) -> float:
    match kind:
        case "he":
            fan = fan_in / 2
        case "xavier":
            fan = (fan_in + fan_out) / 2
        case _:
            raise ValueError("he or xavier")
    return fan**-0.5


# ---- dead_relu_fraction ----------------------------------------------------------------------------------------------


def dead_by_maximum(Z: Array) -> float:
    return float(np.mean(Z.max(axis=0) <= 0))


def dead_by_relu(Z: Array) -> Array:
    return 1 - np.count_nonzero(np.maximum(Z, 0).sum(axis=0)) / Z.shape[1]


def dead_by_loops(Z: Array) -> float:
    dead = 0
    for unit in Z.T:
        if not any(unit > 0):
            dead += 1
    return dead / len(Z.T)


# ---- clip_gradients --------------------------------------------------------------------------------------------------


def clip_by_squares(grads: Any, max_norm: float) -> tuple[Any, float]:
    values = grads.values() if isinstance(grads, dict) else grads
    total = np.sqrt(sum((g**2).sum() for g in values))
    scale = max_norm / total if total > max_norm else 1.0
    if isinstance(grads, dict):
        return OrderedDict((k, g * scale) for k, g in grads.items()), total
    return [g * scale for g in grads], total


def clip_by_one_long_row(grads: Any, max_norm: float) -> list[Any]:
    if isinstance(grads, dict):
        clipped, total = clip_by_one_long_row(list(grads.values()), max_norm)
        return [dict(zip(grads, clipped, strict=True)), total]
    total = float(np.linalg.norm(np.concatenate([g.ravel() for g in grads])))
    if total <= max_norm:
        return [[g.copy() for g in grads], total]
    return [[g / total * max_norm for g in grads], total]


def clip_by_norm_of_norms(grads: Any, max_norm: float) -> tuple[Any, float]:
    names = list(grads) if isinstance(grads, dict) else range(len(grads))
    total = np.linalg.norm([np.linalg.norm(grads[name]) for name in names])
    over = max(total / max_norm, 1.0)
    shorter = {name: grads[name] / over for name in names}
    return (shorter if isinstance(grads, dict) else tuple(shorter.values())), total


RIGHT: dict[str, list[tuple[Callable[..., Any], ...]]] = {
    "chain_gradient": [(chain_step_by_step,), (chain_in_arrays,), (chain_by_sweeps,)],
    "gradient_norms": [(norms_by_sweep,), (norms_recursively,), (norms_by_einsum,)],
    "init_std": [(std_by_branches,), (std_by_table,), (std_by_mean_fan,)],
    "dead_relu_fraction": [(dead_by_maximum,), (dead_by_relu,), (dead_by_loops,)],
    "clip_gradients": [(clip_by_squares,), (clip_by_one_long_row,), (clip_by_norm_of_norms,)],
}
