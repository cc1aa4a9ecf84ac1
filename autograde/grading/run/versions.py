"""What a machine grades with, and whether another has the same: the course's code, Python, and numerical packages.

The same submission must get the same result wherever it is graded, so a worker that differs in any of these refuses.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from pathlib import Path

import autograde
from autograde.course import Course
from autograde.exercises import every

PACKAGE = Path(autograde.__file__).resolve().parent
OF_A_LESSON = ("exercises.py", "mistakes.toml", "hints.toml")
OTHERS = ("numpy", "torch", "matplotlib", "ipython")  # packages whose numbers and words show in a graded notebook


def installed() -> dict[str, str]:
    """What this process grades the course around the working folder with: a name and a version, each.

    Found once for a course, with all exercises loaded: files that change later do not change what a process does.
    """
    return _installed(Course.around().root)


@functools.cache
def _installed(root: Path) -> dict[str, str]:
    every(Course(root))
    digest = hashlib.sha256()
    lessons = root / "course"
    files = [(folder, path) for folder in (PACKAGE, PACKAGE.parent / "backprop_lib") for path in folder.rglob("*.py")]
    files += [(lessons, path) for name in OF_A_LESSON for path in lessons.glob(f"*/{name}")]
    for folder, path in sorted(files):
        digest.update(f"{path.relative_to(folder.parent)}\n".encode() + path.read_bytes())
    major, minor, _ = platform.python_version_tuple()
    found = {"the course's code": digest.hexdigest()[:12], "Python": f"{major}.{minor}"}
    for name in OTHERS:
        found[name] = version(name)
    return found


def version(package: str) -> str:
    """The version of an installed package, without the word on how it was built; "missing" without the package."""
    try:
        return importlib.metadata.version(package).split("+")[0]
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """In words, how another machine differs from this one; "" when it does not."""
    unlike = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    return "; ".join(f"{name} is {there.get(name, 'missing')} there and {here.get(name, '?')} here" for name in unlike)
