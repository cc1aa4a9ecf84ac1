"""Every test that the threat model names exists: a promise whose test was renamed or dropped is noticed here."""

import re

import pytest

from tests.course_copy import ROOT

TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:tests/(?:\w+/)*)?test_\w+\.py)(?:::(\w+))?`", TEXT)))


def test_it_names_tests():
    assert len(NAMED) >= 20


@pytest.mark.parametrize(("file", "name"), NAMED, ids=["::".join(filter(None, row)) for row in NAMED])
def test_the_named_test_exists(file, name):
    path = ROOT / (file if "/" in file else f"tests/grading/{file}")
    assert path.is_file()
    assert not name or f"\ndef {name}(" in path.read_text(encoding="utf-8")
