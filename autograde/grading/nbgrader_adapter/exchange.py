"""nbgrader's exchange: the folder where accounts of one machine meet, made ready so that nobody types a chmod.

Everybody has to reach it and write into it, and nobody may remove another one's folder (mode 1777). nbgrader itself
sets the modes inside. Left out: what nbgrader's commands do there, and machines without accounts for students.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograde.build import nbgrader_config
from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.settings import exchange_folder

OPEN = 0o1777
FOR_STUDENTS = """\
# nbgrader's settings for students of this machine; each puts a copy into ~/.jupyter, or the machine into /etc/jupyter.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course_id!r}
c.Exchange.root = {root!r}
"""


def make_ready(course: Course) -> Path:
    """Make the exchange's folder with the students' settings in it; returns the folder."""
    root = exchange_folder(course.root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if stat.S_IMODE(root.stat().st_mode) != OPEN:
            root.chmod(OPEN)
        write_settings(course, root)
    except OSError as error:
        raise AutogradeError(
            f"{error.filename or root}: {error.strerror}. Ask whoever looks after the machine for "
            f"`sudo install -d -m 1777 -o $USER {root}`, or name another folder in work/course.toml: "
            'exchange = "/srv/nbgrader/exchange".'
        ) from error
    return root


def write_settings(course: Course, root: Path) -> None:
    """Put the settings that students need where they can take them from."""
    path = settings_for_students(root)
    course_id = str(nbgrader_config(course.root).CourseDirectory.course_id)
    text = FOR_STUDENTS.format(course_id=course_id, root=str(root))
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    if stat.S_IMODE(path.stat().st_mode) != 0o644:
        path.chmod(0o644)


def settings_for_students(root: Path) -> Path:
    """The file with students' settings."""
    return root / "nbgrader_config.py"


def obstacles(root: Path, umask: int) -> Iterator[str]:
    """What keeps students' accounts from using the exchange, each with what to do about it."""
    closed = [folder for folder in root.parents if not folder.stat().st_mode & stat.S_IXOTH]
    if closed:
        yield (
            f"other accounts cannot pass through {closed[0]}. `chmod o+x {closed[0]}` lets them through it, "
            'and not list it; or name a folder elsewhere in work/course.toml: exchange = "/srv/nbgrader/exchange".'
        )
    if umask & 0o044:
        yield (
            f"files that you make cannot be read by other accounts (umask {umask:03o}), feedback pages included. "
            "Run `umask 022` before `autograde feedback` and `nbgrader release_feedback`."
        )


def umask_here() -> int:
    """This process's umask, which can only be read by setting it."""
    found = os.umask(0o022)
    os.umask(found)
    return found
