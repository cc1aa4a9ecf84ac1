"""Let a student's function train on pictures of digits and ask what it reads; then train it once more, half deaf.

The pictures are the library's (`backprop_lib.digits`); a probe brings row numbers, so that nothing large is sent and no
label with it. Deaf means: while the function trains, the gradient of every hidden weight that sees the pixels reads 0.
A training that follows its gradients ends elsewhere then; one whose hidden weights never learn ends where it was.
Left out: all judging. Like `play`, this module runs beside the student's code.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograde import play
from autograde.players.array_engine import Tensor
from autograde.players.fitting import record_if_it_fits
from backprop_lib.digits import digits

SECONDS = 20.0  # for one training run, the questions after it, and the two short runs
PIXELS, CLASSES = 64, 10
FEW = 200  # rows of the short runs


def train_and_ask(functions: play.Functions, probe: Any) -> play.Outcome:
    """Call `train(X, y, seed)` on the rows `learn`, then what it returns on the rows `ask` and `learn`.

    The probe's arguments are learn, ask (lists of row numbers) and seed. The value is {"labels": what came back,
    "deaf": whether two short runs, one of them deaf, read everything alike}, or {"returned": type's name} where
    training did not return a function.
    """
    learn, ask, seed = probe.args
    train: Callable[..., Any] = functions[probe.function]
    pictures, labels = digits()
    X, y, points = pictures[learn], labels[learn], pictures[[*ask, *learn]]

    def run(X: Any, y: Any, seed: Any, points: Any) -> dict[str, Any]:
        predict = train(X, y, seed)
        if not callable(predict):
            return {"returned": type(predict).__name__}
        return {"labels": predict(points), "deaf": deaf(lambda: train(X[:FEW].copy(), y[:FEW].copy(), seed), points)}

    def deaf(train: Callable[[], Any], points: Any) -> bool:
        hearing = np.asarray(train()(points.copy()))
        with silenced(functions.get("Tensor", Tensor)):
            return np.array_equal(hearing, np.asarray(train()(points.copy())))

    return record_if_it_fits(train, 3, run, [X, y, seed, points], SECONDS)


class Silenced:
    """Stands for the attribute `grad` of a class of nodes: hidden weights that see the pixels read zeros."""

    def __init__(self, slot: Any) -> None:
        self.slot = slot  # where nodes with __slots__ keep it; else None

    def __get__(self, node: Any, kind: Any = None) -> Any:
        kept = node.__dict__["grad"] if self.slot is None else self.slot.__get__(node, kind)
        shape = np.shape(node.data)
        hidden = len(shape) == 2 and PIXELS in shape and CLASSES not in shape and not node.parents
        return np.zeros(shape) if hidden else kept

    def __set__(self, node: Any, grad: Any) -> None:
        if self.slot is None:
            node.__dict__["grad"] = grad
        else:
            self.slot.__set__(node, grad)


@contextlib.contextmanager
def silenced(Node: Any) -> Iterator[None]:
    """Within the block, nodes of this class are deaf in their hidden weights."""
    slot = vars(Node).get("grad")
    Node.grad = Silenced(slot)
    try:
        yield
    finally:
        if slot is None:
            del Node.grad
        else:
            Node.grad = slot
