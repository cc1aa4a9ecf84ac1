"""The figure of a run that is watched on rows it does not learn from: where would one stop?

It answers the question in its docstring. Left out: several runs in one figure (`plots.runs`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backprop_lib.picture import Picture
from backprop_lib.plots.canvas import BLUE, FAINT, INK, VERMILLION, figure, in_style
from backprop_lib.words import number


@in_style
def stopping(training: Sequence[float], validation: Sequence[float], caption: str = "") -> Picture:
    """Answers: after which epoch does the loss on rows put aside stop falling, while the training loss goes on?

    training, validation: the loss after epoch 1, 2, …, equally long; drawn on a logarithmic axis.
    """
    fig = figure(720, 360)
    ax = fig.add_subplot()
    epochs = np.arange(1, len(training) + 1)
    best = int(np.argmin(validation))
    for name, losses, colour, line in (("training", training, BLUE, "-"), ("validation", validation, VERMILLION, "--")):
        ax.plot(epochs, losses, color=colour, ls=line, lw=2.4)
        ax.annotate(name, (epochs[-1], losses[-1]), (6, 0), textcoords="offset points", va="center", color=INK)
    ax.axvline(epochs[best], color=FAINT, lw=1.2, ls=":")
    ax.plot(epochs[best], validation[best], marker="D", ms=8, color=VERMILLION, mec=INK)
    ax.annotate(
        f"epoch {epochs[best]}: {number(validation[best], 3)}",
        (epochs[best], validation[best]),
        (8, 12),
        textcoords="offset points",
        color=INK,
        weight="bold",
    )
    ax.set(yscale="log", xlabel="epoch", ylabel="loss", xlim=(0, 1.16 * len(epochs)))
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= len(epochs)])
    alt = (
        f"Loss against epoch, logarithmic. Training falls from {number(training[0], 3)} to {number(training[-1], 3)}. "
        f"Validation falls from {number(validation[0], 3)} to {number(validation[best], 3)} in epoch {epochs[best]}, "
        f"marked, and ends at {number(validation[-1], 3)}."
    )
    return Picture.of_figure(fig, alt, caption)
