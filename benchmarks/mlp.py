"""A training step of `backprop_lib.mlp` beside torch's eager step, on the same data from the same parameters.

Run from the top of the project: `python -m benchmarks.mlp`. A step is forward, loss, backward, update and zeroing, in
float64 on one thread; both sides take turns in one run, so that a busy machine slows both, and what counts is the ratio
of the medians (at most 0.50). Both must end at the same loss, or nothing is printed. Takes about ten seconds.
Left out: networks so large that the time goes into multiplying matrices, where both call the same kind of routine.
"""

from __future__ import annotations

import numpy as np
import torch

from backprop_lib.mlp import MLP
from benchmarks import beside_torch
from benchmarks.beside_torch import ROUNDS, Step

CASES = (((2, 8, 1), "tanh", 64), ((3, 4, 1), "relu", 16), ((2, 8, 8, 1), "relu", 64))
RATE = 0.01


def data(sizes: tuple[int, ...], rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (rows, sizes[0]) and targets (rows, sizes[-1])."""
    rng = np.random.default_rng(4)
    return rng.normal(size=(rows, sizes[0])), rng.normal(size=(rows, sizes[-1]))


def our_step(sizes: tuple[int, ...], activation: str, rows: int) -> Step:
    """One training step of `MLP`."""
    net, (X, y) = MLP(sizes, activation, seed=1), data(sizes, rows)
    parameters, gradients = net.parameters(), net.gradients()

    def step() -> float:
        loss = net.loss(X, y)
        net.zero_grad()
        net.backward()
        for name, values in parameters.items():
            values -= RATE * gradients[name]
        return loss

    return step


def torch_step(sizes: tuple[int, ...], activation: str, rows: int) -> Step:
    """The same step in torch, written as its tutorials write it, without an optimizer object."""
    start = MLP(sizes, activation, seed=1).parameters()
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in start.items()}
    X, y = map(torch.tensor, data(sizes, rows))
    act, last = getattr(torch, activation), len(sizes) - 1

    def step() -> float:
        a = X
        for layer in range(1, last + 1):
            a = a @ leaves[f"W{layer}"] + leaves[f"b{layer}"]
            a = act(a) if layer < last else a
        loss = torch.nn.functional.mse_loss(a, y)
        for leaf in leaves.values():
            leaf.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for leaf in leaves.values():
                leaf -= RATE * leaf.grad  # type: ignore[operator]
        return float(loss.detach())

    return step


def ratio(sizes: tuple[int, ...], activation: str, rows: int, rounds: int = ROUNDS) -> float:
    """Our median over torch's for one case."""
    title = f"{'-'.join(map(str, sizes))} {activation}, {rows} rows, one training step (ratio at most 0.50)"
    ours, torchs = our_step(sizes, activation, rows), torch_step(sizes, activation, rows)
    return beside_torch.ratio("backprop_lib.MLP", ours, torchs, title, "tests/backprop_lib/test_mlp.py", rounds)


def main() -> None:
    """Measure every case and end with status 1 when one is above the limit."""
    torch.set_num_threads(1)
    if max([ratio(*case) for case in CASES]) > 0.5:
        raise SystemExit("a training step takes more than half of torch's time")


if __name__ == "__main__":
    main()
