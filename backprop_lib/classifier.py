"""A network that tells two classes apart: the layers of `mlp`, and a logistic loss in place of the squared error.

    net = Classifier((2, 8, 1), "tanh", seed=0)
    fit(net, X, y, SGD(5.0), epochs=400)
    net.score(X) > 0.5                                  # the rows that it takes for class 1

The output o is a real number; σ(o), between 0 and 1, says how sure the network is of class 1.
Left out: more than two classes, which take a softmax (lesson 11).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib import gates
from backprop_lib.mlp import MLP


def logistic(outp: Any, labels: Any) -> float:
    """Mean cross-entropy of outputs o against labels y: L = mean of log(1 + eᵒ) − y·o.

    outp (N, 1) or (N,), labels (N,) or of outp's shape, each 0 or 1 -> one float. Large outputs do not overflow.
    ValueError for other shapes, other labels and no rows.
    Example: logistic([[0.0], [0.0]], [0, 1]) -> 0.6931…, the logarithm of 2.
    """
    return _cost(*_paired("logistic", outp, labels))


def logistic_backward(outp: Any, labels: Any) -> np.ndarray:
    """Slope of the mean cross-entropy for every output: (σ(o) − y) / N, in outp's shape.

    Shapes and errors as in logistic. Example: logistic_backward([[0.0], [0.0]], [0, 1]) -> [[0.25], [-0.25]].
    """
    return _slope(*_paired("logistic_backward", outp, labels))


class Classifier(MLP):
    """An MLP with one output whose loss is `logistic`; sizes, initial values and backward pass are those of MLP.

    ValueError for another number of outputs than one.
    Example: Classifier((2, 8, 1), "tanh").count -> 33.
    """

    def __init__(self, sizes: Any, activation: str = "tanh", seed: int = 0) -> None:
        super().__init__(sizes, activation, seed)
        if self.sizes[-1] != 1:
            raise ValueError(f"Classifier: sizes {self.sizes} have {self.sizes[-1]} outputs. Two classes need one.")

    def score(self, X: Any) -> np.ndarray:
        """How sure the network is of class 1: X (N, sizes[0]) -> (N,) between 0 and 1."""
        return np.asarray(gates.sigmoid(self.forward(X)[:, 0]))

    def correct(self, X: Any, y: Any) -> float:
        """Share of the rows whose class is right; `fit` reports it as accuracy."""
        return float(np.mean((self.score(X) > 0.5) == (np.asarray(y).reshape(-1) == 1)))

    def loss(self, X: Any, y: Any) -> float:
        """Mean cross-entropy of the outputs against y (N,) or (N, 1) of zeros and ones."""
        o, self._targets = _paired("logistic", self.forward(X), y)
        return _cost(o, self._targets)

    def _slope(self) -> np.ndarray:
        return _slope(self._cache[-1][1], self._targets)  # looked at by `loss`


def _cost(o: np.ndarray, y: np.ndarray) -> float:
    costs = np.logaddexp(0, np.where(y == 1, -o, o))  # no difference of two large numbers
    return float(costs.sum() / costs.size)


def _slope(o: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (gates.sigmoid(o) - y) / o.size


def _paired(name: str, outp: Any, labels: Any) -> tuple[np.ndarray, np.ndarray]:
    """Outputs, and labels in their shape, or a refusal."""
    o, y = np.asarray(outp, dtype=np.float64), np.asarray(labels, dtype=np.float64)
    if o.shape != y.shape and o.shape != (*y.shape, 1):
        raise ValueError(f"{name}: outp has shape {o.shape}, labels {y.shape}. They must be (N, 1) and (N,), or equal.")
    if o.size == 0:
        raise ValueError(f"{name}: there are no rows, and the mean of nothing is undefined.")
    if not ((y == 0) | (y == 1)).all():
        raise ValueError(f"{name}: labels must be 0 or 1, found {y[(y != 0) & (y != 1)].flat[0]:g}.")
    return o, y.reshape(o.shape)
