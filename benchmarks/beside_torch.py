"""One training step of the library beside torch's, in turns in one run; what counts is the ratio of the medians.

Both sides take turns, so that a busy machine slows both. Left out: the steps themselves (`mlp`, `tensor`).
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

STEPS, ROUNDS = 100, 25

Step = Callable[[], float]  # returns the loss


def seconds(step: Step) -> float:
    """Mean time of one step, in seconds."""
    gc.collect()
    began = time.perf_counter()
    for _ in range(STEPS):
        step()
    return (time.perf_counter() - began) / STEPS


def ratio(name: str, ours: Step, torchs: Step, title: str, test: str, rounds: int = ROUNDS) -> float:
    """Our median over torch's, printed under a title; both losses must agree after all steps, else run this test."""
    times: dict[str, list[float]] = {name: [], "torch, eager": []}
    for _ in range(rounds):
        for side, step in zip(times, (ours, torchs), strict=True):
            times[side].append(seconds(step))
    loss, theirs = ours(), torchs()
    if not abs(loss - theirs) <= 1e-9 * abs(theirs):
        raise SystemExit(f"the two losses differ, {loss} and {theirs}: run pytest {test} first")
    medians = {side: statistics.median(values) for side, values in times.items()}
    print(title)
    for side, median in medians.items():
        print(f"  {side:20} {1e6 * median:8.1f} µs")
    found = medians[name] / medians["torch, eager"]
    print(f"  {'ratio':20} {found:8.2f}")
    return found
