"""The figure of a gradient that is too long, and of what is left of it after clipping.

Left out: the clipping itself, which is an exercise of lesson 09 and part of `optim.SGD`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Circle

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, figure, in_style
from backprop_lib.words import number

LOOKS = ((VERMILLION, "--"), (BLUE, "-"), (ORANGE, "-."), (GREEN, ":"))


@in_style
def arrows(
    vectors: Mapping[str, Sequence[float]], limit: float, axes: tuple[str, str] = ("dw₁", "dw₂"), caption: str = ""
) -> Picture:
    """Answers: which way does each of several gradients of two numbers point, and does it end within the limit?

    vectors: name -> two numbers.   limit: radius of the circle of gradients that are short enough, > 0.
    ValueError for anything that is no pair of finite numbers.
    """
    pairs = {name: np.asarray(vector, float) for name, vector in vectors.items()}
    for name, pair in pairs.items():
        if pair.shape != (2,) or not np.isfinite(pair).all():
            raise ValueError(f"{name}: {vectors[name]!r} is no arrow. Give two finite numbers.")
    points = np.array([*pairs.values(), (limit, limit), (-limit, -limit)])
    low, high = points.min(axis=0), points.max(axis=0)
    edge = 0.09 * float(np.max(high - low))
    wide, tall = high - low + 2 * edge
    height = int(np.clip(640 * tall / wide, 240, 460))
    fig = figure(720, height + 50)
    ax = fig.add_subplot()
    ax.add_patch(Circle((0, 0), limit, facecolor="#F2F2F2", edgecolor=FAINT, ls=":", lw=1.4))
    told = []
    for place, (name, (x, y)) in enumerate(pairs.items()):
        colour, style = LOOKS[place % len(LOOKS)]
        length, angle = float(np.hypot(x, y)), float(np.degrees(np.arctan2(y, x)))
        arrow = {"arrowstyle": "-|>,head_width=0.4,head_length=0.7", "color": colour, "ls": style, "lw": 2.4}
        ax.annotate("", (x, y), (0, 0), arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
        below = any(float(other @ (x, y)) > length**2 and abs(_turn(other, angle)) < 9 for other in pairs.values())
        beside = min(y, 0.0) if below and y < edge else y  # a label below a tip near the axis goes below the axis too
        ax.annotate(
            f"{name}\n{number(length, 3)} long, {number(angle, 3)}°",
            (x, beside),
            (8, -6 if below else 4),
            textcoords="offset points",
            va="top" if below else "bottom",
            ha="left",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8},
        )
        told.append(f"{name}: {number(length, 3)} long, at {number(angle, 3)} degrees")
    ax.annotate(f"length {number(limit)}", (0, -limit), (5, -5), textcoords="offset points", va="top", ha="left")
    ax.axhline(0, color=INK, lw=0.6)
    ax.axvline(0, color=INK, lw=0.6)
    ax.set(xlim=(low[0] - edge, high[0] + 3.2 * edge), ylim=(low[1] - 1.6 * edge, high[1] + 2.2 * edge), aspect="equal")
    ax.set(xlabel=axes[0], ylabel=axes[1])
    alt = f"Arrows from one point, and a circle of radius {number(limit)} around it. {'; '.join(told)}."
    return Picture.of_figure(fig, alt, caption)


def _turn(pair: np.ndarray, angle: float) -> float:
    """Degrees from an angle to the direction of a pair."""
    return (float(np.degrees(np.arctan2(pair[1], pair[0]))) - angle + 180) % 360 - 180
