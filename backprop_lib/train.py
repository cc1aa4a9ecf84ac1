"""The training loop: loss, gradients, step, again and again, with a record of what was measured on the way.

    history = fit(MLP((2, 8, 1), "tanh"), X, y, SGD(lr=0.5), epochs=200, show=True)

An epoch is one pass over all samples, in batches that are drawn anew for each epoch. Every loss in the record was
measured before the update that it led to. Left out: validation data, early stopping, and changing the learning rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from backprop_lib.optim import Optimizer


class Model(Protocol):
    """What `fit` needs of a network; `backprop_lib.mlp.MLP` has it."""

    def forward(self, X: Any) -> np.ndarray: ...

    def loss(self, X: Any, y: Any) -> float: ...

    def backward(self) -> None: ...

    def parameters(self) -> dict[str, np.ndarray]: ...

    def gradients(self) -> dict[str, np.ndarray]: ...


class Watcher(Protocol):
    """What is told about every epoch while it trains, and once when training ends; `live.LossCurve` is one."""

    def update(self, losses: Sequence[float], epochs: int) -> None: ...

    def close(self, losses: Sequence[float], epochs: int) -> None: ...


@dataclass
class History:
    """What a training run measured.

    batch_losses: the loss of every batch, before its update; one entry an update.
    epoch_losses: for every epoch the mean over its samples, each measured before the update of its batch.
    gradient_norms: the length of all gradients together, before clipping; one entry an update.
    accuracy: share of rows that the trained network gets right, None where there are no classes (see `accuracy`).
    diverged: training was stopped because a loss was no longer finite; then the last loss is that one.
    """

    batch_losses: list[float] = field(default_factory=list)
    epoch_losses: list[float] = field(default_factory=list)
    gradient_norms: list[float] = field(default_factory=list)
    accuracy: float | None = None
    diverged: bool = False


def fit(
    model: Model,
    X: Any,
    y: Any,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = None,
    seed: int = 0,
    show: bool | Watcher | None = None,
) -> History:
    """Train for so many epochs and return what was measured; the model's parameters change in place.

    X (N, D), y (N,) or (N, K).   batch_size: samples an update, None for all of them; the last batch of an epoch may
    be smaller.   seed: for the order of the samples, which is only shuffled when there is more than one batch.
    show: True for a loss curve that moves while it trains, or a Watcher of your own.
    The run ends early at a loss that is not finite. ValueError for sizes that make no sense.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    rows = len(X)
    size = rows if batch_size is None else batch_size
    if rows < 1 or len(y) != rows:
        raise ValueError(f"fit: X has {rows} rows, y has {len(y)}. They need the same number, at least 1.")
    if epochs < 0 or size < 1:
        raise ValueError(f"fit: {epochs} epochs in batches of {size} samples make no training.")
    watcher = _watcher(show)
    rng = np.random.default_rng(seed)
    history = History()
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges says so in its record
        for _ in range(epochs):
            order = rng.permutation(rows) if size < rows else None
            total = 0.0
            for start in range(0, rows, size):
                rows_of_batch = slice(None) if order is None else order[start : start + size]
                batch, targets = X[rows_of_batch], y[rows_of_batch]
                loss = _update(model, batch, targets, optimizer, history)
                total += loss * len(batch)
                if history.diverged:
                    break
            history.epoch_losses.append(total / rows if not history.diverged else loss)
            if watcher is not None:
                watcher.update(history.epoch_losses, epochs)
            if history.diverged:
                break
        history.accuracy = accuracy(model, X, y)
    if watcher is not None:
        watcher.close(history.epoch_losses, epochs)
    return history


def _update(model: Model, X: np.ndarray, y: np.ndarray, optimizer: Optimizer, history: History) -> float:
    """Measure a batch's loss, then take one step; no step from a loss that is not finite."""
    loss = float(model.loss(X, y))
    history.batch_losses.append(loss)
    if not math.isfinite(loss):
        history.diverged = True
        return loss
    for gradient in model.gradients().values():
        gradient.fill(0.0)  # they add up from one backward pass to the next
    model.backward()
    history.gradient_norms.append(optimizer.step(model.parameters(), model.gradients()))
    return loss


def accuracy(model: Model, X: Any, y: Any) -> float | None:
    """Share of the rows of X (N, D) whose class the model gets right, or None where y holds no classes.

    A model that knows what its outputs mean says so itself, in a method `correct(X, y)`. For others:
    classes are y (N,) or (N, 1) of zeros and ones, right when the output lies on their side of ½; or y (N, K) with a
    single 1 a row and zeros, right when the largest output stands there.
    """
    y = np.asarray(y)
    if not np.isin(y, (0, 1)).all() or y.size == 0:
        return None
    if hasattr(model, "correct"):
        return float(model.correct(X, y))
    if y.ndim == 1 or y.shape[1] == 1:
        return float(np.mean((model.forward(X).reshape(len(y)) > 0.5) == (y.reshape(len(y)) == 1)))
    if (y.sum(axis=1) != 1).any():
        return None
    return float(np.mean(model.forward(X).argmax(axis=1) == y.argmax(axis=1)))


def _watcher(show: bool | Watcher | None) -> Watcher | None:
    """The watcher that `show` asks for."""
    if show is None or show is False:
        return None
    if show is True:
        from backprop_lib.live import LossCurve  # here, so that training alone draws nothing

        return LossCurve()
    return show
