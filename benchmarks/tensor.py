"""A training step of a net for 8×8 digits on `backprop_lib.tensor`, beside torch's eager step from the same start.

Run from the top of the project: `python -m benchmarks.tensor`. A step is forward, cross-entropy, backward, a step of
gradient descent and zeroing, in float64 on one thread; both sides take turns in one run, and what counts is the ratio
of the medians (at most 2). Both must end at the same loss, or nothing is printed. Takes about ten seconds.
Left out: data (random pixels cost as much as real ones) and larger nets, where both wait for the same products.
"""

from __future__ import annotations

import numpy as np
import torch

from backprop_lib.tensor import Tensor
from benchmarks import beside_torch
from benchmarks.beside_torch import ROUNDS, Step

CASES = ((64, 32, 10, 32), (64, 32, 10, 128), (64, 128, 10, 64))  # pixels, hidden units, classes; rows of a batch
RATE, LIMIT = 0.1, 2.0


def start(pixels: int, hidden: int, classes: int, rows: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters, a batch (rows, pixels), and its labels (rows,)."""
    rng = np.random.default_rng(5)
    parameters = {
        "W1": rng.normal(size=(pixels, hidden)) / np.sqrt(pixels),
        "b1": np.zeros(hidden),
        "W2": rng.normal(size=(hidden, classes)) / np.sqrt(hidden),
        "b2": np.zeros(classes),
    }
    return parameters, rng.uniform(size=(rows, pixels)), rng.integers(classes, size=rows)


def our_step(*sizes: int) -> Step:
    """One training step on `Tensor`."""
    parameters, X, y = start(*sizes)
    p = {name: Tensor(values) for name, values in parameters.items()}

    def step() -> float:
        hidden = (X @ p["W1"] + p["b1"]).relu()
        loss = (hidden @ p["W2"] + p["b2"]).cross_entropy(y)
        for leaf in p.values():
            leaf.grad = None
        loss.backward()
        for leaf in p.values():
            leaf.data -= RATE * leaf.grad  # type: ignore[operator]
        return float(loss.data)

    return step


def torch_step(*sizes: int) -> Step:
    """The same step in torch, written as its tutorials write it, without an optimizer object."""
    parameters, X_, y_ = start(*sizes)
    p = {name: torch.tensor(values, requires_grad=True) for name, values in parameters.items()}
    X, y = torch.tensor(X_), torch.tensor(y_)

    def step() -> float:
        hidden = torch.relu(X @ p["W1"] + p["b1"])
        loss = torch.nn.functional.cross_entropy(hidden @ p["W2"] + p["b2"], y)
        for leaf in p.values():
            leaf.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for leaf in p.values():
                leaf -= RATE * leaf.grad  # type: ignore[operator]
        return float(loss.detach())

    return step


def ratio(*sizes: int, rounds: int = ROUNDS) -> float:
    """Our median over torch's for one case."""
    title = f"{'-'.join(map(str, sizes[:-1]))}, {sizes[-1]} rows, one training step (ratio at most {LIMIT:g})"
    test = "tests/backprop_lib/test_tensor.py"
    return beside_torch.ratio("backprop_lib.Tensor", our_step(*sizes), torch_step(*sizes), title, test, rounds)


def main() -> None:
    """Measure every case and end with status 1 when one is above the limit."""
    torch.set_num_threads(1)
    if max([ratio(*case) for case in CASES]) > LIMIT:
        raise SystemExit(f"a training step takes more than {LIMIT:g} times torch's")


if __name__ == "__main__":
    main()
