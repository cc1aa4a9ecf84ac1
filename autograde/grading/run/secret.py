"""The secret from which hidden probes are drawn: 32 random bytes in work/secret, made on first use, never in git.

Who has it can work out every hidden probe. Who loses it gets other probes: the next run grades every notebook again.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from autograde.course import Course
from autograde.errors import AutogradeError
from autograde.system_errors import naming

BYTES = 32


def read_secret(course: Course) -> bytes:
    """The course's secret; it is made when there is none, and readable by its owner alone."""
    path = course.root / "work" / "secret"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        make_secret(path)
    try:
        text = path.read_text(encoding="ascii").strip()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except UnicodeDecodeError:
        text = ""
    if not re.fullmatch(rf"[0-9a-f]{{{2 * BYTES}}}", text):
        raise AutogradeError(
            f"{course.shown(path)} does not hold {2 * BYTES} hexadecimal digits. Put back your copy of it, or "
            "remove it: then a new one is made and every notebook is graded again."
        )
    return bytes.fromhex(text)


def make_secret(path: Path) -> None:
    """Write a new secret in one step; where another process was faster, its secret stays."""
    own = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with naming(path), os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(BYTES) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
    finally:
        own.unlink()
