"""What it costs to watch: training with the live loss curve on, beside the same training with it off.

Run from the top of the project: `python -m benchmarks.training`. A Jupyter kernel is started and trains in it, because
there the curve is a drawing that goes over the kernel's wire; on and off take turns, so that a busy machine slows both,
and what counts is the median of their ratios (below 1.05). A second line does the same in a terminal, where the curve
is a line of text. Both sides must end at the same loss. Takes about a minute.
Left out: what the browser does with the drawings, in a process of its own.
"""

from __future__ import annotations

import json
import statistics
from typing import Any

ROUNDS, EPOCHS = 9, 1500
LIMIT = 1.05

TRAINING = """
import json, time
from backprop_lib import data, live
from backprop_lib.classifier import Classifier
from backprop_lib.optim import SGD
from backprop_lib.train import fit

X, y = data.circles(200, noise=0.08, seed=1)
WHERE = {where}


def run(on):
    net, curve = Classifier((2, 8, 1), "tanh", seed=1), live.LossCurve(WHERE) if on else None
    start = time.process_time(), time.perf_counter()
    history = fit(net, X, y, SGD(0.05), epochs={epochs}, batch_size=10, show=curve)
    took = time.perf_counter() - start[1], time.process_time() - start[0]
    return *took, history.epoch_losses[-1], curve.drawn if on else 0


run(False)
found = []
for turn in range({rounds}):
    first = turn % 2 == 0
    one, other = run(first), run(not first)
    found.append([one, other] if first else [other, one])
"""


def in_kernel(epochs: int = EPOCHS, rounds: int = ROUNDS) -> list[Any]:
    """(on, off) for each round, each as (seconds, processor seconds, last loss, drawings), measured in a kernel."""
    import nbformat
    from nbclient import NotebookClient

    code = TRAINING.format(where="None", epochs=epochs, rounds=rounds)
    cells = [nbformat.v4.new_code_cell(code), nbformat.v4.new_code_cell("print(json.dumps(found))")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    found: list[Any] = json.loads("".join(output["text"] for output in notebook.cells[1].outputs))
    return found


def in_terminal(epochs: int = EPOCHS, rounds: int = ROUNDS) -> list[Any]:
    """The same with the line of a terminal, written to a file that is thrown away."""
    import contextlib
    import os

    names: dict[str, Any] = {}
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        exec(TRAINING.format(where="'terminal'", epochs=epochs, rounds=rounds), names)
    found: list[Any] = names["found"]
    return found


def report(name: str, found: list[Any]) -> float:
    """Print both sides and the median ratio; all runs must end at the same loss."""
    if len({run[2] for pair in found for run in pair}) != 1:
        raise SystemExit("watching changed the training: run pytest tests/backprop_lib/test_train.py first")
    ratio = statistics.median(on[0] / off[0] for on, off in found)
    processor = statistics.median(on[1] / off[1] for on, off in found)
    print(f"{name}: 1 training of {EPOCHS} epochs, {ROUNDS} pairs (ratio below {LIMIT:.2f})")
    for side, place in (("curve on", 0), ("curve off", 1)):
        seconds = statistics.median(pair[place][0] for pair in found)
        drawn = statistics.median(pair[place][3] for pair in found)
        print(f"  {side:10} {seconds:7.3f} s   {drawn:3.0f} drawings")
    print(f"  {'ratio':10} {ratio:7.3f}     processor time {processor:.3f}")
    return min(ratio, processor)  # wall time wavers with the machine's load, processor time does not


def main() -> None:
    """Measure both and end with status 1 when watching costs more than the limit."""
    if max(report("notebook", in_kernel()), report("terminal", in_terminal())) >= LIMIT:
        raise SystemExit("the live curve costs more than 5 % of the training")


if __name__ == "__main__":
    main()
