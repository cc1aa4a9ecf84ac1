"""A training step of a net for 8×8 digits on `backprop_lib.tensor`, beside torch's eager step from the same start.

Run from the top of the project: `python -m benchmarks.tensor`. A step is forward, cross-entropy, backward, a step of
gradient descent and zeroing, in float64 on one thread; both sides take turns in one run, and what counts is the ratio
of the medians (at most 2). Both must end at the same loss, or nothing is printed. Takes about ten seconds.
Left out: data (random pixels cost as much as real ones) and larger nets, where both wait for the same products.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from backprop_lib.tensor import Tensor

CASES = ((64, 32, 10, 32), (64, 32, 10, 128), (64, 128, 10, 64))  # pixels, hidden units, classes; rows of a batch
STEPS, ROUNDS, RATE, LIMIT = 100, 25, 0.1, 2.0

Step = Callable[[], float]


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


def seconds(step: Step) -> float:
    """Mean time of one step, in seconds."""
    gc.collect()
    began = time.perf_counter()
    for _ in range(STEPS):
        step()
    return (time.perf_counter() - began) / STEPS


def ratio(*sizes: int, rounds: int = ROUNDS) -> float:
    """Our median over torch's, measured in turns and printed; both losses must agree after all steps."""
    steps = {"backprop_lib.Tensor": our_step(*sizes), "torch, eager": torch_step(*sizes)}
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            times[name].append(seconds(step))
    ours, theirs = (step() for step in steps.values())
    if not abs(ours - theirs) <= 1e-9 * abs(theirs):
        raise SystemExit(f"the losses differ, {ours} and {theirs}: run pytest tests/backprop_lib/test_tensor.py first")
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{'-'.join(map(str, sizes[:-1]))}, {sizes[-1]} rows, one training step (ratio at most {LIMIT:g})")
    for name, median in medians.items():
        print(f"  {name:20} {1e6 * median:8.1f} µs")
    found = medians["backprop_lib.Tensor"] / medians["torch, eager"]
    print(f"  {'ratio':20} {found:8.2f}")
    return found


def main() -> None:
    """Measure every case and end with status 1 when one is above the limit."""
    torch.set_num_threads(1)
    if max([ratio(*case) for case in CASES]) > LIMIT:
        raise SystemExit(f"a training step takes more than {LIMIT:g} times torch's")


if __name__ == "__main__":
    main()
