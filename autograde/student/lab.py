"""Open JupyterLab on a student's working copy of the lessons, never on release/ itself.

The copy is made once; a later start adds new lessons. Left out: merging a newer release into it (`update`). Settings in
jupyter_config/ switch off what only an instructor needs (Formgrader, assignment lists) or what asks the network (news,
updates, extensions), and let sliders survive closing a notebook. JupyterLab reads them only when it is started from
here: neither the user's home nor the environment is changed. Left out: a theme or other tastes; a student's own stay.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import zmq

from autograde import compiled
from autograde.course import Course
from autograde.errors import AutogradeError

FOLDER = "work/lessons"
NOTEBOOKS = "[0-9][0-9]_*/*.ipynb"
WORKSPACES = "work/jupyterlab"  # open tabs and layout; not in the home folder, where other projects keep theirs
CONFIG = Path(__file__).resolve().parent / "jupyter_config"


def released(course: Course) -> list[Path]:
    """The notebooks to be copied: those of the students' edition where this is one, else the course's release."""
    if compiled.lessons():
        return sorted(compiled.NOTEBOOKS.glob(NOTEBOOKS))
    left_out = course.settings.left_out
    return [path for path in sorted((course.root / "release").glob(NOTEBOOKS)) if path.stem not in left_out]


def working_copy(course: Course) -> tuple[Path, list[str]]:
    """The folder of the working copy and the lessons that were added to it now; existing notebooks stay untouched."""
    folder = course.root / FOLDER
    added = []
    for release in released(course):
        target = folder / release.parent.name / release.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release, target)
            added.append(release.stem)
    if not lessons_in(folder):
        raise AutogradeError("release/ holds no lesson yet. Run `make build` first.")
    return folder, added


def lessons_in(folder: Path) -> list[Path]:
    """The notebooks of a working copy, in the order of the lessons; older ones beside them are none."""
    return sorted(path for path in folder.glob(NOTEBOOKS) if path.stem == path.parent.name)


def open_first_lesson(course: Course, folder: Path) -> None:
    """Before the first start, lay out JupyterLab: all lessons listed at the left, the first one open beside them.

    Later starts show the tabs that were open when JupyterLab was last used.
    """
    from jupyterlab_server.workspaces_handler import WorkspacesManager  # slow to import: only when JupyterLab follows

    workspaces = WorkspacesManager(str(course.root / WORKSPACES))
    if workspaces.list_workspaces():
        return
    path = lessons_in(folder)[0].relative_to(folder).as_posix()
    tab = f"notebook:{path}"
    main = {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [tab]}, "current": tab}
    left = {"collapsed": False, "visible": True, "current": "filebrowser", "widgets": ["filebrowser"]}
    data = {
        "layout-restorer:data": {"main": main, "left": left, "relativeSizes": [0.2, 0.8, 0]},
        "file-browser-filebrowser:cwd": {"path": ""},
        tab: {"data": {"path": path, "factory": "Notebook"}},
    }
    workspaces.save("default", json.dumps({"data": data, "metadata": {"id": "default"}}))


def command_line(course: Course, folder: Path, options: tuple[str, ...] = ()) -> list[str]:
    """The command that opens JupyterLab on the working copy; `options` come last and win."""
    return [
        *(sys.executable, "-m", "jupyterlab"),
        "--Application.log_level=ERROR",  # the address is shown all the same
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.workspaces_dir={course.root / WORKSPACES}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        *(["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []),
        *options,
    ]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The inherited environment with jupyter_config/ before all other folders of Jupyter settings."""
    folders = [str(CONFIG), inherited.get("JUPYTER_CONFIG_PATH", "")]
    return {**inherited, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, folders))}


def running(folder: Path) -> str | None:
    """The address at which a JupyterLab of this user already shows the folder, to be opened in a browser; else None."""
    from jupyter_server.serverapp import list_running_servers  # slow to import: only when JupyterLab follows

    for server in list_running_servers():
        if Path(server["root_dir"]) == folder:
            return f"{server['url']}lab?token={server['token']}"
    return None


def open_lab(course: Course, folder: Path, options: tuple[str, ...] = ()) -> int:
    """Start JupyterLab on the working copy and wait for it to end; returns its exit status.

    The server runs in the course's folder, where nbgrader finds its settings, and shows the working copy only.
    """
    open_first_lesson(course, folder)
    command = command_line(course, folder, options)
    for name in ("SIGTERM", "SIGHUP"):  # whoever ends this command ends JupyterLab with it
        if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, name), lambda number, frame: sys.exit(128 + number))
    try:
        return subprocess.call(command, cwd=course.root, env=environment(os.environ))
    except KeyboardInterrupt:  # Ctrl-C reaches JupyterLab too, which asks and ends by itself
        return 0
