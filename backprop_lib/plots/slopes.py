"""Figures of functions of one number: the slope as a triangle, as a tangent, and as an estimate that depends on h.

Each answers the question in its docstring. Left out: two inputs (`plots.planes`).
"""

from __future__ import annotations

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import (
    BLUE,
    DARK_GREEN,
    DARK_VERMILLION,
    FAINT,
    INK,
    VERMILLION,
    Scalar,
    figure,
    in_style,
    note,
    value_of,
    values_of,
)
from backprop_lib.words import number


@in_style
def slope_triangle(f: Scalar, x: float, h: float, name: str = "f", caption: str = "") -> Picture:
    """Answers: if x grows by h, how far does f move, and how many times h is that?"""
    if h == 0:
        raise ValueError("h is 0: a triangle needs a run. Try h = 1 or h = 0.001.")
    start, end = float(f(x)), float(f(x + h))
    rise, slope = end - start, (end - start) / h
    xs = np.linspace(x - 0.8 * h, x + 1.8 * h, 181)
    fig = figure(620, 400)
    ax = fig.add_subplot()
    ax.plot(xs, values_of(f, xs), color=BLUE, lw=2.2, label=name)
    ax.plot([x, x + h], [start, start], color=INK, lw=1.6, ls="--", label="run")
    ax.plot([x + h, x + h], [start, end], color=VERMILLION, lw=3, label="rise")
    ax.plot([x, x + h], [start, end], "o", color=INK, ms=7, zorder=3)
    side = 1 if rise >= 0 else -1
    note(ax, f"run h = {number(h)}", (x + h / 2, start), (0, -12 * side), ha="center", va="center")
    note(
        ax,
        f"rise = {number(rise)}",
        (x + h, start + rise / 2),
        (8 if h > 0 else -8, 0),
        color=DARK_VERMILLION,
        ha="left" if h > 0 else "right",
        va="center",
        weight="bold",
    )
    ax.set(xlabel="x", ylabel=f"{name}(x)")
    ax.set_title(f"slope = rise / run = {number(rise)} / {number(h)} = {number(slope)}")
    ax.ticklabel_format(useOffset=False)
    ax.locator_params(axis="x", nbins=5)
    ax.margins(y=0.12)
    alt = (
        f"Curve of {name} with a triangle. From x = {number(x)}, where {name} = {number(start)}, a horizontal dashed "
        f"line runs {number(h)} to x = {number(x + h)}; from there a vertical line goes "
        f"{'up' if rise >= 0 else 'down'} by {number(abs(rise))} to {name} = {number(end)}. "
        f"Slope {number(rise)} / {number(h)} = {number(slope)}."
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def tangent(
    f: Scalar, x: float, dfdx: Scalar | float, reach: float = 1.0, name: str = "f", caption: str = ""
) -> Picture:
    """Answers: f(x + h) ≈ f(x) + h · f′(x), but how wrong is that when h is not small?"""
    slope, start = value_of(dfdx, x), float(f(x))
    xs = np.linspace(x - 1.4 * reach, x + 1.4 * reach, 181)
    curve, line = values_of(f, xs), start + slope * (xs - x)
    end, guess = float(f(x + reach)), start + slope * reach
    fig = figure(640, 420)
    ax = fig.add_subplot()
    ax.fill_between(xs, curve, line, facecolor="none", edgecolor="#B0B0B0", hatch="///", lw=0)
    ax.plot(xs, curve, color=BLUE, lw=2.2, label=name)
    ax.plot(xs, line, color=DARK_VERMILLION, lw=2, ls="--", label="tangent")
    ax.plot([x + reach, x + reach], [guess, end], color=INK, lw=2.4, label="gap")
    ax.plot([x], [start], "o", color=INK, ms=8, zorder=4)
    rising = (slope if guess > end else end - float(f(x + 0.9 * reach))) >= 0
    note(
        ax,
        f"gap {number(end - guess)}",
        (x + reach, max(guess, end)),
        (-4 if rising else 4, 5),
        va="bottom",
        ha="right" if rising else "left",
    )
    ax.set(xlabel="x", ylabel=f"{name}(x)", title=f"tangent at x = {number(x)}: slope {number(slope)}")
    ax.legend(loc="best", handlelength=3.5)
    alt = (
        f"Curve of {name} and its tangent, dashed, at x = {number(x)}, where {name} = {number(start)} and the slope is "
        f"{number(slope)}. They touch there and part on both sides: at x = {number(x + reach)} the curve is at "
        f"{number(end)}, the line at {number(guess)}, a gap of {number(end - guess)}."
    )
    return Picture.of_figure(fig, alt, caption)


def _difference_errors(f: Scalar, slope: float, x: float, h: float) -> tuple[float, float, float]:
    """Relative errors of the forward, the central and the central float32 difference."""
    single = np.float32
    low, high = single(x) - single(h), single(x) + single(h)
    estimates = (
        (float(f(x + h)) - float(f(x))) / h,
        (float(f(x + h)) - float(f(x - h))) / (2 * h),
        float((single(f(high)) - single(f(low))) / single(2 * h)),  # type: ignore[arg-type]
    )
    return tuple(abs(e - slope) / (abs(slope) or 1.0) for e in estimates)  # type: ignore[return-value]


@in_style
def error_against_h(f: Scalar, dfdx: Scalar | float, x: float, caption: str = "") -> Picture:
    """Answers: how small should h be? Too large and the curve bends, too small and rounding wins."""
    slope = value_of(dfdx, x)
    hs = 10.0 ** np.arange(-1, -12.5, -0.5)
    table = np.array([_difference_errors(f, slope, x, float(h)) for h in hs])
    floor = 1e-13
    fig = figure(700, 450)
    ax = fig.add_subplot()
    styles = (
        ("forward, float64", BLUE, "s", "--", 11, (-8, 4), "right"),
        ("central, float64", DARK_GREEN, "o", "-", 16, (0, -22), "right"),
        ("central, float32", DARK_VERMILLION, "^", ":", 18, (0, -18), "center"),
    )
    for column, (label, colour, marker, dashes, at, offset, side) in enumerate(styles):
        errors = np.maximum(table[:, column], floor)
        ax.loglog(hs, errors, color=colour, marker=marker, ls=dashes, ms=5.5, lw=1.8, label=label)
        note(ax, label, (float(hs[at]), float(errors[at])), offset, ha=side, color=colour, weight="bold")
    ax.axvline(1e-5, color=FAINT, lw=1, ls=(0, (2, 2)))
    ax.annotate(
        "h = 1e-5",
        (1e-5, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        color=INK,
    )
    ax.set(xlabel="h", ylabel="relative error of the slope")
    ax.margins(y=0.1)
    best = [(float(hs[i]), float(table[i, c])) for c, i in enumerate(table.argmin(axis=0))]
    usual = table[int(np.argmin(np.abs(np.log10(hs) + 5)))]
    alt = (
        f"Log-log plot of the relative error of an estimated slope against h, at x = {number(x)}, where the slope is "
        f"{number(slope)}. Each curve is a V. "
        + " ".join(
            f"{style[0]}: {usual[c]:.0e} at h = 1e-5, smallest {best[c][1]:.0e} at h = {best[c][0]:.0e}."
            for c, style in enumerate(styles)
        )
    )
    return Picture.of_figure(fig, alt, caption)
