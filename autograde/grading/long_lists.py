"""Lists of lines that may be long, as commands print them. Left out: the log of a run, which has all of them."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 40  # lines of one kind


def shortened(lines: Sequence[str], most: int = MOST, rest: str = "and {} more") -> list[str]:
    """The first lines, and one that says how many more there are: ["a", "b", "and 3 more"]."""
    return [*lines[:most], *([rest.format(len(lines) - most)] if len(lines) > most else [])]
