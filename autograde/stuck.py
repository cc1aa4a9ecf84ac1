"""When a check offers a hint: the first one at an exercise's third failure, the second at the next, then the third.

Failures are counted in the student's kernel and forgotten with it; a pass forgets them too. Where nobody reads (in a
script, under nbgrader, beside hidden probes) nothing is counted. Left out: the hints' texts, which stand folded in the
notebook, below the check (`hints`).
"""

from __future__ import annotations

import os
from collections import Counter

from autograde import answer_cell

HINTS = ("a question", "the line of the lesson", "a worked case with other numbers")
PATIENCE = 3  # failures before the first offer
FAILED: Counter[str] = Counter()  # exercise -> failures since its last pass


def hint_after(exercise: str, passed: bool) -> int:
    """The number of the hint to offer after a check of the exercise; 0 for none."""
    if answer_cell.shell() is None or "NBGRADER_EXECUTION" in os.environ:
        return 0
    if passed:
        FAILED.pop(exercise, None)
        return 0
    FAILED[exercise] += 1
    return min(max(FAILED[exercise] - PATIENCE + 1, 0), len(HINTS))


def offer(hint: int) -> str:
    """What a report says of the hint with this number."""
    return f"Open hint {hint} below this cell: {HINTS[hint - 1]}."
