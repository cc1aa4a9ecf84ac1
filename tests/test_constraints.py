"""constraints.txt is what the requirements of today resolve to, for every Python and system that the course supports.

That was found out by `make constraints`, which wrote down of what (`resolutions`): only requirements, pins and the
package index can change it. Resolved here is one case, for this Python. Left out: a package that the index takes back
for one system alone, which the next `make constraints` tells.
"""

import os
import re
import sys

import pytest

from tests import resolutions
from tests.course_copy import ROOT


def test_the_pins_were_resolved_for_every_python_and_system_from_the_requirements_of_today():
    assert not resolutions.changed(), f"run `make constraints`; to keep the pins: {resolutions.ANEW}"


def test_every_python_that_the_project_names_was_tried():
    named = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert tuple(f"3.{minor}.0" for minor in range(int(named[1]), int(named[2]))) == resolutions.PYTHONS


@pytest.mark.slow
def test_the_course_with_all_its_extras_resolves_to_what_stands_here():
    python = f"3.{sys.version_info[1]}.0"
    try:
        assert not resolutions.fault_with_all_extras("x86_64-manylinux_2_28", python), "run `make constraints`"
    except resolutions.Unreachable:
        (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)("no package index can be reached from here")


def test_every_pin_is_one_version_and_no_address():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#") and "make constraints" in lines[0]
    for line in lines[1:]:
        assert re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+( ; [\w\s'().<>=!]+)?", line), line
