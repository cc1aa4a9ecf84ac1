"""One step downhill: gradient descent, with momentum and with a limit on its length if you ask for them, and Adam.

    optimizer = SGD(lr=0.1)
    optimizer.step(net.parameters(), net.gradients())     # each p becomes p − lr · its gradient, in place

An optimizer knows no network: names and arrays come in two dictionaries.
Left out: schedules, and zeroing the gradients, which is up to whoever computes them (`train`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

import numpy as np

Arrays = Mapping[str, np.ndarray]


class Optimizer(Protocol):
    """What `train.fit` needs of an optimizer; `SGD` and `Adam` have it."""

    def step(self, parameters: Arrays, gradients: Arrays) -> float: ...


class SGD:
    """Gradient descent: v = momentum · v + g, then p = p − lr · v, for every parameter p with gradient g.

    lr: the learning rate, > 0.   momentum: how much of the last step is kept, from 0 to below 1.
    max_norm: when the gradients of all parameters together are longer than this, all are shortened by one factor, so
    that the direction stays (clipping by the global norm, Pascanu and others 2013).
    ValueError for a number outside its range.
    """

    def __init__(self, lr: float, momentum: float = 0.0, max_norm: float | None = None) -> None:
        if not (lr > 0 and math.isfinite(lr)):
            raise ValueError(f"SGD: lr is {lr}. A learning rate is a positive number, for example 0.1.")
        if not 0 <= momentum < 1:
            raise ValueError(f"SGD: momentum is {momentum}. It lies between 0 and 1, 1 left out.")
        if max_norm is not None and not max_norm > 0:
            raise ValueError(f"SGD: max_norm is {max_norm}. It is a length, so positive, or None for no limit.")
        self.lr, self.momentum, self.max_norm = lr, momentum, max_norm
        self._velocity: dict[str, np.ndarray] = {}

    def step(self, parameters: Arrays, gradients: Arrays) -> float:
        """Change every parameter in place; return the length (norm) of all gradients together, before clipping.

        parameters, gradients: name -> float64 array, the same names and shapes in both. The gradients stay as they are.
        ValueError for a parameter without a gradient or with one of another shape, before anything is changed.
        Example: SGD(0.1).step({"w": w}, {"w": np.array([3.0, 4.0])}) -> 5.0, and w is w − [0.3, 0.4].
        """
        _paired("SGD", parameters, gradients)
        norm = global_norm({name: gradients[name] for name in parameters})
        scale = self.lr
        if self.max_norm is not None and norm > self.max_norm:
            scale *= self.max_norm / norm
        for name, values in parameters.items():
            if self.momentum:
                factor = scale / self.lr
                kept = self._velocity.get(name)
                moved = gradients[name] * factor if kept is None else self.momentum * kept + gradients[name] * factor
                self._velocity[name] = moved
                values -= self.lr * moved
            else:
                values -= scale * gradients[name]
        return norm


class Adam:
    """Steps of each entry's own size: a running mean of g, divided by the root of a running mean of g².

    m = β₁·m + (1 − β₁)·g,   v = β₂·v + (1 − β₂)·g²,   p = p − lr · m̂ / (√v̂ + eps) for every parameter p with gradient
    g, where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) make up for having started at 0 (Kingma and Ba 2015).
    lr: the learning rate, > 0, about the longest step.   betas: what m and v keep of themselves, from 0 to below 1.
    ValueError for a number outside its range.
    """

    def __init__(self, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        if not (lr > 0 and math.isfinite(lr)):
            raise ValueError(f"Adam: lr is {lr}. A learning rate is a positive number, for example 0.001.")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"Adam: betas are {betas}. Both lie between 0 and 1, 1 left out.")
        if not eps > 0:
            raise ValueError(f"Adam: eps is {eps}. It keeps a division finite, so it is positive.")
        self.lr, self.betas, self.eps = lr, betas, eps
        self._steps = 0
        self._means: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def step(self, parameters: Arrays, gradients: Arrays) -> float:
        """Change every parameter in place; return the length (norm) of all gradients together.

        Arguments and errors as in `SGD.step`.
        Example: Adam(0.1).step({"w": w}, {"w": np.array([3.0, -4.0])}) -> 5.0, and w is w − [0.1, −0.1].
        """
        _paired("Adam", parameters, gradients)
        self._steps += 1
        kept, kept_squares = self.betas
        scale, scale_squares = 1 - kept**self._steps, 1 - kept_squares**self._steps
        for name, values in parameters.items():
            g = gradients[name]
            mean, square = self._means.get(name, (0.0, 0.0))
            mean = kept * mean + (1 - kept) * g
            square = kept_squares * square + (1 - kept_squares) * g * g
            self._means[name] = (mean, square)
            values -= self.lr * (mean / scale) / (np.sqrt(square / scale_squares) + self.eps)
        return global_norm({name: gradients[name] for name in parameters})


def _paired(optimizer: str, parameters: Arrays, gradients: Arrays) -> None:
    """Refuse a parameter without a gradient, or with one of another shape."""
    for name, values in parameters.items():
        if name not in gradients:
            raise ValueError(
                f"{optimizer}.step: {name} has no gradient. There are gradients for {', '.join(gradients)}."
            )
        if gradients[name] is None:
            raise ValueError(
                f"{optimizer}.step: the gradient of {name} is None. Look where {name} is used: what took "
                "no part in the loss has no gradient."
            )
        if gradients[name].shape != values.shape:
            raise ValueError(
                f"{optimizer}.step: {name} has shape {values.shape}, its gradient {gradients[name].shape}. "
                "A gradient always has the shape of the thing it belongs to."
            )


def global_norm(gradients: Arrays) -> float:
    """Length of all gradients put end to end as one vector: √(Σ over all entries of g²).

    Example: global_norm({"W": np.array([[3.0]]), "b": np.array([4.0])}) -> 5.0.
    """
    return math.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values()))
