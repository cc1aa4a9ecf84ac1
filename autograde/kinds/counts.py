"""How many, in words: "1 entry", "2 entries", "none of the six words".

Left out: numbers that were computed (`backprop_lib.words`).
"""

from __future__ import annotations

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(count: int, one: str, many: str = "") -> str:
    """counted(1, "entry", "entries") -> "1 entry", counted(0, "line") -> "0 lines"."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def spelled(count: int) -> str:
    """spelled(6) -> "six"; digits beyond ten."""
    return SPELLED[count] if 0 <= count < len(SPELLED) else str(count)
