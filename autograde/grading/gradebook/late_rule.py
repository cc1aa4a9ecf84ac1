"""What lateness costs, as `[late]` in the course's settings says: nbgrader's plugin, for its commands and for ours.

    [late]
    points_per_day = 1.0    # for each day that has begun
    grace_minutes = 15.0    # that cost nothing, and do not count
    most = 5.0              # points at most

Without such a table nothing is taken off. An instructor's own plugin in nbgrader_config.py goes before it. Left out:
when something was due, and extensions (nbgrader knows both), and that no penalty exceeds the points (`record`).
"""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 24 * 60 * 60  # seconds


class LateRule(LateSubmissionPlugin):
    """points_per_day for each day that has begun after the grace, `most` altogether.

    With 1 point a day, 15 minutes of grace: 10 minutes late cost 0, one hour 1, 25 hours 2.
    """

    points_per_day = Float(0.0, help="points for each day that has begun").tag(config=True)
    grace_minutes = Float(0.0, help="minutes that cost nothing").tag(config=True)
    most = Float(math.inf, help="points at most").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """The points to take off."""
        seconds = total_seconds_late - 60 * self.grace_minutes
        return min(self.most, self.points_per_day * math.ceil(seconds / DAY)) if seconds > 0 else 0.0
