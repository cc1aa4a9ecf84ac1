"""The curves that a touchable picture can show, by name: the function, its slope, its formula, where to look at it.

The script's twins stand in `functions.mjs`. Left out: the picture (`curve`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from backprop_lib import gates


@dataclass(frozen=True)
class Function:
    """f, its slope (at a corner what the course's rule says), its formula, the range of x, whether 0 is a corner."""

    f: Callable[[float], float]
    slope: Callable[[float], float]
    formula: str
    span: tuple[float, float]
    corner: bool = False


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


FUNCTIONS = {
    "parabola": Function(lambda x: x * x, lambda x: 2 * x, "x²", (-1.0, 5.0)),
    "cubic": Function(lambda x: x * x * x, lambda x: 3 * x * x, "x³", (-1.0, 3.2)),
    "sine": Function(math.sin, math.cos, "sin x", (-1.0, 4.0)),
    "sigmoid": Function(gates.sigmoid, lambda x: gates.sigmoid_backward(1.0, gates.sigmoid(x)), "σ(x)", (-6.0, 6.0)),
    "exp": Function(gates.exp, lambda x: gates.exp_backward(1.0, x), "eˣ", (-3.0, 2.0)),
    "abs": Function(abs, _sign, "|x|", (-3.0, 3.0), corner=True),
    "relu": Function(lambda x: max(x, 0.0), lambda x: gates.relu_backward(1.0, x), "ReLU(x)", (-3.0, 3.0), corner=True),
}
