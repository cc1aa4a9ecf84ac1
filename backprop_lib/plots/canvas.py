"""The paper that figures are drawn on: one style, one palette, sizes in pixels at display size.

Figures are made with Matplotlib's object interface, never with pyplot: nothing is shown and no global state changes.
Left out: the figures (`plots.slopes`, `plots.planes`, `plots.sigmoid`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop_lib.picture import PIXELS_PER_INCH

GREEN, VERMILLION, BLUE, ORANGE = "#009E73", "#D55E00", "#0072B2", "#E69F00"  # Okabe and Ito's palette
DARK_GREEN, DARK_VERMILLION = "#007355", "#A84A00"  # the same hues for thin lines and text: contrast 4.5 on white
INK, FAINT = "#222222", "#767676"

Scalar = Callable[[float], float]

in_style = matplotlib.style.context(
    [
        "default",
        {
            "font.size": 10.5,
            "axes.titlesize": 11.5,
            "legend.fontsize": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": FAINT,
            "axes.labelcolor": INK,
            "text.color": INK,
            "hatch.linewidth": 0.6,
            "svg.hashsalt": "backprop",
        },
    ]
)


def figure(width: int, height: int) -> Figure:
    """An empty figure of so many pixels at display size."""
    return Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")


def values_of(f: Scalar, xs: np.ndarray) -> np.ndarray:
    """f at every x, one call each: f need not accept arrays."""
    return np.array([float(f(float(x))) for x in xs])


def value_of(dfdx: Scalar | float, x: float) -> float:
    """The slope at x, given as a function or as a number."""
    return float(dfdx(x)) if callable(dfdx) else float(dfdx)


def note(axes: Axes, text: str, point: tuple[float, float], offset: tuple[float, float], **style: Any) -> None:
    """Words beside a point, moved by so many display points, on white so that lines below do not disturb."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
    axes.annotate(text, point, xytext=offset, textcoords="offset points", bbox=box, **style)
