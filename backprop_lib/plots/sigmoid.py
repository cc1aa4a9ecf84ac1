"""Figures of the sigmoid: curve and slope, the fused gate beside four small ones, three ways to write it.

Each answers the question in its docstring.
"""

from __future__ import annotations

import itertools
import operator

import numpy as np

from backprop_lib import gates
from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import DARK_GREEN, FAINT, INK, VERMILLION, figure, in_style
from backprop_lib.words import in_brackets, number


@in_style
def fused_and_staged(x: float, caption: str = "") -> Picture:
    """Answers: do four small gates and one fused σ gate give x the same gradient?"""
    n = gates.scale(-1.0, x)
    e = gates.exp(n)
    d = gates.add_constant(1.0, e)
    s = gates.reciprocal(d)
    of_e, of_n = gates.add_constant_backward(1.0, 1.0), gates.exp_backward(1.0, n)
    # slopes in the order backward meets the gates; the gates' own, which a check closes
    locals_ = (1.0, gates.reciprocal_backward(1.0, d), of_e, of_n, gates.scale_backward(1.0, -1.0))
    grads, fused = list(itertools.accumulate(locals_, operator.mul)), gates.sigmoid_backward(1.0, s)
    rows = ["σ = 1/d", "d = 1 + e", "e = exp(n)", "n = −x", "x"]
    values = [s, d, e, n, x]
    fig = figure(820, 400)
    ax = fig.add_subplot()
    for place, (slope, grad) in enumerate(zip(locals_, grads, strict=True)):
        ax.barh(place, grad, color=VERMILLION, height=0.55, edgecolor=INK, lw=0.8)
        how = "start" if place == 0 else f"{number(grads[place - 1])} × {in_brackets(number(slope))}"
        ax.text(1.62, place, how, va="center", ha="center")
        ax.text(
            grad + (0.03 if grad > 0 else -0.03),
            place,
            number(grad),
            va="center",
            weight="bold",
            ha="left" if grad > 0 else "right",
        )
    ax.barh(5.4, fused, color="#FBE3D3", hatch="////", height=0.55, edgecolor=INK, lw=0.8)
    ax.text(fused + 0.03, 5.4, number(fused), va="center", weight="bold")
    ax.text(1.62, 5.4, f"(1 − {number(s)}) × {number(s)}", va="center", ha="center")
    labels = [f"{row} = {number(value)}" for row, value in zip(rows, values, strict=True)]
    ax.set_yticks([*range(5), 5.4], [*labels, "fused: (1 − σ)σ"])
    ax.axvline(0, color=INK, lw=0.8)
    ax.axhline(4.7, color=FAINT, lw=0.8, ls=":")
    ax.text(1.62, -0.75, "upstream × local", ha="center", weight="bold")
    ax.set(xlim=(-1.05, 2.05), ylim=(6.0, -1.1), xlabel="gradient of σ with respect to this row")
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    alt = (
        f"Bars, one a stage, for the sigmoid of x = {number(x)}, read from the output down: "
        + "; ".join(
            f"{row}, value {number(value)}, gradient {number(grad)}"
            for row, value, grad in zip(rows, values, grads, strict=True)
        )
        + f". A last, hatched bar shows the fused gate: (1 − σ)σ = {number(fused)}, as long as the bar of x."
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def sigmoid_forms(caption: str = "") -> Picture:
    """Answers: where does each of three equal ways to write the sigmoid give the right float?"""
    xs = np.linspace(-1000, 1000, 2001)
    with np.errstate(all="ignore"):
        small, large, exact = np.exp(-xs), np.exp(xs), np.exp(-np.logaddexp(0, -xs))
        forms = (
            ("A:  1 / (1 + e⁻ˣ)", 1 / (1 + small), np.isinf(small)),
            ("B:  eˣ / (1 + eˣ)", large / (1 + large), np.isinf(large)),
            ("C:  1 − 1 / (1 + eˣ)", 1 - 1 / (1 + large), np.isinf(large)),
        )
        fates = [np.where(over, 2, np.abs(value - exact) > 1e-12 * exact).astype(int) for _, value, over in forms]
    looks = (
        ("right", {"facecolor": DARK_GREEN, "edgecolor": "none"}, "white"),
        ("digits lost", {"facecolor": "#FFF3E0", "edgecolor": "#B37A00", "hatch": "///"}, INK),
        ("overflow", {"facecolor": "white", "edgecolor": VERMILLION, "hatch": "xx"}, INK),
    )
    fig = figure(760, 300)
    ax = fig.add_subplot()
    story = []
    for row, ((name, _, _), fate) in enumerate(zip(forms, fates, strict=True)):
        edges = [0, *(np.flatnonzero(np.diff(fate)) + 1), len(xs)]
        parts = []
        for start, end in itertools.pairwise(edges):
            word, look, ink = looks[fate[start]]
            left, right = xs[start] - 0.5, xs[end - 1] + 0.5
            ax.barh(row, right - left, left=left, height=0.62, lw=0, **look)  # type: ignore[arg-type]
            box = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1.5}
            ax.text((left + right) / 2, row, word, ha="center", va="center", color=ink, bbox=box, weight="bold")
            parts.append(f"{word} from {number(np.ceil(left))} to {number(np.floor(right))}")
        story.append(f"{name.replace('  ', ' ')} is {', '.join(parts)}")
    ax.set_yticks(range(3), [name for name, _, _ in forms])
    ax.axvline(0, color=INK, lw=0.8, ls=":")
    ax.set(xlim=(-1000, 1000), ylim=(2.55, -0.55), xlabel="x")
    ax.xaxis.set_major_formatter(lambda v, _: number(v))
    ax.tick_params(axis="y", length=0)
    alt = f"Three rows, one a formula, over x from −1000 to 1000. {'. '.join(story)}."
    return Picture.of_figure(fig, alt, caption)
