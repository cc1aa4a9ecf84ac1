"""The figure of a decision boundary: what a network says everywhere in the plane, and the points it was trained on.

It answers the question in its docstring. Left out: more than two classes (`plots.regions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, INK, ORANGE, figure, in_style

Score = Callable[[np.ndarray], np.ndarray]

FINE = 90  # points of the plane on each side
LOOKS = ((ORANGE, "^", "#FBE9C6"), (BLUE, "o", "#CDE3F0"))  # class 0, class 1
PER_ROW = 3


@in_style
def boundary(
    panels: Mapping[str, tuple[Score, np.ndarray, np.ndarray]], level: float = 0.5, caption: str = ""
) -> Picture:
    """Answers: where does the network change its mind, and which points lie on the wrong side?

    panels: title -> (score, X (N, 2), y (N,) of zeros and ones); score takes points (M, 2) and gives M numbers, class 1
    where they are above `level`. Points on the wrong side are ringed.
    """
    columns = min(PER_ROW, len(panels))
    rows = -(-len(panels) // columns)
    fig = figure(max(480, 40 + 265 * columns), 40 + (265 if columns > 1 else 340) * rows)
    grid = fig.subplots(rows, columns, squeeze=False).ravel()
    told = []
    for ax, (title, (score, X, y)) in zip(grid, panels.items(), strict=False):
        low, high = X.min(axis=0), X.max(axis=0)
        gap = 0.12 * (high - low)
        sides = [np.linspace(low[k] - gap[k], high[k] + gap[k], FINE) for k in (0, 1)]
        plane = np.column_stack([part.ravel() for part in np.meshgrid(*sides)])  # (FINE², 2)
        height = np.asarray(score(plane), dtype=float).reshape(FINE, FINE) - level
        above = np.mean(height > 0)
        ends = max(1.0, float(np.abs(height).max()))
        ax.contourf(*sides, height, levels=[-ends, 0.0, ends], colors=[look[2] for look in LOOKS])
        if 0 < above < 1:
            ax.contour(*sides, height, levels=[0.0], colors=INK, linewidths=1.4)
        wrong = (np.asarray(score(X)).reshape(len(y)) > level) != (y == 1)
        for label, (colour, marker, _) in enumerate(LOOKS):
            ax.scatter(*X[y == label].T, s=16, color=colour, marker=marker, edgecolor=INK, lw=0.3, zorder=3)
        ax.scatter(*X[wrong].T, s=62, facecolor="none", edgecolor=INK, lw=1.1, zorder=4)
        right = f"{(~wrong).sum()} of {len(y)} right"
        ax.set(title=f"{title}\n{right}", xticks=(), yticks=())
        told.append(f"{title}: {right}, {above:.0%} of the area class 1")
    for ax in grid[len(panels) :]:
        ax.remove()
    handles = [
        grid[0].scatter([], [], s=30, color=colour, marker=marker, edgecolor=INK, lw=0.3, label=f"class {label}")
        for label, (colour, marker, _) in enumerate(LOOKS)
    ]
    handles.append(grid[0].scatter([], [], s=62, facecolor="none", edgecolor=INK, lw=1.1, label="on the wrong side"))
    fig.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)
    return Picture.of_figure(
        fig, f"Decision boundaries; triangles are class 0, circles class 1. {'; '.join(told)}.", caption
    )
