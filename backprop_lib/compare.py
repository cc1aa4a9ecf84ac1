"""Two circuits of the same form side by side: where do the gradients of one differ from those of the other?

Meant for an engine under construction beside `circuit.Value`. Left out: deciding which of the two is right, and
circuits of different forms.
"""

from __future__ import annotations

import math
from typing import Any


def wrong_gradients(mine: Any, right: Any) -> dict[Any, float]:
    """{node of mine: gradient of its counterpart} for every node where the two differ by more than 1e-9, relatively.

    mine, right: the output nodes of two circuits; both node classes have grad and parents. Nodes correspond when the
    same way leads to them. ValueError when the circuits have different forms.
    Example: draw.circuit(mine, wrong=wrong_gradients(mine, right)) marks them in a drawing.
    """
    found: dict[Any, float] = {}
    seen: set[int] = set()
    waiting = [(mine, right)]
    while waiting:
        node, other = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if len(node.parents) != len(other.parents):
            raise ValueError(
                f"the circuits differ in form: a node with {len(node.parents)} operands stands where the other has "
                f"{len(other.parents)}. Build both from the same expression, numbers as leaves in both."
            )
        if not isinstance(node.grad, (int, float)) or not math.isclose(node.grad, other.grad, rel_tol=1e-9):
            found[node] = float(other.grad)
        waiting.extend(zip(node.parents, other.parents, strict=True))
    return found
