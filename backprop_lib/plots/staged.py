"""A staged computation as a table: forward from the top down, backward from the bottom up.

Left out: circuits with wires (`draw`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backprop_lib.circuit import topological_order
from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import DARK_GREEN, DARK_VERMILLION, FAINT, INK, figure, in_style
from backprop_lib.words import SUPERSCRIPTS, formula, label_of, names, number, op_of, slopes_of

ROW = 31  # pixels
LONGEST = 24  # rows of one table
DIGITS = 5  # significant ones
COLUMNS = (44, 84, 296, 396, 496)  # where the texts start: stage, formula, value, arriving gradient, what is handed on
WIDTH = 872


@in_style
def staged(root: Any, show: str = "both", caption: str = "") -> Picture:
    """Answers: what does each stage compute, what arrives at it on the way back, and what does it hand on?

    root: the last stage, a labelled node that keeps its parents and local gradients; its gradient counts as 1 if it
    has none. show: "both" or "values". The nodes are not changed. ValueError for more than 24 stages.
    Example: the row of num = x + σ(y), where 0.173 arrives, says that it hands on "dx = 0.173" or "dx += 0.173".
    """
    if show not in ("both", "values"):
        raise ValueError(f'show is "both" or "values", not {show!r}')
    nodes = topological_order(root)
    if len(nodes) > LONGEST:
        raise ValueError(f"{len(nodes)} rows are more than anyone reads; show a part of the computation")
    called = names(nodes)
    sent, totals = handed_on(nodes, called)
    leaves = sorted((node for node in nodes if not node.parents), key=lambda node: called[nodes.index(node)])
    rows = [*leaves, *[node for node in nodes if node.parents]]
    height = (len(rows) + 1) * ROW + 20
    fig = figure(WIDTH, height)
    fig.set_layout_engine("none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    titles = ("", "forward", "value", "arrives", "backward: hands on")
    for x, title, colour in zip(COLUMNS, titles, (INK, DARK_GREEN, DARK_GREEN, *[DARK_VERMILLION] * 2), strict=True):
        if title and (show == "both" or colour != DARK_VERMILLION):
            ax.text(x, 20, title, color=colour, weight="bold", va="center", size=11)
    told = []
    for place, node in enumerate(rows):
        y = 20 + ROW * (place + 1)
        at = next(i for i, other in enumerate(nodes) if other is node)
        stage = place - len(leaves) + 1
        if place % 2 == 0:
            ax.axhspan(y - ROW / 2, y + ROW / 2, color="#F4F4F4", lw=0, zorder=0)
        texts = [f"({stage})" if stage > 0 else "", called[at]]
        if node.parents:
            texts[1] += f" = {_written(op_of(node), [called[nodes.index(p)] for p in node.parents])}"
        texts.append(number(node.data, DIGITS))
        told.append(f"{f'Stage {stage}' if stage > 0 else 'Input'}: {texts[1]}, value {texts[2]}")
        if show == "both":
            texts += [number(totals[at], DIGITS), ",   ".join(sent[at]) if node.parents else "complete"]
            told[-1] += f", gradient {texts[3]}" + (f", hands on {', '.join(sent[at])}" if node.parents else "")
        for x, text, colour in zip(COLUMNS, texts, (FAINT, INK, DARK_GREEN, DARK_VERMILLION, INK), strict=False):
            ax.text(x, y, text, color=colour, va="center", weight="bold" if colour == DARK_VERMILLION else "normal")
    last = 20 + ROW * len(rows)
    arrow = {"arrowstyle": "-|>,head_width=0.4,head_length=0.8", "lw": 2.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (22, last + 6), (22, 34), arrowprops={**arrow, "color": DARK_GREEN})
    if show == "both":
        ax.annotate("", (WIDTH - 18, 34), (WIDTH - 18, last + 6), arrowprops={**arrow, "color": DARK_VERMILLION})
    kind = "forward downwards, backward upwards" if show == "both" else "forward, from the top down"
    alt = f"A table of {len(rows) - len(leaves)} stages, {kind}. {'. '.join(told)}."
    return Picture.of_figure(fig, alt, caption)


def _written(op: str, inputs: Sequence[str]) -> str:
    """What a stage computes, a power with its exponent raised: xpy²."""
    if op.startswith("^") and op[1:].isdigit():
        return f"{inputs[0]}{op[1:].translate(SUPERSCRIPTS)}"
    return formula(op, inputs)


def handed_on(nodes: Sequence[Any], called: Sequence[str]) -> tuple[list[list[str]], list[float]]:
    """For each node, what it hands on in the backward pass ("dx += 0.173"), and its complete gradient."""
    at = {id(node): i for i, node in enumerate(nodes)}
    totals = [0.0] * len(nodes)
    totals[-1] = float(nodes[-1].grad) or 1.0
    met: set[int] = set()
    sent: list[list[str]] = [[] for _ in nodes]
    for i in reversed(range(len(nodes))):
        slopes = slopes_of(nodes[i]) if nodes[i].parents else ()
        if slopes is None:
            name = label_of(nodes[i]) or called[i]
            raise ValueError(f"the stage {name!r} keeps no local gradients; build the computation from Value.")
        for parent, slope in zip(nodes[i].parents, slopes, strict=True):
            target, share = at[id(parent)], totals[i] * float(slope)
            sign = "+=" if target in met else "="
            sent[i].append(f"d{called[target]} {sign} {number(share, DIGITS)}")
            totals[target] += share
            met.add(target)
    return sent, totals
