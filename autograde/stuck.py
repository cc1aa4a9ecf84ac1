"""When a check offers a hint: the first one at an exercise's third failure, the second at the next, then the third.

Failures are counted since the exercise's last pass (`progress`). Left out: the hints' texts, which stand folded in the
notebook, below the check (`hints`).
"""

from __future__ import annotations

HINTS = ("a question", "the line of the lesson", "a worked case with other numbers")
PATIENCE = 3  # failures before the first offer


def hint_after(failures: int) -> int:
    """The number of the hint to offer after so many failures in a row; 0 for none."""
    return min(max(failures - PATIENCE + 1, 0), len(HINTS))


def offer(hint: int) -> str:
    """What a report says of the hint with this number."""
    return f"Open hint {hint} below this cell: {HINTS[hint - 1]}."
