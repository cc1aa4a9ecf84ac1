"""A key that is misspelt, unknown or missing is named, with the one that was meant; right tables pass."""

import pytest

from autograde import recall, toml_keys
from autograde.errors import LessonError


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"says": "", "edit": []}, ""),
        ({"say": "", "edit": []}, "has no key `say`. Did you mean `says`?"),
        ({"reason": ""}, "has no key `reason`. Keys: edit, says, like."),
        ({"edit": []}, "lacks `says`. Write it."),
        ({}, "lacks `edit` and `says`. Write them."),
        (3, "is no table. Its keys are edit, says, like."),
    ],
)
def test_the_key_is_named(table, said):
    assert toml_keys.fault(table, ("edit", "says", "like"), ("edit", "says")) == said


def test_a_warm_up_s_misspelt_key_is_named():
    table = {"exercise": "grad_mul", "asks": "{x}?", "numbers": {"x": [1]}, "answer": "x", "say": "x"}
    with pytest.raises(LessonError, match=r"^here has no key `say`. Did you mean `says`\?$"):
        recall.question_in("here", table)
