"""The README keeps its promises: its numbers are printed, its files and make targets exist."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


def test_the_first_code_block_prints_what_its_comments_say():
    block = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)[1]
    promised = re.findall(r"print\(.*\)  # (.*)", block)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(block, {})
    assert len(promised) >= 3
    assert printed.getvalue().splitlines() == promised


@pytest.mark.parametrize("document", DOCUMENTS)
def test_linked_files_exist(document):
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{document} links to {target}, which does not exist"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for line in re.findall(
        r"`make ([a-z -]+)`|^    make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8"), re.M
    ):
        for target in (line[0] or line[1]).split():
            assert target in targets, f"{document} names `make {target}`, which the Makefile lacks"


def test_contributing_is_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_every_lesson_is_listed(course):
    for name in course.lessons:
        assert f"release/{name}/{name}.ipynb" in README


def test_ci_runs_the_readmes_test_command():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
