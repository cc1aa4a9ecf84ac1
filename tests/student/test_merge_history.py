"""Real releases: what a student wrote into an older one of this repository is kept in today's, lesson by lesson."""

import copy
import subprocess

import nbformat
import pytest

from autograde.student.cell_merge import is_solution, is_tests
from autograde.student.merge import merge
from tests.course_copy import COURSE, LESSONS, ROOT
from tests.student.small_release import names, sources


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


def older_release(lesson):
    """The lesson as it was released in the middle of the repository's history."""
    path = COURSE.notebook("release", lesson).relative_to(ROOT).as_posix()
    commits = git("log", "--format=%h", "--", path).split()
    if len(commits) < 3:
        pytest.skip("the repository's history is not here")
    return nbformat.reads(git("show", f"{commits[len(commits) // 2]}:{path}"), as_version=4)


def students(release):
    """A copy with an answer, a note or a changed line in every third cell, and what was written."""
    mine, written = copy.deepcopy(release), []
    for number, cell in enumerate(mine.cells):
        if is_tests(cell) or number % 3:
            continue
        written.append(f"mine {number}")
        lines = cell.source.split("\n")
        if is_solution(cell):
            lines = [lines[0], f"    return 'mine {number}'"]
        elif number % 2:
            lines.insert(len(lines) // 2, f"# mine {number}")
        else:
            lines[0] += f"  # mine {number}"
        cell.source = "\n".join(lines)
    return mine, written


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_older_copy_is_merged_with_todays_release(lesson):
    base, new = older_release(lesson), nbformat.read(COURSE.notebook("release", lesson), as_version=4)
    assert merge(base, base, new)[0]["cells"] == new.cells
    mine, written = students(base)
    for known in (base, None):
        merged, _ = merge(known, mine, new)
        text = "\n".join([*sources(merged), ""])
        assert [words for words in written if f"{words}\n" not in text and f"{words}'" not in text] == []
        nbformat.validate(nbformat.from_dict(merged))
        assert set(names(merged)) >= set(names(new)) and len(set(names(merged))) == len(names(merged))
