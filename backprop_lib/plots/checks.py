"""Figures of a gradient check: claimed against measured slopes, and the error of every single entry.

Both take a dictionary name -> (analytic, numerical), two arrays of the same shape. An error is |analytic − numerical|
divided by the largest magnitude in either of the two arrays, as in lesson 07. Each answers the question in its
docstring.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.patches import Rectangle

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, figure, in_style
from backprop_lib.words import number

Pairs = Mapping[str, tuple[np.ndarray, np.ndarray]]

LOOKS = (("o", BLUE), ("s", GREEN), ("^", ORANGE), ("D", VERMILLION), ("v", "#CC79A7"), ("P", "#56B4E9"))
RIGHT = 1e-6  # errors up to this count as right
FLOOR = 1e-12  # errors below are shown as this


def errors_of(analytic: np.ndarray, numerical: np.ndarray) -> np.ndarray:
    """Error of every entry: |analytic − numerical| / the largest magnitude of both arrays; 0 where both are 0."""
    scale = max(np.abs(analytic).max(initial=0.0), np.abs(numerical).max(initial=0.0))
    return np.abs(analytic - numerical) / (scale or 1.0)


def _entry(name: str, index: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(str(int(i)) for i in index)}]"


def _float64(pairs: Pairs) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The pairs as float64 arrays; ValueError where two shapes differ or nothing is given."""
    found = {name: (np.asarray(a, float), np.asarray(n, float)) for name, (a, n) in pairs.items()}
    for name, (a, n) in found.items():
        if a.shape != n.shape:
            raise ValueError(f"{name}: analytic {a.shape} and numerical {n.shape} differ in shape; nothing to plot.")
    if not found:
        raise ValueError("no gradients to plot. Give a dictionary name -> (analytic, numerical).")
    return found


@in_style
def gradient_scatter(
    pairs: Pairs,
    worst: int = 3,
    sides: tuple[str, str] = ("measured by nudging", "claimed by the backward pass"),
    caption: str = "",
) -> Picture:
    """Answers: does every claimed slope agree with the measured one, and which are the worst that do not?

    sides: what stands to the right (the second array of a pair) and upwards (the first).
    """
    arrays = _float64(pairs)
    fig = figure(720, 470)
    ax = fig.add_subplot()
    everything = np.concatenate([np.ravel(array) for pair in arrays.values() for array in pair])
    low, high = float(everything.min(initial=0.0)), float(everything.max(initial=0.0))
    edge = 0.08 * (high - low) or 1.0
    ends = (low - edge, high + edge)
    ax.plot(ends, ends, color=FAINT, lw=1.2, ls="--", zorder=1)
    off: list[tuple[float, str, float, float]] = []
    for place, (name, (a, n)) in enumerate(arrays.items()):
        marker, colour = LOOKS[place % len(LOOKS)]
        ax.scatter(n, a, s=58, marker=marker, color=colour, edgecolor=INK, lw=0.6, label=name, zorder=3)
        error = errors_of(a, n)
        off += [
            (float(error[i]), _entry(name, i), float(n[i]), float(a[i]))
            for i in np.ndindex(a.shape)
            if error[i] > RIGHT
        ]
    off.sort(key=lambda item: -item[0])
    for _, _, measured, claimed in off[:worst]:
        ax.plot([measured, measured], [measured, claimed], color=VERMILLION, lw=1.6, zorder=2)
    named_marks = sorted(off[:worst], key=lambda item: -item[3])
    for place, (size, entry, measured, claimed) in enumerate(named_marks):
        height = 0.9 - 0.8 * (place + 0.5) / len(named_marks)
        ax.annotate(
            f"{entry}: error {number(size, 2)}",
            (measured, claimed),
            xytext=(1.04, height),
            textcoords="axes fraction",
            va="center",
            weight="bold",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.9, "relpos": (0, 0.5), "shrinkB": 4},
        )
    ax.legend(frameon=False, loc="upper left", title="gradient on")
    ax.set(xlim=ends, ylim=ends, aspect="equal")
    ax.set(xlabel=sides[0], ylabel=sides[1])
    total = sum(a.size for a, _ in arrays.values())
    named = "; ".join(f"{e} claims {number(c)}, measured {number(m)}" for _, e, m, c in off[:worst])
    verdict = f"{len(off)} lie off it, the worst: {named}." if off else "all lie on it."
    alt = (
        f"Scatter of {total} slopes of {', '.join(arrays)}: {sides[0]} to the right, {sides[1]} upwards, "
        f"and a dashed line on which both agree; {verdict}"
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def error_maps(pairs: Pairs, caption: str = "") -> Picture:
    """Answers: which entries of which gradient are wrong, and by how many digits?

    Every cell shows the power of ten of its error; wrong ones (above 10⁻⁶) are dark, framed and hatched.
    """
    arrays = {name: (np.atleast_2d(a), np.atleast_2d(n)) for name, (a, n) in _float64(pairs).items()}
    shapes = [a.shape for a, _ in arrays.values()]
    cell, gap = 50, 44
    widths = [max(columns * cell, 74) for _, columns in shapes]
    fig = figure(sum(widths) + gap * len(widths), max(rows for rows, _ in shapes) * cell + 70)
    panels = fig.subplots(1, len(arrays), squeeze=False, width_ratios=widths)[0]
    told = []
    for ax, (name, (a, n)) in zip(panels, arrays.items(), strict=True):
        error = errors_of(a, n)
        powers = np.log10(np.maximum(error, FLOOR))
        ax.pcolormesh(powers, cmap="Greys", vmin=-16, vmax=1.5, edgecolors="#B0B0B0", lw=0.6)
        wrong = []
        for row, col in np.ndindex(*error.shape):
            bad = error[row, col] > RIGHT
            text = _power(float(error[row, col]))
            if bad:
                look = {"facecolor": "#FBE3D3", "edgecolor": VERMILLION, "hatch": "///", "lw": 2.2}
                ax.add_patch(Rectangle((col + 0.05, row + 0.05), 0.9, 0.9, **look))  # type: ignore[arg-type]
                wrong.append(_entry(name, (row, col) if np.ndim(pairs[name][0]) > 1 else (col,)))
            box = {"facecolor": "#FBE3D3" if bad else "none", "edgecolor": "none", "pad": 1}
            weight = "bold" if bad else "normal"
            ax.text(col + 0.5, row + 0.5, text, ha="center", va="center", weight=weight, size=10.5, bbox=box)
        ax.set(aspect="equal", xlim=(-0.05, error.shape[1] + 0.05), ylim=(error.shape[0] + 0.05, -0.05))
        ax.set(xticks=[], yticks=[])
        ax.set_title(name)
        ax.spines[:].set_visible(False)
        worst = number(float(error.max(initial=0.0)), 2)
        few = ", ".join(wrong) if len(wrong) <= 4 else f"{', '.join(wrong[:3])} and {len(wrong) - 3} more"
        verdict = f"{len(wrong)} of {error.size} wrong ({few})" if wrong else f"all {error.size} right"
        told.append(f"{name}: {verdict}, largest error {worst}")
    alt = f"Tables of the error of every entry, one for each gradient, as powers of ten. {'. '.join(told)}."
    return Picture.of_figure(fig, alt, caption)


def _power(error: float) -> str:
    """The power of ten nearest to an error: 3e-5 -> 10⁻⁵, 4e-5 -> 10⁻⁴; "0" for less than FLOOR."""
    if error < FLOOR:
        return "0"
    exponent = round(float(np.log10(error)))
    return f"$10^{{{exponent}}}$"
