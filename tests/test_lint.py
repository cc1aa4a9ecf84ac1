"""Style and types, beside the other tests, so that no core waits for them; `make lint` runs the same alone."""

import subprocess
import sys

import pytest

from tests.course_copy import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("words", ["ruff check", "ruff format --check", "mypy"])
def test_style_and_types(words):
    done = subprocess.run([sys.executable, "-m", *words.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
