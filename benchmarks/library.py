"""How much `backprop_lib` costs: its import beside NumPy's, and its engine beside one with a closure a node.

Run from the top of the project: `python -m benchmarks.library`. Both sides of each pair take turns in one run, so that
a busy machine slows both; what counts is the ratio of the medians. Takes about ten seconds.
Left out: the course's notebooks, grading and drawing.
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from backprop_lib import Value
from tests.backprop_lib.reference_engine import Node

INPUTS, HIDDEN, SAMPLES = 3, 8, 8
STEPS, ROUNDS, IMPORTS = 10, 25, 25


def import_seconds(module: str) -> float:
    """Time of one fresh interpreter that imports a module, in seconds, start of the interpreter included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - start


def mlp(number: Callable[[float], Any], wrap_inputs: bool = False) -> Callable[[], Any]:
    """Make a function that builds the loss of a 3-8-1 tanh network on 8 samples, with the same parameters each time."""
    rng = random.Random(20)

    def draw(n: int) -> list[Any]:
        return [number(rng.uniform(-1, 1)) for _ in range(n)]

    hidden, output = [(draw(INPUTS), draw(1)[0]) for _ in range(HIDDEN)], (draw(HIDDEN), draw(1)[0])
    samples = [([rng.uniform(-1, 1) for _ in range(INPUTS)], rng.uniform(-1, 1)) for _ in range(SAMPLES)]
    if wrap_inputs:
        samples = [([number(x) for x in xs], number(y)) for xs, y in samples]

    def neuron(weights: list[Any], bias: Any, xs: list[Any]) -> Any:
        total = bias
        for w, x in zip(weights, xs, strict=True):
            total = total + w * x
        return total

    def build() -> Any:
        loss = number(0.0)
        for xs, y in samples:
            error = neuron(*output, [neuron(*unit, xs).tanh() for unit in hidden]) - y
            loss = loss + error * error
        return loss

    return build


def mlp_step(number: Callable[[float], Any], wrap_inputs: bool = False) -> Callable[[], float]:
    """Make a step of training without its update: that loss built and swept backward."""
    build = mlp(number, wrap_inputs)

    def step() -> float:
        loss = build()
        loss.backward()
        return float(loss.data)

    return step


def steps_seconds(step: Callable[[], float]) -> float:
    """Mean processor time of one step, in seconds, the collection of its garbage included."""
    gc.collect()
    start = time.process_time()
    for _ in range(STEPS):
        step()
    return (time.process_time() - start) / STEPS


def compare(title: str, pair: dict[str, Callable[[], float]], rounds: int) -> float:
    """Measure two ways in turns, print both medians and the ratio first : second, and return it."""
    times: dict[str, list[float]] = {name: [] for name in pair}
    for _ in range(rounds):
        for name, measure in pair.items():
            times[name].append(measure())
    first, second = (statistics.median(values) for values in times.values())
    print(title)
    for name, values in times.items():
        print(f"  {name:32} {1000 * statistics.median(values):9.3f} ms")
    print(f"  {'ratio':32} {first / second:9.2f}")
    return first / second


def main() -> None:
    compare(
        f"import in a fresh interpreter, median of {IMPORTS} in turns (at most 1.50)",
        {name: lambda name=name: import_seconds(name) for name in ("backprop_lib", "numpy")},  # type: ignore[misc]
        IMPORTS,
    )
    for wrap, what in ((False, "inputs are numbers"), (True, "inputs are leaves")):
        ours, plain = mlp_step(Value, wrap), mlp_step(Node, wrap)
        assert abs(ours() - plain()) < 1e-12, "the engines disagree: run pytest tests/backprop_lib first"
        compare(
            f"{INPUTS}-{HIDDEN}-1 tanh network, {SAMPLES} samples, built and swept once; {what} (at least 2.00)",
            {
                "closure a node": lambda plain=plain: steps_seconds(plain),  # type: ignore[misc]
                "backprop_lib.Value": lambda ours=ours: steps_seconds(ours),  # type: ignore[misc]
            },
            ROUNDS,
        )


if __name__ == "__main__":
    main()
