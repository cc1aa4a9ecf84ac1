"""How a call is written in messages, where its plain arguments would fill the page: names, small arrays, shapes.

Left out: sentences on what came back (`words`, `diagnosis`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograde.exercise import Probe

WRITTEN_OUT = 16  # messages show the inputs up to so many numbers, and shapes beyond


def calls(*arguments: str) -> Callable[[Probe], str]:
    """How a call is written in messages: each argument with its name, and with its shape where it is large.

    What a probe brings for its player behind the arguments has no name and is not shown.
    """

    def call(probe: Probe) -> str:
        args = probe.args[: len(arguments)]
        small = sum(np.size(arg) for arg in args) <= WRITTEN_OUT
        named = zip(arguments, args, strict=True)
        shown = [f"{name} = {written(arg)}" if small else f"{name} {arg.shape}" for name, arg in named]
        return f"{probe.function}({', '.join(shown)})"

    return call


def written(array: np.ndarray) -> str:
    """A small array as one would type it: [[−1.6, 2.3]]."""
    return str(array.round(2).tolist()).replace("-", "−")
