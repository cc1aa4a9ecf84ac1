"""Open JupyterLab on a student's working copy of the lessons, never on release/ itself.

The copy is made once; a later start adds new lessons and leaves everything a student has written as it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError

FOLDER = "work/lessons"


def working_copy(course: Course) -> tuple[Path, list[str]]:
    """The folder of the working copy and the lessons that were added to it now; existing notebooks stay untouched."""
    folder = course.root / FOLDER
    added = []
    for release in sorted((course.root / "release").glob("*/*.ipynb")):
        target = folder / release.parent.name / release.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release, target)
            added.append(release.stem)
    if not folder.is_dir():
        raise AutogradeError("release/ holds no lesson yet. Run `make build` first.")
    return folder, added


def open_lab(course: Course, folder: Path, options: tuple[str, ...] = ()) -> int:
    """Start JupyterLab on the working copy, at its first lesson, and wait for it to end; returns its exit status.

    The server runs in the course's folder, where nbgrader finds its settings, and shows the working copy only.
    """
    first = sorted(folder.glob("*/*.ipynb"))[0].relative_to(folder)
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"),
        f"--LabApp.default_url=/lab/tree/{first.as_posix()}",
        *options,
    ]
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": str(Path(__file__).parent / "jupyter_config")}
    try:
        return subprocess.call(command, cwd=course.root, env=environment)
    except KeyboardInterrupt:  # Ctrl-C reaches JupyterLab too, which asks and ends by itself
        return 0
