"""The figure of a classifier with several classes: which class each point of the plane gets, and the points themselves.

It answers the question in its docstring. Left out: how sure the classifier is, and borders between two classes alone
(`plots.boundary`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.colors import ListedColormap

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, INK, ORANGE, VERMILLION, figure, in_style

REACH = 1.15  # from −REACH to REACH on both axes
FINE = 140  # points asked on a side
LOOKS = ((BLUE, "o", "#CDE3F0"), (ORANGE, "^", "#FBE9C6"), (VERMILLION, "s", "#F6D8C4"))

Predict = Callable[[np.ndarray], np.ndarray]


@in_style
def regions(
    panels: Mapping[str, Predict | np.ndarray | None], X: np.ndarray, y: np.ndarray, caption: str = ""
) -> Picture:
    """Answers: which class does each point of the plane get, and which of the known points lie on the wrong side?

    panels: title -> a function from points (M, 2) to labels (M,), or labels on a square grid (n, n), row by row from
    below; None shows the points alone.   X (N, 2), y (N,) labels 0, 1, 2.   ValueError for other labels in y.
    """
    if not set(np.unique(y)) <= {0, 1, 2}:
        raise ValueError(f"regions: labels {np.unique(y)[:6].tolist()}. Three classes can be drawn: 0, 1 and 2.")
    width = 340 if len(panels) < 3 else 260
    fig = figure(40 + width * len(panels), width + 60)
    told = []
    for ax, (title, panel) in zip(np.ravel(fig.subplots(1, len(panels))), panels.items(), strict=True):
        words, heading = "no regions", title
        if panel is not None:
            grid = labels_on_grid(panel)
            side = np.linspace(-REACH, REACH, len(grid))
            colours = ListedColormap([look[2] for look in LOOKS])
            ax.pcolormesh(side, side, grid, cmap=colours, vmin=0, vmax=2, rasterized=True)
            for label in range(3):
                if 0 < np.mean(grid == label) < 1:
                    ax.contour(side, side, grid == label, [0.5], colors=INK, linewidths=1)
            wrong = (panel(X) if callable(panel) else at_points(grid, X)) != y
            right = f"{np.mean(~wrong):.0%} of the points right"
            ax.scatter(*X[wrong].T, s=52, facecolor="none", edgecolor=INK, lw=0.9, zorder=3)
            shares = ", ".join(f"class {label} {np.mean(grid == label):.0%}" for label in range(3))
            words = f"the plane is shared out as {shares}; {right}"
            heading = f"{title}: {np.mean(~wrong):.0%} right"
        for label, (colour, marker, _) in enumerate(LOOKS):
            ax.scatter(*X[y == label].T, s=15, color=colour, marker=marker, lw=0, zorder=4, label=f"class {label}")
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", title=heading, xticks=(-1, 0, 1))
        ax.set_yticks((-1, 0, 1))
        told.append(f"{title}: {words}.")
    handles, names = fig.axes[0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside lower center", ncols=3, frameon=False, markerscale=1.6)
    alt = (
        f"{len(y)} points of three classes in the plane, as circles, triangles and squares. {' '.join(told)} "
        "Points on the wrong side are ringed."
    )
    return Picture.of_figure(fig, alt, caption)


def labels_on_grid(panel: Predict | np.ndarray) -> np.ndarray:
    """Labels on a square grid: those given, or what a function answers."""
    if not callable(panel):
        return np.asarray(panel)
    side = np.linspace(-REACH, REACH, FINE)
    points = np.column_stack([axis.ravel() for axis in np.meshgrid(side, side)])  # (FINE², 2)
    return np.asarray(panel(points)).reshape(FINE, FINE)


def at_points(grid: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The labels of the grid's nearest places."""
    place = np.rint((points + REACH) / (2 * REACH) * (len(grid) - 1)).astype(int).clip(0, len(grid) - 1)
    return np.asarray(grid[place[:, 1], place[:, 0]])
