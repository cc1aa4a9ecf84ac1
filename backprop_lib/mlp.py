"""A small multi-layer perceptron: linear layers with an activation between them, a mean squared error at the end.

    net = MLP((3, 4, 1), seed=7)
    net.loss(X, y); net.backward(); net.gradients()["W1"]        # of W1's shape, (3, 4)

The forward pass keeps what the backward pass will need: the input and the output of every activation. Gradients add up
until `zero_grad`, as in the engine of lesson 05. Rows are samples; everything is float64.
Left out: training (a step is one line, `p -= rate * g`), other losses, and gradients on the data.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_lib import gates, layers

Forward = Callable[[Any], Any]
Backward = Callable[[Any, Any, Any], Any]  # (g, input, output of the activation) -> gradient on the input

ACTIVATIONS: dict[str, tuple[Forward, Backward]] = {
    "relu": (layers.relu, lambda g, z, a: layers.relu_backward(g, z)),
    "tanh": (gates.tanh, lambda g, z, a: gates.tanh_backward(g, a)),
    "sigmoid": (gates.sigmoid, lambda g, z, a: gates.sigmoid_backward(g, a)),
}


class MLP:
    """Layers of sizes[0], sizes[1], … units: x @ W1 + b1, activation, @ W2 + b2, …; the last layer has no activation.

    Weights W1 (sizes[0], sizes[1]), W2, … are drawn from a normal distribution of variance 2 / fan_in for ReLU (He and
    others 2015) and 2 / (fan_in + fan_out) otherwise (Glorot and Bengio 2010); biases b1 (sizes[1],), … start at 0.
    ValueError for fewer than two sizes, a size below 1, or an unknown activation.
    Example: MLP((3, 4, 1)).count -> 21, that is 3·4 + 4 + 4·1 + 1.
    """

    def __init__(self, sizes: Sequence[int], activation: str = "relu", seed: int = 0) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"MLP: sizes {tuple(sizes)} make no network. Give two or more, each at least 1.")
        if activation not in ACTIVATIONS:
            raise ValueError(f"MLP: activation {activation!r} is none of {', '.join(ACTIVATIONS)}.")
        self.sizes = tuple(sizes)
        self.activation = activation
        rng = np.random.default_rng(seed)
        self._parameters: dict[str, np.ndarray] = {}
        for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes), start=1):
            variance = 2 / fan_in if activation == "relu" else 2 / (fan_in + fan_out)
            self._parameters[f"W{layer}"] = rng.normal(0, variance**0.5, (fan_in, fan_out))
            self._parameters[f"b{layer}"] = np.zeros(fan_out)
        self.grads = {name: np.zeros_like(values) for name, values in self._parameters.items()}
        self._cache: list[tuple[np.ndarray, np.ndarray]] = []  # (input of activation, output), layer by layer
        self._targets: Any = None

    @property
    def count(self) -> int:
        """Number of parameters, weights and biases. Example: MLP((5, 6, 7, 7, 6, 5)).count -> 224."""
        return sum(values.size for values in self._parameters.values())

    def parameters(self) -> dict[str, np.ndarray]:
        """The parameters by name, W1, b1, W2, …: the arrays themselves, to be changed in place."""
        return self._parameters

    def gradients(self) -> dict[str, np.ndarray]:
        """The gradients by the names of the parameters, each of its parameter's shape."""
        return self.grads

    def zero_grad(self) -> None:
        """Set every gradient to 0."""
        for values in self.grads.values():
            values.fill(0.0)

    def forward(self, X: Any) -> np.ndarray:
        """Output for every row: X (N, sizes[0]) -> (N, sizes[-1]). ValueError for other shapes."""
        act, _ = ACTIVATIONS[self.activation]
        parameters = self._parameters
        a = np.asarray(X, dtype=np.float64)
        self._cache, self._targets = [(a, a)], None
        for layer in range(1, len(self.sizes)):
            z = layers.linear(a, parameters[f"W{layer}"], parameters[f"b{layer}"])  # (N, sizes[layer])
            a = act(z) if layer + 1 < len(self.sizes) else z
            self._cache.append((z, a))
        return a

    def loss(self, X: Any, y: Any) -> float:
        """Mean squared error of the outputs against y, of the outputs' shape, or (N,) for one output.

        ValueError for other shapes and for no rows at all.
        """
        loss = layers.mse(self.forward(X), y)
        self._targets = y
        return loss

    def backward(self) -> None:
        """Add the gradients of the last `loss` to `grads`. RuntimeError when there was none."""
        if self._targets is None:
            raise RuntimeError("MLP.backward: there is no loss to go back from. Call loss(X, y) first.")
        _, act_backward = ACTIVATIONS[self.activation]
        g = self._slope()  # (N, sizes[-1])
        for layer in range(len(self.sizes) - 1, 0, -1):
            z, a = self._cache[layer - 1]  # what the layer was given, before and after the activation
            self.grads[f"W{layer}"] += a.T @ g
            self.grads[f"b{layer}"] += g.sum(axis=0)
            if layer > 1:
                g = act_backward(g @ self._parameters[f"W{layer}"].T, z, a)  # (N, sizes[layer - 1])

    def _slope(self) -> np.ndarray:
        """How the loss reacts to each output; another loss overrides `loss` and this."""
        return layers.mse_backward(self._cache[-1][1], self._targets)
