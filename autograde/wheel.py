"""The wheel of the students' edition: which modules go into it, its project file, and its making by setuptools.

A module is taken if the student's entry points import it, directly or through others. Left out: the lessons' data that
lie beside them (`edition`).
"""

from __future__ import annotations

import ast
import functools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograde.course import Course
from autograde.errors import AutogradeError

PACKAGES = Path(__file__).resolve().parent.parent
NAME = "backprop-course-students"
ENTRIES = (  # and all in the last two
    *("autograde.checking", "autograde.totals", "autograde.standings", "autograde.warm_ups"),
    *("autograde.student.commands", "autograde.student.server"),
    *("autograde.student.dialog", "autograde.student.validate_button"),
    *("autograde.players", "autograde.kinds"),
)
AUTHORS_ONLY = (
    "jupytext",
    "jsonschema",
    "latex2mathml",
    "mistune",
    "setuptools",
)  # requirements that nothing of a student's needs
DATA = (
    "student/jupyter_config/*.json",
    "student/jupyter_config/labconfig/*.json",
    "student/labextensions/**/*",
    "student/templates/*",
    "exercise_data/**/*.json",
    "notebooks/**/*.ipynb",
    "notebooks/*.html",
)
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = {title}
requires-python = "{python}"
dependencies = {dependencies}

[project.optional-dependencies]
torch = {torch}

[project.scripts]
autograde = "autograde.student.commands:main"

[tool.setuptools]
packages = {packages}

[tool.setuptools.package-data]
autograde = {data}
backprop_lib = ["*.txt", "touch/*.mjs"]
"""


def lay_out(root: Path) -> None:
    """Copy the modules, the library's data and Jupyter's settings below `root`."""
    library = PACKAGES / "backprop_lib"
    for path in sorted({*modules(), *library.rglob("*.py"), *library.glob("*.txt"), *library.rglob("*.mjs")}):
        target = root / path.relative_to(PACKAGES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for folder in ("jupyter_config", "labextensions", "templates"):
        shutil.copytree(PACKAGES / "autograde/student" / folder, root / "autograde/student" / folder)


def modules() -> set[Path]:
    """The files of this package that a student's entry points need, found by their imports."""
    found: set[Path] = set()
    waiting = [*ENTRIES]
    for room in ENTRIES[-2:]:
        waiting += [f"{room}.{path.stem}" for path in (PACKAGES / room.replace(".", "/")).glob("*.py")]
    while waiting:
        path = file_of(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += imported(path)
            waiting += [".".join(path.parent.relative_to(PACKAGES).parts)]  # the package that holds it
    return found


def file_of(module: str) -> Path | None:
    """The file of one of this package's modules; None for anything else."""
    place = PACKAGES.joinpath(*module.split("."))
    if not module.startswith("autograde"):
        return None
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


@functools.cache
def imported(path: Path) -> list[str]:
    """The modules that a file's import statements name, wherever they stand."""
    return list(_imported(ast.parse(path.read_text(encoding="utf-8"))))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def about() -> dict[str, Any]:
    """What this package's own project file says of it."""
    path = PACKAGES / "pyproject.toml"
    if not path.is_file():
        raise AutogradeError(
            f"{path} is missing: the students' edition is made from a clone of the course. Run it there."
        )
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    return found


def project(course: Course, root: Path) -> str:
    """The project file of the wheel: this package's own requirements without what only authors need."""
    own = about()
    return PROJECT.format(
        name=NAME,
        version=own["version"],
        title=json.dumps(course.settings.title, ensure_ascii=False),
        python=own["requires-python"],
        dependencies=json.dumps([text for text in own["dependencies"] if name_in(text) not in AUTHORS_ONLY]),
        torch=json.dumps(own["optional-dependencies"]["torch"]),
        packages=json.dumps(sorted({".".join(path.parent.relative_to(root).parts) for path in root.rglob("*.py")})),
        data=json.dumps(DATA),
    )


def name_in(requirement: str) -> str:
    """The package that a requirement names: name_in("numpy>=2.0") -> "numpy"."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


def build(staging: Path, out: Path) -> Path:
    """Build the wheel with setuptools, in a process of its own, and return its path."""
    command = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", command, folder], cwd=staging, capture_output=True, text=True, check=False
        )
        made = list(Path(folder).glob("*.whl"))
        if done.returncode or not made:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            raise AutogradeError(f"the wheel could not be built: {last}. Is setuptools installed? Run `make install`.")
        for old in out.glob(f"{NAME.replace('-', '_')}-*.whl"):
            old.unlink()
        return Path(shutil.copy2(made[0], out))
