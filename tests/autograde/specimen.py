"""A small exercise of our own for testing the engine: two parts, an upstream gradient, two misconceptions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograde.exercise import Exercise, Misconception, Probe


def misconception(
    name: str, wrong: Callable[..., Any], message: str, function: str, section: str = ""
) -> Misconception:
    """A catalogue entry whose wrong function is given instead of told by edits."""
    return Misconception(name, message, function, lambda: {function: wrong}, section)


def probes(rng: np.random.Generator) -> list[Probe]:
    draws = [tuple(float(x) for x in np.round(rng.uniform(1.1, 4.9, 3), 2)) for _ in range(3)]
    return [
        *[Probe("product_backward", args, "distinct factors") for args in [(1.5, 2.5, -0.7), *draws]],
        Probe("product_backward", (3.0, 0.6, 0.6), "equal factors", "equal factors"),
    ]


def expected(probe: Probe) -> tuple[float, float]:
    g, x, y = probe.args
    return g * y, g * x


PRODUCT = Exercise(
    name="product_backward",
    lesson="99_specimen",
    section="A section",
    points=2,
    functions=("product_backward(g, x, y)",),
    probes=probes,
    expected=expected,
    parts={"distinct factors": 1.5, "equal factors": 0.5},
    misconceptions=(
        misconception(
            "not swapped", lambda g, x, y: (g * x, g * y), "Which factor does each one multiply?", "product_backward"
        ),
        misconception("adds", lambda g, x, y: (g + y, g + x), "Do rates along a chain add?", "product_backward"),
    ),
    upstream=0,
)


def gradient_exercise(**changes: Any) -> Exercise:
    """An exercise on one array argument: the gradient of Σ x² is 2x, in float64 and of x's shape."""
    fields: dict[str, Any] = {
        "name": "square_gradient",
        "lesson": "99_specimen",
        "section": "A section",
        "points": 1,
        "functions": ("square_gradient(x)",),
        "probes": lambda rng: [Probe("square_gradient", (np.round(rng.normal(size=(3, 2)), 2) + k,)) for k in (3, 7)],
        "expected": lambda probe: 2 * probe.args[0].astype(float),
        "misconceptions": (),
    }
    return Exercise(**{**fields, **changes})
