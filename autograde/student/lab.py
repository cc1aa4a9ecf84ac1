"""Open JupyterLab on a student's working copy of the lessons, never on release/ itself.

The copy is made once; a later start adds new lessons. Settings in jupyter_config/ and the extension in labextensions/
bring the start page, switch off what only an instructor needs (Formgrader, assignment lists), what asks the network
(news, updates, extensions) or, at every page, whether to build JupyterLab anew, and let sliders survive closing a
notebook. They count only where JupyterLab is started from here: neither the user's home nor the environment is changed.
Left out: merging a newer release into the copy (`update`); a theme or other tastes, a student's own stay.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import zmq

from autograde import compiled, progress
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.student.first_copy import first_copy
from autograde.whole_file import replace

FOLDER = "work/lessons"
NOTEBOOKS = "[0-9][0-9]_*/*.ipynb"
WORKSPACES = "work/jupyterlab"  # open tabs and layout; not in the home folder, where other projects keep theirs
HERE = Path(__file__).resolve().parent
CONFIG, EXTENSIONS = HERE / "jupyter_config", HERE / "labextensions"
CONTENTS = "@jupyterlab/toc:plugin"  # the table of contents, as JupyterLab's layouts name it
START = "autograde/start"  # the address of the start page (`server`), below the server's own
QUIET_LAB = (  # asks the network for nothing
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
)


def released(course: Course) -> list[Path]:
    """The notebooks to be copied: those of the students' edition where this is one, else the course's release."""
    if compiled.lessons():
        return sorted(compiled.NOTEBOOKS.glob(NOTEBOOKS))
    left_out = course.settings.left_out
    return [path for path in sorted((course.root / "release").glob(NOTEBOOKS)) if path.stem not in left_out]


def working_copy(course: Course) -> tuple[Path, list[str]]:
    """The folder of the working copy and the lessons that were added to it now; existing notebooks stay untouched.

    Beside the lessons stands the folder of what checks find (`progress`), with the release that each copy is made from.
    """
    folder = course.root / FOLDER
    added = []
    for release in released(course):
        target = folder / release.parent.name / release.name
        if not target.exists():
            text, base = release.read_text(encoding="utf-8"), folder / progress.FOLDER / "base" / release.name
            replace(base, text.encode())
            replace(target, first_copy(text).encode())
            added.append(release.stem)
    if not lessons_in(folder):
        raise AutogradeError("release/ holds no lesson yet. Run `autograde build` first.")
    (folder / progress.FOLDER).mkdir(exist_ok=True)
    return folder, added


def lessons_in(folder: Path) -> list[Path]:
    """The notebooks of a working copy, in the order of the lessons; older ones beside them are none."""
    return sorted(path for path in folder.glob(NOTEBOOKS) if path.stem == path.parent.name)


def lay_out(course: Course) -> None:
    """Before the first start, lay out JupyterLab: the table of contents open at the left, no lesson yet.

    Later starts show the panels and tabs that were open when JupyterLab was last used.
    """
    from jupyterlab_server.workspaces_handler import WorkspacesManager  # slow to import: only when JupyterLab follows

    workspaces = WorkspacesManager(str(course.root / WORKSPACES))
    if workspaces.list_workspaces():
        return
    left = {"collapsed": False, "visible": True, "current": CONTENTS}
    left["widgets"] = ["filebrowser", "running-sessions", CONTENTS]
    data = {
        "layout-restorer:data": {"left": left, "relativeSizes": [0.2, 0.8, 0]},
        "file-browser-filebrowser:cwd": {"path": ""},
    }
    workspaces.save("default", json.dumps({"data": data, "metadata": {"id": "default"}}))


def command_line(course: Course, folder: Path, options: tuple[str, ...] = (), notebook: bool = False) -> list[str]:
    """The command that opens JupyterLab, or Jupyter Notebook, on the working copy; `options` come last and win."""
    app = "JupyterNotebookApp" if notebook else "LabApp"
    return [
        *(sys.executable, "-m", "notebook" if notebook else "jupyterlab"),
        "--Application.log_level=ERROR",  # the address is shown all the same
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--{app}.default_url=/{START}",
        f"--LabServerApp.extra_labextensions_path={EXTENSIONS}",  # whichever app is started
        f"--{app}.workspaces_dir={course.root / WORKSPACES}",
        *([] if notebook else QUIET_LAB),
        *(["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []),
        *options,
    ]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The inherited environment with jupyter_config/ before all other folders of Jupyter settings."""
    folders = [str(CONFIG), inherited.get("JUPYTER_CONFIG_PATH", "")]
    return {**inherited, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, folders))}


def running(folder: Path) -> str | None:
    """The start page of a server of this user that already shows the folder, to be opened in a browser; else None."""
    from jupyter_server.serverapp import list_running_servers  # slow to import: only when JupyterLab follows

    for server in list_running_servers():
        if Path(server["root_dir"]) == folder:
            return f"{server['url']}{START}?token={server['token']}"
    return None


def refuse_root(options: Sequence[str], command: str) -> None:
    """AutogradeError for root, as whom Jupyter does not start unless that is asked for.   command: what was typed."""
    if hasattr(os, "getuid") and os.getuid() == 0 and "--allow-root" not in options:
        raise AutogradeError(
            "JupyterLab does not run as root. Start it as an ordinary user, "
            f"or, in a machine of your own: {command} --allow-root"
        )


def open_lab(course: Course, folder: Path, options: tuple[str, ...] = (), notebook: bool = False) -> int:
    """Start JupyterLab, or Jupyter Notebook, on the working copy and wait for it to end; returns its exit status.

    The server runs in the course's folder, where nbgrader finds its settings, and shows the working copy only.
    """
    lay_out(course)
    command = command_line(course, folder, options, notebook)
    for name in ("SIGTERM", "SIGHUP"):  # whoever ends this command ends JupyterLab with it
        if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, name), lambda number, frame: sys.exit(128 + number))
    try:
        return subprocess.call(command, cwd=course.root, env=environment(os.environ))
    except KeyboardInterrupt:  # Ctrl-C reaches JupyterLab too, which asks and ends by itself
        return 0
