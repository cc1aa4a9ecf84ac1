"""Figures of the lessons on slopes and on the sigmoid, drawn with Matplotlib's object interface.

Every function returns a `Picture` whose `.figure` is the Matplotlib figure; nothing is shown and no global state
changes. Each figure answers one question, named in its docstring, and says in its alternative text what one sees.
Left out: circuits (`draw`) and sliders (`nudge`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from backprop_lib.picture import PIXELS_PER_INCH, Picture
from backprop_lib.words import in_brackets, number

GREEN, VERMILLION, BLUE = "#009E73", "#D55E00", "#0072B2"  # Okabe and Ito's palette
DARK_GREEN, DARK_VERMILLION = "#007355", "#A84A00"  # the same hues for small text: contrast at least 4.5 on white
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


def _figure(width: int, height: int) -> Figure:
    """An empty figure of so many pixels at display size."""
    return Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")


def _values(f: Scalar, xs: np.ndarray) -> np.ndarray:
    """f at every x, one call each: f need not accept arrays."""
    return np.array([float(f(float(x))) for x in xs])


def _value(dfdx: Scalar | float, x: float) -> float:
    return float(dfdx(x)) if callable(dfdx) else float(dfdx)


def _note(axes: Axes, text: str, point: tuple[float, float], offset: tuple[float, float], **style: Any) -> None:
    """Words beside a point, moved by so many display points, on white so that lines below do not disturb."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
    axes.annotate(text, point, xytext=offset, textcoords="offset points", bbox=box, **style)


@in_style
def slope_triangle(f: Scalar, x: float, h: float, name: str = "f", caption: str = "") -> Picture:
    """Answers: if x grows by h, how far does f move, and how many times h is that?"""
    if h == 0:
        raise ValueError("h is 0: a triangle needs a run. Try h = 1 or h = 0.001.")
    start, end = float(f(x)), float(f(x + h))
    rise, slope = end - start, (end - start) / h
    xs = np.linspace(x - 0.8 * h, x + 1.8 * h, 181)
    fig = _figure(620, 400)
    ax = fig.add_subplot()
    ax.plot(xs, _values(f, xs), color=BLUE, lw=2.2, label=name)
    ax.plot([x, x + h], [start, start], color=INK, lw=1.6, ls="--", label="run")
    ax.plot([x + h, x + h], [start, end], color=VERMILLION, lw=3, label="rise")
    ax.plot([x, x + h], [start, end], "o", color=INK, ms=7, zorder=3)
    side = 1 if rise >= 0 else -1
    _note(ax, f"run h = {number(h)}", (x + h / 2, start), (0, -12 * side), ha="center", va="center")
    _note(
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
        f"{'up' if rise >= 0 else 'down'} by {number(abs(rise))} to {name} = {number(end)}. Slope {number(rise)} / {number(h)} = {number(slope)}."
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def product_field(x: float = 4, y: float = -3, caption: str = "") -> Picture:
    """Answers: which way does xy grow fastest, here and everywhere else?"""
    reach = max(abs(x), abs(y), 1.0) * 1.5
    line = np.linspace(-reach, reach, 121)
    product, top = np.outer(line, line), reach * reach
    fig = _figure(640, 540)
    ax = fig.add_subplot()
    pale = ListedColormap(colormaps["PuOr_r"](np.linspace(0.18, 0.82, 256)))
    image = ax.pcolormesh(line, line, product, cmap=pale, vmin=-top, vmax=top, shading="gouraud")
    step = abs(x * y) or top / 3
    levels = [level for level in (-4 * step, -2 * step, -step, step, 2 * step, 4 * step) if abs(level) < top]
    contours = ax.contour(line, line, product, levels=levels, colors=INK, linewidths=0.8)
    ax.clabel(contours, fmt=number, fontsize=9.5)
    ax.axhline(0, color=INK, lw=0.8)
    ax.axvline(0, color=INK, lw=0.8)
    grid = np.linspace(-0.75 * reach, 0.75 * reach, 6)
    gx, gy = np.meshgrid(grid, grid)
    arrows: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 4.4}  # no arrow reaches the next one
    ax.quiver(gx, gy, gy, gx, color="#444444", width=0.004, **arrows)
    ax.quiver([x], [y], [y], [x], color=VERMILLION, edgecolor=INK, lw=0.8, width=0.008, zorder=4, **arrows)
    ax.plot([x], [y], "o", ms=9, color=INK, mec="white", zorder=5)
    _note(
        ax,
        f"at ({number(x)}, {number(y)}): xy = {number(x * y)}\ngradient ({number(y)}, {number(x)})",
        (x, y),
        (0, -16),
        ha="center",
        va="top",
        zorder=6,
    )
    fig.colorbar(image, ax=ax, label="xy", format=lambda v, _: number(v))
    ax.set(xlabel="x", ylabel="y", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
    ax.set_title("arrow at (x, y) = gradient (y, x), length to scale")
    alt = (
        f"Map of xy for x and y from {number(-reach)} to {number(reach)}: positive in the two quadrants where the "
        f"signs agree, negative in the other two; level curves are hyperbolas and, for 0, the two axes. Arrows show "
        f"the gradient (y, x), longer further from the origin. At x = {number(x)}, y = {number(y)} the product is {number(x * y)} and the arrow is "
        f"({number(y)}, {number(x)})."
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
    slope = _value(dfdx, x)
    hs = 10.0 ** np.arange(-1, -12.5, -0.5)
    table = np.array([_difference_errors(f, slope, x, float(h)) for h in hs])
    floor = 1e-13
    fig = _figure(700, 450)
    ax = fig.add_subplot()
    styles = (
        ("forward, float64", BLUE, "s", "--", 11, (-8, 4), "right"),
        ("central, float64", DARK_GREEN, "o", "-", 12, (0, -24), "right"),
        ("central, float32", DARK_VERMILLION, "^", ":", 18, (0, -18), "center"),
    )
    for column, (label, colour, marker, dashes, at, offset, side) in enumerate(styles):
        errors = np.maximum(table[:, column], floor)
        ax.loglog(hs, errors, color=colour, marker=marker, ls=dashes, ms=5.5, lw=1.8, label=label)
        _note(ax, label, (float(hs[at]), float(errors[at])), offset, ha=side, color=colour, weight="bold")
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


@in_style
def max_crease(x: float = 4, y: float = 2, caption: str = "") -> Picture:
    """Answers: which input does max(x, y) feel, and how far does the tangent hold?"""
    low, high = min(x, y) - 2.0, max(x, y) + 2.0
    fig = _figure(860, 400)
    plane, cut = fig.subplots(1, 2)
    corners = np.array([low, high])
    plane.fill_between(corners, corners, high, facecolor="#E8F3FA", edgecolor=BLUE, hatch="---", lw=0, alpha=0.7)
    plane.fill_between(corners, low, corners, facecolor="#FFF3E0", edgecolor="#E69F00", hatch="|||", lw=0, alpha=0.7)
    plane.plot(corners, corners, color=INK, lw=2, ls="--", label="crease")
    plane.plot([x], [y], "o", color=INK, ms=9, mec="white", zorder=4)
    middle, third = (low + high) / 2, (high - low) / 3.4
    box = {"ha": "center", "va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 3}}
    plane.text(middle - third * 0.75, middle + third, "y is larger:\nfeels y only\ngradient (0, 1)", **box)
    plane.text(middle + third * 0.75, middle - third, "x is larger:\nfeels x only\ngradient (1, 0)", **box)
    plane.text(
        high - third * 0.6,
        high - third * 0.6,
        "tie: (½, ½)",
        rotation=45,
        rotation_mode="anchor",
        transform_rotates_text=True,
        **box,
    )
    plane.set(xlabel="x", ylabel="y", aspect="equal", xlim=(low, high), ylim=(low, high), title="which input is felt?")
    _max_slice(cut, x, y, low, high)
    slope = 0.5 if x == y else float(x > y)
    alt = (
        f"Two panels. Left: the plane of x and y, cut by the crease x = y. Below it x is larger and max(x, y) has "
        f"gradient (1, 0); above it y is larger and the gradient is (0, 1); on it the two share, (½, ½). Right: y is "
        f"held at {number(y)} and x moves: max(x, {number(y)}) is flat with slope 0 while x < {number(y)}, then rises "
        f"with slope 1. At x = {number(x)} the value is {number(max(x, y))} and the slope {number(slope)}; "
        + (
            "that is the crease itself, where no line fits both sides."
            if x == y
            else f"the tangent agrees as far as the crease, {number(abs(x - y))} away, and no further."
        )
    )
    return Picture.of_figure(fig, alt, caption)


def _max_slice(ax: Axes, x: float, y: float, low: float, high: float) -> None:
    """max(x, y) against x with y held, and the tangent at x."""
    xs = np.array([low, y, high])
    ax.plot(xs, np.maximum(xs, y), color=BLUE, lw=2.4, label="max")
    ax.plot([y], [y], "D", color="white", mec=INK, ms=8, zorder=4)
    slope = 0.5 if x == y else float(x > y)
    ends = np.array([low, high])
    ax.plot(ends, max(x, y) + slope * (ends - x), color=DARK_VERMILLION, lw=1.6, ls="--", label="tangent")
    ax.plot([x], [max(x, y)], "o", color=INK, ms=9, mec="white", zorder=5)
    _note(ax, "slope 0", (low, y), (8, 8), va="bottom")
    _note(ax, "slope 1", ((y + high) / 2, (y + high) / 2), (-10, 8), ha="right", va="bottom")
    _note(ax, f"tie at x = {number(y)}", (y, y), (6, -14), va="top")
    if x != y:
        left = x < y
        _note(
            ax,
            f"at x = {number(x)}: {number(max(x, y))}",
            (x, max(x, y)),
            (0 if left else 10, -14 if left else -6),
            ha="right" if left else "left",
            va="top",
        )
        end = high if left else low
        _note(
            ax,
            "tangent",
            (end, max(x, y) + slope * (end - x)),
            (-8 if left else 24, 8),
            ha="right" if left else "left",
            va="bottom",
            color=DARK_VERMILLION,
        )
    ax.set(xlabel=f"x  (y is held at {number(y)})", ylabel=f"max(x, {number(y)})")
    ax.set_title("how far does the tangent hold?")
    ax.set(xlim=(low, high), ylim=(min(y, low + 0.3 * (y - low)) - 0.6, high))


@in_style
def tangent(
    f: Scalar, x: float, dfdx: Scalar | float, reach: float = 1.0, name: str = "f", caption: str = ""
) -> Picture:
    """Answers: f(x + h) ≈ f(x) + h · f′(x), but how wrong is that when h is not small?"""
    slope, start = _value(dfdx, x), float(f(x))
    xs = np.linspace(x - 1.4 * reach, x + 1.4 * reach, 181)
    curve, line = _values(f, xs), start + slope * (xs - x)
    end, guess = float(f(x + reach)), start + slope * reach
    fig = _figure(640, 420)
    ax = fig.add_subplot()
    ax.fill_between(xs, curve, line, facecolor="none", edgecolor="#B0B0B0", hatch="///", lw=0)
    ax.plot(xs, curve, color=BLUE, lw=2.2, label=name)
    ax.plot(xs, line, color=DARK_VERMILLION, lw=2, ls="--", label="tangent")
    ax.plot([x + reach, x + reach], [guess, end], color=INK, lw=2.4, label="gap")
    ax.plot([x], [start], "o", color=INK, ms=8, zorder=4)
    rising = (slope if guess > end else end - float(f(x + 0.9 * reach))) >= 0
    _note(
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


@in_style
def sigmoid_and_slope(caption: str = "") -> Picture:
    """Answers: where does the sigmoid still pass a gradient on, and how much at most?"""
    xs = np.linspace(-8, 8, 321)
    s = 1 / (1 + np.exp(-xs))
    fig = _figure(720, 420)
    ax = fig.add_subplot()
    edge = 4.0
    for side in (-1, 1):
        ax.axvspan(side * edge, side * 8, facecolor="#F2F2F2", edgecolor="#C8C8C8", hatch="//", lw=0, zorder=0)
    ax.plot(xs, s, color=DARK_GREEN, lw=2.4, label="σ(x)")
    ax.plot(xs, s * (1 - s), color=DARK_VERMILLION, lw=2.4, ls="--", label="σ′(x)")
    ax.plot([0], [0.25], "o", color=INK, ms=7, zorder=4)
    limit = exp(-edge) / (1 + exp(-edge)) ** 2
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    ax.annotate(
        "peak: σ′(0) = ¼",
        (0, 0.25),
        xytext=(34, 10),
        textcoords="offset points",
        va="bottom",
        bbox=box,
        arrowprops={"arrowstyle": "-", "color": INK},
    )
    for side in (-1, 1):
        ax.text(side * 6, 0.36, f"saturated:\nσ′ below {limit:.3f}", ha="center", va="center", bbox=box)
    ax.annotate(
        "σ(x)",
        (2.2, 0.9),
        xytext=(-8, 8),
        textcoords="offset points",
        color=DARK_GREEN,
        weight="bold",
        ha="right",
        size=12,
    )
    ax.annotate(
        "σ′(x) = (1 − σ)σ",
        (-1.9, 0.113),
        xytext=(-8, 12),
        textcoords="offset points",
        color=DARK_VERMILLION,
        weight="bold",
        ha="right",
        size=11,
        bbox=box,
    )
    ax.set(xlabel="x", ylabel="value", xlim=(-8, 8), ylim=(-0.03, 1.05))
    alt = (
        f"The sigmoid rises from 0 to 1 in an S around x = 0, where it is ½. Its slope, dashed, is a hill with its "
        f"peak ¼ at x = 0; at x = 2 it is {number(s[200] * (1 - s[200]))}, at x = 4 it is {number(limit)}. Beyond −4 "
        f"and 4, hatched, the sigmoid is saturated: it hardly passes any gradient."
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def fused_and_staged(x: float, caption: str = "") -> Picture:
    """Answers: do four small gates and one fused σ gate give x the same gradient?"""
    n = -x
    e = exp(n)
    d = 1 + e
    s = 1 / d
    locals_ = (1.0, -1 / d**2, 1.0, e, -1.0)  # slopes in the order backward meets the gates
    grads = [1.0]
    for local in locals_[1:]:
        grads.append(grads[-1] * local)
    rows = ["σ = 1/d", "d = 1 + e", "e = exp(n)", "n = −x", "x"]
    values = [s, d, e, n, x]
    fig = _figure(820, 400)
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
    ax.barh(5.4, (1 - s) * s, color="#FBE3D3", hatch="////", height=0.55, edgecolor=INK, lw=0.8)
    ax.text((1 - s) * s + 0.03, 5.4, number((1 - s) * s), va="center", weight="bold")
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
        + f". A last, hatched bar shows the fused gate: (1 − σ)σ = {number((1 - s) * s)}, as long as the bar of x."
    )
    return Picture.of_figure(fig, alt, caption)


@in_style
def wishes(gradients: Mapping[str, float], output: str = "f", caption: str = "") -> Picture:
    """Answers: which way should each input move, once to raise the output and once to lower it?"""
    reach = max((abs(gradient) for gradient in gradients.values()), default=0.0) or 1.0
    arrow = {"arrowstyle": "-|>,head_width=0.45,head_length=0.8", "lw": 4, "shrinkA": 0, "shrinkB": 0}
    fig = _figure(720, 320)
    told = []
    for ax, verb, sign, colour in zip(fig.subplots(1, 2), ("raise", "lower"), (1, -1), (VERMILLION, BLUE), strict=True):
        ax.axhline(0, color=INK, lw=1)
        words = []
        for place, gradient in enumerate(gradients.values()):
            wish = sign * gradient
            words.append(f"{'up' if wish > 0 else 'down'} by {number(abs(wish))}" if wish else "no wish")
            if wish:
                ax.annotate("", (place, wish), (place, 0), arrowprops={**arrow, "color": colour})
            side = "bottom" if wish >= 0 else "top"
            ax.annotate(
                words[-1].replace(" by", ""),
                (place, wish),
                (0, 6 if wish >= 0 else -6),
                va=side,
                ha="center",
                textcoords="offset points",
                size=12,
            )
        ax.set_xticks(range(len(gradients)), list(gradients), size=13)
        ax.set_yticks([])
        ax.tick_params(length=0)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(-0.6, len(gradients) - 0.4), ylim=(-1.35 * reach, 1.35 * reach), title=f"to {verb} {output}")
        told.append(f"To {verb} {output}: {', '.join(f'{n} {w}' for n, w in zip(gradients, words, strict=True))}.")
    alt = f"Two panels, one arrow for each input, as long as its gradient is large. {' '.join(told)}"
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
        fates = [
            np.where(over, 2, np.abs(value - exact) > 1e-12 * exact + 1e-322).astype(int) for _, value, over in forms
        ]
    looks = (
        ("right", {"facecolor": DARK_GREEN, "edgecolor": "none"}, "white"),
        ("digits lost", {"facecolor": "#FFF3E0", "edgecolor": "#B37A00", "hatch": "///"}, INK),
        ("overflow", {"facecolor": "white", "edgecolor": VERMILLION, "hatch": "xx"}, INK),
    )
    fig = _figure(760, 300)
    ax = fig.add_subplot()
    story = []
    for row, ((name, _, _), fate) in enumerate(zip(forms, fates, strict=True)):
        edges = [0, *(np.flatnonzero(np.diff(fate)) + 1), len(xs)]
        parts = []
        for start, end in zip(edges, edges[1:], strict=False):
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


@in_style
def heat_maps(arrays: Mapping[str, np.ndarray], one_scale: bool = False, caption: str = "") -> Picture:
    """Answers: which entries of an array count, how much, and in which direction? NaN stands for "not known yet".

    arrays: title -> array with one or two axes.   one_scale: the same shade means the same number in every panel.
    """
    sizes = [np.atleast_2d(array).shape for array in arrays.values()]
    cell = 40 if max(columns for _, columns in sizes) > 3 else 52
    top = max(float(np.nanmax(np.abs(array), initial=0.0)) for array in arrays.values())
    gap = 46
    width = sum(max(columns * cell, 92) + gap for _, columns in sizes)
    fig = _figure(width, max(rows for rows, _ in sizes) * cell + 64)
    panels = fig.subplots(1, len(arrays), squeeze=False, width_ratios=[max(c * cell, 92) for _, c in sizes])[0]
    told = []
    for ax, (title, array) in zip(panels, arrays.items(), strict=True):
        table = np.atleast_2d(np.asarray(array, dtype=float))
        reach = 1.8 * (top if one_scale else float(np.nanmax(np.abs(table), initial=0.0))) or 1.0
        ax.pcolormesh(np.ma.masked_invalid(table), cmap="PuOr_r", vmin=-reach, vmax=reach, edgecolors="#B0B0B0", lw=0.6)
        for row, column in np.ndindex(*table.shape):
            known = not np.isnan(table[row, column])
            text = number(table[row, column], 2) if known else "?"
            ax.text(
                column + 0.5,
                row + 0.5,
                text,
                ha="center",
                va="center",
                color=INK if known else FAINT,
                size=8.5 if cell < 50 else 11,
            )
        ax.set(aspect="equal", xlim=(-0.03, table.shape[1] + 0.03), ylim=(table.shape[0] + 0.03, -0.03))
        ax.set(xticks=[], yticks=[])
        ax.set_title(title.replace(" after ", "\nafter "), size=10.5)
        ax.spines[:].set_visible(False)
        rows = "; ".join(
            " ".join("unknown" if np.isnan(entry) else number(entry, 2) for entry in line) for line in table
        )
        told.append(f"{title}, row by row: {rows}.")
    alt = f"{len(arrays)} tables of numbers side by side, shaded by sign and size. {' '.join(told)}"
    return Picture.of_figure(fig, alt, caption)
