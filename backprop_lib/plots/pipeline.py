"""The figure of a network as a row of layers: which array, of which shape, runs over each edge, there and back.

It answers the question in its docstring. Left out: single numbers on wires, which `draw` shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import FancyBboxPatch

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import DARK_GREEN, DARK_VERMILLION, INK, figure, in_style

Edge = tuple[str, str]  # name of the array, its shape in words: ("z1", "(N, H)")


@in_style
def pipeline(
    layers: Sequence[str],
    edges: Sequence[Edge],
    parameters: Sequence[Sequence[Edge]] = (),
    still: Sequence[str] = (),
    caption: str = "",
) -> Picture:
    """Answers: what does each layer receive and hand on, on the way forward (above) and backward (below)?

    layers: names, left to right.   edges: the arrays between them, one more than layers (before the first, after the
    last).   parameters: for each layer the arrays that enter it from above.   still: those that get no gradient.
    ValueError when the numbers do not fit.
    """
    if len(edges) != len(layers) + 1 or (parameters and len(parameters) != len(layers)):
        raise ValueError(
            f"{len(layers)} layers need {len(layers) + 1} edges and as many lists of parameters as layers."
        )
    step, half = 2.0, 0.46
    fig = figure(170 * len(layers) + 150, 330)
    ax = fig.add_subplot()
    box = {"boxstyle": "round,pad=0.02,rounding_size=0.12", "facecolor": "#F4F4F4", "edgecolor": INK, "lw": 1.4}
    for place, name in enumerate(layers):
        ax.add_patch(FancyBboxPatch((place * step - half, -0.5), 2 * half, 1.0, **box))  # type: ignore[arg-type]
        ax.text(place * step, 0, name, ha="center", va="center", weight="bold", size=11.5)
        owned = parameters[place] if parameters else ()
        moved = [(name, shape) for name, shape in owned if name not in still]
        for rows, height, end, start, mark, colour in (
            (owned, 1.42, 0.55, 1.08, "", DARK_GREEN),
            (moved, -1.42, -1.08, -0.55, "d", DARK_VERMILLION),
        ):
            if rows:
                words = "\n".join(f"{mark}{n} {s}" for n, s in rows)
                ax.text(place * step, height, words, ha="center", va="center", size=10, color=colour)
                arrow = {"arrowstyle": "-|>", "color": colour, "lw": 1.5, "ls": "--" if mark else "-"}
                ax.annotate("", (place * step, end), (place * step, start), arrowprops=arrow)
    told = []
    for place, (name, shape) in enumerate(edges):
        left, right = (place - 1) * step + half + 0.06, place * step - half - 0.06
        middle = (left + right) / 2
        ends = "dL/dL = 1" if place == len(layers) else f"d{name}"
        for height, x0, x1, text, colour, style in (
            (0.22, left, right, name, DARK_GREEN, "-"),
            (-0.22, right, left, ends, DARK_VERMILLION, "--"),
        ):
            arrow = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "color": colour, "lw": 1.8, "ls": style}
            ax.annotate("", (x1, height), (x0, height), arrowprops=arrow)
            above = height > 0
            label = text if place == len(layers) and not above else f"{text}\n{shape}"
            ax.text(
                middle,
                height + (0.1 if above else -0.1),
                label,
                ha="center",
                va="bottom" if above else "top",
                color=colour,
                size=10,
            )
        told.append(f"{name} {shape}")
    ax.text(-2.0, 1.42, "forward →", color=DARK_GREEN, weight="bold", ha="left")
    ax.text(-2.0, -1.42, "← backward", color=DARK_VERMILLION, weight="bold", ha="left")
    ax.set(xlim=(-2.05, (len(layers) - 1) * step + 1.7), ylim=(-1.85, 1.85))
    ax.set_axis_off()
    own = [
        f"{layer} takes {', '.join(f'{n} {s}' for n, s in owned)}"
        for layer, owned in zip(layers, parameters, strict=bool(parameters))
        if owned
    ]
    alt = (
        f"{len(layers)} boxes in a row: {', '.join(layers)}. Forward, to the right, run {', '.join(told)}. Backward, "
        f"to the left and dashed, runs a gradient of the same shape for each. {'; '.join(own)}{'.' if own else ''}"
    )
    return Picture.of_figure(fig, alt.strip(), caption)
