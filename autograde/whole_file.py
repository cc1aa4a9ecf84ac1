"""Write a file whole or not at all: whoever is stopped at any moment leaves the old one or the new one, never half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from autograde.system_errors import naming


def replace(path: Path, data: bytes, lasting: bool = False) -> None:
    """Put these bytes in the place of a file, in one step; a link stays a link, and a file keeps its permissions.

    lasting: whether to wait until the disk has them, which a failure of power then cannot undo.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with naming(path), os.fdopen(handle, "wb") as stream:
            stream.write(data)
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
