"""How the scalar engine grows and how fast it is: order and backward on ever larger graphs, an MLP beside closures, and
the same MLP recorded once and run again.

Run from the top of the project: `python -m benchmarks.engine`. All sizes take turns in one run, and so do both engines;
what counts are ratios of medians. A linear walk costs the same for each node whatever the size; 20,000 nodes a hundred
times what 200 cost. Takes about ten seconds.
Left out: import times (`benchmarks.library`) and drawing.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable

from backprop_lib import Value, topological_order
from backprop_lib.replay import Recording
from benchmarks.library import HIDDEN, INPUTS, SAMPLES, compare, mlp, mlp_step, steps_seconds
from tests.backprop_lib.reference_engine import Node

SIZES = (1_250, 2_500, 5_000, 10_000, 20_000)
ROUNDS = 15
LINEAR = 1.6  # a node of the largest graph may cost that much more than one of the smallest
FORMS = ("ladder", "random")


def graph(form: str, nodes: int) -> Value:
    """The root of a circuit with so many nodes: a ladder, as deep as it is large, or random reuse of earlier nodes."""
    rng = random.Random(nodes)
    made = [Value(0.5), Value(-0.25)]
    while len(made) < nodes:
        other = made[0] if form == "ladder" else made[rng.randrange(len(made))]
        made.append(made[-1] + other if rng.random() < 0.5 else made[-1] - other)
    return made[-1]


def seconds(action: Callable[[], object]) -> float:
    """Processor time of one action."""
    start = time.process_time()
    action()
    return time.process_time() - start


def growth(form: str) -> bool:
    """Print microseconds a node for each size, order and backward; whether both stay within LINEAR."""
    roots = {size: graph(form, size) for size in SIZES}
    walks = {"order": topological_order, "backward": Value.backward}
    times: dict[tuple[str, int], list[float]] = {(name, size): [] for name in walks for size in SIZES}
    gc.collect()
    gc.disable()
    for _ in range(ROUNDS):
        for name, walk in walks.items():
            for size, root in roots.items():
                times[name, size].append(seconds(lambda walk=walk, root=root: walk(root)))  # type: ignore[misc]
    gc.enable()
    print(f"{form}: microseconds a node, median of {ROUNDS} in turns (largest : smallest at most {LINEAR})")
    print(f"  {'nodes':10}{''.join(f'{size:>9,}' for size in SIZES)}   ratio")
    fine = True
    for name in walks:
        each = [1e6 * statistics.median(times[name, size]) / size for size in SIZES]
        ratio = each[-1] / each[0]
        fine &= ratio <= LINEAR
        print(f"  {name:10}{''.join(f'{value:9.3f}' for value in each)}{ratio:8.2f}")
    return fine


def main() -> int:
    """Print all tables; 1 when a limit is not kept."""
    fine = all(growth(form) for form in FORMS)
    ours, plain = mlp_step(Value), mlp_step(Node)
    assert abs(ours() - plain()) < 1e-12, "the engines disagree: run pytest tests/backprop_lib first"
    ratio = compare(
        f"{INPUTS}-{HIDDEN}-1 tanh network, {SAMPLES} samples, built and swept once (at least 2.00)",
        {"closures": lambda: steps_seconds(plain), "backprop_lib": lambda: steps_seconds(ours)},
        ROUNDS,
    )
    again = Recording(mlp(Value)())
    faster = compare(
        f"the same step built anew and run from its recording, {len(again.leaves)} leaves (at least 2.00)",
        {"built anew": lambda: steps_seconds(ours), "recording": lambda: steps_seconds(again.run)},
        ROUNDS,
    )
    return 0 if fine and ratio >= 2 and faster >= 2 else 1


if __name__ == "__main__":
    raise SystemExit(main())
