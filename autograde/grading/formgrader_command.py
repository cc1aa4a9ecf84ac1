"""The command `autograde formgrader`: JupyterLab as an instructor needs it, at nbgrader's Formgrader.

nbgrader's own extensions are on, for this start alone, whatever `autograde lab` or the user's settings say; students'
pages and their Validate button are not. Left out: what Formgrader does; its settings stand in nbgrader_config.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import zmq

from autograde.course import Course
from autograde.student.lab import QUIET_LAB, refuse_root

SERVER = "nbgrader.server_extensions"
ON = ("formgrader", "validate_assignment", "assignment_list", "course_list")
OFF = ("autograde.student.server", "autograde.student.validate_button")


def command_line(course: Course, options: tuple[str, ...] = ()) -> list[str]:
    """The command that opens JupyterLab on the course's folder, at Formgrader; `options` come last and win."""
    switches = {**{f"{SERVER}.{name}": True for name in ON}, **dict.fromkeys(OFF, False)}
    return [
        *(sys.executable, "-m", "jupyterlab"),
        "--Application.log_level=ERROR",  # the address is shown all the same
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={course.root}",
        f"--ServerApp.jpserver_extensions={switches}",
        "--LabApp.default_url=/formgrader",
        f"--LabApp.workspaces_dir={course.root / 'work/formgrader'}",
        *QUIET_LAB,
        *(["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []),
        *options,
    ]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The inherited environment, with this Python's programs first: Formgrader calls nbgrader by its name."""
    programs = [str(Path(sys.executable).parent), inherited.get("PATH", os.defpath)]
    return {**inherited, "PATH": os.pathsep.join(programs)}


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
def formgrader(jupyter_options: tuple[str, ...]) -> None:
    """Open Formgrader: look at graded notebooks, enter points by hand, write comments.

    JupyterLab starts on the course's folder, for this machine alone (127.0.0.1); its menu Nbgrader leads to Formgrader
    as well. Further options, such as --no-browser or --port 9999, go to JupyterLab.
    """
    course = Course.around()
    (course.root / "work").mkdir(exist_ok=True)
    refuse_root(jupyter_options, "autograde formgrader")
    click.echo("JupyterLab starts at Formgrader, in your browser or at the address below. Ctrl-C here, twice, ends it.")
    try:
        sys.exit(subprocess.call(command_line(course, jupyter_options), cwd=course.root, env=environment(os.environ)))
    except KeyboardInterrupt:  # Ctrl-C reaches JupyterLab too, which asks and ends by itself
        return
