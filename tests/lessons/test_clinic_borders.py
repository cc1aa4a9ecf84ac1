"""Each number of lesson 08's table counts: the solution with another border loses points.

No curve comes near 0.3, as the lesson says: a border of a quarter, a third or a half is as good.
"""

import numpy as np
import pytest

from autograde import solutions
from autograde.checking import evaluate
from autograde.exercises import find


@pytest.mark.parametrize(
    ("border", "other"),
    [
        ("losses[-1] > 3", "losses[-1] > 2.5"),
        ("losses[-1] > 3", "losses[-1] > 3.5"),
        ("<= 0.02", "<= 0.016"),
        ("<= 0.02", "<= 0.025"),
        ("losses[-1] < 0.1", "losses[-1] < 0.08"),
        ("losses[-1] < 0.1", "losses[-1] < 0.12"),
        ("np.max(np.diff(losses)) > 0.3", "np.max(np.diff(losses)) > 0.2"),
        ("np.max(np.diff(losses)) > 0.3", "np.max(np.diff(losses)) > 0.45"),
        ("lowest_so_far) > 0.3", "lowest_so_far) > 0.15"),
        ("lowest_so_far) > 0.3", "lowest_so_far) > 0.55"),
    ],
)
def test_another_border_is_seen(course, border, other):
    answer = solutions.read(course.text("08_training")).answers["diagnose_curve"]
    assert border in answer
    beside = {"np": np}
    exec(answer.replace(border, other), beside)
    assert evaluate(find("diagnose_curve"), [beside["diagnose_curve"]]).points < 2
